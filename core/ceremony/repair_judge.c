/* SPDX-License-Identifier: MIT */
/* What the frames of a repair show by now, and the own frames that become due (frost-taproot 11).
 */
#include <string.h>

#include "core/base/memory.h"
#include "core/base/wire_reader.h"
#include "core/ceremony/repair_state.h"
#include "core/crypto/lagrange.h"

static result read_point(struct point *out, const struct repair *repair, uint16_t from, size_t lane,
                         uint16_t to)
{
    return point_read(out, repair_point_bytes(repair, from, lane, to));
}

/* sum over j of D_{i,j} is zeta_i times the public share of i: the parts add up to the share. */
static enum dealing_fault check_sum(const struct repair *repair, uint16_t helper, size_t lane)
{
    const struct scalar zeta = repair_zeta(repair, helper);
    const uint16_t seat = repair_seat_at(repair, helper);
    const struct point expected = point_mul_var(&zeta, &repair->record.lane[lane].pubshare[seat]);
    struct point sum = point_infinity();

    for (uint16_t j = 0; j < repair->request.t; j++) {
        struct point part;
        if (!is_ok(read_point(&part, repair, helper, lane, j)))
            return DEALING_FAULT_PARSE;
        sum = point_add(&sum, &part);
    }
    return point_equal(&sum, &expected) ? DEALING_FAULT_NONE : DEALING_FAULT_CONST;
}

enum dealing_fault repair_check_h1(const struct repair *repair, uint16_t helper)
{
    const uint8_t *view = repair_sender_view(&repair->h1[helper]);

    for (size_t l = 0; l < LANES; l++) {
        const enum dealing_fault fault = check_sum(repair, helper, l);
        if (fault != DEALING_FAULT_NONE)
            return fault;
    }
    if (repair->has_view && memcmp(view, repair->view, 32) != 0)
        return DEALING_FAULT_VIEW;
    return DEALING_FAULT_NONE;
}

/* What the opened scalar must be the logarithm of: D_{from,to}, or for the target the sum of
 * everything `from` was sent. */
static bool expected_point(struct point *out, const struct repair *repair, uint16_t from,
                           uint16_t to, size_t lane)
{
    struct point sum = point_infinity();

    if (to < repair->request.t)
        return is_ok(read_point(out, repair, from, lane, to));
    for (uint16_t i = 0; i < repair->request.t; i++) {
        struct point part;
        if (!is_ok(read_point(&part, repair, i, lane, from)))
            return false;
        sum = point_add(&sum, &part);
    }
    *out = sum;
    return true;
}

static bool plain_fits(struct scalar *part, const struct repair *repair, uint16_t from, uint16_t to,
                       const uint8_t *plain)
{
    for (size_t l = 0; l < LANES; l++) {
        struct point expected;
        if (!is_ok(scalar_read(&part[l], plain + l * 32)) ||
            !expected_point(&expected, repair, from, to, l))
            return false;
        const struct point shown = point_mul_base(&part[l]);
        if (!point_equal(&shown, &expected))
            return false;
    }
    return true;
}

enum dealing_fault repair_open_pair(struct scalar *part, const struct repair *repair, uint16_t from,
                                    uint16_t to, const uint8_t esk[static 32])
{
    const struct share_pair pair = repair_pair(repair, from, to);
    struct scalar opened[LANES] = {0};
    uint8_t plain[LANES * 32];
    enum dealing_fault fault = DEALING_FAULT_DECRYPT;

    if (is_ok(share_box_open(plain, &pair, esk, repair_box(repair, from, to))))
        fault =
            plain_fits(opened, repair, from, to, plain) ? DEALING_FAULT_NONE : DEALING_FAULT_SHARE;
    if (part && fault == DEALING_FAULT_NONE)
        memcpy(part, opened, sizeof opened);
    memory_wipe(plain, sizeof plain);
    memory_wipe(opened, sizeof opened);
    return fault;
}

/* The own box in a helper's H1 (for a helper) or H2 (for the target). */
static enum dealing_fault open_own(struct repair *repair, struct repair_step *out, uint16_t from,
                                   const struct identity *identity)
{
    struct repair_secrets *secrets = secret_lend(repair->arena);
    const enum dealing_fault fault = repair_open_pair(
        secrets->part[from], repair, from, (uint16_t)repair->place, secrets->receiver_esk[from]);
    secret_take_back(repair->arena);
    return fault == DEALING_FAULT_NONE ? fault : repair_try_again(repair, out, from, identity);
}

static void judge_h1(struct repair *repair, struct repair_step *out,
                     const struct identity *identity)
{
    static const struct slice none = {0};
    const uint16_t t = repair->request.t;

    for (uint16_t k = 0; k < t; k++) {
        struct dealing_slot *slot = &repair->h1[k];
        if (!slot_is_full(slot) || slot->is_good)
            continue;
        const enum dealing_fault fault = repair_check_h1(repair, k);
        if (fault == DEALING_FAULT_VIEW)
            repair_fail_nobody(repair, out, fault, identity);
        else if (fault != DEALING_FAULT_NONE)
            repair_fail_frames(repair, out, fault, k, buffer_slice(&slot->frame), none, identity);
        if (fault != DEALING_FAULT_NONE)
            return;
        if (!repair->has_view)
            continue;
        const bool is_for_me = repair->place >= 0 && repair->place < t && repair->arena;
        if (is_for_me && open_own(repair, out, k, identity) != DEALING_FAULT_NONE)
            return;
        slot->is_good = true;
        out->has_changed = true;
    }
}

static bool all_good(const struct dealing_slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!slots[i].is_good)
            return false;
    return true;
}

static void judge_h2(struct repair *repair, struct repair_step *out,
                     const struct identity *identity)
{
    const uint16_t t = repair->request.t;

    if (!repair->has_transcript || !all_good(repair->h1, t))
        return;
    for (uint16_t k = 0; k < t; k++) {
        struct dealing_slot *slot = &repair->h2[k];
        if (!slot_is_full(slot) || slot->is_good)
            continue;
        if (memcmp(repair_sender_view(slot), repair->transcript, 32) != 0) {
            repair_fail_nobody(repair, out, DEALING_FAULT_VIEW, identity);
            return;
        }
        if (repair->place == t && repair->arena &&
            open_own(repair, out, k, identity) != DEALING_FAULT_NONE)
            return;
        slot->is_good = true;
        out->has_changed = true;
    }
}

/* Target: the share, which must be the one the record speaks of, or it is not kept. */
static void sum_parts(struct repair *repair, struct repair_step *out,
                      const struct identity *identity)
{
    const uint16_t t = repair->request.t;
    bool fits = true;

    if (repair->status != REPAIR_RUNNING || repair->place != t || !repair->arena ||
        !all_good(repair->h2, t))
        return;
    struct repair_secrets *secrets = secret_lend(repair->arena);
    for (size_t l = 0; l < LANES; l++) {
        struct scalar sum SCOPED(scalar_wipe) = scalar_zero();
        for (size_t k = 0; k < t; k++)
            sum = scalar_add(&sum, &secrets->part[k][l]);
        const struct point public_share = point_mul_base(&sum);
        fits = fits &&
               point_equal(&public_share, &repair->record.lane[l].pubshare[repair->request.target]);
        secrets->share[l] = sum;
    }
    secret_take_back(repair->arena);
    out->has_changed = true;
    if (fits)
        repair->status = REPAIR_READY;
    else
        repair_fail_nobody(repair, out, DEALING_FAULT_STORE, identity);
}

static void judge_h3(struct repair *repair, struct repair_step *out,
                     const struct identity *identity)
{
    static const struct slice none = {0};
    struct dealing_slot *slot = &repair->h3;
    const uint16_t target = repair->request.target;

    if (!slot_is_full(slot) || slot->is_good)
        return;
    for (uint8_t l = 0; l < LANES; l++) {
        const struct knowledge_context context = repair_proof_context(repair, l);
        const uint8_t *proof = slot_body(slot).data + 2 + (size_t)l * KNOWLEDGE_BYTES;
        if (!is_ok(knowledge_verify(proof, &repair->record.lane[l].pubshare[target], &context))) {
            repair_fail_frames(repair, out, DEALING_FAULT_POK, repair->request.t,
                               buffer_slice(&slot->frame), none, identity);
            return;
        }
    }
    slot->is_good = true;
    out->has_changed = true;
    if (repair->status == REPAIR_RUNNING || repair->status == REPAIR_WAITING) {
        repair->status = REPAIR_DONE;
        repair_wipe(repair);
    }
}

void repair_judge(struct repair *repair, struct repair_step *out, const struct identity *identity)
{
    repair_look(repair);
    judge_h1(repair, out, identity);
    judge_h2(repair, out, identity);
    repair_judge_complaints(repair, out, identity);
    sum_parts(repair, out, identity);
    judge_h3(repair, out, identity);
}

result repair_advance(struct repair *repair, struct repair_step *out,
                      const struct identity *identity, struct rng *rng)
{
    const uint16_t t = repair->request.t;
    const bool helps = repair->place >= 0 && repair->place < t && repair->has_begun;

    repair_look(repair);
    if (helps && repair->status == REPAIR_RUNNING && repair->has_view &&
        !slot_is_full(&repair->h1[repair->place]))
        TRY(repair_make_h1(repair, out, identity, rng));
    if (repair->has_begun || repair->place < 0)
        repair_judge(repair, out, identity);
    if (helps && repair->status == REPAIR_RUNNING && repair->has_transcript &&
        all_good(repair->h1, t)) {
        TRY(repair_make_h2(repair, out, identity, rng));
        repair_judge(repair, out, identity);
    }
    return OK;
}
