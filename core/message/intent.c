/* SPDX-License-Identifier: MIT */
#include "core/message/intent.h"

#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"

static bool is_intent(const struct intent *intent)
{
    return intent->kind >= 1 && intent->kind <= INTENT_KIND_MAX && intent->payload.size >= 1 &&
           intent->payload.size <= INTENT_PAYLOAD_MAX;
}

void intent_hash(uint8_t out[static 32], struct slice body)
{
    hash_tagged(out, "gw/1/intent", body);
}

result intent_write(struct buffer *out, const struct intent *intent)
{
    CHECK(is_intent(intent), INTENT_SHAPE);
    buffer_append(out, intent->wallet_id, 32);
    wire_write_u8(out, intent->kind);
    wire_write_u64(out, intent->expiry);
    wire_write_u32(out, (uint32_t)intent->payload.size);
    buffer_append_slice(out, intent->payload);
    return OK;
}

result intent_read(struct intent *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct intent intent = {0};

    wire_read_fixed(&reader, intent.wallet_id, 32);
    intent.kind = wire_read_u8(&reader);
    intent.expiry = wire_read_u64(&reader);
    intent.payload = wire_read_slice(&reader, wire_read_u32(&reader));
    CHECK(is_ok(wire_reader_finish(&reader)) && is_intent(&intent), INTENT_SHAPE);
    intent_hash(intent.hash, body);
    *out = intent;
    return OK;
}
