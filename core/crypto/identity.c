/* SPDX-License-Identifier: MIT */
#include "core/crypto/identity.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

enum { SEED_BYTES = 32, SIGN_SK_BYTES = 64, BOX_SK_BYTES = 32 };

_Static_assert(SIGN_SK_BYTES == crypto_sign_SECRETKEYBYTES, "seed and public key");
_Static_assert(SIGN_SK_BYTES + BOX_SK_BYTES == IDENTITY_SECRET_BYTES, "both keys");

struct identity *identity_from_seeds(const uint8_t sign_seed[static 32],
                                     const uint8_t box_sk[static 32])
{
    struct identity *identity = memory_new(1, sizeof *identity);

    identity->keys = secret_new(IDENTITY_SECRET_BYTES);
    uint8_t *keys = secret_lend(identity->keys);
    if (crypto_sign_seed_keypair(identity->sign_pk, keys, sign_seed) != 0)
        abort();
    memcpy(keys + SIGN_SK_BYTES, box_sk, BOX_SK_BYTES);
    if (crypto_scalarmult_curve25519_base(identity->box_pk, keys + SIGN_SK_BYTES) != 0)
        abort();
    secret_take_back(identity->keys);
    return identity;
}

struct identity *identity_new(struct rng *rng)
{
    uint8_t sign_seed[SEED_BYTES], box_sk[BOX_SK_BYTES];

    rng_fill(rng, sign_seed, sizeof sign_seed);
    rng_fill(rng, box_sk, sizeof box_sk);
    struct identity *identity = identity_from_seeds(sign_seed, box_sk);
    sodium_memzero(sign_seed, sizeof sign_seed);
    sodium_memzero(box_sk, sizeof box_sk);
    return identity;
}

void identity_free(struct identity *identity)
{
    if (!identity)
        return;
    secret_free(identity->keys);
    memory_free(identity);
}

void identity_sign(const struct identity *identity, uint8_t out[static IDENTITY_SIGNATURE_BYTES],
                   struct slice message)
{
    const uint8_t *keys = secret_lend(identity->keys);

    if (crypto_sign_detached(out, NULL, message.data, message.size, keys) != 0)
        abort();
    secret_take_back(identity->keys);
}

result identity_verify(const uint8_t pk[static IDENTITY_PK_BYTES],
                       const uint8_t signature[static IDENTITY_SIGNATURE_BYTES],
                       struct slice message)
{
    CHECK(crypto_sign_verify_detached(signature, message.data, message.size, pk) == 0,
          SIGNATURE_FALSE);
    return OK;
}

result identity_exchange(const struct identity *identity, uint8_t out[static 32],
                         const uint8_t point[static 32])
{
    uint8_t shared[32];
    const uint8_t *keys = secret_lend(identity->keys);
    const int refused = crypto_scalarmult_curve25519(shared, keys + SIGN_SK_BYTES, point);

    secret_take_back(identity->keys);
    if (refused == 0)
        memcpy(out, shared, sizeof shared);
    sodium_memzero(shared, sizeof shared);
    CHECK(refused == 0, KEY_LOW_ORDER);
    return OK;
}

bool identity_key_is_usable(const uint8_t pk[static IDENTITY_PK_BYTES])
{
    return crypto_core_ed25519_is_valid_point(pk) == 1;
}
