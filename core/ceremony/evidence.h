/* SPDX-License-Identifier: MIT */
/* evidence.h - judging stored evidence afterwards, by anyone (frost-taproot 3, 5, 9.8, 11, 13;
 * amendments A2, G4). Evidence is whole signed frames back to back; an ABORT among them stands for
 * the frames it carries. Nothing but signatures, arithmetic and the record counts: no sender of the
 * evidence is believed.
 *
 * What has to be there:
 *   two frames in one slot, two PSIGs for one session        the two frames
 *   nonces used in two sessions, or published twice          the two frames
 *   a ceremony (dealing_evidence)       PROPOSAL first; a RESHARE: the record it starts from
 *   an ACK without a share              the ACK (or dealing_evidence); the record it names
 *   a repair (repair_verdict)           REPAIR_REQ first; the record
 *   a false partial signature           NONCES, SIGN_REQ, PSIG; the record
 *   an ECDSA session (ecdsa_coordinator_evidence)  E_REQ and all E_OPEN; the record. They bind the
 *     session id to its epoch: the same frames judged beside another record would convict an honest
 *     signer.
 * The record must be a certified one; whoever calls has checked its certificate.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_EVIDENCE_H
#define GRIDLOCK_CORE_CEREMONY_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/message/frame.h"
#include "core/message/record.h"

enum { EVIDENCE_FRAMES_MAX = 512 };

/* The numbers are for --json and never change. */
enum evidence_code {
    EVIDENCE_NOTHING = 0,
    EVIDENCE_EQUIVOCATION = 1,
    EVIDENCE_MALFORMED = 2,
    EVIDENCE_COMMITMENT = 3,      /* opened something else than committed to (C3; E_COM, E_R2) */
    EVIDENCE_NO_KNOWLEDGE = 4,    /* a proof of knowledge does not hold (C4, H3) */
    EVIDENCE_OTHER_SHARE = 5,     /* dealt something else than its own share (C5, H1) */
    EVIDENCE_BOX = 6,             /* complaint: the box does not open */
    EVIDENCE_WRONG_PART = 7,      /* complaint: what is in it does not fit */
    EVIDENCE_WRONG_CHAINCODE = 8, /* complaint: the chain code does not fit */
    EVIDENCE_FALSE_COMPLAINT = 9, /* the complainer lied: the opened share is right */
    EVIDENCE_FALSE_ACK = 10,      /* confirmed a share it does not hold */
    EVIDENCE_FALSE_PARTIAL = 11,  /* a partial signature that does not hold, or for another range */
    EVIDENCE_NONCE_REUSED = 12,   /* treat its share as leaked: reshare without it now */
    EVIDENCE_KEY_RELATION = 13,   /* E_R2: its part of the key is another one */
};

struct evidence_finding {
    enum evidence_code code;
    bool is_proved;  /* false: the frames are genuine, but prove nothing (code NOTHING) */
    uint8_t who[32]; /* id_pk; zero if nobody */
};

/* record may be NULL where none is needed. EVIDENCE_SHAPE: not frames, or one is not signed by the
 * sender it names; EVIDENCE_RECORD: cannot be judged without its record, or this is another one. */
MUST_USE result evidence_verify(struct evidence_finding *out, struct slice frames,
                                const struct epoch_record *record);
/* The sentence for a person. */
enum error_code evidence_error(enum evidence_code code);

#endif
