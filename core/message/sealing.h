/* SPDX-License-Identifier: MIT */
/* sealing.h - the few calls of libsodium that messages and pairing need: ChaCha20-Poly1305 (IETF)
 * with a key used once, X25519, HMAC-SHA256. Cells at rest and rendezvous blobs use crypto/seal.h.
 */
#ifndef GRIDLOCK_CORE_MESSAGE_SEALING_H
#define GRIDLOCK_CORE_MESSAGE_SEALING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

enum { SEALING_KEY_BYTES = 32, SEALING_NONCE_BYTES = 12, SEALING_TAG_BYTES = 16 };

/* Key and nonce as one HKDF output; for one message only. */
struct sealing_key {
    uint8_t key[SEALING_KEY_BYTES];
    uint8_t nonce[SEALING_NONCE_BYTES];
};

/* Writes plain.size + 16 bytes. */
void sealing_close(uint8_t *out, const struct sealing_key *key, struct slice plain,
                   struct slice associated);
/* Writes sealed.size - 16 bytes, or nothing readable. (SEALING_FALSE) */
MUST_USE result sealing_open(uint8_t *out, const struct sealing_key *key, struct slice sealed,
                             struct slice associated);
void sealing_key_wipe(struct sealing_key *key);

void sealing_public(uint8_t out[static 32], const uint8_t sk[static 32]);
/* X25519. (KEY_LOW_ORDER) */
MUST_USE result sealing_exchange(uint8_t out[static 32], const uint8_t sk[static 32],
                                 const uint8_t pk[static 32]);
void sealing_hmac(uint8_t out[static 32], const uint8_t key[static 32], struct slice bytes);
/* Constant time. */
bool sealing_equal(const void *a, const void *b, size_t size);
void sealing_wipe(void *memory, size_t size);

/* Appends a domain label with its zero byte (all labels of the envelope and the pairing end so). */
void sealing_label(struct buffer *out, const char *label);

#endif
