/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/crypto/lagrange.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

TestSuite(lagrange, .init = crypto_start, .timeout = 60);

static struct scalar scalar_of(const cJSON *root, const char *path)
{
    uint8_t bytes[32];
    struct scalar value;
    vectors_hex_at(bytes, 32, root, path);
    cr_assert(is_ok(scalar_read(&value, bytes)));
    return value;
}

static struct point point_of(const cJSON *root, const char *path)
{
    uint8_t bytes[33];
    struct point value;
    vectors_hex_at(bytes, 33, root, path);
    cr_assert(is_ok(point_read(&value, bytes)));
    return value;
}

Test(lagrange, coefficients_agree_with_the_known_answers)
{
    cJSON *root = vectors_load("tests/vectors/w1-selfmade/kat.json");
    const cJSON *entry, *x;
    int seen = 0;

    cJSON_ArrayForEach(entry, vectors_at(root, "primitives.lagrange"))
    {
        uint16_t seats[16];
        size_t count = 0, which = 99;
        const long long own = vectors_number_at(entry, "x");
        cJSON_ArrayForEach(x, vectors_at(entry, "S"))
        {
            which = x->valueint == own ? count : which;
            seats[count++] = (uint16_t)(x->valueint - 1);
        }
        const struct scalar got = lagrange_coefficient(seats, count, which, 0);
        const struct scalar expected = scalar_of(entry, "lam");
        cr_assert_eq(scalar_equal(&got, &expected), 1);
        seen++;
    }
    cr_assert_eq(seen, 10);
    cJSON_Delete(root);
}

Test(lagrange, shares_and_secret_of_rfc_9591_fit)
{
    cJSON *root = vectors_load("tests/vectors/rfc9591-frost-secp256k1/frost-secp256k1-sha256.json");
    const struct scalar secret = scalar_of(root, "inputs.group_secret_key");
    const struct scalar f[2] = {secret, scalar_of(root, "inputs.share_polynomial_coefficients.0")};
    const struct point commitments[2] = {point_mul_base(&f[0]), point_mul_base(&f[1])};
    const struct point key = point_of(root, "inputs.group_public_key");
    struct scalar shares[3];

    cr_assert(point_equal(&commitments[0], &key));
    for (unsigned i = 0; i < 3; i++) {
        char path[64];
        snprintf(path, sizeof path, "inputs.participant_shares.%u.participant_share", i);
        shares[i] = scalar_of(root, path);
        const struct scalar value = polynomial_evaluate(f, 2, i + 1);
        cr_assert_eq(scalar_equal(&value, &shares[i]), 1);
        const struct point image = polynomial_evaluate_points(commitments, 2, i + 1);
        const struct point expected = point_mul_base(&shares[i]);
        cr_assert(point_equal(&image, &expected));
    }
    const uint16_t seats[2] = {0, 2}; /* participants 1 and 3 */
    const struct scalar l0 = lagrange_coefficient(seats, 2, 0, 0),
                        l1 = lagrange_coefficient(seats, 2, 1, 0);
    const struct scalar a = scalar_mul(&l0, &shares[0]), b = scalar_mul(&l1, &shares[2]);
    const struct scalar sum = scalar_add(&a, &b);
    cr_assert_eq(scalar_equal(&sum, &secret), 1);
    cJSON_Delete(root);
}

/* A whole DKG of ZF FROST: dealt shares, Feldman checks, sums, group key. */
Test(lagrange, feldman_sums_of_zcash_fit)
{
    cJSON *root = vectors_load("tests/vectors/zf-frost-secp256k1/vectors_dkg.json");
    struct scalar f[3][2];
    struct point commitments[3][2], keys[3], verifying[3];
    char path[96];

    for (unsigned dealer = 0; dealer < 3; dealer++) {
        snprintf(path, sizeof path, "inputs.%u.signing_key", dealer + 1);
        f[dealer][0] = scalar_of(root, path);
        snprintf(path, sizeof path, "inputs.%u.coefficient", dealer + 1);
        f[dealer][1] = scalar_of(root, path);
        for (unsigned k = 0; k < 2; k++) {
            snprintf(path, sizeof path, "inputs.%u.vss_commitments.%u", dealer + 1, k);
            commitments[dealer][k] = point_of(root, path);
            const struct point own = point_mul_base(&f[dealer][k]);
            cr_assert(point_equal(&own, &commitments[dealer][k]));
        }
        keys[dealer] = commitments[dealer][0];
    }
    for (unsigned seat = 0; seat < 3; seat++) {
        struct scalar share = scalar_zero();
        struct point image = point_infinity();
        for (unsigned dealer = 0; dealer < 3; dealer++) {
            const struct scalar dealt = polynomial_evaluate(f[dealer], 2, seat + 1);
            const struct point part = polynomial_evaluate_points(commitments[dealer], 2, seat + 1);
            if (dealer != seat) { /* the file lists what a seat received */
                snprintf(path, sizeof path, "inputs.%u.signing_shares.%u", seat + 1, dealer + 1);
                const struct scalar listed = scalar_of(root, path);
                cr_assert_eq(scalar_equal(&listed, &dealt), 1);
            }
            share = scalar_add(&share, &dealt);
            image = point_add(&image, &part);
        }
        snprintf(path, sizeof path, "inputs.%u.signing_share", seat + 1);
        const struct scalar expected = scalar_of(root, path);
        cr_assert_eq(scalar_equal(&share, &expected), 1);
        snprintf(path, sizeof path, "inputs.%u.verifying_share", seat + 1);
        verifying[seat] = point_of(root, path);
        cr_assert(point_equal(&image, &verifying[seat]));
    }
    const struct point key = point_of(root, "inputs.verifying_key");
    const struct point sum = point_sum(keys, 3);
    cr_assert(point_equal(&sum, &key));
    const uint16_t pairs[3][2] = {{0, 1}, {0, 2}, {2, 1}};
    for (unsigned i = 0; i < 3; i++) {
        const struct point points[2] = {verifying[pairs[i][0]], verifying[pairs[i][1]]};
        const struct point back = lagrange_interpolate(pairs[i], points, 2, 0);
        cr_assert(point_equal(&back, &key));
    }
    cJSON_Delete(root);
}

Test(lagrange, any_seats_give_any_other_value)
{
    enum { DEGREE = 4, COUNT = 5 };
    const uint16_t seats[COUNT] = {31, 0, 7, 254, 12};
    struct scripted_rng rng;
    struct scalar f[DEGREE + 1];
    struct point images[COUNT], commitments[DEGREE + 1];

    scripted_rng_seed(&rng, 21);
    for (int k = 0; k <= DEGREE; k++) {
        f[k] = scalar_random(&rng.base);
        commitments[k] = point_mul_base(&f[k]);
    }
    for (int i = 0; i < COUNT; i++) {
        const struct scalar value = polynomial_evaluate(f, DEGREE + 1, seats[i] + 1u);
        images[i] = point_mul_base(&value);
    }
    const uint32_t abscissas[] = {0, 1, 2, 8, 32, 300, 65536};
    for (size_t i = 0; i < sizeof abscissas / sizeof *abscissas; i++) {
        struct scalar sum = scalar_zero();
        for (int j = 0; j < COUNT; j++) {
            const struct scalar value = polynomial_evaluate(f, DEGREE + 1, seats[j] + 1u);
            const struct scalar l = lagrange_coefficient(seats, COUNT, (size_t)j, abscissas[i]);
            const struct scalar term = scalar_mul(&l, &value);
            sum = scalar_add(&sum, &term);
        }
        const struct scalar expected = polynomial_evaluate(f, DEGREE + 1, abscissas[i]);
        cr_assert_eq(scalar_equal(&sum, &expected), 1);
        const struct point image = lagrange_interpolate(seats, images, COUNT, abscissas[i]);
        const struct point by_commitments =
            polynomial_evaluate_points(commitments, DEGREE + 1, abscissas[i]);
        const struct point direct = point_mul_base(&expected);
        cr_assert(point_equal(&image, &direct));
        cr_assert(point_equal(&by_commitments, &direct));
    }
}

Test(lagrange, a_seat_at_its_own_abscissa_counts_once)
{
    const uint16_t seats[3] = {4, 9, 1};
    const struct scalar own = lagrange_coefficient(seats, 3, 1, 10);
    const struct scalar other = lagrange_coefficient(seats, 3, 0, 10);
    const struct scalar one = scalar_from_u64(1);

    cr_assert_eq(scalar_equal(&own, &one), 1);
    cr_assert_eq(scalar_is_zero(&other), 1);
}

Test(lagrange, a_polynomial_with_a_zero_and_an_infinite_coefficient)
{
    const struct scalar f[3] = {scalar_from_u64(3), scalar_zero(), scalar_from_u64(2)};
    const struct point commitments[3] = {point_mul_base(&f[0]), point_infinity(),
                                         point_mul_base(&f[2])};
    const struct scalar value = polynomial_evaluate(f, 3, 5), expected = scalar_from_u64(53);
    const struct point image = polynomial_evaluate_points(commitments, 3, 5),
                       direct = point_mul_base(&expected);

    cr_assert_eq(scalar_equal(&value, &expected), 1);
    cr_assert(point_equal(&image, &direct));
}
