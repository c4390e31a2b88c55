/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/crypto/hash.h"

enum { KEY_BYTES = 32, WIDE_BYTES = 64 };

void hash_parts_begin(struct hash_parts *hash, size_t out_size, const uint8_t *key, const char *tag)
{
    hash->size = out_size;
    if (crypto_generichash_init(&hash->state, key, key ? KEY_BYTES : 0, out_size) != 0)
        abort();
    hash_parts_add(hash, tag, strlen(tag));
}

void hash_parts_add(struct hash_parts *hash, const void *bytes, size_t size)
{
    hash_parts_open(hash, size);
    hash_parts_more(hash, bytes, size);
}

void hash_parts_add_u8(struct hash_parts *hash, uint8_t value)
{
    hash_parts_add(hash, &value, 1);
}

void hash_parts_add_le16(struct hash_parts *hash, uint16_t value)
{
    const uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};

    hash_parts_add(hash, bytes, sizeof bytes);
}

void hash_parts_open(struct hash_parts *hash, size_t size)
{
    uint8_t length[4];

    if (size > UINT32_MAX)
        abort();
    for (size_t i = 0; i < sizeof length; i++)
        length[i] = (uint8_t)(size >> (8 * i));
    hash_parts_more(hash, length, sizeof length);
}

void hash_parts_more(struct hash_parts *hash, const void *bytes, size_t size)
{
    if (size > 0 && crypto_generichash_update(&hash->state, bytes, size) != 0)
        abort();
}

void hash_parts_end(struct hash_parts *hash, uint8_t *out)
{
    if (crypto_generichash_final(&hash->state, out, hash->size) != 0)
        abort();
    sodium_memzero(hash, sizeof *hash);
}

struct scalar hash_parts_end_scalar(struct hash_parts *hash)
{
    uint8_t wide[WIDE_BYTES];

    if (hash->size != WIDE_BYTES)
        abort();
    hash_parts_end(hash, wide);
    const struct scalar value = scalar_reduce_wide(wide);
    sodium_memzero(wide, sizeof wide);
    return value;
}
