/* SPDX-License-Identifier: MIT */
#include "core/crypto/knowledge.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/hash.h"

enum { EXTRA_MOST = 32 };

static void add_context(struct hash_tagged *hash, const struct knowledge_context *context)
{
    if (context->extra.size > EXTRA_MOST)
        abort();
    hash_tagged_add_u8(hash, (uint8_t)context->purpose);
    hash_tagged_add(hash, context->hash, HASH_BYTES);
    hash_tagged_add_u16(hash, context->index);
    hash_tagged_add_u8(hash, context->lane);
    hash_tagged_add_u8(hash, context->scheme);
    hash_tagged_add(hash, context->extra.data, context->extra.size);
}

/* k = wrap(H(pok-nonce, (x XOR H(pok-aux, random)) | P | ctx)): a nonce that neither bad randomness
 * nor a repeated context alone can repeat. */
static struct scalar make_nonce(const struct scalar *x, const uint8_t point[static POINT_BYTES],
                                const struct knowledge_context *context, struct rng *rng)
{
    struct hash_tagged hash;
    uint8_t random[32], masked[32], secret[32], digest[32];

    rng_fill(rng, random, sizeof random);
    hash_tagged(masked, "gw/1/pok-aux", slice_of(random, sizeof random));
    scalar_write(secret, x);
    for (size_t i = 0; i < sizeof masked; i++)
        masked[i] ^= secret[i];
    hash_tagged_begin(&hash, "gw/1/pok-nonce");
    hash_tagged_add(&hash, masked, sizeof masked);
    hash_tagged_add(&hash, point, POINT_BYTES);
    add_context(&hash, context);
    hash_tagged_end(&hash, digest);
    const struct scalar nonce = scalar_reduce(digest);
    sodium_memzero(random, sizeof random);
    sodium_memzero(masked, sizeof masked);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(digest, sizeof digest);
    return nonce;
}

static struct scalar make_challenge(const uint8_t point[static POINT_BYTES],
                                    const uint8_t commitment[static POINT_BYTES],
                                    const struct knowledge_context *context)
{
    struct hash_tagged hash;
    uint8_t digest[32];

    hash_tagged_begin(&hash, "gw/1/pok");
    add_context(&hash, context);
    hash_tagged_add(&hash, point, POINT_BYTES);
    hash_tagged_add(&hash, commitment, POINT_BYTES);
    hash_tagged_end(&hash, digest);
    return scalar_reduce(digest);
}

result knowledge_prove(uint8_t out[static KNOWLEDGE_BYTES], const struct scalar *x,
                       const struct point *p, const struct knowledge_context *context,
                       struct rng *rng)
{
    uint8_t point[POINT_BYTES], proof[KNOWLEDGE_BYTES];
    SCOPED(scalar_wipe) struct scalar nonce, masked;

    CHECK(!p->is_infinity, KNOWLEDGE_FALSE);
    point_write(point, p);
    nonce = make_nonce(x, point, context, rng);
    const struct point commitment = point_mul_base(&nonce);
    CHECK(!commitment.is_infinity, KNOWLEDGE_FALSE);
    point_write(proof, &commitment);

    const struct scalar challenge = make_challenge(point, proof, context);
    masked = scalar_mul(&challenge, x);
    masked = scalar_add(&nonce, &masked);
    scalar_write(proof + POINT_BYTES, &masked);
    TRY(knowledge_verify(proof, p, context)); /* a fault while computing must not leave */
    memcpy(out, proof, sizeof proof);
    return OK;
}

result knowledge_verify(const uint8_t proof[static KNOWLEDGE_BYTES], const struct point *p,
                        const struct knowledge_context *context)
{
    struct point commitment;
    struct scalar z;
    uint8_t point[POINT_BYTES];

    CHECK(is_ok(point_read(&commitment, proof)), KNOWLEDGE_ENCODING);
    CHECK(is_ok(scalar_read(&z, proof + POINT_BYTES)), KNOWLEDGE_ENCODING);
    CHECK(!p->is_infinity, KNOWLEDGE_FALSE);
    point_write(point, p);
    const struct scalar challenge = make_challenge(point, proof, context);
    const struct point left = point_mul_base(&z);
    const struct point shifted = point_mul_var(&challenge, p);
    const struct point right = point_add(&commitment, &shifted);
    CHECK(point_equal(&left, &right), KNOWLEDGE_FALSE);
    return OK;
}
