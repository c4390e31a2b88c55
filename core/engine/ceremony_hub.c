/* SPDX-License-Identifier: MIT */
/* ceremony_hub.c - the proposer's part in a key ceremony: it gathers everybody's frames, and when
 * those of a round are all there, everybody gets them, whole and signed as they were. */
#include "core/engine/ceremony_hub.h"

#include <string.h>

/* The record the proposal starts from; false for a new key, or when this device does not have it.
 */
bool ceremony_hub_previous(struct engine *engine, struct epoch_record *out,
                           const struct proposal *proposal)
{
    struct epoch epoch SCOPED(epoch_free) = {0};

    return proposal->kind == PROPOSAL_RESHARE &&
           is_ok(epoch_by_hash(engine->store, &epoch, proposal->prev_epoch_hash)) &&
           is_ok(record_read(out, buffer_slice(&epoch.record)));
}

result ceremony_hub_send(struct engine *engine, const struct proposal *proposal,
                         struct slice frames)
{
    struct epoch_record previous;
    const bool has_previous = ceremony_hub_previous(engine, &previous, proposal);

    for (uint16_t seat = 0; seat < proposal->n; seat++) {
        const result sent = courier_send_frames(engine, proposal->id_pk[seat], COURIER_DURABLE,
                                                ENVELOPE_DKG, frames);
        if (engine_is_store_failure(sent))
            return sent;
    }
    /* dealers that leave */
    for (uint16_t k = 0; has_previous && k < proposal->d; k++) {
        const uint8_t *dealer = proposal_dealer_id(proposal, &previous, k);
        if (proposal_seat_of(proposal, dealer) >= 0)
            continue;
        const result sent =
            courier_send_frames(engine, dealer, COURIER_DURABLE, ENVELOPE_DKG, frames);
        if (engine_is_store_failure(sent))
            return sent;
    }
    return OK;
}

static bool is_dealers(uint8_t type)
{
    return type == FRAME_R0D || type == FRAME_R1;
}

static int place_of(const struct proposal *proposal, const struct epoch_record *previous,
                    const struct frame *frame)
{
    return is_dealers(frame->type) ? proposal_dealer_of(proposal, previous, frame->sender)
                                   : proposal_seat_of(proposal, frame->sender);
}

static result gather_type(struct engine *engine, const struct proposal *proposal, uint8_t type,
                          struct buffer *frames, bool *is_full)
{
    struct epoch_record record;
    const bool has_previous = ceremony_hub_previous(engine, &record, proposal);
    uint32_t places = 0;
    uint16_t found = 0;
    size_t count = 0;

    TRY(ceremony_frames(engine->store, frames, &count, proposal->cid, type));
    struct slice rest = buffer_slice(frames);
    while (rest.size > 0) {
        struct frame frame;
        TRY(frame_read_next(&frame, &rest));
        const int place = place_of(proposal, has_previous ? &record : NULL, &frame);
        if (place < 0 || places >> place & 1)
            continue;
        places |= 1U << place;
        found++;
    }
    *is_full = found == (is_dealers(type) ? proposal->d : proposal->n);
    return OK;
}

/* A round that has just become full goes to everybody. Round 0 has two kinds of frames. */
static result pass_on(struct engine *engine, const struct proposal *proposal, uint8_t type)
{
    struct buffer frames SCOPED(buffer_free) = {0};
    struct buffer partners SCOPED(buffer_free) = {0};
    bool is_full = false;

    TRY(gather_type(engine, proposal, type, &frames, &is_full));
    if (!is_full)
        return OK;
    if (type == FRAME_R0D || type == FRAME_R0R) {
        TRY(gather_type(engine, proposal, type == FRAME_R0D ? FRAME_R0R : FRAME_R0D, &partners,
                        &is_full));
        if (!is_full)
            return OK;
        TRY(ceremony_hub_send(engine, proposal, buffer_slice(&partners)));
    }
    return ceremony_hub_send(engine, proposal, buffer_slice(&frames));
}

result ceremony_hub_gather(struct engine *engine, const struct proposal *proposal,
                           const struct frame *frame)
{
    struct epoch_record previous;
    const bool has_previous = ceremony_hub_previous(engine, &previous, proposal);

    if (proposal_seat_of(proposal, frame->sender) < 0 &&
        proposal_dealer_of(proposal, has_previous ? &previous : NULL, frame->sender) < 0)
        return OK;
    /* In a RESHARE an opened key goes to the accused and the owner's screen only (C4). */
    if (frame->type == FRAME_COMPLAINT && proposal->kind == PROPOSAL_RESHARE)
        return OK;
    TRY(ceremony_frame_put(engine->store, proposal->cid, frame->type, frame->hash, frame->bytes));
    if (store_changed(engine->store) == 0)
        return OK;
    if (frame->type != FRAME_R0D && frame->type != FRAME_R0R && frame->type != FRAME_R1 &&
        frame->type != FRAME_ACK)
        return ceremony_hub_send(engine, proposal, frame->bytes);
    return pass_on(engine, proposal, frame->type);
}
