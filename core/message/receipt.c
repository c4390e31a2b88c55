/* SPDX-License-Identifier: MIT */
#include "core/message/receipt.h"

#include <string.h>

#include "core/base/wire_reader.h"

void receipt_write(struct buffer *out, const struct receipt *receipts, size_t count)
{
    wire_write_u16(out, (uint16_t)count);
    for (size_t i = 0; i < count; i++) {
        buffer_append(out, receipts[i].mid, ENVELOPE_MID_BYTES);
        wire_write_u8(out, (uint8_t)receipts[i].code);
    }
}

result receipt_read(struct receipt out[static RECEIPT_MAX], size_t *count, struct slice body)
{
    enum { ENTRY = ENVELOPE_MID_BYTES + 1 };
    struct wire_reader reader = wire_reader_over(body);

    const uint16_t stated = wire_read_u16(&reader);
    CHECK(stated >= 1 && stated <= RECEIPT_MAX, RECEIPT_SHAPE);
    CHECK(body.size == 2 + (size_t)stated * ENTRY, RECEIPT_SHAPE);
    for (size_t i = 0; i < stated; i++)
        CHECK(body.data[2 + i * ENTRY + ENVELOPE_MID_BYTES] <= RECEIPT_REFUSED, RECEIPT_SHAPE);
    for (size_t i = 0; i < stated; i++) {
        wire_read_fixed(&reader, out[i].mid, ENVELOPE_MID_BYTES);
        out[i].code = (enum receipt_code)wire_read_u8(&reader);
    }
    CHECK(is_ok(wire_reader_finish(&reader)), RECEIPT_SHAPE);
    *count = stated;
    return OK;
}
