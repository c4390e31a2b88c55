/* SPDX-License-Identifier: MIT */
/* derive.h - addresses from a lane's public key: BIP-32 without hardened steps, and the BIP-341
 * output key (frost-taproot 7.1-7.3, amendments A1).
 *
 * Nobody holds the private key, so all of this is public arithmetic: child = parent + tweak*G, and
 * the signers add the sum of the tweaks to the key they share.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_DERIVE_H
#define GRIDLOCK_CORE_CRYPTO_DERIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/crypto/point.h"
#include "core/crypto/scalar.h"

enum { DERIVE_DEPTH_MOST = 4, DERIVE_EXTENDED_BYTES = 78, DERIVE_FINGERPRINT_BYTES = 4 };

struct derived {
    struct point key; /* of the last step */
    uint8_t chaincode[32];
    struct scalar tweak[DERIVE_DEPTH_MOST]; /* one per step */
    struct scalar sum;                      /* key = start + sum*G */
    size_t depth;
};

/* One step. PATH_REFUSED: index >= 2^31. CHILD_REFUSED: IL is 0 or >= q, or the child would be
 * infinity; there is no "take the next" here, the caller's index is simply not an address. */
MUST_USE result derive_child(struct point *child, uint8_t chaincode_out[static 32],
                             struct scalar *tweak, const struct point *parent,
                             const uint8_t chaincode[static 32], uint32_t index);
/* 0 to 4 steps (PATH_REFUSED above); depth 0 is the key itself. */
MUST_USE result derive_path(struct derived *out, const struct point *key,
                            const uint8_t chaincode[static 32], const uint32_t *path, size_t depth);
/* More steps from where a path ended; 4 in all. `at` means nothing after a refusal. */
MUST_USE result derive_further(struct derived *at, const uint32_t *path, size_t depth);

/* q = x(lift_x(x(P)) + t*G), t = H("TapTweak", x(P)): no script tree. (CHILD_REFUSED) */
MUST_USE result derive_taproot_output(uint8_t q[static 32], struct scalar *tap_tweak,
                                      const struct point *internal);
/* t alone. */
MUST_USE result derive_taproot_tweak(struct scalar *tap_tweak, const struct point *internal);

/* The 78 bytes of a synthetic xpub (or tpub) of depth 0 for base58check; key is not infinity. */
void derive_extended_public(uint8_t out[static DERIVE_EXTENDED_BYTES], const struct point *key,
                            const uint8_t chaincode[static 32], bool is_test);
/* HASH160(key)[0..3] */
void derive_fingerprint(uint8_t out[static DERIVE_FINGERPRINT_BYTES], const struct point *key);

#endif
