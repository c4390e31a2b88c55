/* SPDX-License-Identifier: MIT */
/* Whole engines over real databases and the router's own rules, all in one process: what a
 * guardian's device does for a wallet and for a payment, from the first letter to the last.
 * Seats 1..t-1 say yes and sign with the owner. */
#include <stdio.h>
#include <string.h>

#include "bench/drafts.h"
#include "bench/parts.h"
#include "core/base/memory.h"
#include "support/family.h"

struct household {
    struct family *family;
    uint16_t t, n;
    uint8_t wallet[32];
    uint8_t intent[32];
    struct meter meter[FAMILY_MAX];
    uint32_t number;
};

static void watch(struct household *h)
{
    memset(h->meter, 0, sizeof h->meter);
    meter_watch(NULL, NULL);
    for (uint16_t i = 1; i < h->n; i++)
        meter_watch(h->family->member[i].engine, &h->meter[i]);
}

static void gather_household(struct household *h)
{
    h->family = family_new();
    family_add(h->family, "me", CARD_DEVICE, NULL);
    for (uint16_t i = 1; i < h->n; i++) {
        char name[16];

        snprintf(name, sizeof name, "guardian%u", i);
        family_add(h->family, name, CARD_FRIEND, NULL);
        bench_must_be(family_pair(h->family, i), "pairing");
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

/* Everyone who will be asked has it. */
static bool is_delivered(struct family *family, void *context)
{
    for (size_t i = 1; i < family->count; i++) {
        struct intent_row row = {0};
        const bool has = is_ok(intent_by_hash(family->member[i].engine->store, &row, context));

        intent_free(&row);
        if (!has)
            return false;
    }
    return true;
}

static void pay(struct household *h, bool is_ecdsa)
{
    struct family *const family = h->family;

    watch(h);
    if (is_ecdsa)
        draft_ether(family->member[0].engine, h->wallet, ++h->number);
    else
        draft_taproot(family->member[0].engine, h->wallet, ++h->number);
    bench_must(engine_pay(family->member[0].engine, family->now, 3600, "", h->intent), "pay");
    bench_must_be(family_run(family, 20000, is_delivered, h->intent), "a payment got lost");
    for (uint16_t i = 1; i < h->t; i++) {
        meter_start(&h->meter[i], METER_ENGINE);
        bench_must(engine_answer_payment(family->member[i].engine, family->now, h->intent, true),
                   "consent");
        meter_stop();
    }
    bench_must_be(family_run(family, 60000, is_signed, h->intent), "a payment was not signed");
    meter_watch(NULL, NULL);
}

static void add_all(struct measured *measured, const struct household *h, uint16_t end)
{
    measured_reference(measured);
    for (uint16_t i = 1; i < end; i++)
        measured_add(measured, &h->meter[i]);
}

static void make_wallet(struct household *h, struct measured *measured)
{
    gather_household(h);
    watch(h);
    bench_must_be(family_wallet(h->family, h->t, h->n, h->wallet), "wallet");
    meter_watch(NULL, NULL);
    add_all(measured, h, h->n);
}

static void report_all(struct report *report, struct measured *measured, const char *what,
                       const char *state, const struct household *h)
{
    struct row name = {.what = what, .state = state};

    snprintf(name.committee, sizeof name.committee, "%u-of-%u", h->t, h->n);
    for (size_t k = 0; k < METER_KINDS; k++)
        report_part(report, measured, (enum meter_kind)k, name)->bytes *= k == METER_ENVELOPES;
}

static void measure_payments(struct report *report, struct household *h, size_t count,
                             bool is_ecdsa)
{
    struct measured *measured = memory_new(1, sizeof *measured);

    pay(h, is_ecdsa); /* makes the pair setups; not counted */
    for (size_t i = 0; i < count; i++) {
        pay(h, is_ecdsa);
        add_all(measured, h, h->t);
    }
    report_all(report, measured, is_ecdsa ? "ecdsa-payment" : "frost-payment", "warm", h);
    memory_free(measured);
}

void part_engine(struct report *report, const struct bench_counts *counts, uint16_t t, uint16_t n)
{
    struct measured *wallets = memory_new(1, sizeof *wallets);
    struct household *h = memory_new(1, sizeof *h);

    for (size_t i = 0; i < counts->wallets; i++) {
        if (h->family)
            family_free(h->family);
        *h = (struct household){.t = t, .n = n};
        make_wallet(h, wallets);
    }
    report_all(report, wallets, "wallet", "", h);
    measure_payments(report, h, counts->payments, false);
    measure_payments(report, h, counts->payments, true);
    family_free(h->family);
    memory_free(h);
    memory_free(wallets);
}
