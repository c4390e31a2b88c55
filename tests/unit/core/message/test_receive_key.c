/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "unit/core/message/people.h"

enum { DAY = 24 * 3600 };

Test(receive_key, equals_the_known_record_byte_for_byte)
{
    cJSON *json = vectors_load(VECTORS);
    struct person person = person_of_vectors(json, 'g');
    struct scripted_rng rng;
    struct receive_key made;

    scripted_rng_seed(&rng, 0);
    rng.strict = 1;
    scripted_rng_push_hex(&rng, vectors_string_at(json, "recipient_rpk_sk"));
    struct secret *secret =
        receive_key_make(&made, person.identity, person.key.not_before, &rng.base);
    cr_assert_arr_eq(made.bytes, person.key.bytes, RECEIVE_KEY_BYTES);
    cr_assert_arr_eq(made.id, person.key.id, RECEIVE_KEY_ID_BYTES);
    cr_assert_eq(person.key.not_after - person.key.not_before, 7 * DAY);
    secret_free(secret);
    scripted_rng_free(&rng);
    person_free(&person);
    cJSON_Delete(json);
}

Test(receive_key, is_refused_at_every_other_length_and_when_any_bit_is_changed)
{
    struct person person = person_new(1, CARD_FRIEND);
    uint8_t bytes[RECEIVE_KEY_BYTES + 1] = {0};
    struct receive_key out;

    memcpy(bytes, person.key.bytes, RECEIVE_KEY_BYTES);
    for (size_t size = 0; size <= sizeof bytes; size++)
        cr_assert_eq(receive_key_read(&out, slice_of(bytes, size), &person.card).code,
                     size == RECEIVE_KEY_BYTES ? ERROR_NONE : ERROR_RECEIVE_KEY_SHAPE);
    for (size_t bit = 0; bit < RECEIVE_KEY_BYTES * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        cr_assert_not(
            is_ok(receive_key_read(&out, slice_of(bytes, RECEIVE_KEY_BYTES), &person.card)));
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    person_free(&person);
}

Test(receive_key, of_another_device_is_refused)
{
    struct person ann = person_new(1, CARD_FRIEND), bob = person_new(2, CARD_FRIEND);
    struct receive_key out;

    cr_assert_eq(receive_key_read(&out, key_slice(&ann), &bob.card).code,
                 ERROR_RECEIVE_KEY_SIGNATURE);
    person_free(&ann);
    person_free(&bob);
}

Test(receive_key, lives_by_the_clock)
{
    const struct receive_key key = {.not_before = NOON, .not_after = NOON + 7 * DAY};

    cr_assert(receive_key_is_usable(&key, NOON));
    cr_assert(receive_key_is_usable(&key, NOON - DAY));
    cr_assert_not(receive_key_is_usable(&key, NOON - DAY - 1));
    cr_assert(receive_key_is_usable(&key, NOON + 7 * DAY - 1));
    cr_assert_not(receive_key_is_usable(&key, NOON + 7 * DAY));
    cr_assert_not(receive_key_is_due(&key, NOON + 5 * DAY - 1));
    cr_assert(receive_key_is_due(&key, NOON + 5 * DAY));
    cr_assert(receive_key_is_due(&key, NOON + 50 * DAY));
    cr_assert_not(receive_key_is_over(&key, NOON));
    cr_assert_not(receive_key_is_over(&key, NOON + 22 * DAY - 1));
    cr_assert(receive_key_is_over(&key, NOON + 22 * DAY));
}

Test(receive_key, may_not_live_longer_than_a_week)
{
    /* Signed correctly, by making it "in the past" of a clock: shift not_before only. */
    struct person person = person_new(4, CARD_FRIEND);
    struct receive_key out;
    uint8_t bytes[RECEIVE_KEY_BYTES];
    SCOPED(buffer_free) struct buffer message = {0};

    memcpy(bytes, person.key.bytes, sizeof bytes);
    bytes[15] -= 1; /* not_before one second earlier */
    buffer_append(&message, "gridlock/rpk/v1", 16);
    buffer_append(&message, person.card.pid, 32);
    buffer_append(&message, bytes, 56);
    identity_sign(person.identity, bytes + 56, buffer_slice(&message));
    cr_assert_eq(receive_key_read(&out, slice_of(bytes, sizeof bytes), &person.card).code,
                 ERROR_RECEIVE_KEY_SHAPE);
    bytes[15] += 2; /* one second later than it was: a shorter life is fine */
    buffer_clear(&message);
    buffer_append(&message, "gridlock/rpk/v1", 16);
    buffer_append(&message, person.card.pid, 32);
    buffer_append(&message, bytes, 56);
    identity_sign(person.identity, bytes + 56, buffer_slice(&message));
    cr_assert(is_ok(receive_key_read(&out, slice_of(bytes, sizeof bytes), &person.card)));
    person_free(&person);
}
