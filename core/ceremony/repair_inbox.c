/* SPDX-License-Identifier: MIT */
/* Frames coming in: who may send what, one frame per slot, two different ones are an equivocation
 * (frost-taproot 3, amendments A2). */
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/ceremony/repair_state.h"

enum { ABORT_FRAMES_MAX = 4 * SEATS_MAX };

static bool find_place(uint16_t *place, const struct repair *repair, const struct frame *frame)
{
    const int seat = record_seat_of(&repair->record, frame->sender);
    const int found = seat < 0 ? -1 : repair_place_of(repair, (uint16_t)seat);

    if (found < 0)
        return false;
    *place = (uint16_t)found;
    return true;
}

/* A frame that says another seat than its sender has stands in no slot. */
static bool claims_seat(const struct repair *repair, const struct frame *frame, uint16_t place)
{
    struct wire_reader reader = wire_reader_over(frame->body);

    return frame->body.size < 2 || wire_read_u16(&reader) == repair_seat_at(repair, place);
}

static bool h0_is_well_formed(const struct repair *repair, const struct frame *frame,
                              uint16_t place)
{
    struct wire_reader reader = wire_reader_over(frame->body);
    bool usable = true;

    (void)wire_read_u16(&reader);
    if (place < repair->request.t)
        usable = share_box_point_is_usable(wire_read_slice(&reader, 32).data);
    usable = wire_read_u16(&reader) == repair->request.t && usable;
    for (size_t k = 0; k < repair->request.t; k++)
        usable = share_box_point_is_usable(wire_read_slice(&reader, 32).data) && usable;
    return usable;
}

static bool complaint_is_well_formed(const struct repair *repair, const struct frame *frame)
{
    struct complaint complaint;

    if (!is_ok(complaint_read(&complaint, frame->body)) || complaint.reason == COMPLAINT_CHAINCODE)
        return false;
    const int accused = repair_place_of(repair, complaint.dealer);
    return accused >= 0 && accused < repair->request.t;
}

static bool is_well_formed(const struct repair *repair, const struct frame *frame, uint16_t place)
{
    if (frame->body.size != repair_body_size(repair, frame->type, place))
        return false;
    if (frame->type == FRAME_REPAIR_H0)
        return h0_is_well_formed(repair, frame, place);
    return frame->type != FRAME_COMPLAINT || complaint_is_well_formed(repair, frame);
}

/* Complaints about two helpers stand in two slots; the first is enough to end the repair. */
static bool is_about_another(const struct dealing_slot *slot, const struct frame *frame)
{
    return frame->type == FRAME_COMPLAINT && frame->body.size >= 4 && slot_body(slot).size >= 4 &&
           memcmp(slot_body(slot).data, frame->body.data, 4) != 0;
}

bool repair_file(struct repair *repair, struct repair_step *out, const struct frame *frame,
                 const struct identity *identity)
{
    static const struct slice none = {0};
    const bool is_own = memcmp(frame->sender, repair->self, 32) == 0;
    uint16_t place = 0;

    if (memcmp(frame->ctx, repair->request.cid, 32) != 0 || !find_place(&place, repair, frame))
        return false;
    struct dealing_slot *slot = repair_slot(repair, frame->type, place);
    if (!slot || (slot_is_full(slot) && memcmp(slot->hash, frame->hash, 32) == 0))
        return false;
    if (!claims_seat(repair, frame, place) || !is_ok(frame_verify(frame)))
        return false;
    out->identity_is_copied = out->identity_is_copied || is_own;
    if (slot_is_full(slot)) {
        if (!is_about_another(slot, frame))
            repair_fail_frames(repair, out, DEALING_FAULT_EQUIV, place, buffer_slice(&slot->frame),
                               frame->bytes, identity);
        return false;
    }
    if (is_own)
        return false;
    if (!is_well_formed(repair, frame, place)) {
        repair_fail_frames(repair, out, DEALING_FAULT_PARSE, place, frame->bytes, none, identity);
        return false;
    }
    dealing_fill(slot, frame);
    out->has_changed = true;
    return true;
}

static void file_evidence(struct repair *repair, struct repair_step *out,
                          struct wire_reader *reader, const struct identity *identity)
{
    const uint16_t count = wire_read_u16(reader);

    for (uint16_t i = 0; i < count && i < ABORT_FRAMES_MAX && reader->failure == ERROR_NONE; i++) {
        const struct slice bytes = wire_read_slice(reader, wire_read_u32(reader));
        struct frame frame;
        if (reader->failure == ERROR_NONE && is_ok(frame_read(&frame, bytes)))
            (void)repair_file(repair, out, &frame, identity);
    }
}

bool repair_hear_abort(struct repair *repair, struct repair_step *out, const struct frame *frame,
                       const struct identity *identity)
{
    struct wire_reader reader = wire_reader_over(frame->body);
    const bool is_coordinator = memcmp(frame->sender, repair->request.coordinator, 32) == 0;
    uint16_t place = 0;

    if (memcmp(frame->ctx, repair->request.cid, 32) != 0)
        return false;
    if (!is_coordinator && !find_place(&place, repair, frame))
        return false;
    if (slice_equal(frame->bytes, buffer_slice(&repair->abort)) || !is_ok(frame_verify(frame)))
        return false;
    if (memcmp(frame->sender, repair->self, 32) == 0 && !is_coordinator) {
        out->identity_is_copied = true;
        return false;
    }
    for (size_t i = 0; i < 4; i++) /* reason, role, index: hearsay, kept by the caller */
        (void)wire_read_u8(&reader);
    file_evidence(repair, out, &reader, identity);
    return true;
}
