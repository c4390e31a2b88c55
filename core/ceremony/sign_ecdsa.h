/* SPDX-License-Identifier: MIT */
/* sign_ecdsa.h - one signer in one threshold-ECDSA session (DKLs23, ePrint 2023/765;
 * threshold-ecdsa 7, amendments A2, A3, B, D, G).
 *
 * The session machine is pure: frames and the time in, frames and a verdict out; no I/O. What it
 * knows of secrets lies in one locked arena that is wiped when it ends, however it ends.
 *
 * How an engine drives it:
 *   1. A verified E_REQ: ecdsa_frame_read_request; consent, expiry, policy; recompute the items
 * from the intent; count the attempt durably (D2). Anything wrong: ecdsa_frame_write_reject.
 *   2. sign_ecdsa_new. ECDSA_BUSY -> REJECT(BUSY). Now the outbox holds the E_OPEN.
 *   3. Every verified frame that may belong to it: sign_ecdsa_feed, until one session takes it. An
 *      envelope whose first frame is an E_OPEN is a bundle: give it whole to
 * sign_ecdsa_feed_bundle.
 *   4. After every call, in this order: store verdict->marks durably if there are any; then send
 * the outbox and clear it (B3: a mark is on disk before a byte leaves).
 *   5. sign_ecdsa_tick when sign_ecdsa_wake_at says so.
 *   6. When the status is not RUNNING: read the signatures and the verdict. A session that ended by
 *      EQUIVOCATION is kept and fed a little longer (30 s): others' frames may still name the one
 *      who signed two. Then sign_ecdsa_free.
 * At suspend, freeze, epoch switch: sign_ecdsa_free, then pair_store_free.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_SIGN_ECDSA_H
#define GRIDLOCK_CORE_CEREMONY_SIGN_ECDSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/ceremony/ecdsa_frame.h"
#include "core/ceremony/ecdsa_outbox.h"
#include "core/ceremony/pair_store.h"
#include "core/crypto/ecdsa.h"
#include "core/crypto/identity.h"
#include "core/crypto/scalar.h"
#include "core/message/record.h"

enum { ECDSA_ROUND_MS = 30 * 1000 };

struct sign_ecdsa; /* opaque */

struct sign_ecdsa_setting {
    const struct epoch_record *record; /* borrowed for the session's life, as all of these */
    uint16_t own;
    const struct identity *identity;
    struct pair_store *pairs;
    struct rng *rng;
};

enum sign_ecdsa_status { SIGN_ECDSA_RUNNING, SIGN_ECDSA_DONE, SIGN_ECDSA_FAILED };

/* To be stored durably: this edge misbehaved. a < b. */
struct ecdsa_mark {
    uint16_t a;
    uint16_t b;
    enum ecdsa_reason reason;
};
enum { ECDSA_MARKS_MAX = ECDSA_SEATS_MAX * (ECDSA_SEATS_MAX - 1) / 2 };

struct ecdsa_verdict {
    enum ecdsa_reason reason;
    uint32_t accused;         /* seats; for TIMEOUT those that were silent, which is no guilt */
    bool is_provable;         /* by `evidence`, to anybody */
    bool is_reported;         /* not an own finding: seat `reporter` sent ABORT */
    uint16_t reporter;        /* ECDSA_NO_SEAT: the coordinator */
    uint32_t wiped;           /* seats with which the pair setups were wiped (B3) */
    uint32_t bad_items;       /* FINAL: bit per item whose signature does not verify */
    bool has_echo_difference; /* round 2 was not the same for all; costs nobody (G3) */
    bool may_be_signed;       /* an own E_R3 left: never say "cancelled" any more (D4) */
    struct ecdsa_mark marks[ECDSA_MARKS_MAX];
    size_t mark_count;
    struct buffer evidence; /* whole frames one after another; owned by the session */
};

/* `request` was read by ecdsa_frame_read_request for this record and seat. `items` are those the
 * engine recomputed from the intent: each item of the request must be one of them, digest and path
 * (ECDSA_ITEM_FOREIGN). `share` is copied into the arena. ECDSA_BUSY: a pair is in use.
 * (PATH_REFUSED, CHILD_REFUSED from the derivation.) */
MUST_USE result sign_ecdsa_new(struct sign_ecdsa **out, const struct sign_ecdsa_setting *setting,
                               const struct ecdsa_request *request, const struct ecdsa_item *items,
                               size_t item_count, const struct scalar *share, uint64_t now_ms);
void sign_ecdsa_free(struct sign_ecdsa *session); /* wipes, unlocks the pairs; NULL is fine */

/* A verified frame: PAIR, E_COM, E_M1, E_R2, E_M2, E_R3 or ABORT. False if it is none of this
 * session's business (try the next session, then for a PAIR the store). */
bool sign_ecdsa_feed(struct sign_ecdsa *session, const struct frame *frame, uint64_t now_ms);
/* The coordinator's bundle of all t E_OPEN frames; verifies them. False if it is not this
 * session's, or not acceptable: then it is dropped, nobody is to blame. */
bool sign_ecdsa_feed_bundle(struct sign_ecdsa *session, struct slice bundle, uint64_t now_ms);
void sign_ecdsa_tick(struct sign_ecdsa *session, uint64_t now_ms);
uint64_t sign_ecdsa_wake_at(const struct sign_ecdsa *session); /* ms; UINT64_MAX when over */

enum sign_ecdsa_status sign_ecdsa_status(const struct sign_ecdsa *session);
const struct ecdsa_verdict *sign_ecdsa_verdict(const struct sign_ecdsa *session);
struct ecdsa_outbox *sign_ecdsa_outbox(struct sign_ecdsa *session);
/* The finished signature of an item; false if it has none (yet). Verified, low-s. */
bool sign_ecdsa_signature(const struct sign_ecdsa *session, struct ecdsa_signature *out,
                          size_t item);
const struct ecdsa_request *sign_ecdsa_request(const struct sign_ecdsa *session);

#endif
