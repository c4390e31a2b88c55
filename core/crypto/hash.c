/* SPDX-License-Identifier: MIT */
#include "core/crypto/hash.h"

#include <nettle/ripemd160.h>
#include <nettle/sha3.h>
#include <stdlib.h>
#include <string.h>

/* libsodium wants a key that is not NULL, even where it has no bytes. */
static const uint8_t empty[1] = {0};

void hash_sha256(uint8_t out[static 32], struct slice bytes)
{
    struct sha256_ctx state;

    sha256_init(&state);
    if (bytes.size > 0)
        sha256_update(&state, bytes.size, bytes.data);
    sha256_digest(&state, HASH_BYTES, out);
    sodium_memzero(&state, sizeof state);
}

void hash_sha256_twice(uint8_t out[static 32], struct slice bytes)
{
    uint8_t first[32];

    hash_sha256(first, bytes);
    hash_sha256(out, slice_of(first, sizeof first));
}

void hash_160(uint8_t out[static 20], struct slice bytes)
{
    struct ripemd160_ctx ripemd;
    uint8_t sha[32];

    hash_sha256(sha, bytes);
    ripemd160_init(&ripemd);
    ripemd160_update(&ripemd, sizeof sha, sha);
    ripemd160_digest(&ripemd, RIPEMD160_DIGEST_SIZE, out);
}

/* Keccak-256 is SHA3-256 with the padding of the original submission: 01 .. 80 instead of
 * 06 .. 80, which nettle does not offer. */
void hash_keccak256(uint8_t out[static 32], struct slice bytes)
{
    struct sha3_state state = {0};
    uint8_t block[SHA3_256_BLOCK_SIZE];
    size_t left = bytes.size;
    const uint8_t *next = bytes.data;

    for (bool is_last = false; !is_last;) {
        const size_t take = left < sizeof block ? left : sizeof block;
        is_last = take < sizeof block;
        memset(block, 0, sizeof block);
        if (take > 0)
            memcpy(block, next, take);
        if (is_last) {
            block[take] ^= 0x01;
            block[sizeof block - 1] ^= 0x80;
        }
        for (size_t i = 0; i < sizeof block; i++)
            state.a[i / 8] ^= (uint64_t)block[i] << (8 * (i % 8));
        sha3_permute(&state);
        left -= take;
        next = left > 0 ? next + take : next;
    }
    for (size_t i = 0; i < 32; i++)
        out[i] = (uint8_t)(state.a[i / 8] >> (8 * (i % 8)));
}

void hash_hmac_sha512(uint8_t out[static 64], struct slice key, struct slice bytes)
{
    crypto_auth_hmacsha512_state state;

    crypto_auth_hmacsha512_init(&state, key.size > 0 ? key.data : empty, key.size);
    crypto_auth_hmacsha512_update(&state, bytes.data, bytes.size);
    crypto_auth_hmacsha512_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

/* T(n) = HMAC(prk, T(n-1) | info | n); libsodium 1.0.18 has no HKDF of its own. */
static void hkdf_expand(uint8_t *out, size_t size, const uint8_t prk[static 32], struct slice info)
{
    crypto_auth_hmacsha256_state state;
    uint8_t block[32];
    uint8_t number = 0;

    while (size > 0) {
        const size_t take = size < sizeof block ? size : sizeof block;
        crypto_auth_hmacsha256_init(&state, prk, 32);
        if (number > 0)
            crypto_auth_hmacsha256_update(&state, block, sizeof block);
        crypto_auth_hmacsha256_update(&state, info.data, info.size);
        number++;
        crypto_auth_hmacsha256_update(&state, &number, 1);
        crypto_auth_hmacsha256_final(&state, block);
        memcpy(out, block, take);
        out += take;
        size -= take;
    }
    sodium_memzero(block, sizeof block);
    sodium_memzero(&state, sizeof state);
}

void hash_hkdf_sha256(uint8_t *out, size_t size, struct slice salt, struct slice ikm,
                      struct slice info)
{
    crypto_auth_hmacsha256_state state;
    uint8_t prk[32];

    if (size > 255 * 32)
        abort();
    crypto_auth_hmacsha256_init(&state, salt.size > 0 ? salt.data : empty, salt.size);
    crypto_auth_hmacsha256_update(&state, ikm.data, ikm.size);
    crypto_auth_hmacsha256_final(&state, prk);
    hkdf_expand(out, size, prk, info);
    sodium_memzero(prk, sizeof prk);
    sodium_memzero(&state, sizeof state);
}

void hash_blake2b(uint8_t *out, size_t size, struct slice bytes)
{
    if (crypto_generichash(out, size, bytes.data, bytes.size, NULL, 0) != 0)
        abort();
}
