/* SPDX-License-Identifier: MIT */
/* Repair of a lost share (frost-taproot 11), rows 67 and 68 of 15. */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "core/ceremony/evidence.h"
#include "repair_party.h"

static const struct {
    uint16_t t, n;
} sizes[] = {{2, 3}, {3, 5}, {1, 2}, {2, 4}};

static void expect_restored(struct ward *ward)
{
    cr_assert_not_null(ward->restored);
    const uint8_t *bytes = secret_lend(ward->restored);
    const uint8_t *old = secret_lend(ward->net->party[ward->target]->shares);
    cr_assert_arr_eq(bytes, old, LANES * 32);
    secret_take_back(ward->restored);
    secret_take_back(ward->net->party[ward->target]->shares);
}

Test(repair, gives_the_same_share_back_and_everybody_sees_it)
{
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
        for (int last = 0; last < 2; last++)
            for (int reloads = 0; reloads < 2; reloads++) {
                struct ward *ward = ward_new(sizes[s].t, sizes[s].n, last);
                ward->reloads = reloads;
                ward_run(ward);
                expect_restored(ward);
                cr_assert(!reloads || ward->reload_count > 4);
                cr_assert_eq(ward->confided_count, 0);
                for (size_t i = 0; i < ward->n; i++)
                    if (repair_seat(ward->repair[i]) >= 0) {
                        cr_assert_eq(repair_status(ward->repair[i]), REPAIR_DONE);
                        cr_assert_null(ward->repair[i]->arena, "secrets are gone");
                    }
                cr_assert_eq(repair_status(ward->repair[OWNER]), REPAIR_DONE);
                cr_assert_eq(repair_verdict(ward->repair[OWNER])->fault, DEALING_FAULT_NONE);
                ward_free(ward);
            }
}

Test(repair, works_with_frames_in_reverse_order)
{
    struct ward *ward = ward_new(3, 5, false);

    ward_begin(ward);
    for (int round = 0; round < 4; round++) {
        const size_t end = ward->wire.size;
        struct slice frames[64];
        struct buffer copy = {0};
        size_t count = 0;
        buffer_append(&copy, ward->wire.data, end); /* everything so far, again, backwards */
        for (struct slice rest = buffer_slice(&copy); rest.size > 0;) {
            struct frame frame;
            cr_assert(is_ok(frame_read_next(&frame, &rest)));
            frames[count++] = frame.bytes;
        }
        while (count-- > 0)
            for (size_t i = 0; i <= OWNER; i++)
                ward_deliver_to(ward, i, frames[count]);
        buffer_free(&copy);
        if (repair_status(ward->repair[0]) == REPAIR_READY) {
            ward_finish(ward);
            break;
        }
    }
    expect_restored(ward);
    ward_free(ward);
}

/* Everybody who is told names the corrupt seat with frames that a watcher judges alike. */
static void expect_named(struct ward *ward, size_t who, enum dealing_fault fault, uint16_t seat)
{
    const struct repair_verdict *verdict = repair_verdict(ward->repair[who]);
    struct repair *judge = NULL;
    struct repair_step step = {0};
    struct frame frame;

    cr_assert_eq(verdict->fault, fault, "party %zu says %d, which %d", who, verdict->fault,
                 ward->which);
    cr_assert_eq(verdict->certainty, DEALING_PROVED);
    cr_assert_eq(verdict->seat, seat);
    struct slice rest = buffer_slice(&verdict->evidence);
    cr_assert(is_ok(frame_read_next(&frame, &rest)));
    const uint8_t nobody[32] = {0};
    cr_assert(is_ok(repair_new(&judge, frame.bytes, nobody, &ward->net->previous)));
    while (rest.size > 0) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        cr_assert(is_ok(repair_accept(judge, &step, &frame, NULL, NULL)));
    }
    cr_assert_eq(repair_verdict(judge)->fault, fault);
    cr_assert_eq(repair_verdict(judge)->certainty, DEALING_PROVED);
    cr_assert_eq(repair_verdict(judge)->seat, seat);
    repair_step_free(&step);
    repair_free(judge);

    struct evidence_finding finding = {0};
    const struct slice stored = buffer_slice(&verdict->evidence);
    cr_assert(is_ok(evidence_verify(&finding, stored, &ward->net->previous)));
    cr_assert(finding.is_proved);
    cr_assert_arr_eq(finding.who, ward->net->previous.id_pk[seat], 32);
    if (fault != DEALING_FAULT_EQUIV)
        cr_assert_eq(evidence_verify(&finding, stored, NULL).code, ERROR_EVIDENCE_RECORD);
}

static void add_one(uint8_t bytes[32])
{
    const struct scalar one = scalar_from_u64(1);
    struct scalar value;

    cr_assert(is_ok(scalar_read(&value, bytes)));
    value = scalar_add(&value, &one);
    scalar_write(bytes, &value);
}

/* Plain text of the corrupt helper for another one, one lane off by one, sealed well. */
static void seal_wrong(struct ward *ward, uint8_t *box, uint16_t to, const uint8_t plain[64])
{
    struct repair *repair = ward->repair[ward->corrupt];
    const struct share_pair pair = repair_pair(repair, (uint16_t)repair->place, to);

    cr_assert(is_ok(share_box_seal(box, &pair, ward->captured.sender_esk, slice_of(plain, 64),
                                   ward_rng(ward, (size_t)ward->corrupt))));
}

static void wrong_sum(struct ward *ward, struct buffer *body)
{
    /* another point that is one: D of the other lane's or place's */
    const size_t other = ward->which ? POINT_BYTES : (size_t)ward->t * POINT_BYTES;
    memcpy(body->data + 34, body->data + 34 + other, POINT_BYTES);
}

Test(repair_rows, row_67_parts_that_do_not_sum_to_the_share_name_the_helper)
{
    for (size_t s = 0; s < 2; s++)
        for (int which = 0; which < 2; which++) {
            struct ward *ward = ward_new(sizes[s].t, sizes[s].n, true);
            ward->corrupt = ward->helper[ward->t - 1];
            ward->which = which;
            ward->edit_type = FRAME_REPAIR_H1;
            ward->edit = wrong_sum;
            ward_run(ward);
            for (size_t i = 0; i < ward->n; i++)
                if ((int)i != ward->corrupt && repair_seat(ward->repair[i]) >= 0) {
                    expect_named(ward, i, DEALING_FAULT_CONST, (uint16_t)ward->corrupt);
                    cr_assert_eq(repair_status(ward->repair[i]), REPAIR_FAILED);
                    cr_assert_null(ward->repair[i]->arena);
                }
            expect_named(ward, OWNER, DEALING_FAULT_CONST, (uint16_t)ward->corrupt);
            cr_assert_null(ward->restored);
            ward_free(ward);
        }
}

static uint8_t *h1_box(struct ward *ward, struct buffer *body, uint16_t to)
{
    return body->data + 34 + (size_t)LANES * ward->t * POINT_BYTES + (size_t)to * REPAIR_BOX;
}

/* which: 0, 1 a lane off by one; 2 a scalar above the order; 3 a broken tag */
static void wrong_delta(struct ward *ward, struct buffer *body)
{
    uint8_t plain[64];

    if (ward->which == 3) {
        h1_box(ward, body, 0)[REPAIR_BOX - 1] ^= 1;
        return;
    }
    for (size_t l = 0; l < LANES; l++)
        scalar_write(plain + 32 * l, &ward->captured.split[l][0]);
    if (ward->which == 2)
        memset(plain, 0xff, 32);
    else
        add_one(plain + 32 * ward->which);
    seal_wrong(ward, h1_box(ward, body, 0), 0, plain);
}

/* The accuser, the accused and the owner know; the others hear of it; no share is restored. */
static void expect_complaint(struct ward *ward, uint16_t accuser, enum dealing_fault fault)
{
    expect_named(ward, accuser, fault, (uint16_t)ward->corrupt);
    expect_named(ward, OWNER, fault, (uint16_t)ward->corrupt);
    cr_assert_eq(ward->confided_count, 1);
    cr_assert_null(ward->restored);
    for (size_t i = 0; i < ward->n; i++)
        if (i != accuser && (int)i != ward->corrupt && repair_seat(ward->repair[i]) >= 0) {
            const struct repair_verdict *verdict = repair_verdict(ward->repair[i]);
            cr_assert_eq(repair_status(ward->repair[i]), REPAIR_FAILED);
            cr_assert_eq(verdict->certainty, DEALING_UNBLAMED);
            /* the corrupt one's next frame speaks of its own first version: another view */
            if (verdict->fault == DEALING_FAULT_ABORTED)
                cr_assert_eq(verdict->said_reason, fault);
            else
                cr_assert_eq(verdict->fault, DEALING_FAULT_VIEW);
        }
}

Test(repair_rows, row_67_a_wrong_delta_names_the_helper_who_sent_it)
{
    for (size_t s = 0; s < 2; s++)
        for (int which = 0; which < 4; which++)
            for (int reloads = 0; reloads < 2; reloads++) {
                struct ward *ward = ward_new(sizes[s].t, sizes[s].n, true);
                ward->corrupt = ward->helper[ward->t - 1];
                ward->which = which;
                ward->reloads = reloads;
                ward->edit_type = FRAME_REPAIR_H1;
                ward->edit = wrong_delta;
                ward_run(ward);
                expect_complaint(ward, ward->helper[0],
                                 which == 3 ? DEALING_FAULT_DECRYPT : DEALING_FAULT_SHARE);
                ward_free(ward);
            }
}

static void wrong_sigma(struct ward *ward, struct buffer *body)
{
    struct repair *repair = ward->repair[ward->corrupt];
    uint8_t plain[64] = {0};

    if (ward->which == 2) {
        body->data[34 + 3] ^= 8;
        return;
    }
    memset(plain + 20, 7 + ward->which, 12);
    seal_wrong(ward, body->data + 34, repair->request.t, plain);
}

Test(repair_rows, row_67_a_wrong_sigma_names_the_helper_who_sent_it)
{
    for (size_t s = 0; s < 2; s++)
        for (int which = 0; which < 3; which++) {
            struct ward *ward = ward_new(sizes[s].t, sizes[s].n, which & 1);
            ward->corrupt = ward->helper[ward->t - 1];
            ward->which = which;
            ward->edit_type = FRAME_REPAIR_H2;
            ward->edit = wrong_sigma;
            ward_run(ward);
            expect_complaint(ward, ward->target,
                             which == 2 ? DEALING_FAULT_DECRYPT : DEALING_FAULT_SHARE);
            ward_free(ward);
        }
}

Test(repair_rows, row_67_other_helpers_than_exactly_t_without_the_target_are_refused)
{
    struct net *net = certified(2, 4, 77);
    struct rng *rng = &net->party[0]->rng.base;
    const uint16_t with_target[] = {0, 2}, twice[] = {1, 1}, unsorted[] = {3, 1}, beyond[] = {1, 4},
                   good[] = {1, 3};
    struct buffer frame_bytes = {0}, body = {0}, edited = {0};
    struct repair_request request;
    struct frame frame;
    static const uint8_t zero[32];

    cr_assert_not(is_ok(
        repair_request_write(&frame_bytes, &net->previous, 0, with_target, 9, net->owner, rng)));
    cr_assert_not(
        is_ok(repair_request_write(&frame_bytes, &net->previous, 0, twice, 9, net->owner, rng)));
    cr_assert_not(
        is_ok(repair_request_write(&frame_bytes, &net->previous, 0, unsorted, 9, net->owner, rng)));
    cr_assert_not(
        is_ok(repair_request_write(&frame_bytes, &net->previous, 0, beyond, 9, net->owner, rng)));
    cr_assert_not(
        is_ok(repair_request_write(&frame_bytes, &net->previous, 4, good, 9, net->owner, rng)));
    cr_assert_eq(frame_bytes.size, 0);
    cr_assert(
        is_ok(repair_request_write(&frame_bytes, &net->previous, 0, good, 9, net->owner, rng)));
    cr_assert(is_ok(frame_read(&frame, buffer_slice(&frame_bytes))));
    cr_assert(is_ok(repair_request_read(&request, &frame, &net->previous)));
    cr_assert_eq(request.expiry, 9);
    cr_assert_eq(request.helper[1], 3);

    for (int which = 0; which < 7; which++) {
        buffer_clear(&body);
        buffer_clear(&edited);
        buffer_append_slice(&body, frame.body);
        if (which == 0) /* one helper fewer */
            body.size -= 2;
        else if (which == 1) /* one more */
            wire_write_u16(&body, 3);
        else if (which == 2) /* the target helps itself */
            body.data[35] = 0;
        else if (which == 3)
            body.data[35] = 3; /* twice the same */
        else if (which == 4)
            body.data[33] = 1; /* the target is a helper */
        else if (which == 5)
            body.data[0] ^= 1; /* another epoch */
        frame_write(&edited, FRAME_REPAIR_REQ, which == 6 ? net->owner->sign_pk : zero,
                    buffer_slice(&body), net->owner);
        struct frame bad;
        cr_assert(is_ok(frame_read(&bad, buffer_slice(&edited))));
        cr_assert_not(is_ok(repair_request_read(&request, &bad, &net->previous)), "%d", which);
    }
    frame_bytes.data[frame_bytes.size - 1] ^= 1;
    cr_assert(is_ok(frame_read(&frame, buffer_slice(&frame_bytes))));
    cr_assert_eq(repair_request_read(&request, &frame, &net->previous).code, ERROR_FRAME_SIGNATURE);
    buffer_free(&frame_bytes);
    buffer_free(&body);
    buffer_free(&edited);
    net_free(net);
}

Test(repair_rows, row_68_a_share_that_does_not_fit_the_record_is_not_stored)
{
    for (size_t s = 0; s < 2; s++) {
        struct ward *ward = ward_new(sizes[s].t, sizes[s].n, true);
        const struct scalar one = scalar_from_u64(1);
        struct repair_step step = {0};
        struct secret *shares = NULL;
        struct repair *target = ward->repair[ward->target];

        ward_begin(ward);
        ward_deliver(ward);
        cr_assert_eq(repair_status(target), REPAIR_READY);
        /* A fault of this device: one part changed in memory after it was judged good. */
        struct repair_secrets *secrets = secret_lend(target->arena);
        secrets->part[0][LANE_ECDSA] = scalar_add(&secrets->part[0][LANE_ECDSA], &one);
        secret_take_back(target->arena);
        target->status = REPAIR_RUNNING;
        repair_judge(target, &step, ward_identity(ward, ward->target));
        cr_assert_eq(repair_status(target), REPAIR_FAILED);
        cr_assert_eq(repair_verdict(target)->fault, DEALING_FAULT_STORE);
        cr_assert_eq(repair_verdict(target)->certainty, DEALING_UNBLAMED);
        cr_assert_eq(repair_finish(target, &step, &shares, ward_identity(ward, ward->target),
                                   ward_rng(ward, 0))
                         .code,
                     ERROR_REPAIR_ORDER);
        cr_assert_null(shares);
        cr_assert_null(target->arena);
        repair_step_free(&step);
        ward_free(ward);
    }
}

/* which 0: right part, true key; 1: another key. */
static struct buffer false_complaint(struct ward *ward, uint16_t accuser, uint16_t accused)
{
    struct repair *repair = ward->repair[accuser];
    const int from = repair_place_of(repair, accused);
    uint8_t esk[32];
    struct buffer body = {0}, frame = {0};

    memcpy(esk, ward->captured.receiver_esk[from], 32);
    if (ward->which)
        esk[7] ^= 1;
    const struct complaint complaint = {
        .seat = accuser, .dealer = accused, .reason = COMPLAINT_SHARE, .esk = esk};
    complaint_write(&body, &complaint);
    frame_write(&frame, FRAME_COMPLAINT, repair->request.cid, buffer_slice(&body),
                ward_identity(ward, accuser));
    buffer_free(&body);
    return frame;
}

Test(repair, a_false_complaint_convicts_its_maker_in_both_hops)
{
    for (size_t s = 0; s < 2; s++)
        for (int by_target = 0; by_target < 2; by_target++)
            for (int which = 0; which < 2; which++) {
                struct ward *ward = ward_new(sizes[s].t, sizes[s].n, true);
                ward->which = which;
                ward->corrupt = by_target ? ward->target : ward->helper[0];
                ward_begin(ward);
                ward_deliver(ward);
                const uint16_t accused = ward->helper[1];
                struct buffer frame = false_complaint(ward, (uint16_t)ward->corrupt, accused);
                ward_deliver_to(ward, OWNER, buffer_slice(&frame));
                ward_deliver_to(ward, accused, buffer_slice(&frame));
                expect_named(ward, OWNER, DEALING_FAULT_FALSE_COMPLAINT, (uint16_t)ward->corrupt);
                expect_named(ward, accused, DEALING_FAULT_FALSE_COMPLAINT, (uint16_t)ward->corrupt);
                if (!by_target) /* the share is complete; an accusation takes nothing away */
                    cr_assert_eq(repair_status(ward->repair[ward->target]), REPAIR_READY);
                buffer_free(&frame);
                ward_free(ward);
            }
}

/* The corrupt helper publishes one key to the accused and another to all others. */
static bool two_keys(struct ward *ward, size_t to, const struct frame *frame, struct buffer *other)
{
    struct buffer body = {0};
    uint8_t esk[32] = {9};

    if (frame->type != ward->edit_type || to != ward->helper[0] ||
        memcmp(frame->sender, ward_identity(ward, (size_t)ward->corrupt)->sign_pk, 32) != 0)
        return false;
    buffer_append_slice(&body, frame->body);
    share_box_public_key(body.data + 36, esk); /* its key for what helper 0 sends */
    frame_write(other, frame->type, frame->ctx, buffer_slice(&body),
                ward_identity(ward, (size_t)ward->corrupt));
    buffer_free(&body);
    return true;
}

Test(repair, a_helper_with_two_faces_cannot_frame_another)
{
    for (size_t s = 1; s < 2; s++) {
        struct ward *ward = ward_new(sizes[s].t, sizes[s].n, true);
        ward->corrupt = ward->helper[1];
        ward->edit_type = FRAME_REPAIR_H0;
        ward->swap = two_keys;
        ward_run(ward);
        ward->which = 0;
        ward->swap = NULL;
        struct buffer frame = false_complaint(ward, ward->helper[1], ward->helper[0]);
        ward_deliver_to(ward, OWNER, buffer_slice(&frame));
        ward_deliver_to(ward, ward->helper[0], buffer_slice(&frame));
        for (size_t i = 0; i <= OWNER; i++) {
            if (!ward->repair[i] || (i < OWNER && repair_seat(ward->repair[i]) < 0))
                continue;
            const struct repair_verdict *verdict = repair_verdict(ward->repair[i]);
            if (verdict->certainty != DEALING_UNBLAMED)
                cr_assert_eq(verdict->seat, ward->corrupt, "party %zu", i);
        }
        /* the views differ, so the frames were shown and the liar is known */
        expect_named(ward, ward->helper[2], DEALING_FAULT_EQUIV, (uint16_t)ward->corrupt);
        expect_named(ward, OWNER, DEALING_FAULT_EQUIV, (uint16_t)ward->corrupt);
        cr_assert_null(ward->restored);
        buffer_free(&frame);
        ward_free(ward);
    }
}

Test(repair, a_frame_that_changed_in_memory_accuses_nobody)
{
    struct ward *ward = ward_new(2, 3, true);
    struct repair *repair = ward->repair[ward->helper[0]];

    ward_begin(ward);
    for (struct slice rest = buffer_slice(&ward->wire); rest.size > 0;) {
        struct frame frame;
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        if (memcmp(frame.sender, ward_identity(ward, ward->helper[1])->sign_pk, 32) == 0) {
            struct buffer copy = {0};
            buffer_append_slice(&copy, frame.bytes);
            ward_deliver_to(ward, ward->helper[0], buffer_slice(&copy));
            buffer_free(&copy);
            break;
        }
    }
    cr_assert(slot_is_full(&repair->h0[1]));
    repair->h0[1].frame.data[FRAME_HEAD + 2 + 5] ^= 1; /* the key it sends with */
    ward_deliver(ward);
    cr_assert_eq(repair_verdict(repair)->fault, DEALING_FAULT_STORE);
    cr_assert_eq(repair_verdict(repair)->certainty, DEALING_UNBLAMED);
    cr_assert_eq(ward->confided_count, 0);
    for (size_t i = 0; i < ward->n; i++)
        cr_assert_eq(repair_verdict(ward->repair[i])->certainty, DEALING_UNBLAMED);
    ward_free(ward);
}

static void edit_end(struct ward *ward, struct buffer *body)
{
    (void)ward;
    body->data[body->size - 1] ^= 1;
}

static void cut_end(struct ward *ward, struct buffer *body)
{
    (void)ward;
    body->size--;
}

Test(repair, a_proof_by_the_target_that_does_not_hold_names_the_target)
{
    struct ward *ward = ward_new(2, 3, true);

    ward->corrupt = ward->target;
    ward->edit_type = FRAME_REPAIR_H3;
    ward->edit = edit_end;
    ward_run(ward);
    expect_named(ward, ward->helper[0], DEALING_FAULT_POK, ward->target);
    expect_named(ward, OWNER, DEALING_FAULT_POK, ward->target);
    ward_free(ward);
}

Test(repair, a_cut_frame_names_its_sender)
{
    static const uint8_t types[] = {FRAME_REPAIR_H0, FRAME_REPAIR_H1, FRAME_REPAIR_H2};

    for (size_t i = 0; i < 3; i++) {
        struct ward *ward = ward_new(2, 3, true);
        ward->corrupt = ward->helper[1];
        ward->edit_type = types[i];
        ward->edit = cut_end;
        ward_run(ward);
        expect_named(ward, ward->helper[0], DEALING_FAULT_PARSE, (uint16_t)ward->corrupt);
        expect_named(ward, OWNER, DEALING_FAULT_PARSE, (uint16_t)ward->corrupt);
        ward_free(ward);
    }
}

Test(repair, refuses_a_helper_whose_stored_share_does_not_fit)
{
    struct ward *ward = ward_new(2, 3, true);
    struct repair_step step = {0};
    struct party *helper = ward->net->party[ward->helper[0]];

    ((uint8_t *)secret_lend(helper->shares))[40] ^= 1;
    secret_take_back(helper->shares);
    cr_assert_eq(repair_begin(ward->repair[ward->helper[0]], &step, helper->shares,
                              helper->identity, &helper->rng.base)
                     .code,
                 ERROR_DEALING_SHARE_CORRUPT);
    cr_assert_eq(step.frames.size, 0);
    cr_assert_eq(
        repair_begin(ward->repair[OWNER], &step, NULL, ward->net->owner, &helper->rng.base).code,
        ERROR_REPAIR_ORDER);
    ward_free(ward);
}

Test(repair, a_saved_state_that_was_cut_or_stretched_is_refused)
{
    struct ward *ward = ward_new(2, 3, true);
    struct buffer saved = {0};
    struct repair *loaded = NULL;

    ward_run(ward);
    repair_save(ward->repair[0], &saved);
    for (size_t cut = 1; cut < saved.size; cut += 37)
        cr_assert_not(is_ok(repair_load(&loaded, slice_of(saved.data, saved.size - cut))));
    wire_write_u8(&saved, 0);
    cr_assert_eq(repair_load(&loaded, buffer_slice(&saved)).code, ERROR_REPAIR_STATE);
    cr_assert_null(loaded);
    buffer_wipe(&saved);
    ward_free(ward);
}
