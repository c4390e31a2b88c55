/* SPDX-License-Identifier: MIT */
/* acceptance.c - the whole path on real parts: bitcoind, anvil, the router, five guardians in five
 * processes with five homes. `make acceptance [KILLS=n] [SEED=n] [KEEP=1]`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/practice.h"
#include "core/base/rng.h"
#include "core/crypto/point.h"
#include "core/store/wallet_table.h"
#include "session/bad_input.h"
#include "session/checks.h"
#include "session/kills.h"
#include "session/ledger.h"
#include "session/lifecycle.h"
#include "session/payments.h"
#include "session/place.h"

static struct practice practice;

static bool must(result r, const char *what)
{
    if (!is_ok(r))
        note("  %s: %s %s", what, error_sentence(r.code), error_remedy(r.code));
    return check(is_ok(r), "%s", what);
}

static bool open_world(void)
{
    char folder[PLACE_MAX];
    const char *programs = getenv("PROGRAMS") ? getenv("PROGRAMS") : "build/release";

    if (!place_make(folder, "acceptance"))
        return check(false, "a folder to work in");
    note("Working in %s", folder);
    return must(practice_open(&practice, folder, programs, "assets/practice/fetch-nodes.sh",
                              getenv("KEEP") != NULL),
                "bitcoind, anvil and the router run");
}

static bool meet(void)
{
    for (size_t i = 0; i < PRACTICE_HOMES; i++)
        if (!check(is_ok(practice_make_home(&practice, i)), "%s has a home and an identity",
                   practice.home[i].name))
            return false;
    for (size_t i = 1; i < PRACTICE_HOMES; i++)
        if (!check(is_ok(practice_pair(&practice, i)), "device and %s are paired",
                   practice.home[i].name))
            return false;
    for (size_t i = 1; i < PRACTICE_HOMES; i++)
        if (!check(is_ok(practice_start_guardian(&practice, i)), "%s guards in its own process",
                   practice.home[i].name))
            return false;
    return true;
}

static bool make_wallet(void)
{
    struct process making = {.output = -1};
    struct buffer out = {0};
    const char *const words[] = {"wallet", "create",     "savings", "--threshold",
                                 "3",      "--guardian", "alice",   "--guardian",
                                 "bob",    "--guardian", "enigma",  "--guardian",
                                 "backup", "--network",  "regtest", "--chain-id",
                                 "31337",  "--wait",     "90",      NULL};

    if (!is_ok(practice_verb_start(&practice, 0, &making, words)))
        return check(false, "wallet create starts");
    const bool asked = payments_answer(&practice, 1, 20000) && payments_answer(&practice, 2, 20000);
    const int status = process_finish(&making, &out, 120000);
    if (status != 0)
        note("%s", buffer_text(&out));
    buffer_free(&out);
    return check(asked && status == 0, "a 3-of-5 key is made by five processes");
}

/* Each home holds one share, of a seat of its own, that fits the record. */
static void look_at_shares(void)
{
    uint32_t seats = 0;
    int good = 0;

    for (size_t i = 0; i < PRACTICE_SEATS; i++) {
        int seat = -1;
        const int shares = payments_count_shares(&practice, i, &seat);
        good += shares == 1 && seat >= 0 && !(seats >> seat & 1);
        if (seat >= 0)
            seats |= 1U << seat;
    }
    check(good == PRACTICE_SEATS && seats == 31, "no home holds the shares of two seats");
}

static void pay_all(struct payments *payments, const char *when)
{
    payments_bitcoin(payments, "taproot", "1.30000000", 3, when);
    payments_bitcoin(payments, "segwit", "0.70000000", 2, when);
    payments_ether(payments, "1.5", when);
}

static bool fund(struct payments *payments)
{
    bool funded = is_ok(nodes_mine(&practice.nodes, 101));

    for (int i = 0; funded && i < 9; i++)
        funded = payments_fund(payments, "taproot", "0.50000000");
    for (int i = 0; funded && i < 6; i++)
        funded = payments_fund(payments, "segwit", "0.40000000");
    funded = funded && payments_fund_ether(payments, "0x8ac7230489e80000"); /* 10 */
    funded = funded && is_ok(nodes_mine(&practice.nodes, 1));
    return check(funded, "the nodes fund Taproot, SegWit and Ethereum addresses");
}

static void lose_two(struct payments *payments)
{
    process_kill(&practice.home[2].guardian);
    process_kill(&practice.home[4].guardian);
    note("bob and backup are killed (SIGKILL).");
    pay_all(payments, "with two of five killed");
}

static void lose_a_third(struct payments *payments)
{
    static const size_t gone[] = {1, 2, 4};

    process_kill(&practice.home[1].guardian);
    note("alice is killed too.");
    for (size_t i = 0; i < 3; i++) {
        char id[PRACTICE_TEXT_MAX];
        payments_stuck(payments, id);
        must(practice_start_guardian(&practice, gone[i]), practice.home[gone[i]].name);
        payments_resume(payments, id, gone[i]);
        process_kill(&practice.home[gone[i]].guardian);
    }
    for (size_t i = 0; i < 3; i++)
        must(practice_start_guardian(&practice, gone[i]), "a killed guardian starts again");
}

static void tell(const struct payments *payments)
{
    note("Kept. Ask the nodes yourself:");
    note("  folder   %s", practice.folder);
    note("  bitcoind %s pid %d cookie %s", practice.nodes.bitcoin_url,
         (int)practice.nodes.bitcoin.pid, practice.nodes.cookie_path);
    note("  anvil    %s pid %d", practice.nodes.anvil_url, (int)practice.nodes.anvil.pid);
    note("  router   %s pid %d", practice.router, (int)practice.relay.pid);
    for (size_t i = 0; i < PRACTICE_HOMES; i++)
        note("  home     %s guardian pid %d", practice.home[i].folder,
             (int)practice.home[i].guardian.pid);
    note("  taproot  %s", payments->descriptor[0][0]);
    note("  segwit   %s", payments->descriptor[1][0]);
    note("  ethereum %s", payments->ether_address);
    for (size_t i = 0; i < payments->txid_count; i++)
        note("  txid     %s", payments->txids[i]);
}

static void play(struct payments *payments)
{
    if (!open_world() || !meet() || !make_wallet())
        return;
    look_at_shares();
    if (!check(payments_open(payments, &practice), "addresses and descriptors are known") ||
        !fund(payments))
        return;
    pay_all(payments, "with all five");
    payments_bad_input(payments);
    bad_input_play(payments);
    lose_two(payments);
    lose_a_third(payments);
    lifecycle_play(payments);
    kills_play(payments, getenv("KILLS") ? (unsigned)strtoul(getenv("KILLS"), NULL, 10) : 0,
               getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : (uint64_t)time(NULL));
}

int main(void)
{
    static struct payments payments;

    crypto_start();
    play(&payments);
    if (getenv("KEEP"))
        tell(&payments);
    else
        practice_close(&practice);
    if (!getenv("KEEP") && checks_failed() == 0)
        place_remove(practice.folder);
    return checks_end();
}
