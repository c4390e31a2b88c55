/* SPDX-License-Identifier: MIT */
/* FROST for Taproot over a perfect post: one input; nonces and partial signature in one session.
 * Seats 0..t-1 sign; seat 0's device also coordinates. */
#include <stdio.h>
#include <string.h>

#include "bench/parts.h"
#include "core/base/memory.h"
#include "core/ceremony/schnorr_coordinator.h"
#include "core/ceremony/sign_schnorr.h"

enum { EXPIRY = 2000000000, TODAY = 1900000000 };

struct session {
    struct committee *committee;
    struct schnorr_signer *signer[SEATS_MAX];
    struct schnorr_coordinator *coordinator;
    struct schnorr_item item;
    uint8_t intent[32];
    struct meter meter[SEATS_MAX], gatherer;
    uint64_t now;
};

static struct schnorr_clock clock_of(const struct session *s)
{
    return (struct schnorr_clock){.unix_seconds = TODAY + s->now / 1000, .now_ms = s->now};
}

static void count_bytes(struct meter *meter, const struct buffer *frame)
{
    meter->body_bytes += frame->size - FRAME_OVERHEAD;
    meter->frame_bytes += frame->size;
}

static void answer(struct session *s, uint16_t seat, struct slice request, struct buffer *out)
{
    const struct schnorr_task task = {
        .intent_hash = s->intent, .items = &s->item, .item_count = 1, .expiry = EXPIRY};
    const struct scalar *share = &s->committee->share[LANE_SCHNORR][seat];
    enum schnorr_code code = SCHNORR_BUSY;
    struct frame frame;

    meter_start(&s->meter[seat], METER_PROTOCOL);
    bench_must(frame_read(&frame, request), "frame");
    bench_must(frame_verify(&frame), "signature of a frame");
    if (frame.type == FRAME_NONCE_REQ)
        bench_must(schnorr_signer_offer(s->signer[seat], out, &code, &frame, share, clock_of(s)),
                   "nonces");
    else
        bench_must(
            schnorr_signer_sign(s->signer[seat], out, &code, &frame, &task, share, clock_of(s)),
            "partial signature");
    meter_stop();
    bench_must_be(code == SCHNORR_ANSWERED, "a signer turned it down");
    if (seat != 0)
        count_bytes(&s->meter[seat], out);
}

static void hand_back(struct session *s, struct slice bytes)
{
    struct frame frame;

    meter_start(&s->gatherer, METER_PROTOCOL);
    bench_must(frame_read(&frame, bytes), "frame");
    bench_must(frame_verify(&frame), "signature of a frame");
    schnorr_coordinator_feed(s->coordinator, &frame, clock_of(s));
    meter_stop();
}

/* What the coordinator wants sent, to the signers, and their answers back. */
static void exchange(struct session *s)
{
    const struct schnorr_output *output = schnorr_coordinator_output(s->coordinator);
    struct buffer answers[SEATS_MAX] = {{0}};
    struct buffer asked = {0};

    for (size_t i = 0; i < output->count; i++)
        for (uint16_t seat = 0; seat < s->committee->n; seat++) {
            if (!(output->frames[i].seats >> seat & 1))
                continue;
            buffer_clear(&asked);
            buffer_append_slice(&asked, output->frames[i].bytes);
            if (seat != 0)
                count_bytes(&s->gatherer, &asked);
            answer(s, seat, buffer_slice(&asked), &answers[seat]);
        }
    for (uint16_t seat = 0; seat < s->committee->n; seat++) {
        if (answers[seat].size > 0)
            hand_back(s, buffer_slice(&answers[seat]));
        buffer_free(&answers[seat]);
    }
    buffer_free(&asked);
}

static void sign(struct session *s)
{
    struct schnorr_order order = {.record = &s->committee->record,
                                  .items = &s->item,
                                  .item_count = 1,
                                  .expiry = EXPIRY,
                                  .seats = (1u << s->committee->t) - 1,
                                  .patience_ms = 10000,
                                  .identity = s->committee->identity[0],
                                  .rng = rng_system()};

    memset(s->meter, 0, sizeof s->meter);
    memset(&s->gatherer, 0, sizeof s->gatherer);
    s->now += 1000;
    rng_fill(rng_system(), s->intent, sizeof s->intent);
    rng_fill(rng_system(), s->item.digest, sizeof s->item.digest);
    s->item.depth = 2;
    memcpy(order.intent_hash, s->intent, sizeof s->intent);
    meter_start(&s->gatherer, METER_PROTOCOL);
    bench_must(schnorr_coordinator_new(&s->coordinator, &order, clock_of(s)), "order");
    meter_stop();
    exchange(s);
    exchange(s);
    bench_must_be(schnorr_coordinator_output(s->coordinator)->status == SCHNORR_DONE,
                  "no Taproot signature");
    schnorr_coordinator_free(s->coordinator);
}

static void forget_signers(struct session *s, bool is_new)
{
    for (uint16_t j = 0; j < s->committee->n; j++) {
        schnorr_signer_free(s->signer[j]);
        s->signer[j] = is_new ? schnorr_signer_new(&s->committee->record, j,
                                                   s->committee->identity[0]->sign_pk,
                                                   s->committee->identity[j], rng_system())
                              : NULL;
    }
}

static void report_session(struct report *report, struct measured *measured, const char *what,
                           const char *state, const struct committee *committee)
{
    struct row name = {.what = what, .state = state};

    snprintf(name.committee, sizeof name.committee, "%u-of-%u", committee->t, committee->n);
    report_part(report, measured, METER_PROTOCOL, name);
    report_part(report, measured, METER_FRAMES, name);
}

/* First: a guardian that has signed nothing since its start checks that the public shares of the
 * set belong to the key. Warm: it has met this set. */
static void run(struct report *report, struct session *s, size_t count, const char *state)
{
    const bool is_first = strcmp(state, "first") == 0;
    struct measured *signer = memory_new(1, sizeof *signer);
    struct measured *gatherer = memory_new(1, sizeof *gatherer);

    for (size_t i = 0; i < count; i++) {
        if (is_first)
            forget_signers(s, true);
        sign(s);
        measured_reference(signer);
        for (uint16_t j = 1; j < s->committee->t; j++)
            measured_add(signer, &s->meter[j]);
        measured_reference(gatherer);
        measured_add(gatherer, &s->gatherer);
    }
    report_session(report, signer, "frost-sign", state, s->committee);
    if (!is_first)
        report_session(report, gatherer, "frost-coordinate", state, s->committee);
    memory_free(signer);
    memory_free(gatherer);
}

void part_frost(struct report *report, const struct bench_counts *counts, uint16_t t, uint16_t n)
{
    struct session *s = memory_new(1, sizeof *s);

    s->committee = committee_new(t, n);
    s->now = 1000000;
    run(report, s, counts->warm, "first");
    run(report, s, counts->warm, "warm");
    forget_signers(s, false);
    committee_free(s->committee);
    memory_free(s);
}
