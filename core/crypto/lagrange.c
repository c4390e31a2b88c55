/* SPDX-License-Identifier: MIT */
#include "core/crypto/lagrange.h"

static int64_t abscissa(uint16_t seat)
{
    return (int64_t)seat + 1;
}

static struct scalar from_small(int64_t value)
{
    const struct scalar size = scalar_from_u64((uint64_t)(value < 0 ? -value : value));

    return scalar_negate_if(&size, value < 0);
}

struct scalar lagrange_coefficient(const uint16_t *seats, size_t count, size_t which, uint32_t at)
{
    struct scalar over = scalar_from_u64(1), under = scalar_from_u64(1);

    for (size_t j = 0; j < count; j++) {
        if (j == which)
            continue;
        const struct scalar to_j = from_small((int64_t)at - abscissa(seats[j]));
        const struct scalar apart = from_small(abscissa(seats[which]) - abscissa(seats[j]));
        over = scalar_mul(&over, &to_j);
        under = scalar_mul(&under, &apart);
    }
    under = scalar_inverse_var(&under); /* not zero: the seats are distinct */
    return scalar_mul(&over, &under);
}

struct point lagrange_interpolate(const uint16_t *seats, const struct point *points, size_t count,
                                  uint32_t at)
{
    struct point sum = point_infinity();

    for (size_t i = 0; i < count; i++) {
        const struct scalar coefficient = lagrange_coefficient(seats, count, i, at);
        const struct point term = point_mul_var(&coefficient, &points[i]);
        sum = point_add(&sum, &term);
    }
    return sum;
}

struct scalar polynomial_evaluate(const struct scalar *coefficients, size_t count, uint32_t x)
{
    const struct scalar plain = scalar_from_u64(x);
    const struct scalar factor = scalar_to_montgomery(&plain);
    struct scalar value = scalar_zero();

    for (size_t k = count; k > 0; k--) {
        value = scalar_montgomery_mul(&value, &factor);
        value = scalar_add(&value, &coefficients[k - 1]);
    }
    return value;
}

struct point polynomial_evaluate_points(const struct point *coefficients, size_t count, uint32_t x)
{
    const struct scalar factor = scalar_from_u64(x);
    struct point value = point_infinity();

    for (size_t k = count; k > 0; k--) {
        value = point_mul_var(&factor, &value);
        value = point_add(&value, &coefficients[k - 1]);
    }
    return value;
}
