/* SPDX-License-Identifier: MIT */
/* hex.h - lower-case hex for public bytes. */
#ifndef GRIDLOCK_CORE_BASE_HEX_H
#define GRIDLOCK_CORE_BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

/* Writes 2*bytes.size digits and a zero: `out` has room for both. */
void hex_encode(char *out, struct slice bytes);
void hex_append(struct buffer *buffer, struct slice bytes);
/* Exactly `size` bytes from exactly 2*size digits, either case. */
MUST_USE result hex_decode(uint8_t *out, size_t size, const char *text);
/* Any even number of digits, onto the end of the buffer. */
MUST_USE result hex_decode_append(struct buffer *buffer, struct slice text);

#endif
