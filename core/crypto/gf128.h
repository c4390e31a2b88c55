/* SPDX-License-Identifier: MIT */
/* gf128.h - the field GF(2^128) with x^128 + x^7 + x^2 + x + 1, bit 0 the constant term, words and
 * bytes little-endian (not GHASH's bit order). Constant time in both factors. */
#ifndef GRIDLOCK_CORE_CRYPTO_GF128_H
#define GRIDLOCK_CORE_CRYPTO_GF128_H

#include <stdint.h>

enum { GF128_BYTES = 16 };

struct gf128 {
    uint64_t word[2];
};

struct gf128 gf128_read(const uint8_t bytes[static GF128_BYTES]);
void gf128_write(uint8_t out[static GF128_BYTES], const struct gf128 *a);
struct gf128 gf128_add(const struct gf128 *a, const struct gf128 *b);
struct gf128 gf128_mul(const struct gf128 *a, const struct gf128 *b);
/* sum a[k] * b[k]: one reduction for all of them. */
struct gf128 gf128_inner(const struct gf128 *a, const struct gf128 *b, int count);

#endif
