/* SPDX-License-Identifier: MIT */
/* scripted_rng.h - randomness for tests: a script of bytes given out in order, or a seeded stream
 * (SHAKE-like, from BLAKE2b) once the script is empty or where there is none. */
#ifndef GRIDLOCK_TESTS_SUPPORT_SCRIPTED_RNG_H
#define GRIDLOCK_TESTS_SUPPORT_SCRIPTED_RNG_H

#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/rng.h"

struct scripted_rng {
    struct rng base; /* pass &x.base */
    struct buffer script;
    size_t used;
    uint8_t seed[32];
    uint64_t counter;
    int strict; /* abort instead of falling back to the stream */
};

void scripted_rng_seed(struct scripted_rng *rng, uint64_t seed);
void scripted_rng_push(struct scripted_rng *rng, const void *bytes, size_t size);
void scripted_rng_push_hex(struct scripted_rng *rng, const char *hex);
void scripted_rng_free(struct scripted_rng *rng);

#endif
