/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <string.h>

#include "core/message/reassembly.h"

static uint8_t filler[ENVELOPE_BODY_MAX];

static struct envelope_content chunk(uint8_t sender, uint64_t ctr, uint16_t index, uint16_t count,
                                     const char *text)
{
    struct envelope_content content = {.head = {.ctr = ctr + index,
                                                .expires_at = 1000,
                                                .type = ENVELOPE_CONTROL,
                                                .chunk_index = index,
                                                .chunk_count = count}};

    memset(content.sender, sender, sizeof content.sender);
    content.body = slice_of_text(text);
    return content;
}

static bool take(struct reassembly *reassembly, struct reassembly_whole *whole,
                 struct envelope_content content)
{
    bool is_whole = false;

    cr_assert(is_ok(reassembly_take(reassembly, whole, &is_whole, &content)));
    return is_whole;
}

Test(reassembly, hands_a_single_envelope_over_at_once)
{
    struct reassembly *reassembly = reassembly_new();
    struct reassembly_whole whole;

    cr_assert(take(reassembly, &whole, chunk(1, 5, 0, 1, "all")));
    cr_assert(slice_equal(buffer_slice(&whole.body), slice_of_text("all")));
    cr_assert_eq(whole.count, 1);
    cr_assert_eq(whole.ctr[0], 5);
    reassembly_whole_free(&whole);
    reassembly_free(reassembly);
}

Test(reassembly, never_mixes_two_bodies)
{
    struct reassembly *reassembly = reassembly_new();
    struct reassembly_whole whole;
    struct envelope_content other;

    cr_assert_not(take(reassembly, &whole, chunk(1, 100, 0, 2, "A0")));
    cr_assert_not(take(reassembly, &whole, chunk(1, 200, 1, 2, "B1"))); /* another body */
    cr_assert_not(take(reassembly, &whole, chunk(2, 100, 1, 2, "C1"))); /* another sender */
    cr_assert(take(reassembly, &whole, chunk(1, 100, 1, 2, "A1")));
    cr_assert(slice_equal(buffer_slice(&whole.body), slice_of_text("A0A1")));
    reassembly_whole_free(&whole);
    cr_assert(take(reassembly, &whole, chunk(1, 200, 0, 2, "B0")));
    cr_assert(slice_equal(buffer_slice(&whole.body), slice_of_text("B0B1")));
    reassembly_whole_free(&whole);
    other = chunk(2, 100, 0, 2, "D0");
    other.head.session[31] = 1; /* another session */
    cr_assert_not(take(reassembly, &whole, other));
    other = chunk(2, 100, 0, 2, "E0");
    other.head.round = 9; /* another round: makes room by dropping this sender's oldest */
    cr_assert_not(take(reassembly, &whole, other));
    cr_assert_eq(reassembly_held(reassembly), 4);
    reassembly_free(reassembly);
}

Test(reassembly, lets_one_sender_hold_two_bodies_only)
{
    struct reassembly *reassembly = reassembly_new();
    struct reassembly_whole whole;

    cr_assert_not(take(reassembly, &whole, chunk(9, 1, 0, 2, "nine")));
    for (unsigned i = 0; i < 1000; i++)
        cr_assert_not(take(reassembly, &whole, chunk(1, 1000 * i + 1, 0, 2, "flood")));
    cr_assert_eq(reassembly_held(reassembly), 4 + 2 * 5);
    cr_assert(take(reassembly, &whole, chunk(9, 1, 1, 2, "!")));
    cr_assert(slice_equal(buffer_slice(&whole.body), slice_of_text("nine!")));
    reassembly_whole_free(&whole);
    reassembly_free(reassembly);
}

Test(reassembly, is_bounded_by_bodies_and_by_bytes)
{
    struct reassembly *reassembly = reassembly_new();
    struct reassembly_whole whole;
    struct envelope_content content;
    bool is_whole;
    unsigned sender = 0;

    for (; sender < REASSEMBLY_BODIES; sender++)
        cr_assert_not(take(reassembly, &whole, chunk((uint8_t)sender, 1, 0, 64, "x")));
    content = chunk(200, 1, 0, 64, "x");
    cr_assert_eq(reassembly_take(reassembly, &whole, &is_whole, &content).code,
                 ERROR_REASSEMBLY_FULL);
    reassembly_tidy(reassembly, 999);
    cr_assert_eq(reassembly_held(reassembly), REASSEMBLY_BODIES);
    reassembly_tidy(reassembly, 1000);
    cr_assert_eq(reassembly_held(reassembly), 0);

    result taken = OK;
    for (unsigned i = 0; i < 8 * 63 && is_ok(taken); i++) {
        content = chunk((uint8_t)(i / 63), 1, (uint16_t)(i % 63), 64, "");
        content.body = slice_of(filler, sizeof filler);
        taken = reassembly_take(reassembly, &whole, &is_whole, &content);
        cr_assert_leq(reassembly_held(reassembly), REASSEMBLY_TOTAL);
    }
    cr_assert_eq(taken.code, ERROR_REASSEMBLY_FULL);
    reassembly_free(reassembly);
}

Test(reassembly, forgets_when_the_earliest_chunk_expires)
{
    struct reassembly *reassembly = reassembly_new();
    struct reassembly_whole whole;
    struct envelope_content early = chunk(1, 1, 1, 3, "b");

    cr_assert_not(take(reassembly, &whole, chunk(1, 1, 0, 3, "a")));
    early.head.expires_at = 500;
    cr_assert_not(take(reassembly, &whole, early));
    reassembly_tidy(reassembly, 499);
    cr_assert_eq(reassembly_held(reassembly), 2);
    reassembly_tidy(reassembly, 500);
    cr_assert_eq(reassembly_held(reassembly), 0);
    cr_assert_not(take(reassembly, &whole, chunk(1, 1, 2, 3, "c")));
    reassembly_free(reassembly);
}
