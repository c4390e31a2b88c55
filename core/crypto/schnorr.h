/* SPDX-License-Identifier: MIT */
/* schnorr.h - BIP-340 signatures: verifying, and signing by one device for t = 1 ("copies"). */
#ifndef GRIDLOCK_CORE_CRYPTO_SCHNORR_H
#define GRIDLOCK_CORE_CRYPTO_SCHNORR_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/slice.h"
#include "core/crypto/scalar.h"

enum { SCHNORR_BYTES = 64 };

/* x: the 32-byte x-only key. (POINT_ENCODING, SIGNATURE_FALSE) */
MUST_USE result schnorr_verify(const uint8_t signature[static SCHNORR_BYTES],
                               const uint8_t x[static 32], struct slice message);
/* With the whole key; any parity. The rng gives the 32 auxiliary bytes. Verifies before it gives
 * the signature out. (SCALAR_RANGE for key 0, SIGNATURE_FALSE after a fault) */
MUST_USE result schnorr_sign(uint8_t out[static SCHNORR_BYTES], const struct scalar *key,
                             const uint8_t message[static 32], struct rng *rng);

#endif
