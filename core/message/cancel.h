/* SPDX-License-Identifier: MIT */
/* cancel.h - body of frame 17 CANCEL: the owner takes an intent back. ctx = intent_hash; u8 reason.
 */
#ifndef GRIDLOCK_CORE_MESSAGE_CANCEL_H
#define GRIDLOCK_CORE_MESSAGE_CANCEL_H

#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

void cancel_write(struct buffer *out, uint8_t reason);
/* (CANCEL_SHAPE) */
MUST_USE result cancel_read(uint8_t *reason, struct slice body);

#endif
