/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/crypto/derive.h"
#include "core/crypto/tweak.h"
#include "frost_vectors.h"
#include "support/scripted_rng.h"

TestSuite(tweak, .init = crypto_start);

Test(tweak, signs_every_bip445_tweak_case_byte_for_byte)
{
    cJSON *root = bip445("tweak_vectors.json");
    const cJSON *group, *test;
    size_t count = 0;

    cJSON_ArrayForEach(group, vectors_at(root, "test_groups"))
        cJSON_ArrayForEach(test, vectors_at(group, "valid_tests"))
    {
        uint8_t expected[32], partial[32];
        vectors_hex_at(expected, 32, test, "expected");
        cr_assert(is_ok(sign_case(partial, group, test)), "%lld", vectors_number_at(test, "tc_id"));
        cr_assert_arr_eq(partial, expected, 32);
        count++;
    }
    cr_assert_eq(count, 28);
    cJSON_Delete(root);
}

/* Rows 55 and 56: a tweak >= q, a tweak that leaves no key, lists of different length. */
Test(tweak, refuses_every_bip445_error_case_for_its_reason)
{
    cJSON *root = bip445("tweak_vectors.json");
    const cJSON *group, *test;
    size_t count = 0;

    cJSON_ArrayForEach(group, vectors_at(root, "test_groups"))
        cJSON_ArrayForEach(test, vectors_at(group, "error_tests"))
    {
        const char *message = vectors_string_at(test, "error.message");
        uint8_t partial[32];
        enum error_code expected = ERROR_NONE;
        if (strstr(message, "out of range"))
            expected = ERROR_TWEAK_RANGE;
        else if (strstr(message, "infinity"))
            expected = ERROR_TWEAK_INFINITY;
        else if (strstr(message, "same length") || strstr(message, "32-byte"))
            expected = ERROR_TWEAK_MODES;
        cr_assert_neq(expected, ERROR_NONE);
        cr_assert_eq(sign_case(partial, group, test).code, expected);
        count++;
    }
    cr_assert_eq(count, 16);
    cJSON_Delete(root);
}

/* key = sign * Q + total * G, through any chain of modes. */
Test(tweak, keeps_its_equation_through_random_chains)
{
    struct scripted_rng rng;

    scripted_rng_seed(&rng, 1);
    for (int run = 0; run < 40; run++) {
        const struct scalar secret = scalar_random(&rng.base);
        const struct point group = point_mul_base(&secret);
        struct tweak tweak = tweak_start(&group);
        for (int i = 0; i < 5; i++) {
            uint8_t t[32], mode;
            const struct scalar value = scalar_random(&rng.base);
            scalar_write(t, &value);
            rng_fill(&rng.base, &mode, 1);
            cr_assert(is_ok(tweak_apply(&tweak, t, mode & 1)));
            const struct point base = tweak.is_negated ? point_negate(&group) : group;
            const struct point expected = point_add_base_var(&base, &tweak.total);
            cr_assert(point_equal(&expected, &tweak.key));
        }
    }
}

Test(tweak, leaves_the_key_alone_when_a_later_tweak_of_a_list_is_refused)
{
    struct scripted_rng rng;
    uint8_t list[64];
    const bool modes[2] = {false, false};

    scripted_rng_seed(&rng, 2);
    const struct scalar secret = scalar_random(&rng.base);
    const struct point group = point_mul_base(&secret);
    struct tweak tweak = tweak_start(&group);
    memset(list, 1, 32);
    memset(list + 32, 0xff, 32);
    cr_assert_eq(tweak_apply_all(&tweak, slice_of(list, 64), modes, 2).code, ERROR_TWEAK_RANGE);
    cr_assert(point_equal(&tweak.key, &group));
    cr_assert(scalar_is_zero(&tweak.total));
}

Test(tweak, finds_the_output_key_of_the_known_answer)
{
    cJSON *root = vectors_load("tests/vectors/gw1-selfmade/kat.json");
    uint8_t key[33], chaincode[32], expected[32], x[32];
    const uint32_t path[2] = {0, 7};
    struct point group;
    struct tweak tweak;

    vectors_hex_at(key, 33, root, "dkg_3of5.Q.0");
    vectors_hex_at(chaincode, 32, root, "dkg_3of5.chaincodes.0");
    vectors_hex_at(expected, 32, root, "output_key_path_0_7");
    cr_assert(is_ok(point_read(&group, key)));
    cr_assert(is_ok(tweak_for_path(&tweak, &group, chaincode, path, 2)));
    point_x(x, &tweak.key);
    cr_assert_arr_eq(x, expected, 32);
    cJSON_Delete(root);
}

Test(tweak, refuses_hardened_and_long_paths)
{
    struct scripted_rng rng;
    const uint8_t chaincode[32] = {7};
    const uint32_t hardened[2] = {0, 0x80000000U};
    const uint32_t deep[5] = {0};
    struct tweak tweak;

    scripted_rng_seed(&rng, 3);
    const struct scalar secret = scalar_random(&rng.base);
    const struct point group = point_mul_base(&secret);
    cr_assert_eq(tweak_for_path(&tweak, &group, chaincode, hardened, 2).code, ERROR_PATH_REFUSED);
    cr_assert_eq(tweak_for_path(&tweak, &group, chaincode, deep, 5).code, ERROR_PATH_REFUSED);
}
