/* SPDX-License-Identifier: MIT */
/* Threshold ECDSA over a perfect post: one item, seats 0..t-1 sign, seat 0 also coordinates. */
#include <stdio.h>
#include <string.h>

#include "bench/parts.h"
#include "core/base/memory.h"
#include "core/ceremony/ecdsa_coordinator.h"
#include "core/ceremony/sign_ecdsa.h"

enum { COORDINATOR = 99, POST_MAX = 512 };

struct letter {
    uint16_t from, to;
    struct buffer body;
};

struct session {
    struct committee *committee;
    struct pair_store *pairs[SEATS_MAX];
    struct sign_ecdsa *signer[SEATS_MAX];
    struct ecdsa_coordinator *coordinator;
    struct ecdsa_item item;
    struct meter meter[SEATS_MAX], gatherer;
    struct letter post[POST_MAX];
    size_t posted, delivered;
    uint64_t now;
};

static void post(struct session *s, uint16_t from, uint16_t to, struct slice body)
{
    bench_must_be(s->posted < POST_MAX, "the post is full");
    struct letter *letter = &s->post[s->posted++];
    *letter = (struct letter){.from = from, .to = to};
    buffer_append_slice(&letter->body, body);
}

/* The coordinator sits on the owner's device: what is for it and for seat 0 is sent once. */
static void count_bytes(struct meter *meter, const struct ecdsa_output *output, uint16_t from)
{
    const bool is_owner = from == 0 || from == COORDINATOR;
    uint32_t seats = output->seats | (output->to_coordinator && !is_owner ? 1u : 0u);
    struct slice rest = buffer_slice(&output->frames);
    struct frame frame;

    if (is_owner)
        seats &= ~1u;
    const uint64_t receivers = (uint64_t)__builtin_popcount(seats);
    while (rest.size > 0) {
        bench_must(frame_read_next(&frame, &rest), "own frame");
        meter->body_bytes += receivers * frame.body.size;
        meter->frame_bytes += receivers * frame.bytes.size;
    }
}

static void drain(struct session *s, uint16_t from, struct meter *meter,
                  struct ecdsa_outbox *outbox)
{
    for (size_t k = 0; k < outbox->count; k++) {
        const struct ecdsa_output *output = &outbox->outputs[k];

        count_bytes(meter, output, from);
        for (uint16_t seat = 0; seat < s->committee->n; seat++)
            if (output->seats >> seat & 1)
                post(s, from, seat, buffer_slice(&output->frames));
        if (output->to_coordinator)
            post(s, from, COORDINATOR, buffer_slice(&output->frames));
    }
    ecdsa_outbox_clear(outbox);
}

static void start_signer(struct session *s, uint16_t seat, const struct frame *frame)
{
    const struct sign_ecdsa_setting setting = {.record = &s->committee->record,
                                               .own = seat,
                                               .identity = s->committee->identity[seat],
                                               .pairs = s->pairs[seat],
                                               .rng = rng_system()};
    struct ecdsa_request request;

    bench_must_be(ecdsa_frame_read_request(&request, frame, setting.record, seat) == ECDSA_CODE_OK,
                  "the request is not accepted");
    bench_must(sign_ecdsa_new(&s->signer[seat], &setting, &request, &s->item, 1,
                              &s->committee->share[LANE_ECDSA][seat], s->now),
               "session");
}

static void hear(struct session *s, uint16_t seat, struct slice body)
{
    struct slice rest = body;
    struct frame frame;

    meter_start(&s->meter[seat], METER_PROTOCOL);
    bench_must(frame_read_next(&frame, &rest), "frame");
    if (frame.type == FRAME_E_OPEN) {
        (void)sign_ecdsa_feed_bundle(s->signer[seat], body, s->now);
    } else {
        bench_must(frame_verify(&frame), "signature of a frame");
        if (frame.type == FRAME_E_REQ)
            start_signer(s, seat, &frame);
        else
            (void)sign_ecdsa_feed(s->signer[seat], &frame, s->now);
    }
    meter_stop();
    drain(s, seat, &s->meter[seat], sign_ecdsa_outbox(s->signer[seat]));
}

static void gather(struct session *s, struct slice body)
{
    struct frame frame;

    meter_start(&s->gatherer, METER_PROTOCOL);
    bench_must(frame_read(&frame, body), "frame");
    bench_must(frame_verify(&frame), "signature of a frame");
    (void)ecdsa_coordinator_feed(s->coordinator, &frame, s->now);
    meter_stop();
    drain(s, COORDINATOR, &s->gatherer, ecdsa_coordinator_outbox(s->coordinator));
}

static void order(struct session *s)
{
    struct ecdsa_order asked = {.record = &s->committee->record,
                                .identity = s->committee->identity[0],
                                .attempt = 1,
                                .expiry = 2000000000,
                                .items = &s->item,
                                .item_count = 1};

    rng_fill(rng_system(), s->item.digest, sizeof s->item.digest);
    s->item.depth = 3;
    s->item.path[0] = 60;
    s->item.is_ethereum = true;
    for (uint16_t i = 0; i < s->committee->t; i++)
        asked.seat[i] = i;
    meter_start(&s->gatherer, METER_PROTOCOL);
    bench_must(ecdsa_coordinator_new(&s->coordinator, &asked, s->now), "order");
    meter_stop();
    drain(s, COORDINATOR, &s->gatherer, ecdsa_coordinator_outbox(s->coordinator));
}

/* One signature; the meters hold what it cost. */
static void sign(struct session *s)
{
    const uint16_t t = s->committee->t;
    struct ecdsa_signature signature;

    memset(s->meter, 0, sizeof s->meter);
    memset(&s->gatherer, 0, sizeof s->gatherer);
    s->now += 1000;
    order(s);
    for (; s->delivered < s->posted; s->delivered++) {
        struct letter *letter = &s->post[s->delivered];

        if (letter->to == COORDINATOR)
            gather(s, buffer_slice(&letter->body));
        else
            hear(s, letter->to, buffer_slice(&letter->body));
        buffer_free(&letter->body);
    }
    s->posted = s->delivered = 0;
    bench_must_be(ecdsa_coordinator_signature(s->coordinator, &signature, 0), "no signature");
    ecdsa_coordinator_free(s->coordinator);
    for (uint16_t j = 0; j < t; j++) {
        bench_must_be(sign_ecdsa_status(s->signer[j]) == SIGN_ECDSA_DONE, "a signer is not done");
        meter_start(&s->meter[j], METER_PROTOCOL);
        sign_ecdsa_free(s->signer[j]);
        meter_stop();
        s->signer[j] = NULL;
    }
}

static void forget_pairs(struct session *s, bool is_new)
{
    for (uint16_t j = 0; j < s->committee->t; j++) {
        pair_store_free(s->pairs[j]);
        s->pairs[j] = is_new ? pair_store_new(&s->committee->record, j, s->committee->identity[j],
                                              rng_system())
                             : NULL;
    }
}

static void add_all(struct measured *signer, struct measured *gatherer, const struct session *s)
{
    measured_reference(signer);
    for (uint16_t j = 1; j < s->committee->t; j++)
        measured_add(signer, &s->meter[j]);
    measured_reference(gatherer);
    measured_add(gatherer, &s->gatherer);
}

static void report_session(struct report *report, struct measured *measured, const char *what,
                           const char *state, const struct committee *committee)
{
    struct row name = {.what = what, .state = state};

    snprintf(name.committee, sizeof name.committee, "%u-of-%u", committee->t, committee->n);
    report_part(report, measured, METER_PROTOCOL, name);
    report_part(report, measured, METER_FRAMES, name);
}

static void run(struct report *report, struct session *s, size_t count, const char *state)
{
    const bool is_first = strcmp(state, "first") == 0;
    struct measured *signer = memory_new(1, sizeof *signer);
    struct measured *gatherer = memory_new(1, sizeof *gatherer);

    for (size_t i = 0; i < count; i++) {
        if (is_first)
            forget_pairs(s, true);
        sign(s);
        add_all(signer, gatherer, s);
    }
    report_session(report, signer, "ecdsa-sign", state, s->committee);
    if (!is_first)
        report_session(report, gatherer, "ecdsa-coordinate", state, s->committee);
    memory_free(signer);
    memory_free(gatherer);
}

void part_ecdsa(struct report *report, const struct bench_counts *counts, uint16_t t, uint16_t n)
{
    struct session *s = memory_new(1, sizeof *s);

    s->committee = committee_new(t, n);
    s->now = 1000000;
    if (counts->first > 0)
        run(report, s, counts->first, "first");
    else
        forget_pairs(s, true);
    sign(s); /* if there was no first: the setups are made here, unmeasured */
    run(report, s, counts->warm, "warm");
    forget_pairs(s, false);
    committee_free(s->committee);
    memory_free(s);
}
