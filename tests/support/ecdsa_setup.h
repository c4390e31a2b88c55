/* SPDX-License-Identifier: MIT */
/* ecdsa_setup.h - for tests: the random values of a known pair setup, in the order in which
 * base_ot and pair_setup draw them. Only static functions: support/ is linked into every test. */
#ifndef GRIDLOCK_TESTS_SUPPORT_ECDSA_SETUP_H
#define GRIDLOCK_TESTS_SUPPORT_ECDSA_SETUP_H

#include <stdlib.h>
#include <string.h>

#include "support/scripted_rng.h"
#include "support/vectors.h"

static inline void setup_push(struct scripted_rng *rng, const cJSON *half, const char *name,
                              size_t size)
{
    uint8_t bytes[64];

    vectors_hex_at(bytes, size, half, name);
    scripted_rng_push(rng, bytes, size);
}

/* Rows of `a` (size_a bytes each, zeros behind to make 64) alternating with rows of `b`. */
static inline void setup_push_rows(struct scripted_rng *rng, const cJSON *half, const char *a,
                                   size_t size_a, const char *b, size_t size_b)
{
    uint8_t *left = malloc(128 * size_a), *right = malloc(128 * size_b), wide[64];

    vectors_hex_at(left, 128 * size_a, half, a);
    vectors_hex_at(right, 128 * size_b, half, b);
    for (size_t i = 0; i < 128; i++) {
        memset(wide, 0, sizeof wide);
        memcpy(wide, left + i * size_a, size_a);
        scripted_rng_push(rng, wide, 64);
        memset(wide, 0, sizeof wide);
        memcpy(wide, right + i * size_b, size_b);
        scripted_rng_push(rng, wide, 64);
    }
    free(left);
    free(right);
}

static inline void setup_push_receiver(struct scripted_rng *rng, const cJSON *half)
{
    setup_push(rng, half, "Delta", 16);
    setup_push_rows(rng, half, "t", 32, "ro_seed", 64);
}

static inline void setup_push_sender(struct scripted_rng *rng, const cJSON *half)
{
    setup_push_rows(rng, half, "t0", 32, "t1", 32);
}

/* All that pair_setup_begin draws. */
static inline void setup_push_half(struct scripted_rng *rng, const cJSON *half)
{
    setup_push(rng, half, "nonce", 32);
    setup_push(rng, half, "esk", 32);
    setup_push_receiver(rng, half);
    setup_push_sender(rng, half);
}

#endif
