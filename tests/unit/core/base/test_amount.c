/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/amount.h"

static struct amount parsed(const char *text, unsigned decimals)
{
    struct amount a = {{0}};
    cr_assert(is_ok(amount_parse(&a, text, decimals)), "%s", text);
    return a;
}

static enum error_code refusal(const char *text, unsigned decimals)
{
    struct amount a = {{7, 7, 7, 7}};
    const enum error_code code = amount_parse(&a, text, decimals).code;
    if (code != ERROR_NONE)
        for (int i = 0; i < 4; i++)
            cr_assert_eq(a.limb[i], 7, "output touched by %s", text);
    return code;
}

static struct amount biggest(void)
{
    return (struct amount){{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
}

Test(amount, reads_coins_exactly)
{
    const struct {
        const char *text;
        unsigned decimals;
        uint64_t value;
    } cases[] = {
        {"0.1", 8, 10000000},
        {"0.2", 8, 20000000},
        {"0.30000000", 8, 30000000},
        {"21000000.00000001", 8, 2100000000000001},
        {"0.00000001", 8, 1},
        {"0", 8, 0},
        {"0000.5", 8, 50000000},
        {"1.000000000000000001", 18, 1000000000000000001},
        {"18446744073709551615", 0, UINT64_MAX},
        {"92233720368.54775807", 8, 9223372036854775807},
        {"92233720368.54775808", 8, 9223372036854775808U},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct amount a = parsed(cases[i].text, cases[i].decimals);
        uint64_t value = 0;
        cr_assert(is_ok(amount_to_u64(&value, &a)));
        cr_assert_eq(value, cases[i].value, "%s", cases[i].text);
    }
}

Test(amount, adds_a_tenth_and_two_tenths_to_three_tenths)
{
    const struct amount a = parsed("0.1", 18), b = parsed("0.2", 18), c = parsed("0.3", 18);
    struct amount sum;
    cr_assert(is_ok(amount_add(&sum, &a, &b)));
    cr_assert_eq(amount_compare(&sum, &c), 0);
}

Test(amount, refuses_what_is_no_amount)
{
    static const char *const texts[] = {
        "",   "-1",  "+1",  "1,000", "1.",  ".5",   ".",     "1e8",  "0x10", "1 ", " 1", "1.2.3",
        "１", "NaN", "inf", "1_0",   "1\n", "0.1f", "1'000", "1.0.", "..",   "٣",  "१",  "1/2"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cr_assert_eq(refusal(texts[i], 8), ERROR_AMOUNT_TEXT, "\"%s\"", texts[i]);
}

Test(amount, refuses_a_decimal_more_than_the_coin_has)
{
    cr_assert_eq(refusal("0.000000001", 8), ERROR_AMOUNT_DECIMALS);
    cr_assert_eq(refusal("0.100000000", 8), ERROR_AMOUNT_DECIMALS);
    cr_assert_eq(refusal("0.0000000000000000001", 18), ERROR_AMOUNT_DECIMALS);
    cr_assert_eq(refusal("1.0", 0), ERROR_AMOUNT_DECIMALS);
}

Test(amount, knows_its_upper_end)
{
    const char *most =
        "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    const struct amount a = parsed(most, 0), b = biggest();
    cr_assert_eq(amount_compare(&a, &b), 0);
    cr_assert_eq(
        refusal("115792089237316195423570985008687907853269984665640564039457584007913129639936",
                0),
        ERROR_AMOUNT_RANGE);
    cr_assert_eq(refusal("1", 78), ERROR_AMOUNT_RANGE);
    char text[200];
    memset(text, '9', sizeof text);
    text[sizeof text - 1] = 0;
    cr_assert_eq(refusal(text, 0), ERROR_AMOUNT_TEXT);
}

Test(amount, prints_all_decimals)
{
    char text[AMOUNT_TEXT_MAX];
    struct amount a = amount_of(10000000);
    amount_print(text, &a, 8);
    cr_assert_str_eq(text, "0.10000000");
    a = amount_of(0);
    amount_print(text, &a, 18);
    cr_assert_str_eq(text, "0.000000000000000000");
    a = amount_of(1234567890);
    amount_print(text, &a, 8);
    cr_assert_str_eq(text, "12.34567890");
    amount_print_integer(text, &a);
    cr_assert_str_eq(text, "1234567890");
    a = amount_of(0);
    amount_print_integer(text, &a);
    cr_assert_str_eq(text, "0");
    a = biggest();
    amount_print(text, &a, 18);
    cr_assert_str_eq(
        text, "115792089237316195423570985008687907853269984665640564039457.584007913129639935");
}

Test(amount, prints_and_reads_back_the_same)
{
    uint64_t state = 1;
    for (int i = 0; i < 3000; i++) {
        struct amount a, b;
        char text[AMOUNT_TEXT_MAX];
        for (int j = 0; j < 4; j++) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            a.limb[j] = j > i % 4 ? 0 : state;
        }
        const unsigned decimals = (unsigned)(i % 78);
        amount_print(text, &a, decimals);
        cr_assert(is_ok(amount_parse(&b, text, decimals)), "%s", text);
        cr_assert_eq(amount_compare(&a, &b), 0);
        uint8_t bytes[32];
        amount_write(bytes, &a);
        b = amount_read(bytes);
        cr_assert_eq(amount_compare(&a, &b), 0);
    }
}

Test(amount, carries_and_borrows_across_limbs)
{
    const struct amount one = amount_of(1), most = biggest();
    struct amount a = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, 0}}, out;
    cr_assert(is_ok(amount_add(&out, &a, &one)));
    const struct amount power = {{0, 0, 0, 1}};
    cr_assert_eq(amount_compare(&out, &power), 0);
    cr_assert(is_ok(amount_sub(&out, &power, &one)));
    cr_assert_eq(amount_compare(&out, &a), 0);
    cr_assert_eq(amount_add(&out, &most, &one).code, ERROR_AMOUNT_RANGE);
    cr_assert_eq(amount_sub(&out, &one, &power).code, ERROR_AMOUNT_RANGE);
    cr_assert(is_ok(amount_sub(&out, &most, &most)));
    cr_assert(amount_is_zero(&out));
}

Test(amount, multiplies_and_divides_back)
{
    uint64_t state = 99;
    for (int i = 0; i < 2000; i++) {
        struct amount a = {{0}}, product, back;
        for (int j = 0; j < 3; j++) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            a.limb[j] = state;
        }
        const uint64_t factor = (state >> (i % 60)) | 1;
        cr_assert(is_ok(amount_mul_u64(&product, &a, factor)));
        back = amount_div_u64(&product, factor);
        cr_assert_eq(amount_compare(&a, &back), 0);
        /* rounds down: one less than the next multiple gives the same quotient */
        struct amount more = amount_of(factor - 1);
        cr_assert(is_ok(amount_add(&product, &product, &more)));
        back = amount_div_u64(&product, factor);
        cr_assert_eq(amount_compare(&a, &back), 0);
    }
    const struct amount high = {{0, 0, 0, (uint64_t)1 << 63}};
    struct amount out;
    cr_assert_eq(amount_mul_u64(&out, &high, 2).code, ERROR_AMOUNT_RANGE);
    cr_assert(is_ok(amount_mul_u64(&out, &high, 0)));
    cr_assert(amount_is_zero(&out));
}

Test(amount, reads_hex_quantities)
{
    struct amount a;
    cr_assert(is_ok(amount_parse_hex(&a, "0x0")));
    cr_assert(amount_is_zero(&a));
    cr_assert(is_ok(amount_parse_hex(&a, "0x1a2B")));
    cr_assert_eq(a.limb[0], 0x1a2b);
    cr_assert(is_ok(amount_parse_hex(
        &a, "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")));
    const struct amount most = biggest();
    cr_assert_eq(amount_compare(&a, &most), 0);
    static const char *const bad[] = {"", "0x", "12", "0X1", "0xg", "x1", "0x 1", "-0x1", "0x1 "};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_assert_eq(amount_parse_hex(&a, bad[i]).code, ERROR_AMOUNT_TEXT, "%s", bad[i]);
    cr_assert_eq(
        amount_parse_hex(&a, "0x10000000000000000000000000000000000000000000000000000000000000000")
            .code,
        ERROR_AMOUNT_RANGE);
}

Test(amount, does_not_fit_a_word_when_it_is_larger)
{
    const struct amount a = {{5, 1, 0, 0}};
    uint64_t value = 3;
    cr_assert_eq(amount_to_u64(&value, &a).code, ERROR_AMOUNT_RANGE);
    cr_assert_eq(value, 3);
}
