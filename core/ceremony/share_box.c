/* SPDX-License-Identifier: MIT */
#include "core/ceremony/share_box.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/hash.h"

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    AD_BYTES = 32 + 2 + 2,
};
_Static_assert(NONCE_BYTES + TAG_BYTES == SHARE_BOX_OVERHEAD, "nonce and tag");

void share_box_public_key(uint8_t epk[static 32], const uint8_t esk[static 32])
{
    if (crypto_scalarmult_curve25519_base(epk, esk) != 0)
        abort();
}

bool share_box_point_is_usable(const uint8_t epk[static 32])
{
    static const uint8_t any_scalar[32] = {1}; /* clamped to a multiple of 8, like every other */
    uint8_t shared[32];

    return crypto_scalarmult_curve25519(shared, any_scalar, epk) == 0;
}

static result derive_key(uint8_t key[static SHARE_BOX_KEY_BYTES], const struct share_pair *pair,
                         const uint8_t esk[static 32], const uint8_t *peer_epk)
{
    struct hash_tagged hash;
    uint8_t shared[32];

    if (crypto_scalarmult_curve25519(shared, esk, peer_epk) != 0)
        return FAIL(SHARE_BOX);
    hash_tagged_begin(&hash, "gw/1/share-key");
    hash_tagged_add(&hash, pair->cid, 32);
    hash_tagged_add_u16(&hash, pair->dealer);
    hash_tagged_add_u16(&hash, pair->seat);
    hash_tagged_add(&hash, pair->dealer_epk, 32);
    hash_tagged_add(&hash, pair->seat_epk, 32);
    hash_tagged_add(&hash, shared, sizeof shared);
    hash_tagged_end(&hash, key);
    sodium_memzero(shared, sizeof shared);
    return OK;
}

static void write_ad(uint8_t ad[static AD_BYTES], const struct share_pair *pair)
{
    memcpy(ad, pair->cid, 32);
    ad[32] = (uint8_t)(pair->dealer >> 8);
    ad[33] = (uint8_t)(pair->dealer & 0xff);
    ad[34] = (uint8_t)(pair->seat >> 8);
    ad[35] = (uint8_t)(pair->seat & 0xff);
}

result share_box_seal(uint8_t *out, const struct share_pair *pair,
                      const uint8_t dealer_esk[static 32], struct slice plain, struct rng *rng)
{
    uint8_t key[SHARE_BOX_KEY_BYTES], ad[AD_BYTES];

    TRY(derive_key(key, pair, dealer_esk, pair->seat_epk));
    write_ad(ad, pair);
    rng_fill(rng, out, NONCE_BYTES);
    if (crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, plain.data, plain.size,
                                                   ad, sizeof ad, NULL, out, key) != 0)
        abort();
    sodium_memzero(key, sizeof key);
    return OK;
}

result share_box_open(uint8_t *plain, const struct share_pair *pair,
                      const uint8_t seat_esk[static 32], struct slice box)
{
    uint8_t key[SHARE_BOX_KEY_BYTES], ad[AD_BYTES];

    CHECK(box.size >= SHARE_BOX_OVERHEAD, SHARE_BOX);
    TRY(derive_key(key, pair, seat_esk, pair->dealer_epk));
    write_ad(ad, pair);
    const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain, NULL, NULL, box.data + NONCE_BYTES, box.size - NONCE_BYTES, ad, sizeof ad, box.data,
        key);
    sodium_memzero(key, sizeof key);
    CHECK(opened == 0, SHARE_BOX);
    return OK;
}
