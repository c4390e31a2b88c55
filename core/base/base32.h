/* SPDX-License-Identifier: MIT */
/* base32.h - RFC 4648 base32 (A-Z, 2-7) without padding. */
#ifndef GRIDLOCK_CORE_BASE_BASE32_H
#define GRIDLOCK_CORE_BASE_BASE32_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

/* Appends ceil(8 * size / 5) capital characters. */
void base32_append(struct buffer *out, struct slice bytes);
/* Exactly `size` bytes from exactly ceil(8 * size / 5) characters of either case; unused bits must
 * be zero. (BASE32_TEXT) */
MUST_USE result base32_decode(uint8_t *out, size_t size, struct slice text);

#endif
