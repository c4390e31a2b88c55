/* SPDX-License-Identifier: MIT */
/* What signers say against each other: believed as an accusation, and as proof only after checking.
 */
#include <string.h>

#include "core/ceremony/ecdsa_gather.h"

/* Who two different frames in one slot convict. */
void ecdsa_accusation_convict(struct ecdsa_coordinator *c, size_t position, const struct frame *a,
                              const struct frame *b)
{
    if ((c->report.proved & ecdsa_gather_bit(c, position)) || !ecdsa_evidence_is_twofold(a, b))
        return;
    c->report.proved |= ecdsa_gather_bit(c, position);
    buffer_append_slice(&c->report.evidence, a->bytes);
    buffer_append_slice(&c->report.evidence, b->bytes);
}

static int position_of_seat(const struct ecdsa_coordinator *c, uint16_t seat)
{
    for (size_t i = 0; i < c->t; i++)
        if (c->request.seat[i] == seat)
            return (int)i;
    return -1;
}

/* A frame inside an ABORT, of this session and its accused. */
static bool is_of(const struct ecdsa_coordinator *c, const struct frame *frame, size_t position,
                  uint8_t type)
{
    return frame->type == type && memcmp(frame->ctx, c->sigid, 32) == 0 &&
           memcmp(frame->sender, c->record->id_pk[c->request.seat[position]], 32) == 0 &&
           is_ok(frame_verify(frame));
}

/* Judges the frames that came with COMMIT, PK_RELATION or MALFORMED. */
static bool is_proof(const struct ecdsa_coordinator *c, const struct ecdsa_abort *abort,
                     size_t position)
{
    const struct ecdsa_public public = ecdsa_gather_public(c);
    struct slice rest = abort->frames;
    struct frame a, b;

    if (abort->frame_count == 0 || !is_ok(ecdsa_frame_next_inside(&a, &rest)) ||
        !is_of(c, &a, position, a.type))
        return false;
    const bool reads = a.body.size == ecdsa_frame_body_size(a.type, c->t, c->m) &&
                       ecdsa_evidence_reads(&public, a.type, a.body.data);
    if (abort->reason == ECDSA_REASON_MALFORMED)
        return !reads && ecdsa_gather_slot(a.type) != 0;
    if (abort->reason == ECDSA_REASON_PK_RELATION)
        return reads && a.type == FRAME_E_R2 &&
               !ecdsa_evidence_relates(&public, position, a.body.data);
    if (abort->reason != ECDSA_REASON_COMMIT || abort->frame_count != 2 ||
        !is_ok(ecdsa_frame_next_inside(&b, &rest)))
        return false;
    return reads && a.type == FRAME_E_COM && is_of(c, &b, position, FRAME_E_R2) &&
           b.body.size == ecdsa_frame_body_size(FRAME_E_R2, c->t, c->m) &&
           !ecdsa_evidence_opens(&public, position, a.body.data, b.body.data);
}

/* Frames shown after an EQUIVOCATION, against those kept here. */
static void compare_shown(struct ecdsa_coordinator *c, const struct ecdsa_abort *abort)
{
    struct slice rest = abort->frames;

    for (size_t k = 0; k < abort->frame_count; k++) {
        struct frame shown;

        if (!is_ok(ecdsa_frame_next_inside(&shown, &rest)) || ecdsa_gather_slot(shown.type) == 0)
            return;
        for (size_t i = 0; i < c->t; i++) {
            const struct buffer *const slot = &c->signer[i].slot[ecdsa_gather_slot(shown.type)];
            struct frame kept;

            if (slot->size != 0 && is_of(c, &shown, i, shown.type) &&
                is_ok(frame_read(&kept, buffer_slice(slot))))
                ecdsa_accusation_convict(c, i, &kept, &shown);
        }
    }
}

void ecdsa_accusation_hear(struct ecdsa_coordinator *c, size_t position, const struct frame *frame)
{
    struct ecdsa_abort abort;

    if (c->attempt == ECDSA_ATTEMPT_OPENING || !is_ok(ecdsa_frame_read_abort(&abort, frame->body)))
        return;
    const int accused = position_of_seat(c, abort.accused);
    if (c->report.accusation_count < ECDSA_ACCUSATIONS_MAX)
        c->report.accusations[c->report.accusation_count++] = (struct ecdsa_accusation){
            .by = c->request.seat[position],
            .accused = accused < 0 ? (uint16_t)ECDSA_NO_SEAT : abort.accused,
            .reason = abort.reason};
    if (abort.reason == ECDSA_REASON_EQUIVOCATION)
        compare_shown(c, &abort);
    else if (accused >= 0 && is_proof(c, &abort, (size_t)accused)) {
        if (!(c->report.proved & ecdsa_gather_bit(c, (size_t)accused)))
            buffer_append_slice(&c->report.evidence, frame->bytes);
        c->report.proved |= ecdsa_gather_bit(c, (size_t)accused);
    }
    if (c->attempt == ECDSA_ATTEMPT_RUNNING &&
        c->signer[position].slot[ecdsa_gather_slot(FRAME_E_R3)].size == 0)
        ecdsa_gather_stop(c, abort.reason, false);
}
