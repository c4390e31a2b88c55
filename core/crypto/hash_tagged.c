/* SPDX-License-Identifier: MIT */
#include "core/crypto/hash.h"

void hash_tagged_begin(struct hash_tagged *hash, const char *tag)
{
    uint8_t tag_hash[32];

    hash_sha256(tag_hash, slice_of_text(tag));
    sha256_init(&hash->state);
    sha256_update(&hash->state, sizeof tag_hash, tag_hash);
    sha256_update(&hash->state, sizeof tag_hash, tag_hash);
}

void hash_tagged_add(struct hash_tagged *hash, const void *bytes, size_t size)
{
    if (size > 0)
        sha256_update(&hash->state, size, bytes);
}

/* The low `size` bytes of value, most significant first. */
static void add_big_endian(struct hash_tagged *hash, uint64_t value, size_t size)
{
    uint8_t bytes[8];

    for (size_t i = size; i > 0; i--) {
        bytes[i - 1] = (uint8_t)value;
        value >>= 8;
    }
    hash_tagged_add(hash, bytes, size);
}

void hash_tagged_add_u8(struct hash_tagged *hash, uint8_t value)
{
    add_big_endian(hash, value, 1);
}

void hash_tagged_add_u16(struct hash_tagged *hash, uint16_t value)
{
    add_big_endian(hash, value, 2);
}

void hash_tagged_add_u32(struct hash_tagged *hash, uint32_t value)
{
    add_big_endian(hash, value, 4);
}

void hash_tagged_add_u64(struct hash_tagged *hash, uint64_t value)
{
    add_big_endian(hash, value, 8);
}

void hash_tagged_end(struct hash_tagged *hash, uint8_t out[static 32])
{
    sha256_digest(&hash->state, HASH_BYTES, out);
    sodium_memzero(hash, sizeof *hash);
}

void hash_tagged(uint8_t out[static 32], const char *tag, struct slice bytes)
{
    struct hash_tagged hash;

    hash_tagged_begin(&hash, tag);
    hash_tagged_add(&hash, bytes.data, bytes.size);
    hash_tagged_end(&hash, out);
}
