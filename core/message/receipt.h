/* SPDX-License-Identifier: MIT */
/* receipt.h - body of a receipt envelope (type 5): u16 count | count x (mid[16] | u8 code).
 * A sender's outbox row goes away on RECEIPT_DONE and RECEIPT_REFUSED, and is sealed anew under a
 * new mid and counter on RECEIPT_OLD. Receipts are never receipted.
 */
#ifndef GRIDLOCK_CORE_MESSAGE_RECEIPT_H
#define GRIDLOCK_CORE_MESSAGE_RECEIPT_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/message/envelope.h"

enum { RECEIPT_MAX = 512 };

/* On the wire: never renumber. */
enum receipt_code {
    RECEIPT_DONE = 0,   /* its effect is durable, or it was a repeat */
    RECEIPT_OLD = 1,    /* below the replay window: seal it anew */
    RECEIPT_REFUSED = 2 /* understood, and not accepted: do not send it again */
};

struct receipt {
    uint8_t mid[ENVELOPE_MID_BYTES];
    enum receipt_code code;
};

/* 1..512 receipts. */
void receipt_write(struct buffer *out, const struct receipt *receipts, size_t count);
/* (RECEIPT_SHAPE) */
MUST_USE result receipt_read(struct receipt out[static RECEIPT_MAX], size_t *count,
                             struct slice body);

#endif
