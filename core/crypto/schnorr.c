/* SPDX-License-Identifier: MIT */
#include "core/crypto/schnorr.h"

#include <secp256k1_schnorrsig.h>
#include <sodium.h>
#include <string.h>

#include "core/crypto/context.h"

result schnorr_verify(const uint8_t signature[static SCHNORR_BYTES], const uint8_t x[static 32],
                      struct slice message)
{
    secp256k1_xonly_pubkey key;

    CHECK(secp256k1_xonly_pubkey_parse(crypto_context(), &key, x), POINT_ENCODING);
    CHECK(
        secp256k1_schnorrsig_verify(crypto_context(), signature, message.data, message.size, &key),
        SIGNATURE_FALSE);
    return OK;
}

/* 1 if a signature was made; the keypair does not outlive the call. */
static int sign_with_bytes(uint8_t signature[static SCHNORR_BYTES], uint8_t x[static 32],
                           const uint8_t key[static 32], const uint8_t message[static 32],
                           const uint8_t random[static 32])
{
    const secp256k1_context *context = crypto_context();
    secp256k1_keypair pair;
    secp256k1_xonly_pubkey public_key;

    const int made = secp256k1_keypair_create(context, &pair, key) &&
                     secp256k1_keypair_xonly_pub(context, &public_key, NULL, &pair) &&
                     secp256k1_xonly_pubkey_serialize(context, x, &public_key) &&
                     secp256k1_schnorrsig_sign32(context, signature, message, &pair, random);
    sodium_memzero(&pair, sizeof pair);
    return made;
}

result schnorr_sign(uint8_t out[static SCHNORR_BYTES], const struct scalar *key,
                    const uint8_t message[static 32], struct rng *rng)
{
    uint8_t signature[SCHNORR_BYTES], x[32], bytes[32], random[32];

    CHECK(!scalar_is_zero(key), SCALAR_RANGE);
    scalar_write(bytes, key);
    rng_fill(rng, random, sizeof random);
    const int made = sign_with_bytes(signature, x, bytes, message, random);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(random, sizeof random);
    CHECK(made, SIGNATURE_FALSE);
    TRY(schnorr_verify(signature, x, slice_of(message, 32)));
    memcpy(out, signature, sizeof signature);
    return OK;
}
