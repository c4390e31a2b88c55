/* SPDX-License-Identifier: MIT */
/* point.h - points of secp256k1 with infinity as a value; every operation is libsecp256k1's.
 *
 * Functions named _var multiply by PUBLIC scalars in variable time. A secret scalar only meets
 * point_mul_base (constant time) or point_mul_secret (constant time, through ecdh).
 */
#ifndef GRIDLOCK_CORE_CRYPTO_POINT_H
#define GRIDLOCK_CORE_CRYPTO_POINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/crypto/scalar.h"

enum { POINT_BYTES = 33 };

struct point {
    uint8_t key[64]; /* a secp256k1_pubkey; meaningless when is_infinity */
    bool is_infinity;
};

/* Starts libsodium and the one libsecp256k1 context, and randomizes it. Call once in main(), before
 * anything else of core/crypto; again is harmless. Aborts if the system has no randomness. */
void crypto_start(void);

/* 33 bytes, prefix 02/03, on the curve. Infinity has no encoding. (POINT_ENCODING) */
MUST_USE result point_read(struct point *out, const uint8_t bytes[static POINT_BYTES]);
/* BIP-445 aggregate nonces: 33 zero bytes are infinity. */
MUST_USE result point_read_or_infinity(struct point *out, const uint8_t bytes[static POINT_BYTES]);
/* 33 zero bytes for infinity. */
void point_write(uint8_t out[static POINT_BYTES], const struct point *p);
/* The x-only lift: the point with even y. (POINT_ENCODING) */
MUST_USE result point_lift_x(struct point *out, const uint8_t x[static 32]);
void point_x(uint8_t out[static 32], const struct point *p); /* not infinity */
bool point_y_is_odd(const struct point *p);                  /* not infinity */
/* x[32] | y[32], big-endian: what an Ethereum address hashes; not infinity. */
void point_coordinates(uint8_t out[static 64], const struct point *p);

struct point point_infinity(void);
bool point_equal(const struct point *a, const struct point *b);
struct point point_add(const struct point *a, const struct point *b);
struct point point_negate(const struct point *a);
struct point point_sum(const struct point *points, size_t count);
/* k*G, constant time; infinity if k = 0. */
struct point point_mul_base(const struct scalar *k);
/* k*P for a SECRET k, constant time apart from k = 0, which gives infinity. */
struct point point_mul_secret(const struct scalar *k, const struct point *p);
/* k*P and P + k*G for a PUBLIC k. */
struct point point_mul_var(const struct scalar *k, const struct point *p);
struct point point_add_base_var(const struct point *p, const struct scalar *k);

#endif
