/* SPDX-License-Identifier: MIT */
/* Frames coming in: who may send what, one frame per slot, two different ones are an equivocation
 * (frost-taproot 3). What fails before the signature check is dropped without a word: anybody could
 * have made it. */
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/ceremony/dealing_state.h"

enum { ABORT_FRAMES_MAX = 4 * SEATS_MAX };

/* Where a frame of this sender belongs. */
struct place {
    struct dealing_slot *slot;
    enum dealing_role role;
    uint16_t index;
};

static bool find_view_place(struct place *out, struct dealing *dealing, const struct frame *frame)
{
    const int person = dealing_person_of(dealing, frame->sender);
    const bool is_seat = person < SEATS_MAX;

    if (person < 0 || frame->body.size == 0)
        return false;
    /* an unknown round has no slot of its own; it will not be well formed */
    const size_t round = frame->body.data[0] == 0 ? 0 : 1;
    *out = (struct place){.slot = &dealing->shown[person][round],
                          .role = is_seat ? DEALING_RECIPIENT : DEALING_DEALER,
                          .index = (uint16_t)(is_seat ? person : person - SEATS_MAX)};
    return true;
}

static bool find_place(struct place *out, struct dealing *dealing, const struct frame *frame)
{
    const struct epoch_record *previous = dealing->has_previous ? &dealing->previous : NULL;
    const bool is_dealers = frame->type == FRAME_R0D || frame->type == FRAME_R1;
    struct dealing_slot *slots = frame->type == FRAME_R0D         ? dealing->r0d
                                 : frame->type == FRAME_R0R       ? dealing->r0r
                                 : frame->type == FRAME_R1        ? dealing->r1
                                 : frame->type == FRAME_ACK       ? dealing->ack
                                 : frame->type == FRAME_COMPLAINT ? dealing->complaint
                                                                  : NULL;

    if (frame->type == FRAME_VIEW)
        return find_view_place(out, dealing, frame);
    if (!slots)
        return false;
    const int index = is_dealers ? proposal_dealer_of(&dealing->proposal, previous, frame->sender)
                                 : proposal_seat_of(&dealing->proposal, frame->sender);
    if (index < 0)
        return false;
    *out = (struct place){.slot = &slots[index],
                          .role = is_dealers ? DEALING_DEALER : DEALING_RECIPIENT,
                          .index = (uint16_t)index};
    return true;
}

/* A frame that says another index than its sender has stands in no slot. */
static bool claims_index(const struct frame *frame, uint16_t index)
{
    struct wire_reader reader = wire_reader_over(frame->body);

    return frame->type == FRAME_VIEW || frame->body.size < 2 || wire_read_u16(&reader) == index;
}

static bool complaint_is_well_formed(const struct dealing *dealing, struct slice body)
{
    const bool is_dkg = dealing->proposal.kind == PROPOSAL_DKG;
    struct complaint complaint;

    return is_ok(complaint_read(&complaint, body)) && complaint.dealer < dealing->proposal.d &&
           (is_dkg || complaint.reason != COMPLAINT_CHAINCODE);
}

/* Complaints about two dealers stand in two slots; the first is enough to end the ceremony. */
static bool is_about_another(const struct dealing_slot *slot, const struct frame *frame)
{
    return frame->type == FRAME_COMPLAINT && frame->body.size >= 4 &&
           memcmp(slot_body(slot).data, frame->body.data, 4) != 0;
}

/* What one frame alone shows: its size, and round 0's X25519 points. */
static bool is_well_formed(const struct dealing *dealing, const struct frame *frame)
{
    struct wire_reader reader = wire_reader_over(frame->body);

    if (frame->type == FRAME_VIEW)
        return dealing_view_is_well_formed(dealing, frame->body);
    if (frame->body.size != dealing_body_size(dealing, frame->type))
        return false;
    if (frame->type == FRAME_COMPLAINT)
        return complaint_is_well_formed(dealing, frame->body);
    (void)wire_read_u16(&reader);
    if (frame->type == FRAME_R0D) {
        (void)wire_read_slice(&reader, 32);
        return share_box_point_is_usable(wire_read_slice(&reader, 32).data);
    }
    if (frame->type == FRAME_R0R) {
        bool usable = wire_read_u16(&reader) == dealing->proposal.d;
        for (size_t k = 0; k < dealing->proposal.d; k++)
            usable = share_box_point_is_usable(wire_read_slice(&reader, 32).data) && usable;
        return usable;
    }
    return true;
}

bool dealing_file(struct dealing *dealing, struct dealing_step *out, const struct frame *frame,
                  const struct identity *identity)
{
    static const struct slice none = {0};
    const bool is_own = memcmp(frame->sender, dealing->self, 32) == 0;
    struct place place;

    if (memcmp(frame->ctx, dealing->proposal.cid, 32) != 0 || !find_place(&place, dealing, frame))
        return false;
    if (slot_is_full(place.slot) && memcmp(place.slot->hash, frame->hash, 32) == 0)
        return false; /* a repeat, re-signed or not */
    if (!claims_index(frame, place.index) || !is_ok(frame_verify(frame)))
        return false;
    out->identity_is_copied = out->identity_is_copied || is_own;
    if (slot_is_full(place.slot) && is_about_another(place.slot, frame))
        return false;
    if (slot_is_full(place.slot)) {
        dealing_fail_frames(dealing, out, DEALING_FAULT_EQUIV, place.role, place.index,
                            buffer_slice(&place.slot->frame), frame->bytes, identity);
        return false;
    }
    if (is_own)
        return false; /* after a failure others' are still kept: a complaint may rest on them */
    if (!is_well_formed(dealing, frame)) {
        dealing_fail_frames(dealing, out, DEALING_FAULT_PARSE, place.role, place.index,
                            frame->bytes, none, identity);
        return false;
    }
    dealing_fill(place.slot, frame);
    out->has_changed = true;
    return true;
}

static bool may_abort(const struct dealing *dealing, const uint8_t *sender)
{
    const struct epoch_record *previous = dealing->has_previous ? &dealing->previous : NULL;

    return memcmp(sender, dealing->proposer, 32) == 0 ||
           proposal_seat_of(&dealing->proposal, sender) >= 0 ||
           proposal_dealer_of(&dealing->proposal, previous, sender) >= 0;
}

static void file_evidence(struct dealing *dealing, struct dealing_step *out,
                          struct wire_reader *reader, const struct identity *identity)
{
    const uint16_t count = wire_read_u16(reader);

    for (uint16_t i = 0; i < count && i < ABORT_FRAMES_MAX && reader->failure == ERROR_NONE; i++) {
        const struct slice bytes = wire_read_slice(reader, wire_read_u32(reader));
        struct frame frame;
        if (reader->failure == ERROR_NONE && is_ok(frame_read(&frame, bytes)))
            (void)dealing_file(dealing, out, &frame, identity);
    }
}

bool dealing_hear_abort(struct dealing *dealing, struct dealing_step *out,
                        const struct frame *frame, const struct identity *identity)
{
    struct wire_reader reader = wire_reader_over(frame->body);

    if (memcmp(frame->ctx, dealing->proposal.cid, 32) != 0 || !may_abort(dealing, frame->sender))
        return false;
    if (slice_equal(frame->bytes, buffer_slice(&dealing->abort)) || !is_ok(frame_verify(frame)))
        return false;
    if (memcmp(frame->sender, dealing->self, 32) == 0 &&
        memcmp(frame->sender, dealing->proposer, 32) != 0) {
        out->identity_is_copied = true;
        return false;
    }
    for (size_t i = 0; i < 4; i++) /* reason, role, index: hearsay, kept by the caller */
        (void)wire_read_u8(&reader);
    file_evidence(dealing, out, &reader, identity);
    return true;
}
