/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/crypto/gf128.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

/* The definition, bit by bit. */
static struct gf128 slow_mul(struct gf128 a, struct gf128 b)
{
    struct gf128 sum = {{0, 0}};

    for (int i = 0; i < 128; i++) {
        if (b.word[i / 64] >> (i % 64) & 1) {
            sum.word[0] ^= a.word[0];
            sum.word[1] ^= a.word[1];
        }
        const uint64_t top = a.word[1] >> 63;
        a.word[1] = a.word[1] << 1 | a.word[0] >> 63;
        a.word[0] = a.word[0] << 1 ^ (top ? 0x87 : 0);
    }
    return sum;
}

static struct gf128 draw(struct scripted_rng *rng)
{
    struct gf128 a;

    rng_fill(&rng->base, &a, sizeof a);
    return a;
}

Test(gf128, gives_the_known_products)
{
    cJSON *kat = vectors_load("tests/vectors/w1-selfmade/kat.json");
    const cJSON *entry;
    int count = 0;

    cJSON_ArrayForEach(entry, vectors_at(kat, "primitives.gf128"))
    {
        uint8_t a[16], b[16], product[16], out[16];
        vectors_hex_at(a, 16, entry, "a");
        vectors_hex_at(b, 16, entry, "b");
        vectors_hex_at(product, 16, entry, "product");
        const struct gf128 x = gf128_read(a), y = gf128_read(b), z = gf128_mul(&x, &y);
        gf128_write(out, &z);
        cr_assert_arr_eq(out, product, 16);
        count++;
    }
    cr_assert_eq(count, 22);
    cJSON_Delete(kat);
}

Test(gf128, agrees_with_the_definition)
{
    struct scripted_rng rng;

    scripted_rng_seed(&rng, 1);
    for (int i = 0; i < 20000; i++) {
        struct gf128 a = draw(&rng), b = draw(&rng);
        if (i % 4 == 0)
            memset(&a, 0xFF, sizeof a); /* the most carries */
        if (i % 8 == 0)
            memset(&b, 0xFF, sizeof b);
        const struct gf128 fast = gf128_mul(&a, &b), slow = slow_mul(a, b);
        cr_assert_arr_eq(fast.word, slow.word, 16);
    }
}

Test(gf128, sums_products_before_one_reduction)
{
    struct scripted_rng rng;
    struct gf128 a[4], b[4], sum = {{0, 0}};

    scripted_rng_seed(&rng, 2);
    for (int i = 0; i < 4; i++) {
        a[i] = draw(&rng);
        b[i] = draw(&rng);
        const struct gf128 term = gf128_mul(&a[i], &b[i]);
        sum = gf128_add(&sum, &term);
    }
    const struct gf128 inner = gf128_inner(a, b, 4);
    cr_assert_arr_eq(inner.word, sum.word, 16);
}
