/* SPDX-License-Identifier: MIT */
/* comparison.h - what people compare after a pairing, and the messages M4/M5 that say they did
 * (enigma-node-and-router E.6, amendments E2). All of it from the transcript T and the exchange K.
 *
 *   T = SHA-256("gridlock/sas/transcript/v1" 00 | M1 | M2 | M3), K = X25519(e_O, e_G)
 *   words_X  = HKDF(T, K, "gridlock/sas/words/v1" 00 | X, 8) mod 1296^4, base 1296, highest first
 *   digits   = HKDF(T, K, "gridlock/sas/digits/v1" 00, 8) mod 10^10
 *   M4 / M5  = HMAC-SHA256(HKDF(T, K, "gridlock/sas/confirm/v1" 00 | X, 32), T) |
 *              Ed25519 by the card's key over "gridlock/sas/id/v1" 00 | X | T
 *
 * The owner's screen shows words_01 and the guardian picks them; then words_02 the other way. A
 * confirmation leaves only after the own pick was right.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_COMPARISON_H
#define GRIDLOCK_CORE_CEREMONY_COMPARISON_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/crypto/identity.h"

enum {
    COMPARISON_WORDS = 4,
    COMPARISON_LIST = 1296,
    COMPARISON_DIGITS = 11, /* "12345 67890" */
    COMPARISON_CONFIRM_BYTES = 96
};

/* The byte X. On the wire: never renumber. */
enum comparison_side { COMPARISON_OWNER = 1, COMPARISON_GUARDIAN = 2 };

struct comparison {
    uint8_t transcript[32]; /* T */
    uint8_t exchange[32];   /* K; secret: comparison_wipe */
};

/* C of M1: over r[32] | e[32] | card[176] | receive key[120], which is M3. */
void comparison_commit(uint8_t out[static 32], struct slice m3);
void comparison_transcript(uint8_t out[static 32], struct slice m1, struct slice m2,
                           struct slice m3);
/* Four numbers below 1296, for the word list. */
void comparison_words(uint16_t out[static COMPARISON_WORDS], const struct comparison *comparison,
                      enum comparison_side side);
void comparison_digits(char out[static COMPARISON_DIGITS + 1], const struct comparison *comparison);
/* M4 (owner) or M5 (guardian). */
void comparison_confirm(uint8_t out[static COMPARISON_CONFIRM_BYTES],
                        const struct comparison *comparison, enum comparison_side side,
                        const struct identity *identity);
/* The other side's: `side` is theirs, `sign_pk` their card's. (COMPARISON_CONFIRM) */
MUST_USE result comparison_check(struct slice confirm, const struct comparison *comparison,
                                 enum comparison_side side, const uint8_t sign_pk[static 32]);
void comparison_wipe(struct comparison *comparison);

#endif
