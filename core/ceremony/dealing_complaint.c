/* SPDX-License-Identifier: MIT */
/* COMPLAINT and adjudication (frost-taproot 5.7, amendments C4).
 *
 * A judge needs every round-0 frame: the dealer's R1 names the view it sealed its boxes under. With
 * one complainer's key frame alone, a complainer that signed two could let an honest dealer's box
 * look broken. */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/dealing_state.h"

static uint8_t reason_of(enum dealing_fault fault)
{
    return fault == DEALING_FAULT_DECRYPT ? COMPLAINT_DECRYPT
           : fault == DEALING_FAULT_CC    ? COMPLAINT_CHAINCODE
                                          : COMPLAINT_SHARE;
}

void dealing_complain(struct dealing *dealing, struct dealing_step *out, enum dealing_fault fault,
                      uint16_t dealer, const struct identity *identity)
{
    const uint16_t seat = (uint16_t)dealing->seat;
    struct dealing_step own = {0};
    struct buffer body SCOPED(buffer_wipe) = {0};

    const struct dealing_secrets *secrets = secret_lend(dealing->arena);
    const struct complaint complaint = {.seat = seat,
                                        .dealer = dealer,
                                        .reason = reason_of(fault),
                                        .esk = secrets->seat_esk[dealer]};
    complaint_write(&body, &complaint);
    secret_take_back(dealing->arena);
    dealing_emit(dealing, &own, &dealing->complaint[seat], FRAME_COMPLAINT, buffer_slice(&body),
                 identity);
    if (dealing->proposal.kind == PROPOSAL_DKG)
        buffer_append_slice(&out->frames, buffer_slice(&own.frames));
    else
        (void)dealing_confided(dealing, &out->confided, out->confided_to);
    out->has_changed = true;
    dealing_step_free(&own);
    dealing_judge_complaints(dealing, out, identity);
}

/* Whether all frames are here, and the dealer sealed for the keys that we see. */
static bool is_decidable(const struct dealing *dealing, uint16_t dealer)
{
    struct dealing_core core;

    if (!dealing->has_view || !slot_is_full(&dealing->r1[dealer]))
        return false;
    const struct dealing_r1 r1 = dealing_r1_of(dealing, dealer);
    return memcmp(r1.view, dealing->view, 32) == 0 &&
           is_ok(dealing_core_read(&core, dealing, r1.core));
}

static void convict(struct dealing *dealing, struct dealing_step *out,
                    struct dealing_verdict *verdict, uint16_t dealer, uint16_t seat,
                    const struct identity *identity)
{
    const struct proposal *proposal = &dealing->proposal;

    verdict->certainty = DEALING_PROVED;
    for (size_t k = 0; k < proposal->d; k++)
        buffer_append_slice(&verdict->evidence, buffer_slice(&dealing->r0d[k].frame));
    for (size_t j = 0; j < proposal->n; j++)
        buffer_append_slice(&verdict->evidence, buffer_slice(&dealing->r0r[j].frame));
    buffer_append_slice(&verdict->evidence, buffer_slice(&dealing->r1[dealer].frame));
    buffer_append_slice(&verdict->evidence, buffer_slice(&dealing->complaint[seat].frame));
    dealing_fail(dealing, out, verdict, identity);
}

/* What the opened pair shows; NONE: the dealer did what it should, the complainer lies. */
static enum dealing_fault judge_pair(const struct dealing *dealing, uint16_t seat,
                                     const struct complaint *complaint)
{
    const struct share_pair pair = dealing_pair(dealing, complaint->dealer, seat);
    struct dealing_opened opened;

    if (!complaint_key_fits(complaint, &pair))
        return DEALING_FAULT_NONE;
    const enum dealing_fault fault =
        dealing_open_box(&opened, dealing, complaint->dealer, seat, complaint->esk);
    memory_wipe(&opened, sizeof opened);
    return fault;
}

void dealing_judge_complaints(struct dealing *dealing, struct dealing_step *out,
                              const struct identity *identity)
{
    for (uint16_t seat = 0; seat < dealing->proposal.n; seat++) {
        struct dealing_slot *slot = &dealing->complaint[seat];
        struct complaint complaint;
        if (!slot_is_full(slot) || slot->is_good ||
            !is_ok(complaint_read(&complaint, slot_body(slot))) ||
            !is_decidable(dealing, complaint.dealer))
            continue;
        slot->is_good = true;
        out->has_changed = true;
        struct dealing_verdict verdict = {.fault = judge_pair(dealing, seat, &complaint),
                                          .role = DEALING_DEALER,
                                          .index = complaint.dealer};
        if (verdict.fault == DEALING_FAULT_NONE)
            verdict = (struct dealing_verdict){
                .fault = DEALING_FAULT_FALSE_COMPLAINT, .role = DEALING_RECIPIENT, .index = seat};
        convict(dealing, out, &verdict, complaint.dealer, seat, identity);
    }
}
