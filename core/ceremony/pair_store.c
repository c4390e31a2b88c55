/* SPDX-License-Identifier: MIT */
#include "core/ceremony/pair_store.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/pair_store_internal.h"

static const uint8_t zeros[32] = {0};

struct pair_store *pair_store_new(const struct epoch_record *record, uint16_t own,
                                  const struct identity *identity, struct rng *rng)
{
    struct pair_store *const store = memory_new(1, sizeof *store);

    memcpy(store->epoch_hash, record->hash, sizeof store->epoch_hash);
    memcpy(store->id_pk, record->id_pk, sizeof store->id_pk);
    store->own = own;
    store->n = record->n;
    store->identity = identity;
    store->rng = rng;
    return store;
}

static void drop_complete(struct pair_complete *complete)
{
    secret_free(complete->whole);
    *complete = (struct pair_complete){0};
}

static void drop_half(struct pair_peer *peer)
{
    secret_free_at(&peer->half);
    memset(peer->half_nonce, 0, sizeof peer->half_nonce);
    peer->is_half_inside = false;
}

void pair_store_kill(struct pair_store *store, uint16_t peer)
{
    drop_complete(&store->peer[peer].current);
    drop_complete(&store->peer[peer].candidate);
    drop_half(&store->peer[peer]);
}

void pair_store_free(struct pair_store *store)
{
    if (!store)
        return;
    for (uint16_t seat = 0; seat < SEATS_MAX; seat++)
        pair_store_kill(store, seat);
    memory_free(store);
}

static struct pair_site site_of(const struct pair_store *store, uint16_t peer)
{
    struct pair_site site = {.own = store->own, .peer = peer};

    memcpy(site.epoch_hash, store->epoch_hash, sizeof site.epoch_hash);
    return site;
}

/* A fresh half towards this peer, in place of any other. */
static void begin(struct pair_store *store, struct buffer *frame, uint16_t peer,
                  const uint8_t re[static 32], bool is_inside, uint64_t now_ms)
{
    struct pair_peer *const p = &store->peer[peer];
    const struct pair_site site = site_of(store, peer);

    drop_half(p);
    p->half = pair_setup_begin(frame, &site, re, store->identity, store->rng);
    const struct pair_half *const half = secret_lend(p->half);
    memcpy(p->half_nonce, half->nonce, sizeof p->half_nonce);
    secret_take_back(p->half);
    p->is_half_inside = is_inside;
    p->half_at = now_ms;
}

/* The half and the peer's frame become a setup; the half is gone whatever comes out. */
static result complete(struct pair_store *store, uint16_t peer, const struct frame *frame,
                       uint64_t now_ms)
{
    struct pair_peer *const p = &store->peer[peer];
    const struct pair_site site = site_of(store, peer);
    const bool is_current = p->is_half_inside || !p->is_locked;
    struct pair_complete made = {.made_at = now_ms};

    const result r = pair_setup_finish(&made.whole, p->half, &site, frame);
    drop_half(p);
    TRY(r);
    const struct pair_whole *const whole = secret_lend(made.whole);
    memcpy(made.psid, whole->psid, sizeof made.psid);
    secret_take_back(made.whole);
    drop_complete(&p->candidate);
    if (is_current)
        drop_complete(&p->current);
    *(is_current ? &p->current : &p->candidate) = made;
    return OK;
}

void pair_store_open(struct pair_store *store, struct buffer *frame, uint16_t peer, uint64_t now_ms)
{
    if (peer < store->n && peer != store->own && !store->peer[peer].is_half_inside)
        begin(store, frame, peer, zeros, false, now_ms);
}

static enum pair_outcome answer_opening(struct pair_store *store, struct buffer *answer,
                                        uint16_t peer, const struct frame *frame,
                                        const struct pair_body *body, uint64_t now_ms)
{
    struct pair_peer *const p = &store->peer[peer];
    struct buffer made SCOPED(buffer_free) = {0};

    if (p->is_half_inside)
        return PAIR_DROPPED;
    if (p->half && store->own < peer && now_ms - p->half_at < PAIR_OPENING_MS)
        return PAIR_DROPPED; /* crossed: the lower seat's opening counts */
    if (p->has_answered && now_ms - p->answered_at < PAIR_ANSWER_PAUSE_MS)
        return PAIR_DROPPED;
    p->has_answered = true;
    p->answered_at = now_ms;
    begin(store, &made, peer, body->nonce, false, now_ms);
    if (!is_ok(complete(store, peer, frame, now_ms)))
        return PAIR_FALSE;
    buffer_append_slice(answer, buffer_slice(&made));
    return PAIR_ANSWERED;
}

enum pair_outcome pair_store_feed(struct pair_store *store, struct buffer *answer, uint16_t *peer,
                                  const struct frame *frame, uint64_t now_ms)
{
    struct pair_body body;
    uint16_t from = 0;

    while (from < store->n && memcmp(store->id_pk[from], frame->sender, 32) != 0)
        from++;
    if (frame->type != FRAME_PAIR || from == store->n || from == store->own ||
        memcmp(frame->ctx, store->epoch_hash, 32) != 0)
        return PAIR_DROPPED;
    *peer = from;
    if (!is_ok(pair_setup_read(&body, frame->body)))
        return PAIR_FALSE;
    if (body.to != store->own || body.from != from)
        return PAIR_DROPPED;
    if (memcmp(body.re, zeros, sizeof zeros) == 0)
        return answer_opening(store, answer, from, frame, &body, now_ms);
    if (!pair_store_is_answer(store, from, body.re))
        return PAIR_DROPPED;
    return is_ok(complete(store, from, frame, now_ms)) ? PAIR_COMPLETED : PAIR_FALSE;
}

bool pair_store_is_answer(const struct pair_store *store, uint16_t peer,
                          const uint8_t re[static 32])
{
    const struct pair_peer *const p = &store->peer[peer];

    return p->half && !p->is_half_inside && memcmp(p->half_nonce, re, 32) == 0;
}

static bool is_fresh(const struct pair_complete *complete, size_t items, uint64_t now_ms)
{
    return complete->whole && now_ms - complete->made_at < PAIR_LIFE_MS &&
           complete->items + items <= PAIR_ITEMS_MAX;
}

bool pair_store_is_ready(const struct pair_store *store, uint16_t peer, uint64_t now_ms)
{
    return peer < store->n && (is_fresh(&store->peer[peer].current, 1, now_ms) ||
                               is_fresh(&store->peer[peer].candidate, 1, now_ms));
}

uint32_t pair_store_locked(const struct pair_store *store)
{
    uint32_t seats = 0;

    for (uint16_t seat = 0; seat < store->n; seat++)
        seats |= (uint32_t)store->peer[seat].is_locked << seat;
    return seats;
}

result pair_store_lock(struct pair_store *store, uint32_t seats)
{
    CHECK((pair_store_locked(store) & seats) == 0, ECDSA_BUSY);
    for (uint16_t seat = 0; seat < store->n; seat++)
        if (seats >> seat & 1)
            store->peer[seat].is_locked = true;
    return OK;
}

void pair_store_unlock(struct pair_store *store, uint32_t seats)
{
    for (uint16_t seat = 0; seat < store->n; seat++) {
        struct pair_peer *const p = &store->peer[seat];

        if (!(seats >> seat & 1))
            continue;
        p->is_locked = false;
        if (p->is_half_inside)
            drop_half(p);
        if (p->candidate.whole) { /* the newer one counts from now on */
            drop_complete(&p->current);
            p->current = p->candidate;
            p->candidate = (struct pair_complete){0};
        }
    }
}

void pair_store_name(struct pair_store *store, uint8_t psid[static 32], uint16_t peer, size_t items,
                     uint64_t now_ms)
{
    struct pair_complete *const current = &store->peer[peer].current;

    if (current->whole && !is_fresh(current, items, now_ms))
        drop_complete(current);
    memcpy(psid, current->psid, 32);
}

void pair_store_begin_inside(struct pair_store *store, struct buffer *frame, uint16_t peer,
                             const uint8_t sigid[static 32])
{
    begin(store, frame, peer, sigid, true, 0);
}

result pair_store_finish_inside(struct pair_store *store, uint16_t peer, const struct frame *frame,
                                uint64_t now_ms)
{
    CHECK(store->peer[peer].half && store->peer[peer].is_half_inside, PAIR_MALFORMED);
    return complete(store, peer, frame, now_ms);
}

const struct pair_whole *pair_store_lend(struct pair_store *store, uint16_t peer)
{
    struct secret *const whole = store->peer[peer].current.whole;

    return whole ? secret_lend(whole) : NULL;
}

void pair_store_take_back(struct pair_store *store, uint16_t peer)
{
    secret_take_back(store->peer[peer].current.whole);
}

void pair_store_count(struct pair_store *store, uint16_t peer, size_t items)
{
    store->peer[peer].current.items += items;
}
