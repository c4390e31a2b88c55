/* SPDX-License-Identifier: MIT */
/* lagrange.h - interpolation at small public abscissas. Seat j stands at x = j + 1. */
#ifndef GRIDLOCK_CORE_CRYPTO_LAGRANGE_H
#define GRIDLOCK_CORE_CRYPTO_LAGRANGE_H

#include <stddef.h>
#include <stdint.h>

#include "core/crypto/point.h"
#include "core/crypto/scalar.h"

/* Coefficient of seats[which] at abscissa `at` (0 = the key): prod (at - x_j) / (x_i - x_j).
 * The seats are distinct. */
struct scalar lagrange_coefficient(const uint16_t *seats, size_t count, size_t which, uint32_t at);
/* sum lambda_i(at) * points[i] */
struct point lagrange_interpolate(const uint16_t *seats, const struct point *points, size_t count,
                                  uint32_t at);
/* f(x) of a SECRET polynomial, coefficients from degree 0 upwards; x public. */
struct scalar polynomial_evaluate(const struct scalar *coefficients, size_t count, uint32_t x);
/* The same in the exponent, for public commitments. */
struct point polynomial_evaluate_points(const struct point *coefficients, size_t count, uint32_t x);

#endif
