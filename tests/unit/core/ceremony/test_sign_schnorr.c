/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/crypto/hash.h"
#include "schnorr_committee.h"
#include "support/vectors.h"

TestSuite(sign_schnorr, .init = crypto_start);

/* Where things stand in a SIGN_REQ body of 2 signers. */
enum {
    AT_EPOCH = 0,
    AT_LANE = 32,
    AT_INTENT = 35,
    AT_EXPIRY = 67,
    AT_SIGNERS = 75,
    AT_SEATS = 76,
    AT_STREAM_0 = 80,
    AT_FIRST_0 = 96,
    AT_STREAM_1 = 104,
    AT_COUNT = 128,
    AT_ITEM = 130, /* digest 32, depth 1, path 8, tapmode 1, commitments 2 x 66 */
    AT_DEPTH = AT_ITEM + 32,
    AT_PATH = AT_DEPTH + 1,
    AT_TAPMODE = AT_PATH + 8,
    AT_NONCE_0 = AT_TAPMODE + 1,
    AT_NONCE_1 = AT_NONCE_0 + 66,
    ITEM_BYTES = 32 + 1 + 8 + 1 + 132,
};

/* A request to seats 0 and 1 of 2-of-3, whose nonces wait at their signers. */
struct asked {
    struct committee *c;
    struct schnorr_coordinator *coordinator;
    struct buffer request;
    struct schnorr_task task;
};

static struct asked ask_items(size_t items)
{
    struct asked a = {.c = committee_new(2, 3, items, 100 + items)};
    const struct schnorr_order order = order_of(a.c);

    cr_assert(is_ok(schnorr_coordinator_new(&a.coordinator, &order, at_ms(0))));
    const struct schnorr_output *output = schnorr_coordinator_output(a.coordinator);
    struct buffer ask = {0};
    buffer_append_slice(&ask, output->frames[0].bytes);
    for (uint16_t j = 0; j < 2; j++) {
        struct buffer nonces = {0};
        cr_assert_eq(guardian_answers(a.c, j, &nonces, buffer_slice(&ask), at_ms(0)), 0);
        const struct frame frame = frame_of(buffer_slice(&nonces));
        schnorr_coordinator_feed(a.coordinator, &frame, at_ms(0));
        buffer_free(&nonces);
    }
    cr_assert_eq(output->count, 1);
    buffer_append_slice(&a.request, output->frames[0].bytes);
    buffer_free(&ask);
    a.task = task_of(a.c);
    return a;
}

static void finish(struct asked *a)
{
    buffer_free(&a->request);
    schnorr_coordinator_free(a->coordinator);
    committee_free(a->c);
}

static struct buffer body_of(const struct asked *a)
{
    struct buffer body = {0};
    const struct frame frame = frame_of(buffer_slice(&a->request));
    buffer_append_slice(&body, frame.body);
    return body;
}

static const uint8_t none[32];

/* Sends a body to seat 0 under the owner's signature; checks what a REJECT says. */
static enum schnorr_code send(struct asked *a, const struct buffer *body, struct buffer *answer,
                              uint64_t now_ms)
{
    struct buffer bytes = {0};
    enum schnorr_code code = SCHNORR_BUSY, reviewed = SCHNORR_BUSY;

    frame_write(&bytes, FRAME_SIGN_REQ, none, buffer_slice(body), a->c->owner);
    const struct frame frame = frame_of(buffer_slice(&bytes));
    buffer_clear(answer);
    const bool is_repeat = schnorr_signer_repeat(a->c->signer[0], answer, &frame);
    buffer_clear(answer);
    if (!is_repeat)
        cr_assert(is_ok(
            schnorr_signer_review(a->c->signer[0], &reviewed, &frame, &a->task, at_ms(now_ms))));
    cr_assert(is_ok(schnorr_signer_sign(a->c->signer[0], answer, &code, &frame, &a->task,
                                        &a->c->share[0], at_ms(now_ms))));
    if (!is_repeat)
        cr_assert_eq(reviewed, code);
    const struct frame reply = frame_of(buffer_slice(answer));
    cr_assert_arr_eq(reply.sender, a->c->guardian[0]->sign_pk, 32);
    cr_assert_eq(reply.type, code == SCHNORR_ANSWERED ? FRAME_PSIG : FRAME_REJECT);
    if (code != SCHNORR_ANSWERED) {
        struct schnorr_reject reject;
        cr_assert(is_ok(schnorr_frame_read_reject(&reject, reply.body)));
        cr_assert_eq(reject.code, code);
        cr_assert_eq(reject.seat, 0);
        cr_assert_arr_eq(reject.epoch_hash, a->c->record.hash, 32);
    }
    buffer_free(&bytes);
    return code;
}

/* A changed body is refused with `code`, costs no nonce, and the true one is signed afterwards. */
static void expect_refusal(size_t at, const void *bytes, size_t size, enum schnorr_code code)
{
    struct asked a = ask_items(2);
    struct buffer body = body_of(&a), answer = {0};
    const size_t open = schnorr_signer_open_nonces(a.c->signer[0]);

    cr_assert_leq(at + size, body.size);
    cr_assert_neq(memcmp(body.data + at, bytes, size), 0, "nothing was changed at %zu", at);
    memcpy(body.data + at, bytes, size);
    cr_assert_eq(send(&a, &body, &answer, 1), code, "at %zu", at);
    cr_assert_eq(schnorr_signer_open_nonces(a.c->signer[0]), open);
    buffer_free(&body);
    body = body_of(&a);
    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_ANSWERED);
    cr_assert_eq(schnorr_signer_open_nonces(a.c->signer[0]), 0);
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

static void expect_refused_byte(size_t at, uint8_t value, enum schnorr_code code)
{
    expect_refusal(at, &value, 1, code);
}

/* Row 41. */
Test(sign_schnorr, answers_the_identical_request_with_identical_bytes)
{
    struct asked a = ask_items(2);
    struct buffer body = body_of(&a), first = {0}, second = {0};

    cr_assert_eq(send(&a, &body, &first, 1), SCHNORR_ANSWERED);
    cr_assert_eq(send(&a, &body, &second, 2), SCHNORR_ANSWERED);
    cr_assert(slice_equal(buffer_slice(&first), buffer_slice(&second)));
    schnorr_signer_forget(a.c->signer[0]); /* the answer is public by now, and stays */
    cr_assert_eq(send(&a, &body, &second, 3), SCHNORR_ANSWERED);
    cr_assert(slice_equal(buffer_slice(&first), buffer_slice(&second)));
    buffer_free(&body);
    buffer_free(&first);
    buffer_free(&second);
    finish(&a);
}

Test(sign_schnorr, forgets_an_answer_when_its_request_expires)
{
    struct asked a = ask_items(1);
    struct buffer body = body_of(&a), answer = {0};

    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_ANSWERED);
    (void)schnorr_signer_tick(a.c->signer[0], (struct schnorr_clock){.unix_seconds = EXPIRY});
    const struct frame frame = frame_of(buffer_slice(&a.request));
    cr_assert_not(schnorr_signer_repeat(a.c->signer[0], &answer, &frame));
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

/* Row 42: the indices again with another message, signer set, or co-signer's nonce. */
Test(sign_schnorr, never_signs_twice_with_one_nonce)
{
    struct asked a = ask_items(2);
    struct buffer body = body_of(&a), answer = {0}, changed;
    struct schnorr_item others[2];
    const uint16_t seat_2 = 2;

    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_ANSWERED);

    changed = body_of(&a); /* another message, fully approved */
    memcpy(others, a.c->items, sizeof others);
    others[0].digest[0] ^= 1;
    changed.data[AT_ITEM] ^= 1;
    a.task.items = others;
    cr_assert_eq(send(&a, &changed, &answer, 2), SCHNORR_NONCE_SPENT);
    a.task.items = a.c->items;
    buffer_free(&changed);

    changed = body_of(&a); /* another set */
    changed.data[AT_SEATS + 3] = (uint8_t)seat_2;
    cr_assert_eq(send(&a, &changed, &answer, 2), SCHNORR_NONCE_SPENT);
    buffer_free(&changed);

    changed = body_of(&a); /* another nonce of the co-signer */
    memcpy(changed.data + AT_NONCE_1, changed.data + AT_NONCE_1 + 33, 33);
    cr_assert_eq(send(&a, &changed, &answer, 2), SCHNORR_NONCE_SPENT);
    buffer_free(&changed);

    changed = body_of(&a); /* another attempt number */
    changed.data[AT_LANE + 2] ^= 1;
    cr_assert_eq(send(&a, &changed, &answer, 2), SCHNORR_NONCE_SPENT);
    buffer_free(&changed);

    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

/* Row 43. */
Test(sign_schnorr, refuses_indices_it_never_offered)
{
    expect_refused_byte(AT_FIRST_0 + 7, 1, SCHNORR_NONCE_UNKNOWN);   /* one beyond the end */
    expect_refused_byte(AT_FIRST_0 + 7, 200, SCHNORR_NONCE_UNKNOWN); /* far beyond */
    expect_refused_byte(AT_FIRST_0, 0xff, SCHNORR_NONCE_UNKNOWN);
    uint8_t largest[8];
    memset(largest, 0xff, 8);
    expect_refusal(AT_FIRST_0, largest, 8, SCHNORR_BAD_REQUEST); /* first + m would overflow */
    expect_refused_byte(AT_STREAM_0, 0x5a, SCHNORR_NONCE_UNKNOWN);
}

/* Row 47. */
Test(sign_schnorr, refuses_its_own_nonce_altered)
{
    struct asked a = ask_items(2);
    struct buffer body = body_of(&a);
    uint8_t swapped[66];

    memcpy(swapped, body.data + AT_NONCE_0 + 33, 33);
    memcpy(swapped + 33, body.data + AT_NONCE_0, 33);
    expect_refusal(AT_NONCE_0, swapped, 66, SCHNORR_NONCE_MISMATCH);
    expect_refusal(AT_NONCE_0, body.data + AT_NONCE_1, 66, SCHNORR_NONCE_MISMATCH);
    buffer_free(&body);
    finish(&a);
}

/* Row 61: the nonce of item 0 again for item 1. */
Test(sign_schnorr, refuses_one_nonce_for_two_items)
{
    struct asked a = ask_items(2);
    struct buffer body = body_of(&a);

    expect_refusal(AT_NONCE_0 + ITEM_BYTES, body.data + AT_NONCE_0, 66, SCHNORR_NONCE_MISMATCH);
    buffer_free(&body);
    finish(&a);
}

/* Row 61: a co-signer that copies my nonces does not stop me. */
Test(sign_schnorr, signs_beside_a_copied_nonce)
{
    struct asked a = ask_items(1);
    struct buffer body = body_of(&a), answer = {0};

    memcpy(body.data + AT_NONCE_1, body.data + AT_NONCE_0, 66);
    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_ANSWERED);
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

/* Row 54: the aggregate is infinity in both halves; the honest signer goes on with R = G. */
Test(sign_schnorr, signs_when_a_cosigner_cancels_the_nonces)
{
    struct asked a = ask_items(1);
    struct buffer body = body_of(&a), answer = {0};

    memcpy(body.data + AT_NONCE_1, body.data + AT_NONCE_0, 66);
    body.data[AT_NONCE_1] ^= 1; /* 02 <-> 03: the negated points */
    body.data[AT_NONCE_1 + 33] ^= 1;
    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_ANSWERED);
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

/* Row 48. */
Test(sign_schnorr, refuses_commitments_that_are_no_points)
{
    uint8_t off_curve[33] = {2}; /* x = 5 is on no point */
    uint8_t too_large[33];
    uint8_t infinity[33] = {0};

    off_curve[32] = 5;
    memset(too_large, 0xff, 33);
    too_large[0] = 2;
    expect_refused_byte(AT_NONCE_1, 4, SCHNORR_BAD_REQUEST);
    expect_refusal(AT_NONCE_1, off_curve, 33, SCHNORR_BAD_REQUEST);
    expect_refusal(AT_NONCE_1 + 33, too_large, 33, SCHNORR_BAD_REQUEST);
    expect_refusal(AT_NONCE_1, infinity, 33, SCHNORR_BAD_REQUEST);
    expect_refusal(AT_NONCE_1 + ITEM_BYTES, off_curve, 33, SCHNORR_BAD_REQUEST);
}

/* Row 49. */
Test(sign_schnorr, refuses_what_is_not_a_signer_set)
{
    const uint8_t twice[4] = {0, 0, 0, 0}, unsorted[4] = {0, 1, 0, 0};
    const uint8_t beyond[4] = {0, 0, 0, 3}, without_me[4] = {0, 1, 0, 2};

    expect_refusal(AT_SEATS, twice, 4, SCHNORR_BAD_REQUEST);
    expect_refusal(AT_SEATS, unsorted, 4, SCHNORR_BAD_REQUEST);
    expect_refusal(AT_SEATS, beyond, 4, SCHNORR_BAD_REQUEST);
    expect_refusal(AT_SEATS, without_me, 4, SCHNORR_BAD_REQUEST);
    expect_refused_byte(AT_SIGNERS, 0, SCHNORR_BAD_REQUEST);
    expect_refused_byte(AT_SIGNERS, 1, SCHNORR_BAD_REQUEST);
    expect_refused_byte(AT_SIGNERS, 33, SCHNORR_BAD_REQUEST);
}

/* The same, well formed in every length: one signer fewer, one more than t. */
Test(sign_schnorr, refuses_a_set_of_t_minus_1_or_t_plus_1)
{
    struct asked a = ask_items(1);
    const struct buffer good = body_of(&a);
    struct buffer fewer = {0}, more = {0}, answer = {0};

    buffer_append(&fewer, good.data, AT_SIGNERS);
    wire_write_u8(&fewer, 1);
    buffer_append(&fewer, good.data + AT_SEATS, 2);
    buffer_append(&fewer, good.data + AT_STREAM_0, 24);
    buffer_append(&fewer, good.data + AT_COUNT, AT_NONCE_0 + 66 - AT_COUNT);
    cr_assert_eq(send(&a, &fewer, &answer, 1), SCHNORR_BAD_REQUEST);

    buffer_append(&more, good.data, AT_SIGNERS);
    wire_write_u8(&more, 3);
    buffer_append(&more, good.data + AT_SEATS, 4);
    wire_write_u16(&more, 2);
    buffer_append(&more, good.data + AT_STREAM_0, 48);
    buffer_append(&more, good.data + AT_STREAM_1, 24);
    buffer_append(&more, good.data + AT_COUNT, AT_NONCE_0 + 132 - AT_COUNT);
    buffer_append(&more, good.data + AT_NONCE_1, 66);
    cr_assert_eq(send(&a, &more, &answer, 1), SCHNORR_BAD_REQUEST);
    memory_free(good.data);
    buffer_free(&fewer);
    buffer_free(&more);
    buffer_free(&answer);
    finish(&a);
}

/* Row 50: message, path, hardened index, depth 5, tapmode 0 and 2. */
Test(sign_schnorr, refuses_anything_but_the_recomputed_digest_and_path)
{
    expect_refused_byte(AT_ITEM, 0x5a, SCHNORR_NOT_APPROVED);
    expect_refused_byte(AT_ITEM + ITEM_BYTES + 31, 0x5a, SCHNORR_NOT_APPROVED);
    expect_refused_byte(AT_PATH + 3, 7, SCHNORR_NOT_APPROVED);
    expect_refused_byte(AT_PATH + 7, 7, SCHNORR_NOT_APPROVED);
    expect_refused_byte(AT_PATH, 0x80, SCHNORR_BAD_REQUEST);
    expect_refused_byte(AT_DEPTH, 5, SCHNORR_BAD_REQUEST);
    expect_refused_byte(AT_TAPMODE, 0, SCHNORR_BAD_REQUEST);
    expect_refused_byte(AT_TAPMODE, 2, SCHNORR_BAD_REQUEST);
    expect_refused_byte(AT_INTENT, 0x5a, SCHNORR_NOT_APPROVED);
    expect_refused_byte(AT_LANE, 1, SCHNORR_BAD_REQUEST);
    expect_refused_byte(AT_COUNT + 1, 1, SCHNORR_BAD_REQUEST); /* bytes left over */
    expect_refused_byte(AT_COUNT + 1, 3, SCHNORR_BAD_REQUEST); /* bytes missing */
    expect_refused_byte(AT_EPOCH, 0x5a, SCHNORR_STALE_EPOCH);  /* row 52 */
}

Test(sign_schnorr, refuses_fewer_items_than_were_approved)
{
    struct asked a = ask_items(2);
    struct buffer body = body_of(&a), answer = {0};

    body.size -= ITEM_BYTES;
    body.data[AT_COUNT + 1] = 1;
    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_NOT_APPROVED);
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

/* Row 61: 257 items, well formed in every length. */
Test(sign_schnorr, refuses_257_items)
{
    struct asked a = ask_items(1);
    struct buffer good = body_of(&a), body = {0}, answer = {0};

    buffer_append(&body, good.data, AT_COUNT);
    wire_write_u16(&body, 257);
    for (int i = 0; i < 257; i++)
        buffer_append(&body, good.data + AT_ITEM, ITEM_BYTES);
    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_BAD_REQUEST);
    cr_assert_eq(schnorr_signer_open_nonces(a.c->signer[0]), 1);
    buffer_free(&good);
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

/* Row 51: expired, or not approved at all. */
Test(sign_schnorr, refuses_after_expiry_and_without_consent)
{
    struct asked a = ask_items(1);
    struct buffer body = body_of(&a), answer = {0};
    const uint64_t past = TODAY;
    uint64_t later = (uint64_t)(EXPIRY - TODAY) * 1000;

    struct buffer changed = body_of(&a);
    for (int i = 0; i < 8; i++)
        changed.data[AT_EXPIRY + i] = (uint8_t)(past >> (56 - 8 * i));
    cr_assert_eq(send(&a, &changed, &answer, 1), SCHNORR_EXPIRED);
    a.task.expiry = TODAY;
    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_EXPIRED);
    a.task.expiry = EXPIRY;
    a.task.refused_seats = 2; /* amendments C6: not together with seat 1 */
    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_NOT_APPROVED);
    a.task.refused_seats = 4;
    cr_assert_eq(schnorr_signer_open_nonces(a.c->signer[0]), 1);

    enum schnorr_code code = SCHNORR_ANSWERED;
    const struct frame frame = frame_of(buffer_slice(&a.request));
    cr_assert(is_ok(schnorr_signer_review(a.c->signer[0], &code, &frame, NULL, at_ms(1))));
    cr_assert_eq(code, SCHNORR_NOT_APPROVED);
    cr_assert_eq(send(&a, &body, &answer, later), SCHNORR_EXPIRED);
    buffer_free(&body);
    buffer_free(&changed);
    buffer_free(&answer);
    finish(&a);
}

Test(sign_schnorr, does_not_listen_to_another_coordinator)
{
    struct asked a = ask_items(1);
    struct buffer body = body_of(&a), bytes = {0}, answer = {0};
    enum schnorr_code code = SCHNORR_ANSWERED;

    frame_write(&bytes, FRAME_SIGN_REQ, none, buffer_slice(&body), a.c->guardian[2]);
    const struct frame frame = frame_of(buffer_slice(&bytes));
    cr_assert_eq(schnorr_signer_sign(a.c->signer[0], &answer, &code, &frame, &a.task,
                                     &a.c->share[0], at_ms(1))
                     .code,
                 ERROR_SCHNORR_SENDER);
    cr_assert_eq(
        schnorr_signer_offer(a.c->signer[0], &answer, &code, &frame, &a.c->share[0], at_ms(1)).code,
        ERROR_SCHNORR_SENDER);
    cr_assert_eq(answer.size, 0);
    buffer_free(&body);
    buffer_free(&bytes);
    finish(&a);
}

/* Row 58: one bit of the share flips; nothing leaves, and the nonces are gone. */
Test(sign_schnorr, sends_nothing_after_a_flipped_bit_of_the_share)
{
    struct asked a = ask_items(2);
    struct buffer answer = {0};
    enum schnorr_code code = SCHNORR_BUSY;
    const struct frame frame = frame_of(buffer_slice(&a.request));

    struct scalar flipped = a.c->share[0];
    flipped.limb[1] ^= 1U << 9;
    cr_assert_eq(
        schnorr_signer_sign(a.c->signer[0], &answer, &code, &frame, &a.task, &flipped, at_ms(1))
            .code,
        ERROR_FROST_SHARE_WRONG);
    cr_assert_eq(answer.size, 0);
    cr_assert_eq(code, SCHNORR_BUSY);
    cr_assert_eq(schnorr_signer_open_nonces(a.c->signer[0]), 0);
    struct buffer body = body_of(&a);
    cr_assert_eq(send(&a, &body, &answer, 2), SCHNORR_NONCE_SPENT); /* also with the true share */
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

/* Row 57: public shares that do not give the key: an end before any secret is touched. */
Test(sign_schnorr, stops_before_any_secret_when_the_record_does_not_hold)
{
    struct asked a = ask_items(1);
    struct buffer ask = {0}, answer = {0}, body = body_of(&a);
    enum schnorr_code code = SCHNORR_BUSY;
    struct epoch_record record = a.c->record;

    record.lane[0].pubshare[1] = record.lane[0].pubshare[2];
    struct schnorr_signer *signer =
        schnorr_signer_new(&record, 0, a.c->owner->sign_pk, a.c->guardian[0], &a.c->rng.base);
    struct buffer request = {0};
    buffer_append(&request, record.hash, 32);
    buffer_append(&request, a.c->intent_hash, 32);
    wire_write_u16(&request, 1);
    buffer_append(&request, none, 16);
    frame_write(&ask, FRAME_NONCE_REQ, none, buffer_slice(&request), a.c->owner);
    struct frame frame = frame_of(buffer_slice(&ask));
    cr_assert(
        is_ok(schnorr_signer_offer(signer, &answer, &code, &frame, &a.c->share[0], at_ms(1))));
    const struct frame nonces = frame_of(buffer_slice(&answer));
    memcpy(body.data + AT_STREAM_0, nonces.body.data + 34, 24);
    memcpy(body.data + AT_NONCE_0, nonces.body.data + 60, 66);
    buffer_clear(&ask);
    frame_write(&ask, FRAME_SIGN_REQ, none, buffer_slice(&body), a.c->owner);
    frame = frame_of(buffer_slice(&ask));
    buffer_clear(&answer);
    cr_assert_eq(
        schnorr_signer_sign(signer, &answer, &code, &frame, &a.task, &a.c->share[0], at_ms(1)).code,
        ERROR_FROST_SHARES);
    cr_assert_eq(answer.size, 0);
    cr_assert_eq(schnorr_signer_open_nonces(signer), 1); /* untouched */
    schnorr_signer_free(signer);
    buffer_free(&ask);
    buffer_free(&answer);
    buffer_free(&body);
    buffer_free(&request);
    finish(&a);
}

/* Row 63: nothing survives a restart. */
Test(sign_schnorr, knows_no_nonce_after_a_restart)
{
    struct asked a = ask_items(1);
    struct buffer body = body_of(&a), answer = {0};

    schnorr_signer_free(a.c->signer[0]);
    a.c->signer[0] =
        schnorr_signer_new(&a.c->record, 0, a.c->owner->sign_pk, a.c->guardian[0], &a.c->rng.base);
    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_NONCE_UNKNOWN);
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

Test(sign_schnorr, forgets_nonces_on_demand_and_after_120_seconds)
{
    struct asked a = ask_items(1);
    struct buffer body = body_of(&a), answer = {0};

    cr_assert_eq(schnorr_signer_tick(a.c->signer[0], at_ms(119999)), 120000);
    cr_assert_eq(schnorr_signer_open_nonces(a.c->signer[0]), 1);
    cr_assert_eq(schnorr_signer_tick(a.c->signer[0], at_ms(120000)), UINT64_MAX);
    cr_assert_eq(schnorr_signer_open_nonces(a.c->signer[0]), 0);
    cr_assert_eq(send(&a, &body, &answer, 120001), SCHNORR_NONCE_SPENT);
    schnorr_signer_forget(a.c->signer[1]);
    cr_assert_eq(schnorr_signer_open_nonces(a.c->signer[1]), 0);
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

/* Also when no tick came in between: the request itself is late. */
Test(sign_schnorr, refuses_a_nonce_older_than_120_seconds)
{
    struct asked a = ask_items(1);
    struct buffer body = body_of(&a), answer = {0};

    cr_assert_eq(send(&a, &body, &answer, 120000), SCHNORR_NONCE_SPENT);
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

static struct buffer nonce_request(struct committee *c, uint16_t count, uint8_t rnd)
{
    struct buffer body = {0}, bytes = {0};
    uint8_t fresh[16] = {rnd};

    buffer_append(&body, c->record.hash, 32);
    buffer_append(&body, c->intent_hash, 32);
    wire_write_u16(&body, count);
    buffer_append(&body, fresh, 16);
    frame_write(&bytes, FRAME_NONCE_REQ, none, buffer_slice(&body), c->owner);
    buffer_free(&body);
    return bytes;
}

/* A flood of requests: never more than 4 offers and 256 nonces, the newest always answered. */
Test(sign_schnorr, keeps_at_most_4_offers_and_256_nonces)
{
    static const uint16_t counts[] = {1, 1, 1, 1, 1, 100, 100, 56, 1, 256, 3, 200, 53, 256};
    struct committee *c = committee_new(2, 3, 1, 200);

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct buffer ask = nonce_request(c, counts[i], (uint8_t)i), first = {0}, again = {0};
        cr_assert_eq(guardian_answers(c, 0, &first, buffer_slice(&ask), at_ms(i)), 0);
        cr_assert_leq(schnorr_signer_open_nonces(c->signer[0]), 256);
        cr_assert_geq(schnorr_signer_open_nonces(c->signer[0]), counts[i]);
        if (i == 4)
            cr_assert_eq(schnorr_signer_open_nonces(c->signer[0]), 4);
        /* the same request: the same bytes, no new nonces */
        cr_assert_eq(guardian_answers(c, 0, &again, buffer_slice(&ask), at_ms(i)), 0);
        cr_assert(slice_equal(buffer_slice(&first), buffer_slice(&again)));
        const struct frame frame = frame_of(buffer_slice(&first));
        const struct frame asked = frame_of(buffer_slice(&ask));
        struct schnorr_nonces nonces;
        cr_assert_arr_eq(frame.ctx, asked.hash, 32);
        cr_assert(is_ok(schnorr_frame_read_nonces(&nonces, frame.body)));
        cr_assert_eq(nonces.count, counts[i]);
        buffer_free(&ask);
        buffer_free(&first);
        buffer_free(&again);
    }
    committee_free(c);
}

Test(sign_schnorr, refuses_nonce_requests_it_cannot_serve)
{
    struct committee *c = committee_new(2, 3, 1, 201);
    struct buffer answer = {0};

    static const uint16_t counts[] = {0, 257, 65535};
    for (size_t i = 0; i < 3; i++) {
        struct buffer ask = nonce_request(c, counts[i], 0);
        cr_assert_eq(guardian_answers(c, 0, &answer, buffer_slice(&ask), at_ms(0)),
                     SCHNORR_BAD_REQUEST);
        buffer_free(&ask);
    }
    c->record.hash[0] ^= 1; /* another epoch */
    struct buffer ask = nonce_request(c, 1, 0);
    cr_assert_eq(guardian_answers(c, 0, &answer, buffer_slice(&ask), at_ms(0)),
                 SCHNORR_STALE_EPOCH);
    buffer_free(&ask);
    buffer_free(&answer);
    committee_free(c);
}

/* Closing one offer must not disturb the nonces of another. */
Test(sign_schnorr, signs_from_several_open_offers_in_any_order)
{
    static const uint8_t orders[3][3] = {{0, 1, 2}, {2, 1, 0}, {1, 0, 2}};

    for (size_t o = 0; o < 3; o++) {
        struct committee *c = committee_new(1, 1, 1, 300 + o);
        struct buffer requests[3] = {{0}};
        for (uint8_t k = 0; k < 3; k++) {
            struct buffer ask = nonce_request(c, (uint16_t)(k + 1), k), nonces = {0}, body = {0};
            cr_assert_eq(guardian_answers(c, 0, &nonces, buffer_slice(&ask), at_ms(k)), 0);
            const struct frame offered = frame_of(buffer_slice(&nonces));
            buffer_append(&body, c->record.hash, 32);
            wire_write_u8(&body, 0);
            wire_write_u16(&body, k);
            buffer_append(&body, c->intent_hash, 32);
            wire_write_u64(&body, EXPIRY);
            wire_write_u8(&body, 1);
            wire_write_u16(&body, 0);
            buffer_append(&body, offered.body.data + 34, 24);
            wire_write_u16(&body, 1);
            schnorr_frame_write_item(&body, &c->items[0]);
            buffer_append(&body, offered.body.data + 60, 66);
            frame_write(&requests[k], FRAME_SIGN_REQ, none, buffer_slice(&body), c->owner);
            buffer_free(&ask);
            buffer_free(&nonces);
            buffer_free(&body);
        }
        cr_assert_eq(schnorr_signer_open_nonces(c->signer[0]), 6);
        for (size_t k = 0; k < 3; k++) {
            struct buffer psig = {0};
            cr_assert_eq(
                guardian_answers(c, 0, &psig, buffer_slice(&requests[orders[o][k]]), at_ms(10)),
                SCHNORR_ANSWERED);
            buffer_free(&psig);
        }
        cr_assert_eq(schnorr_signer_open_nonces(c->signer[0]), 0); /* skipped ones died too */
        for (size_t k = 0; k < 3; k++)
            buffer_free(&requests[k]);
        committee_free(c);
    }
}

/* A request made for one payment does not serve another. */
Test(sign_schnorr, refuses_nonces_that_were_asked_for_another_payment)
{
    struct asked a = ask_items(1);
    struct buffer body = body_of(&a), answer = {0};
    uint8_t other[32];

    memcpy(other, a.c->intent_hash, 32);
    other[0] ^= 1;
    memcpy(body.data + AT_INTENT, other, 32);
    a.task.intent_hash = other; /* approved as well */
    cr_assert_eq(send(&a, &body, &answer, 1), SCHNORR_BAD_REQUEST);
    cr_assert_eq(schnorr_signer_open_nonces(a.c->signer[0]), 1);
    buffer_free(&body);
    buffer_free(&answer);
    finish(&a);
}

Test(sign_schnorr, does_not_make_new_nonces_for_a_late_copy_of_a_used_request)
{
    struct committee *c = committee_new(2, 2, 1, 400);
    const struct schnorr_order order = order_of(c);
    struct schnorr_coordinator *coordinator;
    struct buffer ask = {0}, answer = {0};

    cr_assert(is_ok(schnorr_coordinator_new(&coordinator, &order, at_ms(0))));
    const struct schnorr_output *output = schnorr_coordinator_output(coordinator);
    buffer_append_slice(&ask, output->frames[0].bytes);
    for (uint16_t j = 0; j < 2; j++) {
        buffer_clear(&answer);
        cr_assert_eq(guardian_answers(c, j, &answer, buffer_slice(&ask), at_ms(0)), 0);
        const struct frame frame = frame_of(buffer_slice(&answer));
        schnorr_coordinator_feed(coordinator, &frame, at_ms(0));
    }
    cr_assert_eq(guardian_answers(c, 0, &answer, output->frames[0].bytes, at_ms(1)), 0);
    cr_assert_eq(guardian_answers(c, 0, &answer, buffer_slice(&ask), at_ms(2)),
                 SCHNORR_NONCE_SPENT);
    cr_assert_eq(schnorr_signer_open_nonces(c->signer[0]), 0);
    buffer_free(&ask);
    buffer_free(&answer);
    schnorr_coordinator_free(coordinator);
    committee_free(c);
}

/* Every truncation, and every single-byte change, of a good request is refused or signs nothing
 * but what was approved; no reading outside (run under sanitizers). */
Test(sign_schnorr, survives_every_truncation_and_byte_flip_of_a_request, .timeout = 300)
{
    struct asked a = ask_items(1);
    const struct buffer good = body_of(&a);
    struct buffer answer = {0};

    for (size_t size = 0; size < good.size; size++) {
        struct buffer cut = {0};
        buffer_append(&cut, good.data, size);
        cr_assert_eq(send(&a, &cut, &answer, 1), SCHNORR_BAD_REQUEST);
        buffer_free(&cut);
    }
    for (size_t at = 0; at < good.size; at++) {
        /* the attempt number, a later expiry and the co-signer's share of things may differ */
        const bool is_free = (at > AT_LANE && at < AT_INTENT) ||
                             (at >= AT_EXPIRY && at < AT_SIGNERS) ||
                             (at >= AT_STREAM_1 && at < AT_COUNT) || at >= AT_NONCE_1;
        struct buffer changed = {0};
        if (is_free)
            continue;
        buffer_append(&changed, good.data, good.size);
        changed.data[at] ^= 0x40;
        cr_assert_neq(send(&a, &changed, &answer, 1), SCHNORR_ANSWERED, "at %zu", at);
        buffer_free(&changed);
    }
    cr_assert_eq(schnorr_signer_open_nonces(a.c->signer[0]), 1);
    memory_free(good.data);
    buffer_free(&answer);
    finish(&a);
}

/* --- the life-cycle known answers, through the whole state machine --- */

static void push_ratchet_rand(struct scripted_rng *rng, const cJSON *sign, int at)
{
    uint8_t seed[32], stream[16], rand[32];
    char path[32];
    struct hash_tagged hash;

    snprintf(path, sizeof path, "ratchet_seed.%d", at);
    vectors_hex_at(seed, 32, sign, path);
    snprintf(path, sizeof path, "stream.%d", at);
    vectors_hex_at(stream, 16, sign, path);
    hash_tagged_begin(&hash, "gw/1/nonce-ratchet");
    hash_tagged_add(&hash, seed, 32);
    hash_tagged_add(&hash, stream, 16);
    hash_tagged_add_u64(&hash, 0);
    hash_tagged_add_u8(&hash, 1);
    hash_tagged_end(&hash, rand);
    scripted_rng_push(rng, stream, 16); /* drawn when the signer is made */
    scripted_rng_push(rng, rand, 32);   /* drawn for its first nonce */
}

static void replay(const char *epoch, const char *session)
{
    cJSON *root = vectors_load("tests/vectors/gw1-selfmade/kat.json");
    const cJSON *answers = vectors_at(root, epoch), *sign = vectors_at(root, session);
    struct committee *c = committee_new(1, 1, 1, 500);
    struct buffer record = {0};
    uint8_t expected[66];
    char path[64];

    /* the record of the answers, with identities whose secrets are known here */
    cr_assert(
        is_ok(hex_decode_append(&record, slice_of_text(vectors_string_at(answers, "record")))));
    cr_assert(is_ok(record_read(&c->record, buffer_slice(&record))));
    for (uint16_t j = 0; j < c->record.n; j++) {
        if (!c->guardian[j])
            c->guardian[j] = identity_new(&c->rng.base);
        memcpy(c->record.id_pk[j], c->guardian[j]->sign_pk, 32);
        snprintf(path, sizeof path, "shares.0.%u", j);
        vectors_hex_at(expected, 32, answers, path);
        cr_assert(is_ok(scalar_read_nonzero(&c->share[j], expected)));
    }
    vectors_hex_at(c->items[0].digest, 32, sign, "msg");
    c->items[0].depth = (uint8_t)cJSON_GetArraySize(vectors_at(sign, "path"));
    for (int i = 0; i < c->items[0].depth; i++)
        c->items[0].path[i] = (uint32_t)cJSON_GetArrayItem(vectors_at(sign, "path"), i)->valueint;

    struct schnorr_order order = order_of(c);
    struct schnorr_coordinator *coordinator;
    const int count = cJSON_GetArraySize(vectors_at(sign, "seats"));
    uint16_t seats[8];
    order.seats = 0;
    for (int i = 0; i < count; i++) {
        seats[i] = (uint16_t)cJSON_GetArrayItem(vectors_at(sign, "seats"), i)->valueint;
        order.seats |= 1U << seats[i];
    }
    cr_assert(is_ok(schnorr_coordinator_new(&coordinator, &order, at_ms(0))));
    const struct schnorr_output *output = schnorr_coordinator_output(coordinator);
    struct buffer ask = {0}, request = {0}, answer = {0};
    struct scripted_rng scripts[8];
    buffer_append_slice(&ask, output->frames[0].bytes);
    for (int i = 0; i < count; i++) {
        scripted_rng_seed(&scripts[i], 0);
        scripts[i].strict = 1;
        push_ratchet_rand(&scripts[i], sign, i);
        schnorr_signer_free(c->signer[seats[i]]);
        c->signer[seats[i]] = schnorr_signer_new(&c->record, seats[i], c->owner->sign_pk,
                                                 c->guardian[seats[i]], &scripts[i].base);
        buffer_clear(&answer);
        cr_assert_eq(guardian_answers(c, seats[i], &answer, buffer_slice(&ask), at_ms(0)), 0);
        const struct frame frame = frame_of(buffer_slice(&answer));
        snprintf(path, sizeof path, "pubnonce.%d", i);
        vectors_hex_at(expected, 66, sign, path);
        cr_assert_arr_eq(frame.body.data + 60, expected, 66);
        schnorr_coordinator_feed(coordinator, &frame, at_ms(1));
    }
    buffer_append_slice(&request, output->frames[0].bytes);
    for (int i = 0; i < count; i++) {
        buffer_clear(&answer);
        cr_assert_eq(guardian_answers(c, seats[i], &answer, buffer_slice(&request), at_ms(2)), 0);
        const struct frame frame = frame_of(buffer_slice(&answer));
        snprintf(path, sizeof path, "psig.%d", i);
        vectors_hex_at(expected, 32, sign, path);
        cr_assert_arr_eq(frame.body.data + 28, expected, 32);
        schnorr_coordinator_feed(coordinator, &frame, at_ms(3));
    }
    cr_assert_eq(output->status, SCHNORR_DONE);
    vectors_hex_at(expected, 64, sign, "sig");
    cr_assert_arr_eq(schnorr_coordinator_signatures(coordinator)[0], expected, 64);
    for (int i = 0; i < count; i++)
        scripted_rng_free(&scripts[i]);
    buffer_free(&record);
    buffer_free(&ask);
    buffer_free(&request);
    buffer_free(&answer);
    schnorr_coordinator_free(coordinator);
    committee_free(c);
    cJSON_Delete(root);
}

Test(sign_schnorr, replays_the_known_answer_of_the_first_epoch)
{
    replay("dkg_3of5", "sign_epoch1_seats_0_2_4");
}

Test(sign_schnorr, replays_the_known_answer_of_the_third_epoch)
{
    replay("reshare_2of4_dealers_1_2_3", "sign_epoch3_seats_1_3");
}
