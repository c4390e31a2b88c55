/* SPDX-License-Identifier: MIT */
/* amount.h - exact non-negative integers up to 256 bits, in the smallest unit (satoshi, wei).
 * Never a double. Text has at most `decimals` digits behind the point; nothing is rounded.
 */
#ifndef GRIDLOCK_CORE_BASE_AMOUNT_H
#define GRIDLOCK_CORE_BASE_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"

enum { AMOUNT_TEXT_MAX = 96 };

struct amount {
    uint64_t limb[4]; /* little-endian */
};

struct amount amount_of(uint64_t value);
bool amount_is_zero(const struct amount *a);
int amount_compare(const struct amount *a, const struct amount *b); /* -1, 0, 1 */
MUST_USE result amount_add(struct amount *out, const struct amount *a, const struct amount *b);
MUST_USE result amount_sub(struct amount *out, const struct amount *a, const struct amount *b);
MUST_USE result amount_mul_u64(struct amount *out, const struct amount *a, uint64_t factor);
struct amount amount_div_u64(const struct amount *a, uint64_t divisor); /* rounds down */
MUST_USE result amount_to_u64(uint64_t *out, const struct amount *a);

/* "0.1" with 8 decimals is 10,000,000. Only ASCII digits and one point; refuses signs, commas,
 * exponents, more decimals than the unit has. (AMOUNT_TEXT, AMOUNT_DECIMALS, AMOUNT_RANGE) */
MUST_USE result amount_parse(struct amount *out, const char *text, unsigned decimals);
/* All decimals: "0.10000000". */
void amount_print(char out[static AMOUNT_TEXT_MAX], const struct amount *a, unsigned decimals);
/* The integer in decimal, and from it. */
void amount_print_integer(char out[static AMOUNT_TEXT_MAX], const struct amount *a);
MUST_USE result amount_parse_integer(struct amount *out, const char *text);
/* "0x1a2b" quantities of the Ethereum RPC; 32 big-endian bytes. */
MUST_USE result amount_parse_hex(struct amount *out, const char *text);
void amount_write(uint8_t out[static 32], const struct amount *a);
struct amount amount_read(const uint8_t bytes[static 32]);

#endif
