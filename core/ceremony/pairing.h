/* SPDX-License-Identifier: MIT */
/* pairing.h - two devices come to know each other through an invitation: commit, then reveal
 * (enigma-node-and-router E.6, amendments E2). A pure machine: it hears blobs, it has a blob to
 * post.
 *
 *   M1 O->G  C = SHA-256("gridlock/sas/commit/v1" 00 | r_O | e_O | card_O | rk_O)           32
 *   M2 G->O  r_G | e_G | card_G | rk_G                                                      360
 *   M3 O->G  r_O | e_O | card_O | rk_O                                                      360
 *
 * The blobs lie in the router's rendezvous slot, XChaCha20-Poly1305 under a key from the
 * invitation's secret. Behind the 360 bytes of M2 and M3 travels what else both need
 * (u16 name, u16 router URL, send token[16]), signed by the card's key together with C.
 *
 * How to drive it: while pairing_outgoing has a blob, post it at its place, then pairing_posted and
 * save (a router that says the place is taken: pairing_conflict); while pairing_awaited names a
 * place, read it, give what lies there to pairing_hear, and save BEFORE posting what is then
 * outgoing. A blob is made once and stays the same bytes, so a crash anywhere only repeats a step.
 *
 * PAIRING_DONE means: both have the other's card. It is NOT yet compared by people; words, digits
 * and M4/M5 are in comparison.h and work from here on.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_PAIRING_H
#define GRIDLOCK_CORE_CEREMONY_PAIRING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/slice.h"
#include "core/ceremony/comparison.h"
#include "core/crypto/identity.h"
#include "core/message/card.h"
#include "core/message/invite.h"
#include "core/message/receive_key.h"

enum {
    PAIRING_NAME_MAX = 40,    /* bytes of UTF-8 */
    PAIRING_TOKEN_BYTES = 16, /* lets the peer post into this device's mailbox (E.5) */
    PAIRING_RUNS_MAX = 3,
    PAIRING_BLOB_MAX = 1024
};

/* What a side says about itself, and what the other side learns. */
struct pairing_party {
    struct card card;
    struct receive_key receive_key;
    char name[PAIRING_NAME_MAX + 1];
    char router[INVITE_ROUTER_MAX + 1]; /* where its mailbox is */
    uint8_t token[PAIRING_TOKEN_BYTES];
};

/* Saved: never renumber. */
enum pairing_state {
    PAIRING_WAITING = 1, /* for the other side */
    PAIRING_DONE = 2,    /* the peer is known; post what is outgoing, then stop reading the slot */
    PAIRING_FAILED = 3   /* this run is over; pairing_retry, or a new invitation */
};

/* One place of a rendezvous slot; each is written once. */
struct pairing_place {
    uint8_t id[INVITE_RDV_BYTES]; /* the invitation's for run 0, derived from it afterwards */
    uint8_t side;                 /* who writes it: 0 owner, 1 guardian */
    uint8_t index;                /* 0, 1 in the order of writing */
};

struct pairing;

/* The owner's side: makes the invitation, and M1 is outgoing. `roles` is a set of
 * 1 << enum card_role that the answering device may have. `self` is copied. (PAIRING_NAME,
 * INVITE_ROUTER) */
MUST_USE result pairing_invite(struct pairing **out, struct invite *invite,
                               const struct identity *identity, const struct pairing_party *self,
                               const char *rendezvous_router, unsigned roles, uint64_t now,
                               struct rng *rng);
/* The guardian's side: from a parsed invitation; waits for M1. (PAIRING_SELF for an own one) */
MUST_USE result pairing_answer(struct pairing **out, const struct invite *invite,
                               const struct identity *identity, const struct pairing_party *self,
                               uint64_t now, struct rng *rng);
void pairing_free(struct pairing *pairing); /* NULL is fine */

/* The router whose slot this is. */
const char *pairing_router(const struct pairing *pairing);
/* The blob to post now and where, or an empty slice. Borrowed. */
struct slice pairing_outgoing(const struct pairing *pairing, struct pairing_place *place);
/* It lies there now. */
void pairing_posted(struct pairing *pairing);
/* Something else lies there: the invitation is in other hands too. The run has failed. */
MUST_USE result pairing_conflict(struct pairing *pairing);
/* Where the other side's next blob will be; false when none is awaited (something is outgoing, or
 * the run is over). */
bool pairing_awaited(const struct pairing *pairing, struct pairing_place *place);
/* Hears the blob of the awaited place. An empty one (nothing there yet), one that was heard before,
 * or one that was posted by this side changes nothing. A failure here ends the run: PAIRING_BROKEN
 * (does not open, or is not what it must be), PAIRING_COMMITMENT, PAIRING_OTHER_CARD (not the
 * invitation's card), PAIRING_ROLE, PAIRING_SELF, PAIRING_EXPIRED, PAIRING_NAME, INVITE_ROUTER,
 * CARD_*, RECEIVE_KEY_*, KEY_LOW_ORDER. */
MUST_USE result pairing_hear(struct pairing *pairing, struct slice blob,
                             const struct identity *identity, uint64_t now, struct rng *rng);

enum pairing_state pairing_state(const struct pairing *pairing);
bool pairing_is_owner(const struct pairing *pairing);
bool pairing_is_expired(const struct pairing *pairing, uint64_t now);
uint64_t pairing_expires_at(const struct pairing *pairing);
/* Whether the invitation must not be shown or used any more: used, or its runs are over. */
bool pairing_is_consumed(const struct pairing *pairing);
/* The other side; NULL before PAIRING_DONE. */
const struct pairing_party *pairing_peer(const struct pairing *pairing);
/* A copy of T and K for the comparison, to be wiped by the caller; false before PAIRING_DONE. */
bool pairing_compare(const struct pairing *pairing, struct comparison *out);
/* Another run with the same invitation, in a slot of its own, after FAILED or after people saw
 * different words. (PAIRING_RUNS after three, PAIRING_EXPIRED) */
MUST_USE result pairing_retry(struct pairing *pairing, const struct identity *identity,
                              uint64_t now, struct rng *rng);

/* The whole machine as bytes, secrets included: buffer_wipe, and store it sealed. */
void pairing_save(struct buffer *out, const struct pairing *pairing);
/* (PAIRING_SAVED) */
MUST_USE result pairing_load(struct pairing **out, struct slice saved);

#endif
