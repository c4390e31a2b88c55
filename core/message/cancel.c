/* SPDX-License-Identifier: MIT */
#include "core/message/cancel.h"

void cancel_write(struct buffer *out, uint8_t reason)
{
    wire_write_u8(out, reason);
}

result cancel_read(uint8_t *reason, struct slice body)
{
    CHECK(body.size == 1, CANCEL_SHAPE);
    *reason = body.data[0];
    return OK;
}
