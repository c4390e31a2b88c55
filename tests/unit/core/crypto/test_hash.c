/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/crypto/point.h"
#include "support/vectors.h"

TestSuite(hash, .init = crypto_start, .timeout = 60);

/* "tag" and "parts" of an entry into a state; `key` may be NULL. */
/* "Len = bits / Msg = hex / MD = hex", three lines a case; Len 0 has the dummy message 00. */
static int run_keccak_file(const char *path)
{
    char *text = vectors_text(path, NULL), *save = NULL;
    struct buffer message = {0};
    unsigned long bits = 0;
    int seen = 0;

    for (char *line = strtok_r(text, "\r\n", &save); line; line = strtok_r(NULL, "\r\n", &save)) {
        uint8_t got[32], expected[32];
        if (strncmp(line, "Len = ", 6) == 0)
            bits = strtoul(line + 6, NULL, 10);
        if (strncmp(line, "Msg = ", 6) == 0) {
            buffer_clear(&message);
            cr_assert(is_ok(hex_decode_append(&message, slice_of_text(line + 6))));
        }
        if (strncmp(line, "MD = ", 5) != 0 || bits % 8 != 0)
            continue;
        cr_assert(is_ok(hex_decode(expected, 32, line + 5)));
        hash_keccak256(got, slice_of(message.data, bits / 8));
        cr_assert_arr_eq(got, expected, 32, "%lu bits", bits);
        seen++;
    }
    buffer_free(&message);
    free(text);
    return seen;
}

Test(hash, keccak_agrees_with_the_short_messages)
{
    cr_assert_eq(run_keccak_file("tests/vectors/keccak/ShortMsgKAT_256.txt"), 256);
}

Test(hash, keccak_agrees_with_the_long_messages)
{
    cr_assert_eq(run_keccak_file("tests/vectors/keccak/LongMsgKAT_256.txt"), 65);
}

Test(hash, sha256_and_keccak_agree_with_the_collected_answers)
{
    cJSON *root = vectors_load("tests/vectors/keccak/ethers-hashes.json");
    const cJSON *entry;
    static uint8_t data[1 << 16];
    uint8_t got[64], expected[64];
    int seen = 0;

    cJSON_ArrayForEach(entry, root)
    {
        const size_t size = vectors_hex(data, sizeof data, vectors_at(entry, "data"));
        hash_sha256(got, slice_of(data, size));
        vectors_hex_at(expected, 32, entry, "sha256");
        cr_assert_arr_eq(got, expected, 32);
        hash_keccak256(got, slice_of(data, size));
        vectors_hex_at(expected, 32, entry, "keccak256");
        cr_assert_arr_eq(got, expected, 32);
        seen++;
    }
    cr_assert_eq(seen, 257);
    cJSON_Delete(root);
}

Test(hash, hash160_of_the_generator_is_its_famous_address)
{
    const struct scalar one = scalar_from_u64(1);
    const struct point g = point_mul_base(&one);
    uint8_t bytes[33], got[20], expected[20];

    point_write(bytes, &g);
    hash_160(got, slice_of(bytes, sizeof bytes));
    cr_assert(
        is_ok(hex_decode(expected, 20, "751e76e8199196d454941c45d1b3a323f1433bd6"))); /* BIP-173 */
    cr_assert_arr_eq(got, expected, 20);
}

Test(hash, sha256_twice_hashes_the_digest)
{
    uint8_t once[32], expected[32], got[32];

    hash_sha256(once, slice_of_text("hello"));
    hash_sha256(expected, slice_of(once, 32));
    hash_sha256_twice(got, slice_of_text("hello"));
    cr_assert_arr_eq(got, expected, 32);
    cr_assert(is_ok(hex_decode(
        expected, 32, "9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50")));
    cr_assert_arr_eq(got, expected, 32);
}

Test(hash, hmac_sha512_agrees_with_rfc_4231_cases_1_and_2)
{
    uint8_t key[20], got[64], expected[64];

    memset(key, 0x0b, sizeof key);
    hash_hmac_sha512(got, slice_of(key, sizeof key), slice_of_text("Hi There"));
    cr_assert(
        is_ok(hex_decode(expected, 64,
                         "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                         "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854")));
    cr_assert_arr_eq(got, expected, 64);
    hash_hmac_sha512(got, slice_of_text("Jefe"), slice_of_text("what do ya want for nothing?"));
    cr_assert(
        is_ok(hex_decode(expected, 64,
                         "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                         "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")));
    cr_assert_arr_eq(got, expected, 64);
}

Test(hash, hmac_sha512_takes_an_empty_key_and_message)
{
    uint8_t got[64], expected[64];

    hash_hmac_sha512(got, slice_of(NULL, 0), slice_of(NULL, 0));
    cr_assert(
        is_ok(hex_decode(expected, 64,
                         "b936cee86c9f87aa5d3c6f2e84cb5a4239a5fe50480a6ec66b70ab5b1f4ac673"
                         "0c6c515421b327ec1d69402e53dfb49ad7381eb067b338fd7b0cb22247225d47")));
    cr_assert_arr_eq(got, expected, 64);
}

Test(hash, hkdf_agrees_with_rfc_5869_case_1)
{
    uint8_t ikm[22], salt[13], info[10], got[42], expected[42];

    memset(ikm, 0x0b, sizeof ikm);
    for (uint8_t i = 0; i < sizeof salt; i++)
        salt[i] = i;
    for (uint8_t i = 0; i < sizeof info; i++)
        info[i] = (uint8_t)(0xf0 + i);
    hash_hkdf_sha256(got, sizeof got, slice_of(salt, sizeof salt), slice_of(ikm, sizeof ikm),
                     slice_of(info, sizeof info));
    cr_assert(is_ok(hex_decode(expected, 42,
                               "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                               "34007208d5b887185865")));
    cr_assert_arr_eq(got, expected, 42);
}

Test(hash, hkdf_agrees_with_rfc_5869_case_3_without_salt_and_info)
{
    uint8_t ikm[22], got[42], expected[42];

    memset(ikm, 0x0b, sizeof ikm);
    hash_hkdf_sha256(got, sizeof got, slice_of(NULL, 0), slice_of(ikm, sizeof ikm),
                     slice_of(NULL, 0));
    cr_assert(is_ok(hex_decode(expected, 42,
                               "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                               "9d201395faa4b61a96c8")));
    cr_assert_arr_eq(got, expected, 42);
}
