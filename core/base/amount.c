/* SPDX-License-Identifier: MIT */
#include "core/base/amount.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hex.h"

enum {
    LIMBS = 4,
    DIGITS_MAX = 78,  /* 2^256 - 1 has 78 decimal digits */
    DECIMALS_MAX = 77 /* so that digits, point and zero fit AMOUNT_TEXT_MAX */
};

struct amount amount_of(uint64_t value)
{
    return (struct amount){.limb = {value}};
}

bool amount_is_zero(const struct amount *a)
{
    return (a->limb[0] | a->limb[1] | a->limb[2] | a->limb[3]) == 0;
}

int amount_compare(const struct amount *a, const struct amount *b)
{
    for (size_t i = LIMBS; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

result amount_add(struct amount *out, const struct amount *a, const struct amount *b)
{
    struct amount sum = {{0}};
    uint64_t carry = 0;

    for (size_t i = 0; i < LIMBS; i++) {
        const uint64_t once = a->limb[i] + b->limb[i];
        sum.limb[i] = once + carry;
        carry = (uint64_t)(once < a->limb[i]) + (uint64_t)(sum.limb[i] < once);
    }
    CHECK(carry == 0, AMOUNT_RANGE);
    *out = sum;
    return OK;
}

result amount_sub(struct amount *out, const struct amount *a, const struct amount *b)
{
    struct amount rest = {{0}};
    uint64_t borrow = 0;

    CHECK(amount_compare(a, b) >= 0, AMOUNT_RANGE);
    for (size_t i = 0; i < LIMBS; i++) {
        const uint64_t once = a->limb[i] - b->limb[i];
        rest.limb[i] = once - borrow;
        borrow = (uint64_t)(once > a->limb[i]) + (uint64_t)(rest.limb[i] > once);
    }
    *out = rest;
    return OK;
}

/* The low word of a*b; the high word into *high. */
static uint64_t multiply_words(uint64_t *high, uint64_t a, uint64_t b)
{
    const uint64_t a0 = a & UINT32_MAX;
    const uint64_t a1 = a >> 32;
    const uint64_t b0 = b & UINT32_MAX;
    const uint64_t b1 = b >> 32;
    const uint64_t low = a0 * b0;
    const uint64_t middle = a1 * b0 + (low >> 32);
    const uint64_t other = a0 * b1 + (middle & UINT32_MAX);

    *high = a1 * b1 + (middle >> 32) + (other >> 32);
    return other << 32 | (low & UINT32_MAX);
}

result amount_mul_u64(struct amount *out, const struct amount *a, uint64_t factor)
{
    struct amount product = {{0}};
    uint64_t carry = 0;

    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t high;
        const uint64_t low = multiply_words(&high, a->limb[i], factor);
        product.limb[i] = low + carry;
        carry = high + (uint64_t)(product.limb[i] < low);
    }
    CHECK(carry == 0, AMOUNT_RANGE);
    *out = product;
    return OK;
}

/* Long division bit by bit: plain to see, and fast enough for what people type and read. */
static struct amount divide(uint64_t *remainder, const struct amount *a, uint64_t divisor)
{
    struct amount quotient = {{0}};
    uint64_t rest = 0;

    if (divisor == 0)
        abort();
    for (size_t bit = LIMBS * 64; bit-- > 0;) {
        const uint64_t top = rest >> 63;
        rest = rest << 1 | (a->limb[bit / 64] >> (bit % 64) & 1);
        if (top || rest >= divisor) {
            rest -= divisor;
            quotient.limb[bit / 64] |= (uint64_t)1 << (bit % 64);
        }
    }
    *remainder = rest;
    return quotient;
}

struct amount amount_div_u64(const struct amount *a, uint64_t divisor)
{
    uint64_t remainder;

    return divide(&remainder, a, divisor);
}

result amount_to_u64(uint64_t *out, const struct amount *a)
{
    CHECK((a->limb[1] | a->limb[2] | a->limb[3]) == 0, AMOUNT_RANGE);
    *out = a->limb[0];
    return OK;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* value = value * 10 + digit */
static result push_digit(struct amount *value, unsigned digit)
{
    const struct amount more = amount_of(digit);

    TRY(amount_mul_u64(value, value, 10));
    return amount_add(value, value, &more);
}

/* Where the fraction starts, or NULL; refuses what is not digits around at most one point. */
static result find_fraction(const char **fraction, const char *text)
{
    const size_t size = strlen(text);
    const char *point = strchr(text, '.');

    CHECK(size > 0 && size < AMOUNT_TEXT_MAX, AMOUNT_TEXT);
    for (const char *c = text; *c; c++)
        CHECK(is_digit(*c) || c == point, AMOUNT_TEXT);
    CHECK(point != text && (!point || point[1]), AMOUNT_TEXT);
    *fraction = point ? point + 1 : NULL;
    return OK;
}

result amount_parse(struct amount *out, const char *text, unsigned decimals)
{
    struct amount value = {{0}};
    const char *fraction = NULL;

    TRY(find_fraction(&fraction, text));
    const size_t given = fraction ? strlen(fraction) : 0;
    CHECK(given <= decimals, AMOUNT_DECIMALS);
    for (const char *c = text; *c; c++)
        if (*c != '.')
            TRY(push_digit(&value, (unsigned)(*c - '0')));
    for (size_t i = given; i < decimals; i++)
        TRY(push_digit(&value, 0));
    *out = value;
    return OK;
}

result amount_parse_integer(struct amount *out, const char *text)
{
    return amount_parse(out, text, 0);
}

void amount_print(char out[static AMOUNT_TEXT_MAX], const struct amount *a, unsigned decimals)
{
    char digits[DIGITS_MAX + 1]; /* backwards */
    size_t count = 0;
    struct amount rest = *a;

    if (decimals > DECIMALS_MAX)
        abort();
    while (!amount_is_zero(&rest) || count <= decimals) {
        uint64_t digit;
        rest = divide(&digit, &rest, 10);
        digits[count++] = (char)('0' + digit);
    }
    while (count > 0) {
        *out++ = digits[--count];
        if (count == decimals && count > 0)
            *out++ = '.';
    }
    *out = 0;
}

void amount_print_integer(char out[static AMOUNT_TEXT_MAX], const struct amount *a)
{
    amount_print(out, a, 0);
}

result amount_parse_hex(struct amount *out, const char *text)
{
    char digits[65];
    uint8_t bytes[32];

    CHECK(text[0] == '0' && text[1] == 'x', AMOUNT_TEXT);
    const size_t size = strlen(text + 2);
    CHECK(size > 0, AMOUNT_TEXT);
    CHECK(size <= 64, AMOUNT_RANGE);
    memset(digits, '0', 64 - size);
    memcpy(digits + 64 - size, text + 2, size + 1);
    CHECK(is_ok(hex_decode(bytes, sizeof bytes, digits)), AMOUNT_TEXT);
    *out = amount_read(bytes);
    return OK;
}

void amount_write(uint8_t out[static 32], const struct amount *a)
{
    for (size_t i = 0; i < 32; i++)
        out[31 - i] = (uint8_t)(a->limb[i / 8] >> (8 * (i % 8)));
}

struct amount amount_read(const uint8_t bytes[static 32])
{
    struct amount value = {{0}};

    for (size_t i = 0; i < 32; i++)
        value.limb[i / 8] |= (uint64_t)bytes[31 - i] << (8 * (i % 8));
    return value;
}
