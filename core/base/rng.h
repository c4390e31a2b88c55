/* SPDX-License-Identifier: MIT */
/* rng.h - where randomness comes from, as a value, so that tests can replay a run.
 * The product only ever uses rng_system(), which is libsodium's generator.
 */
#ifndef GRIDLOCK_CORE_BASE_RNG_H
#define GRIDLOCK_CORE_BASE_RNG_H

#include <stddef.h>

struct rng {
    void (*fill)(struct rng *rng, void *out, size_t size);
};

void rng_fill(struct rng *rng, void *out, size_t size);
struct rng *rng_system(void);

#endif
