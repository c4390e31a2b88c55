/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

#include "core/crypto/blake2b_lanes.h"

/* Whatever way this machine takes, libsodium is the oracle. */
static void compare(size_t size, size_t out_size, bool is_keyed)
{
    struct blake2b_lanes lanes = {.size = size};
    uint8_t key[4][32], out[4][64], expected[64];
    const uint8_t *const keys[4] = {key[0], key[1], key[2], key[3]};

    randombytes_buf(key, sizeof key);
    memset(out, 0xA5, sizeof out);
    for (int i = 0; i < 4; i++)
        randombytes_buf(lanes.message[i], size);
    blake2b_lanes_hash(out, out_size, &lanes, is_keyed ? keys : NULL);
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
    for (size_t size = 1; size <= 128; size++)
        for (size_t out_size = 16; out_size <= 64; out_size += 16) {
            compare(size, out_size, false);
            compare(size, out_size, true);
        }
    for (size_t out_size = 1; out_size <= 64; out_size++)
        compare(81, out_size, out_size & 1);
}

Test(blake2b_lanes, gives_the_same_in_the_portable_way)
{
    struct blake2b_lanes lanes = {.size = 81};
    uint8_t a[4][64], b[4][64];

    cr_assert(sodium_init() >= 0);
    for (int k = 0; k < 1000; k++) {
        for (int i = 0; i < 4; i++)
            randombytes_buf(lanes.message[i], 81);
        blake2b_lanes_hash(a, 64, &lanes, NULL);
        blake2b_lanes_hash_portable(b, 64, &lanes, NULL);
        cr_assert_arr_eq(a, b, sizeof a);
    }
}
