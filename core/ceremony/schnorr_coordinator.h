/* SPDX-License-Identifier: MIT */
/* schnorr_coordinator.h - the owner's side of Taproot signing (frost-taproot 9.6-9.8).
 *
 * It asks guardians for nonces, starts a session with the first t that answer, checks every partial
 * signature, and ends with one BIP-340 signature for each item. A session that stalls or meets a
 * false answer stays as it is; its silent and false members stay bound to it, and the next session
 * takes only members that are free (the ROAST rule). So every session but the last costs the others
 * at least one member, and there are at most n-t+1 of them, whatever silent or false ones do. (A
 * guardian that turned a request down for its nonces, as after a restart, is asked once more; that
 * may add one session for each such guardian.)
 *
 * Pure: no I/O, no clock. After every call read schnorr_coordinator_output(): frames to send now,
 * status, and when to call schnorr_coordinator_tick() next. Nothing here is stored (amendments D1).
 * Once output.may_be_signed is set, only "may still be sent by anyone who took part" is true (D4).
 */
#ifndef GRIDLOCK_CORE_CEREMONY_SCHNORR_COORDINATOR_H
#define GRIDLOCK_CORE_CEREMONY_SCHNORR_COORDINATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/ceremony/schnorr_frame.h"
#include "core/ceremony/sign_schnorr.h"
#include "core/crypto/identity.h"
#include "core/message/frame.h"
#include "core/message/record.h"

enum {
    SCHNORR_OUT_MAX = 2 * SEATS_MAX + 4,
    SCHNORR_PATIENCE_MS = 10 * 1000, /* a usual soft timeout when guardians are services */
};

struct schnorr_coordinator; /* opaque */

struct schnorr_order {
    const struct epoch_record *record; /* copied */
    const struct schnorr_item *items;  /* copied; 1..256 */
    size_t item_count;
    uint8_t intent_hash[32];
    uint64_t expiry;                 /* unix seconds */
    uint32_t seats;                  /* bit per seat that may be asked (said yes, not left out) */
    uint64_t patience_ms;            /* soft timeout of a session, and of repeating a request */
    const struct identity *identity; /* borrowed for its life */
    struct rng *rng;                 /* borrowed for its life */
};

enum schnorr_status { SCHNORR_RUNNING = 0, SCHNORR_DONE = 1, SCHNORR_FAILED = 2 };

struct schnorr_outgoing {
    struct slice bytes; /* one whole frame; valid until the next call */
    uint32_t seats;     /* bit per receiver */
};

struct schnorr_output {
    struct schnorr_outgoing frames[SCHNORR_OUT_MAX];
    size_t count;
    enum schnorr_status status;
    uint64_t wake_at_ms;     /* UINT64_MAX: nothing to wait for */
    uint32_t missing;        /* bit per asked seat that owes an answer or gave a false one */
    uint16_t seats_short;    /* FAILED: how many more honest, answering guardians it would take */
    enum error_code failure; /* FAILED: which sentence to show */
    bool may_be_signed;      /* a partial signature may have left some device */
};

enum schnorr_verdict {
    SCHNORR_CLEAR = 0,
    SCHNORR_SILENT = 1,    /* proves nothing */
    SCHNORR_SUSPECTED = 2, /* seen by this device only */
    SCHNORR_PROVED = 3,    /* the evidence convinces anyone */
};

enum schnorr_reason {
    SCHNORR_REASON_NONE = 0,
    SCHNORR_REASON_NO_NONCES = 1,     /* silent when asked for nonces */
    SCHNORR_REASON_NO_PARTIAL = 2,    /* silent when asked to sign */
    SCHNORR_REASON_NONCES_SHAPE = 3,  /* NONCES of a wrong size, seat, epoch or point */
    SCHNORR_REASON_NONCES_TWICE = 4,  /* two NONCES frames for one index */
    SCHNORR_REASON_PARTIAL_SHAPE = 5, /* PSIG of a wrong size, range or number */
    SCHNORR_REASON_PARTIAL_FALSE = 6, /* PSIG that does not verify */
    SCHNORR_REASON_PARTIAL_TWICE = 7, /* two different PSIG frames for one session */
    SCHNORR_REASON_REJECTED = 8,      /* turned down; see `code` */
};

struct schnorr_blame {
    uint16_t seat;
    enum schnorr_verdict verdict;
    enum schnorr_reason reason;
    enum schnorr_code code; /* REASON_REJECTED */
    struct slice evidence;  /* whole frames one after another; borrowed */
};

/* SCHNORR_ORDER: no items, more than 256, a path that is not accepted, or an epoch without n >= t.
 * On success the first NONCE_REQ waits in the output. */
MUST_USE result schnorr_coordinator_new(struct schnorr_coordinator **out,
                                        const struct schnorr_order *order,
                                        struct schnorr_clock clock);
void schnorr_coordinator_free(struct schnorr_coordinator *coordinator); /* NULL is fine */

/* Another guardian said yes, or one is to be left out from now on. */
void schnorr_coordinator_add_seat(struct schnorr_coordinator *coordinator, uint16_t seat,
                                  struct schnorr_clock clock);
void schnorr_coordinator_drop_seat(struct schnorr_coordinator *coordinator, uint16_t seat,
                                   struct schnorr_clock clock);
/* A verified NONCES, PSIG or REJECT frame. What belongs to nothing that was asked is ignored. */
void schnorr_coordinator_feed(struct schnorr_coordinator *coordinator, const struct frame *frame,
                              struct schnorr_clock clock);
void schnorr_coordinator_tick(struct schnorr_coordinator *coordinator, struct schnorr_clock clock);

const struct schnorr_output *schnorr_coordinator_output(const struct schnorr_coordinator *c);
/* One signature for each item, in their order; DONE only, else NULL. Each was verified under the
 * tweaked key of its item. */
const uint8_t (*schnorr_coordinator_signatures(const struct schnorr_coordinator *c))[64];
/* The gravest known fault of a seat; CLEAR if none. */
struct schnorr_blame schnorr_coordinator_blame(const struct schnorr_coordinator *c, uint16_t seat);
/* How many sessions were started so far. */
size_t schnorr_coordinator_sessions(const struct schnorr_coordinator *c);

#endif
