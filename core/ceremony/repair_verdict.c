/* SPDX-License-Identifier: MIT */
/* How a repair ends badly: one verdict, the frames that show it, an ABORT to all (body as in
 * dealing_verdict.c, role 1 helper, 2 target, index = seat). The opened key of a complaint never
 * travels in an ABORT (amendments C4). */
#include <string.h>

#include "core/ceremony/repair_state.h"

/* The target's share, once complete and checked, is right whatever anybody says later. */
static bool ends_here(const struct repair *repair)
{
    return repair->status == REPAIR_RUNNING || repair->status == REPAIR_WAITING;
}

static bool is_for_all(const struct frame *frame)
{
    return frame->type != FRAME_COMPLAINT && frame->type != FRAME_REPAIR_REQ;
}

static void write_evidence(struct buffer *body, struct slice evidence)
{
    struct slice rest;
    struct frame frame;
    uint16_t count = 0;

    for (rest = evidence; rest.size > 0 && is_ok(frame_read_next(&frame, &rest));)
        count = (uint16_t)(count + is_for_all(&frame));
    wire_write_u16(body, count);
    for (rest = evidence; rest.size > 0 && is_ok(frame_read_next(&frame, &rest));) {
        if (!is_for_all(&frame))
            continue;
        wire_write_u32(body, (uint32_t)frame.bytes.size);
        buffer_append_slice(body, frame.bytes);
    }
}

static void send_abort(struct repair *repair, struct repair_step *out,
                       const struct identity *identity)
{
    const struct repair_verdict *verdict = &repair->verdict;
    const enum dealing_role role = verdict->seat < 0                         ? DEALING_NOBODY
                                   : verdict->seat == repair->request.target ? DEALING_RECIPIENT
                                                                             : DEALING_DEALER;
    struct buffer body SCOPED(buffer_free) = {0};

    wire_write_u8(&body, (uint8_t)verdict->fault);
    wire_write_u8(&body, (uint8_t)role);
    wire_write_u16(&body, verdict->seat < 0 ? 0 : (uint16_t)verdict->seat);
    write_evidence(&body, buffer_slice(&verdict->evidence));
    frame_write(&repair->abort, FRAME_ABORT, repair->request.cid, buffer_slice(&body), identity);
    buffer_append_slice(&out->frames, buffer_slice(&repair->abort));
}

void repair_fail(struct repair *repair, struct repair_step *out, struct repair_verdict *verdict,
                 const struct identity *identity)
{
    const bool is_first = repair->verdict.fault == DEALING_FAULT_NONE;

    if (!is_first && repair->verdict.certainty >= verdict->certainty) {
        buffer_free(&verdict->evidence);
        return;
    }
    buffer_free(&repair->verdict.evidence);
    repair->verdict = *verdict;
    verdict->evidence = (struct buffer){0};
    out->has_changed = true;
    if (ends_here(repair)) {
        repair->status = REPAIR_FAILED;
        repair_wipe(repair);
    }
    if (identity && repair->place >= 0 && repair->abort.size == 0 &&
        verdict->fault != DEALING_FAULT_ABORTED)
        send_abort(repair, out, identity);
}

void repair_fail_frames(struct repair *repair, struct repair_step *out, enum dealing_fault fault,
                        uint16_t place, struct slice first, struct slice second,
                        const struct identity *identity)
{
    struct repair_verdict verdict = {
        .fault = fault, .certainty = DEALING_PROVED, .seat = repair_seat_at(repair, place)};

    buffer_append_slice(&verdict.evidence, buffer_slice(&repair->request_frame));
    buffer_append_slice(&verdict.evidence, first);
    buffer_append_slice(&verdict.evidence, second);
    repair_fail(repair, out, &verdict, identity);
}

/* With what is held of H0 and H1: others may see an equivocation in it. */
void repair_fail_nobody(struct repair *repair, struct repair_step *out, enum dealing_fault fault,
                        const struct identity *identity)
{
    struct repair_verdict verdict = {.fault = fault, .seat = -1};

    if (fault == DEALING_FAULT_VIEW) {
        for (size_t i = 0; i <= repair->request.t; i++)
            buffer_append_slice(&verdict.evidence, buffer_slice(&repair->h0[i].frame));
        for (size_t i = 0; i < repair->request.t; i++)
            buffer_append_slice(&verdict.evidence, buffer_slice(&repair->h1[i].frame));
    }
    repair_fail(repair, out, &verdict, identity);
}
