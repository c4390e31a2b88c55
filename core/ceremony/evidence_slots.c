/* SPDX-License-Identifier: MIT */
/* Two different frames in one slot (frost-taproot 3, amendments A2), and nonces that served twice
 * (frost-taproot 9.8). Frames without a slot never convict; nor do pairwise ones (44, 46), which
 * are never published. */
#include <string.h>

#include "core/ceremony/evidence_inside.h"
#include "core/ceremony/schnorr_frame.h"

/* How many bytes of the body tell slots of one type, ctx and sender apart; -1: it has no slot. */
static int index_bytes(uint8_t type)
{
    switch (type) {
    case FRAME_R0D:
    case FRAME_R0R:
    case FRAME_R1:
    case FRAME_ACK:
    case FRAME_REPAIR_H0:
    case FRAME_REPAIR_H1:
    case FRAME_REPAIR_H2:
    case FRAME_REPAIR_H3:
        return 2; /* dealer or seat: a frame that claims another one stands in no slot */
    case FRAME_COMPLAINT:
        return 4; /* seat and dealer */
    case FRAME_VIEW:
        return 1; /* round */
    case FRAME_PSIG:
    case FRAME_E_COM:
    case FRAME_E_R2:
    case FRAME_E_R3:
        return 0;
    default:
        return -1;
    }
}

static bool share_a_slot(const struct frame *a, const struct frame *b)
{
    const int index = index_bytes(a->type);

    if (index < 0 || a->type != b->type || a->body.size < (size_t)index ||
        b->body.size < (size_t)index)
        return false;
    return memcmp(a->ctx, b->ctx, 32) == 0 && memcmp(a->sender, b->sender, 32) == 0 &&
           (index == 0 || memcmp(a->body.data, b->body.data, (size_t)index) == 0);
}

void evidence_judge_slots(struct evidence_finding *out, const struct evidence_bag *bag)
{
    for (size_t i = 0; i < bag->count; i++)
        for (size_t j = i + 1; j < bag->count; j++)
            if (share_a_slot(&bag->frame[i], &bag->frame[j]) &&
                memcmp(bag->frame[i].hash, bag->frame[j].hash, 32) != 0) {
                evidence_convict(out, bag->frame[i].sender, EVIDENCE_EQUIVOCATION);
                return;
            }
}

static bool ranges_meet(uint64_t first, uint16_t count, uint64_t other, uint16_t other_count)
{
    return first > other ? first - other < other_count : other - first < count;
}

/* PSIGs of two sessions over one index of one stream. */
static bool reuses_nonce(const struct frame *a, const struct frame *b)
{
    struct schnorr_partials one, two;

    return memcmp(a->ctx, b->ctx, 32) != 0 && is_ok(schnorr_frame_read_partials(&one, a->body)) &&
           is_ok(schnorr_frame_read_partials(&two, b->body)) &&
           memcmp(one.stream, two.stream, SCHNORR_STREAM_BYTES) == 0 &&
           ranges_meet(one.first, one.count, two.first, two.count);
}

/* NONCES that publish two commitments for one index of one stream. */
static bool publishes_twice(const struct frame *a, const struct frame *b)
{
    struct schnorr_nonces one, two;

    if (!is_ok(schnorr_frame_read_nonces(&one, a->body)) ||
        !is_ok(schnorr_frame_read_nonces(&two, b->body)) ||
        memcmp(one.stream, two.stream, SCHNORR_STREAM_BYTES) != 0 ||
        memcmp(one.epoch_hash, two.epoch_hash, 32) != 0 ||
        !ranges_meet(one.first, one.count, two.first, two.count))
        return false;
    for (size_t i = 0; i < one.count; i++) {
        const uint64_t index = one.first + i;
        if (index < two.first || index - two.first >= two.count)
            continue;
        if (memcmp(one.commitments.data + i * FROST_COMMITMENT_BYTES,
                   two.commitments.data + (index - two.first) * FROST_COMMITMENT_BYTES,
                   FROST_COMMITMENT_BYTES) != 0)
            return true;
    }
    return false;
}

static bool nonces_read(const struct frame *frame)
{
    struct schnorr_nonces nonces;
    struct frost_commitment ignored;

    if (!is_ok(schnorr_frame_read_nonces(&nonces, frame->body)))
        return false;
    for (size_t i = 0; i < nonces.count; i++)
        if (!is_ok(frost_commitment_read(&ignored,
                                         nonces.commitments.data + i * FROST_COMMITMENT_BYTES)))
            return false;
    return true;
}

void evidence_judge_nonces(struct evidence_finding *out, const struct evidence_bag *bag)
{
    for (size_t i = 0; i < bag->count; i++) {
        const struct frame *a = &bag->frame[i];
        if (a->type == FRAME_NONCES && !nonces_read(a)) {
            evidence_convict(out, a->sender, EVIDENCE_MALFORMED);
            return;
        }
        for (size_t j = i + 1; j < bag->count; j++) {
            const struct frame *b = &bag->frame[j];
            if (a->type != b->type || memcmp(a->sender, b->sender, 32) != 0)
                continue;
            if (a->type == FRAME_PSIG && reuses_nonce(a, b))
                evidence_convict(out, a->sender, EVIDENCE_NONCE_REUSED);
            else if (a->type == FRAME_NONCES && publishes_twice(a, b))
                evidence_convict(out, a->sender, EVIDENCE_EQUIVOCATION);
            if (out->is_proved)
                return;
        }
    }
}
