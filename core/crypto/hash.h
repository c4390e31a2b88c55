/* SPDX-License-Identifier: MIT */
/* hash.h - the hashes of the protocols.
 *
 * Ceremonies and FROST use BIP-340 tagged SHA-256 over plain concatenation (frost-taproot 2.1).
 * The ECDSA lane uses BLAKE2b over length-prefixed parts (threshold-ecdsa 0.2):
 * ENC(tag, p1..pk) = LE32(len(tag)) | tag | LE32(len(p1)) | p1 | ...
 * The hash states are for streaming; a state that absorbed a secret must be wiped.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_HASH_H
#define GRIDLOCK_CORE_CRYPTO_HASH_H

#include <nettle/sha2.h>
#include <sodium.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/slice.h"
#include "core/crypto/scalar.h"

enum { HASH_BYTES = 32 };

void hash_sha256(uint8_t out[static 32], struct slice bytes);
void hash_sha256_twice(uint8_t out[static 32], struct slice bytes);
void hash_160(uint8_t out[static 20], struct slice bytes); /* RIPEMD160(SHA256(x)) */
void hash_keccak256(uint8_t out[static 32], struct slice bytes);
void hash_hmac_sha512(uint8_t out[static 64], struct slice key, struct slice bytes);
/* RFC 5869 with SHA-256; size <= 255 * 32. */
void hash_hkdf_sha256(uint8_t *out, size_t size, struct slice salt, struct slice ikm,
                      struct slice info);
/* BLAKE2b without key, out 1..64 bytes. */
void hash_blake2b(uint8_t *out, size_t size, struct slice bytes);

/* H(tag, x) = SHA256(SHA256(tag) | SHA256(tag) | x). nettle's SHA-256 uses the processor's own
 * instructions where there are some: five times as fast as libsodium's. */
struct hash_tagged {
    struct sha256_ctx state;
};
void hash_tagged_begin(struct hash_tagged *hash, const char *tag);
void hash_tagged_add(struct hash_tagged *hash, const void *bytes, size_t size);
void hash_tagged_add_u8(struct hash_tagged *hash, uint8_t value);
void hash_tagged_add_u16(struct hash_tagged *hash, uint16_t value); /* big-endian */
void hash_tagged_add_u32(struct hash_tagged *hash, uint32_t value);
void hash_tagged_add_u64(struct hash_tagged *hash, uint64_t value);
void hash_tagged_end(struct hash_tagged *hash, uint8_t out[static 32]); /* wipes the state */
/* In one call. */
void hash_tagged(uint8_t out[static 32], const char *tag, struct slice bytes);

/* H32, H64, PRF32, PRF64, HS, PRFS of the ECDSA lane: begin (key NULL or 32 bytes), add parts, end.
 */
struct hash_parts {
    crypto_generichash_state state;
    size_t size;
};
void hash_parts_begin(struct hash_parts *hash, size_t out_size, const uint8_t *key,
                      const char *tag);
void hash_parts_add(struct hash_parts *hash, const void *bytes, size_t size);
void hash_parts_add_u8(struct hash_parts *hash, uint8_t value);
void hash_parts_add_le16(struct hash_parts *hash, uint16_t value);
/* A part whose bytes come in pieces: announce its whole size, then add exactly that many bytes. */
void hash_parts_open(struct hash_parts *hash, size_t size);
void hash_parts_more(struct hash_parts *hash, const void *bytes, size_t size);
void hash_parts_end(struct hash_parts *hash, uint8_t *out);   /* wipes the state */
struct scalar hash_parts_end_scalar(struct hash_parts *hash); /* begun with size 64: mod q */

#endif
