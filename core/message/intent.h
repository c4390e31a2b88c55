/* SPDX-License-Identifier: MIT */
/* intent.h - body of frame 14 INTENT: what the owner asks the guardians to sign (amendments A3).
 *   wallet_id[32] | u8 kind | u64 expiry | u32 len | payload
 *   intent_hash = tagged "gw/1/intent" of the body
 * `kind` is enum intent_kind of core/wallet/chain.h (1 PSBT, 2 EVM transaction, 3 message).
 */
#ifndef GRIDLOCK_CORE_MESSAGE_INTENT_H
#define GRIDLOCK_CORE_MESSAGE_INTENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

enum { INTENT_PAYLOAD_MAX = 900 << 10, INTENT_KIND_MAX = 3 };

struct intent {
    uint8_t wallet_id[32];
    uint8_t kind;
    uint64_t expiry;      /* unix seconds */
    struct slice payload; /* borrowed from the body */
    uint8_t hash[32];     /* set by intent_read */
};

/* (INTENT_SHAPE when the payload is empty or too long, or the kind unknown) */
MUST_USE result intent_write(struct buffer *out, const struct intent *intent);
MUST_USE result intent_read(struct intent *out, struct slice body);
void intent_hash(uint8_t out[static 32], struct slice body);

#endif
