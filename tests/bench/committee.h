/* SPDX-License-Identifier: MIT */
/* committee.h - for the bench: a wallet that a real dealing ceremony made, in one process. Seat 0
 * is the owner's device, which also coordinates, as in the product. */
#ifndef GRIDLOCK_TESTS_BENCH_COMMITTEE_H
#define GRIDLOCK_TESTS_BENCH_COMMITTEE_H

#include "bench/meter.h"
#include "core/ceremony/dealing.h"
#include "core/crypto/scalar.h"

struct committee {
    struct epoch_record record;
    uint16_t t;
    uint16_t n;
    struct identity *identity[SEATS_MAX];
    struct scalar share[LANES][SEATS_MAX];
    struct meter meter[SEATS_MAX]; /* of the ceremony */
};

struct committee *committee_new(uint16_t t, uint16_t n);
void committee_free(struct committee *committee);

/* Ends the program with a word on what went wrong: a bench measures only what works. */
void bench_must(result r, const char *what);
void bench_must_be(bool holds, const char *what);

#endif
