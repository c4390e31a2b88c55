/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/ceremony/schnorr_coordinator_inside.h"

void schnorr_seat_ask(struct schnorr_coordinator *c, uint32_t seats, uint64_t now_ms)
{
    static const uint8_t no_context[32] = {0};
    struct buffer body = {0};
    struct buffer bytes = {0};
    struct frame frame;
    uint8_t fresh[16];
    struct slice kept = {0};

    if (seats == 0)
        return;
    rng_fill(c->rng, fresh, sizeof fresh);
    buffer_append(&body, c->record.hash, 32);
    buffer_append(&body, c->intent_hash, 32);
    wire_write_u16(&body, (uint16_t)c->item_count);
    buffer_append(&body, fresh, sizeof fresh);
    frame_write(&bytes, FRAME_NONCE_REQ, no_context, buffer_slice(&body), c->identity);
    if (!is_ok(frame_read(&frame, buffer_slice(&bytes)))) {
        schnorr_coordinator_fail(c, ERROR_INTERNAL);
        seats = 0;
    }
    for (uint16_t i = 0; i < c->record.n; i++) {
        struct schnorr_seat *seat = &c->seat[i];
        if ((seats >> i & 1) == 0)
            continue;
        seat->state = SEAT_ASKED;
        buffer_clear(&seat->ask);
        buffer_append_slice(&seat->ask, buffer_slice(&bytes));
        memcpy(seat->ask_hash, frame.hash, 32);
        buffer_clear(&seat->nonces);
        schnorr_coordinator_remind_from(&seat->reminder, c, now_ms);
        kept = buffer_slice(&seat->ask);
    }
    if (seats != 0)
        schnorr_coordinator_send(c, kept, seats); /* the same bytes for all of them */
    buffer_free(&body);
    buffer_free(&bytes);
}

bool schnorr_seat_is_fresh(const struct schnorr_seat *seat, uint64_t now_ms)
{
    return seat->state == SEAT_READY && now_ms >= seat->ready_ms &&
           now_ms - seat->ready_ms < NONCES_FRESH_MS;
}

/* --- blame --- */

void schnorr_seat_take_out(struct schnorr_coordinator *c, uint16_t which)
{
    struct schnorr_session *session = schnorr_session_of(c, which);

    if (session != NULL)
        session->is_dead = true;
    c->seat[which].state = SEAT_OUT;
}

void schnorr_seat_accuse(struct schnorr_coordinator *c, uint16_t which,
                         enum schnorr_verdict verdict, enum schnorr_reason reason,
                         const struct slice *frames, size_t count)
{
    struct schnorr_seat *seat = &c->seat[which];

    schnorr_seat_take_out(c, which);
    if (seat->verdict == SCHNORR_PROVED)
        return; /* one proof is enough; the first stays */
    seat->verdict = verdict;
    seat->reason = reason;
    buffer_clear(&seat->evidence);
    for (size_t i = 0; i < count; i++)
        buffer_append_slice(&seat->evidence, frames[i]);
}

void schnorr_seat_note_silence(struct schnorr_seat *seat, enum schnorr_reason reason)
{
    if (seat->verdict == SCHNORR_CLEAR) {
        seat->verdict = SCHNORR_SILENT;
        seat->reason = reason;
    }
}

static void forget_silence(struct schnorr_seat *seat)
{
    if (seat->verdict == SCHNORR_SILENT) {
        seat->verdict = SCHNORR_CLEAR;
        seat->reason = SCHNORR_REASON_NONE;
    }
}

/* --- nonces --- */

static bool is_well_formed(const struct schnorr_coordinator *c, uint16_t which,
                           const struct schnorr_nonces *nonces)
{
    struct frost_commitment commitment;

    if (nonces->seat != which || nonces->count != c->item_count ||
        memcmp(nonces->epoch_hash, c->record.hash, 32) != 0)
        return false;
    for (size_t i = 0; i < nonces->count; i++) {
        if (!is_ok(frost_commitment_read(&commitment,
                                         nonces->commitments.data + i * FROST_COMMITMENT_BYTES)))
            return false;
    }
    return true;
}

/* Whether an earlier NONCES frame of this seat covers one of the same indices. */
static bool overlaps(struct slice earlier, const struct frame *frame,
                     const struct schnorr_nonces *nonces)
{
    struct frame old_frame;
    struct schnorr_nonces old;

    if (earlier.size == 0 || !is_ok(frame_read(&old_frame, earlier)) ||
        !is_ok(schnorr_frame_read_nonces(&old, old_frame.body)))
        return false;
    return memcmp(old_frame.hash, frame->hash, 32) != 0 &&
           memcmp(old.stream, nonces->stream, SCHNORR_STREAM_BYTES) == 0 &&
           old.first < nonces->first + nonces->count && nonces->first < old.first + old.count;
}

/* The frame that, with this one, shows that an index was given out twice; empty if there is none.
 */
static struct slice find_overlap(const struct schnorr_coordinator *c, uint16_t which,
                                 const struct frame *frame, const struct schnorr_nonces *nonces)
{
    if (overlaps(buffer_slice(&c->seat[which].nonces), frame, nonces))
        return buffer_slice(&c->seat[which].nonces);
    for (size_t i = 0; i < c->sessions; i++) {
        const int at = frost_signers_find(&c->session[i]->signers, which);
        if (at >= 0 && overlaps(buffer_slice(&c->session[i]->nonces[at]), frame, nonces))
            return buffer_slice(&c->session[i]->nonces[at]);
    }
    return (struct slice){0};
}

void schnorr_seat_hear_nonces(struct schnorr_coordinator *c, uint16_t which,
                              const struct frame *frame, uint64_t now_ms)
{
    struct schnorr_seat *seat = &c->seat[which];
    const struct slice shown[2] = {buffer_slice(&seat->ask), frame->bytes};
    struct schnorr_nonces nonces;

    /* a guardian that restarted answers the same request again from a new stream: the newer counts
     */
    if ((seat->state != SEAT_ASKED && seat->state != SEAT_READY && seat->state != SEAT_BOUND) ||
        memcmp(frame->ctx, seat->ask_hash, 32) != 0)
        return;
    if (!is_ok(schnorr_frame_read_nonces(&nonces, frame->body)) ||
        !is_well_formed(c, which, &nonces)) {
        schnorr_seat_accuse(c, which, SCHNORR_PROVED, SCHNORR_REASON_NONCES_SHAPE, shown, 2);
        return;
    }
    const struct slice earlier = find_overlap(c, which, frame, &nonces);
    if (earlier.size > 0) {
        const struct slice both[2] = {earlier, frame->bytes};
        schnorr_seat_accuse(c, which, SCHNORR_PROVED, SCHNORR_REASON_NONCES_TWICE, both, 2);
        return;
    }
    if (seat->state == SEAT_BOUND || slice_equal(buffer_slice(&seat->nonces), frame->bytes))
        return;
    if (seat->state == SEAT_ASKED)
        seat->turn = c->turns++;
    seat->state = SEAT_READY;
    seat->ready_ms = now_ms;
    buffer_clear(&seat->nonces);
    buffer_append_slice(&seat->nonces, frame->bytes);
    forget_silence(seat);
}

/* --- refusals --- */

static bool is_about_nonces(enum schnorr_code code)
{
    return code == SCHNORR_NONCE_SPENT || code == SCHNORR_NONCE_UNKNOWN || code == SCHNORR_BUSY;
}

static enum schnorr_code code_of(const struct frame *frame)
{
    struct schnorr_reject reject;

    if (!is_ok(schnorr_frame_read_reject(&reject, frame->body)) ||
        reject.code < SCHNORR_STALE_EPOCH || reject.code > SCHNORR_NONCE_MISMATCH)
        return SCHNORR_BAD_REQUEST;
    return (enum schnorr_code)reject.code;
}

/* Turning a payment down is anyone's right. Calling a good request bad is not, but only this device
 * knows that it was good. */
void schnorr_seat_hear_reject(struct schnorr_coordinator *c, uint16_t which,
                              const struct frame *frame)
{
    struct schnorr_seat *seat = &c->seat[which];
    struct schnorr_session *session = schnorr_session_of(c, which);
    const enum schnorr_code code = code_of(frame);
    const bool is_unfair = code == SCHNORR_BAD_REQUEST || code == SCHNORR_NONCE_MISMATCH;
    const bool is_to_ask = seat->state == SEAT_ASKED && memcmp(frame->ctx, seat->ask_hash, 32) == 0;
    const bool is_to_session =
        session != NULL && (memcmp(frame->ctx, session->sid, 32) == 0 ||
                            memcmp(frame->ctx, session->frame_hash, 32) == 0);

    if (!is_to_ask && !is_to_session)
        return;
    if (is_to_session)
        session->is_dead = true;
    if (is_about_nonces(code) && seat->chances_used < SECOND_CHANCES) {
        seat->chances_used++;
        seat->state = SEAT_FREE;
        forget_silence(seat);
        return;
    }
    seat->code = code;
    forget_silence(seat);
    schnorr_seat_accuse(c, which, is_unfair ? SCHNORR_SUSPECTED : SCHNORR_CLEAR,
                        SCHNORR_REASON_REJECTED, &frame->bytes, 1);
}
