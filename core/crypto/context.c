/* SPDX-License-Identifier: MIT */
#include "core/crypto/context.h"

#include <sodium.h>
#include <stdlib.h>

#include "core/crypto/point.h"

static secp256k1_context *context;

void crypto_start(void)
{
    uint8_t seed[32];

    if (sodium_init() < 0)
        abort();
    if (!context)
        context = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    randombytes_buf(seed, sizeof seed);
    if (!context || !secp256k1_context_randomize(context, seed))
        abort();
    sodium_memzero(seed, sizeof seed);
}

const secp256k1_context *crypto_context(void)
{
    if (!context)
        abort();
    return context;
}
