/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <secp256k1.h>
#include <string.h>

#include "core/crypto/point.h"
#include "core/crypto/scalar.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

static const uint8_t order[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                  0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xBA, 0xAE, 0xDC, 0xE6, 0xAF, 0x48,
                                  0xA0, 0x3B, 0xBF, 0xD2, 0x5E, 0x8C, 0xD0, 0x36, 0x41, 0x41};
static secp256k1_context *oracle;

static void start(void)
{
    crypto_start();
    oracle = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
}

static void stop(void)
{
    secp256k1_context_destroy(oracle);
}

TestSuite(scalar, .init = start, .fini = stop, .timeout = 120);

static bool is_zero(const uint8_t a[32])
{
    static const uint8_t zeros[32];
    return memcmp(a, zeros, 32) == 0;
}

/* The table of frost-taproot 2.2: libsecp256k1 with zero put back by hand. */
static void oracle_add(uint8_t out[32], const uint8_t a[32], const uint8_t b[32])
{
    uint8_t sum[32];
    memcpy(sum, is_zero(a) ? b : a, 32);
    if (!is_zero(a) && !is_zero(b) && !secp256k1_ec_seckey_tweak_add(oracle, sum, b))
        memset(sum, 0, 32);
    memcpy(out, sum, 32);
}

static void oracle_mul(uint8_t out[32], const uint8_t a[32], const uint8_t b[32])
{
    uint8_t product[32] = {0};
    if (!is_zero(a) && !is_zero(b)) {
        memcpy(product, a, 32);
        cr_assert(secp256k1_ec_seckey_tweak_mul(oracle, product, b));
    }
    memcpy(out, product, 32);
}

static void oracle_negate(uint8_t out[32], const uint8_t a[32])
{
    uint8_t negative[32];
    memcpy(negative, a, 32);
    if (!is_zero(a))
        cr_assert(secp256k1_ec_seckey_negate(oracle, negative));
    memcpy(out, negative, 32);
}

static struct scalar parse(const uint8_t bytes[32])
{
    struct scalar a;
    cr_assert(is_ok(scalar_read(&a, bytes)));
    return a;
}

static void assert_is(const struct scalar *a, const uint8_t expected[32])
{
    uint8_t bytes[32];
    scalar_write(bytes, a);
    cr_assert_arr_eq(bytes, expected, 32);
}

static void compare_with_oracle(const uint8_t a_bytes[32], const uint8_t b_bytes[32])
{
    const struct scalar a = parse(a_bytes), b = parse(b_bytes);
    uint8_t expected[32], negative[32];

    const struct scalar sum = scalar_add(&a, &b);
    oracle_add(expected, a_bytes, b_bytes);
    assert_is(&sum, expected);
    const struct scalar product = scalar_mul(&a, &b);
    oracle_mul(expected, a_bytes, b_bytes);
    assert_is(&product, expected);
    const struct scalar minus = scalar_negate(&b);
    oracle_negate(negative, b_bytes);
    assert_is(&minus, negative);
    const struct scalar difference = scalar_sub(&a, &b);
    oracle_add(expected, a_bytes, negative);
    assert_is(&difference, expected);
    const struct scalar raised = scalar_to_montgomery(&b);
    const struct scalar again = scalar_montgomery_mul(&a, &raised);
    cr_assert_eq(scalar_equal(&again, &product), 1);
    cr_assert_eq(scalar_equal(&a, &b), memcmp(a_bytes, b_bytes, 32) == 0);
    cr_assert_eq(scalar_is_zero(&sum),
                 is_zero(a_bytes) && is_zero(b_bytes) ? 1 : memcmp(a_bytes, negative, 32) == 0);
}

Test(scalar, agrees_with_libsecp256k1_on_random_values)
{
    struct scripted_rng rng;
    uint8_t a[32], b[32];

    scripted_rng_seed(&rng, 1);
    for (int i = 0; i < 20000; i++) {
        do
            rng_fill(&rng.base, a, 32);
        while (memcmp(a, order, 32) >= 0);
        do
            rng_fill(&rng.base, b, 32);
        while (memcmp(b, order, 32) >= 0);
        compare_with_oracle(a, b);
    }
}

/* Small numbers, q minus small numbers, and words of zeros and ones, where carries run far. */
static size_t edge_values(uint8_t out[][32])
{
    size_t count = 0;
    for (unsigned k = 0; k < 6; k++) {
        memset(out[count], 0, 32);
        out[count++][31] = (uint8_t)k;
        memcpy(out[count], order, 32);
        out[count++][31] = (uint8_t)(0x41 - k - 1);
    }
    for (unsigned pattern = 0; pattern < 16; pattern++) {
        for (unsigned limb = 0; limb < 4; limb++)
            memset(out[count] + 8 * limb, pattern >> limb & 1 ? 0xFF : 0, 8);
        out[count][7] &= pattern & 1 ? 0xFE : 0xFF; /* stays below q */
        count++;
        for (unsigned limb = 0; limb < 4; limb++) {
            memset(out[count] + 8 * limb, 0, 8);
            out[count][8 * limb] = pattern >> limb & 1 ? 0x80 : 0;
            out[count][8 * limb + 7] = pattern >> limb & 1 ? 0x01 : 0;
        }
        count++;
    }
    return count;
}

Test(scalar, agrees_with_libsecp256k1_at_the_edges)
{
    uint8_t values[64][32];
    const size_t count = edge_values(values);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            compare_with_oracle(values[i], values[j]);
}

Test(scalar, agrees_with_the_known_answers)
{
    cJSON *root = vectors_load("tests/vectors/w1-selfmade/kat.json");
    const cJSON *entry;
    uint8_t a[32], b[32], expected[32];
    int seen = 0;

    cJSON_ArrayForEach(entry, vectors_at(root, "primitives.sc"))
    {
        vectors_hex_at(a, 32, entry, "a");
        vectors_hex_at(b, 32, entry, "b");
        const struct scalar x = parse(a), y = parse(b);
        const struct scalar sum = scalar_add(&x, &y), difference = scalar_sub(&x, &y),
                            product = scalar_mul(&x, &y);
        vectors_hex_at(expected, 32, entry, "add");
        assert_is(&sum, expected);
        vectors_hex_at(expected, 32, entry, "sub");
        assert_is(&difference, expected);
        vectors_hex_at(expected, 32, entry, "mul");
        assert_is(&product, expected);
        seen++;
    }
    cr_assert_eq(seen, 144);
    cJSON_Delete(root);
}

Test(scalar, inverts_like_the_known_answers)
{
    cJSON *root = vectors_load("tests/vectors/w1-selfmade/kat.json");
    const cJSON *entry;
    uint8_t a[32], expected[32];
    int seen = 0;

    cJSON_ArrayForEach(entry, vectors_at(root, "primitives.sc_inverse"))
    {
        vectors_hex_at(a, 32, entry, "a");
        vectors_hex_at(expected, 32, entry, "inv");
        const struct scalar x = parse(a), inverse = scalar_inverse_var(&x);
        assert_is(&inverse, expected);
        seen++;
    }
    cr_assert_eq(seen, 11);
    cJSON_Delete(root);
}

Test(scalar, an_inverse_times_its_number_is_one)
{
    struct scripted_rng rng;
    const struct scalar one = scalar_from_u64(1);

    scripted_rng_seed(&rng, 2);
    for (int i = 0; i < 200; i++) {
        const struct scalar a = scalar_random(&rng.base), b = scalar_inverse_var(&a),
                            product = scalar_mul(&a, &b);
        cr_assert_eq(scalar_equal(&product, &one), 1);
    }
}

/* high * 2^256 + low by the oracle's own operations. */
Test(scalar, selects_and_negates_by_a_flag)
{
    struct scripted_rng rng;
    scripted_rng_seed(&rng, 4);
    const struct scalar a = scalar_random(&rng.base), b = scalar_random(&rng.base);
    const struct scalar minus = scalar_negate(&a), zero = scalar_zero();
    struct scalar got = scalar_select(&a, &b, 0);

    cr_assert_eq(scalar_equal(&got, &a), 1);
    got = scalar_select(&a, &b, 1);
    cr_assert_eq(scalar_equal(&got, &b), 1);
    got = scalar_negate_if(&a, 0);
    cr_assert_eq(scalar_equal(&got, &a), 1);
    got = scalar_negate_if(&a, 1);
    cr_assert_eq(scalar_equal(&got, &minus), 1);
    got = scalar_negate_if(&zero, 1);
    cr_assert_eq(scalar_is_zero(&got), 1);
}

Test(scalar, is_zero_and_equal_look_at_every_bit)
{
    const struct scalar zero = scalar_zero();

    for (int bit = 0; bit < 256; bit++) {
        struct scalar a = scalar_zero();
        a.limb[bit / 64] = (uint64_t)1 << (bit % 64);
        cr_assert_eq(scalar_is_zero(&a), 0);
        cr_assert_eq(scalar_equal(&a, &zero), 0);
        cr_assert_eq(scalar_equal(&a, &a), 1);
    }
}

Test(scalar, is_high_above_half_the_order_only)
{
    const struct scalar two = scalar_from_u64(2), one = scalar_from_u64(1);
    const struct scalar half_of_q_plus_1 = scalar_inverse_var(&two); /* (q+1)/2 */
    const struct scalar half_of_q_minus_1 = scalar_sub(&half_of_q_plus_1, &one);
    const struct scalar zero = scalar_zero(), minus_one = scalar_negate(&one);

    cr_assert(scalar_is_high_var(&half_of_q_plus_1));
    cr_assert_not(scalar_is_high_var(&half_of_q_minus_1));
    cr_assert_not(scalar_is_high_var(&zero));
    cr_assert(scalar_is_high_var(&minus_one));
}

Test(scalar, wipe_leaves_nothing)
{
    struct scalar a = {{1, 2, 3, 4}};
    scalar_wipe(&a);
    cr_assert_eq(a.limb[0] | a.limb[1] | a.limb[2] | a.limb[3], 0);
}
