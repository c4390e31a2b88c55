/* SPDX-License-Identifier: MIT */
/* sign_schnorr.h - a guardian's side of Taproot signing (frost-taproot 9; amendments D1-D3, D6).
 *
 * One `schnorr_signer` serves one coordinator in one epoch. It keeps the nonces it offered, in one
 * locked arena, and nowhere else: at most 4 offers and 256 nonces are open (a new offer lets the
 * oldest go), each dies at its use, after 120 s, or by schnorr_signer_forget().
 * A nonce is erased before the partial signature made with it is handed out, and what was handed
 * out for a request is kept: the identical request gets the identical bytes, any other request for
 * the same nonces gets NONCE_SPENT.
 *
 * Pure: no I/O, no clock. The frames given in are verified (frame_verify) and whole. How an engine
 * uses it, for a SIGN_REQ:
 *   1. schnorr_signer_repeat: answered before? send that, stop.
 *   2. schnorr_frame_read_request gives intent_hash; find the consent, recompute the items.
 *   3. schnorr_signer_review: would it sign? If not, send schnorr_signer_reject with the code.
 *   4. count the attempt durably (D2), then schnorr_signer_sign, then send.
 * Forget: at freeze, withdrawal, epoch switch, suspend and resume.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_SIGN_SCHNORR_H
#define GRIDLOCK_CORE_CEREMONY_SIGN_SCHNORR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/ceremony/schnorr_frame.h"
#include "core/crypto/identity.h"
#include "core/crypto/scalar.h"
#include "core/message/frame.h"
#include "core/message/record.h"

enum {
    SCHNORR_OFFERS_MAX = 4,
    SCHNORR_NONCES_MAX = 256,
    SCHNORR_ANSWERS_MAX = 16, /* PSIG frames kept for an identical request */
    SCHNORR_NONCE_LIFE_MS = 120 * 1000,
};

struct schnorr_signer; /* opaque */

/* The two clocks of a call. */
struct schnorr_clock {
    uint64_t unix_seconds;
    uint64_t now_ms; /* monotonic */
};

/* What the person (or the policy) of this guardian agreed to. */
struct schnorr_task {
    const uint8_t *intent_hash; /* 32 */
    const struct schnorr_item *items;
    size_t item_count;
    uint64_t expiry;        /* unix seconds: end of the intent and of the consent */
    uint32_t refused_seats; /* bit per seat: never in a set with these (amendments C6) */
};

/* Copies the record and the coordinator's key; borrows identity and rng for its life. */
struct schnorr_signer *schnorr_signer_new(const struct epoch_record *record, uint16_t seat,
                                          const uint8_t coordinator_pk[static 32],
                                          const struct identity *identity, struct rng *rng);
void schnorr_signer_free(struct schnorr_signer *signer); /* wipes; NULL is fine */
/* Wipes every open nonce. Kept answers stay: they are public by now. */
void schnorr_signer_forget(struct schnorr_signer *signer);
/* Wipes what is older than 120 s, drops answers past their expiry; says when to be called again in
 * now_ms, UINT64_MAX for never. */
uint64_t schnorr_signer_tick(struct schnorr_signer *signer, struct schnorr_clock clock);
/* Open nonces, for a status line. */
size_t schnorr_signer_open_nonces(const struct schnorr_signer *signer);

/* Answers a NONCE_REQ with a NONCES frame (*code = SCHNORR_ANSWERED), or a REJECT frame with *code.
 * The same request again gets the same bytes while its nonces live. `share` is lane 0's. */
MUST_USE result schnorr_signer_offer(struct schnorr_signer *signer, struct buffer *out,
                                     enum schnorr_code *code, const struct frame *request,
                                     const struct scalar *share, struct schnorr_clock clock);

/* Whether this very SIGN_REQ was answered before; appends that answer. */
bool schnorr_signer_repeat(struct schnorr_signer *signer, struct buffer *out,
                           const struct frame *request);
/* Every check of 9.3 that needs no secret; SCHNORR_ANSWERED means: would sign. Changes nothing. */
MUST_USE result schnorr_signer_review(struct schnorr_signer *signer, enum schnorr_code *code,
                                      const struct frame *request, const struct schnorr_task *task,
                                      struct schnorr_clock clock);
/* Reviews, signs, verifies its own work, erases the nonces, then appends the PSIG frame; or appends
 * a REJECT frame with *code. A repeat is answered as by schnorr_signer_repeat. Fails, with nothing
 * appended and the nonces gone, if the share does not sign as it should (FROST_SHARE_WRONG), or
 * before any secret is touched if the record does not hold together (FROST_SHARES). */
MUST_USE result schnorr_signer_sign(struct schnorr_signer *signer, struct buffer *out,
                                    enum schnorr_code *code, const struct frame *request,
                                    const struct schnorr_task *task, const struct scalar *share,
                                    struct schnorr_clock clock);
/* A REJECT frame in answer to a SIGN_REQ or NONCE_REQ, for the engine's own reasons. */
void schnorr_signer_reject(const struct schnorr_signer *signer, struct buffer *out,
                           const struct frame *request, enum schnorr_code code);

#endif
