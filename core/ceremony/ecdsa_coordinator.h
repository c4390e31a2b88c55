/* SPDX-License-Identifier: MIT */
/* ecdsa_coordinator.h - who asks for a threshold-ECDSA session and gathers what comes of it. It
 * holds no secret and need not be a signer; on a device that also signs, the engine hands frames
 * from one to the other.
 *
 * new -> E_REQ in the outbox; feed E_OPEN / REJECT -> the bundle; feed E_COM, E_R2, E_R3, ABORT ->
 * signatures, or a report from which the engine chooses the next set (signer_set.h). One
 * coordinator object is one attempt with one set. When an attempt dies before its bundle, those
 * that opened are told at once (ABORT, ctx = E_REQ), so that their pairs are free for the next.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_ECDSA_COORDINATOR_H
#define GRIDLOCK_CORE_CEREMONY_ECDSA_COORDINATOR_H

#include "core/ceremony/ecdsa_frame.h"
#include "core/ceremony/ecdsa_outbox.h"
#include "core/crypto/ecdsa.h"
#include "core/crypto/identity.h"
#include "core/message/record.h"

enum {
    ECDSA_OPEN_MS = 10 * 1000,        /* how long an E_OPEN may take */
    ECDSA_COORDINATOR_MS = 35 * 1000, /* a round, and 5 s for the signers' own reports */
};

struct ecdsa_coordinator; /* opaque */

enum ecdsa_attempt {
    ECDSA_ATTEMPT_OPENING, /* waiting for E_OPEN */
    ECDSA_ATTEMPT_RUNNING, /* the bundle left */
    ECDSA_ATTEMPT_DONE,    /* every item has a verified signature */
    ECDSA_ATTEMPT_FAILED,
};

struct ecdsa_order {
    const struct epoch_record *record; /* borrowed for its life, and identity */
    const struct identity *identity;
    uint8_t intent_hash[32];
    uint16_t attempt;
    uint64_t expiry;                /* unix seconds */
    uint16_t seat[ECDSA_SEATS_MAX]; /* record->t seats, ascending */
    const struct ecdsa_item *items; /* copied; 1..16 */
    size_t item_count;
};

/* What a signer's ABORT said. An accusation marks the edge {by, accused}, never only the accused;
 * for TIMEOUT it names who was silent and marks nothing. */
struct ecdsa_accusation {
    uint16_t by;
    uint16_t accused; /* ECDSA_NO_SEAT: nobody */
    enum ecdsa_reason reason;
};
enum { ECDSA_ACCUSATIONS_MAX = ECDSA_SEATS_MAX * ECDSA_SEATS_MAX };

struct ecdsa_report {
    enum ecdsa_reason reason; /* first reason heard; FINAL, TIMEOUT: own finding; NONE: rejected */
    uint32_t silent;          /* seats that owe a frame: E_OPEN, or a later round's */
    uint32_t rejected;        /* seats that sent REJECT */
    uint8_t code[SEATS_MAX];  /* enum ecdsa_code of those */
    uint32_t proved;          /* seats that provably did wrong (two frames in a slot, malformed) */
    uint32_t bad_items;       /* FINAL: items that still need a signature */
    bool may_be_signed;       /* an E_R3 was seen (D4) */
    struct ecdsa_accusation accusations[ECDSA_ACCUSATIONS_MAX];
    size_t accusation_count;
    struct buffer evidence; /* frames that prove `proved`; owned by the coordinator */
};

/* ECDSA_ORDER: seats or items that no guardian would accept. (PATH_REFUSED, CHILD_REFUSED) */
MUST_USE result ecdsa_coordinator_new(struct ecdsa_coordinator **out,
                                      const struct ecdsa_order *order, uint64_t now_ms);
void ecdsa_coordinator_free(struct ecdsa_coordinator *coordinator); /* NULL is fine */

/* A verified frame: REJECT, E_OPEN, E_COM, E_R2, E_R3, ABORT. False if it is not this attempt's. */
bool ecdsa_coordinator_feed(struct ecdsa_coordinator *coordinator, const struct frame *frame,
                            uint64_t now_ms);
void ecdsa_coordinator_tick(struct ecdsa_coordinator *coordinator, uint64_t now_ms);
uint64_t ecdsa_coordinator_wake_at(const struct ecdsa_coordinator *coordinator);
/* Gives up, and tells the signers. */
void ecdsa_coordinator_cancel(struct ecdsa_coordinator *coordinator);

enum ecdsa_attempt ecdsa_coordinator_attempt(const struct ecdsa_coordinator *coordinator);
const struct ecdsa_report *ecdsa_coordinator_report(const struct ecdsa_coordinator *coordinator);
/* The report's evidence behind the frames that bind it to its epoch (E_REQ, E_OPEN): what
 * evidence_verify takes. */
void ecdsa_coordinator_evidence(const struct ecdsa_coordinator *coordinator, struct buffer *out);
struct ecdsa_outbox *ecdsa_coordinator_outbox(struct ecdsa_coordinator *coordinator);
/* Valid ones are kept also when others are not (FINAL). */
bool ecdsa_coordinator_signature(const struct ecdsa_coordinator *coordinator,
                                 struct ecdsa_signature *out, size_t item);

#endif
