/* SPDX-License-Identifier: MIT */
#include "core/message/sealing.h"

#include <sodium.h> /* allowed: the AEAD of envelopes, X25519, HMAC, wiping */
#include <stdlib.h>
#include <string.h>

_Static_assert(SEALING_KEY_BYTES == crypto_aead_chacha20poly1305_ietf_KEYBYTES, "key");
_Static_assert(SEALING_NONCE_BYTES == crypto_aead_chacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(SEALING_TAG_BYTES == crypto_aead_chacha20poly1305_ietf_ABYTES, "tag");

void sealing_close(uint8_t *out, const struct sealing_key *key, struct slice plain,
                   struct slice associated)
{
    if (crypto_aead_chacha20poly1305_ietf_encrypt(out, NULL, plain.data, plain.size,
                                                  associated.data, associated.size, NULL,
                                                  key->nonce, key->key) != 0)
        abort();
}

result sealing_open(uint8_t *out, const struct sealing_key *key, struct slice sealed,
                    struct slice associated)
{
    CHECK(crypto_aead_chacha20poly1305_ietf_decrypt(out, NULL, NULL, sealed.data, sealed.size,
                                                    associated.data, associated.size, key->nonce,
                                                    key->key) == 0,
          SEALING_FALSE);
    return OK;
}

void sealing_key_wipe(struct sealing_key *key)
{
    sodium_memzero(key, sizeof *key);
}

void sealing_public(uint8_t out[static 32], const uint8_t sk[static 32])
{
    if (crypto_scalarmult_curve25519_base(out, sk) != 0)
        abort();
}

result sealing_exchange(uint8_t out[static 32], const uint8_t sk[static 32],
                        const uint8_t pk[static 32])
{
    CHECK(crypto_scalarmult_curve25519(out, sk, pk) == 0, KEY_LOW_ORDER);
    return OK;
}

void sealing_hmac(uint8_t out[static 32], const uint8_t key[static 32], struct slice bytes)
{
    crypto_auth_hmacsha256(out, bytes.data, bytes.size, key);
}

bool sealing_equal(const void *a, const void *b, size_t size)
{
    return sodium_memcmp(a, b, size) == 0;
}

void sealing_wipe(void *memory, size_t size)
{
    sodium_memzero(memory, size);
}

void sealing_label(struct buffer *out, const char *label)
{
    buffer_append(out, label, strlen(label) + 1);
}
