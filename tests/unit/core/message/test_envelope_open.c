/* SPDX-License-Identifier: MIT */
/* Each check of the receiver refuses alone: everything before and after it would pass. */
#include <criterion/criterion.h>

#include "core/message/envelope_bytes.h"
#include "unit/core/message/people.h"

static struct person ann, bob;

static void begin(void)
{
    ann = person_new(1, CARD_DEVICE);
    bob = person_new(2, CARD_FRIEND);
}

static void end(void)
{
    person_free(&ann);
    person_free(&bob);
}

TestSuite(envelope_open, .init = begin, .fini = end);

/* An envelope under construction: the parts a forger who knows the keys can set freely. */
struct forged {
    uint8_t outside[68];
    uint8_t plain[1024 - 84];
    uint8_t bytes[1024];
    const uint8_t *signed_for; /* pid */
    const struct identity *signer;
    bool keep_signature;
    uint8_t ephemeral[32];
};

static void put(uint8_t *at, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++)
        at[i] = (uint8_t)(value >> 8 * (width - 1 - i));
}

enum {
    CTR = 32,
    SENT = 40,
    EXPIRES = 48,
    TYPE = 56,
    FLAGS = 58,
    BODY_LEN = 60,
    ROUND = 96,
    INDEX = 98,
    COUNT = 100,
    ZERO = 102,
    SIGNATURE = 104,
    BODY = 168
};

static struct forged honest(void)
{
    struct forged f = {.signed_for = bob.card.pid, .signer = ann.identity};

    rng_fill(rng_system(), f.ephemeral, 32);
    memcpy(f.outside, "GLE1\1\0\0\0", 8);
    rng_fill(rng_system(), f.outside + 8, 16);
    memcpy(f.outside + 24, bob.key.id, 8);
    sealing_public(f.outside + 32, f.ephemeral);
    put(f.outside + 64, 1024 - 68, 4);
    memcpy(f.plain, ann.card.pid, 32);
    put(f.plain + CTR, (uint64_t)NOON << 20, 8);
    put(f.plain + SENT, NOON, 8);
    put(f.plain + EXPIRES, NOON + 600, 8);
    put(f.plain + TYPE, ENVELOPE_SIGN, 2);
    put(f.plain + BODY_LEN, 5, 4);
    put(f.plain + COUNT, 1, 2);
    memcpy(f.plain + BODY, "hello", 5);
    return f;
}

static void finish(struct forged *f)
{
    SCOPED(buffer_free) struct buffer message = {0};
    struct sealing_key key;
    uint8_t shared[64];
    const size_t body = f->plain[63] | f->plain[62] << 8;

    if (!f->keep_signature) {
        envelope_bytes_signed(&message, f->outside, f->signed_for, f->plain,
                              slice_of(f->plain + BODY, body < 772 ? body : 772));
        identity_sign(f->signer, f->plain + SIGNATURE, buffer_slice(&message));
    }
    if (!is_ok(sealing_exchange(shared, f->ephemeral, bob.key.pk)) ||
        !is_ok(sealing_exchange(shared + 32, f->ephemeral, bob.card.box_pk)))
        abort();
    envelope_bytes_key(&key, shared,
                       &(struct envelope_bytes_parties){bob.card.pid, bob.key.pk, bob.card.box_pk,
                                                        f->outside + 32, f->outside + 8});
    memcpy(f->bytes, f->outside, 68);
    sealing_close(f->bytes + 68, &key, slice_of(f->plain, sizeof f->plain),
                  slice_of(f->outside, 68));
}

static enum error_code open_bytes(const uint8_t *bytes, size_t size, uint64_t now)
{
    const struct envelope_key key = envelope_key_of(&bob);
    const struct envelope_receiver receiver = {.identity = bob.identity,
                                               .keys = &key,
                                               .key_count = 1,
                                               .find_peer = find_person,
                                               .context = &ann,
                                               .now = now};
    struct envelope_content content;
    const result opened = envelope_open(&content, slice_of(bytes, size), &receiver);

    if (is_ok(opened))
        envelope_content_free(&content);
    return opened.code;
}

static enum error_code open_forged(struct forged *f)
{
    finish(f);
    return open_bytes(f->bytes, sizeof f->bytes, NOON);
}

Test(envelope_open, accepts_what_is_honest)
{
    struct forged f = honest();

    cr_assert_eq(open_forged(&f), ERROR_NONE);
}

Test(envelope_open, refuses_every_other_length)
{
    static uint8_t long_one[262145];
    struct forged f = honest();

    finish(&f);
    memcpy(long_one, f.bytes, 1024);
    for (size_t size = 0; size < 5000; size++)
        if (size != 1024 && size != 4096)
            cr_assert_eq(open_bytes(long_one, size, NOON), ERROR_ENVELOPE_SIZE);
    cr_assert_eq(open_bytes(long_one, 262143, NOON), ERROR_ENVELOPE_SIZE);
    cr_assert_eq(open_bytes(long_one, 262145, NOON), ERROR_ENVELOPE_SIZE);
    /* Padded to another allowed length, ct_len tells. */
    cr_assert_eq(open_bytes(long_one, 4096, NOON), ERROR_ENVELOPE_SHAPE);
}

Test(envelope_open, refuses_other_outer_fields)
{
    const unsigned places[] = {0, 1, 2, 3, 4, 5, 6, 7, 64, 65, 66, 67};

    for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
        struct forged f = honest();
        f.outside[places[i]] ^= 1; /* sealed and signed with it */
        cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_SHAPE, "byte %u", places[i]);
    }
}

Test(envelope_open, refuses_a_key_it_does_not_have)
{
    struct forged f = honest();

    f.outside[24] ^= 1;
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_KEY);
    const struct envelope_receiver none = {
        .identity = bob.identity, .find_peer = find_person, .context = &ann, .now = NOON};
    struct envelope_content content;
    f = honest();
    finish(&f);
    cr_assert_eq(envelope_open(&content, slice_of(f.bytes, 1024), &none).code, ERROR_ENVELOPE_KEY);
}

Test(envelope_open, refuses_any_changed_byte)
{
    struct forged f = honest();

    finish(&f);
    for (unsigned i = 0; i < 1024; i++) {
        f.bytes[i] ^= 0x10;
        const enum error_code code = open_bytes(f.bytes, 1024, NOON);
        const enum error_code expected = i < 8 || (i >= 64 && i < 68) ? ERROR_ENVELOPE_SHAPE
                                         : i >= 24 && i < 32          ? ERROR_ENVELOPE_KEY
                                                                      : ERROR_ENVELOPE_SEAL;
        cr_assert_eq(code, expected, "byte %u", i);
        f.bytes[i] ^= 0x10;
    }
    cr_assert_eq(open_bytes(f.bytes, 1024, NOON), ERROR_NONE);
}

Test(envelope_open, refuses_low_order_points)
{
    struct forged f = honest();

    finish(&f);
    memset(f.bytes + 32, 0, 32);
    cr_assert_eq(open_bytes(f.bytes, 1024, NOON), ERROR_ENVELOPE_SEAL);
    f.bytes[32] = 1;
    cr_assert_eq(open_bytes(f.bytes, 1024, NOON), ERROR_ENVELOPE_SEAL);
}

Test(envelope_open, refuses_a_stranger)
{
    struct person mallory = person_new(3, CARD_FRIEND);
    struct forged f = honest();

    memcpy(f.plain, mallory.card.pid, 32);
    f.signer = mallory.identity;
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_STRANGER);
    person_free(&mallory);
}

Test(envelope_open, refuses_lengths_and_numbers_that_do_not_fit)
{
    const struct {
        unsigned at, width;
        uint64_t value;
    } wrong[] = {
        {BODY_LEN, 4, 773}, {BODY_LEN, 4, UINT32_MAX}, {COUNT, 2, 0},    {COUNT, 2, 65},
        {INDEX, 2, 1},      {INDEX, 2, 65535},         {ZERO, 2, 1},     {ZERO, 2, 256},
        {FLAGS, 2, 2},      {FLAGS, 2, 0x8000},        {BODY + 5, 1, 1}, {1024 - 84 - 1, 1, 0x80},
        {BODY_LEN, 4, 4}};

    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct forged f = honest();
        put(f.plain + wrong[i].at, wrong[i].value, wrong[i].width);
        cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_CONTENT, "case %u", i);
    }
}

Test(envelope_open, refuses_what_the_sender_did_not_sign)
{
    struct person mallory = person_new(3, CARD_FRIEND);
    struct forged f = honest();

    f.signer = mallory.identity; /* bob's own keys leaked: still nobody else's signature */
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_SIGNATURE);
    f = honest();
    f.signed_for = mallory.card.pid; /* sealed anew from an envelope to somebody else */
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_SIGNATURE);
    f = honest();
    finish(&f);
    f.keep_signature = true;
    f.outside[8] ^= 1; /* the same content under another mid */
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_SIGNATURE);
    for (unsigned at = CTR; at < ROUND + 2; at++) {
        if (at >= FLAGS && at < BODY_LEN + 4)
            continue;
        f = honest();
        finish(&f);
        f.keep_signature = true;
        f.plain[at] ^= 1;
        cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_SIGNATURE, "byte %u", at);
    }
    f = honest();
    finish(&f);
    f.keep_signature = true;
    f.plain[BODY] ^= 1;
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_SIGNATURE);
    person_free(&mallory);
}

Test(envelope_open, refuses_what_has_expired)
{
    struct forged f = honest();

    finish(&f);
    cr_assert_eq(open_bytes(f.bytes, 1024, NOON + 599), ERROR_NONE);
    cr_assert_eq(open_bytes(f.bytes, 1024, NOON + 600), ERROR_ENVELOPE_EXPIRED);
    cr_assert_eq(open_bytes(f.bytes, 1024, UINT64_MAX), ERROR_ENVELOPE_EXPIRED);
}

Test(envelope_open, refuses_a_date_more_than_a_day_ahead)
{
    struct forged f = honest();

    put(f.plain + EXPIRES, NOON + 14 * 86400, 8);
    put(f.plain + SENT, NOON + 86400, 8);
    cr_assert_eq(open_forged(&f), ERROR_NONE);
    put(f.plain + SENT, NOON + 86401, 8);
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_AHEAD);
    put(f.plain + SENT, UINT64_MAX, 8);
    put(f.plain + EXPIRES, UINT64_MAX, 8);
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_AHEAD);
}

/* When several things are wrong, the earlier check speaks. */
Test(envelope_open, checks_in_the_written_order)
{
    struct forged f = honest();

    put(f.plain + SENT, UINT64_MAX, 8);
    put(f.plain + EXPIRES, NOON, 8);
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_EXPIRED);
    f.keep_signature = true;
    f.plain[SIGNATURE] ^= 1;
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_SIGNATURE);
    f.plain[ZERO] = 1;
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_CONTENT);
    f.plain[0] ^= 1;
    cr_assert_eq(open_forged(&f), ERROR_ENVELOPE_STRANGER);
    f.bytes[100] ^= 1;
    cr_assert_eq(open_bytes(f.bytes, 1024, NOON), ERROR_ENVELOPE_SEAL);
    f.bytes[24] ^= 1;
    cr_assert_eq(open_bytes(f.bytes, 1024, NOON), ERROR_ENVELOPE_KEY);
    f.bytes[5] ^= 1;
    cr_assert_eq(open_bytes(f.bytes, 1024, NOON), ERROR_ENVELOPE_SHAPE);
    cr_assert_eq(open_bytes(f.bytes, 1023, NOON), ERROR_ENVELOPE_SIZE);
}

Test(envelope_open, finds_the_right_one_of_several_keys)
{
    struct receive_key newer;
    struct secret *secret = receive_key_make(&newer, bob.identity, NOON + 5, rng_system());
    struct envelope_key keys[2] = {{.secret = secret}, envelope_key_of(&bob)};
    const struct envelope_receiver receiver = {.identity = bob.identity,
                                               .keys = keys,
                                               .key_count = 2,
                                               .find_peer = find_person,
                                               .context = &ann,
                                               .now = NOON};
    struct envelope_content content;
    struct forged f = honest();

    memcpy(keys[0].id, newer.id, 8);
    memcpy(keys[0].pk, newer.pk, 32);
    finish(&f);
    cr_assert(is_ok(envelope_open(&content, slice_of(f.bytes, 1024), &receiver)));
    envelope_content_free(&content);
    secret_free(secret);
}

/* The long-lived key alone does not open: a thief of the identity still lacks the weekly secret. */
Test(envelope_open, needs_both_secrets)
{
    struct person other = person_new(9, CARD_FRIEND);
    struct envelope_key key = envelope_key_of(&bob);
    struct forged f = honest();
    struct envelope_content content;
    struct envelope_receiver receiver = {.identity = bob.identity,
                                         .keys = &key,
                                         .key_count = 1,
                                         .find_peer = find_person,
                                         .context = &ann,
                                         .now = NOON};

    finish(&f);
    key.secret = other.key_secret;
    cr_assert_eq(envelope_open(&content, slice_of(f.bytes, 1024), &receiver).code,
                 ERROR_ENVELOPE_SEAL);
    key.secret = bob.key_secret;
    receiver.identity = other.identity;
    cr_assert_eq(envelope_open(&content, slice_of(f.bytes, 1024), &receiver).code,
                 ERROR_ENVELOPE_SEAL);
    person_free(&other);
}
