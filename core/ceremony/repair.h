/* SPDX-License-Identifier: MIT */
/* repair.h - giving a seat its destroyed share back: same seat, same identity, same epoch
 * (frost-taproot 11, amendments C4). A pure machine like dealing.h: frames in, frames out, no I/O,
 * no clock. Any t other seats help; nobody but the target ever learns the share.
 *
 *   30 REPAIR_REQ (coordinator, ctx = 0): epoch_hash | u16 r | t x u16 helper | u64 expiry |
 * rnd[32] cid = tagged "gw/1/repair" of the body; ctx of everything below 31 H0 (helpers, target):
 * u16 seat | [helpers: epk as sender] | u16 t | t x epk, one per helper V0 = tagged "gw/1/view0" of
 * cid | frame hashes of H0: helpers, then target 32 H1 (helpers): u16 seat | V0 | L x t x D[33] | t
 * x box(L x delta) T = tagged "gw/1/transcript" of V0 | frame hashes of H1 33 H2 (helpers): u16
 * seat | T | box(L x sigma) for the target 34 H3 (target):  u16 seat | L x PoK(share, purpose 4,
 * cid, seat) 06 COMPLAINT: as in dealing.h, `dealer` and `seat` are seats of the epoch
 *
 * V0 and T are there so that a helper who shows different people different frames cannot make two
 * honest ones accuse each other (as in frost-taproot 5.4).
 *
 * Driving it: repair_new, repair_begin, repair_accept(every frame). Target: status READY ->
 * repair_finish gives the shares; store them with repair_save in one write, then send. After EVERY
 * call whose step says has_changed: repair_save to stable storage first, then send step.frames to
 * all, and step.confided only to confided_to and to the coordinator (C4: the opened value of an
 * honest pair helps t-1 thieves to the key). A restart: repair_load, repair_outgoing and
 * repair_confided: stored bytes.
 *
 * After a complaint, start again under a new request: nothing is opened twice (C4). Approval of a
 * repair is like that of signing; use it only if the share was destroyed, not possibly stolen.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_REPAIR_H
#define GRIDLOCK_CORE_CEREMONY_REPAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/secret.h"
#include "core/base/slice.h"
#include "core/ceremony/dealing.h"
#include "core/crypto/identity.h"
#include "core/message/frame.h"
#include "core/message/record.h"

struct repair_request {
    uint8_t epoch_hash[32];
    uint16_t target;
    uint16_t t;
    uint16_t helper[SEATS_MAX]; /* ascending */
    uint64_t expiry;            /* unix seconds */
    uint8_t rnd[32];
    uint8_t cid[32];         /* computed on read and write */
    uint8_t coordinator[32]; /* who signed it */
};

/* Appends a signed REPAIR_REQ frame. helpers: record->t ascending seats without the target.
 * (REPAIR_SHAPE) */
MUST_USE result repair_request_write(struct buffer *out, const struct epoch_record *record,
                                     uint16_t target, const uint16_t *helpers, uint64_t expiry,
                                     const struct identity *signer, struct rng *rng);
/* Type, signature, size, the epoch, exactly t ascending helpers, the target not among them. Whether
 * the signer may ask, the time and the person's consent are the caller's to judge.
 * (REPAIR_SHAPE, REPAIR_EPOCH, FRAME_SIGNATURE) */
MUST_USE result repair_request_read(struct repair_request *out, const struct frame *frame,
                                    const struct epoch_record *record);

struct repair;

enum repair_status {
    REPAIR_RUNNING = 1,
    REPAIR_READY = 2,   /* target: repair_finish is due */
    REPAIR_WAITING = 3, /* helper: its part is done, H3 is missing */
    REPAIR_DONE = 4,    /* the target proved that it holds its share */
    REPAIR_FAILED = 5,
};

/* Faults and certainty as in dealing.h; CONST: the parts of a helper do not sum to its share. */
struct repair_verdict {
    enum dealing_fault fault;
    enum dealing_certainty certainty;
    int seat;               /* -1: nobody */
    struct buffer evidence; /* whole frames, back to back; the request first */
    uint8_t said_reason;    /* ABORTED: hearsay */
    uint8_t said_by[32];
};

struct repair_step {
    struct buffer frames;    /* to everybody of this repair */
    struct buffer confided;  /* a COMPLAINT: to confided_to and the coordinator only */
    uint8_t confided_to[32]; /* id_pk of the accused */
    bool has_changed;        /* repair_save before anything is sent */
    bool identity_is_copied; /* a frame under our own key that we did not make (C7): alarm */
};
void repair_step_free(struct repair_step *step);

/* self: the target, a helper, or anybody else: then it only watches and judges (a coordinator, or
 * whoever looks at evidence). The record is the epoch's, certified; copied.
 * (those of repair_request_read, RECORD_*) */
MUST_USE result repair_new(struct repair **out, struct slice request_frame,
                           const uint8_t self[static 32], const struct epoch_record *record);
void repair_free(struct repair *repair); /* wipes; NULL is fine */
void repair_free_at(struct repair **repair);

/* Makes H0. shares: helpers only, LANES x 32 bytes of this epoch, borrowed; else NULL.
 * (REPAIR_ORDER, DEALING_SHARE_CORRUPT) */
MUST_USE result repair_begin(struct repair *repair, struct repair_step *out, struct secret *shares,
                             const struct identity *identity, struct rng *rng);
/* Any parsed frame; what does not belong here is ignored. A watcher passes identity NULL. */
MUST_USE result repair_accept(struct repair *repair, struct repair_step *out,
                              const struct frame *frame, const struct identity *identity,
                              struct rng *rng);
/* Target, READY only. *shares: LANES x 32 bytes, owned by the caller. H3 is in the step: store the
 * shares first. (REPAIR_ORDER) */
MUST_USE result repair_finish(struct repair *repair, struct repair_step *out,
                              struct secret **shares, const struct identity *identity,
                              struct rng *rng);
/* Leaves it (POLICY, EXPIRED, STORE) with an ABORT frame. */
void repair_abort(struct repair *repair, struct repair_step *out, enum dealing_fault reason,
                  const struct identity *identity);

enum repair_status repair_status(const struct repair *repair);
const struct repair_verdict *repair_verdict(const struct repair *repair);
const struct repair_request *repair_request(const struct repair *repair);
int repair_seat(const struct repair *repair); /* own seat as helper or target, or -1 */
bool repair_is_target(const struct repair *repair);
/* Whether a participant's part so far is here: for a progress screen. */
bool repair_heard(const struct repair *repair, uint16_t seat);
/* All own frames for everybody, to send again after a restart. */
void repair_outgoing(const struct repair *repair, struct buffer *out);
/* The own COMPLAINT and whom it goes to beside the coordinator; false if there is none. */
bool repair_confided(const struct repair *repair, struct buffer *out, uint8_t to[static 32]);
/* Every frame held that may be forwarded to anyone of this repair. */
void repair_bundle(const struct repair *repair, struct buffer *out);

/* The whole state, with secrets: the caller seals it and wipes the buffer. */
void repair_save(const struct repair *repair, struct buffer *out);
MUST_USE result repair_load(struct repair **out, struct slice saved); /* (REPAIR_STATE) */

#endif
