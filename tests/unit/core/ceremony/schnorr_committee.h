/* SPDX-License-Identifier: MIT */
/* schnorr_committee.h - a whole wallet in one process: record, shares, identities, an owner. */
#ifndef GRIDLOCK_TESTS_SCHNORR_COMMITTEE_H
#define GRIDLOCK_TESTS_SCHNORR_COMMITTEE_H

#include <criterion/criterion.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/ceremony/schnorr_coordinator.h"
#include "core/ceremony/sign_schnorr.h"
#include "core/crypto/lagrange.h"
#include "core/crypto/schnorr.h"
#include "support/scripted_rng.h"

enum { EXPIRY = 2000000000, TODAY = 1900000000 };

struct committee {
    struct epoch_record record;
    struct scalar share[SEATS_MAX];
    struct identity *guardian[SEATS_MAX];
    struct identity *owner;
    struct scripted_rng rng;
    uint8_t intent_hash[32];
    struct schnorr_item items[SCHNORR_ITEMS_MAX];
    size_t item_count;
    struct schnorr_signer *signer[SEATS_MAX];
};

static struct schnorr_clock at_ms(uint64_t now_ms)
{
    return (struct schnorr_clock){.unix_seconds = TODAY + now_ms / 1000, .now_ms = now_ms};
}

static struct committee *committee_new(uint16_t t, uint16_t n, size_t item_count, uint64_t seed)
{
    struct committee *c = memory_new(1, sizeof *c);
    struct buffer written = {0};
    struct scalar line[LANES][SEATS_MAX];

    crypto_start();
    scripted_rng_seed(&c->rng, seed);
    struct rng *rng = &c->rng.base;
    c->owner = identity_new(rng);
    c->record.epoch = 1;
    c->record.t = t;
    c->record.n = n;
    rng_fill(rng, c->record.wallet_id, 32);
    rng_fill(rng, c->record.transcript, 32);
    for (size_t l = 0; l < LANES; l++) {
        for (size_t i = 0; i < t; i++)
            line[l][i] = scalar_random(rng);
        c->record.lane[l].scheme = l == 0 ? SCHEME_SCHNORR : SCHEME_ECDSA;
        c->record.lane[l].key = point_mul_base(&line[l][0]);
        rng_fill(rng, c->record.lane[l].chaincode, 32);
        for (uint16_t j = 0; j < n; j++) {
            const struct scalar share = polynomial_evaluate(line[l], t, j + 1U);
            c->record.lane[l].pubshare[j] = point_mul_base(&share);
            if (l == LANE_SCHNORR)
                c->share[j] = share;
        }
    }
    for (uint16_t j = 0; j < n; j++) {
        c->guardian[j] = identity_new(rng);
        memcpy(c->record.id_pk[j], c->guardian[j]->sign_pk, 32);
    }
    record_write(&written, &c->record);
    buffer_free(&written);
    rng_fill(rng, c->intent_hash, 32);
    c->item_count = item_count;
    for (size_t i = 0; i < item_count; i++) {
        rng_fill(rng, c->items[i].digest, 32);
        c->items[i].depth = 2;
        c->items[i].path[0] = i & 1;
        c->items[i].path[1] = (uint32_t)i;
    }
    for (uint16_t j = 0; j < n; j++)
        c->signer[j] = schnorr_signer_new(&c->record, j, c->owner->sign_pk, c->guardian[j], rng);
    return c;
}

static void committee_free(struct committee *c)
{
    for (size_t j = 0; j < SEATS_MAX; j++) {
        schnorr_signer_free(c->signer[j]);
        if (c->guardian[j])
            identity_free(c->guardian[j]);
    }
    identity_free(c->owner);
    scripted_rng_free(&c->rng);
    memory_free(c);
}

static struct schnorr_task task_of(const struct committee *c)
{
    return (struct schnorr_task){.intent_hash = c->intent_hash,
                                 .items = c->items,
                                 .item_count = c->item_count,
                                 .expiry = EXPIRY};
}

static struct schnorr_order order_of(struct committee *c)
{
    struct schnorr_order order = {.record = &c->record,
                                  .items = c->items,
                                  .item_count = c->item_count,
                                  .expiry = EXPIRY,
                                  .seats = UINT32_MAX,
                                  .patience_ms = 10000,
                                  .identity = c->owner,
                                  .rng = &c->rng.base};
    memcpy(order.intent_hash, c->intent_hash, 32);
    return order;
}

static struct frame frame_of(struct slice bytes)
{
    struct frame frame;
    cr_assert(is_ok(frame_read(&frame, bytes)));
    cr_assert(is_ok(frame_verify(&frame)));
    return frame;
}

/* What an honest guardian answers, appended to `out`. */
static enum schnorr_code guardian_answers(struct committee *c, uint16_t seat, struct buffer *out,
                                          struct slice request, struct schnorr_clock clock)
{
    const struct frame frame = frame_of(request);
    const struct schnorr_task task = task_of(c);
    enum schnorr_code code = SCHNORR_BUSY;

    if (frame.type == FRAME_NONCE_REQ)
        cr_assert(is_ok(
            schnorr_signer_offer(c->signer[seat], out, &code, &frame, &c->share[seat], clock)));
    else
        cr_assert(is_ok(schnorr_signer_sign(c->signer[seat], out, &code, &frame, &task,
                                            &c->share[seat], clock)));
    return code;
}

/* Every item carries a signature under its own address key. */
static void check_signatures(const struct committee *c, const struct schnorr_coordinator *done)
{
    const uint8_t(*signature)[64] = schnorr_coordinator_signatures(done);
    const struct epoch_lane *lane = &c->record.lane[LANE_SCHNORR];

    cr_assert_not_null(signature);
    for (size_t i = 0; i < c->item_count; i++) {
        struct tweak tweak;
        uint8_t x[32];
        cr_assert(is_ok(tweak_for_path(&tweak, &lane->key, lane->chaincode, c->items[i].path,
                                       c->items[i].depth)));
        point_x(x, &tweak.key);
        cr_assert(is_ok(schnorr_verify(signature[i], x, slice_of(c->items[i].digest, 32))));
    }
}

#endif
