/* SPDX-License-Identifier: MIT */
/* consent.h - body of frame 16 CONSENT: a guardian's answer to an intent (amendments A3).
 *   intent_hash[32] | epoch_hash[32] | u16 seat | u8 answer | u8 reason | u64 until
 * Durable, and no nonce inside. `until` is when the answer ends (unix seconds; 0 = with the
 * intent).
 */
#ifndef GRIDLOCK_CORE_MESSAGE_CONSENT_H
#define GRIDLOCK_CORE_MESSAGE_CONSENT_H

#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

enum { CONSENT_BYTES = 76 };

/* On the wire: never renumber. */
enum consent_answer { CONSENT_YES = 1, CONSENT_NO = 2, CONSENT_SEEN = 3 };

struct consent {
    uint8_t intent_hash[32];
    uint8_t epoch_hash[32];
    uint16_t seat;
    enum consent_answer answer;
    uint8_t reason; /* 0 = none given; the engine names the others */
    uint64_t until;
};

void consent_write(struct buffer *out, const struct consent *consent);
/* (CONSENT_SHAPE) */
MUST_USE result consent_read(struct consent *out, struct slice body);

#endif
