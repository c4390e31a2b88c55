/* SPDX-License-Identifier: MIT */
#include "bench/committee.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

void bench_must(result r, const char *what)
{
    if (is_ok(r))
        return;
    fprintf(stderr, "bench: %s: %s\n", what, error_sentence(r.code));
    exit(1);
}

void bench_must_be(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

/* The ceremony while it runs. */
struct ceremony {
    struct committee *committee;
    struct dealing *dealing[SEATS_MAX];
    struct buffer proposal;
    struct buffer wire; /* every frame sent, for everyone */
    size_t at;
};

static void propose(struct ceremony *c)
{
    static const uint8_t no_ctx[32];
    struct committee *const k = c->committee;
    struct proposal *p = memory_new(1, sizeof *p);
    struct buffer body = {0};

    p->kind = PROPOSAL_DKG;
    p->new_epoch = 1;
    p->t = k->t;
    p->n = p->d = k->n;
    p->expiry = 2000000000;
    rng_fill(rng_system(), p->wallet_id, sizeof p->wallet_id);
    rng_fill(rng_system(), p->rnd, sizeof p->rnd);
    for (uint16_t j = 0; j < k->n; j++) {
        memcpy(p->id_pk[j], k->identity[j]->sign_pk, 32);
        p->dealer_seat[j] = j;
    }
    proposal_write(&body, p);
    frame_write(&c->proposal, FRAME_PROPOSAL, no_ctx, buffer_slice(&body), k->identity[0]);
    buffer_free(&body);
    memory_free(p);
}

static void send(struct ceremony *c, uint16_t seat, struct dealing_step *step)
{
    struct meter *const meter = &c->committee->meter[seat];
    const uint64_t receivers = c->committee->n - 1u;
    struct slice rest = buffer_slice(&step->frames);
    struct frame frame;

    while (rest.size > 0) {
        bench_must(frame_read_next(&frame, &rest), "own frame");
        meter->body_bytes += receivers * frame.body.size;
        meter->frame_bytes += receivers * frame.bytes.size;
        buffer_append_slice(&c->wire, frame.bytes);
    }
    dealing_step_free(step);
}

static void begin(struct ceremony *c)
{
    struct committee *const k = c->committee;

    for (uint16_t j = 0; j < k->n; j++) {
        struct dealing_step step = {0};

        meter_start(&k->meter[j], METER_PROTOCOL);
        bench_must(
            dealing_new(&c->dealing[j], buffer_slice(&c->proposal), k->identity[j]->sign_pk, NULL),
            "dealing");
        bench_must(dealing_begin(c->dealing[j], &step, NULL, k->identity[j], rng_system()),
                   "round 0");
        meter_stop();
        send(c, j, &step);
    }
}

static void accept(struct ceremony *c, uint16_t seat, struct slice bytes)
{
    struct committee *const k = c->committee;
    struct dealing_step step = {0};
    struct frame frame;

    meter_start(&k->meter[seat], METER_PROTOCOL);
    bench_must(frame_read(&frame, bytes), "frame");
    bench_must(dealing_accept(c->dealing[seat], &step, &frame, k->identity[seat], rng_system()),
               "accept");
    meter_stop();
    send(c, seat, &step);
}

static void deliver(struct ceremony *c)
{
    while (c->at < c->wire.size) {
        struct slice rest = slice_of(c->wire.data + c->at, c->wire.size - c->at);
        struct buffer copy = {0};
        struct frame frame;

        bench_must(frame_read_next(&frame, &rest), "wire");
        buffer_append_slice(&copy, frame.bytes);
        c->at += frame.bytes.size;
        for (uint16_t j = 0; j < c->committee->n; j++)
            if (memcmp(c->committee->identity[j]->sign_pk, copy.data + 36, 32) != 0)
                accept(c, j, buffer_slice(&copy));
        buffer_free(&copy);
    }
}

static void acknowledge(struct ceremony *c)
{
    struct committee *const k = c->committee;

    for (uint16_t j = 0; j < k->n; j++) {
        struct dealing_step step = {0};
        struct secret *shares = NULL;

        bench_must_be(dealing_status(c->dealing[j]) == DEALING_READY, "a dealing is not ready");
        meter_start(&k->meter[j], METER_PROTOCOL);
        bench_must(dealing_acknowledge(c->dealing[j], &step, &shares, k->identity[j], rng_system()),
                   "acknowledge");
        meter_stop();
        for (size_t l = 0; l < LANES; l++)
            bench_must(scalar_read(&k->share[l][j], (uint8_t *)secret_lend(shares) + 32 * l),
                       "share");
        secret_free(shares);
        send(c, j, &step);
    }
}

struct committee *committee_new(uint16_t t, uint16_t n)
{
    struct committee *committee = memory_new(1, sizeof *committee);
    struct ceremony ceremony = {.committee = committee};

    committee->t = t;
    committee->n = n;
    for (uint16_t j = 0; j < n; j++)
        committee->identity[j] = identity_new(rng_system());
    propose(&ceremony);
    begin(&ceremony);
    deliver(&ceremony);
    acknowledge(&ceremony);
    deliver(&ceremony);
    for (uint16_t j = 0; j < n; j++) {
        bench_must_be(dealing_status(ceremony.dealing[j]) == DEALING_CERTIFIED, "no certificate");
        if (j == 0)
            committee->record = *dealing_record(ceremony.dealing[j]);
        dealing_free(ceremony.dealing[j]);
    }
    buffer_free(&ceremony.proposal);
    buffer_free(&ceremony.wire);
    return committee;
}

void committee_free(struct committee *committee)
{
    for (uint16_t j = 0; j < committee->n; j++)
        identity_free(committee->identity[j]);
    memory_wipe(committee, sizeof *committee);
    memory_free(committee);
}
