/* SPDX-License-Identifier: MIT */
#include "core/message/card.h"

#include <string.h>

#include "core/base/buffer.h"
#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"
#include "core/message/sealing.h"

enum { CARD_VERSION = 1, CARD_SIGNED = 112 };

void card_pid(uint8_t out[static CARD_PID_BYTES], const uint8_t sign_pk[static 32],
              const uint8_t box_pk[static 32])
{
    SCOPED(buffer_free) struct buffer bytes = {0};

    sealing_label(&bytes, "gridlock/pid/v1");
    buffer_append(&bytes, sign_pk, 32);
    buffer_append(&bytes, box_pk, 32);
    hash_blake2b(out, CARD_PID_BYTES, buffer_slice(&bytes));
}

static void signed_bytes(struct buffer *out, const uint8_t *bytes)
{
    sealing_label(out, "gridlock/id/v1");
    buffer_append(out, bytes, CARD_SIGNED);
}

void card_make(struct card *out, const struct identity *identity, enum card_role role,
               uint64_t created, const uint8_t mailbox[static CARD_MAILBOX_BYTES])
{
    SCOPED(buffer_free) struct buffer bytes = {0};
    SCOPED(buffer_free) struct buffer message = {0};
    struct card card = {.role = role, .created = created};

    buffer_append(&bytes, "GLI1", 4);
    wire_write_u8(&bytes, CARD_VERSION);
    wire_write_u8(&bytes, (uint8_t)role);
    wire_write_u16(&bytes, 0);
    wire_write_u64(&bytes, created);
    buffer_append(&bytes, identity->sign_pk, 32);
    buffer_append(&bytes, identity->box_pk, 32);
    buffer_append(&bytes, mailbox, CARD_MAILBOX_BYTES);
    signed_bytes(&message, bytes.data);
    memcpy(card.bytes, bytes.data, CARD_SIGNED);
    identity_sign(identity, card.bytes + CARD_SIGNED, buffer_slice(&message));
    memcpy(card.sign_pk, identity->sign_pk, 32);
    memcpy(card.box_pk, identity->box_pk, 32);
    memcpy(card.mailbox, mailbox, CARD_MAILBOX_BYTES);
    card_pid(card.pid, card.sign_pk, card.box_pk);
    *out = card;
}

static bool is_role(uint8_t role)
{
    return role >= CARD_DEVICE && role <= CARD_BACKUP;
}

result card_read(struct card *out, struct slice bytes)
{
    SCOPED(buffer_free) struct buffer message = {0};
    struct wire_reader reader = wire_reader_over(bytes);
    struct card card = {0};
    uint8_t signature[IDENTITY_SIGNATURE_BYTES];

    wire_expect(&reader, slice_equal(wire_read_slice(&reader, 4), slice_of("GLI1", 4)));
    wire_expect(&reader, wire_read_u8(&reader) == CARD_VERSION);
    const uint8_t role = wire_read_u8(&reader);
    wire_expect(&reader, is_role(role) && wire_read_u16(&reader) == 0);
    card.role = (enum card_role)role;
    card.created = wire_read_u64(&reader);
    wire_read_fixed(&reader, card.sign_pk, 32);
    wire_read_fixed(&reader, card.box_pk, 32);
    wire_read_fixed(&reader, card.mailbox, CARD_MAILBOX_BYTES);
    wire_read_fixed(&reader, signature, sizeof signature);
    CHECK(is_ok(wire_reader_finish(&reader)), CARD_SHAPE);

    signed_bytes(&message, bytes.data);
    CHECK(is_ok(identity_verify(card.sign_pk, signature, buffer_slice(&message))), CARD_SIGNATURE);
    memcpy(card.bytes, bytes.data, CARD_BYTES);
    card_pid(card.pid, card.sign_pk, card.box_pk);
    *out = card;
    return OK;
}
