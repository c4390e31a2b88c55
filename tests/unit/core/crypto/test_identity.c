/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/crypto/identity.h"
#include "core/crypto/point.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

TestSuite(identity, .init = crypto_start, .timeout = 60);

static void hex(uint8_t *out, size_t size, const char *text)
{
    cr_assert(is_ok(hex_decode(out, size, text)));
}

/* RFC 8032 7.1, test 2, and RFC 7748 6.1, Alice. */
static struct identity *of_the_rfcs(void)
{
    uint8_t seed[32], box_sk[32];

    hex(seed, 32, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    hex(box_sk, 32, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    return identity_from_seeds(seed, box_sk);
}

Test(identity, signs_like_rfc_8032)
{
    struct identity *identity = of_the_rfcs();
    uint8_t expected[64], signature[64];
    const struct slice message = slice_of("\x72", 1);

    hex(expected, 32, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    cr_assert_arr_eq(identity->sign_pk, expected, 32);
    identity_sign(identity, signature, message);
    hex(expected, 64,
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    cr_assert_arr_eq(signature, expected, 64);
    cr_assert(is_ok(identity_verify(identity->sign_pk, signature, message)));
    identity_free(identity);
}

Test(identity, exchanges_like_rfc_7748)
{
    struct identity *identity = of_the_rfcs();
    uint8_t expected[32], bob[32], shared[32];

    hex(expected, 32, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    cr_assert_arr_eq(identity->box_pk, expected, 32);
    hex(bob, 32, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    hex(expected, 32, "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    cr_assert(is_ok(identity_exchange(identity, shared, bob)));
    cr_assert_arr_eq(shared, expected, 32);
    identity_free(identity);
}

Test(identity, both_sides_of_an_exchange_agree)
{
    struct scripted_rng rng;
    uint8_t here[32], there[32];

    scripted_rng_seed(&rng, 61);
    struct identity *one = identity_new(&rng.base), *two = identity_new(&rng.base);
    cr_assert(is_ok(identity_exchange(one, here, two->box_pk)));
    cr_assert(is_ok(identity_exchange(two, there, one->box_pk)));
    cr_assert_arr_eq(here, there, 32);
    cr_assert_neq(memcmp(one->sign_pk, two->sign_pk, 32), 0);
    identity_free(one);
    identity_free(two);
}

Test(identity, refuses_every_changed_bit_of_a_signature_and_message)
{
    struct identity *identity = of_the_rfcs();
    uint8_t signature[64], message[8] = "message";

    identity_sign(identity, signature, slice_of(message, 8));
    for (int bit = 0; bit < 64 * 8; bit++) {
        signature[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        cr_assert_eq(identity_verify(identity->sign_pk, signature, slice_of(message, 8)).code,
                     ERROR_SIGNATURE_FALSE);
        signature[bit / 8] ^= (uint8_t)(1 << (bit % 8));
    }
    for (int bit = 0; bit < 8 * 8; bit++) {
        message[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        cr_assert_eq(identity_verify(identity->sign_pk, signature, slice_of(message, 8)).code,
                     ERROR_SIGNATURE_FALSE);
        message[bit / 8] ^= (uint8_t)(1 << (bit % 8));
    }
    cr_assert(is_ok(identity_verify(identity->sign_pk, signature, slice_of(message, 8))));
    identity_free(identity);
}

/* The same signature with S + L in the place of S would verify if S were not bounded. */
Test(identity, refuses_a_second_form_of_the_same_signature)
{
    static const uint8_t group_order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a,       0x63,
                                            0x12, 0x58, 0xd6, 0x9c, 0xf7,       0xa2,
                                            0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
    struct identity *identity = of_the_rfcs();
    uint8_t signature[64];
    unsigned carry = 0;

    identity_sign(identity, signature, slice_of_text("x"));
    for (int i = 0; i < 32; i++) {
        carry += signature[32 + i] + group_order[i];
        signature[32 + i] = (uint8_t)carry;
        carry >>= 8;
    }
    cr_assert_eq(carry, 0);
    cr_assert_eq(identity_verify(identity->sign_pk, signature, slice_of_text("x")).code,
                 ERROR_SIGNATURE_FALSE);
    identity_free(identity);
}

/* Under the neutral key, R = neutral and S = 0 would sign every message. */
Test(identity, refuses_keys_of_small_order)
{
    struct identity *identity = of_the_rfcs();
    const uint8_t neutral[32] = {1};
    uint8_t signature[64] = {1}, shared[32], before[32];

    cr_assert_eq(identity_verify(neutral, signature, slice_of_text("anything")).code,
                 ERROR_SIGNATURE_FALSE);
    const uint8_t low[3][32] = {{0}, {1}, {0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae,
                                           0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
                                           0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd,
                                           0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00}};
    memset(shared, 0x44, sizeof shared);
    memcpy(before, shared, sizeof shared);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(identity_exchange(identity, shared, low[i]).code, ERROR_KEY_LOW_ORDER);
        cr_assert_arr_eq(shared, before, 32, "an output is untouched on failure");
    }
    identity_free(identity);
}

Test(identity, comes_back_from_its_seeds)
{
    struct scripted_rng rng;

    scripted_rng_seed(&rng, 62);
    struct identity *one = identity_new(&rng.base);
    const uint8_t *keys = secret_lend(one->keys);
    struct identity *two = identity_from_seeds(keys, keys + 64);
    secret_take_back(one->keys);
    cr_assert_arr_eq(one->sign_pk, two->sign_pk, 32);
    cr_assert_arr_eq(one->box_pk, two->box_pk, 32);
    identity_free(one);
    identity_free(two);
    identity_free(NULL);
}

/* The frame of the known answers is signed with its seed. */
Test(identity, signs_the_known_frame)
{
    cJSON *root = vectors_load("tests/vectors/gw1-selfmade/kat.json");
    uint8_t seed[32], hash[32], frame[256], signature[64];

    vectors_hex_at(seed, 32, root, "frame.ed25519_seed");
    vectors_hex_at(hash, 32, root, "frame.frame_hash");
    const size_t size = vectors_hex(frame, sizeof frame, vectors_at(root, "frame.frame"));
    struct identity *identity = identity_from_seeds(seed, seed);
    identity_sign(identity, signature, slice_of(hash, 32));
    cr_assert_arr_eq(signature, frame + size - 64, 64);
    identity_free(identity);
    cJSON_Delete(root);
}
