/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/crypto/point.h"
#include "core/crypto/seal.h"
#include "support/scripted_rng.h"

static struct scripted_rng rng;

static void start(void)
{
    crypto_start();
    scripted_rng_seed(&rng, 51);
}

TestSuite(seal, .init = start, .timeout = 60);

static struct secret *key_of(const uint8_t bytes[32])
{
    struct secret *key = secret_new(SEAL_KEY_BYTES);
    memcpy(secret_lend(key), bytes, 32);
    secret_take_back(key);
    return key;
}

Test(seal, opens_what_it_closed)
{
    struct secret *key = seal_key_new(&rng.base);
    uint8_t plain[300], back[300];

    rng_fill(&rng.base, plain, sizeof plain);
    for (size_t size = 0; size <= sizeof plain; size += 25) {
        struct buffer box = {0};
        buffer_append(&box, "before", 6);
        seal_close(&box, key, slice_of(plain, size), slice_of_text("shares/7/3"), &rng.base);
        cr_assert_eq(box.size, 6 + size + SEAL_OVERHEAD);
        const struct slice sealed = slice_of(box.data + 6, box.size - 6);
        cr_assert(is_ok(seal_open(back, key, sealed, slice_of_text("shares/7/3"))));
        cr_assert_arr_eq(back, plain, size);
        buffer_free(&box);
    }
    secret_free(key);
}

/* draft-irtf-cfrg-xchacha-03, A.3.1 */
Test(seal, agrees_with_the_known_answer)
{
    const char text[] =
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip "
        "for the future, sunscreen would be it.";
    uint8_t key_bytes[32], associated[12], expected[24 + 114 + 16];
    struct buffer box = {0};

    for (uint8_t i = 0; i < 32; i++)
        key_bytes[i] = (uint8_t)(0x80 + i);
    cr_assert(is_ok(hex_decode(associated, 12, "50515253c0c1c2c3c4c5c6c7")));
    cr_assert(is_ok(hex_decode(
        expected, sizeof expected,
        "404142434445464748494a4b4c4d4e4f5051525354555657"
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4e"
        "da"
        "7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b238"
        "35"
        "65d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49")));
    struct secret *key = key_of(key_bytes);
    scripted_rng_push(&rng, expected, 24);
    seal_close(&box, key, slice_of_text(text), slice_of(associated, 12), &rng.base);
    cr_assert_eq(box.size, sizeof expected);
    cr_assert_arr_eq(box.data, expected, sizeof expected);
    buffer_free(&box);
    secret_free(key);
}

Test(seal, every_changed_bit_every_cut_and_every_other_place_is_refused)
{
    struct secret *key = seal_key_new(&rng.base), *other = seal_key_new(&rng.base);
    struct buffer box = {0};
    uint8_t out[64], untouched[64];
    const struct slice place = slice_of_text("shares/7/3");

    memset(out, 0x33, sizeof out);
    memcpy(untouched, out, sizeof out);
    seal_close(&box, key, slice_of_text("twenty bytes of text"), place, &rng.base);
    for (size_t bit = 0; bit < box.size * 8; bit++) {
        box.data[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        cr_assert_eq(seal_open(out, key, buffer_slice(&box), place).code, ERROR_SEAL_BROKEN);
        box.data[bit / 8] ^= (uint8_t)(1 << (bit % 8));
    }
    for (size_t size = 0; size < box.size; size++)
        cr_assert_eq(seal_open(out, key, slice_of(box.data, size), place).code, ERROR_SEAL_BROKEN);
    cr_assert_eq(seal_open(out, key, buffer_slice(&box), slice_of_text("shares/7/4")).code,
                 ERROR_SEAL_BROKEN);
    cr_assert_eq(seal_open(out, key, buffer_slice(&box), slice_of(NULL, 0)).code,
                 ERROR_SEAL_BROKEN);
    cr_assert_eq(seal_open(out, other, buffer_slice(&box), place).code, ERROR_SEAL_BROKEN);
    cr_assert_arr_eq(out, untouched, sizeof out, "an output is untouched on failure");
    cr_assert(is_ok(seal_open(out, key, buffer_slice(&box), place)));
    buffer_free(&box);
    secret_free(key);
    secret_free(other);
}

Test(seal, never_uses_a_nonce_twice)
{
    struct secret *key = seal_key_new(&rng.base);
    struct buffer one = {0}, two = {0};

    seal_close(&one, key, slice_of_text("same"), slice_of_text("same"), &rng.base);
    seal_close(&two, key, slice_of_text("same"), slice_of_text("same"), &rng.base);
    cr_assert_neq(memcmp(one.data, two.data, SEAL_NONCE_BYTES), 0);
    buffer_free(&one);
    buffer_free(&two);
    secret_free(key);
}

Test(seal, opens_into_a_secret)
{
    struct secret *key = seal_key_new(&rng.base), *opened = NULL;
    struct buffer box = {0};

    seal_close(&box, key, slice_of_text("a share"), slice_of_text("x"), &rng.base);
    cr_assert(is_ok(seal_open_secret(&opened, key, buffer_slice(&box), slice_of_text("x"))));
    cr_assert_eq(secret_size(opened), 7);
    cr_assert_arr_eq(secret_lend(opened), "a share", 7);
    secret_take_back(opened);
    secret_free(opened);
    opened = NULL;
    cr_assert_eq(seal_open_secret(&opened, key, buffer_slice(&box), slice_of_text("y")).code,
                 ERROR_SEAL_BROKEN);
    cr_assert_eq(seal_open_secret(&opened, key, slice_of(box.data, 39), slice_of_text("x")).code,
                 ERROR_SEAL_BROKEN);
    cr_assert_null(opened);
    buffer_clear(&box);
    seal_close(&box, key, slice_of(NULL, 0), slice_of(NULL, 0), &rng.base);
    cr_assert(is_ok(seal_open_secret(&opened, key, buffer_slice(&box), slice_of(NULL, 0))));
    cr_assert_eq(secret_size(opened), 0);
    secret_free(opened);
    buffer_free(&box);
    secret_free(key);
}

Test(seal, keys_are_fresh)
{
    struct secret *one = seal_key_new(&rng.base), *two = seal_key_new(&rng.base);

    cr_assert_neq(memcmp(secret_lend(one), secret_lend(two), 32), 0);
    secret_take_back(one);
    secret_take_back(two);
    secret_free(one);
    secret_free(two);
}
