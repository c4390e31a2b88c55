/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/schnorr_coordinator_inside.h"
#include "core/crypto/schnorr.h"

void schnorr_session_free(struct schnorr_session *session)
{
    for (size_t i = 0; i < SEATS_MAX; i++) {
        buffer_free(&session->nonces[i]);
        buffer_free(&session->partials[i]);
    }
    buffer_free(&session->request);
    memory_free(session->item);
    memory_free(session);
}

/* --- starting --- */

/* The commitments of one item, in seat order, as points and as bytes behind `body`. */
static result gather(const struct schnorr_session *session, struct frost_commitment *sum,
                     struct buffer *body, size_t item)
{
    struct frost_commitment each[SEATS_MAX];

    for (size_t i = 0; i < session->signers.count; i++) {
        const uint8_t *bytes = session->offer[i].commitments.data + item * FROST_COMMITMENT_BYTES;
        TRY(frost_commitment_read(&each[i], bytes));
        buffer_append(body, bytes, FROST_COMMITMENT_BYTES);
    }
    *sum = frost_commitment_sum(each, session->signers.count);
    return OK;
}

static void write_streams(const struct schnorr_session *session, struct buffer *body)
{
    for (size_t i = 0; i < session->signers.count; i++)
        wire_write_u16(body, session->signers.seat[i]);
    for (size_t i = 0; i < session->signers.count; i++) {
        buffer_append(body, session->offer[i].stream, SCHNORR_STREAM_BYTES);
        wire_write_u64(body, session->offer[i].first);
    }
}

/* Writes the SIGN_REQ and works out every item's session values on the way. */
static result fill_session(struct schnorr_coordinator *c, struct schnorr_session *session)
{
    static const uint8_t no_context[32] = {0};
    struct buffer body SCOPED(buffer_free) = {0};
    struct schnorr_request read;
    struct frame frame;

    buffer_append(&body, c->record.hash, 32);
    wire_write_u8(&body, LANE_SCHNORR);
    wire_write_u16(&body, (uint16_t)(c->sessions + 1));
    buffer_append(&body, c->intent_hash, 32);
    wire_write_u64(&body, c->expiry);
    wire_write_u8(&body, (uint8_t)session->signers.count);
    write_streams(session, &body);
    wire_write_u16(&body, (uint16_t)c->item_count);
    for (size_t i = 0; i < c->item_count; i++) {
        struct frost_commitment sum;
        schnorr_frame_write_item(&body, &c->items[i]);
        TRY(gather(session, &sum, &body, i));
        TRY(frost_session_fill(&session->item[i], &session->signers, &sum, &c->tweak[i],
                               slice_of(c->items[i].digest, 32)));
    }
    frame_write(&session->request, FRAME_SIGN_REQ, no_context, buffer_slice(&body), c->identity);
    TRY(frame_read(&frame, buffer_slice(&session->request)));
    TRY(schnorr_frame_read_request(&read, frame.body));
    memcpy(session->sid, read.sid, 32);
    memcpy(session->frame_hash, frame.hash, 32);
    return OK;
}

static result open_session(struct schnorr_coordinator *c, struct schnorr_session *session,
                           const uint16_t *seats)
{
    const struct epoch_lane *lane = &c->record.lane[LANE_SCHNORR];
    struct point pubshares[SEATS_MAX];

    for (size_t i = 0; i < c->record.t; i++) {
        struct schnorr_seat *seat = &c->seat[seats[i]];
        pubshares[i] = lane->pubshare[seats[i]];
        /* moved: no NONCES frame serves two sessions */
        session->nonces[i] = seat->nonces;
        seat->nonces = (struct buffer){0};
        struct frame frame;
        TRY(frame_read(&frame, buffer_slice(&session->nonces[i])));
        TRY(schnorr_frame_read_nonces(&session->offer[i], frame.body));
    }
    TRY(frost_signers_fill(&session->signers, &lane->key, c->record.t, c->record.n, seats,
                           pubshares, c->record.t));
    return fill_session(c, session);
}

void schnorr_session_start(struct schnorr_coordinator *c, const uint16_t *seats, uint64_t now_ms)
{
    struct schnorr_session *session = memory_new(1, sizeof *session);
    uint32_t receivers = 0;

    session->item = memory_new(c->item_count, sizeof *session->item);
    const result opened = open_session(c, session, seats);
    if (!is_ok(opened)) {
        schnorr_session_free(session);
        schnorr_coordinator_fail(c, opened.code);
        return;
    }
    session->stalls_at_ms = now_ms + c->patience_ms;
    c->session[c->sessions++] = session;
    for (size_t i = 0; i < c->record.t; i++) {
        struct schnorr_seat *seat = &c->seat[seats[i]];
        seat->state = SEAT_BOUND;
        schnorr_coordinator_remind_from(&seat->reminder, c, now_ms);
        receivers |= (uint32_t)1 << seats[i];
    }
    c->output.may_be_signed = true;
    schnorr_coordinator_send(c, buffer_slice(&session->request), receivers);
}

/* A seat owes at most one session: the newest that lists it, until it answers. */
struct schnorr_session *schnorr_session_of(struct schnorr_coordinator *c, uint16_t which)
{
    if (c->seat[which].state != SEAT_BOUND)
        return NULL;
    for (size_t i = c->sessions; i > 0; i--) {
        if (frost_signers_find(&c->session[i - 1]->signers, which) >= 0)
            return c->session[i - 1];
    }
    return NULL;
}

/* --- answers --- */

/* The range is the one that was asked for. */
static bool fits_request(const struct schnorr_session *session, size_t at, uint16_t which,
                         const struct schnorr_partials *partials, size_t item_count)
{
    const struct schnorr_nonces *offer = &session->offer[at];

    return partials->seat == which && partials->count == item_count &&
           partials->first == offer->first &&
           memcmp(partials->stream, offer->stream, SCHNORR_STREAM_BYTES) == 0;
}

static result verify_partials(const struct schnorr_session *session, size_t at,
                              const struct schnorr_partials *partials)
{
    for (size_t i = 0; i < partials->count; i++) {
        struct frost_commitment commitment;
        TRY(frost_commitment_read(&commitment, session->offer[at].commitments.data +
                                                   i * FROST_COMMITMENT_BYTES));
        TRY(frost_verify(partials->partials.data + i * FROST_PARTIAL_BYTES, &commitment,
                         &session->item[i], &session->signers, at));
    }
    return OK;
}

/* Adds up every item and verifies it under its address key, before anything else sees it. */
static result aggregate(struct schnorr_coordinator *c, const struct schnorr_session *session)
{
    struct frame frame[SEATS_MAX];
    struct schnorr_partials read[SEATS_MAX];
    uint8_t column[SEATS_MAX][FROST_PARTIAL_BYTES];
    const size_t count = session->signers.count;

    for (size_t k = 0; k < count; k++) {
        TRY(frame_read(&frame[k], buffer_slice(&session->partials[k])));
        TRY(schnorr_frame_read_partials(&read[k], frame[k].body));
    }
    for (size_t i = 0; i < c->item_count; i++) {
        for (size_t k = 0; k < count; k++)
            memcpy(column[k], read[k].partials.data + i * FROST_PARTIAL_BYTES, FROST_PARTIAL_BYTES);
        TRY(frost_aggregate(c->signatures[i], slice_of(column, count * FROST_PARTIAL_BYTES),
                            &session->item[i], &session->signers));
        TRY(schnorr_verify(c->signatures[i], session->item[i].key_x,
                           slice_of(c->items[i].digest, 32)));
    }
    return OK;
}

static void take_valid(struct schnorr_coordinator *c, struct schnorr_session *session, size_t at,
                       uint16_t which, const struct frame *frame)
{
    struct schnorr_seat *seat = &c->seat[which];

    buffer_append_slice(&session->partials[at], frame->bytes);
    session->answered++;
    seat->state = SEAT_FREE;
    if (seat->verdict == SCHNORR_SILENT) {
        seat->verdict = SCHNORR_CLEAR;
        seat->reason = SCHNORR_REASON_NONE;
    }
    if (session->answered < session->signers.count)
        return;
    if (is_ok(aggregate(c, session)))
        c->output.status = SCHNORR_DONE;
    else
        schnorr_coordinator_fail(c, ERROR_SCHNORR_SUM);
}

/* A second, different answer to a session that was answered well. */
static void judge_second(struct schnorr_coordinator *c, const struct schnorr_session *session,
                         size_t at, uint16_t which, const struct frame *frame)
{
    struct frame first;
    const struct slice shown[3] = {buffer_slice(&session->request),
                                   buffer_slice(&session->partials[at]), frame->bytes};

    if (is_ok(frame_read(&first, buffer_slice(&session->partials[at]))) &&
        memcmp(first.hash, frame->hash, 32) != 0)
        schnorr_seat_accuse(c, which, SCHNORR_PROVED, SCHNORR_REASON_PARTIAL_TWICE, shown, 3);
}

void schnorr_session_hear_partial(struct schnorr_coordinator *c, uint16_t which,
                                  const struct frame *frame)
{
    struct schnorr_session *session = NULL;
    struct schnorr_partials partials;

    for (size_t i = 0; i < c->sessions; i++) {
        if (memcmp(frame->ctx, c->session[i]->sid, 32) == 0)
            session = c->session[i];
    }
    const int found = session == NULL ? -1 : frost_signers_find(&session->signers, which);
    if (found < 0)
        return;
    const size_t at = (size_t)found;
    if (session->partials[at].size > 0) {
        judge_second(c, session, at, which, frame);
        return;
    }
    if (schnorr_session_of(c, which) != session)
        return;
    const struct slice shown[3] = {buffer_slice(&session->nonces[at]),
                                   buffer_slice(&session->request), frame->bytes};
    if (!is_ok(schnorr_frame_read_partials(&partials, frame->body)) ||
        !fits_request(session, at, which, &partials, c->item_count))
        schnorr_seat_accuse(c, which, SCHNORR_PROVED, SCHNORR_REASON_PARTIAL_SHAPE, shown, 3);
    else if (!is_ok(verify_partials(session, at, &partials)))
        schnorr_seat_accuse(c, which, SCHNORR_PROVED, SCHNORR_REASON_PARTIAL_FALSE, shown, 3);
    else
        take_valid(c, session, at, which, frame);
}
