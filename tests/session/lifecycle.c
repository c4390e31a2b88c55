/* SPDX-License-Identifier: MIT */
#include "session/lifecycle.h"

#include <stdio.h>
#include <string.h>

#include "session/checks.h"

enum { ALICE = 1, BOB = 2, CAROL = 5 };

/* Runs a verb of the owner while people answer what reaches them. */
static bool owner_runs(struct payments *payments, const char *what, const char *const *words)
{
    struct buffer out = {0};
    const int status = payments_send(payments, &out, words);

    if (!check(status == 0, "%s (exit %d)", what, status))
        note("%s", buffer_text(&out));
    buffer_free(&out);
    return status == 0;
}

static bool same_address(struct payments *payments, char room[static PRACTICE_TEXT_MAX])
{
    struct buffer out = {0};
    char now[PRACTICE_TEXT_MAX] = "";
    const char *const words[] = {"address", "--wallet", "savings", "--account",
                                 "taproot", "--index",  "0",       NULL};
    const bool got = practice_verb(payments->practice, 0, &out, 60000, words) == 0 &&
                     practice_field(now, &out, "address");

    buffer_free(&out);
    if (room[0] == 0)
        snprintf(room, PRACTICE_TEXT_MAX, "%s", now);
    return got && strcmp(room, now) == 0;
}

static void shares_are(struct payments *payments, size_t home, int expected)
{
    int seat = -1;
    int found = -1;

    for (int i = 0; i < 40 && found != expected; i++) {
        found = payments_count_shares(payments->practice, home, &seat);
        process_sleep_ms(250);
    }
    check(found == expected, "  %s holds %d share (%d)", payments->practice->home[home].name,
          expected, found);
}

static void pay_again(struct payments *payments, const char *when)
{
    payments_bitcoin(payments, "taproot", "0.05000000", 1, when);
    payments_ether(payments, "0.1", when);
}

void lifecycle_play(struct payments *payments)
{
    char address[PRACTICE_TEXT_MAX] = "";
    const char *const refresh[] = {"wallet", "refresh", "savings", "--wait", "100", NULL};
    const char *const replace[] = {
        "wallet",     "reshare", "savings",    "--guardian", "alice",  "--guardian", "carol",
        "--guardian", "enigma",  "--guardian", "backup",     "--wait", "100",        NULL};

    check(same_address(payments, address), "the first address is noted");
    if (!owner_runs(payments, "all five get new shares (refresh)", refresh))
        return;
    for (size_t i = 0; i < PRACTICE_SEATS; i++)
        shares_are(payments, i, 1);
    check(same_address(payments, address), "  and the address is the same");
    pay_again(payments, "after the refresh");
    if (!owner_runs(payments, "bob is replaced by carol (reshare)", replace))
        return;
    shares_are(payments, CAROL, 1);
    shares_are(payments, BOB, 0);
    check(same_address(payments, address), "  and the address is the same");
    process_kill(&payments->practice->home[BOB].guardian);
    process_kill(&payments->practice->home[ALICE].guardian);
    pay_again(payments, "with carol, without alice and bob");
    check(is_ok(practice_start_guardian(payments->practice, ALICE)) &&
              is_ok(practice_start_guardian(payments->practice, BOB)),
          "alice and bob start again");
}
