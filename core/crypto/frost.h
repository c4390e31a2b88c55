/* SPDX-License-Identifier: MIT */
/* frost.h - BIP-445: FROST signing for BIP-340, one item at a time (frost-taproot 9).
 *
 * A nonce is two scalars; its public half is two points. All public halves of the signers are
 * added up; b binds that sum to the signer set, the tweaked key and the message; R = R1 + b*R2.
 * The one rule that carries everything: a nonce enters one equation, ever. frost_sign therefore
 * takes the nonce out of the caller's memory, and wipes it there, before it does anything else.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_FROST_H
#define GRIDLOCK_CORE_CRYPTO_FROST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/crypto/point.h"
#include "core/crypto/scalar.h"
#include "core/crypto/tweak.h"

enum {
    FROST_SIGNERS_MAX = 32,
    FROST_COMMITMENT_BYTES = 66,
    FROST_PARTIAL_BYTES = 32,
    FROST_SIGNATURE_BYTES = 64
};

struct frost_nonce { /* SECRET; all zero once it was used */
    struct scalar k[2];
};

struct frost_commitment { /* its public half, or the sum of several */
    struct point r[2];
};

/* What NonceGen hashes. Every field but `fresh` may be left out (NULL, or a slice without data). */
struct frost_seed {
    const uint8_t *fresh;       /* 32 fresh random bytes, SECRET */
    const struct scalar *share; /* hedge: a bad generator alone does not repeat a nonce */
    struct slice pubshare;      /* 33 bytes */
    struct slice key_x;         /* 32 bytes */
    bool has_message;           /* an empty message is not the same as none */
    struct slice message;
    struct slice extra;
};

/* (SIGNATURE_RETRY by chance 2^-256.) */
MUST_USE result frost_nonce_make(struct frost_nonce *nonce,
                                 uint8_t commitment[static FROST_COMMITMENT_BYTES],
                                 const struct frost_seed *seed);
/* The same, with the public half as points. */
MUST_USE result frost_nonce_draw(struct frost_nonce *nonce, struct frost_commitment *commitment,
                                 const struct frost_seed *seed);
void frost_nonce_wipe(struct frost_nonce *nonce); /* for SCOPED */

/* One signer's: two points, neither infinity. (POINT_ENCODING) */
MUST_USE result frost_commitment_read(struct frost_commitment *out,
                                      const uint8_t bytes[static FROST_COMMITMENT_BYTES]);
/* A sum: 33 zero bytes are infinity. (POINT_ENCODING) */
MUST_USE result frost_commitment_read_sum(struct frost_commitment *out,
                                          const uint8_t bytes[static FROST_COMMITMENT_BYTES]);
void frost_commitment_write(uint8_t out[static FROST_COMMITMENT_BYTES],
                            const struct frost_commitment *commitment);
struct frost_commitment frost_commitment_sum(const struct frost_commitment *all, size_t count);

/* A signer set: its seats, strictly ascending, and what follows from them. */
struct frost_signers {
    size_t count;
    uint16_t seat[FROST_SIGNERS_MAX];
    struct point pubshare[FROST_SIGNERS_MAX];
    struct scalar lambda[FROST_SIGNERS_MAX];
};
/* `pubshares` are those of the listed seats. FROST_SEATS: not t..n seats, not ascending, or out of
 * range. FROST_SHARES: the public shares do not belong to this key. */
MUST_USE result frost_signers_fill(struct frost_signers *out, const struct point *group_key,
                                   uint16_t t, uint16_t n, const uint16_t *seats,
                                   const struct point *pubshares, size_t count);
/* The position of a seat in the set, or -1. */
int frost_signers_find(const struct frost_signers *signers, uint16_t seat);

/* One message under one tweaked key by one signer set. Public. */
struct frost_session {
    uint8_t r_x[32];
    uint8_t key_x[32];
    struct scalar b;
    struct scalar e;
    struct scalar tail;    /* e * g_v * tacc, added once when aggregating */
    uint64_t negate_nonce; /* y(R) is odd */
    uint64_t negate_share; /* g_v * gacc = -1 */
    struct point r;        /* R, before its y is made even */
};
/* (SIGNATURE_RETRY if b or e is zero.) */
MUST_USE result frost_session_fill(struct frost_session *out, const struct frost_signers *signers,
                                   const struct frost_commitment *sum, const struct tweak *tweak,
                                   struct slice message);

/* Takes the nonce and wipes it at the caller's first, whatever comes out. The result is verified
 * before it is given out. FROST_NONCE_GONE: the nonce was used before. FROST_SHARE_WRONG: the share
 * is zero, or the result does not verify, so the share or this computer's memory is damaged.
 * `out` is a secret until it is released. */
MUST_USE result frost_sign(uint8_t out[static FROST_PARTIAL_BYTES], struct frost_nonce *nonce,
                           const struct scalar *share, const struct frost_session *session,
                           const struct frost_signers *signers, size_t which);
/* The same for a nonce whose public half was kept as it was published: it is not made again, and
 * a nonce damaged since then is found out. */
MUST_USE result frost_sign_published(uint8_t out[static FROST_PARTIAL_BYTES],
                                     struct frost_nonce *nonce,
                                     const struct frost_commitment *published,
                                     const struct scalar *share,
                                     const struct frost_session *session,
                                     const struct frost_signers *signers, size_t which);
/* (FROST_PARTIAL: out of range, or the equation does not hold.) */
MUST_USE result frost_verify(const uint8_t partial[static FROST_PARTIAL_BYTES],
                             const struct frost_commitment *commitment,
                             const struct frost_session *session,
                             const struct frost_signers *signers, size_t which);
/* `partials`: 32 bytes for each signer of the set, one after another. FROST_PARTIAL if one is out
 * of range or their number is not the set's. The caller verifies the signature (schnorr.h). */
MUST_USE result frost_aggregate(uint8_t out[static FROST_SIGNATURE_BYTES], struct slice partials,
                                const struct frost_session *session,
                                const struct frost_signers *signers);

#endif
