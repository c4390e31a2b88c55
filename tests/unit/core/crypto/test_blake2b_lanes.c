/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

#include "core/crypto/blake2b_lanes.h"

/* By whatever way, libsodium is the oracle. */
static void compare(enum blake2b_way way, size_t size, size_t out_size, bool is_keyed)
{
    struct blake2b_lanes lanes = {.size = size};
    uint8_t key[4][32], out[4][64], expected[64];
    const uint8_t *const keys[4] = {key[0], key[1], key[2], key[3]};

    randombytes_buf(key, sizeof key);
    memset(out, 0xA5, sizeof out);
    for (int i = 0; i < 4; i++)
        randombytes_buf(lanes.message[i], size);
    blake2b_lanes_hash_by(way, out, out_size, &lanes, is_keyed ? keys : NULL);
    for (int i = 0; i < 4; i++) {
        crypto_generichash(expected, out_size, lanes.message[i], size, is_keyed ? key[i] : NULL,
                           is_keyed ? 32 : 0);
        cr_assert_arr_eq(out[i], expected, out_size, "size %zu out %zu", size, out_size);
        for (size_t k = out_size; k < 64; k++)
            cr_assert_eq(out[i][k], 0xA5);
    }
}

Test(blake2b_lanes, agrees_with_libsodium_for_every_size)
{
    cr_assert(sodium_init() >= 0);
    for (enum blake2b_way way = BLAKE2B_PORTABLE; way <= blake2b_lanes_way(); way++) {
        for (size_t size = 1; size <= 128; size++)
            for (size_t out_size = 16; out_size <= 64; out_size += 16) {
                compare(way, size, out_size, false);
                compare(way, size, out_size, true);
            }
        for (size_t out_size = 1; out_size <= 64; out_size++)
            compare(way, 81, out_size, out_size & 1);
    }
}

Test(blake2b_lanes, gives_the_same_by_the_way_it_takes)
{
    struct blake2b_lanes lanes = {.size = 81};
    uint8_t a[4][64], b[4][64];

    cr_assert(sodium_init() >= 0);
    for (int k = 0; k < 1000; k++) {
        for (int i = 0; i < 4; i++)
            randombytes_buf(lanes.message[i], 81);
        blake2b_lanes_hash(a, 64, &lanes, NULL);
        blake2b_lanes_hash_by(BLAKE2B_PORTABLE, b, 64, &lanes, NULL);
        cr_assert_arr_eq(a, b, sizeof a);
    }
}
