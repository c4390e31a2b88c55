/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/crypto/point.h"
#include "core/crypto/schnorr.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

TestSuite(schnorr, .init = crypto_start, .timeout = 60);

enum { INDEX, SECRET, PUBLIC, RANDOM, MESSAGE, SIGNATURE, RESULT, COMMENT, FIELDS };

/* Cuts one line of the table; fields hold no quotes. */
static bool next_line(char **text, char *fields[FIELDS])
{
    char *line = strsep(text, "\r\n");

    while (line && *line == '\0')
        line = strsep(text, "\r\n");
    for (int i = 0; i < FIELDS; i++)
        fields[i] = line ? (i + 1 < FIELDS ? strsep(&line, ",") : line) : "";
    return fields[0] && *fields[0] != '\0';
}

static void sign_again(char *fields[FIELDS], struct slice message)
{
    struct scripted_rng rng;
    struct scalar key;
    uint8_t secret[32], expected[64], got[64];

    cr_assert(is_ok(hex_decode(secret, 32, fields[SECRET])));
    cr_assert(is_ok(hex_decode(expected, 64, fields[SIGNATURE])));
    cr_assert(is_ok(scalar_read_nonzero(&key, secret)));
    scripted_rng_seed(&rng, 0);
    scripted_rng_push_hex(&rng, fields[RANDOM]);
    cr_assert(is_ok(schnorr_sign(got, &key, message.data, &rng.base)));
    cr_assert_arr_eq(got, expected, 64, "line %s", fields[INDEX]);
    scripted_rng_free(&rng);
}

Test(schnorr, agrees_with_bip340)
{
    char *text = vectors_text("tests/vectors/bip340/test-vectors.csv", NULL), *rest = text;
    char *fields[FIELDS];
    int seen = 0, good = 0, made = 0;

    cr_assert(next_line(&rest, fields)); /* the names of the columns */
    while (next_line(&rest, fields)) {
        struct buffer message = {0};
        uint8_t x[32], signature[64];
        cr_assert(is_ok(hex_decode(x, 32, fields[PUBLIC])));
        cr_assert(is_ok(hex_decode(signature, 64, fields[SIGNATURE])));
        cr_assert(is_ok(hex_decode_append(&message, slice_of_text(fields[MESSAGE]))));
        const bool is_good = is_ok(schnorr_verify(signature, x, buffer_slice(&message)));
        cr_assert_eq(is_good, strcmp(fields[RESULT], "TRUE") == 0, "line %s", fields[INDEX]);
        if (*fields[SECRET] && message.size == 32) {
            sign_again(fields, buffer_slice(&message));
            made++;
        }
        good += is_good;
        seen++;
        buffer_free(&message);
    }
    cr_assert_eq(seen, 19);
    cr_assert_eq(good, 9);
    cr_assert_eq(made, 4);
    free(text);
}

Test(schnorr, a_key_that_is_no_point_has_its_own_name)
{
    const uint8_t five[32] = {[31] = 5}, signature[64] = {0};

    cr_assert_eq(schnorr_verify(signature, five, slice_of(NULL, 0)).code, ERROR_POINT_ENCODING);
}

Test(schnorr, signs_with_either_parity)
{
    struct scripted_rng rng;
    int odd = 0;

    scripted_rng_seed(&rng, 31);
    for (int i = 0; i < 20; i++) {
        const struct scalar key = scalar_random(&rng.base);
        const struct point p = point_mul_base(&key);
        uint8_t x[32], message[32], signature[64];
        rng_fill(&rng.base, message, 32);
        cr_assert(is_ok(schnorr_sign(signature, &key, message, &rng.base)));
        point_x(x, &p);
        cr_assert(is_ok(schnorr_verify(signature, x, slice_of(message, 32))));
        signature[i] ^= 1;
        cr_assert_eq(schnorr_verify(signature, x, slice_of(message, 32)).code,
                     ERROR_SIGNATURE_FALSE);
        odd += point_y_is_odd(&p);
    }
    cr_assert(odd > 0 && odd < 20);
}

Test(schnorr, refuses_the_key_zero)
{
    struct scripted_rng rng;
    const struct scalar zero = scalar_zero();
    const uint8_t message[32] = {0};
    uint8_t signature[64] = {7};

    scripted_rng_seed(&rng, 32);
    cr_assert_eq(schnorr_sign(signature, &zero, message, &rng.base).code, ERROR_SCALAR_RANGE);
    cr_assert_eq(signature[0], 7);
}
