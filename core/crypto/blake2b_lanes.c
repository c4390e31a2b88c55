/* SPDX-License-Identifier: MIT */
#include "core/crypto/blake2b_lanes.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void hash_portable(uint8_t out[static BLAKE2B_LANES][BLAKE2B_OUT], size_t out_size,
                          const struct blake2b_lanes *lanes, const uint8_t *const *keys)
{
    for (size_t i = 0; i < BLAKE2B_LANES; i++)
        if (crypto_generichash(out[i], out_size, lanes->message[i], lanes->size,
                               keys ? keys[i] : NULL, keys ? BLAKE2B_KEY : 0) != 0)
            abort();
}

#if defined(__x86_64__)

/* The same code is compiled twice: AVX-512 turns a word in one instruction instead of three, and
 * has registers for all 32 words, in the same four lanes. */
#define WITH_AVX2 __attribute__((target("avx2")))
#define WITH_AVX512 __attribute__((target("avx2,avx512f,avx512vl")))
#define INLINE_AVX2 static inline __attribute__((always_inline, target("avx2")))

enum { ROUNDS = 12, WORDS = 16 };

typedef uint64_t words __attribute__((vector_size(8 * BLAKE2B_LANES))); /* one word of each lane */

static const uint64_t start[8] = {0x6A09E667F3BCC908U, 0xBB67AE8584CAA73BU, 0x3C6EF372FE94F82BU,
                                  0xA54FF53A5F1D36F1U, 0x510E527FADE682D1U, 0x9B05688C2B3E6C1FU,
                                  0x1F83D9ABFB41BD6BU, 0x5BE0CD19137E2179U};

static const uint8_t order[ROUNDS][WORDS] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
};

INLINE_AVX2 words spread(uint64_t value)
{
    return (words){value, value, value, value};
}

INLINE_AVX2 words rotate(words x, unsigned count)
{
    return (x >> count) | (x << (64 - count));
}

INLINE_AVX2 void mix(words *a, words *b, words *c, words *d, words x, words y)
{
    *a += *b + x;
    *d = rotate(*d ^ *a, 32);
    *c += *d;
    *b = rotate(*b ^ *c, 24);
    *a += *b + y;
    *d = rotate(*d ^ *a, 16);
    *c += *d;
    *b = rotate(*b ^ *c, 63);
}

INLINE_AVX2 void compress(words h[static 8], const words m[static WORDS], uint64_t count,
                          bool is_last)
{
    words v[WORDS];

    for (size_t i = 0; i < 8; i++) {
        v[i] = h[i];
        v[i + 8] = spread(start[i]);
    }
    v[12] ^= spread(count);
    v[14] ^= spread(is_last ? UINT64_MAX : 0);
#pragma GCC unroll 12
    for (size_t r = 0; r < ROUNDS; r++) {
        const uint8_t *const s = order[r];

        mix(&v[0], &v[4], &v[8], &v[12], m[s[0]], m[s[1]]);
        mix(&v[1], &v[5], &v[9], &v[13], m[s[2]], m[s[3]]);
        mix(&v[2], &v[6], &v[10], &v[14], m[s[4]], m[s[5]]);
        mix(&v[3], &v[7], &v[11], &v[15], m[s[6]], m[s[7]]);
        mix(&v[0], &v[5], &v[10], &v[15], m[s[8]], m[s[9]]);
        mix(&v[1], &v[6], &v[11], &v[12], m[s[10]], m[s[11]]);
        mix(&v[2], &v[7], &v[8], &v[13], m[s[12]], m[s[13]]);
        mix(&v[3], &v[4], &v[9], &v[14], m[s[14]], m[s[15]]);
    }
    for (size_t i = 0; i < 8; i++)
        h[i] ^= v[i] ^ v[i + 8];
}

/* Word i of four byte strings; x86 is little-endian, as BLAKE2b is. */
INLINE_AVX2 words load(const uint8_t *const bytes[static BLAKE2B_LANES], size_t i)
{
    uint64_t word[BLAKE2B_LANES];

    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++)
        memcpy(&word[lane], bytes[lane] + 8 * i, 8);
    return (words){word[0], word[1], word[2], word[3]};
}

INLINE_AVX2 void hash_four(uint8_t out[static BLAKE2B_LANES][BLAKE2B_OUT], size_t out_size,
                           const struct blake2b_lanes *lanes, const uint8_t *const *keys)
{
    const uint64_t key_size = keys ? BLAKE2B_KEY : 0;
    const uint8_t *const blocks[BLAKE2B_LANES] = {lanes->message[0], lanes->message[1],
                                                  lanes->message[2], lanes->message[3]};
    words h[8], m[WORDS];
    uint64_t count = 0;

    for (size_t i = 0; i < 8; i++)
        h[i] = spread(start[i]);
    h[0] ^= spread(0x01010000U ^ key_size << 8 ^ out_size);
    if (keys) {
        for (size_t i = 0; i < WORDS; i++)
            m[i] = i < BLAKE2B_KEY / 8 ? load(keys, i) : spread(0);
        count = BLAKE2B_BLOCK;
        compress(h, m, count, false);
    }
    for (size_t i = 0; i < WORDS; i++)
        m[i] = load(blocks, i);
    compress(h, m, count + lanes->size, true);
    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++) {
        uint64_t word[8];

        for (size_t i = 0; i < 8; i++)
            word[i] = h[i][lane];
        memcpy(out[lane], word, out_size);
    }
}

WITH_AVX2 static void hash_avx2(uint8_t out[static BLAKE2B_LANES][BLAKE2B_OUT], size_t out_size,
                                const struct blake2b_lanes *lanes, const uint8_t *const *keys)
{
    hash_four(out, out_size, lanes, keys);
}

WITH_AVX512 static void hash_avx512(uint8_t out[static BLAKE2B_LANES][BLAKE2B_OUT], size_t out_size,
                                    const struct blake2b_lanes *lanes, const uint8_t *const *keys)
{
    hash_four(out, out_size, lanes, keys);
}

enum blake2b_way blake2b_lanes_way(void)
{
    if (__builtin_cpu_supports("avx512vl"))
        return BLAKE2B_AVX512;
    return __builtin_cpu_supports("avx2") ? BLAKE2B_AVX2 : BLAKE2B_PORTABLE;
}

void blake2b_lanes_hash_by(enum blake2b_way way, uint8_t out[static BLAKE2B_LANES][BLAKE2B_OUT],
                           size_t out_size, const struct blake2b_lanes *lanes,
                           const uint8_t *const *keys)
{
    if (way == BLAKE2B_AVX512)
        hash_avx512(out, out_size, lanes, keys);
    else if (way == BLAKE2B_AVX2)
        hash_avx2(out, out_size, lanes, keys);
    else
        hash_portable(out, out_size, lanes, keys);
}

#else

enum blake2b_way blake2b_lanes_way(void)
{
    return BLAKE2B_PORTABLE;
}

void blake2b_lanes_hash_by(enum blake2b_way way, uint8_t out[static BLAKE2B_LANES][BLAKE2B_OUT],
                           size_t out_size, const struct blake2b_lanes *lanes,
                           const uint8_t *const *keys)
{
    (void)way;
    hash_portable(out, out_size, lanes, keys);
}

#endif

void blake2b_lanes_hash(uint8_t out[static BLAKE2B_LANES][BLAKE2B_OUT], size_t out_size,
                        const struct blake2b_lanes *lanes, const uint8_t *const *keys)
{
    blake2b_lanes_hash_by(blake2b_lanes_way(), out, out_size, lanes, keys);
}
