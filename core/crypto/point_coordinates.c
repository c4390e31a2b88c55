/* SPDX-License-Identifier: MIT */
#include <secp256k1.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/context.h"
#include "core/crypto/point.h"

void point_coordinates(uint8_t out[static 64], const struct point *p)
{
    uint8_t uncompressed[65];
    size_t size = sizeof uncompressed;

    if (p->is_infinity)
        abort();
    secp256k1_ec_pubkey_serialize(crypto_context(), uncompressed, &size,
                                  (const secp256k1_pubkey *)p->key, SECP256K1_EC_UNCOMPRESSED);
    memcpy(out, uncompressed + 1, 64);
}
