/* SPDX-License-Identifier: MIT */
#include "core/base/rng.h"

#include <sodium.h>

static void fill_from_system(struct rng *rng, void *out, size_t size)
{
    (void)rng;
    randombytes_buf(out, size);
}

void rng_fill(struct rng *rng, void *out, size_t size)
{
    rng->fill(rng, out, size);
}

struct rng *rng_system(void)
{
    static struct rng system = {fill_from_system}; /* never written after this */

    return &system;
}
