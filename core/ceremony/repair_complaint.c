/* SPDX-License-Identifier: MIT */
/* Accusations inside a repair: how one comes about (rarely, amendments C4), and who is right. */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/repair_state.h"

/* Whether a held frame still is what its sender signed. */
static bool stands(const struct dealing_slot *slot)
{
    struct frame frame;

    return is_ok(frame_read(&frame, buffer_slice(&slot->frame))) && is_ok(frame_verify(&frame)) &&
           memcmp(frame.hash, slot->hash, 32) == 0;
}

static bool frames_stand(const struct repair *repair, uint16_t from)
{
    const uint16_t t = repair->request.t;

    for (size_t i = 0; i <= t; i++)
        if (!stands(&repair->h0[i]))
            return false;
    for (size_t i = 0; i < t; i++)
        if (slot_is_full(&repair->h1[i]) && !stands(&repair->h1[i]))
            return false;
    return repair->place < t || stands(&repair->h2[from]);
}

static void complain(struct repair *repair, struct repair_step *out, uint16_t from,
                     enum dealing_fault fault, const uint8_t *esk, const struct identity *identity)
{
    const uint16_t place = (uint16_t)repair->place;
    const struct complaint complaint = {.seat = repair_seat_at(repair, place),
                                        .dealer = repair_seat_at(repair, from),
                                        .reason = fault == DEALING_FAULT_DECRYPT ? COMPLAINT_DECRYPT
                                                                                 : COMPLAINT_SHARE,
                                        .esk = esk};
    struct buffer body SCOPED(buffer_free) = {0};

    complaint_write(&body, &complaint);
    repair_emit(repair, out, &repair->complaint[place], FRAME_COMPLAINT, buffer_slice(&body),
                identity);
    (void)repair_confided(repair, &out->confided, out->confided_to);
}

enum dealing_fault repair_try_again(struct repair *repair, struct repair_step *out, uint16_t from,
                                    const struct identity *identity)
{
    const uint16_t place = (uint16_t)repair->place;
    const struct share_pair pair = repair_pair(repair, from, place);
    enum dealing_fault fault = DEALING_FAULT_STORE;
    uint8_t epk[32], esk[32];

    struct repair_secrets *secrets = secret_lend(repair->arena);
    memcpy(esk, secrets->receiver_esk[from], sizeof esk);
    share_box_public_key(epk, esk);
    if (frames_stand(repair, from) && memcmp(epk, pair.seat_epk, sizeof epk) == 0 &&
        repair_check_h1(repair, from) == DEALING_FAULT_NONE)
        fault = repair_open_pair(secrets->part[from], repair, from, place, esk);
    secret_take_back(repair->arena);

    if (fault == DEALING_FAULT_STORE) { /* our own memory is not what it was */
        repair_fail_nobody(repair, out, fault, identity);
    } else if (fault != DEALING_FAULT_NONE) {
        complain(repair, out, from, fault, esk, identity);
        repair_judge_complaints(repair, out, identity);
    }
    memory_wipe(esk, sizeof esk);
    return fault;
}

/* Whether everything a judge needs is here, and both sides spoke of the same frames. */
static bool is_decidable(const struct repair *repair, uint16_t from, uint16_t to)
{
    const uint16_t t = repair->request.t;

    if (!repair->has_view || !slot_is_full(&repair->h1[from]))
        return false;
    if (to < t)
        return repair_check_h1(repair, from) == DEALING_FAULT_NONE;
    if (!repair->has_transcript || !slot_is_full(&repair->h2[from]))
        return false;
    for (uint16_t i = 0; i < t; i++)
        if (repair_check_h1(repair, i) != DEALING_FAULT_NONE)
            return false;
    return memcmp(repair_sender_view(&repair->h2[from]), repair->transcript, 32) == 0;
}

static void convict(struct repair *repair, struct repair_step *out, enum dealing_fault fault,
                    uint16_t who, uint16_t from, uint16_t to, const struct identity *identity)
{
    struct repair_verdict verdict = {
        .fault = fault, .certainty = DEALING_PROVED, .seat = repair_seat_at(repair, who)};
    const uint16_t t = repair->request.t;

    buffer_append_slice(&verdict.evidence, buffer_slice(&repair->request_frame));
    for (size_t i = 0; i <= t; i++)
        buffer_append_slice(&verdict.evidence, buffer_slice(&repair->h0[i].frame));
    for (uint16_t i = 0; i < t; i++)
        if (to == t || i == from)
            buffer_append_slice(&verdict.evidence, buffer_slice(&repair->h1[i].frame));
    if (to == t)
        buffer_append_slice(&verdict.evidence, buffer_slice(&repair->h2[from].frame));
    buffer_append_slice(&verdict.evidence, buffer_slice(&repair->complaint[to].frame));
    repair_fail(repair, out, &verdict, identity);
}

void repair_judge_complaints(struct repair *repair, struct repair_step *out,
                             const struct identity *identity)
{
    for (uint16_t to = 0; to <= repair->request.t; to++) {
        struct dealing_slot *slot = &repair->complaint[to];
        struct complaint complaint;
        if (!slot_is_full(slot) || slot->is_good ||
            !is_ok(complaint_read(&complaint, slot_body(slot))))
            continue;
        const uint16_t from = (uint16_t)repair_place_of(repair, complaint.dealer);
        if (!is_decidable(repair, from, to))
            continue;
        slot->is_good = true; /* decided */
        out->has_changed = true;
        const struct share_pair pair = repair_pair(repair, from, to);
        const enum dealing_fault fault =
            complaint_key_fits(&complaint, &pair)
                ? repair_open_pair(NULL, repair, from, to, complaint.esk)
                : DEALING_FAULT_NONE;
        if (fault != DEALING_FAULT_NONE)
            convict(repair, out, fault, from, from, to, identity);
        else
            convict(repair, out, DEALING_FAULT_FALSE_COMPLAINT, to, from, to, identity);
    }
}
