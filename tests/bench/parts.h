/* SPDX-License-Identifier: MIT */
/* parts.h - the parts of the bench. Each adds its rows to the report. */
#ifndef GRIDLOCK_TESTS_BENCH_PARTS_H
#define GRIDLOCK_TESTS_BENCH_PARTS_H

#include "bench/committee.h"
#include "bench/report.h"

/* How often each thing is done. */
struct bench_counts {
    size_t ceremonies;
    size_t first;    /* ECDSA sessions that make their setups */
    size_t warm;     /* sessions of every other kind */
    size_t wallets;  /* made by engines */
    size_t payments; /* through engines, and through the router */
};

void part_dkg(struct report *report, const struct bench_counts *counts, uint16_t t, uint16_t n);
void part_frost(struct report *report, const struct bench_counts *counts, uint16_t t, uint16_t n);
void part_ecdsa(struct report *report, const struct bench_counts *counts, uint16_t t, uint16_t n);
/* Whole engines on real databases, in one process: envelopes, store, everything together. */
void part_engine(struct report *report, const struct bench_counts *counts, uint16_t t, uint16_t n);
/* Processes that talk through a real router. */
void part_payment(struct report *report, const struct bench_counts *counts, uint16_t t, uint16_t n);

#endif
