/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/crypto/point.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

TestSuite(point, .init = crypto_start, .timeout = 60);

static struct point base_times(uint64_t k)
{
    const struct scalar factor = scalar_from_u64(k);
    return point_mul_base(&factor);
}

Test(point, writes_the_generator_as_everybody_knows_it)
{
    uint8_t got[33], expected[33];
    const struct point g = base_times(1);

    point_write(got, &g);
    cr_assert(is_ok(hex_decode(
        expected, 33, "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")));
    cr_assert_arr_eq(got, expected, 33);
    cr_assert_not(point_y_is_odd(&g));
}

Test(point, reads_what_it_wrote)
{
    for (uint64_t k = 1; k < 50; k++) {
        const struct point p = base_times(k);
        struct point back;
        uint8_t bytes[33];
        point_write(bytes, &p);
        cr_assert(is_ok(point_read(&back, bytes)));
        cr_assert(point_equal(&p, &back));
        cr_assert_eq(point_y_is_odd(&p), bytes[0] == 3);
    }
}

Test(point, refuses_other_prefixes_infinity_and_strangers_to_the_curve)
{
    const struct point g = base_times(1);
    struct point out = base_times(7), before = out;
    uint8_t bytes[33];

    point_write(bytes, &g);
    for (unsigned prefix = 0; prefix < 256; prefix++) {
        bytes[0] = (uint8_t)prefix;
        if (prefix == 2 || prefix == 3)
            continue;
        cr_assert_eq(point_read(&out, bytes).code, ERROR_POINT_ENCODING);
    }
    memset(bytes, 0, sizeof bytes);
    cr_assert_eq(point_read(&out, bytes).code, ERROR_POINT_ENCODING);
    bytes[0] = 2;
    bytes[32] = 5; /* x = 5 is not on the curve */
    cr_assert_eq(point_read(&out, bytes).code, ERROR_POINT_ENCODING);
    memset(bytes + 1, 0xFF, 32); /* x >= p */
    cr_assert_eq(point_read(&out, bytes).code, ERROR_POINT_ENCODING);
    cr_assert_arr_eq(out.key, before.key, 64, "an output is untouched on failure");
}

Test(point, refuses_the_element_zcash_refuses)
{
    cJSON *root = vectors_load("tests/vectors/zf-frost-secp256k1/elements.json");
    uint8_t bytes[33];
    struct point out;

    vectors_hex_at(bytes, 33, root, "elements.invalid_element");
    cr_assert_eq(point_read(&out, bytes).code, ERROR_POINT_ENCODING);
    cJSON_Delete(root);
}

Test(point, reads_33_zero_bytes_as_infinity_only_where_that_is_allowed)
{
    uint8_t zeros[33] = {0}, written[33];
    struct point out = base_times(3);

    cr_assert(is_ok(point_read_or_infinity(&out, zeros)));
    cr_assert(out.is_infinity);
    memset(written, 0xAA, sizeof written);
    point_write(written, &out);
    cr_assert_arr_eq(written, zeros, 33);
    zeros[32] = 1;
    cr_assert_eq(point_read_or_infinity(&out, zeros).code, ERROR_POINT_ENCODING);
    zeros[0] = 2;
    cr_assert(is_ok(point_read_or_infinity(&out, zeros)));
    cr_assert_not(out.is_infinity);
}

Test(point, lifts_x_to_the_even_point)
{
    int odd = 0;

    for (uint64_t k = 1; k < 30; k++) {
        const struct point p = base_times(k), minus = point_negate(&p);
        struct point lifted;
        uint8_t x[32];
        point_x(x, &p);
        cr_assert(is_ok(point_lift_x(&lifted, x)));
        cr_assert_not(point_y_is_odd(&lifted));
        cr_assert(point_equal(&lifted, point_y_is_odd(&p) ? &minus : &p));
        odd += point_y_is_odd(&p);
    }
    cr_assert_gt(odd, 0);
    const uint8_t five[32] = {[31] = 5};
    struct point out;
    cr_assert_eq(point_lift_x(&out, five).code, ERROR_POINT_ENCODING);
}

Test(point, adds_with_infinity_as_the_neutral_element)
{
    const struct point p = base_times(5), minus = point_negate(&p), none = point_infinity();
    struct point sum = point_add(&p, &none);

    cr_assert(point_equal(&sum, &p));
    sum = point_add(&none, &p);
    cr_assert(point_equal(&sum, &p));
    sum = point_add(&p, &minus);
    cr_assert(sum.is_infinity);
    sum = point_add(&none, &none);
    cr_assert(sum.is_infinity);
    sum = point_negate(&none);
    cr_assert(sum.is_infinity);
    sum = point_add(&p, &p);
    const struct point ten = base_times(10);
    cr_assert(point_equal(&sum, &ten));
    cr_assert_not(point_equal(&p, &none));
    cr_assert_not(point_equal(&none, &p));
    cr_assert(point_equal(&none, &none));
}

Test(point, sums_any_number_of_points)
{
    enum { MANY = 100 };
    struct point points[MANY];
    uint64_t expected = 0;

    for (uint64_t i = 0; i < MANY; i++) {
        points[i] = i % 7 == 3 ? point_infinity() : base_times(i + 1);
        expected += i % 7 == 3 ? 0 : i + 1;
        const struct point sum = point_sum(points, i + 1), by_hand = base_times(expected);
        cr_assert(point_equal(&sum, &by_hand), "%d points", (int)i + 1);
    }
    cr_assert(point_sum(points, 0).is_infinity);
}

Test(point, sums_that_cancel_on_the_way_go_on)
{
    struct point points[70];

    for (int i = 0; i < 70; i++)
        points[i] = base_times((uint64_t)(i / 2) + 1);
    for (int i = 1; i < 70; i += 2)
        points[i] = point_negate(&points[i]);
    cr_assert(point_sum(points, 70).is_infinity);
    points[69] = point_infinity();
    const struct point sum = point_sum(points, 70), last = base_times(35);
    cr_assert(point_equal(&sum, &last));
    for (int i = 0; i < 70; i++)
        points[i] = point_infinity();
    cr_assert(point_sum(points, 70).is_infinity);
}

Test(point, all_multiplications_agree)
{
    struct scripted_rng rng;

    scripted_rng_seed(&rng, 11);
    for (int i = 0; i < 100; i++) {
        const struct scalar a = scalar_random(&rng.base), b = scalar_random(&rng.base);
        const struct scalar ab = scalar_mul(&a, &b), a_plus_b = scalar_add(&a, &b);
        const struct point p = point_mul_base(&a), expected = point_mul_base(&ab);
        const struct point secret = point_mul_secret(&b, &p), var = point_mul_var(&b, &p);
        cr_assert(point_equal(&secret, &expected));
        cr_assert(point_equal(&var, &expected));
        const struct point shifted = point_add_base_var(&p, &b), sum = point_mul_base(&a_plus_b);
        cr_assert(point_equal(&shifted, &sum));
    }
}

Test(point, zero_and_infinity_multiply_to_infinity)
{
    const struct scalar zero = scalar_zero(), five = scalar_from_u64(5);
    const struct scalar minus_five = scalar_negate(&five);
    const struct point p = base_times(5), none = point_infinity();

    cr_assert(point_mul_base(&zero).is_infinity);
    cr_assert(point_mul_secret(&zero, &p).is_infinity);
    cr_assert(point_mul_var(&zero, &p).is_infinity);
    cr_assert(point_mul_secret(&five, &none).is_infinity);
    cr_assert(point_mul_var(&five, &none).is_infinity);
    cr_assert(point_add_base_var(&p, &minus_five).is_infinity);
    struct point same = point_add_base_var(&p, &zero);
    cr_assert(point_equal(&same, &p));
    same = point_add_base_var(&none, &five);
    cr_assert(point_equal(&same, &p));
    cr_assert(point_add_base_var(&none, &zero).is_infinity);
}

Test(point, infinity_has_no_x, .signal = SIGABRT)
{
    const struct point none = point_infinity();
    uint8_t x[32];
    point_x(x, &none);
}

TestSuite(point_unstarted, .timeout = 60);

Test(point_unstarted, ends_the_program_before_crypto_start, .signal = SIGABRT)
{
    const struct scalar one = scalar_from_u64(1);
    (void)point_mul_base(&one);
}

Test(point, starting_again_is_harmless)
{
    const struct point before = base_times(9);
    crypto_start();
    const struct point after = base_times(9);
    cr_assert(point_equal(&before, &after));
}
