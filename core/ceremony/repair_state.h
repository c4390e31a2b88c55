/* SPDX-License-Identifier: MIT */
/* repair_state.h - the inside of a repair, shared by the repair_*.c files and by tests that play an
 * adversary. A place is 0..t-1 for the helpers in the request's order, t for the target.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_REPAIR_STATE_H
#define GRIDLOCK_CORE_CEREMONY_REPAIR_STATE_H

#include "core/ceremony/complaint.h"
#include "core/ceremony/dealing_state.h"
#include "core/ceremony/repair.h"

enum { REPAIR_BOX = LANES * 32 + SHARE_BOX_OVERHEAD };

/* The arena. */
struct repair_secrets {
    struct scalar split[LANES][SEATS_MAX]; /* helper: delta for every helper */
    uint8_t sender_esk[32];
    uint8_t receiver_esk[SEATS_MAX][32];  /* one per helper */
    struct scalar part[SEATS_MAX][LANES]; /* helper: deltas received; target: sigmas */
    struct scalar share[LANES];           /* target: their sum, from READY on */
};

struct repair {
    struct buffer request_frame;
    struct repair_request request;
    struct epoch_record record;
    uint8_t self[32];
    int place; /* -1: watches */

    enum repair_status status;
    bool has_begun;
    struct repair_verdict verdict;

    struct dealing_slot h0[SEATS_MAX];
    struct dealing_slot h1[SEATS_MAX];
    struct dealing_slot h2[SEATS_MAX];
    struct dealing_slot h3;
    struct dealing_slot complaint[SEATS_MAX]; /* the first of each place */
    struct buffer abort;                      /* own ABORT frame */

    bool has_view;
    uint8_t view[32];
    bool has_transcript;
    uint8_t transcript[32];
    struct secret *arena; /* struct repair_secrets; NULL once wiped, or for a watcher */
};

/* repair_parts.c: what lies where. */
uint16_t repair_seat_at(const struct repair *repair, uint16_t place);
int repair_place_of(const struct repair *repair, uint16_t seat);
size_t repair_body_size(const struct repair *repair, uint8_t type, uint16_t place);
/* The slot of a type and place, or NULL. */
struct dealing_slot *repair_slot(struct repair *repair, uint8_t type, uint16_t place);
struct share_pair repair_pair(const struct repair *repair, uint16_t from, uint16_t to);
const uint8_t *repair_sender_view(const struct dealing_slot *slot); /* V0 or T of an H1, H2 */
const uint8_t *repair_point_bytes(const struct repair *repair, uint16_t from, size_t lane,
                                  uint16_t to);
/* The box from a helper to a helper (in its H1) or to the target (its H2). */
struct slice repair_box(const struct repair *repair, uint16_t from, uint16_t to);
struct scalar repair_zeta(const struct repair *repair, uint16_t helper);
struct knowledge_context repair_proof_context(const struct repair *repair, uint8_t lane);
void repair_look(struct repair *repair); /* V0 and T, as far as they are known */
void repair_wipe(struct repair *repair);

/* repair_make.c: own frames. */
void repair_emit(struct repair *repair, struct repair_step *out, struct dealing_slot *slot,
                 uint8_t type, struct slice body, const struct identity *identity);
MUST_USE result repair_make_h0(struct repair *repair, struct repair_step *out,
                               struct secret *shares, const struct identity *identity,
                               struct rng *rng);
MUST_USE result repair_make_h1(struct repair *repair, struct repair_step *out,
                               const struct identity *identity, struct rng *rng);
MUST_USE result repair_make_h2(struct repair *repair, struct repair_step *out,
                               const struct identity *identity, struct rng *rng);
MUST_USE result repair_make_h3(struct repair *repair, struct repair_step *out,
                               const struct identity *identity, struct rng *rng);

/* repair_judge.c */
/* What everybody can check of an H1: points, view (once known), sum. */
enum dealing_fault repair_check_h1(const struct repair *repair, uint16_t helper);
/* Opens one pair's box and compares it with the points. part may be NULL. */
enum dealing_fault repair_open_pair(struct scalar *part, const struct repair *repair, uint16_t from,
                                    uint16_t to, const uint8_t esk[static 32]);
void repair_judge(struct repair *repair, struct repair_step *out, const struct identity *identity);
MUST_USE result repair_advance(struct repair *repair, struct repair_step *out,
                               const struct identity *identity, struct rng *rng);

/* repair_complaint.c */
/* The own box of `from` did not open well: once more from the frames, then a complaint, or the
 * part after all. NONE: it was a fault of this device that went away. */
enum dealing_fault repair_try_again(struct repair *repair, struct repair_step *out, uint16_t from,
                                    const struct identity *identity);
void repair_judge_complaints(struct repair *repair, struct repair_step *out,
                             const struct identity *identity);

/* repair_verdict.c; `places` of evidence as the words say. Takes over verdict->evidence. */
void repair_fail(struct repair *repair, struct repair_step *out, struct repair_verdict *verdict,
                 const struct identity *identity);
void repair_fail_frames(struct repair *repair, struct repair_step *out, enum dealing_fault fault,
                        uint16_t place, struct slice first, struct slice second,
                        const struct identity *identity);
void repair_fail_nobody(struct repair *repair, struct repair_step *out, enum dealing_fault fault,
                        const struct identity *identity);

/* repair_inbox.c */
bool repair_file(struct repair *repair, struct repair_step *out, const struct frame *frame,
                 const struct identity *identity);
bool repair_hear_abort(struct repair *repair, struct repair_step *out, const struct frame *frame,
                       const struct identity *identity);

#endif
