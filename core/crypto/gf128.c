/* SPDX-License-Identifier: MIT */
#include "core/crypto/gf128.h"

/* An unreduced product: 255 bits. */
struct product {
    uint64_t word[4];
};

/* Written out, so that compilers see one load, and one store. */
static uint64_t load(const uint8_t *b)
{
    return b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

static void store(uint8_t *out, uint64_t value)
{
    out[0] = (uint8_t)value;
    out[1] = (uint8_t)(value >> 8);
    out[2] = (uint8_t)(value >> 16);
    out[3] = (uint8_t)(value >> 24);
    out[4] = (uint8_t)(value >> 32);
    out[5] = (uint8_t)(value >> 40);
    out[6] = (uint8_t)(value >> 48);
    out[7] = (uint8_t)(value >> 56);
}

struct gf128 gf128_read(const uint8_t bytes[static GF128_BYTES])
{
    return (struct gf128){{load(bytes), load(bytes + 8)}};
}

void gf128_write(uint8_t out[static GF128_BYTES], const struct gf128 *a)
{
    store(out, a->word[0]);
    store(out + 8, a->word[1]);
}

struct gf128 gf128_add(const struct gf128 *a, const struct gf128 *b)
{
    return (struct gf128){{a->word[0] ^ b->word[0], a->word[1] ^ b->word[1]}};
}

/* The low 64 bits of the product of two polynomials. Every factor is cut into four with three zero
 * bits behind each of its bits, so that the carries of an integer product die out in the gaps: a
 * gap of 4 holds counts up to 15, and 16 ones meet only at bit 60 and above, whose carry leaves. */
static uint64_t multiply_low(uint64_t x, uint64_t y)
{
    const uint64_t m0 = 0x1111111111111111U;
    const uint64_t m1 = m0 << 1, m2 = m0 << 2, m3 = m0 << 3;
    const uint64_t x0 = x & m0, x1 = x & m1, x2 = x & m2, x3 = x & m3;
    const uint64_t y0 = y & m0, y1 = y & m1, y2 = y & m2, y3 = y & m3;
    const uint64_t z0 = (x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1);
    const uint64_t z1 = (x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2);
    const uint64_t z2 = (x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3);
    const uint64_t z3 = (x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0);

    return (z0 & m0) | (z1 & m1) | (z2 & m2) | (z3 & m3);
}

static uint64_t reverse(uint64_t x)
{
    x = (x & 0x5555555555555555U) << 1 | (x >> 1 & 0x5555555555555555U);
    x = (x & 0x3333333333333333U) << 2 | (x >> 2 & 0x3333333333333333U);
    x = (x & 0x0F0F0F0F0F0F0F0FU) << 4 | (x >> 4 & 0x0F0F0F0F0F0F0F0FU);
    x = (x & 0x00FF00FF00FF00FFU) << 8 | (x >> 8 & 0x00FF00FF00FF00FFU);
    x = (x & 0x0000FFFF0000FFFFU) << 16 | (x >> 16 & 0x0000FFFF0000FFFFU);
    return x << 32 | x >> 32;
}

/* The high 64 bits (of 127) are the low ones of the mirrored factors. */
static uint64_t multiply_high(uint64_t x_reversed, uint64_t y_reversed)
{
    return reverse(multiply_low(x_reversed, y_reversed)) >> 1;
}

/* Karatsuba over 64-bit halves, added into the sum. */
static void accumulate(struct product *sum, const struct gf128 *a, const struct gf128 *b)
{
    const uint64_t a0 = a->word[0], a1 = a->word[1], b0 = b->word[0], b1 = b->word[1];
    const uint64_t a0r = reverse(a0), a1r = reverse(a1), b0r = reverse(b0), b1r = reverse(b1);
    const uint64_t low0 = multiply_low(a0, b0), high0 = multiply_high(a0r, b0r);
    const uint64_t low1 = multiply_low(a1, b1), high1 = multiply_high(a1r, b1r);
    const uint64_t lowm = multiply_low(a0 ^ a1, b0 ^ b1) ^ low0 ^ low1;
    const uint64_t highm = multiply_high(a0r ^ a1r, b0r ^ b1r) ^ high0 ^ high1;

    sum->word[0] ^= low0;
    sum->word[1] ^= high0 ^ lowm;
    sum->word[2] ^= low1 ^ highm;
    sum->word[3] ^= high1;
}

/* x^128 = x^7 + x^2 + x + 1: first word 3 folds onto 1 and 2, then word 2 onto 0 and 1. */
static struct gf128 reduce(const struct product *p)
{
    const uint64_t h1 = p->word[3];
    const uint64_t h0 = p->word[2] ^ (h1 >> 63) ^ (h1 >> 62) ^ (h1 >> 57);
    struct gf128 out;

    out.word[1] =
        p->word[1] ^ h1 ^ (h1 << 1) ^ (h1 << 2) ^ (h1 << 7) ^ (h0 >> 63) ^ (h0 >> 62) ^ (h0 >> 57);
    out.word[0] = p->word[0] ^ h0 ^ (h0 << 1) ^ (h0 << 2) ^ (h0 << 7);
    return out;
}

struct gf128 gf128_inner(const struct gf128 *a, const struct gf128 *b, int count)
{
    struct product sum = {{0, 0, 0, 0}};

    for (int i = 0; i < count; i++)
        accumulate(&sum, &a[i], &b[i]);
    return reduce(&sum);
}

struct gf128 gf128_mul(const struct gf128 *a, const struct gf128 *b)
{
    return gf128_inner(a, b, 1);
}
