/* SPDX-License-Identifier: MIT */
/* simulate.c - many engines in one process under a pretend clock: requests dropped, delayed and
 * repeated, replies lost, homes killed at any moment and started from what they stored, while keys
 * are made, refreshed and used. A seed reproduces a run exactly, apart from the keys themselves.
 *
 *   make simulate SEEDS=2000          build/release/tests/simulation/simulate SEED COUNT
 *
 * After every run: the same addresses; one share per member, of one epoch; whoever was left out has
 * none; every payment is signed or cleanly not; and once the faults stop, the wallet pays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/engine/payment.h"
#include "support/drafts.h"
#include "support/family.h"

struct run {
    struct family *family;
    uint64_t seed;
    uint64_t dice;
    uint8_t wallet[32];
    uint16_t t, n;
    char address[ADDRESS_MAX];
    uint64_t nonce;
    uint32_t payments, refreshes;
};

static uint64_t totals[4];

static void broken(const struct run *run, const char *what)
{
    fprintf(stderr, "seed %llu: %s\n", (unsigned long long)run->seed, what);
    exit(1);
}

static void must(const struct run *run, result r, const char *what)
{
    if (is_ok(r))
        return;
    fprintf(stderr, "%s: %s (%s)\n", what, error_sentence(r.code), error_name(r.code));
    broken(run, what);
}

static uint64_t roll(struct run *run, uint64_t sides)
{
    run->dice ^= run->dice << 13;
    run->dice ^= run->dice >> 7;
    run->dice ^= run->dice << 17;
    return (run->dice >> 11) % sides;
}

static void calm(struct family *family)
{
    family->drop_per_mille = family->lose_per_mille = family->delay_per_mille = 0;
}

static void rage(struct run *run)
{
    run->family->drop_per_mille = (uint32_t)roll(run, 150);
    run->family->lose_per_mille = (uint32_t)roll(run, 150);
    run->family->delay_per_mille = (uint32_t)roll(run, 300);
}

static void all_up(struct family *family)
{
    for (size_t i = 0; i < family->count; i++)
        if (!family->member[i].engine)
            family_up(family, i);
}

/* A while of faults, with homes dying and coming back. */
static void storm(struct run *run, uint64_t ms)
{
    const uint64_t end = run->family->now.ms + ms;

    while (run->family->now.ms < end) {
        family_run(run->family, 20 * (1 + roll(run, 40)), NULL, NULL);
        const size_t victim = roll(run, run->family->count);
        if (roll(run, 3) == 0 && run->family->member[victim].engine)
            family_down(run->family, victim);
        if (roll(run, 2) == 0)
            all_up(run->family);
    }
    all_up(run->family);
}

/* ---- what must hold ---- */

struct shares {
    size_t count;
    uint32_t epoch;
    uint8_t record[32];
};

static struct shares shares_of(const struct run *run, size_t member)
{
    struct rows rows = {0};
    struct shares shares = {0};

    rows_open(&rows, run->family->member[member].engine->store,
              "SELECT number, hash FROM epoch WHERE sealed_share IS NOT NULL AND state = 2", NULL);
    while (rows_next(&rows)) {
        shares.count++;
        shares.epoch = (uint32_t)rows_int(&rows, 0);
        must(run, rows_fixed(&rows, 1, shares.record, 32), "epoch row");
    }
    must(run, rows.status, "shares");
    rows_close(&rows);
    return shares;
}

static bool is_settled(struct family *family, void *context)
{
    const struct run *run = context;
    const struct shares first = shares_of(run, 0);

    for (size_t i = 0; i < run->n; i++) {
        const struct shares mine = shares_of(run, i);
        if (mine.count != 1 || memcmp(mine.record, first.record, 32) != 0)
            return false;
        struct rows rows = {0};
        rows_open(&rows, family->member[i].engine->store,
                  "SELECT count(*) FROM ceremony WHERE state IN (2, 3)", NULL);
        const bool is_busy = rows_next(&rows) && rows_int(&rows, 0) > 0;
        rows_close(&rows);
        if (is_busy)
            return false;
    }
    return true;
}

static void check_addresses(struct run *run)
{
    char now[ADDRESS_MAX];

    for (size_t i = 0; i < run->n; i++) {
        struct wallet wallet;
        struct epoch_record record;
        struct engine *engine = run->family->member[i].engine;
        must(run, wallet_by_id(engine->store, &wallet, run->wallet), "wallet");
        must(run, engine_record(engine, &record, run->wallet), "record");
        if (i == 0) {
            must(run, engine_address(engine, now, run->wallet, ACCOUNT_TAPROOT, 0, 7), "address");
            if (run->address[0] && strcmp(now, run->address) != 0)
                broken(run, "the address changed");
            memcpy(run->address, now, sizeof now);
        }
        if (record.t != run->t || record.n != run->n)
            broken(run, "the committee changed");
    }
}

/* ---- what is done ---- */

static void answer_all(struct run *run, const uint8_t intent[static 32])
{
    for (size_t i = 1; i < run->n; i++) {
        struct engine *engine = run->family->member[i].engine;
        struct intent_row row = {0};
        if (!engine || run->family->member[i].policy)
            continue;
        if (is_ok(intent_by_hash(engine->store, &row, intent)) && row.state == INTENT_OPEN)
            must(run, engine_answer_payment(engine, run->family->now, intent, true), "answer");
        intent_free(&row);
    }
}

static bool is_signed(struct family *family, void *context)
{
    struct transfer transfer = {0};
    const bool done =
        is_ok(transfer_by_intent(family->member[0].engine->store, &transfer, context)) &&
        transfer.state == TRANSFER_SIGNED;

    transfer_free(&transfer);
    return done;
}

static void pay(struct run *run)
{
    static const enum account_kind kinds[] = {ACCOUNT_TAPROOT, ACCOUNT_SEGWIT, ACCOUNT_ETHEREUM};
    const enum account_kind kind = kinds[roll(run, 3)];
    uint8_t intent[32];

    if (kind == ACCOUNT_ETHEREUM)
        draft_ethereum(run->family, run->wallet, 1000, run->nonce++);
    else
        draft_bitcoin(run->family, run->wallet, kind, 1 + roll(run, 3));
    must(run, engine_pay(run->family->member[0].engine, run->family->now, 86400, "", intent),
         "pay");
    rage(run);
    storm(run, 2000 + roll(run, 4000));
    answer_all(run, intent);
    storm(run, 2000 + roll(run, 4000));
    calm(run->family);
    for (int i = 0; i < 60 && !is_signed(run->family, intent); i++) {
        family_run(run->family, 1000, NULL, NULL);
        answer_all(run, intent);
        must(run, engine_resume(run->family->member[0].engine, run->family->now, intent), "resume");
        family_run(run->family, 4000, is_signed, intent);
    }
    if (!is_signed(run->family, intent))
        broken(run, "a payment stays unsigned after the faults stopped");
    run->payments++;
}

static void refresh(struct run *run)
{
    struct reshare_order order = {0};
    uint8_t cid[32];

    memcpy(order.wallet, run->wallet, 32);
    must(run, engine_reshare(run->family->member[0].engine, run->family->now, &order, cid),
         "refresh");
    rage(run);
    storm(run, 3000 + roll(run, 5000));
    calm(run->family);
    if (!family_run(run->family, 200000, is_settled, run))
        broken(run, "a refresh does not end");
    run->refreshes++;
}

static void play(uint64_t seed)
{
    static struct policy yes = {.consents_by_default = true};
    struct run run = {
        .family = family_new(), .seed = seed, .dice = seed * 2654435769u + 88172645463325252u};

    run.n = (uint16_t)(2 + roll(&run, 4));
    run.t = (uint16_t)(2 + roll(&run, run.n - 1));
    run.family->dice = run.dice ^ 0x9e3779b97f4a7c15u;
    family_add(run.family, "me", CARD_DEVICE, NULL);
    for (size_t i = 1; i < run.n; i++) {
        char name[16];
        const bool is_person = roll(&run, 2);
        snprintf(name, sizeof name, "guardian%zu", i);
        family_add(run.family, name, is_person ? CARD_FRIEND : CARD_BACKUP,
                   is_person ? NULL : &yes);
        if (!family_pair(run.family, i))
            broken(&run, "pairing");
    }
    if (!family_wallet(run.family, run.t, run.n, run.wallet))
        broken(&run, "making the key");
    check_addresses(&run);
    for (int i = 0; i < 3; i++) {
        if (roll(&run, 2))
            refresh(&run);
        else
            pay(&run);
        check_addresses(&run);
    }
    pay(&run);
    totals[0] += run.family->dropped;
    totals[1] += run.family->lost;
    totals[2] += run.family->delayed;
    totals[3] += run.family->crashes;
    family_free(run.family);
}

int main(int argc, char **argv)
{
    const uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    const uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 20;

    for (uint64_t seed = first; seed < first + count; seed++) {
        if (getenv("SIMULATE_TALK"))
            fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
        play(seed);
    }
    printf("%llu runs: %llu requests dropped, %llu replies lost, %llu delays, %llu crashes; "
           "no invariant violated\n",
           (unsigned long long)count, (unsigned long long)totals[0], (unsigned long long)totals[1],
           (unsigned long long)totals[2], (unsigned long long)totals[3]);
    return 0;
}
