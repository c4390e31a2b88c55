/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/base58.h"
#include "core/base/hex.h"
#include "core/crypto/derive.h"
#include "core/crypto/hash.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

TestSuite(derive, .init = crypto_start, .timeout = 60);

/* A 78-byte extended public key: chain code at 13, key at 45. */
static void read_xpub(uint8_t bytes[78], struct point *key, const char *text)
{
    struct buffer decoded = {0};

    cr_assert(is_ok(base58_check_decode(&decoded, text)));
    cr_assert_eq(decoded.size, 78);
    memcpy(bytes, decoded.data, 78);
    cr_assert(is_ok(point_read(key, bytes + 45)));
    buffer_free(&decoded);
}

/* Every step of the BIP's chains that is not hardened, from the public parent. */
Test(derive, agrees_with_the_public_steps_of_bip32)
{
    cJSON *root = vectors_load("tests/vectors/bip32/bip32.json");
    const cJSON *entry;
    int steps = 0;

    cJSON_ArrayForEach(entry, vectors_at(root, "valid"))
    {
        const cJSON *chains = vectors_at(entry, "chains");
        for (int i = 1; i < cJSON_GetArraySize(chains); i++) {
            const cJSON *up = cJSON_GetArrayItem(chains, i - 1),
                        *at = cJSON_GetArrayItem(chains, i);
            const char *path = vectors_string_at(at, "path");
            const char *last = strrchr(path, '/') + 1;
            if (strchr(last, '\''))
                continue;
            uint8_t parent[78], child[78], chaincode[32], fingerprint[4];
            struct point parent_key, child_key, got;
            struct scalar tweak;
            read_xpub(parent, &parent_key, vectors_string_at(up, "xpub"));
            read_xpub(child, &child_key, vectors_string_at(at, "xpub"));
            cr_assert(is_ok(derive_child(&got, chaincode, &tweak, &parent_key, parent + 13,
                                         (uint32_t)strtoul(last, NULL, 10))));
            cr_assert(point_equal(&got, &child_key), "%s", path);
            cr_assert_arr_eq(chaincode, child + 13, 32);
            const struct point by_tweak = point_add_base_var(&parent_key, &tweak);
            cr_assert(point_equal(&by_tweak, &child_key));
            derive_fingerprint(fingerprint, &parent_key);
            cr_assert_arr_eq(fingerprint, child + 5, 4);
            steps++;
        }
    }
    cr_assert_eq(steps, 6);
    cJSON_Delete(root);
}

Test(derive, writes_the_extended_key_of_the_bip)
{
    cJSON *root = vectors_load("tests/vectors/bip32/bip32.json");
    const cJSON *entry;

    cJSON_ArrayForEach(entry, vectors_at(root, "valid"))
    {
        uint8_t bytes[78], written[78];
        struct point key;
        read_xpub(bytes, &key, vectors_string_at(entry, "chains.0.xpub"));
        derive_extended_public(written, &key, bytes + 13, false);
        cr_assert_arr_eq(written, bytes, 78);
        derive_extended_public(written, &key, bytes + 13, true);
        cr_assert_arr_eq(written, "\x04\x35\x87\xCF", 4);
        cr_assert_arr_eq(written + 4, bytes + 4, 74);
    }
    cJSON_Delete(root);
}

/* Lane 0 of the first epoch along 0/7: the tweaks and the output key of the known answers. */
Test(derive, agrees_with_the_known_answer_of_lane_0)
{
    cJSON *root = vectors_load("tests/vectors/gw1-selfmade/kat.json");
    const uint32_t path[2] = {0, 7};
    uint8_t bytes[33], chaincode[32], q[32], expected[32];
    struct point key;
    struct derived derived;
    struct scalar tap;

    vectors_hex_at(bytes, 33, root, "dkg_3of5.Q.0");
    cr_assert(is_ok(point_read(&key, bytes)));
    vectors_hex_at(chaincode, 32, root, "dkg_3of5.chaincodes.0");
    cr_assert(is_ok(derive_path(&derived, &key, chaincode, path, 2)));
    for (unsigned i = 0; i < 2; i++) {
        char where[64];
        snprintf(where, sizeof where, "sign_epoch1_seats_0_2_4.tweaks.%u", i);
        vectors_hex_at(expected, 32, root, where);
        scalar_write(bytes, &derived.tweak[i]);
        cr_assert_arr_eq(bytes, expected, 32);
    }
    cr_assert(is_ok(derive_taproot_output(q, &tap, &derived.key)));
    vectors_hex_at(expected, 32, root, "sign_epoch1_seats_0_2_4.tweaks.2");
    scalar_write(bytes, &tap);
    cr_assert_arr_eq(bytes, expected, 32);
    vectors_hex_at(expected, 32, root, "output_key_path_0_7");
    cr_assert_arr_eq(q, expected, 32);
    cJSON_Delete(root);
}

/* Lane 1: delta and child key of every item of every session. */
Test(derive, agrees_with_the_known_answers_of_lane_1)
{
    cJSON *root = vectors_load("tests/vectors/w1-selfmade/kat.json");
    const cJSON *one_case, *session, *item, *step;
    int seen = 0;

    cJSON_ArrayForEach(one_case, vectors_at(root, "cases"))
    {
        uint8_t bytes[33], chaincode[32], expected[33];
        struct point key;
        vectors_hex_at(bytes, 33, one_case, "epoch.X");
        cr_assert(is_ok(point_read(&key, bytes)));
        vectors_hex_at(chaincode, 32, one_case, "epoch.chaincode");
        cJSON_ArrayForEach(session, vectors_at(one_case, "sessions"))
            cJSON_ArrayForEach(item, vectors_at(session, "items"))
        {
            uint32_t path[4];
            size_t depth = 0;
            struct derived derived;
            cJSON_ArrayForEach(step, vectors_at(item, "path")) path[depth++] =
                (uint32_t)step->valuedouble;
            cr_assert(is_ok(derive_path(&derived, &key, chaincode, path, depth)));
            cr_assert_eq(derived.depth, depth);
            scalar_write(bytes, &derived.sum);
            vectors_hex_at(expected, 32, item, "delta");
            cr_assert_arr_eq(bytes, expected, 32);
            point_write(bytes, &derived.key);
            vectors_hex_at(expected, 33, item, "result.X_child");
            cr_assert_arr_eq(bytes, expected, 33);
            const struct point by_sum = point_add_base_var(&key, &derived.sum);
            cr_assert(point_equal(&by_sum, &derived.key));
            seen++;
        }
    }
    cr_assert_eq(seen, 8);
    cJSON_Delete(root);
}

/* BIP-86 account 0, first receiving address: internal and output key of the BIP. */
Test(derive, makes_the_output_key_of_bip86)
{
    uint8_t x[32], q[32], expected[32];
    struct point internal;
    struct scalar tap;

    cr_assert(is_ok(
        hex_decode(x, 32, "cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115")));
    cr_assert(is_ok(hex_decode(
        expected, 32, "a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c")));
    cr_assert(is_ok(point_lift_x(&internal, x)));
    cr_assert(is_ok(derive_taproot_output(q, &tap, &internal)));
    cr_assert_arr_eq(q, expected, 32);
    internal = point_negate(&internal); /* only x counts */
    cr_assert(is_ok(derive_taproot_output(q, &tap, &internal)));
    cr_assert_arr_eq(q, expected, 32);
}

Test(derive, refuses_hardened_steps_and_long_paths)
{
    const struct scalar k = scalar_from_u64(77);
    const struct point key = point_mul_base(&k);
    const uint8_t chaincode[32] = {1};
    const uint32_t five[5] = {0, 0, 0, 0, 0}, highest[1] = {0x7FFFFFFF},
                   hardened[2] = {1, 0x80000000};
    struct derived out = {.depth = 99};

    cr_assert_eq(derive_path(&out, &key, chaincode, five, 5).code, ERROR_PATH_REFUSED);
    cr_assert_eq(derive_path(&out, &key, chaincode, hardened, 2).code, ERROR_PATH_REFUSED);
    cr_assert_eq(out.depth, 99, "an output is untouched on failure");
    cr_assert(is_ok(derive_path(&out, &key, chaincode, five, 4)));
    cr_assert(is_ok(derive_path(&out, &key, chaincode, highest, 1)));
    cr_assert(is_ok(derive_path(&out, &key, chaincode, NULL, 0)));
    cr_assert(point_equal(&out.key, &key));
    cr_assert_eq(scalar_is_zero(&out.sum), 1);
    cr_assert_arr_eq(out.chaincode, chaincode, 32);
}

Test(derive, refuses_infinity)
{
    const struct point none = point_infinity();
    const uint8_t chaincode[32] = {1};
    struct derived out;
    struct point child;
    struct scalar tweak;
    uint8_t q[32], next[32];

    cr_assert_eq(derive_path(&out, &none, chaincode, NULL, 0).code, ERROR_CHILD_REFUSED);
    cr_assert_eq(derive_child(&child, next, &tweak, &none, chaincode, 0).code, ERROR_CHILD_REFUSED);
    cr_assert_eq(derive_taproot_output(q, &tweak, &none).code, ERROR_CHILD_REFUSED);
}

Test(derive, goes_further_from_where_a_path_ended)
{
    const struct scalar k = scalar_from_u64(77);
    const struct point key = point_mul_base(&k);
    const uint8_t chaincode[32] = {7};
    const uint32_t path[5] = {84, 0, 1, 12, 3};
    struct derived whole, parts;

    for (size_t first = 0; first <= 4; first++) {
        cr_assert(is_ok(derive_path(&whole, &key, chaincode, path, 4)));
        cr_assert(is_ok(derive_path(&parts, &key, chaincode, path, first)));
        cr_assert(is_ok(derive_further(&parts, path + first, 4 - first)));
        cr_assert(point_equal(&parts.key, &whole.key));
        cr_assert(scalar_equal(&parts.sum, &whole.sum));
        cr_assert_arr_eq(parts.chaincode, whole.chaincode, 32);
        cr_assert_eq(parts.depth, 4);
        cr_assert_eq(derive_further(&parts, path + 4, 1).code, ERROR_PATH_REFUSED);
    }
}
