/* SPDX-License-Identifier: MIT */
/* mailbox_key.h - the Ed25519 key that owns a mailbox (or a wallet record) at a router.
 *
 * It is never the identity key: one mailbox per party and wallet, so that a friend who guards two
 * wallets cannot be linked by the router (enigma-node-and-router D.3).
 */
#ifndef GRIDLOCK_CORE_ENGINE_MAILBOX_KEY_H
#define GRIDLOCK_CORE_ENGINE_MAILBOX_KEY_H

#include <stdint.h>

#include "core/base/rng.h"
#include "core/base/slice.h"
#include "core/message/mailbox_api.h"

struct identity;

struct mailbox_key {
    uint8_t pk[32];
    uint8_t id[MAILBOX_API_ID_BYTES]; /* the mailbox: BLAKE2b-256("gridlock/mbx/v1" 00 | pk) */
    struct identity *signer;          /* owned; holds the seed in locked memory */
};

struct mailbox_key *mailbox_key_new(struct rng *rng);
/* From its stored form (unsealed by the store), or derived from the recovery kit. */
struct mailbox_key *mailbox_key_from_seed(const uint8_t seed[static 32]);
/* The stored form. The caller seals it and wipes `out`. */
void mailbox_key_write_seed(const struct mailbox_key *key, uint8_t out[static 32]);
void mailbox_key_free(struct mailbox_key *key);
void mailbox_key_sign(const struct mailbox_key *key, uint8_t out[static 64], struct slice message);

#endif
