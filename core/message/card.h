/* SPDX-License-Identifier: MIT */
/* card.h - the identity card GLI1 by which devices know each other (enigma-node-and-router E.2).
 *
 *   0 "GLI1" | 4 u8 ver=1 | 5 u8 role | 6 u16 0 | 8 u64 created | 16 Ed25519 pk[32] |
 *   48 X25519 pk[32] | 80 mailbox id[32] | 112 Ed25519 sig over "gridlock/id/v1" 00 | bytes[0..111]
 *
 * A card proves only that whoever made it holds its signing key. Whose device that is, people find
 * out by pairing.
 */
#ifndef GRIDLOCK_CORE_MESSAGE_CARD_H
#define GRIDLOCK_CORE_MESSAGE_CARD_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/crypto/identity.h"

enum { CARD_BYTES = 176, CARD_PID_BYTES = 32, CARD_MAILBOX_BYTES = 32 };

/* Stored and sent: never renumber. */
enum card_role { CARD_DEVICE = 1, CARD_FRIEND = 2, CARD_ENCLAVE = 3, CARD_BACKUP = 4 };

/* Only ever made by card_make and card_read, so its signature holds. */
struct card {
    uint8_t bytes[CARD_BYTES];
    enum card_role role;
    uint64_t created; /* unix seconds */
    uint8_t sign_pk[32];
    uint8_t box_pk[32];
    uint8_t mailbox[CARD_MAILBOX_BYTES];
    uint8_t pid[CARD_PID_BYTES];
};

void card_make(struct card *out, const struct identity *identity, enum card_role role,
               uint64_t created, const uint8_t mailbox[static CARD_MAILBOX_BYTES]);
/* Exact length and shape (CARD_SHAPE), then the signature by its own key (CARD_SIGNATURE). */
MUST_USE result card_read(struct card *out, struct slice bytes);
/* Party id: BLAKE2b-256("gridlock/pid/v1" 00 | Ed25519 pk | X25519 pk). */
void card_pid(uint8_t out[static CARD_PID_BYTES], const uint8_t sign_pk[static 32],
              const uint8_t box_pk[static 32]);

#endif
