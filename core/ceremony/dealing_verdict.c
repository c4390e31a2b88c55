/* SPDX-License-Identifier: MIT */
/* How a ceremony ends badly: one verdict, the frames that show it, an ABORT to all.
 *
 *   ABORT body: u8 reason | u8 role | u16 index | u16 count | count x (u32 len | frame)
 *
 * A better proved verdict replaces a weaker one, also after the end. Once the own ACK exists a
 * verdict changes neither status nor shares (amendments C1).
 */
#include <string.h>

#include "core/ceremony/dealing_state.h"

static bool ends_here(const struct dealing *dealing)
{
    return !dealing->has_acknowledged && dealing->status != DEALING_CERTIFIED;
}

/* The key opened by a complaint in a RESHARE goes to nobody by this way (amendments C4). */
static void write_evidence(struct buffer *body, struct slice evidence, bool with_complaint)
{
    struct slice rest;
    struct frame frame;
    uint16_t count = 0;

    for (rest = evidence; rest.size > 0 && is_ok(frame_read_next(&frame, &rest));)
        count = (uint16_t)(count + (frame.type != FRAME_COMPLAINT || with_complaint));
    wire_write_u16(body, count);
    for (rest = evidence; rest.size > 0 && is_ok(frame_read_next(&frame, &rest));) {
        if (frame.type == FRAME_COMPLAINT && !with_complaint)
            continue;
        wire_write_u32(body, (uint32_t)frame.bytes.size);
        buffer_append_slice(body, frame.bytes);
    }
}

static void send_abort(struct dealing *dealing, struct dealing_step *out,
                       const struct identity *identity)
{
    const struct dealing_verdict *verdict = &dealing->verdict;
    struct buffer body SCOPED(buffer_free) = {0};

    wire_write_u8(&body, (uint8_t)verdict->fault);
    wire_write_u8(&body, (uint8_t)verdict->role);
    wire_write_u16(&body, verdict->index);
    write_evidence(&body, buffer_slice(&verdict->evidence), dealing->proposal.kind == PROPOSAL_DKG);
    frame_write(&dealing->abort, FRAME_ABORT, dealing->proposal.cid, buffer_slice(&body), identity);
    buffer_append_slice(&out->frames, buffer_slice(&dealing->abort));
}

/* Takes over verdict->evidence. */
void dealing_fail(struct dealing *dealing, struct dealing_step *out,
                  struct dealing_verdict *verdict, const struct identity *identity)
{
    const bool is_first = dealing->verdict.fault == DEALING_FAULT_NONE;

    if (!is_first && dealing->verdict.certainty >= verdict->certainty) {
        buffer_free(&verdict->evidence);
        return;
    }
    buffer_free(&dealing->verdict.evidence);
    dealing->verdict = *verdict;
    verdict->evidence = (struct buffer){0};
    out->has_changed = true;
    if (ends_here(dealing)) {
        dealing->status = DEALING_FAILED;
        dealing_wipe(dealing);
    }
    /* One ABORT per device: others judge the frames in it for themselves. */
    if (identity && dealing->abort.size == 0 && verdict->fault != DEALING_FAULT_ABORTED)
        send_abort(dealing, out, identity);
}

void dealing_fail_frames(struct dealing *dealing, struct dealing_step *out,
                         enum dealing_fault fault, enum dealing_role role, uint16_t index,
                         struct slice first, struct slice second, const struct identity *identity)
{
    struct dealing_verdict verdict = {
        .fault = fault, .certainty = DEALING_PROVED, .role = role, .index = index};

    buffer_append_slice(&verdict.evidence, first);
    buffer_append_slice(&verdict.evidence, second);
    dealing_fail(dealing, out, &verdict, identity);
}

void dealing_fail_dealer(struct dealing *dealing, struct dealing_step *out,
                         enum dealing_fault fault, uint16_t dealer, const struct identity *identity)
{
    const struct slice none = {0};
    const struct slice opened = buffer_slice(&dealing->r0d[dealer].frame);

    dealing_fail_frames(dealing, out, fault, DEALING_DEALER, dealer,
                        fault == DEALING_FAULT_COMMIT ? opened : none,
                        buffer_slice(&dealing->r1[dealer].frame), identity);
}

void dealing_fail_nobody(struct dealing *dealing, struct dealing_step *out,
                         enum dealing_fault fault, const struct identity *identity)
{
    struct dealing_verdict verdict = {.fault = fault};

    dealing_fail(dealing, out, &verdict, identity);
}

void dealing_fail_view(struct dealing *dealing, struct dealing_step *out,
                       const struct identity *identity)
{
    struct dealing_verdict verdict = {.fault = DEALING_FAULT_VIEW};
    const struct proposal *proposal = &dealing->proposal;

    dealing_show_view(dealing, out, identity);
    for (size_t k = 0; k < proposal->d; k++) {
        buffer_append_slice(&verdict.evidence, buffer_slice(&dealing->r0d[k].frame));
        buffer_append_slice(&verdict.evidence, buffer_slice(&dealing->r1[k].frame));
    }
    for (size_t j = 0; j < proposal->n; j++) {
        buffer_append_slice(&verdict.evidence, buffer_slice(&dealing->r0r[j].frame));
        buffer_append_slice(&verdict.evidence, buffer_slice(&dealing->ack[j].frame));
    }
    dealing_fail(dealing, out, &verdict, identity);
}

enum error_code dealing_fault_error(enum dealing_fault fault)
{
    switch (fault) {
    case DEALING_FAULT_NONE:
        return ERROR_NONE;
    case DEALING_FAULT_PARSE:
        return ERROR_DEALING_PARSE;
    case DEALING_FAULT_EQUIV:
        return ERROR_DEALING_EQUIV;
    case DEALING_FAULT_COMMIT:
        return ERROR_DEALING_COMMIT;
    case DEALING_FAULT_POK:
        return ERROR_DEALING_POK;
    case DEALING_FAULT_CONST:
        return ERROR_DEALING_CONST;
    case DEALING_FAULT_DECRYPT:
        return ERROR_DEALING_DECRYPT;
    case DEALING_FAULT_SHARE:
        return ERROR_DEALING_SHARE;
    case DEALING_FAULT_CC:
        return ERROR_DEALING_CC;
    case DEALING_FAULT_VIEW:
        return ERROR_DEALING_VIEW;
    case DEALING_FAULT_ACK:
        return ERROR_DEALING_ACK;
    case DEALING_FAULT_DEGREE:
        return ERROR_DEALING_DEGREE;
    case DEALING_FAULT_QINF:
        return ERROR_DEALING_QINF;
    case DEALING_FAULT_EXPIRED:
        return ERROR_DEALING_EXPIRED;
    case DEALING_FAULT_POLICY:
        return ERROR_DEALING_POLICY;
    case DEALING_FAULT_STORE:
        return ERROR_DEALING_STORE;
    case DEALING_FAULT_ABORTED:
        return ERROR_DEALING_ABORTED;
    case DEALING_FAULT_FALSE_COMPLAINT:
        return ERROR_DEALING_FALSE_COMPLAINT;
    }
    return ERROR_DEALING_STATE;
}
