/* SPDX-License-Identifier: MIT */
#include "core/crypto/exchange.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

void exchange_public(uint8_t pk[static 32], const uint8_t sk[static 32])
{
    if (crypto_scalarmult_curve25519_base(pk, sk) != 0)
        abort(); /* never: the base point has full order */
}

result exchange_shared(uint8_t out[static 32], const uint8_t sk[static 32],
                       const uint8_t peer_pk[static 32])
{
    uint8_t shared[32];

    const int refused = crypto_scalarmult_curve25519(shared, sk, peer_pk);
    if (refused == 0)
        memcpy(out, shared, sizeof shared);
    sodium_memzero(shared, sizeof shared);
    CHECK(refused == 0, KEY_LOW_ORDER);
    return OK;
}
