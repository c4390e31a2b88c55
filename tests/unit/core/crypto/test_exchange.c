/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/crypto/exchange.h"

/* RFC 7748, section 5.2: k and u start as 9; k = X25519(k, u), u = old k. */
Test(exchange, gives_the_iterated_values_of_the_rfc)
{
    uint8_t k[32] = {9}, u[32] = {9}, next[32], known[32];

    for (int i = 1; i <= 1000; i++) {
        cr_assert(is_ok(exchange_shared(next, k, u)));
        memcpy(u, k, 32);
        memcpy(k, next, 32);
        if (i == 1) {
            cr_assert(is_ok(hex_decode(
                known, 32, "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079")));
            cr_assert_arr_eq(k, known, 32);
        }
    }
    cr_assert(is_ok(
        hex_decode(known, 32, "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51")));
    cr_assert_arr_eq(k, known, 32);
}

Test(exchange, gives_both_sides_the_same)
{
    uint8_t a[32], b[32], pk_a[32], pk_b[32], x[32], y[32];

    memset(a, 1, 32);
    memset(b, 2, 32);
    exchange_public(pk_a, a);
    exchange_public(pk_b, b);
    cr_assert(is_ok(exchange_shared(x, a, pk_b)));
    cr_assert(is_ok(exchange_shared(y, b, pk_a)));
    cr_assert_arr_eq(x, y, 32);
}

Test(exchange, refuses_points_of_low_order_and_leaves_the_output)
{
    uint8_t sk[32] = {5}, low[32] = {0}, out[32];

    memset(out, 0xA5, 32);
    cr_assert_eq(exchange_shared(out, sk, low).code, ERROR_KEY_LOW_ORDER);
    low[0] = 1;
    cr_assert_eq(exchange_shared(out, sk, low).code, ERROR_KEY_LOW_ORDER);
    for (int i = 0; i < 32; i++)
        cr_assert_eq(out[i], 0xA5);
}
