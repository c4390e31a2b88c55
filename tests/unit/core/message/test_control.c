/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/crypto/hash.h"
#include "core/message/control.h"
#include "unit/core/message/people.h"

Test(receipt, lists_come_back)
{
    SCOPED(buffer_free) struct buffer body = {0};
    struct receipt in[RECEIPT_MAX], out[RECEIPT_MAX];
    size_t count = 0;

    for (unsigned i = 0; i < RECEIPT_MAX; i++) {
        memset(in[i].mid, (int)i, 16);
        in[i].code = i % 3;
    }
    receipt_write(&body, in, RECEIPT_MAX);
    cr_assert_eq(body.size, 2 + 17 * 512);
    cr_assert_leq(body.size, ENVELOPE_BODY_MAX);
    cr_assert(is_ok(receipt_read(out, &count, buffer_slice(&body))));
    cr_assert_eq(count, RECEIPT_MAX);
    for (unsigned i = 0; i < RECEIPT_MAX; i++) {
        cr_assert_arr_eq(out[i].mid, in[i].mid, 16);
        cr_assert_eq(out[i].code, in[i].code);
    }
}

Test(receipt, refuses_other_lengths_counts_and_codes)
{
    SCOPED(buffer_free) struct buffer body = {0};
    struct receipt in[2] = {{.mid = {1}}, {.mid = {2}, .code = RECEIPT_OLD}}, out[RECEIPT_MAX];
    size_t count = 77;

    receipt_write(&body, in, 2);
    for (size_t size = 0; size < body.size; size++)
        cr_assert_eq(receipt_read(out, &count, slice_of(body.data, size)).code,
                     ERROR_RECEIPT_SHAPE);
    buffer_extend(&body, 1);
    cr_assert_eq(receipt_read(out, &count, buffer_slice(&body)).code, ERROR_RECEIPT_SHAPE);
    body.size--;
    body.data[body.size - 1] = 3;
    cr_assert_eq(receipt_read(out, &count, buffer_slice(&body)).code, ERROR_RECEIPT_SHAPE);
    const uint8_t none[2] = {0, 0};
    cr_assert_eq(receipt_read(out, &count, slice_of(none, 2)).code, ERROR_RECEIPT_SHAPE);
    static uint8_t many[2 + 17 * 513] = {0x02, 0x01};
    cr_assert_eq(receipt_read(out, &count, slice_of(many, sizeof many)).code, ERROR_RECEIPT_SHAPE);
    cr_assert_eq(count, 77);
}

enum { SEATS = 3 };
static struct person people[SEATS];
static uint8_t ids[SEATS][32];
static struct roster_entry entries[SEATS];

static void begin(void)
{
    for (unsigned i = 0; i < SEATS; i++) {
        people[i] = person_new(10 + i, CARD_FRIEND);
        memcpy(ids[i], people[i].card.sign_pk, 32);
        entries[i] = (struct roster_entry){.card = people[i].card, .receive_key = people[i].key};
        snprintf(entries[i].router, sizeof entries[i].router, "https://router%u.example", i);
    }
}

static void end(void)
{
    for (unsigned i = 0; i < SEATS; i++)
        person_free(&people[i]);
}

TestSuite(roster, .init = begin, .fini = end);

Test(roster, comes_back_and_is_verified)
{
    SCOPED(buffer_free) struct buffer body = {0};
    struct roster_entry out[SEATS];

    roster_write(&body, entries, SEATS);
    cr_assert(is_ok(roster_read(out, buffer_slice(&body), ids, SEATS)));
    for (unsigned i = 0; i < SEATS; i++) {
        cr_assert_arr_eq(out[i].card.pid, people[i].card.pid, 32);
        cr_assert_arr_eq(out[i].receive_key.bytes, people[i].key.bytes, RECEIVE_KEY_BYTES);
        cr_assert_str_eq(out[i].router, entries[i].router);
    }
}

Test(roster, refuses_truncation_and_left_overs)
{
    SCOPED(buffer_free) struct buffer body = {0};
    struct roster_entry out[SEATS];

    roster_write(&body, entries, SEATS);
    for (size_t size = 0; size < body.size; size++)
        cr_assert_not(is_ok(roster_read(out, slice_of(body.data, size), ids, SEATS)));
    buffer_extend(&body, 1);
    cr_assert_eq(roster_read(out, buffer_slice(&body), ids, SEATS).code, ERROR_ROSTER_SHAPE);
    body.size--;
    cr_assert_eq(roster_read(out, buffer_slice(&body), ids, 2).code, ERROR_ROSTER_SHAPE);
    cr_assert_eq(roster_read(out, buffer_slice(&body), ids, 0).code, ERROR_ROSTER_SHAPE);
    cr_assert_eq(roster_read(out, buffer_slice(&body), ids, 33).code, ERROR_ROSTER_SHAPE);
}

Test(roster, refuses_a_card_of_another_seat)
{
    SCOPED(buffer_free) struct buffer body = {0};
    struct roster_entry out[SEATS];
    const struct roster_entry swapped[SEATS] = {entries[0], entries[2], entries[1]};

    roster_write(&body, swapped, SEATS);
    cr_assert_eq(roster_read(out, buffer_slice(&body), ids, SEATS).code, ERROR_ROSTER_SEAT);
}

Test(roster, refuses_a_card_or_key_that_the_seat_did_not_sign)
{
    struct roster_entry out[SEATS];

    for (unsigned i = 0; i < 3; i++) {
        SCOPED(buffer_free) struct buffer body = {0};
        roster_write(&body, entries, SEATS);
        const enum error_code expected[] = {ERROR_CARD_SIGNATURE, ERROR_CARD_SIGNATURE,
                                            ERROR_RECEIVE_KEY_SIGNATURE};
        const unsigned places[] = {50 /* X25519 key */, 90 /* mailbox */, 176 + 30 /* rpk */};
        body.data[places[i]] ^= 1;
        cr_assert_eq(roster_read(out, buffer_slice(&body), ids, SEATS).code, expected[i]);
    }
    SCOPED(buffer_free) struct buffer body = {0};
    struct roster_entry mixed[SEATS] = {entries[0], entries[1], entries[2]};
    mixed[1].receive_key = entries[2].receive_key;
    roster_write(&body, mixed, SEATS);
    cr_assert_eq(roster_read(out, buffer_slice(&body), ids, SEATS).code,
                 ERROR_RECEIVE_KEY_SIGNATURE);
}

Test(roster, refuses_a_router_that_is_no_address)
{
    SCOPED(buffer_free) struct buffer body = {0};
    struct roster_entry out[SEATS];
    struct roster_entry bad[SEATS] = {entries[0], entries[1], entries[2]};

    strcpy(bad[2].router, "file:///etc/passwd");
    roster_write(&body, bad, SEATS);
    cr_assert_eq(roster_read(out, buffer_slice(&body), ids, SEATS).code, ERROR_ROSTER_SHAPE);
    buffer_clear(&body);
    roster_write(&body, entries, SEATS);
    body.data[body.size - 3] = 0; /* a zero inside the text */
    cr_assert_eq(roster_read(out, buffer_slice(&body), ids, SEATS).code, ERROR_ROSTER_SHAPE);
}

Test(intent, comes_back_with_its_hash)
{
    SCOPED(buffer_free) struct buffer body = {0};
    struct intent in = {.wallet_id = {1, 2, 3},
                        .kind = 2,
                        .expiry = NOON,
                        .payload = slice_of_text("payload")},
                  out;
    uint8_t hash[32];

    cr_assert(is_ok(intent_write(&body, &in)));
    cr_assert_eq(body.size, 32 + 1 + 8 + 4 + 7);
    cr_assert(is_ok(intent_read(&out, buffer_slice(&body))));
    cr_assert_arr_eq(out.wallet_id, in.wallet_id, 32);
    cr_assert_eq(out.kind, 2);
    cr_assert_eq(out.expiry, NOON);
    cr_assert(slice_equal(out.payload, in.payload));
    hash_tagged(hash, "gw/1/intent", buffer_slice(&body));
    cr_assert_arr_eq(out.hash, hash, 32);
    for (size_t size = 0; size < body.size; size++)
        cr_assert_eq(intent_read(&out, slice_of(body.data, size)).code, ERROR_INTENT_SHAPE);
    buffer_extend(&body, 1);
    cr_assert_eq(intent_read(&out, buffer_slice(&body)).code, ERROR_INTENT_SHAPE);
}

Test(intent, is_bounded)
{
    SCOPED(buffer_free) struct buffer body = {0};
    uint8_t *large = calloc(1, INTENT_PAYLOAD_MAX + 1);
    struct intent in = {.kind = 1, .payload = slice_of(large, INTENT_PAYLOAD_MAX)}, out;

    cr_assert(is_ok(intent_write(&body, &in)));
    cr_assert(is_ok(intent_read(&out, buffer_slice(&body))));
    in.payload.size++;
    cr_assert_eq(intent_write(&body, &in).code, ERROR_INTENT_SHAPE);
    in.payload.size = 0;
    cr_assert_eq(intent_write(&body, &in).code, ERROR_INTENT_SHAPE);
    in.payload.size = 1;
    for (unsigned kind = 0; kind < 256; kind++) {
        in.kind = (uint8_t)kind;
        buffer_clear(&body);
        cr_assert_eq(is_ok(intent_write(&body, &in)), kind >= 1 && kind <= 3);
    }
    in.kind = 1;
    buffer_clear(&body);
    cr_assert(is_ok(intent_write(&body, &in)));
    body.data[32] = 4;
    cr_assert_eq(intent_read(&out, buffer_slice(&body)).code, ERROR_INTENT_SHAPE);
    free(large);
}

Test(consent, comes_back_and_knows_three_answers)
{
    SCOPED(buffer_free) struct buffer body = {0};
    struct consent in = {.intent_hash = {9},
                         .epoch_hash = {8},
                         .seat = 513,
                         .reason = 7,
                         .until = NOON},
                   out;

    for (unsigned answer = 0; answer < 256; answer++) {
        in.answer = answer;
        buffer_clear(&body);
        consent_write(&body, &in);
        cr_assert_eq(body.size, CONSENT_BYTES);
        const bool known = answer >= 1 && answer <= 3;
        cr_assert_eq(consent_read(&out, buffer_slice(&body)).code,
                     known ? ERROR_NONE : ERROR_CONSENT_SHAPE);
        if (known)
            cr_assert_arr_eq(&out, &in, offsetof(struct consent, until));
    }
    for (size_t size = 0; size < CONSENT_BYTES; size++)
        cr_assert_eq(consent_read(&out, slice_of(body.data, size)).code, ERROR_CONSENT_SHAPE);
    buffer_extend(&body, 1);
    cr_assert_eq(consent_read(&out, buffer_slice(&body)).code, ERROR_CONSENT_SHAPE);
}

Test(cancel, is_one_byte)
{
    SCOPED(buffer_free) struct buffer body = {0};
    uint8_t reason = 0;

    cancel_write(&body, 42);
    cr_assert(is_ok(cancel_read(&reason, buffer_slice(&body))));
    cr_assert_eq(reason, 42);
    cr_assert_eq(cancel_read(&reason, slice_of(NULL, 0)).code, ERROR_CANCEL_SHAPE);
    buffer_extend(&body, 1);
    cr_assert_eq(cancel_read(&reason, buffer_slice(&body)).code, ERROR_CANCEL_SHAPE);
}
