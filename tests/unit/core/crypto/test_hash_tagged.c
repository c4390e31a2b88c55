/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <secp256k1.h>
#include <string.h>

#include "core/crypto/hash.h"
#include "core/crypto/point.h"
#include "support/vectors.h"

TestSuite(hash_tagged, .init = crypto_start, .timeout = 60);

Test(hash_tagged, tagged_agrees_with_the_known_frame_hash)
{
    cJSON *root = vectors_load("tests/vectors/gw1-selfmade/kat.json");
    uint8_t frame[256], got[32], expected[32];
    const size_t size = vectors_hex(frame, sizeof frame, vectors_at(root, "frame.frame"));

    hash_tagged(got, "gw/1/frame", slice_of(frame, size - 64));
    vectors_hex_at(expected, 32, root, "frame.frame_hash");
    cr_assert_arr_eq(got, expected, 32);
    cJSON_Delete(root);
}

Test(hash_tagged, tagged_agrees_with_libsecp256k1)
{
    secp256k1_context *oracle = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    uint8_t bytes[200], got[32], expected[32];

    memset(bytes, 0x5A, sizeof bytes);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        hash_tagged(got, "TapTweak", slice_of(bytes, size));
        cr_assert(
            secp256k1_tagged_sha256(oracle, expected, (const uint8_t *)"TapTweak", 8, bytes, size));
        cr_assert_arr_eq(got, expected, 32);
    }
    secp256k1_context_destroy(oracle);
}

Test(hash_tagged, integers_in_tagged_hashes_are_big_endian)
{
    struct hash_tagged hash;
    uint8_t one[32], other[32];
    const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    hash_tagged_begin(&hash, "gw/1/frame");
    hash_tagged_add_u8(&hash, 1);
    hash_tagged_add_u16(&hash, 0x0203);
    hash_tagged_add_u32(&hash, 0x04050607);
    hash_tagged_add_u64(&hash, 0x08090A0B0C0D0E0F);
    hash_tagged_add(&hash, "\x10", 1);
    hash_tagged_end(&hash, one);
    hash_tagged(other, "gw/1/frame", slice_of(bytes, sizeof bytes));
    cr_assert_arr_eq(one, other, 32);
    for (size_t i = 0; i < sizeof hash; i++)
        cr_assert_eq(((const uint8_t *)&hash)[i], 0, "the state is wiped");
}
