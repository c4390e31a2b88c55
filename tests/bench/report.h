/* SPDX-License-Identifier: MIT */
/* report.h - for the bench: medians, and the rows of its table. A row is a ratio to one
 * secp256k1_ecdsa_sign measured in between, in the same run; the time beside it is only for
 * reading.
 */
#ifndef GRIDLOCK_TESTS_BENCH_REPORT_H
#define GRIDLOCK_TESTS_BENCH_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "bench/meter.h"

enum { SERIES_MAX = 4096, ROWS_MAX = 256 };

struct series {
    double value[SERIES_MAX];
    size_t count;
};
void series_add(struct series *series, double value);
/* Sorts; 0 when empty. */
double series_median(struct series *series);
double series_part(struct series *series, double part); /* 0.99: the value 99 % do not exceed */

/* The same thing measured many times. */
struct measured {
    struct series cpu[METER_KINDS];
    struct series reference;
    struct series store_wall;
    struct meter last; /* counts and bytes, the same in every run */
};
void measured_add(struct measured *measured, const struct meter *meter);
/* Between the runs. */
void measured_reference(struct measured *measured);

struct row {
    const char *what;
    char committee[12];
    const char *state; /* "first", "warm", "" */
    const char *part;  /* "protocol", "frames", "envelopes", "store", "engine" */
    double ratio;
    double microseconds;
    uint64_t bytes; /* 0: does not apply */
    size_t runs;
    char note[100];
};
struct report {
    struct row row[ROWS_MAX];
    size_t count;
};
struct row *report_add(struct report *report, const char *what, unsigned t, unsigned n,
                       const char *state, const char *part);
/* One kind of a measurement. */
struct row *report_part(struct report *report, struct measured *measured, enum meter_kind kind,
                        struct row name);
void report_print(const struct report *report);

#endif
