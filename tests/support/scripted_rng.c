/* SPDX-License-Identifier: MIT */
#include "support/scripted_rng.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hex.h"

static void fill(struct rng *base, void *out, size_t size)
{
    struct scripted_rng *rng = (struct scripted_rng *)base;
    uint8_t *next = out;

    while (size > 0 && rng->used < rng->script.size) {
        *next++ = rng->script.data[rng->used++];
        size--;
    }
    if (size > 0 && rng->strict)
        abort();
    while (size > 0) {
        uint8_t block[64];
        crypto_generichash(block, sizeof block, (const uint8_t *)&rng->counter, sizeof rng->counter,
                           rng->seed, sizeof rng->seed);
        rng->counter++;
        const size_t take = size < sizeof block ? size : sizeof block;
        memcpy(next, block, take);
        next += take;
        size -= take;
    }
}

void scripted_rng_seed(struct scripted_rng *rng, uint64_t seed)
{
    memset(rng, 0, sizeof *rng);
    rng->base.fill = fill;
    memcpy(rng->seed, &seed, sizeof seed);
}

void scripted_rng_push(struct scripted_rng *rng, const void *bytes, size_t size)
{
    buffer_append(&rng->script, bytes, size);
}

void scripted_rng_push_hex(struct scripted_rng *rng, const char *hex)
{
    if (!is_ok(hex_decode_append(&rng->script, slice_of_text(hex))))
        abort();
}

void scripted_rng_free(struct scripted_rng *rng)
{
    buffer_free(&rng->script);
}
