/* SPDX-License-Identifier: MIT */
/* seal.h - one cell of stored data under a key: XChaCha20-Poly1305, nonce[24] | ciphertext | tag.
 *
 * The associated data names the place the cell belongs to (table, row, column, version), so that a
 * cell moved elsewhere does not open. The nonce is random and long enough never to repeat.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_SEAL_H
#define GRIDLOCK_CORE_CRYPTO_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/secret.h"
#include "core/base/slice.h"

enum { SEAL_KEY_BYTES = 32, SEAL_NONCE_BYTES = 24, SEAL_OVERHEAD = 24 + 16 };

/* A fresh random key; owned by the caller. */
struct secret *seal_key_new(struct rng *rng);

/* Appends plain.size + SEAL_OVERHEAD bytes. The key is a secret of 32 bytes. */
void seal_close(struct buffer *out, struct secret *key, struct slice plain, struct slice associated,
                struct rng *rng);
/* Writes sealed.size - SEAL_OVERHEAD bytes to `plain`, or nothing. (SEAL_BROKEN) */
MUST_USE result seal_open(uint8_t *plain, struct secret *key, struct slice sealed,
                          struct slice associated);
/* The same into a new secret of exactly that size. (SEAL_BROKEN) */
MUST_USE result seal_open_secret(struct secret **plain, struct secret *key, struct slice sealed,
                                 struct slice associated);

#endif
