/* SPDX-License-Identifier: MIT */
/* sign_schnorr_inside.h - what the three files of a guardian's Taproot signing share, and nobody
 * else includes: sign_schnorr.c (offers, life and death of nonces), sign_schnorr_judge.c (checks),
 * sign_schnorr_answer.c (the one place where nonces are used).
 */
#ifndef GRIDLOCK_CORE_CEREMONY_SIGN_SCHNORR_INSIDE_H
#define GRIDLOCK_CORE_CEREMONY_SIGN_SCHNORR_INSIDE_H

#include "core/base/secret.h"
#include "core/ceremony/sign_schnorr.h"
#include "core/crypto/frost.h"

/* What lies in locked memory. The nonces of the open offers stand one offer after another, without
 * gaps; `partial` is in use only inside schnorr_signer_sign. */
struct schnorr_vault {
    struct frost_nonce nonce[SCHNORR_NONCES_MAX];
    uint8_t partial[SCHNORR_ITEMS_MAX][FROST_PARTIAL_BYTES];
};

struct schnorr_offer {
    uint8_t request_hash[32];
    uint8_t intent_hash[32];
    uint64_t first;
    size_t count;
    size_t offset; /* of its nonces in the vault */
    uint64_t born_ms;
    struct buffer frame; /* NONCES */
};

struct schnorr_answer {
    uint8_t request_hash[32];
    uint8_t offer_hash[32]; /* the NONCE_REQ whose nonces it used up */
    uint64_t expiry;
    struct buffer frame; /* PSIG */
};

enum { SCHNORR_BRANCHES = 2 }; /* receiving and change */

struct schnorr_signer {
    struct epoch_record record;
    uint16_t seat;
    uint8_t coordinator_pk[32];
    const struct identity *identity;
    struct rng *rng;
    uint8_t stream[SCHNORR_STREAM_BYTES];
    uint64_t next_index;
    struct secret *vault;
    struct schnorr_offer offer[SCHNORR_OFFERS_MAX]; /* oldest first */
    size_t offers;
    size_t nonces;
    struct schnorr_answer answer[SCHNORR_ANSWERS_MAX]; /* oldest first */
    size_t answers;
    struct frost_commitment published[SCHNORR_NONCES_MAX]; /* of each nonce in the vault */
    struct frost_commitment sum[SCHNORR_ITEMS_MAX];        /* of the request judged last, by item */
    struct frost_signers signers;                          /* of the last set; count 0: none yet */
    struct derived branch[SCHNORR_BRANCHES]; /* first step of most paths; depth 0: not made yet */
};

/* A judged request: everything borrowed from its frame and from the signer. */
struct schnorr_judged {
    struct schnorr_request request;
    const struct frost_signers *signers;
    const struct frost_commitment *sum; /* of all signers' commitments, for each item */
    size_t own;                         /* position of the own seat in the set */
    size_t offer;                       /* which open offer its nonces come from */
};

/* Erases an offer's nonces and closes the gap they leave. */
void sign_schnorr_drop_offer(struct schnorr_signer *signer, size_t which);
void sign_schnorr_drop_answer(struct schnorr_signer *signer, size_t which);

bool sign_schnorr_is_asked_by(const struct schnorr_signer *signer, const struct frame *request);
bool sign_schnorr_has_no_context(const struct frame *request);
/* The verdict, and with it the signer set, which holds together or fails here (FROST_SHARES). */
MUST_USE result sign_schnorr_judge(struct schnorr_signer *signer, struct schnorr_judged *judged,
                                   enum schnorr_code *code, const struct frame *request,
                                   const struct schnorr_task *task, struct schnorr_clock clock);

#endif
