/* SPDX-License-Identifier: MIT */
#include "core/message/consent.h"

#include "core/base/wire_reader.h"

void consent_write(struct buffer *out, const struct consent *consent)
{
    buffer_append(out, consent->intent_hash, 32);
    buffer_append(out, consent->epoch_hash, 32);
    wire_write_u16(out, consent->seat);
    wire_write_u8(out, (uint8_t)consent->answer);
    wire_write_u8(out, consent->reason);
    wire_write_u64(out, consent->until);
}

result consent_read(struct consent *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct consent consent = {0};

    wire_read_fixed(&reader, consent.intent_hash, 32);
    wire_read_fixed(&reader, consent.epoch_hash, 32);
    consent.seat = wire_read_u16(&reader);
    const uint8_t answer = wire_read_u8(&reader);
    wire_expect(&reader, answer >= CONSENT_YES && answer <= CONSENT_SEEN);
    consent.answer = (enum consent_answer)answer;
    consent.reason = wire_read_u8(&reader);
    consent.until = wire_read_u64(&reader);
    CHECK(is_ok(wire_reader_finish(&reader)), CONSENT_SHAPE);
    *out = consent;
    return OK;
}
