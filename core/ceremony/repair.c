/* SPDX-License-Identifier: MIT */
#include "core/ceremony/repair.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/base/wire_reader.h"
#include "core/ceremony/repair_state.h"

void repair_step_free(struct repair_step *step)
{
    buffer_free(&step->frames);
    buffer_wipe(&step->confided);
    memset(step, 0, sizeof *step);
}

result repair_new(struct repair **out, struct slice request_frame, const uint8_t self[static 32],
                  const struct epoch_record *record)
{
    struct repair *repair SCOPED(repair_free_at) = memory_new(1, sizeof *repair);
    struct frame frame;

    TRY(frame_read(&frame, request_frame));
    TRY(record_validate(record));
    TRY(repair_request_read(&repair->request, &frame, record));
    repair->record = *record;
    repair->verdict.seat = -1;
    buffer_append_slice(&repair->request_frame, request_frame);
    memcpy(repair->self, self, 32);
    const int seat = record_seat_of(record, self);
    repair->place = seat < 0 ? -1 : repair_place_of(repair, (uint16_t)seat);
    repair->status = REPAIR_RUNNING;
    if (repair->place >= 0)
        repair->arena = secret_new(sizeof(struct repair_secrets));
    *out = repair;
    repair = NULL;
    return OK;
}

void repair_free(struct repair *repair)
{
    if (!repair)
        return;
    for (size_t i = 0; i < SEATS_MAX; i++) {
        buffer_free(&repair->h0[i].frame);
        buffer_free(&repair->h1[i].frame);
        buffer_free(&repair->h2[i].frame);
        buffer_wipe(&repair->complaint[i].frame);
    }
    buffer_free(&repair->h3.frame);
    buffer_free(&repair->request_frame);
    buffer_wipe(&repair->verdict.evidence);
    buffer_free(&repair->abort);
    repair_wipe(repair);
    memory_free(repair);
}

void repair_free_at(struct repair **repair)
{
    repair_free(*repair);
    *repair = NULL;
}

result repair_begin(struct repair *repair, struct repair_step *out, struct secret *shares,
                    const struct identity *identity, struct rng *rng)
{
    CHECK(repair->place >= 0 && !repair->has_begun && repair->status == REPAIR_RUNNING,
          REPAIR_ORDER);
    CHECK(memcmp(identity->sign_pk, repair->self, 32) == 0, REPAIR_ORDER);
    TRY(repair_make_h0(repair, out, shares, identity, rng));
    repair->has_begun = true;
    return repair_advance(repair, out, identity, rng);
}

static void hear_abort(struct repair *repair, struct repair_step *out, const struct frame *frame,
                       const struct identity *identity)
{
    struct wire_reader reader = wire_reader_over(frame->body);
    struct repair_verdict verdict = {.fault = DEALING_FAULT_ABORTED, .seat = -1};

    if (!repair_hear_abort(repair, out, frame, identity))
        return;
    if (repair->has_begun || repair->place < 0)
        repair_judge(repair, out, identity);
    if (repair->status != REPAIR_RUNNING && repair->status != REPAIR_WAITING)
        return; /* already over, or the share is complete */
    verdict.said_reason = wire_read_u8(&reader);
    memcpy(verdict.said_by, frame->sender, sizeof verdict.said_by);
    repair_fail(repair, out, &verdict, identity);
}

result repair_accept(struct repair *repair, struct repair_step *out, const struct frame *frame,
                     const struct identity *identity, struct rng *rng)
{
    if (frame->type == FRAME_ABORT) {
        hear_abort(repair, out, frame, identity);
        return OK;
    }
    if (!repair_file(repair, out, frame, identity))
        return OK;
    return repair_advance(repair, out, identity, rng);
}

result repair_finish(struct repair *repair, struct repair_step *out, struct secret **shares,
                     const struct identity *identity, struct rng *rng)
{
    CHECK(repair->status == REPAIR_READY, REPAIR_ORDER);
    TRY(repair_make_h3(repair, out, identity, rng));
    struct secret *taken = secret_new((size_t)LANES * 32);
    uint8_t *bytes = secret_lend(taken);
    const struct repair_secrets *secrets = secret_lend(repair->arena);
    for (size_t l = 0; l < LANES; l++)
        scalar_write(bytes + l * 32, &secrets->share[l]);
    secret_take_back(repair->arena);
    secret_take_back(taken);
    repair_wipe(repair);
    repair->h3.is_good = true;
    repair->status = REPAIR_DONE;
    *shares = taken;
    return OK;
}

void repair_abort(struct repair *repair, struct repair_step *out, enum dealing_fault reason,
                  const struct identity *identity)
{
    if (repair->status == REPAIR_RUNNING || repair->status == REPAIR_WAITING)
        repair_fail_nobody(repair, out, reason, identity);
}
