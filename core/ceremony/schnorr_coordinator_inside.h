/* SPDX-License-Identifier: MIT */
/* schnorr_coordinator_inside.h - what the files of the owner's side of Taproot signing share, and
 * nobody else includes: schnorr_coordinator.c (calls from outside, the clock),
 * schnorr_seat.c (asking, nonces, refusals, blame), schnorr_session.c
 * (starting a session, judging partial signatures, adding them up).
 */
#ifndef GRIDLOCK_CORE_CEREMONY_SCHNORR_COORDINATOR_INSIDE_H
#define GRIDLOCK_CORE_CEREMONY_SCHNORR_COORDINATOR_INSIDE_H

#include "core/ceremony/schnorr_coordinator.h"
#include "core/crypto/frost.h"

enum {
    SESSIONS_MAX = 2 * SEATS_MAX + 2,
    NONCES_FRESH_MS = 90 * 1000,     /* a guardian keeps them for 120 s */
    REPEAT_MOST_MS = 10 * 60 * 1000, /* the longest pause between two copies of a request */
    SECOND_CHANCES = 1,              /* how often a seat may turn nonces down and be asked again */
};

enum seat_state {
    SEAT_UNUSED, /* not to be asked */
    SEAT_FREE,   /* may be asked for nonces */
    SEAT_ASKED,  /* owes nonces */
    SEAT_READY,  /* gave nonces that no session has used */
    SEAT_BOUND,  /* owes a partial signature to one session */
    SEAT_OUT,    /* turned down for good, or false */
};

/* A request that is sent again, after growing pauses, until it is answered. */
struct schnorr_reminder {
    uint64_t next_ms;
    uint64_t pause_ms;
};

struct schnorr_seat {
    enum seat_state state;
    struct buffer ask;    /* the newest NONCE_REQ */
    struct buffer nonces; /* the NONCES frame of SEAT_READY */
    uint8_t ask_hash[32];
    uint64_t ready_ms;
    uint64_t turn; /* who answered first is chosen first */
    struct schnorr_reminder reminder;
    unsigned chances_used;
    enum schnorr_verdict verdict;
    enum schnorr_reason reason;
    enum schnorr_code code;
    struct buffer evidence;
};

struct schnorr_session {
    uint8_t sid[32];
    uint8_t frame_hash[32];
    struct buffer request; /* the SIGN_REQ frame */
    struct frost_signers signers;
    struct frost_session *item;             /* one for each item */
    struct buffer nonces[SEATS_MAX];        /* NONCES frames by position in the set */
    struct schnorr_nonces offer[SEATS_MAX]; /* what they say; borrows from `nonces` */
    struct buffer partials[SEATS_MAX];      /* whole PSIG frames; empty while owed */
    size_t answered;
    uint64_t stalls_at_ms;
    bool is_dead; /* a member will never answer it well */
};

struct schnorr_coordinator {
    struct epoch_record record;
    struct schnorr_item *items;
    struct tweak *tweak; /* the address key of each item */
    size_t item_count;
    uint8_t intent_hash[32];
    uint64_t expiry;
    uint64_t patience_ms;
    const struct identity *identity;
    struct rng *rng;
    struct schnorr_seat seat[SEATS_MAX];
    uint64_t turns;
    struct schnorr_session *session[SESSIONS_MAX];
    size_t sessions;
    uint8_t (*signatures)[FROST_SIGNATURE_BYTES];
    struct schnorr_output output;
};

void schnorr_coordinator_send(struct schnorr_coordinator *c, struct slice frame, uint32_t seats);
void schnorr_coordinator_fail(struct schnorr_coordinator *c, enum error_code why);
void schnorr_coordinator_remind_from(struct schnorr_reminder *reminder,
                                     const struct schnorr_coordinator *c, uint64_t now_ms);
/* Whether it is time to send again; if so, sets the next time. */
bool schnorr_coordinator_reminder_is_due(struct schnorr_reminder *reminder, uint64_t now_ms);

/* --- seats --- */

/* Asks all seats of the bit list for fresh nonces. */
void schnorr_seat_ask(struct schnorr_coordinator *c, uint32_t seats, uint64_t now_ms);
bool schnorr_seat_is_fresh(const struct schnorr_seat *seat, uint64_t now_ms);
void schnorr_seat_hear_nonces(struct schnorr_coordinator *c, uint16_t which,
                              const struct frame *frame, uint64_t now_ms);
void schnorr_seat_hear_reject(struct schnorr_coordinator *c, uint16_t which,
                              const struct frame *frame);
/* Records a fault with the frames that show it, and takes the seat out. */
void schnorr_seat_accuse(struct schnorr_coordinator *c, uint16_t which,
                         enum schnorr_verdict verdict, enum schnorr_reason reason,
                         const struct slice *frames, size_t count);
void schnorr_seat_note_silence(struct schnorr_seat *seat, enum schnorr_reason reason);
/* Leaves its session, or the asking, for good. */
void schnorr_seat_take_out(struct schnorr_coordinator *c, uint16_t which);

/* --- sessions --- */

/* With these t seats, ascending, all SEAT_READY. */
void schnorr_session_start(struct schnorr_coordinator *c, const uint16_t *seats, uint64_t now_ms);
/* The session in which this seat owes a partial signature, or NULL. */
struct schnorr_session *schnorr_session_of(struct schnorr_coordinator *c, uint16_t which);
void schnorr_session_hear_partial(struct schnorr_coordinator *c, uint16_t which,
                                  const struct frame *frame);
void schnorr_session_free(struct schnorr_session *session);

#endif
