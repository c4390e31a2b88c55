/* SPDX-License-Identifier: MIT */
#include "session/kills.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "session/checks.h"
#include "session/ledger.h"

enum { LONGEST_MS = 2500, SETTLE_MS = 150 * 1000, VERB_MS = 60 * 1000 };

enum victim {
    VICTIM_VERB,
    VICTIM_RELAY,
    VICTIM_ALICE,
    VICTIM_BOB,
    VICTIM_ENIGMA,
    VICTIM_BACKUP,
    VICTIMS
};

static const char *const victim_name[] = {
    "the owner's own process", "the router", "alice", "bob", "enigma", "backup"};

static uint64_t roll(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed >> 11;
}

static void kill_one(struct practice *practice, struct process *verb, enum victim victim)
{
    if (victim == VICTIM_VERB)
        kill(verb->pid, SIGKILL);
    else if (victim == VICTIM_RELAY)
        process_kill(&practice->relay);
    else
        process_kill(&practice->home[victim - VICTIM_ALICE + 1].guardian);
}

static bool start_again(struct practice *practice, enum victim victim)
{
    if (victim == VICTIM_VERB)
        return true;
    if (victim == VICTIM_RELAY)
        return is_ok(practice_start_relay(practice));
    return is_ok(practice_start_guardian(practice, victim - VICTIM_ALICE + 1U));
}

static void people_answer(struct practice *practice)
{
    for (size_t i = 1; i < PRACTICE_HOMES; i++)
        if (practice->home[i].kind == PRACTICE_FRIEND &&
            process_is_alive(&practice->home[i].guardian))
            practice_approve_all(practice, i);
}

static void wait_for(struct practice *practice, struct process *verb, unsigned ms)
{
    const uint64_t deadline = process_now_ms() + ms;

    while (!process_has_ended(verb) && process_now_ms() < deadline) {
        people_answer(practice);
        process_sleep_ms(50);
    }
}

/* The newest payment of the wallet, as history tells it. */
static bool newest(struct practice *practice, char id[static PRACTICE_TEXT_MAX],
                   char state[static PRACTICE_TEXT_MAX], char txid[static PRACTICE_TEXT_MAX],
                   const char *label)
{
    struct buffer out = {0};
    const char *const words[] = {"history", "--wallet", "savings", NULL};
    bool found = false;

    if (practice_verb(practice, 0, &out, VERB_MS, words) == 0) {
        char *rest = NULL;
        for (char *line = strtok_r((char *)(uintptr_t)buffer_text(&out), "\n", &rest); line;
             line = strtok_r(NULL, "\n", &rest)) {
            struct buffer one = {0};
            char said[PRACTICE_TEXT_MAX];
            buffer_print(&one, "%s\n", line);
            if (practice_field(said, &one, "label") && strcmp(said, label) == 0 &&
                practice_field(id, &one, "id") && practice_field(state, &one, "state")) {
                txid[0] = 0;
                practice_field(txid, &one, "txid");
                found = true;
            }
            buffer_free(&one);
        }
    }
    buffer_free(&out);
    return found;
}

static bool finish_payment(struct practice *practice, const char *id)
{
    struct process verb = {.output = -1};
    const char *const words[] = {"send", "--resume", id, "--wait", "100", NULL};

    if (!is_ok(practice_verb_start(practice, 0, &verb, words)))
        return false;
    wait_for(practice, &verb, SETTLE_MS);
    struct buffer out = {0};
    const int status = process_finish(&verb, &out, 1000);
    if (status != 0)
        note("    resume: exit %d %s", status, buffer_text(&out));
    buffer_free(&out);
    return status == 0;
}

static bool is_paid(const char *state)
{
    return strcmp(state, "sent") == 0 || strcmp(state, "confirmed") == 0;
}

static void judge(struct payments *payments, const char *what, enum victim victim,
                  const char *label, bool is_ethereum)
{
    char id[PRACTICE_TEXT_MAX], state[PRACTICE_TEXT_MAX], txid[PRACTICE_TEXT_MAX];

    if (!newest(payments->practice, id, state, txid, label)) {
        check(victim == VICTIM_VERB, "%s, killed %s: nothing was asked yet", what,
              victim_name[victim]);
        return;
    }
    if (!is_paid(state))
        finish_payment(payments->practice, id);
    const bool found = newest(payments->practice, id, state, txid, label);
    check(found && is_paid(state) && ledger_knows(payments->practice, txid, is_ethereum),
          "%s, killed %s: paid (%s)", what, victim_name[victim], found ? state : "lost");
}

static void one_payment(struct payments *payments, unsigned run, uint64_t *seed)
{
    static const char *const accounts[] = {"taproot", "ethereum", "segwit"};
    struct practice *practice = payments->practice;
    const char *account = accounts[run % 3];
    const bool is_ethereum = run % 3 == 1;
    const enum victim victim = (enum victim)(roll(seed) % VICTIMS);
    const unsigned moment = (unsigned)(roll(seed) % LONGEST_MS);
    struct process verb = {.output = -1};
    char to[128] = "";
    char label[32];

    snprintf(label, sizeof label, "kill %u", run);
    if (is_ethereum)
        payments_next_stranger(payments, to);
    else
        ledger_new_address(practice, to);
    const char *const words[] = {"send", "--wallet", "savings",  "--account", account,
                                 "--to", to,         "--amount", "0.01",      "--label",
                                 label,  "--yes",    "--wait",   "60",        NULL};
    if (!is_ok(practice_verb_start(practice, 0, &verb, words)))
        return;
    process_sleep_ms(moment);
    kill_one(practice, &verb, victim);
    process_sleep_ms(100);
    check(start_again(practice, victim), "%s starts again", victim_name[victim]);
    wait_for(practice, &verb, SETTLE_MS);
    process_finish(&verb, NULL, 1000);
    judge(payments, account, victim, label, is_ethereum);
    check(is_ok(nodes_mine(&practice->nodes, 1)), "a block is mined");
}

static void one_wallet(struct payments *payments, unsigned run, uint64_t *seed)
{
    struct practice *practice = payments->practice;
    const enum victim victim = (enum victim)(1 + roll(seed) % (VICTIMS - 1));
    const unsigned moment = (unsigned)(roll(seed) % LONGEST_MS);
    struct process verb = {.output = -1};
    struct buffer out = {0};
    char name[32];

    snprintf(name, sizeof name, "extra %u", run);
    const char *const words[] = {"wallet",  "create",     name,     "--threshold",
                                 "2",       "--guardian", "alice",  "--guardian",
                                 "enigma",  "--guardian", "backup", "--network",
                                 "regtest", "--wait",     "100",    NULL};
    if (!is_ok(practice_verb_start(practice, 0, &verb, words)))
        return;
    process_sleep_ms(moment);
    kill_one(practice, &verb, victim);
    process_sleep_ms(100);
    check(start_again(practice, victim), "%s starts again", victim_name[victim]);
    wait_for(practice, &verb, SETTLE_MS);
    const int status = process_finish(&verb, &out, 1000);
    check(status == 0, "making a key, killed %s: made (exit %d)", victim_name[victim], status);
    if (status != 0)
        note("%s", buffer_text(&out));
    buffer_free(&out);
}

void kills_play(struct payments *payments, unsigned runs, uint64_t seed)
{
    uint64_t dice = seed * 2862933555777941757ULL + 3037000493ULL;

    note("%u runs with a SIGKILL each, SEED=%llu", runs, (unsigned long long)seed);
    for (unsigned run = 0; run < runs; run++) {
        if (run % 8 == 7)
            one_wallet(payments, run, &dice);
        else
            one_payment(payments, run, &dice);
    }
    if (runs > 0)
        payments_ether(payments, "0.5", "after all kills");
}
