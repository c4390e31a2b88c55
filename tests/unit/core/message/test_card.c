/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "unit/core/message/people.h"

Test(card, equals_the_known_cards_byte_for_byte)
{
    cJSON *json = vectors_load(VECTORS);

    for (const char *who = "og"; *who; who++) {
        struct person person = person_of_vectors(json, *who);
        struct card made;
        uint8_t pid[32];

        card_make(&made, person.identity, person.card.role, person.card.created,
                  person.card.mailbox);
        cr_assert_arr_eq(made.bytes, person.card.bytes, CARD_BYTES);
        vectors_hex_at(pid, 32, json, *who == 'o' ? "pid_sender" : "pid_recipient");
        cr_assert_arr_eq(made.pid, pid, 32);
        cr_assert_arr_eq(person.card.pid, pid, 32);
        cr_assert_eq(person.card.role, *who == 'o' ? CARD_DEVICE : CARD_FRIEND);
        person_free(&person);
    }
    cJSON_Delete(json);
}

Test(card, is_refused_at_every_other_length)
{
    struct person person = person_new(1, CARD_FRIEND);
    uint8_t longer[CARD_BYTES + 1] = {0};
    struct card out;

    memcpy(longer, person.card.bytes, CARD_BYTES);
    for (size_t size = 0; size <= sizeof longer; size++) {
        const result read = card_read(&out, slice_of(longer, size));
        cr_assert_eq(read.code, size == CARD_BYTES ? ERROR_NONE : ERROR_CARD_SHAPE);
    }
    person_free(&person);
}

Test(card, is_refused_when_any_bit_is_changed)
{
    struct person person = person_new(2, CARD_FRIEND);
    struct card out;

    for (size_t bit = 0; bit < CARD_BYTES * 8; bit++) {
        uint8_t bytes[CARD_BYTES];
        memcpy(bytes, person.card.bytes, CARD_BYTES);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        const enum error_code code = card_read(&out, slice_of(bytes, sizeof bytes)).code;
        cr_assert(code == ERROR_CARD_SHAPE || code == ERROR_CARD_SIGNATURE, "bit %zu", bit);
        if (bit / 8 >= 8)
            cr_assert_eq(code, ERROR_CARD_SIGNATURE, "bit %zu", bit);
    }
    person_free(&person);
}

Test(card, has_no_role_beyond_the_four)
{
    struct person person = person_new(3, CARD_FRIEND);
    struct card made, out;

    for (unsigned role = 0; role <= 255; role++) {
        card_make(&made, person.identity, (enum card_role)role, NOON, person.card.mailbox);
        cr_assert_eq(is_ok(card_read(&out, slice_of(made.bytes, CARD_BYTES))),
                     role >= 1 && role <= 4);
    }
    person_free(&person);
}
