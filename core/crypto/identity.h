/* SPDX-License-Identifier: MIT */
/* identity.h - a device's own long-lived keys: Ed25519 to sign, X25519 to receive envelopes. They
 * are the only private keys in Gridlock that exist whole, and they hold no coins.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_IDENTITY_H
#define GRIDLOCK_CORE_CRYPTO_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/secret.h"
#include "core/base/slice.h"

enum { IDENTITY_PK_BYTES = 32, IDENTITY_SIGNATURE_BYTES = 64, IDENTITY_SECRET_BYTES = 96 };

struct identity {
    uint8_t sign_pk[IDENTITY_PK_BYTES];
    uint8_t box_pk[IDENTITY_PK_BYTES];
    struct secret *keys; /* Ed25519 seed[32] | Ed25519 pk[32] | X25519 sk[32]; owned */
};

struct identity *identity_new(struct rng *rng);
/* From its stored form: the Ed25519 seed[32] and X25519 secret[32] (unsealed by the store). */
struct identity *identity_from_seeds(const uint8_t sign_seed[static 32],
                                     const uint8_t box_sk[static 32]);
void identity_free(struct identity *identity);

void identity_sign(const struct identity *identity, uint8_t out[static IDENTITY_SIGNATURE_BYTES],
                   struct slice message);
/* Small-order keys and S >= L are refused by libsodium. (SIGNATURE_FALSE) */
MUST_USE result identity_verify(const uint8_t pk[static IDENTITY_PK_BYTES],
                                const uint8_t signature[static IDENTITY_SIGNATURE_BYTES],
                                struct slice message);
/* Whether it can be a signing key at all: on the curve and of full order. */
bool identity_key_is_usable(const uint8_t pk[static IDENTITY_PK_BYTES]);
/* X25519 of the receiving key with a peer's point. (KEY_LOW_ORDER) */
MUST_USE result identity_exchange(const struct identity *identity, uint8_t out[static 32],
                                  const uint8_t point[static 32]);

#endif
