/* SPDX-License-Identifier: MIT */
#include "core/ceremony/dealing.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/base/wire_reader.h"
#include "core/ceremony/dealing_state.h"

void dealing_step_free(struct dealing_step *step)
{
    buffer_free(&step->frames);
    buffer_wipe(&step->confided);
    memset(step, 0, sizeof *step);
}

static result open_proposal(struct dealing *dealing, struct slice proposal_frame)
{
    struct frame frame;

    TRY(frame_read(&frame, proposal_frame));
    CHECK(frame.type == FRAME_PROPOSAL, FRAME_SHAPE);
    TRY(frame_verify(&frame));
    TRY(proposal_read(&dealing->proposal, frame.body));
    memcpy(dealing->proposer, frame.sender, 32);
    buffer_append_slice(&dealing->proposal_frame, proposal_frame);
    return OK;
}

static result take_previous(struct dealing *dealing, const struct epoch_record *previous)
{
    const bool is_reshare = dealing->proposal.kind == PROPOSAL_RESHARE;

    CHECK(is_reshare == (previous != NULL), PROPOSAL_STALE);
    if (previous) {
        TRY(proposal_follows(&dealing->proposal, previous));
        TRY(record_validate(previous));
        dealing->previous = *previous;
        dealing->has_previous = true;
    }
    return OK;
}

static result take_places(struct dealing *dealing, const uint8_t self[static 32],
                          const struct epoch_record *previous)
{
    memcpy(dealing->self, self, 32);
    dealing->dealer = proposal_dealer_of(&dealing->proposal, previous, self);
    dealing->seat = proposal_seat_of(&dealing->proposal, self);
    CHECK(dealing->dealer >= 0 || dealing->seat >= 0, DEALING_ROLE);
    return OK;
}

result dealing_new(struct dealing **out, struct slice proposal_frame, const uint8_t self[static 32],
                   const struct epoch_record *previous)
{
    struct dealing *dealing SCOPED(dealing_free_at) = memory_new(1, sizeof *dealing);

    TRY(open_proposal(dealing, proposal_frame));
    TRY(take_previous(dealing, previous));
    TRY(take_places(dealing, self, previous));
    dealing->status = DEALING_RUNNING;
    dealing->arena = secret_new(sizeof(struct dealing_secrets));
    *out = dealing;
    dealing = NULL;
    return OK;
}

result dealing_watch(struct dealing **out, struct slice proposal_frame,
                     const struct epoch_record *previous)
{
    struct dealing *dealing SCOPED(dealing_free_at) = memory_new(1, sizeof *dealing);

    TRY(open_proposal(dealing, proposal_frame));
    TRY(take_previous(dealing, previous));
    dealing->dealer = -1;
    dealing->seat = -1;
    dealing->status = DEALING_RUNNING;
    *out = dealing;
    dealing = NULL;
    return OK;
}

void dealing_free(struct dealing *dealing)
{
    if (!dealing)
        return;
    for (size_t i = 0; i < DEALING_PEOPLE; i++)
        for (size_t round = 0; round < DEALING_ROUNDS; round++)
            buffer_free(&dealing->shown[i][round].frame);
    for (size_t i = 0; i < SEATS_MAX; i++) {
        buffer_wipe(&dealing->complaint[i].frame);
        buffer_free(&dealing->r0d[i].frame);
        buffer_free(&dealing->r0r[i].frame);
        buffer_free(&dealing->r1[i].frame);
        buffer_free(&dealing->ack[i].frame);
    }
    buffer_free(&dealing->proposal_frame);
    buffer_wipe(&dealing->verdict.evidence);
    buffer_wipe(&dealing->core);
    buffer_free(&dealing->abort);
    dealing_wipe(dealing);
    memory_free(dealing);
}

void dealing_free_at(struct dealing **dealing)
{
    dealing_free(*dealing);
    *dealing = NULL;
}

result dealing_begin(struct dealing *dealing, struct dealing_step *out, struct secret *shares,
                     const struct identity *identity, struct rng *rng)
{
    CHECK(!dealing->has_begun && dealing->status == DEALING_RUNNING && !dealing_watches(dealing),
          DEALING_ORDER);
    CHECK(memcmp(identity->sign_pk, dealing->self, 32) == 0, DEALING_ROLE);
    if (dealing->dealer >= 0)
        TRY(dealing_deal_r0(dealing, out, shares, identity, rng));
    if (dealing->seat >= 0)
        dealing_receive_r0(dealing, out, identity, rng);
    dealing->has_begun = true;
    return dealing_advance(dealing, out, identity, rng);
}

static void hear_abort(struct dealing *dealing, struct dealing_step *out, const struct frame *frame,
                       const struct identity *identity)
{
    struct wire_reader reader = wire_reader_over(frame->body);
    struct dealing_verdict verdict = {.fault = DEALING_FAULT_ABORTED};

    if (!dealing_hear_abort(dealing, out, frame, identity))
        return;
    if (dealing->has_begun || dealing_watches(dealing))
        dealing_judge(dealing, out, identity);
    if (dealing->status != DEALING_RUNNING && dealing->status != DEALING_READY)
        return; /* already over, or beyond what an ABORT can undo */
    verdict.said_reason = wire_read_u8(&reader);
    memcpy(verdict.said_by, frame->sender, sizeof verdict.said_by);
    dealing_fail(dealing, out, &verdict, identity);
}

result dealing_accept(struct dealing *dealing, struct dealing_step *out, const struct frame *frame,
                      const struct identity *identity, struct rng *rng)
{
    if (dealing->status == DEALING_CERTIFIED)
        return OK;
    if (frame->type == FRAME_ABORT) {
        hear_abort(dealing, out, frame, identity);
        return OK;
    }
    if (!dealing_file(dealing, out, frame, identity))
        return OK;
    return dealing_advance(dealing, out, identity, rng);
}

result dealing_acknowledge(struct dealing *dealing, struct dealing_step *out,
                           struct secret **shares, const struct identity *identity, struct rng *rng)
{
    struct buffer body SCOPED(buffer_free) = {0};

    CHECK(dealing->status == DEALING_READY, DEALING_ORDER);
    TRY(dealing_write_ack(&body, dealing, rng));
    *shares = dealing_take_shares(dealing);
    dealing_emit(dealing, out, &dealing->ack[dealing->seat], FRAME_ACK, buffer_slice(&body),
                 identity);
    dealing->has_acknowledged = true;
    dealing->status = DEALING_WAITING;
    dealing_judge(dealing, out, identity);
    return OK;
}

void dealing_abort(struct dealing *dealing, struct dealing_step *out, enum dealing_fault reason,
                   const struct identity *identity)
{
    struct dealing_verdict suspicion = {.fault = DEALING_FAULT_VIEW,
                                        .certainty = DEALING_SUSPECTED};

    if (dealing->status == DEALING_CERTIFIED)
        return;
    if (reason == DEALING_FAULT_EXPIRED &&
        dealing_find_unbacked(dealing, &suspicion.role, &suspicion.index))
        dealing_fail(dealing, out, &suspicion, identity);
    if (dealing->has_acknowledged)
        return;
    dealing_fail_nobody(dealing, out, reason, identity);
}
