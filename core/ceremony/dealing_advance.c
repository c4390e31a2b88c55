/* SPDX-License-Identifier: MIT */
/* What the slots allow by now: V0, the own R1, verdicts on others, the record, the certificate. */
#include <string.h>

#include "core/ceremony/dealing_state.h"
#include "core/crypto/hash.h"

void dealing_emit(struct dealing *dealing, struct dealing_step *out, struct dealing_slot *slot,
                  uint8_t type, struct slice body, const struct identity *identity)
{
    struct buffer bytes SCOPED(buffer_free) = {0};
    struct frame frame;

    frame_write(&bytes, type, dealing->proposal.cid, body, identity);
    if (!is_ok(frame_read(&frame, buffer_slice(&bytes))))
        return; /* cannot be: it was written a line above */
    dealing_fill(slot, &frame);
    buffer_append_slice(&out->frames, frame.bytes);
    out->has_changed = true;
}

static bool all_full(const struct dealing_slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!slot_is_full(&slots[i]))
            return false;
    return true;
}

static bool all_good(const struct dealing_slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!slots[i].is_good)
            return false;
    return true;
}

/* V0 binds every round-0 frame. */
void dealing_look(struct dealing *dealing)
{
    const struct proposal *proposal = &dealing->proposal;
    struct hash_tagged hash;

    dealing->has_view = all_full(dealing->r0d, proposal->d) && all_full(dealing->r0r, proposal->n);
    if (!dealing->has_view)
        return;
    hash_tagged_begin(&hash, "gw/1/view0");
    hash_tagged_add(&hash, proposal->cid, 32);
    for (size_t k = 0; k < proposal->d; k++)
        hash_tagged_add(&hash, dealing->r0d[k].hash, 32);
    for (size_t j = 0; j < proposal->n; j++)
        hash_tagged_add(&hash, dealing->r0r[j].hash, 32);
    hash_tagged_end(&hash, dealing->view);
}

static void blame_dealer(struct dealing *dealing, struct dealing_step *out,
                         enum dealing_fault fault, uint16_t dealer, const struct identity *identity)
{
    if (fault == DEALING_FAULT_NONE)
        return;
    if (fault == DEALING_FAULT_VIEW)
        dealing_fail_view(dealing, out, identity);
    else if (fault == DEALING_FAULT_STORE)
        dealing_fail_nobody(dealing, out, fault, identity);
    else if (fault == DEALING_FAULT_DECRYPT || fault == DEALING_FAULT_SHARE ||
             fault == DEALING_FAULT_CC)
        dealing_complain(dealing, out, fault, dealer, identity);
    else
        dealing_fail_dealer(dealing, out, fault, dealer, identity);
}

static void judge_dealers(struct dealing *dealing, struct dealing_step *out,
                          const struct identity *identity)
{
    for (uint16_t k = 0; k < dealing->proposal.d; k++) {
        struct dealing_slot *slot = &dealing->r1[k];
        if (!slot_is_full(slot) || slot->is_good)
            continue;
        const enum dealing_fault fault = dealing_judge_r1(dealing, k);
        blame_dealer(dealing, out, fault, k, identity);
        if (fault != DEALING_FAULT_NONE)
            return;
        if (!dealing->has_view)
            continue; /* a watcher that was not shown everything */
        slot->is_good = true;
        out->has_changed = true;
    }
}

static void judge_acks(struct dealing *dealing, struct dealing_step *out,
                       const struct identity *identity)
{
    static const struct slice none = {0};

    for (uint16_t j = 0; j < dealing->proposal.n; j++) {
        struct dealing_slot *slot = &dealing->ack[j];
        struct frame frame;
        if (!slot_is_full(slot) || slot->is_good ||
            !is_ok(frame_read(&frame, buffer_slice(&slot->frame))))
            continue;
        const result fits =
            certificate_check_ack(&dealing->record, dealing->proposal.cid, j, &frame);
        slot->is_good = is_ok(fits);
        if (slot->is_good)
            out->has_changed = true;
        else if (fits.code == ERROR_CERTIFICATE_VIEW)
            dealing_fail_view(dealing, out, identity);
        else
            dealing_fail_frames(dealing, out, DEALING_FAULT_ACK, DEALING_RECIPIENT, j, frame.bytes,
                                none, identity);
        if (dealing->status == DEALING_FAILED)
            return;
    }
}

static void finish(struct dealing *dealing, struct dealing_step *out,
                   const struct identity *identity)
{
    const enum dealing_fault fault = dealing_finish(dealing);

    if (fault != DEALING_FAULT_NONE) {
        dealing_fail_nobody(dealing, out, fault, identity);
        return;
    }
    dealing->status = dealing->seat >= 0 ? DEALING_READY : DEALING_WAITING;
    if (dealing->status == DEALING_WAITING)
        dealing_wipe(dealing);
    out->has_changed = true;
}

void dealing_judge(struct dealing *dealing, struct dealing_step *out,
                   const struct identity *identity)
{
    const struct proposal *proposal = &dealing->proposal;

    if (!dealing->has_view)
        dealing_look(dealing);
    if (dealing->status == DEALING_RUNNING && (dealing->has_view || dealing_watches(dealing)))
        judge_dealers(dealing, out, identity);
    dealing_compare_views(dealing, out, identity);
    dealing_judge_complaints(dealing, out, identity);
    if (dealing->status == DEALING_RUNNING && all_good(dealing->r1, proposal->d) &&
        !dealing_watches(dealing))
        finish(dealing, out, identity);
    if (dealing->status == DEALING_READY || dealing->status == DEALING_WAITING)
        judge_acks(dealing, out, identity);
    if (dealing->status == DEALING_WAITING && all_good(dealing->ack, proposal->n)) {
        dealing->status = DEALING_CERTIFIED;
        out->has_changed = true;
    }
}

result dealing_advance(struct dealing *dealing, struct dealing_step *out,
                       const struct identity *identity, struct rng *rng)
{
    if (!dealing->has_begun && !dealing_watches(dealing))
        return OK;
    if (!dealing->has_view)
        dealing_look(dealing);
    if (dealing->status == DEALING_RUNNING && dealing->has_view && dealing->dealer >= 0 &&
        !dealing->has_dealt)
        TRY(dealing_deal_r1(dealing, out, identity, rng));
    dealing_judge(dealing, out, identity);
    return OK;
}
