/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/crypto/hash.h"
#include "core/crypto/point.h"
#include "support/vectors.h"

TestSuite(hash_parts, .init = crypto_start, .timeout = 60);

static cJSON *primitives(const cJSON **at)
{
    cJSON *root = vectors_load("tests/vectors/w1-selfmade/kat.json");
    *at = vectors_at(root, "primitives");
    return root;
}

static void absorb(struct hash_parts *hash, size_t size, const uint8_t *key, const cJSON *entry)
{
    const cJSON *part;
    uint8_t bytes[256];

    hash_parts_begin(hash, size, key, vectors_string_at(entry, "tag"));
    cJSON_ArrayForEach(part, vectors_at(entry, "parts"))
        hash_parts_add(hash, bytes, vectors_hex(bytes, sizeof bytes, part));
}

Test(hash_parts, parts_agree_with_the_known_answers_of_H32_and_H64)
{
    const cJSON *all;
    cJSON *root = primitives(&all);
    struct hash_parts hash;
    uint8_t got[64], expected[64];

    absorb(&hash, 32, NULL, vectors_at(all, "H32"));
    hash_parts_end(&hash, got);
    vectors_hex_at(expected, 32, all, "H32.out");
    cr_assert_arr_eq(got, expected, 32);
    absorb(&hash, 64, NULL, vectors_at(all, "H64"));
    hash_parts_end(&hash, got);
    vectors_hex_at(expected, 64, all, "H64.out");
    cr_assert_arr_eq(got, expected, 64);
    cJSON_Delete(root);
}

Test(hash_parts, parts_agree_with_the_known_answers_of_HS)
{
    const cJSON *all, *entry;
    cJSON *root = primitives(&all);
    struct hash_parts hash;
    uint8_t got[64], expected[64];
    int seen = 0;

    cJSON_ArrayForEach(entry, vectors_at(all, "HS"))
    {
        absorb(&hash, 64, NULL, entry);
        hash_parts_end(&hash, got);
        vectors_hex_at(expected, 64, entry, "H64");
        cr_assert_arr_eq(got, expected, 64);
        absorb(&hash, 64, NULL, entry);
        const struct scalar value = hash_parts_end_scalar(&hash);
        scalar_write(got, &value);
        vectors_hex_at(expected, 32, entry, "out");
        cr_assert_arr_eq(got, expected, 32);
        seen++;
    }
    cr_assert_eq(seen, 5);
    cJSON_Delete(root);
}

Test(hash_parts, keyed_parts_agree_with_the_known_answers)
{
    const cJSON *all;
    cJSON *root = primitives(&all);
    struct hash_parts hash;
    uint8_t key[32], got[64], expected[64];

    vectors_hex_at(key, 32, all, "PRF64.key");
    absorb(&hash, 64, key, vectors_at(all, "PRF64"));
    hash_parts_end(&hash, got);
    vectors_hex_at(expected, 64, all, "PRF64.out");
    cr_assert_arr_eq(got, expected, 64);
    vectors_hex_at(key, 32, all, "PRFS.key");
    absorb(&hash, 64, key, vectors_at(all, "PRFS"));
    const struct scalar value = hash_parts_end_scalar(&hash);
    scalar_write(got, &value);
    vectors_hex_at(expected, 32, all, "PRFS.out");
    cr_assert_arr_eq(got, expected, 32);
    cJSON_Delete(root);
}

Test(hash_parts, parts_are_hashed_in_the_encoding_of_the_known_answers)
{
    const cJSON *all, *entry, *part;
    cJSON *root = primitives(&all);
    uint8_t bytes[64], encoding[256], got[32], expected[32];
    int seen = 0;

    cJSON_ArrayForEach(entry, vectors_at(all, "enc"))
    {
        /* the encoding starts with the tag: take the first part as the tag */
        const cJSON *parts = vectors_at(entry, "parts");
        if (cJSON_GetArraySize(parts) == 0)
            continue;
        struct hash_parts hash;
        char tag[64] = {0};
        vectors_hex((uint8_t *)tag, sizeof tag - 1, vectors_at(parts, "0"));
        hash_parts_begin(&hash, 32, NULL, tag);
        for (int i = 1; i < cJSON_GetArraySize(parts); i++)
            hash_parts_add(&hash, bytes,
                           vectors_hex(bytes, sizeof bytes, cJSON_GetArrayItem(parts, i)));
        hash_parts_end(&hash, got);
        const size_t size = vectors_hex(encoding, sizeof encoding, vectors_at(entry, "encoding"));
        hash_blake2b(expected, 32, slice_of(encoding, size));
        cr_assert_arr_eq(got, expected, 32);
        seen++;
    }
    cr_assert_eq(seen, 4);
    cJSON_Delete(root);
}

Test(hash_parts, a_part_in_pieces_is_the_part)
{
    struct hash_parts hash;
    uint8_t whole[32], pieces[32], two_parts[32];

    hash_parts_begin(&hash, 32, NULL, "w1/test");
    hash_parts_add(&hash, "abcdef", 6);
    hash_parts_end(&hash, whole);
    hash_parts_begin(&hash, 32, NULL, "w1/test");
    hash_parts_open(&hash, 6);
    hash_parts_more(&hash, "abc", 3);
    hash_parts_more(&hash, "def", 3);
    hash_parts_end(&hash, pieces);
    cr_assert_arr_eq(whole, pieces, 32);
    hash_parts_begin(&hash, 32, NULL, "w1/test");
    hash_parts_add(&hash, "abc", 3);
    hash_parts_add(&hash, "def", 3);
    hash_parts_end(&hash, two_parts);
    cr_assert_neq(memcmp(whole, two_parts, 32), 0);
}

Test(hash_parts, integers_in_parts_are_little_endian)
{
    struct hash_parts hash;
    uint8_t one[32], other[32];

    hash_parts_begin(&hash, 32, NULL, "w1/test");
    hash_parts_add_le16(&hash, 0x0102);
    hash_parts_add_u8(&hash, 7);
    hash_parts_end(&hash, one);
    hash_parts_begin(&hash, 32, NULL, "w1/test");
    hash_parts_add(&hash, "\x02\x01", 2);
    hash_parts_add(&hash, "\x07", 1);
    hash_parts_end(&hash, other);
    cr_assert_arr_eq(one, other, 32);
}
