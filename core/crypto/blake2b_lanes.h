/* SPDX-License-Identifier: MIT */
/* blake2b_lanes.h - BLAKE2b (RFC 7693) of four short messages at once.
 *
 * A threshold signature hashes some thousand pads of one block each; side by side in the lanes of
 * AVX2 they cost a third, with AVX-512 a quarter. Machines without either take libsodium's BLAKE2b,
 * one after the other; all ways are compared with each other in the tests. Constant time, like
 * BLAKE2b itself.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_BLAKE2B_LANES_H
#define GRIDLOCK_CORE_CRYPTO_BLAKE2B_LANES_H

#include <stddef.h>
#include <stdint.h>

enum { BLAKE2B_LANES = 4, BLAKE2B_BLOCK = 128, BLAKE2B_OUT = 64, BLAKE2B_KEY = 32 };

/* Four messages of the same size, 1..128; what lies behind the size in a block must be zero. */
struct blake2b_lanes {
    uint8_t message[BLAKE2B_LANES][BLAKE2B_BLOCK];
    size_t size;
};

/* keys: NULL, or 32 bytes for each lane. out_size 1..64. */
void blake2b_lanes_hash(uint8_t out[static BLAKE2B_LANES][BLAKE2B_OUT], size_t out_size,
                        const struct blake2b_lanes *lanes, const uint8_t *const *keys);
/* The ways to do it, from the slowest. */
enum blake2b_way { BLAKE2B_PORTABLE, BLAKE2B_AVX2, BLAKE2B_AVX512 };
/* The best this machine has; blake2b_lanes_hash takes it. */
enum blake2b_way blake2b_lanes_way(void);
/* The same by a way that this machine has. */
void blake2b_lanes_hash_by(enum blake2b_way way, uint8_t out[static BLAKE2B_LANES][BLAKE2B_OUT],
                           size_t out_size, const struct blake2b_lanes *lanes,
                           const uint8_t *const *keys);

#endif
