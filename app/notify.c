/* SPDX-License-Identifier: MIT */
#include "app/notify.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/store/ceremony_table.h"
#include "core/store/intent_table.h"
#include "core/store/wallet_table.h"

enum { KEPT_FDS = 3, FD_MOST = 1024 };

/* In the grandchild, between fork and exec: only calls that are safe there. */
static void become(const char *const argv[])
{
    const int nothing = open("/dev/null", O_RDWR);
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    for (int fd = 0; fd < KEPT_FDS; fd++)
        if (nothing < 0 || dup2(nothing, fd) < 0)
            _exit(127);
    for (int fd = KEPT_FDS; fd < FD_MOST; fd++)
        close(fd);
    execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

/* Twice forked: init reaps it, and nobody here has to wait. */
result notify_run(const char *command, const char *what)
{
    char shown[NOTIFY_SENTENCE_MAX];
    char sentence[NOTIFY_SENTENCE_MAX + 16];
    int status = 0;

    if (command[0] == 0)
        return OK;
    text_showable(shown, sizeof shown, slice_of_text(what));
    snprintf(sentence, sizeof sentence, "Gridlock: %s", shown);
    const char *const argv[] = {command, sentence, NULL};
    const pid_t child = fork();
    CHECK(child >= 0, PROCESS_START);
    if (child == 0) {
        setsid();
        const pid_t grandchild = fork();
        if (grandchild == 0)
            become(argv);
        _exit(grandchild < 0 ? 1 : 0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0, PROCESS_START);
    return OK;
}

static size_t count_payments(struct store *store, const struct intent_row *list, size_t count,
                             uint64_t now)
{
    size_t open = 0;

    for (size_t i = 0; i < count; i++) {
        struct wallet wallet;
        open += list[i].state == INTENT_OPEN && list[i].expires > now &&
                is_ok(wallet_by_id(store, &wallet, list[i].wallet)) && !wallet.is_mine;
    }
    return open;
}

result notify_count_requests(size_t *out, struct store *store, uint64_t now)
{
    struct intent_row *payments = NULL;
    struct ceremony *shares = NULL;
    size_t payment_count = 0;
    size_t share_count = 0;

    TRY(intent_all(store, &payments, &payment_count));
    size_t open = count_payments(store, payments, payment_count, now);
    intent_list_free(payments, payment_count);
    TRY(ceremony_all(store, &shares, &share_count));
    for (size_t i = 0; i < share_count; i++)
        open += !shares[i].is_mine && shares[i].state == CEREMONY_ASKED && shares[i].expires > now;
    ceremony_list_free(shares, share_count);
    *out = open;
    return OK;
}
