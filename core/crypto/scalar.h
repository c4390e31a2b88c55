/* SPDX-License-Identifier: MIT */
/* scalar.h - integers modulo the order q of secp256k1, in constant time, with zero as a value.
 *
 * libsecp256k1 refuses zero, which would turn a secret-dependent event into a visible error
 * (threshold-ecdsa 1.3); hence a type of our own. Nothing here branches on or indexes by a scalar,
 * except the functions named _var, which are for public values only.
 * Limbs are little-endian 64-bit words, always fully reduced.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_SCALAR_H
#define GRIDLOCK_CORE_CRYPTO_SCALAR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/rng.h"

struct scalar {
    uint64_t limb[4];
};

struct scalar scalar_zero(void);
struct scalar scalar_from_u64(uint64_t value);

/* 32 big-endian bytes; refuses values >= q (SCALAR_RANGE), accepts zero. */
MUST_USE result scalar_read(struct scalar *out, const uint8_t bytes[static 32]);
/* The same, and refuses zero. */
MUST_USE result scalar_read_nonzero(struct scalar *out, const uint8_t bytes[static 32]);
/* Any 32 bytes, one conditional subtraction of q. */
struct scalar scalar_reduce(const uint8_t bytes[static 32]);
/* Any 64 big-endian bytes mod q. */
struct scalar scalar_reduce_wide(const uint8_t bytes[static 64]);
void scalar_write(uint8_t out[static 32], const struct scalar *a);
/* Uniform and non-zero, by wide reduction of 64 random bytes; drawn again if zero. */
struct scalar scalar_random(struct rng *rng);

struct scalar scalar_add(const struct scalar *a, const struct scalar *b);
struct scalar scalar_sub(const struct scalar *a, const struct scalar *b);
struct scalar scalar_negate(const struct scalar *a);
struct scalar scalar_mul(const struct scalar *a, const struct scalar *b);
/* a if flag is 0, b if it is 1; no branch. */
struct scalar scalar_select(const struct scalar *a, const struct scalar *b, uint64_t flag);
/* -a if flag is 1. */
struct scalar scalar_negate_if(const struct scalar *a, uint64_t flag);
/* Inverse of a PUBLIC non-zero scalar (Lagrange denominators, u = sum u_i). */
struct scalar scalar_inverse_var(const struct scalar *a);
/* 1 if zero (or equal), else 0; no branch. */
uint64_t scalar_is_zero(const struct scalar *a);
uint64_t scalar_equal(const struct scalar *a, const struct scalar *b);
/* Whether a PUBLIC scalar is above (q-1)/2. */
bool scalar_is_high_var(const struct scalar *a);

/* Montgomery form, for long sums of products: to_montgomery(x) = x * 2^256;
 * montgomery_mul(a, to_montgomery(b)) = a * b. */
struct scalar scalar_to_montgomery(const struct scalar *a);
struct scalar scalar_montgomery_mul(const struct scalar *a, const struct scalar *b);

void scalar_wipe(struct scalar *a); /* for SCOPED */

#endif
