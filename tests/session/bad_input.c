/* SPDX-License-Identifier: MIT */
#include "session/bad_input.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/checks.h"
#include "session/hostile.h"

enum { VERB_MS = 90 * 1000 };

/* The verb ends by itself with this exit code, a sentence and a remedy, both without control
 * characters. */
static void ends_in(struct practice *practice, size_t home, unsigned exit_codes, const char *what,
                    const char *const *words)
{
    struct buffer out = {0};
    char sentence[PRACTICE_TEXT_MAX] = "";
    char remedy[PRACTICE_TEXT_MAX] = "";
    const uint64_t begun = process_now_ms();
    const int status = practice_verb(practice, home, &out, VERB_MS, words);
    const bool told =
        practice_field(sentence, &out, "sentence") && practice_field(remedy, &out, "remedy");
    const char *text = buffer_text(&out);
    bool clean = true;

    for (const char *c = text; *c; c++)
        clean = clean && ((unsigned char)*c >= 32 || *c == '\n');
    const bool right = status >= 0 && exit_codes >> status & 1;
    check(right && told && clean, "%s: %s (exit %d, %llu s)", what, sentence, status,
          (unsigned long long)(process_now_ms() - begun) / 1000);
    if (!right)
        note("%s", text);
    buffer_free(&out);
}

static void ends(struct practice *practice, size_t home, int exit_code, const char *what,
                 const char *const *words)
{
    ends_in(practice, home, 1U << exit_code, what, words);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        note("  cannot write %s", path);
}

static void set_node(struct practice *practice, unsigned port)
{
    char path[NODES_PATH_MAX + 128];
    char text[2048];

    snprintf(path, sizeof path, "%s/gridlock.conf", practice->home[0].folder);
    if (port)
        snprintf(text, sizeof text,
                 "bitcoin.rpc = http://127.0.0.1:%u\nbitcoin.cookie = %s\n"
                 "ethereum.rpc = http://127.0.0.1:%u\n",
                 port, practice->nodes.cookie_path, port);
    else
        snprintf(text, sizeof text, "bitcoin.rpc = %s\nbitcoin.cookie = %s\nethereum.rpc = %s\n",
                 practice->nodes.bitcoin_url, practice->nodes.cookie_path,
                 practice->nodes.anvil_url);
    write_text(path, text);
}

static void bad_nodes(struct payments *payments)
{
    struct practice *practice = payments->practice;
    const char *const bitcoin[] = {"balance", "--wallet", "savings", "--account", "taproot", NULL};
    const char *const ether[] = {"balance", "--wallet", "savings", "--account", "ethereum", NULL};
    char what[128];

    for (int manner = HOSTILE_500; manner < HOSTILE_MANNERS; manner++) {
        struct hostile hostile = hostile_start((enum hostile_manner)manner);
        set_node(practice, hostile.port);
        snprintf(what, sizeof what, "a Bitcoin node that %s",
                 hostile_name((enum hostile_manner)manner));
        ends(practice, 0, 5, what, bitcoin);
        snprintf(what, sizeof what, "an Ethereum node that %s",
                 hostile_name((enum hostile_manner)manner));
        ends(practice, 0, 5, what, ether);
        hostile_stop(&hostile);
    }
    struct hostile hanging = hostile_start(HOSTILE_HANGS);
    set_node(practice, hanging.port);
    ends(practice, 0, 5, "an Ethereum node that hangs", ether);
    hostile_stop(&hanging);
    set_node(practice, 1);
    ends(practice, 0, 5, "a Bitcoin node that is down", bitcoin);
    set_node(practice, 0);
}

/* A home of its own whose router is hostile. */
static void bad_routers(struct payments *payments)
{
    struct practice *practice = payments->practice;
    struct practice guest = *practice;

    for (int manner = HOSTILE_HANGS; manner < HOSTILE_MANNERS; manner++) {
        struct hostile hostile = hostile_start((enum hostile_manner)manner);
        char router[64];
        char what[128];
        struct buffer out = {0};
        snprintf(guest.home[1].folder, sizeof guest.home[1].folder, "%s/stray%d", practice->folder,
                 manner);
        mkdir(guest.home[1].folder, 0700);
        snprintf(router, sizeof router, "http://127.0.0.1:%u", hostile.port);
        const char *const make[] = {"identity", "--name", "stray", "--router", router, NULL};
        check(practice_verb(&guest, 1, &out, VERB_MS, make) == 0, "a stray home is made");
        buffer_free(&out);
        snprintf(what, sizeof what, "a router that %s", hostile_name((enum hostile_manner)manner));
        const char *const invite[] = {"invite", "somebody", "--wait", "4", NULL};
        /* Waiting, not reachable, or a pairing it spoiled: each is said. */
        ends_in(&guest, 1, 1U << 2 | 1U << 4 | 1U << 5, what, invite);
        hostile_stop(&hostile);
    }
}

static void bad_invites(struct payments *payments)
{
    struct practice *practice = payments->practice;
    struct buffer out = {0};
    char text[PRACTICE_TEXT_MAX] = "";
    char altered[PRACTICE_TEXT_MAX];
    const char *const invite[] = {"invite", "dave", NULL};

    check(practice_verb(practice, 0, &out, VERB_MS, invite) == 0 &&
              practice_field(text, &out, "invite"),
          "an invitation is made");
    buffer_free(&out);
    snprintf(altered, sizeof altered, "%s", text);
    altered[20] = altered[20] == 'a' ? 'b' : 'a';
    ends(practice, 1, 2, "an altered invitation", (const char *const[]){"join", altered, NULL});
    text[40] = 0;
    ends(practice, 1, 2, "a truncated invitation", (const char *const[]){"join", text, NULL});
    ends(practice, 1, 2, "no invitation at all", (const char *const[]){"join", "hello", NULL});
    ends(practice, 0, 2, "a name with control characters",
         (const char *const[]){"invite", "\x1b[31mred", NULL});
}

static bool copy_file(const char *from, const char *to, long most)
{
    FILE *in = fopen(from, "re");
    FILE *out = fopen(to, "we");
    int byte;

    for (long i = 0; in && out && i < most && (byte = fgetc(in)) != EOF; i++)
        fputc(byte, out);
    return in && out && fclose(in) == 0 && fclose(out) == 0;
}

/* A copy of a closed home, spoiled. */
static void spoiled_home(struct payments *payments, const char *what, int exit_code, long most,
                         long at, const char *bytes, size_t size)
{
    struct practice guest = *payments->practice;
    char from[NODES_PATH_MAX + 128];
    char to[NODES_PATH_MAX + 128];
    const char *const list[] = {"wallet", "list", NULL};
    static int number;

    snprintf(from, sizeof from, "%s/gridlock.db", guest.home[0].folder);
    snprintf(guest.home[0].folder, sizeof guest.home[0].folder, "%s/spoiled%d", guest.folder,
             number++);
    mkdir(guest.home[0].folder, 0700);
    snprintf(to, sizeof to, "%s/gridlock.db", guest.home[0].folder);
    copy_file(from, to, most);
    const int fd = open(to, O_WRONLY | O_CLOEXEC);
    if (size > 0 && (fd < 0 || pwrite(fd, bytes, size, at) != (ssize_t)size))
        note("  cannot spoil %s", to);
    close(fd);
    ends(&guest, 0, exit_code, what, list);
}

static void bad_homes(struct payments *payments)
{
    static const char newer[4] = {0, 0, 3, (char)0xe7}; /* user_version 999 */

    spoiled_home(payments, "a home of a newer version", 7, 1L << 30, 60, newer, sizeof newer);
    spoiled_home(payments, "a truncated database", 7, 9000, 0, "", 0);
    spoiled_home(payments, "a broken database", 7, 1L << 30, 0, "no database", 11);
}

static void full_disk(struct payments *payments)
{
    struct practice guest = *payments->practice;
    struct buffer out = {0};
    char folder[NODES_PATH_MAX + 32];

    snprintf(folder, sizeof folder, "%s/full", guest.folder);
    mkdir(folder, 0700);
    if (mount("tmpfs", folder, "tmpfs", 0, "size=256k,mode=0700") != 0) {
        note("  skipped: a full disk needs root to make one");
        return;
    }
    snprintf(guest.home[1].folder, sizeof guest.home[1].folder, "%s", folder);
    const char *const make[] = {"identity", "--name", "full", "--router", guest.router, NULL};
    const int made = practice_verb(&guest, 1, &out, VERB_MS, make);
    for (int i = 0; i < 40 && made == 0; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        const char *const add[] = {"invite", name, NULL};
        buffer_clear(&out);
        if (practice_verb(&guest, 1, &out, VERB_MS, add) != 0)
            break;
    }
    char sentence[PRACTICE_TEXT_MAX] = "";
    check(practice_field(sentence, &out, "sentence") && strstr(sentence, "disk is full"),
          "a full disk: %s", sentence);
    buffer_free(&out);
    umount(folder);
}

static void two_programs(struct payments *payments)
{
    struct practice *practice = payments->practice;
    struct process first = {.output = -1};
    const char *const wait[] = {"invite", "dora", "--wait", "20", NULL};
    const char *const list[] = {"wallet", "list", NULL};
    char line[2048];

    if (!is_ok(practice_verb_start(practice, 0, &first, wait)) ||
        !process_line(&first, line, sizeof line, 20000)) {
        check(false, "a verb holds the home");
        return;
    }
    ends(practice, 0, 6, "two programs on one home", list);
    process_kill(&first);
    struct buffer out = {0};
    check(practice_verb(practice, 0, &out, VERB_MS, list) == 0,
          "  and after a kill it opens again");
    buffer_free(&out);
}

void bad_input_play(struct payments *payments)
{
    bad_invites(payments);
    bad_nodes(payments);
    bad_routers(payments);
    bad_homes(payments);
    two_programs(payments);
    full_disk(payments);
}
