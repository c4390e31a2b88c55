/* SPDX-License-Identifier: MIT */
#include "core/crypto/seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(SEAL_OVERHEAD == SEAL_NONCE_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "nonce and tag");

struct secret *seal_key_new(struct rng *rng)
{
    struct secret *key = secret_new(SEAL_KEY_BYTES);

    rng_fill(rng, secret_lend(key), SEAL_KEY_BYTES);
    secret_take_back(key);
    return key;
}

static const uint8_t *lend_key(struct secret *key)
{
    if (secret_size(key) != SEAL_KEY_BYTES)
        abort();
    return secret_lend(key);
}

void seal_close(struct buffer *out, struct secret *key, struct slice plain, struct slice associated,
                struct rng *rng)
{
    uint8_t *nonce = buffer_extend(out, plain.size + SEAL_OVERHEAD);

    rng_fill(rng, nonce, SEAL_NONCE_BYTES);
    if (crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + SEAL_NONCE_BYTES, NULL, plain.data,
                                                   plain.size, associated.data, associated.size,
                                                   NULL, nonce, lend_key(key)) != 0)
        abort();
    secret_take_back(key);
}

/* Whether it opens; with plain NULL only looks, without decrypting. */
static bool try_open(uint8_t *plain, const uint8_t *key, struct slice sealed,
                     struct slice associated)
{
    const uint8_t *nonce = sealed.data;
    const uint8_t *box = sealed.data + SEAL_NONCE_BYTES;
    const size_t text_size = sealed.size - SEAL_OVERHEAD;

    return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(plain, NULL, box, text_size,
                                                               box + text_size, associated.data,
                                                               associated.size, nonce, key) == 0;
}

result seal_open(uint8_t *plain, struct secret *key, struct slice sealed, struct slice associated)
{
    CHECK(sealed.size >= SEAL_OVERHEAD, SEAL_BROKEN);
    /* libsodium zeroes the output of a false box; look first, so that it stays untouched. */
    const uint8_t *bytes = lend_key(key);
    const bool is_true = try_open(NULL, bytes, sealed, associated);
    if (is_true && sealed.size > SEAL_OVERHEAD && !try_open(plain, bytes, sealed, associated))
        abort();
    secret_take_back(key);
    CHECK(is_true, SEAL_BROKEN);
    return OK;
}

result seal_open_secret(struct secret **plain, struct secret *key, struct slice sealed,
                        struct slice associated)
{
    CHECK(sealed.size >= SEAL_OVERHEAD, SEAL_BROKEN);
    struct secret *opened = secret_new(sealed.size - SEAL_OVERHEAD);
    const result outcome = seal_open(secret_lend(opened), key, sealed, associated);

    secret_take_back(opened);
    if (!is_ok(outcome)) {
        secret_free(opened);
        return outcome;
    }
    *plain = opened;
    return OK;
}
