/* SPDX-License-Identifier: MIT */
/* base58.h - Bitcoin's base 58, and base58check: bytes with 4 bytes of double SHA-256 behind them.
 *
 * Both directions are quadratic, hence the limit on their size. The functions append to a buffer.
 */
#ifndef GRIDLOCK_CORE_BASE_BASE58_H
#define GRIDLOCK_CORE_BASE_BASE58_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

enum { BASE58_BYTES_MAX = 512, BASE58_TEXT_MAX = 704 };

/* At most BASE58_BYTES_MAX bytes; more is a bug of the caller. */
void base58_encode(struct buffer *out, struct slice bytes);
/* (BITCOIN_ADDRESS: a foreign character, or too long) */
MUST_USE result base58_decode(struct buffer *out, const char *text);

/* The payload with its checksum, and back. (BITCOIN_ADDRESS, BITCOIN_ADDRESS_CHECKSUM) */
void base58_check_encode(struct buffer *out, struct slice payload);
MUST_USE result base58_check_decode(struct buffer *out, const char *text);

#endif
