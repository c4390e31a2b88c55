/* SPDX-License-Identifier: MIT */
/* ecdsa_world.h - for tests: a committee of devices that sign with each other over a perfect post.
 * A test may look at and change every frame on its way (`tamper`), or play a device itself.
 * Only static functions: support/ is linked into every test. */
#ifndef GRIDLOCK_TESTS_SUPPORT_ECDSA_WORLD_H
#define GRIDLOCK_TESTS_SUPPORT_ECDSA_WORLD_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ceremony/ecdsa_coordinator.h"
#include "core/ceremony/pair_store_internal.h"
#include "core/ceremony/sign_ecdsa_internal.h"
#include "core/crypto/lagrange.h"
#include "support/scripted_rng.h"

enum { WORLD_COORDINATOR = 99, WORLD_POST_MAX = 4096 };

struct device {
    struct identity *identity;
    struct scalar share;
    struct pair_store *pairs;
    struct scripted_rng rng;
    struct sign_ecdsa *session;
    uint32_t sent;           /* bit per frame type - 0x40 */
    uint32_t marks_in_store; /* what an engine would have stored */
    bool is_dead;            /* hears and says nothing */
};

struct letter {
    uint16_t from;
    uint16_t to;
    struct buffer body;
};

struct world;
/* May change the bytes, or clear them to lose the letter. */
typedef void world_tamper(struct world *w, uint16_t from, uint16_t to, struct buffer *body);

struct world {
    struct epoch_record record;
    struct device device[SEATS_MAX];
    struct identity *owner;
    struct ecdsa_coordinator *coordinator;
    struct ecdsa_item items[ECDSA_ITEMS_MAX];
    size_t item_count;
    uint64_t now;
    struct letter *post[WORLD_POST_MAX];
    size_t posted, delivered;
    world_tamper *tamper;
    world_tamper *watch; /* sees what is really posted */
    void *note;          /* the test's own */
    enum ecdsa_code refused[SEATS_MAX];
};

static inline struct identity *world_identity(const uint8_t seed[32])
{
    return identity_from_seeds(seed, seed);
}

static inline void world_add(struct world *w, uint16_t seat, const uint8_t id_seed[32],
                             const struct scalar *share)
{
    struct device *d = &w->device[seat];

    d->identity = world_identity(id_seed);
    d->share = *share;
    scripted_rng_seed(&d->rng, 1000 + seat);
    d->pairs = pair_store_new(&w->record, seat, d->identity, &d->rng.base);
}

/* A committee with random keys. */
static inline struct world *world_new(uint16_t t, uint16_t n, uint64_t seed)
{
    struct world *w = calloc(1, sizeof *w);
    struct scripted_rng rng;
    struct buffer bytes = {0};
    uint8_t id_seed[SEATS_MAX][32];
    struct scalar share[SEATS_MAX];

    crypto_start();
    scripted_rng_seed(&rng, seed);
    w->now = 1000000;
    rng_fill(&rng.base, w->record.wallet_id, 32);
    w->record.epoch = 1;
    w->record.t = t;
    w->record.n = n;
    for (int lane = 0; lane < 2; lane++) {
        struct scalar f[SEATS_MAX];
        struct epoch_lane *l = &w->record.lane[lane];
        for (uint16_t k = 0; k < t; k++)
            f[k] = scalar_random(&rng.base);
        l->scheme = lane ? SCHEME_ECDSA : SCHEME_SCHNORR;
        l->key = point_mul_base(&f[0]);
        rng_fill(&rng.base, l->chaincode, 32);
        for (uint16_t j = 0; j < n; j++) {
            share[j] = polynomial_evaluate(f, t, j + 1u);
            l->pubshare[j] = point_mul_base(&share[j]);
        }
    }
    for (uint16_t j = 0; j < n; j++) {
        rng_fill(&rng.base, id_seed[j], 32);
        struct identity *id = world_identity(id_seed[j]);
        memcpy(w->record.id_pk[j], id->sign_pk, 32);
        identity_free(id);
    }
    record_write(&bytes, &w->record);
    buffer_free(&bytes);
    for (uint16_t j = 0; j < n; j++)
        world_add(w, j, id_seed[j], &share[j]);
    rng_fill(&rng.base, id_seed[0], 32);
    w->owner = world_identity(id_seed[0]);
    return w;
}

static inline void world_end_sessions(struct world *w)
{
    for (uint16_t j = 0; j < w->record.n; j++) {
        sign_ecdsa_free(w->device[j].session);
        w->device[j].session = NULL;
        w->device[j].sent = 0;
        w->refused[j] = ECDSA_CODE_OK;
    }
    ecdsa_coordinator_free(w->coordinator);
    w->coordinator = NULL;
    while (w->delivered < w->posted) {
        buffer_free(&w->post[w->delivered]->body);
        free(w->post[w->delivered++]);
    }
    w->posted = w->delivered = 0;
}

static inline void world_free(struct world *w)
{
    world_end_sessions(w);
    for (uint16_t j = 0; j < w->record.n; j++) {
        pair_store_free(w->device[j].pairs);
        identity_free(w->device[j].identity);
        scripted_rng_free(&w->device[j].rng);
    }
    identity_free(w->owner);
    free(w);
}

static inline void world_post(struct world *w, uint16_t from, uint16_t to, struct slice body)
{
    struct letter *letter = calloc(1, sizeof *letter);

    letter->from = from;
    letter->to = to;
    buffer_append_slice(&letter->body, body);
    if (w->tamper)
        w->tamper(w, from, to, &letter->body);
    if (w->watch && letter->body.size)
        w->watch(w, from, to, &letter->body);
    cr_assert_lt(w->posted, WORLD_POST_MAX);
    w->post[w->posted++] = letter;
}

static inline void world_drain(struct world *w, uint16_t from, struct ecdsa_outbox *outbox)
{
    for (size_t k = 0; k < outbox->count; k++) {
        struct ecdsa_output *o = &outbox->outputs[k];
        const uint8_t type = o->frames.data[1];
        if (from != WORLD_COORDINATOR && type >= 0x40)
            w->device[from].sent |= 1u << (type - 0x40);
        for (uint16_t seat = 0; seat < w->record.n; seat++)
            if (o->seats >> seat & 1)
                world_post(w, from, seat, buffer_slice(&o->frames));
        if (o->to_coordinator)
            world_post(w, from, WORLD_COORDINATOR, buffer_slice(&o->frames));
        if (o->is_pairwise)
            cr_assert_eq(__builtin_popcount(o->seats), 1);
    }
    ecdsa_outbox_clear(outbox);
}

/* What an engine does after each call: marks first, then the outbox. */
static inline void world_after(struct world *w, uint16_t seat)
{
    struct device *d = &w->device[seat];
    const struct ecdsa_verdict *v = sign_ecdsa_verdict(d->session);

    for (size_t k = 0; k < v->mark_count; k++)
        d->marks_in_store |= 1u << v->marks[k].a | 1u << v->marks[k].b;
    world_drain(w, seat, sign_ecdsa_outbox(d->session));
}

static inline void world_start_session(struct world *w, uint16_t seat, const struct frame *frame)
{
    struct device *d = &w->device[seat];
    struct sign_ecdsa_setting setting = {&w->record, seat, d->identity, d->pairs, &d->rng.base};
    struct ecdsa_request request;
    struct buffer reject = {0};

    enum ecdsa_code code = ecdsa_frame_read_request(&request, frame, &w->record, seat);
    if (code == ECDSA_CODE_OK) {
        struct sign_ecdsa *session;
        const result r = sign_ecdsa_new(&session, &setting, &request, w->items, w->item_count,
                                        &d->share, w->now);
        if (is_ok(r)) {
            sign_ecdsa_free(d->session);
            d->session = session;
            world_after(w, seat);
            return;
        }
        code = r.code == ERROR_ECDSA_BUSY ? ECDSA_CODE_BUSY : ECDSA_CODE_POLICY;
    }
    w->refused[seat] = code;
    ecdsa_frame_write_reject(&reject, frame->hash, seat, code, w->record.hash, d->identity);
    world_post(w, seat, WORLD_COORDINATOR, buffer_slice(&reject));
    buffer_free(&reject);
}

static inline void world_hand_pair(struct world *w, uint16_t seat, const struct frame *frame)
{
    struct buffer answer = {0};
    uint16_t peer = 0;

    if (pair_store_feed(w->device[seat].pairs, &answer, &peer, frame, w->now) == PAIR_ANSWERED)
        world_post(w, seat, peer, buffer_slice(&answer));
    buffer_free(&answer);
}

static inline void world_hand(struct world *w, uint16_t seat, struct slice body)
{
    struct device *d = &w->device[seat];
    struct frame frame;
    bool is_taken = false;

    if (d->is_dead)
        return;
    cr_assert(is_ok(frame_read_next(&frame, &(struct slice){body.data, body.size})));
    if (frame.type == FRAME_E_OPEN) {
        if (d->session)
            (void)sign_ecdsa_feed_bundle(d->session, body, w->now);
    } else {
        cr_assert(is_ok(frame_read(&frame, body)));
        if (!is_ok(frame_verify(&frame)))
            return;
        if (frame.type == FRAME_E_REQ) {
            world_start_session(w, seat, &frame);
            return;
        }
        if (d->session)
            is_taken = sign_ecdsa_feed(d->session, &frame, w->now);
        if (frame.type == FRAME_PAIR && !is_taken)
            world_hand_pair(w, seat, &frame);
    }
    if (d->session)
        world_after(w, seat);
}

static inline void world_run(struct world *w)
{
    while (w->delivered < w->posted) {
        struct letter *letter = w->post[w->delivered++];
        if (letter->body.size == 0)
            ;
        else if (letter->to == WORLD_COORDINATOR) {
            struct frame frame;
            cr_assert(is_ok(frame_read(&frame, buffer_slice(&letter->body))));
            if (w->coordinator && is_ok(frame_verify(&frame)))
                (void)ecdsa_coordinator_feed(w->coordinator, &frame, w->now);
            if (w->coordinator)
                world_drain(w, WORLD_COORDINATOR, ecdsa_coordinator_outbox(w->coordinator));
        } else
            world_hand(w, letter->to, buffer_slice(&letter->body));
        buffer_free(&letter->body);
        free(letter);
    }
}

static inline void world_tick(struct world *w, uint64_t ms)
{
    w->now += ms;
    for (uint16_t j = 0; j < w->record.n; j++)
        if (w->device[j].session && !w->device[j].is_dead) {
            sign_ecdsa_tick(w->device[j].session, w->now);
            world_after(w, j);
        }
    if (w->coordinator) {
        ecdsa_coordinator_tick(w->coordinator, w->now);
        world_drain(w, WORLD_COORDINATOR, ecdsa_coordinator_outbox(w->coordinator));
    }
    world_run(w);
}

static inline struct ecdsa_order world_order(struct world *w, const uint16_t *seats)
{
    struct ecdsa_order order = {.record = &w->record,
                                .identity = w->owner,
                                .attempt = 1,
                                .expiry = 2000000000,
                                .items = w->items,
                                .item_count = w->item_count};

    memset(order.intent_hash, 7, 32);
    memcpy(order.seat, seats, w->record.t * sizeof seats[0]);
    return order;
}

/* Starts an attempt and runs until nobody has anything to say. */
static inline void world_sign(struct world *w, const struct ecdsa_order *order)
{
    cr_assert(is_ok(ecdsa_coordinator_new(&w->coordinator, order, w->now)));
    world_drain(w, WORLD_COORDINATOR, ecdsa_coordinator_outbox(w->coordinator));
    world_run(w);
}

static inline void world_random_items(struct world *w, size_t count, uint64_t seed)
{
    struct scripted_rng rng;

    scripted_rng_seed(&rng, seed);
    w->item_count = count;
    for (size_t k = 0; k < count; k++) {
        rng_fill(&rng.base, w->items[k].digest, 32);
        w->items[k].depth = 3;
        w->items[k].path[0] = k % 2 ? 84 : 60;
        w->items[k].path[1] = 0;
        w->items[k].path[2] = (uint32_t)k;
        w->items[k].is_ethereum = k % 2 == 0;
    }
}

/* Two devices make a setup in the background. */
static inline void world_pair(struct world *w, uint16_t a, uint16_t b)
{
    struct buffer frame = {0};

    pair_store_open(w->device[a].pairs, &frame, b, w->now);
    world_post(w, a, b, buffer_slice(&frame));
    buffer_free(&frame);
    world_run(w);
}

#endif
