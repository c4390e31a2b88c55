/* SPDX-License-Identifier: MIT */
/* dealing_party.h - a ceremony among several parties in one process, for tests. Every frame goes to
 * every party through one wire; hooks let a test play a corrupt dealer inside well signed frames.
 */
#ifndef TESTS_DEALING_PARTY_H
#define TESTS_DEALING_PARTY_H

#include <criterion/criterion.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/ceremony/dealing.h"
#include "core/ceremony/dealing_state.h"
#include "core/crypto/lagrange.h"
#include "support/scripted_rng.h"

enum { PARTIES_MAX = 2 * SEATS_MAX };

struct party {
    struct identity *identity;
    struct scripted_rng rng;
    struct dealing *dealing;
    struct secret *shares; /* of the last acknowledged ceremony */
    bool is_corrupt;       /* its ABORTs are kept from the wire */
    bool is_absent;        /* gets and sends nothing */
    bool saw_copy;
    bool wants_no_ack;
};

struct net {
    struct party *party[PARTIES_MAX];
    size_t count;
    struct identity *owner;
    struct dealing *watch; /* what the owner sees; it has no place */
    size_t confided_count;
    struct proposal proposal;
    struct buffer proposal_frame;
    struct epoch_record previous;
    bool has_previous;
    struct buffer wire; /* everything ever sent */
    size_t at;
    bool reloads; /* save, free and load every party after every step */
    size_t reload_count;
    /* Rewrites what a party is about to send. */
    void (*tamper)(struct net *net, size_t from, struct buffer *frames);
    /* May give one receiver another frame: appends it to `other` and returns true. */
    bool (*swap)(struct net *net, size_t to, const struct frame *frame, struct buffer *other);
    int which; /* for the hooks */
};

static inline struct party *party_new(uint64_t seed)
{
    struct party *party = calloc(1, sizeof *party);

    crypto_start();
    scripted_rng_seed(&party->rng, seed);
    party->identity = identity_new(&party->rng.base);
    return party;
}

static inline void party_free(struct party *party)
{
    identity_free(party->identity);
    scripted_rng_free(&party->rng);
    dealing_free(party->dealing);
    secret_free(party->shares);
    free(party);
}

static inline struct net *net_new(void)
{
    struct net *net = calloc(1, sizeof *net);
    struct scripted_rng rng;

    crypto_start();
    scripted_rng_seed(&rng, 0xc0ffee);
    net->owner = identity_new(&rng.base);
    return net;
}

static inline void net_free(struct net *net)
{
    for (size_t i = 0; i < net->count; i++)
        party_free(net->party[i]);
    identity_free(net->owner);
    dealing_free(net->watch);
    buffer_free(&net->proposal_frame);
    buffer_free(&net->wire);
    free(net);
}

/* n fresh parties, all seats of a new wallet. */
static inline struct net *net_of(uint16_t n, uint64_t seed)
{
    struct net *net = net_new();

    for (size_t i = 0; i < n; i++)
        net->party[net->count++] = party_new(seed * 1000 + i);
    return net;
}

static inline void net_sign_proposal(struct net *net)
{
    struct buffer body = {0};
    static const uint8_t zero[32];

    proposal_write(&body, &net->proposal);
    buffer_clear(&net->proposal_frame);
    frame_write(&net->proposal_frame, FRAME_PROPOSAL, zero, buffer_slice(&body), net->owner);
    buffer_free(&body);
}

static inline void net_propose_dkg(struct net *net, uint16_t t, uint16_t n)
{
    struct proposal *p = &net->proposal;

    memset(p, 0, sizeof *p);
    p->kind = PROPOSAL_DKG;
    p->new_epoch = 1;
    p->t = t;
    p->n = p->d = n;
    p->expiry = 2000000000;
    randombytes_buf(p->wallet_id, 32);
    randombytes_buf(p->rnd, 32);
    for (uint16_t j = 0; j < n; j++) {
        memcpy(p->id_pk[j], net->party[j]->identity->sign_pk, 32);
        p->dealer_seat[j] = j;
    }
    net->has_previous = false;
    net_sign_proposal(net);
}

/* From net->previous; `members` are indices of parties. */
static inline void net_propose_reshare(struct net *net, uint16_t t, const size_t *members,
                                       uint16_t n, const uint16_t *dealer_seats)
{
    struct proposal *p = &net->proposal;

    memset(p, 0, sizeof *p);
    p->kind = PROPOSAL_RESHARE;
    memcpy(p->wallet_id, net->previous.wallet_id, 32);
    memcpy(p->prev_epoch_hash, net->previous.hash, 32);
    p->new_epoch = net->previous.epoch + 1;
    p->t = t;
    p->n = n;
    p->d = net->previous.t;
    p->expiry = 2000000000;
    randombytes_buf(p->rnd, 32);
    for (uint16_t j = 0; j < n; j++)
        memcpy(p->id_pk[j], net->party[members[j]]->identity->sign_pk, 32);
    memcpy(p->dealer_seat, dealer_seats, p->d * sizeof dealer_seats[0]);
    net->has_previous = true;
    net_sign_proposal(net);
}

/* kill -9 and restart: what was saved is all there is. */
static inline void party_reload(struct net *net, struct party *party)
{
    struct buffer saved = {0}, again = {0}, before = {0}, after = {0};
    struct dealing *loaded = NULL;

    dealing_save(party->dealing, &saved);
    dealing_outgoing(party->dealing, &before);
    cr_assert(is_ok(dealing_load(&loaded, buffer_slice(&saved))));
    dealing_free(party->dealing);
    party->dealing = loaded;
    dealing_save(party->dealing, &again);
    dealing_outgoing(party->dealing, &after);
    cr_assert(slice_equal(buffer_slice(&saved), buffer_slice(&again)));
    cr_assert(slice_equal(buffer_slice(&before), buffer_slice(&after)));
    buffer_wipe(&saved);
    buffer_wipe(&again);
    buffer_free(&before);
    buffer_free(&after);
    net->reload_count++;
}

static inline void net_send(struct net *net, size_t from, struct dealing_step *step);

static inline void party_hear(struct net *net, size_t to, const struct frame *frame)
{
    struct party *party = net->party[to];
    struct dealing_step step = {0};

    cr_assert(
        is_ok(dealing_accept(party->dealing, &step, frame, party->identity, &party->rng.base)));
    net_send(net, to, &step);
}

static inline void owner_hear(struct net *net, const struct frame *frame)
{
    struct dealing_step step = {0};

    cr_assert(is_ok(dealing_accept(net->watch, &step, frame, NULL, NULL)));
    dealing_step_free(&step);
}

/* A complaint of a reshare reaches the accused and the owner, and nobody else. */
static inline void net_confide(struct net *net, const struct dealing_step *step)
{
    struct slice rest = buffer_slice(&step->confided);
    struct frame frame;

    while (rest.size > 0) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        cr_assert_eq(frame.type, FRAME_COMPLAINT);
        cr_assert_eq(net->proposal.kind, PROPOSAL_RESHARE);
        net->confided_count++;
        for (size_t i = 0; i < net->count; i++)
            if (net->party[i]->dealing &&
                memcmp(net->party[i]->identity->sign_pk, step->confided_to, 32) == 0)
                party_hear(net, i, &frame);
        owner_hear(net, &frame);
    }
}

static inline void net_send(struct net *net, size_t from, struct dealing_step *step)
{
    struct party *party = net->party[from];
    struct slice rest;
    struct frame frame;

    party->saw_copy = party->saw_copy || step->identity_is_copied;
    if (net->reloads && step->has_changed)
        party_reload(net, party);
    if (net->tamper)
        net->tamper(net, from, &step->frames);
    for (rest = buffer_slice(&step->frames); rest.size > 0;) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        if (!(party->is_corrupt && frame.type == FRAME_ABORT))
            buffer_append_slice(&net->wire, frame.bytes);
        cr_assert(frame.type != FRAME_COMPLAINT || net->proposal.kind == PROPOSAL_DKG,
                  "a reshare opens a key to everybody");
    }
    net_confide(net, step);
    dealing_step_free(step);
}

static inline void net_deliver_to(struct net *net, size_t to, struct slice bytes)
{
    struct party *party = net->party[to];
    struct buffer other = {0};
    struct frame frame;

    if (!party->dealing || party->is_absent)
        return;
    cr_assert(is_ok(frame_read(&frame, bytes)));
    if (net->swap && net->swap(net, to, &frame, &other))
        cr_assert(is_ok(frame_read(&frame, buffer_slice(&other))));
    party_hear(net, to, &frame);
    buffer_free(&other);
}

static inline void net_deliver(struct net *net)
{
    while (net->at < net->wire.size) {
        struct slice rest = slice_of(net->wire.data + net->at, net->wire.size - net->at);
        struct buffer copy = {0};
        struct frame frame;
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        buffer_append_slice(&copy, frame.bytes);
        net->at += frame.bytes.size;
        cr_assert(is_ok(frame_read(&frame, buffer_slice(&copy))));
        owner_hear(net, &frame);
        for (size_t i = 0; i < net->count; i++)
            net_deliver_to(net, i, buffer_slice(&copy));
        buffer_free(&copy);
    }
}

/* Makes the dealings and round 0, and delivers nothing yet. after_begin: white-box meddling. */
static inline void net_begin(struct net *net, void (*after_begin)(struct net *net, size_t i))
{
    const struct epoch_record *previous = net->has_previous ? &net->previous : NULL;

    buffer_clear(&net->wire);
    net->at = 0;
    net->confided_count = 0;
    dealing_free(net->watch);
    net->watch = NULL;
    cr_assert(is_ok(dealing_watch(&net->watch, buffer_slice(&net->proposal_frame), previous)));
    for (size_t i = 0; i < net->count; i++) {
        struct party *party = net->party[i];
        struct dealing_step step = {0};
        dealing_free(party->dealing);
        party->dealing = NULL;
        if (!is_ok(dealing_new(&party->dealing, buffer_slice(&net->proposal_frame),
                               party->identity->sign_pk, previous)))
            continue; /* no place in it */
        cr_assert(is_ok(dealing_begin(party->dealing, &step, party->shares, party->identity,
                                      &party->rng.base)));
        if (after_begin && party->is_corrupt) {
            after_begin(net, i);
            buffer_clear(&step.frames);
            dealing_outgoing(party->dealing, &step.frames);
        }
        net_send(net, i, &step);
    }
}

static inline void net_acknowledge(struct net *net)
{
    for (size_t i = 0; i < net->count; i++) {
        struct party *party = net->party[i];
        struct dealing_step step = {0};
        struct secret *shares = NULL;
        if (!party->dealing || party->wants_no_ack ||
            dealing_status(party->dealing) != DEALING_READY)
            continue;
        cr_assert(is_ok(dealing_acknowledge(party->dealing, &step, &shares, party->identity,
                                            &party->rng.base)));
        secret_free(party->shares);
        party->shares = shares;
        net_send(net, i, &step);
    }
}

static inline void net_run(struct net *net)
{
    net_begin(net, NULL);
    net_deliver(net);
    net_acknowledge(net);
    net_deliver(net);
}

/* Takes the certified record over as the previous one of the next ceremony. */
static inline void net_turn(struct net *net)
{
    for (size_t i = 0; i < net->count; i++) {
        struct party *party = net->party[i];
        if (!party->dealing)
            continue;
        cr_assert_eq(dealing_status(party->dealing), DEALING_CERTIFIED);
        net->previous = *dealing_record(party->dealing);
        if (dealing_seat(party->dealing) < 0) {
            secret_free(party->shares);
            party->shares = NULL;
        }
    }
}

static inline struct party *net_at_seat(struct net *net, uint16_t seat)
{
    for (size_t i = 0; i < net->count; i++)
        if (net->party[i]->dealing && dealing_seat(net->party[i]->dealing) == seat)
            return net->party[i];
    return NULL;
}

static inline struct scalar share_of(struct party *party, size_t lane)
{
    struct scalar share;

    cr_assert(is_ok(scalar_read(&share, (const uint8_t *)secret_lend(party->shares) + lane * 32)));
    secret_take_back(party->shares);
    return share;
}

/* The key that these seats' shares give together. */
static inline struct point key_of(struct net *net, const uint16_t *seats, size_t count, size_t lane)
{
    struct scalar sum = scalar_zero();

    for (size_t i = 0; i < count; i++) {
        const struct scalar share = share_of(net_at_seat(net, seats[i]), lane);
        const struct scalar lambda = lagrange_coefficient(seats, count, i, 0);
        const struct scalar term = scalar_mul(&lambda, &share);
        sum = scalar_add(&sum, &term);
    }
    return point_mul_base(&sum);
}

static inline size_t wire_count(const struct net *net, uint8_t type, const uint8_t *not_by)
{
    struct slice rest = buffer_slice(&net->wire);
    struct frame frame;
    size_t count = 0;

    while (rest.size > 0 && is_ok(frame_read_next(&frame, &rest)))
        count += frame.type == type && (!not_by || memcmp(frame.sender, not_by, 32) != 0);
    return count;
}

#endif
