/* SPDX-License-Identifier: MIT */
#include "core/crypto/frost.h"

#include <sodium.h>
#include <string.h>

#include "core/crypto/hash.h"
#include "core/crypto/lagrange.h"

/* --- nonces --- */

/* The 32 bytes all of NonceGen hangs on: fresh randomness, masked with the share if there is one.
 */
static void hedge(uint8_t out[static 32], const struct frost_seed *seed)
{
    uint8_t share[32];

    if (seed->share == NULL) {
        memcpy(out, seed->fresh, 32);
        return;
    }
    hash_tagged(out, "BIP0445/aux", slice_of(seed->fresh, 32));
    scalar_write(share, seed->share);
    for (size_t i = 0; i < sizeof share; i++)
        out[i] ^= share[i];
    sodium_memzero(share, sizeof share);
}

static struct scalar nonce_half(const uint8_t root[static 32], const struct frost_seed *seed,
                                uint8_t which)
{
    struct hash_tagged hash;
    uint8_t digest[32];

    hash_tagged_begin(&hash, "BIP0445/nonce");
    hash_tagged_add(&hash, root, 32);
    hash_tagged_add_u8(&hash, (uint8_t)seed->pubshare.size);
    hash_tagged_add(&hash, seed->pubshare.data, seed->pubshare.size);
    hash_tagged_add_u8(&hash, (uint8_t)seed->key_x.size);
    hash_tagged_add(&hash, seed->key_x.data, seed->key_x.size);
    hash_tagged_add_u8(&hash, seed->has_message ? 1 : 0);
    if (seed->has_message) {
        hash_tagged_add_u64(&hash, seed->message.size);
        hash_tagged_add(&hash, seed->message.data, seed->message.size);
    }
    hash_tagged_add_u32(&hash, (uint32_t)seed->extra.size);
    hash_tagged_add(&hash, seed->extra.data, seed->extra.size);
    hash_tagged_add_u8(&hash, which);
    hash_tagged_end(&hash, digest);
    const struct scalar half = scalar_reduce(digest);
    sodium_memzero(digest, sizeof digest);
    return half;
}

result frost_nonce_draw(struct frost_nonce *nonce, struct frost_commitment *commitment,
                        const struct frost_seed *seed)
{
    SCOPED(frost_nonce_wipe) struct frost_nonce made;
    uint8_t root[32];

    hedge(root, seed);
    made.k[0] = nonce_half(root, seed, 0);
    made.k[1] = nonce_half(root, seed, 1);
    sodium_memzero(root, sizeof root);
    CHECK((scalar_is_zero(&made.k[0]) | scalar_is_zero(&made.k[1])) == 0, SIGNATURE_RETRY);

    commitment->r[0] = point_mul_base(&made.k[0]);
    commitment->r[1] = point_mul_base(&made.k[1]);
    *nonce = made;
    return OK;
}

result frost_nonce_make(struct frost_nonce *nonce,
                        uint8_t commitment[static FROST_COMMITMENT_BYTES],
                        const struct frost_seed *seed)
{
    struct frost_commitment public_half;

    TRY(frost_nonce_draw(nonce, &public_half, seed));
    frost_commitment_write(commitment, &public_half);
    return OK;
}

void frost_nonce_wipe(struct frost_nonce *nonce)
{
    sodium_memzero(nonce, sizeof *nonce);
}

result frost_commitment_read(struct frost_commitment *out,
                             const uint8_t bytes[static FROST_COMMITMENT_BYTES])
{
    struct frost_commitment read;

    TRY(point_read(&read.r[0], bytes));
    TRY(point_read(&read.r[1], bytes + POINT_BYTES));
    *out = read;
    return OK;
}

result frost_commitment_read_sum(struct frost_commitment *out,
                                 const uint8_t bytes[static FROST_COMMITMENT_BYTES])
{
    struct frost_commitment read;

    TRY(point_read_or_infinity(&read.r[0], bytes));
    TRY(point_read_or_infinity(&read.r[1], bytes + POINT_BYTES));
    *out = read;
    return OK;
}

void frost_commitment_write(uint8_t out[static FROST_COMMITMENT_BYTES],
                            const struct frost_commitment *commitment)
{
    point_write(out, &commitment->r[0]);
    point_write(out + POINT_BYTES, &commitment->r[1]);
}

struct frost_commitment frost_commitment_sum(const struct frost_commitment *all, size_t count)
{
    struct frost_commitment sum = {.r = {point_infinity(), point_infinity()}};
    struct point some[FROST_SIGNERS_MAX];

    for (size_t half = 0; half < 2; half++)
        for (size_t next = 0; next < count;) {
            size_t used = 0;
            while (next < count && used < FROST_SIGNERS_MAX)
                some[used++] = all[next++].r[half];
            const struct point part = point_sum(some, used);
            sum.r[half] = point_add(&sum.r[half], &part);
        }
    return sum;
}

/* --- the signer set --- */

static bool seats_are_a_set(const uint16_t *seats, size_t count, uint16_t t, uint16_t n)
{
    if (count < 1 || count < t || count > n || count > FROST_SIGNERS_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (seats[i] >= n || (i > 0 && seats[i] <= seats[i - 1]))
            return false;
    }
    return true;
}

result frost_signers_fill(struct frost_signers *out, const struct point *group_key, uint16_t t,
                          uint16_t n, const uint16_t *seats, const struct point *pubshares,
                          size_t count)
{
    struct frost_signers signers = {.count = count};
    struct point sum = point_infinity();

    CHECK(seats_are_a_set(seats, count, t, n), FROST_SEATS);
    for (size_t i = 0; i < count; i++) {
        signers.seat[i] = seats[i];
        signers.pubshare[i] = pubshares[i];
        signers.lambda[i] = lagrange_coefficient(seats, count, i, 0);
        const struct point part = point_mul_var(&signers.lambda[i], &pubshares[i]);
        sum = point_add(&sum, &part);
    }
    CHECK(point_equal(&sum, group_key), FROST_SHARES);
    *out = signers;
    return OK;
}

int frost_signers_find(const struct frost_signers *signers, uint16_t seat)
{
    for (size_t i = 0; i < signers->count; i++) {
        if (signers->seat[i] == seat)
            return (int)i;
    }
    return -1;
}

/* --- one session --- */

static struct scalar binding(const struct frost_session *session,
                             const struct frost_signers *signers,
                             const struct frost_commitment *sum, struct slice message)
{
    struct hash_tagged hash;
    uint8_t digest[32];
    uint8_t sum_bytes[FROST_COMMITMENT_BYTES];

    frost_commitment_write(sum_bytes, sum);
    hash_tagged_begin(&hash, "BIP0445/noncecoef");
    for (size_t i = 0; i < signers->count; i++)
        hash_tagged_add_u32(&hash, signers->seat[i]);
    hash_tagged_add(&hash, sum_bytes, sizeof sum_bytes);
    hash_tagged_add(&hash, session->key_x, 32);
    hash_tagged_add(&hash, message.data, message.size);
    hash_tagged_end(&hash, digest);
    return scalar_reduce(digest);
}

static struct scalar challenge(const struct frost_session *session, struct slice message)
{
    struct hash_tagged hash;
    uint8_t digest[32];

    hash_tagged_begin(&hash, "BIP0340/challenge");
    hash_tagged_add(&hash, session->r_x, 32);
    hash_tagged_add(&hash, session->key_x, 32);
    hash_tagged_add(&hash, message.data, message.size);
    hash_tagged_end(&hash, digest);
    return scalar_reduce(digest);
}

result frost_session_fill(struct frost_session *out, const struct frost_signers *signers,
                          const struct frost_commitment *sum, const struct tweak *tweak,
                          struct slice message)
{
    struct frost_session session = {0};

    CHECK(!tweak->key.is_infinity, TWEAK_INFINITY);
    point_x(session.key_x, &tweak->key);
    session.b = binding(&session, signers, sum, message);
    const struct point second = point_mul_var(&session.b, &sum->r[1]);
    session.r = point_add(&sum->r[0], &second);
    if (session.r.is_infinity) { /* a signer cancelled the others out: go on with G, and find it */
        const struct scalar one = scalar_from_u64(1);
        session.r = point_mul_base(&one);
    }
    point_x(session.r_x, &session.r);
    session.e = challenge(&session, message);
    CHECK((scalar_is_zero(&session.b) | scalar_is_zero(&session.e)) == 0, SIGNATURE_RETRY);

    const uint64_t is_key_odd = point_y_is_odd(&tweak->key) ? 1 : 0;
    session.negate_nonce = point_y_is_odd(&session.r) ? 1 : 0;
    session.negate_share = is_key_odd ^ tweak->is_negated;
    session.tail = scalar_mul(&session.e, &tweak->total);
    session.tail = scalar_negate_if(&session.tail, is_key_odd);
    *out = session;
    return OK;
}

/* s = +-(k1 + b*k2) + e*lambda*(+-share); the signs are public. */
static struct scalar equation(const struct frost_nonce *nonce, const struct scalar *share,
                              const struct frost_session *session, const struct scalar *lambda)
{
    SCOPED(scalar_wipe) struct scalar bound = scalar_mul(&session->b, &nonce->k[1]);
    SCOPED(scalar_wipe) struct scalar blind = scalar_add(&nonce->k[0], &bound);
    const struct scalar weight = scalar_mul(&session->e, lambda);
    SCOPED(scalar_wipe) struct scalar part = scalar_mul(&weight, share);

    blind = scalar_negate_if(&blind, session->negate_nonce);
    part = scalar_negate_if(&part, session->negate_share);
    return scalar_add(&blind, &part);
}

/* `used` is the only copy left of the nonce. */
static result sign_once(uint8_t out[static FROST_PARTIAL_BYTES], const struct frost_nonce *used,
                        const struct frost_commitment *own, const struct scalar *share,
                        const struct frost_session *session, const struct frost_signers *signers,
                        size_t which)
{
    uint8_t partial[FROST_PARTIAL_BYTES];
    SCOPED(scalar_wipe) struct scalar s = equation(used, share, session, &signers->lambda[which]);

    scalar_write(partial, &s);
    const result verified = frost_verify(partial, own, session, signers, which);
    if (is_ok(verified))
        memcpy(out, partial, sizeof partial);
    sodium_memzero(partial, sizeof partial);
    CHECK(is_ok(verified), FROST_SHARE_WRONG);
    return OK;
}

static result may_sign(const struct frost_nonce *used, const struct scalar *share,
                       const struct frost_signers *signers, size_t which)
{
    CHECK((scalar_is_zero(&used->k[0]) | scalar_is_zero(&used->k[1])) == 0, FROST_NONCE_GONE);
    CHECK(which < signers->count, FROST_SEATS);
    CHECK(scalar_is_zero(share) == 0, FROST_SHARE_WRONG);
    return OK;
}

result frost_sign(uint8_t out[static FROST_PARTIAL_BYTES], struct frost_nonce *nonce,
                  const struct scalar *share, const struct frost_session *session,
                  const struct frost_signers *signers, size_t which)
{
    SCOPED(frost_nonce_wipe) struct frost_nonce used = *nonce;
    frost_nonce_wipe(nonce);

    TRY(may_sign(&used, share, signers, which));
    const struct frost_commitment own = {
        .r = {point_mul_base(&used.k[0]), point_mul_base(&used.k[1])}};
    return sign_once(out, &used, &own, share, session, signers, which);
}

result frost_sign_published(uint8_t out[static FROST_PARTIAL_BYTES], struct frost_nonce *nonce,
                            const struct frost_commitment *published, const struct scalar *share,
                            const struct frost_session *session,
                            const struct frost_signers *signers, size_t which)
{
    SCOPED(frost_nonce_wipe) struct frost_nonce used = *nonce;
    frost_nonce_wipe(nonce);

    TRY(may_sign(&used, share, signers, which));
    return sign_once(out, &used, published, share, session, signers, which);
}

result frost_verify(const uint8_t partial[static FROST_PARTIAL_BYTES],
                    const struct frost_commitment *commitment, const struct frost_session *session,
                    const struct frost_signers *signers, size_t which)
{
    struct scalar s;

    CHECK(which < signers->count, FROST_SEATS);
    CHECK(is_ok(scalar_read(&s, partial)), FROST_PARTIAL);
    /* the sign of the nonce goes to the other side: +-(R1 + b*R2) + e*lambda*(+-Y) = s*G */
    struct scalar weight = scalar_mul(&session->e, &signers->lambda[which]);
    weight = scalar_negate_if(&weight, session->negate_share ^ session->negate_nonce);
    s = scalar_negate_if(&s, session->negate_nonce);
    const struct point terms[] = {commitment->r[0], point_mul_var(&session->b, &commitment->r[1]),
                                  point_mul_var(&weight, &signers->pubshare[which])};
    const struct point expected = point_sum(terms, 3);

    const struct point claimed = point_mul_base(&s);
    CHECK(point_equal(&claimed, &expected), FROST_PARTIAL);
    return OK;
}

result frost_aggregate(uint8_t out[static FROST_SIGNATURE_BYTES], struct slice partials,
                       const struct frost_session *session, const struct frost_signers *signers)
{
    struct scalar sum = session->tail;

    CHECK(partials.size == signers->count * FROST_PARTIAL_BYTES, FROST_PARTIAL);
    for (size_t i = 0; i < signers->count; i++) {
        struct scalar s;
        CHECK(is_ok(scalar_read(&s, partials.data + i * FROST_PARTIAL_BYTES)), FROST_PARTIAL);
        sum = scalar_add(&sum, &s);
    }
    memcpy(out, session->r_x, 32);
    scalar_write(out + 32, &sum);
    return OK;
}
