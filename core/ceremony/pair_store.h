/* SPDX-License-Identifier: MIT */
/* pair_store.h - the pair setups of one seat in one wallet epoch (amendments B2, B3).
 *
 * Per peer: at most one current setup, one candidate that became complete while the current one was
 * in use, and one half-made opening. Everything is in locked memory and nowhere else; freeing the
 * store kills all of it. Do that at epoch switch, suspend and resume, and at the end of the
 * process.
 *
 * Setups are made in the background (pair_store_open here, pair_store_feed there, and back), or by
 * a session itself. The engine gives every PAIR frame first to the open session with that peer
 * (sign_ecdsa_feed), and to the store if the session did not want it.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_PAIR_STORE_H
#define GRIDLOCK_CORE_CEREMONY_PAIR_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/ceremony/pair_setup.h"
#include "core/crypto/identity.h"
#include "core/message/frame.h"
#include "core/message/record.h"

enum {
    PAIR_LIFE_MS = 24 * 60 * 60 * 1000,
    PAIR_ITEMS_MAX = 1024,
    PAIR_ANSWER_PAUSE_MS = 1000, /* one background answer per peer in this time */
    PAIR_OPENING_MS = 30 * 1000, /* an opening this old no longer crosses another */
};

struct pair_store; /* opaque */

/* Borrows identity and rng for its life; copies what it needs of the record. */
struct pair_store *pair_store_new(const struct epoch_record *record, uint16_t own,
                                  const struct identity *identity, struct rng *rng);
void pair_store_free(struct pair_store *store); /* wipes; NULL is fine */

/* Appends a background opening for this peer; it replaces an unanswered older one. Nothing while a
 * session makes a setup with it. Worth calling again when no answer came for 30 s. */
void pair_store_open(struct pair_store *store, struct buffer *frame, uint16_t peer,
                     uint64_t now_ms);

enum pair_outcome {
    PAIR_DROPPED,   /* nothing changed, nobody is to blame */
    PAIR_ANSWERED,  /* a new setup, and `answer` is the frame for the peer */
    PAIR_COMPLETED, /* a new setup out of the own opening */
    PAIR_FALSE,     /* signed by *peer, but malformed: no setup, provable, no mark */
};
/* A verified PAIR frame that no session wanted. */
enum pair_outcome pair_store_feed(struct pair_store *store, struct buffer *answer, uint16_t *peer,
                                  const struct frame *frame, uint64_t now_ms);
/* Whether a session with this peer would need no PAIR. */
bool pair_store_is_ready(const struct pair_store *store, uint16_t peer, uint64_t now_ms);
/* Seats locked by open sessions. */
uint32_t pair_store_locked(const struct pair_store *store);

/* ---- for sessions ---- */

/* All of these pairs, or none (ECDSA_BUSY). */
MUST_USE result pair_store_lock(struct pair_store *store, uint32_t seats);
void pair_store_unlock(struct pair_store *store, uint32_t seats);
/* The psid to name in an E_OPEN; zeros when there is none, or it is too old for `items` more. */
void pair_store_name(struct pair_store *store, uint8_t psid[static 32], uint16_t peer, size_t items,
                     uint64_t now_ms);
/* Drops every setup with this peer, also half-made ones: a psid mismatch, or B3. */
void pair_store_kill(struct pair_store *store, uint16_t peer);
/* The own PAIR of a session (re = sigid); its answer makes the current setup. */
void pair_store_begin_inside(struct pair_store *store, struct buffer *frame, uint16_t peer,
                             const uint8_t sigid[static 32]);
/* (PAIR_MALFORMED) */
MUST_USE result pair_store_finish_inside(struct pair_store *store, uint16_t peer,
                                         const struct frame *frame, uint64_t now_ms);
/* Whether `re` answers the own newest background opening to this peer. */
bool pair_store_is_answer(const struct pair_store *store, uint16_t peer,
                          const uint8_t re[static 32]);
/* The current setup, readable until taken back; NULL if there is none. */
const struct pair_whole *pair_store_lend(struct pair_store *store, uint16_t peer);
void pair_store_take_back(struct pair_store *store, uint16_t peer);
void pair_store_count(struct pair_store *store, uint16_t peer, size_t items);

#endif
