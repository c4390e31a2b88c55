/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/ceremony/comparison.h"
#include "unit/core/message/people.h"

static struct comparison of_vectors(const cJSON *json)
{
    struct comparison comparison;

    vectors_hex_at(comparison.transcript, 32, json, "sas.transcript");
    vectors_hex_at(comparison.exchange, 32, json, "sas.k");
    return comparison;
}

Test(comparison, gives_the_known_digits_and_words)
{
    cJSON *json = vectors_load(VECTORS);
    const struct comparison comparison = of_vectors(json);
    char digits[COMPARISON_DIGITS + 1];
    uint16_t words[COMPARISON_WORDS];
    const uint16_t owner[] = {994, 373, 1107, 878}, guardian[] = {183, 178, 718, 280};

    comparison_digits(digits, &comparison);
    cr_assert_str_eq(digits, "93211 99199");
    comparison_words(words, &comparison, COMPARISON_OWNER);
    cr_assert_arr_eq(words, owner, sizeof owner);
    comparison_words(words, &comparison, COMPARISON_GUARDIAN);
    cr_assert_arr_eq(words, guardian, sizeof guardian);
    cJSON_Delete(json);
}

Test(comparison, makes_the_known_commitment_and_transcript)
{
    cJSON *json = vectors_load(VECTORS);
    const char *m2_parts[] = {"sas.r_g", NULL, "sas.card_g", "sas.rpkrec_g"};
    const char *m3_parts[] = {"sas.r_o", NULL, "sas.card_o", "sas.rpkrec_o"};
    const size_t sizes[] = {32, 32, 176, 120};
    uint8_t sk[32], m1[32], m2[360], m3[360], out[32], known[32];

    for (unsigned i = 0, at = 0; i < 4; at += sizes[i++]) {
        if (m2_parts[i]) {
            vectors_hex_at(m2 + at, sizes[i], json, m2_parts[i]);
            vectors_hex_at(m3 + at, sizes[i], json, m3_parts[i]);
            continue;
        }
        vectors_hex_at(sk, 32, json, "sas.eg_sk");
        crypto_scalarmult_base(m2 + at, sk);
        vectors_hex_at(sk, 32, json, "sas.eo_sk");
        crypto_scalarmult_base(m3 + at, sk);
    }
    comparison_commit(out, slice_of(m3, 360));
    vectors_hex_at(m1, 32, json, "sas.m1");
    cr_assert_arr_eq(out, m1, 32);
    comparison_transcript(out, slice_of(m1, 32), slice_of(m2, 360), slice_of(m3, 360));
    vectors_hex_at(known, 32, json, "sas.transcript");
    cr_assert_arr_eq(out, known, 32);
    cJSON_Delete(json);
}

Test(comparison, confirmations_hold_for_their_side_key_and_run_only)
{
    cJSON *json = vectors_load(VECTORS);
    struct person ann = person_of_vectors(json, 'o'), bob = person_of_vectors(json, 'g');
    const struct comparison comparison = of_vectors(json);
    uint8_t m4[COMPARISON_CONFIRM_BYTES + 1] = {0}, m5[COMPARISON_CONFIRM_BYTES];

    comparison_confirm(m4, &comparison, COMPARISON_OWNER, ann.identity);
    comparison_confirm(m5, &comparison, COMPARISON_GUARDIAN, bob.identity);
    cr_assert_neq(memcmp(m4, m5, 32), 0);
    const struct slice sent = slice_of(m4, COMPARISON_CONFIRM_BYTES);
    cr_assert(is_ok(comparison_check(sent, &comparison, COMPARISON_OWNER, ann.card.sign_pk)));
    cr_assert(is_ok(
        comparison_check(slice_of(m5, 96), &comparison, COMPARISON_GUARDIAN, bob.card.sign_pk)));
    /* Reflected, or as the other side's. */
    cr_assert_eq(comparison_check(sent, &comparison, COMPARISON_GUARDIAN, ann.card.sign_pk).code,
                 ERROR_COMPARISON_CONFIRM);
    /* Mallory knows T and K, and shows Bob's card: his HMAC is right, the signature is not. */
    comparison_confirm(m4, &comparison, COMPARISON_OWNER, bob.identity);
    cr_assert_eq(comparison_check(sent, &comparison, COMPARISON_OWNER, ann.card.sign_pk).code,
                 ERROR_COMPARISON_CONFIRM);
    comparison_confirm(m4, &comparison, COMPARISON_OWNER, ann.identity);
    /* Another run. */
    for (unsigned i = 0; i < 64; i++) {
        struct comparison other = comparison;
        (i < 32 ? other.transcript : other.exchange)[i % 32] ^= 1;
        cr_assert_not(is_ok(comparison_check(sent, &other, COMPARISON_OWNER, ann.card.sign_pk)));
    }
    for (unsigned i = 0; i < COMPARISON_CONFIRM_BYTES; i++) {
        m4[i] ^= 0x40;
        cr_assert_not(
            is_ok(comparison_check(sent, &comparison, COMPARISON_OWNER, ann.card.sign_pk)));
        m4[i] ^= 0x40;
        cr_assert_not(is_ok(
            comparison_check(slice_of(m4, i), &comparison, COMPARISON_OWNER, ann.card.sign_pk)));
    }
    cr_assert_not(
        is_ok(comparison_check(slice_of(m4, 97), &comparison, COMPARISON_OWNER, ann.card.sign_pk)));
    person_free(&ann);
    person_free(&bob);
    cJSON_Delete(json);
}

Test(comparison, confirmations_sign_their_side_and_the_transcript)
{
    cJSON *json = vectors_load(VECTORS);
    struct person ann = person_of_vectors(json, 'o');
    const struct comparison comparison = of_vectors(json);
    uint8_t m4[COMPARISON_CONFIRM_BYTES], message[19 + 1 + 32] = "gridlock/sas/id/v1";

    comparison_confirm(m4, &comparison, COMPARISON_OWNER, ann.identity);
    message[19] = 1;
    memcpy(message + 20, comparison.transcript, 32);
    cr_assert(is_ok(identity_verify(ann.card.sign_pk, m4 + 32, slice_of(message, sizeof message))));
    comparison_confirm(m4, &comparison, COMPARISON_GUARDIAN, ann.identity);
    message[19] = 2;
    cr_assert(is_ok(identity_verify(ann.card.sign_pk, m4 + 32, slice_of(message, sizeof message))));
    person_free(&ann);
    cJSON_Delete(json);
}
