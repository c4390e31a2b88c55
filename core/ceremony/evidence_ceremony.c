/* SPDX-License-Identifier: MIT */
/* Faults in a dealing or a repair: a watcher is shown the frames and comes to its own verdict. */
#include <string.h>

#include "core/ceremony/dealing.h"
#include "core/ceremony/evidence_inside.h"
#include "core/ceremony/repair.h"

static enum evidence_code code_of(enum dealing_fault fault)
{
    switch (fault) {
    case DEALING_FAULT_PARSE:
        return EVIDENCE_MALFORMED;
    case DEALING_FAULT_EQUIV:
        return EVIDENCE_EQUIVOCATION;
    case DEALING_FAULT_COMMIT:
        return EVIDENCE_COMMITMENT;
    case DEALING_FAULT_POK:
        return EVIDENCE_NO_KNOWLEDGE;
    case DEALING_FAULT_CONST:
        return EVIDENCE_OTHER_SHARE;
    case DEALING_FAULT_DECRYPT:
        return EVIDENCE_BOX;
    case DEALING_FAULT_SHARE:
        return EVIDENCE_WRONG_PART;
    case DEALING_FAULT_CC:
        return EVIDENCE_WRONG_CHAINCODE;
    case DEALING_FAULT_FALSE_COMPLAINT:
        return EVIDENCE_FALSE_COMPLAINT;
    case DEALING_FAULT_ACK:
        return EVIDENCE_FALSE_ACK;
    case DEALING_FAULT_NONE:
    case DEALING_FAULT_VIEW:
    case DEALING_FAULT_DEGREE:
    case DEALING_FAULT_QINF:
    case DEALING_FAULT_EXPIRED:
    case DEALING_FAULT_POLICY:
    case DEALING_FAULT_STORE:
    case DEALING_FAULT_ABORTED:
        return EVIDENCE_NOTHING;
    }
    return EVIDENCE_NOTHING;
}

static void take_dealing(struct evidence_finding *out, const struct dealing *dealing,
                         const struct epoch_record *previous)
{
    const struct dealing_verdict *verdict = dealing_verdict(dealing);
    const struct proposal *proposal = dealing_proposal(dealing);

    if (verdict->certainty != DEALING_PROVED)
        return;
    evidence_convict(out,
                     verdict->role == DEALING_DEALER
                         ? proposal_dealer_id(proposal, previous, verdict->index)
                         : proposal->id_pk[verdict->index],
                     code_of(verdict->fault));
}

/* Judged are the frames of this ceremony; an ABORT's words are left out. */
result evidence_judge_dealing(struct evidence_finding *out, const struct evidence_bag *bag)
{
    const struct frame *start = evidence_find(bag, FRAME_PROPOSAL, 0);
    struct dealing *dealing SCOPED(dealing_free_at) = NULL;
    struct dealing_step step SCOPED(dealing_step_free) = {0};
    struct proposal proposal;

    if (!start)
        return OK;
    CHECK(is_ok(proposal_read(&proposal, start->body)), EVIDENCE_SHAPE);
    const bool needs_record = proposal.kind == PROPOSAL_RESHARE;
    const struct epoch_record *previous = needs_record ? bag->record : NULL;
    CHECK(!needs_record || previous, EVIDENCE_RECORD);
    CHECK(is_ok(dealing_watch(&dealing, start->bytes, previous)), EVIDENCE_RECORD);
    for (size_t i = 0; i < bag->count; i++)
        if (bag->frame[i].type != FRAME_ABORT)
            TRY(dealing_accept(dealing, &step, &bag->frame[i], NULL, NULL));
    take_dealing(out, dealing, previous);
    return OK;
}

result evidence_judge_repair(struct evidence_finding *out, const struct evidence_bag *bag)
{
    const struct frame *start = evidence_find(bag, FRAME_REPAIR_REQ, 0);
    struct repair *repair SCOPED(repair_free_at) = NULL;
    struct repair_step step SCOPED(repair_step_free) = {0};
    static const uint8_t nobody[32];

    if (!start)
        return OK;
    CHECK(bag->record, EVIDENCE_RECORD);
    CHECK(is_ok(repair_new(&repair, start->bytes, nobody, bag->record)), EVIDENCE_RECORD);
    for (size_t i = 0; i < bag->count; i++)
        if (bag->frame[i].type != FRAME_ABORT)
            TRY(repair_accept(repair, &step, &bag->frame[i], NULL, NULL));
    const struct repair_verdict *verdict = repair_verdict(repair);
    if (verdict->certainty == DEALING_PROVED && verdict->seat >= 0)
        evidence_convict(out, bag->record->id_pk[verdict->seat], code_of(verdict->fault));
    return OK;
}

/* An ACK for exactly this record whose proofs do not hold. Beside other frames of the ceremony it
 * may be there without blame. */
result evidence_judge_ack(struct evidence_finding *out, const struct evidence_bag *bag)
{
    CHECK(bag->record || !evidence_find(bag, FRAME_ACK, 0) || evidence_find(bag, FRAME_PROPOSAL, 0),
          EVIDENCE_RECORD);
    for (size_t i = 0; bag->record && i < bag->count && !out->is_proved; i++) {
        const struct frame *ack = &bag->frame[i];
        const int seat = record_seat_of(bag->record, ack->sender);
        if (ack->type == FRAME_ACK && seat >= 0 &&
            certificate_check_ack(bag->record, ack->ctx, (uint16_t)seat, ack).code ==
                ERROR_CERTIFICATE_PROOF)
            evidence_convict(out, ack->sender, EVIDENCE_FALSE_ACK);
    }
    return OK;
}
