/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/crypto/passphrase.h"
#include "core/crypto/point.h"
#include "support/scripted_rng.h"

TestSuite(passphrase, .init = crypto_start, .timeout = 120);

static void bytes_of(uint8_t out[32], struct secret *key)
{
    cr_assert_eq(secret_size(key), 32);
    memcpy(out, secret_lend(key), 32);
    secret_take_back(key);
    secret_free(key);
}

static struct passphrase_params small(void)
{
    return (struct passphrase_params){.ops = 1, .mem_kib = 8, .salt = "sixteen bytes ok"};
}

/* The answer is the reference implementation's (through argon2-cffi): Argon2id version 1.3, 2
 * passes, 64 KiB, 1 lane. */
Test(passphrase, is_argon2id)
{
    struct passphrase_params params = {.ops = 2, .mem_kib = 64, .salt = "sixteen bytes ok"};
    struct secret *key = NULL;
    uint8_t got[32], expected[32];

    cr_assert(is_ok(passphrase_key(&key, slice_of_text("correct horse"), &params)));
    bytes_of(got, key);
    cr_assert(is_ok(hex_decode(
        expected, 32, "d74545176daac953926ccc322f450ebedf0f0fe205bc1566f8ee258282292db1")));
    cr_assert_arr_eq(got, expected, 32);
}

Test(passphrase, the_same_words_and_salt_give_the_same_key)
{
    const struct passphrase_params params = small();
    struct secret *key = NULL;
    uint8_t one[32], two[32];

    cr_assert(is_ok(passphrase_key(&key, slice_of_text("words"), &params)));
    bytes_of(one, key);
    cr_assert(is_ok(passphrase_key(&key, slice_of_text("words"), &params)));
    bytes_of(two, key);
    cr_assert_arr_eq(one, two, 32);
}

Test(passphrase, anything_changed_gives_another_key)
{
    struct secret *key = NULL;
    uint8_t keys[6][32];

    for (int i = 0; i < 6; i++) {
        struct passphrase_params params = small();
        struct slice words = slice_of_text("words");
        if (i == 1)
            words = slice_of_text("word");
        if (i == 2)
            words = slice_of(NULL, 0);
        if (i == 3)
            params.ops = 2;
        if (i == 4)
            params.mem_kib = 16;
        if (i == 5)
            params.salt[15] ^= 1;
        cr_assert(is_ok(passphrase_key(&key, words, &params)));
        bytes_of(keys[i], key);
        for (int j = 0; j < i; j++)
            cr_assert_neq(memcmp(keys[i], keys[j], 32), 0);
    }
}

Test(passphrase, refuses_costs_that_no_gridlock_wrote)
{
    const struct {
        uint64_t ops, mem_kib;
    } bad[] = {{0, 8},         {33, 8}, {UINT64_MAX, 8}, {1, 7}, {1, 0}, {1, 2 * 1024 * 1024 + 1},
               {1, UINT64_MAX}};
    struct secret *key = NULL;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct passphrase_params params = small();
        params.ops = bad[i].ops;
        params.mem_kib = bad[i].mem_kib;
        cr_assert_eq(passphrase_key(&key, slice_of_text("words"), &params).code,
                     ERROR_PASSPHRASE_COST);
        cr_assert_null(key);
    }
}

Test(passphrase, the_default_is_3_passes_over_128_MiB_with_a_fresh_salt)
{
    const struct passphrase_params one = passphrase_params_new(rng_system()),
                                   two = passphrase_params_new(rng_system());
    struct secret *key = NULL;

    cr_assert_eq(one.ops, 3);
    cr_assert_eq(one.mem_kib, 131072);
    cr_assert_neq(memcmp(one.salt, two.salt, 16), 0);
    cr_assert(is_ok(passphrase_key(&key, slice_of_text("words"), &one)));
    cr_assert_eq(secret_size(key), 32);
    secret_free(key);
}

Test(passphrase, a_key_file_gives_a_key_bound_to_the_salt)
{
    struct passphrase_params params = small();
    struct secret *key = NULL;
    uint8_t file[100], one[32], two[32];

    memset(file, 0x42, sizeof file);
    cr_assert(is_ok(passphrase_from_key_file(&key, slice_of(file, sizeof file), &params)));
    bytes_of(one, key);
    cr_assert(is_ok(passphrase_from_key_file(&key, slice_of(file, sizeof file), &params)));
    bytes_of(two, key);
    cr_assert_arr_eq(one, two, 32);
    params.salt[0] ^= 1;
    cr_assert(is_ok(passphrase_from_key_file(&key, slice_of(file, sizeof file), &params)));
    bytes_of(two, key);
    cr_assert_neq(memcmp(one, two, 32), 0);
    params.salt[0] ^= 1;
    file[99] ^= 1;
    cr_assert(is_ok(passphrase_from_key_file(&key, slice_of(file, sizeof file), &params)));
    bytes_of(two, key);
    cr_assert_neq(memcmp(one, two, 32), 0);
    cr_assert(is_ok(passphrase_from_key_file(&key, slice_of(file, 32), &params)));
    secret_free(key);
    key = NULL;
    cr_assert_eq(passphrase_from_key_file(&key, slice_of(file, 31), &params).code,
                 ERROR_KEY_FILE_SHORT);
    cr_assert_null(key);
}
