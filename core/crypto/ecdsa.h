/* SPDX-License-Identifier: MIT */
/* ecdsa.h - ECDSA signatures, always with the low s: verifying, recovering the key, putting one
 * together from the signers' sums (threshold-ecdsa 7.5), and signing by one device for t = 1.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_ECDSA_H
#define GRIDLOCK_CORE_CRYPTO_ECDSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/crypto/point.h"
#include "core/crypto/scalar.h"

enum { ECDSA_BYTES = 64, ECDSA_DER_MOST = 72 };

struct ecdsa_signature {
    uint8_t bytes[ECDSA_BYTES]; /* r[32] | s[32], big-endian, s <= (q-1)/2 */
    uint8_t recid;              /* bit 0: R.y odd, bit 1: R.x >= q (Ethereum cannot carry it) */
};

/* x(R) mod q. is_large says whether x(R) >= q. R is not infinity. */
struct scalar ecdsa_r_of(const struct point *nonce, bool *is_large);

/* Low s only. (SIGNATURE_FALSE) */
MUST_USE result ecdsa_verify(const uint8_t signature[static ECDSA_BYTES], const struct point *key,
                             const uint8_t digest[static 32]);
/* The key that made it. (SIGNATURE_FALSE) */
MUST_USE result ecdsa_recover(struct point *out, const struct ecdsa_signature *signature,
                              const uint8_t digest[static 32]);
/* s = w/u, made low; then verified under the key and recovered to it: nothing unverified is given
 * out. SIGNATURE_RETRY: R is infinity or x(R) mod q = 0. SIGNATURE_FALSE: u or w is zero, or it
 * does not verify. All inputs are public. */
MUST_USE result ecdsa_assemble(struct ecdsa_signature *out, const struct point *nonce,
                               const struct scalar *u, const struct scalar *w,
                               const struct point *key, const uint8_t digest[static 32]);
/* With the whole key, RFC 6979 nonce; verified before it is given out. (SCALAR_RANGE for key 0) */
MUST_USE result ecdsa_sign(struct ecdsa_signature *out, const struct scalar *key,
                           const uint8_t digest[static 32]);
/* Strict DER, for a Bitcoin witness (without the hash-type byte); returns its size. */
size_t ecdsa_write_der(uint8_t out[static ECDSA_DER_MOST],
                       const uint8_t signature[static ECDSA_BYTES]);

#endif
