/* SPDX-License-Identifier: MIT */
#include "core/message/receive_key.h"

#include <string.h>

#include "core/base/buffer.h"
#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"
#include "core/message/sealing.h"

enum { RECORD_VERSION = 1, RECORD_SIGNED = 56 };

static void make_id(struct receive_key *key)
{
    SCOPED(buffer_free) struct buffer bytes = {0};
    uint8_t hash[32];

    sealing_label(&bytes, "gridlock/rpkid/v1");
    buffer_append(&bytes, key->pk, 32);
    hash_blake2b(hash, sizeof hash, buffer_slice(&bytes));
    memcpy(key->id, hash, RECEIVE_KEY_ID_BYTES);
}

static void signed_bytes(struct buffer *out, const uint8_t *pid, const uint8_t *bytes)
{
    sealing_label(out, "gridlock/rpk/v1");
    buffer_append(out, pid, CARD_PID_BYTES);
    buffer_append(out, bytes, RECORD_SIGNED);
}

static void sign_record(struct receive_key *key, const struct identity *identity)
{
    SCOPED(buffer_free) struct buffer bytes = {0};
    SCOPED(buffer_free) struct buffer message = {0};
    uint8_t pid[CARD_PID_BYTES];

    buffer_append(&bytes, "GLK1", 4);
    wire_write_u8(&bytes, RECORD_VERSION);
    buffer_extend(&bytes, 3);
    wire_write_u64(&bytes, key->not_before);
    wire_write_u64(&bytes, key->not_after);
    buffer_append(&bytes, key->pk, 32);
    card_pid(pid, identity->sign_pk, identity->box_pk);
    signed_bytes(&message, pid, bytes.data);
    memcpy(key->bytes, bytes.data, RECORD_SIGNED);
    identity_sign(identity, key->bytes + RECORD_SIGNED, buffer_slice(&message));
}

struct secret *receive_key_make(struct receive_key *out, const struct identity *identity,
                                uint64_t now, struct rng *rng)
{
    struct receive_key key = {.not_before = now, .not_after = now + RECEIVE_KEY_LIFETIME};
    struct secret *secret = secret_new(32);
    uint8_t *sk = secret_lend(secret);

    rng_fill(rng, sk, 32);
    sealing_public(key.pk, sk);
    secret_take_back(secret);
    make_id(&key);
    sign_record(&key, identity);
    *out = key;
    return secret;
}

result receive_key_read(struct receive_key *out, struct slice bytes, const struct card *card)
{
    static const uint8_t zero[3] = {0};
    SCOPED(buffer_free) struct buffer message = {0};
    struct wire_reader reader = wire_reader_over(bytes);
    struct receive_key key = {0};
    uint8_t signature[IDENTITY_SIGNATURE_BYTES];

    wire_expect(&reader, slice_equal(wire_read_slice(&reader, 4), slice_of("GLK1", 4)));
    wire_expect(&reader, wire_read_u8(&reader) == RECORD_VERSION);
    wire_expect(&reader, slice_equal(wire_read_slice(&reader, 3), slice_of(zero, 3)));
    key.not_before = wire_read_u64(&reader);
    key.not_after = wire_read_u64(&reader);
    wire_read_fixed(&reader, key.pk, 32);
    wire_read_fixed(&reader, signature, sizeof signature);
    CHECK(is_ok(wire_reader_finish(&reader)), RECEIVE_KEY_SHAPE);
    CHECK(key.not_before < key.not_after, RECEIVE_KEY_SHAPE);
    CHECK(key.not_after - key.not_before <= RECEIVE_KEY_LIFETIME, RECEIVE_KEY_SHAPE);

    signed_bytes(&message, card->pid, bytes.data);
    CHECK(is_ok(identity_verify(card->sign_pk, signature, buffer_slice(&message))),
          RECEIVE_KEY_SIGNATURE);
    memcpy(key.bytes, bytes.data, RECEIVE_KEY_BYTES);
    make_id(&key);
    *out = key;
    return OK;
}

/* a - b, or 0: times from outside may be anything. */
static uint64_t since(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

bool receive_key_is_usable(const struct receive_key *key, uint64_t now)
{
    return now < key->not_after && since(key->not_before, now) <= RECEIVE_KEY_CLOCK_SKEW;
}

bool receive_key_is_due(const struct receive_key *newest, uint64_t now)
{
    return now >= newest->not_after || newest->not_after - now <= RECEIVE_KEY_OVERLAP;
}

bool receive_key_is_over(const struct receive_key *key, uint64_t now)
{
    return since(now, key->not_after) >= RECEIVE_KEY_RETENTION;
}
