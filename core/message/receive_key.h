/* SPDX-License-Identifier: MIT */
/* receive_key.h - the receive-key record GLK1 (enigma-node-and-router E.3).
 *
 *   0 "GLK1" | 4 u8 ver=1 | 5 3 zero bytes | 8 u64 not_before | 16 u64 not_after | 24 X25519
 * rpk[32] | 56 Ed25519 sig over "gridlock/rpk/v1" 00 | pid | bytes[0..55]
 *
 * Envelopes are sealed to a key that lives a week, so that a device stolen later opens only what
 * was sent in the last three weeks. Its secret is 32 bytes in a struct secret, kept out of backups.
 */
#ifndef GRIDLOCK_CORE_MESSAGE_RECEIVE_KEY_H
#define GRIDLOCK_CORE_MESSAGE_RECEIVE_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/secret.h"
#include "core/base/slice.h"
#include "core/message/card.h"

enum {
    RECEIVE_KEY_BYTES = 120,
    RECEIVE_KEY_ID_BYTES = 8,
    RECEIVE_KEY_LIFETIME = 7 * 24 * 3600,   /* seconds */
    RECEIVE_KEY_OVERLAP = 2 * 24 * 3600,    /* the next one is published this early */
    RECEIVE_KEY_RETENTION = 15 * 24 * 3600, /* the secret outlives the record: router's 14 d + 1 */
    RECEIVE_KEY_CLOCK_SKEW = 24 * 3600
};

/* Only ever made by receive_key_make and receive_key_read, so its signature holds. */
struct receive_key {
    uint8_t bytes[RECEIVE_KEY_BYTES];
    uint64_t not_before; /* unix seconds */
    uint64_t not_after;
    uint8_t pk[32];
    uint8_t id[RECEIVE_KEY_ID_BYTES]; /* BLAKE2b-256("gridlock/rpkid/v1" 00 | rpk)[0..7] */
};

/* A new key from now for a week, signed by the identity. Returns its secret, owned by the caller.
 */
struct secret *receive_key_make(struct receive_key *out, const struct identity *identity,
                                uint64_t now, struct rng *rng);
/* Exact shape, a life of at most a week (RECEIVE_KEY_SHAPE), signed by the card's key
 * (RECEIVE_KEY_SIGNATURE). Says nothing about the time. */
MUST_USE result receive_key_read(struct receive_key *out, struct slice bytes,
                                 const struct card *card);

/* Whether a sender may seal to it now; a clock a day apart is borne. */
bool receive_key_is_usable(const struct receive_key *key, uint64_t now);
/* Whether the owner should make and publish the next one. */
bool receive_key_is_due(const struct receive_key *newest, uint64_t now);
/* Whether the owner must erase the secret. */
bool receive_key_is_over(const struct receive_key *key, uint64_t now);

#endif
