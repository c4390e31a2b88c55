/* SPDX-License-Identifier: MIT */
/* dealing.h - one participant of a dealing ceremony: making a key (DKG), refreshing or resharing it
 * (frost-taproot 5, amendments C). A pure machine: frames in, frames out, no I/O, no clock.
 *
 * How a caller drives it:
 *   dealing_new, dealing_begin           -> R0 frames
 *   dealing_accept(every ceremony frame) -> R1 when all R0 are in
 *   status READY                         -> compare new_epoch once more (C2(c)),
 * dealing_acknowledge gives the shares and the ACK; store them together status CERTIFIED ->
 * dealing_certificate After EVERY call whose step says has_changed: dealing_save to stable storage
 * first, then send step.frames. After a crash: dealing_load, then send dealing_outgoing(): stored
 * bytes, never recomputed. (persist-before-send, frost-taproot 3)
 *
 * A fault ends the ceremony (FAILED, dealing_verdict, an ABORT frame in step.frames), except that
 * once the own ACK exists nothing here undoes it (C1): the verdict is kept, the status stays.
 * A box that does not open well becomes a COMPLAINT (complaint.h), but only after the check was
 * repeated from the held frames, whose signatures are verified again (C4); whoever holds the frames
 * judges it. In a DKG it goes to all; in a RESHARE only to the accused and the proposer
 * (step.confided), for there the opened value of an honest pair helps thieves to the key. Views
 * that differ (C2, or an ACK with another T) are compared by VIEW frames: every side shows its
 * frame of the first differing slot, and two frames in one slot name its owner. VIEW (07): u8 round
 * | u16 count | count x frame hash; round 0: R0D, R0R; round 1: R1
 *
 * Secrets of one ceremony live in one arena. Polynomials, esk and cc of the dealer are wiped when
 * R1 is made; the recipient's esks and single shares when the ACK is made, or on failure (5.9).
 */
#ifndef GRIDLOCK_CORE_CEREMONY_DEALING_H
#define GRIDLOCK_CORE_CEREMONY_DEALING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/secret.h"
#include "core/base/slice.h"
#include "core/ceremony/proposal.h"
#include "core/crypto/identity.h"
#include "core/message/frame.h"
#include "core/message/record.h"

struct dealing;

enum dealing_status {
    DEALING_RUNNING = 1, /* frames are missing */
    DEALING_READY = 2,   /* recipient: every check passed, dealing_acknowledge is due */
    DEALING_WAITING = 3, /* the record is known (own ACK made, or no recipient); ACKs are missing */
    DEALING_CERTIFIED = 4, /* every seat's ACK is in */
    DEALING_FAILED = 5,
};

/* frost-taproot 13; the numbers are the `reason` byte of an ABORT. */
enum dealing_fault {
    DEALING_FAULT_NONE = 0,
    DEALING_FAULT_PARSE = 1,
    DEALING_FAULT_EQUIV = 2,
    DEALING_FAULT_COMMIT = 3,
    DEALING_FAULT_POK = 4,
    DEALING_FAULT_CONST = 5,
    DEALING_FAULT_DECRYPT = 6,
    DEALING_FAULT_SHARE = 7,
    DEALING_FAULT_CC = 8,
    DEALING_FAULT_VIEW = 9,
    DEALING_FAULT_ACK = 10,
    DEALING_FAULT_DEGREE = 11,
    DEALING_FAULT_QINF = 12,
    DEALING_FAULT_EXPIRED = 13,
    DEALING_FAULT_POLICY = 14,  /* the own person, or C2(c) */
    DEALING_FAULT_STORE = 15,   /* this device's own state does not fit */
    DEALING_FAULT_ABORTED = 16, /* never sent: somebody else's ABORT ended it */
    DEALING_FAULT_FALSE_COMPLAINT = 17,
};

enum dealing_role { DEALING_NOBODY = 0, DEALING_DEALER = 1, DEALING_RECIPIENT = 2 };
/* PROVED: `evidence` convinces anyone. SUSPECTED: this device saw it, others cannot check it. */
enum dealing_certainty { DEALING_UNBLAMED = 0, DEALING_SUSPECTED = 1, DEALING_PROVED = 2 };

struct dealing_verdict {
    enum dealing_fault fault;
    enum dealing_certainty certainty;
    enum dealing_role role;
    uint16_t index;         /* dealer index or seat */
    struct buffer evidence; /* whole frames, back to back */
    /* ABORTED: what the sender of the ABORT said; hearsay. */
    uint8_t said_reason;
    uint8_t said_by[32];
};

/* What one call produced. {0} before, dealing_step_free after; a call appends to it. */
struct dealing_step {
    struct buffer frames;    /* whole frames, back to back: to everybody. Own ones, and others' that
                              * answer a VIEW */
    struct buffer confided;  /* RESHARE: a COMPLAINT, to confided_to and the proposer only */
    uint8_t confided_to[32]; /* id_pk of the accused */
    bool has_changed;        /* dealing_save before anything is sent */
    bool identity_is_copied; /* a frame under our own key that we did not make (C7): alarm */
};
void dealing_step_free(struct dealing_step *step);

/* proposal_frame: the whole PROPOSAL frame, verified by the caller (its sender is the proposer).
 * self: own identity key; it must be a dealer or a recipient. previous: the certified record the
 * proposal names, NULL for DKG; copied. (PROPOSAL_*, FRAME_*, DEALING_ROLE) */
MUST_USE result dealing_new(struct dealing **out, struct slice proposal_frame,
                            const uint8_t self[static 32], const struct epoch_record *previous);
/* A ceremony seen by somebody without a place in it (a coordinator without a seat, a judge of
 * evidence): it takes frames, judges dealers and complaints, makes none; identity and rng are NULL
 * in dealing_accept. It knows no record and is not saved. (as dealing_new) */
MUST_USE result dealing_watch(struct dealing **out, struct slice proposal_frame,
                              const struct epoch_record *previous);
void dealing_free(struct dealing *dealing); /* wipes; NULL is fine */
void dealing_free_at(struct dealing **dealing);

/* Makes R0D and R0R. shares: RESHARE dealers only, LANES scalars of 32 big-endian bytes of the
 * previous epoch (as dealing_acknowledge gave them), borrowed; else NULL.
 * (DEALING_ORDER, DEALING_SHARE_CORRUPT if they do not fit the previous record) */
MUST_USE result dealing_begin(struct dealing *dealing, struct dealing_step *out,
                              struct secret *shares, const struct identity *identity,
                              struct rng *rng);
/* Any parsed frame; what does not belong here is ignored, what is not signed well too. Own frames
 * that come back are ignored. Frames of a later round are held in their slots. */
MUST_USE result dealing_accept(struct dealing *dealing, struct dealing_step *out,
                               const struct frame *frame, const struct identity *identity,
                               struct rng *rng);
/* READY only. *shares: LANES x 32 bytes, owned by the caller, who stores them, the record and
 * dealing_save in one write and sends after that. (DEALING_ORDER) */
MUST_USE result dealing_acknowledge(struct dealing *dealing, struct dealing_step *out,
                                    struct secret **shares, const struct identity *identity,
                                    struct rng *rng);
/* Shows our view of every round that is complete, as VIEW frames (on request of a person). */
void dealing_show_view(struct dealing *dealing, struct dealing_step *out,
                       const struct identity *identity);
/* Leaves the ceremony (POLICY, EXPIRED, STORE) with an ABORT frame. Without effect on the status
 * once the own ACK exists. EXPIRED also suspects whoever showed a VIEW it has not backed by then.
 */
void dealing_abort(struct dealing *dealing, struct dealing_step *out, enum dealing_fault reason,
                   const struct identity *identity);

enum dealing_status dealing_status(const struct dealing *dealing);
const struct dealing_verdict *
dealing_verdict(const struct dealing *dealing); /* fault NONE = none */
const struct proposal *dealing_proposal(const struct dealing *dealing);
const uint8_t *dealing_proposer(const struct dealing *dealing); /* 32 bytes */
struct slice dealing_proposal_frame(const struct dealing *dealing);
int dealing_seat(const struct dealing *dealing);              /* own new seat, or -1 */
int dealing_dealer(const struct dealing *dealing);            /* own dealer index, or -1 */
bool dealing_has_dealt(const struct dealing *dealing);        /* R1 was made */
bool dealing_has_acknowledged(const struct dealing *dealing); /* own ACK was made */
/* From READY on (a leaving dealer: WAITING), else NULL. */
const struct epoch_record *dealing_record(const struct dealing *dealing);
/* CERTIFIED only: the body of a CERT frame. (DEALING_ORDER) */
MUST_USE result dealing_certificate(const struct dealing *dealing, struct buffer *out);
/* The verdict's evidence behind the PROPOSAL frame: what evidence_verify takes. In a RESHARE it may
 * hold a COMPLAINT: a person decides who gets it (C4). */
void dealing_evidence(const struct dealing *dealing, struct buffer *out);
/* All own frames for everybody made so far, back to back, to send again after a restart. */
void dealing_outgoing(const struct dealing *dealing, struct buffer *out);
/* RESHARE: the own COMPLAINT and who gets it beside the proposer; false if there is none. */
bool dealing_confided(const struct dealing *dealing, struct buffer *out, uint8_t to[static 32]);
/* Every frame held that may go to anyone, own and others', for someone who missed them. */
void dealing_bundle(const struct dealing *dealing, struct buffer *out);
/* Whether anything is missing of a participant, for a progress screen. */
bool dealing_heard_dealer(const struct dealing *dealing,
                          uint16_t dealer);                            /* its R0 and R1 are in */
bool dealing_heard_seat(const struct dealing *dealing, uint16_t seat); /* its R0 and ACK are in */

/* The whole state. Contains secrets until the ACK: the caller seals it and wipes the buffer. */
void dealing_save(const struct dealing *dealing, struct buffer *out);
MUST_USE result dealing_load(struct dealing **out, struct slice saved); /* (DEALING_STATE) */

/* For a screen: the sentence that fits a fault. */
enum error_code dealing_fault_error(enum dealing_fault fault);

#endif
