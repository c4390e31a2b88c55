/* SPDX-License-Identifier: MIT */
#include "core/crypto/ecdsa.h"

#include <secp256k1_recovery.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/context.h"

enum { RECID_ODD = 1, RECID_LARGE = 2, RECID_MOST = 3 };

struct scalar ecdsa_r_of(const struct point *nonce, bool *is_large)
{
    uint8_t x[32];
    struct scalar exact;

    point_x(x, nonce);
    *is_large = !is_ok(scalar_read(&exact, x));
    return scalar_reduce(x);
}

result ecdsa_verify(const uint8_t signature[static ECDSA_BYTES], const struct point *key,
                    const uint8_t digest[static 32])
{
    secp256k1_ecdsa_signature parsed;
    secp256k1_pubkey pubkey;

    CHECK(!key->is_infinity, SIGNATURE_FALSE);
    memcpy(&pubkey, key->key, sizeof pubkey);
    CHECK(secp256k1_ecdsa_signature_parse_compact(crypto_context(), &parsed, signature),
          SIGNATURE_FALSE);
    CHECK(secp256k1_ecdsa_verify(crypto_context(), &parsed, digest, &pubkey), SIGNATURE_FALSE);
    return OK;
}

result ecdsa_recover(struct point *out, const struct ecdsa_signature *signature,
                     const uint8_t digest[static 32])
{
    secp256k1_ecdsa_recoverable_signature parsed;
    secp256k1_pubkey pubkey;

    CHECK(signature->recid <= RECID_MOST, SIGNATURE_FALSE);
    CHECK(secp256k1_ecdsa_recoverable_signature_parse_compact(crypto_context(), &parsed,
                                                              signature->bytes, signature->recid),
          SIGNATURE_FALSE);
    CHECK(secp256k1_ecdsa_recover(crypto_context(), &pubkey, &parsed, digest), SIGNATURE_FALSE);
    *out = point_infinity();
    out->is_infinity = false;
    memcpy(out->key, &pubkey, sizeof pubkey);
    return OK;
}

static result check_both_ways(const struct ecdsa_signature *signature, const struct point *key,
                              const uint8_t digest[static 32])
{
    struct point recovered;

    TRY(ecdsa_verify(signature->bytes, key, digest));
    TRY(ecdsa_recover(&recovered, signature, digest));
    CHECK(point_equal(&recovered, key), SIGNATURE_FALSE);
    return OK;
}

result ecdsa_assemble(struct ecdsa_signature *out, const struct point *nonce,
                      const struct scalar *u, const struct scalar *w, const struct point *key,
                      const uint8_t digest[static 32])
{
    struct ecdsa_signature signature;
    bool is_large = false;

    CHECK(!nonce->is_infinity, SIGNATURE_RETRY);
    const struct scalar r = ecdsa_r_of(nonce, &is_large);
    CHECK(!scalar_is_zero(&r), SIGNATURE_RETRY);
    CHECK(!scalar_is_zero(u) && !scalar_is_zero(w), SIGNATURE_FALSE);

    const struct scalar inverse = scalar_inverse_var(u);
    struct scalar s = scalar_mul(w, &inverse);
    const bool is_high = scalar_is_high_var(&s);
    s = scalar_negate_if(&s, is_high);
    scalar_write(signature.bytes, &r);
    scalar_write(signature.bytes + 32, &s);
    signature.recid = point_y_is_odd(nonce) ? RECID_ODD : 0;
    signature.recid |= is_large ? RECID_LARGE : 0;
    signature.recid ^= is_high ? RECID_ODD : 0; /* -s belongs to -R */

    TRY(check_both_ways(&signature, key, digest));
    *out = signature;
    return OK;
}

result ecdsa_sign(struct ecdsa_signature *out, const struct scalar *key,
                  const uint8_t digest[static 32])
{
    secp256k1_ecdsa_recoverable_signature made;
    struct ecdsa_signature signature;
    uint8_t bytes[32];
    int recid = 0;

    const struct point public_key = point_mul_base(key);
    CHECK(!public_key.is_infinity, SCALAR_RANGE);
    scalar_write(bytes, key);
    const int is_made =
        secp256k1_ecdsa_sign_recoverable(crypto_context(), &made, digest, bytes, NULL, NULL);
    sodium_memzero(bytes, sizeof bytes);
    CHECK(is_made, SIGNATURE_FALSE);
    secp256k1_ecdsa_recoverable_signature_serialize_compact(crypto_context(), signature.bytes,
                                                            &recid, &made);
    signature.recid = (uint8_t)recid;
    TRY(check_both_ways(&signature, &public_key, digest));
    *out = signature;
    return OK;
}

size_t ecdsa_write_der(uint8_t out[static ECDSA_DER_MOST],
                       const uint8_t signature[static ECDSA_BYTES])
{
    secp256k1_ecdsa_signature parsed;
    size_t size = ECDSA_DER_MOST;

    if (!secp256k1_ecdsa_signature_parse_compact(crypto_context(), &parsed, signature) ||
        !secp256k1_ecdsa_signature_serialize_der(crypto_context(), out, &size, &parsed))
        abort(); /* only signatures that were verified are written */
    return size;
}
