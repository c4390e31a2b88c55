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

TestSuite(scalar_bytes, .init = start, .fini = stop, .timeout = 120);

static bool is_zero(const uint8_t a[32])
{
    static const uint8_t zeros[32];
    return memcmp(a, zeros, 32) == 0;
}

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

static void assert_is(const struct scalar *a, const uint8_t expected[32])
{
    uint8_t bytes[32];
    scalar_write(bytes, a);
    cr_assert_arr_eq(bytes, expected, 32);
}

Test(scalar_bytes, reduces_64_bytes_like_the_known_answers)
{
    cJSON *root = vectors_load("tests/vectors/w1-selfmade/kat.json");
    const cJSON *entry;
    uint8_t wide[64], expected[32];
    int seen = 0;

    cJSON_ArrayForEach(entry, vectors_at(root, "primitives.reduce_wide"))
    {
        vectors_hex_at(wide, 64, entry, "in");
        vectors_hex_at(expected, 32, entry, "out");
        const struct scalar reduced = scalar_reduce_wide(wide);
        assert_is(&reduced, expected);
        seen++;
    }
    cr_assert_eq(seen, 17);
    cJSON_Delete(root);
}

Test(scalar_bytes, reduces_64_random_bytes_like_libsecp256k1)
{
    static const uint8_t two_to_128[32] = {[15] = 1};
    struct scripted_rng rng;
    uint8_t wide[64], high[32], low[32], factor[32];

    scripted_rng_seed(&rng, 3);
    oracle_mul(factor, two_to_128, two_to_128);
    for (int i = 0; i < 2000; i++) {
        rng_fill(&rng.base, wide, 64);
        memcpy(high, wide, 32);
        memcpy(low, wide + 32, 32);
        if (memcmp(high, order, 32) >= 0 || memcmp(low, order, 32) >= 0)
            continue;
        oracle_mul(high, high, factor);
        oracle_add(high, high, low);
        const struct scalar reduced = scalar_reduce_wide(wide);
        assert_is(&reduced, high);
    }
}

Test(scalar_bytes, reads_strictly_and_reduces_once_like_the_known_answers)
{
    cJSON *root = vectors_load("tests/vectors/w1-selfmade/kat.json");
    const cJSON *entry;
    uint8_t in[32], expected[32];
    int seen = 0;

    cJSON_ArrayForEach(entry, vectors_at(root, "primitives.reduce_once"))
    {
        vectors_hex_at(in, 32, entry, "in");
        vectors_hex_at(expected, 32, entry, "out");
        const struct scalar reduced = scalar_reduce(in);
        assert_is(&reduced, expected);
        struct scalar strict = scalar_from_u64(77);
        const result outcome = scalar_read(&strict, in);
        cr_assert_eq(is_ok(outcome), cJSON_IsTrue(vectors_at(entry, "strict_accepts")));
        if (is_ok(outcome)) {
            assert_is(&strict, in);
        } else {
            cr_assert_eq(outcome.code, ERROR_SCALAR_RANGE);
            cr_assert_eq(strict.limb[0], 77, "an output is untouched on failure");
        }
        seen++;
    }
    cr_assert_eq(seen, 6);
    cJSON_Delete(root);
}

Test(scalar_bytes, reads_zero_only_where_zero_is_allowed)
{
    const uint8_t zeros[32] = {0}, ones[32] = {[31] = 1};
    struct scalar a = scalar_from_u64(9);

    cr_assert_eq(scalar_read_nonzero(&a, zeros).code, ERROR_SCALAR_RANGE);
    cr_assert_eq(a.limb[0], 9);
    cr_assert_eq(scalar_read_nonzero(&a, order).code, ERROR_SCALAR_RANGE);
    cr_assert(is_ok(scalar_read_nonzero(&a, ones)));
    cr_assert_eq(a.limb[0], 1);
    cr_assert(is_ok(scalar_read(&a, zeros)));
    cr_assert_eq(scalar_is_zero(&a), 1);
}

Test(scalar_bytes, random_draws_again_after_zero)
{
    struct scripted_rng rng;
    uint8_t script[128] = {0};

    scripted_rng_seed(&rng, 5);
    script[127] = 42; /* 64 bytes of zero, then the number 42 */
    scripted_rng_push(&rng, script, sizeof script);
    const struct scalar a = scalar_random(&rng.base), expected = scalar_from_u64(42);
    cr_assert_eq(scalar_equal(&a, &expected), 1);
    cr_assert_eq(rng.used, 128);
    scripted_rng_free(&rng);
}
