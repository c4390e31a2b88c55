/* SPDX-License-Identifier: MIT */
/* dealing_state.h - the inside of a dealing, shared by the dealing_*.c files and by tests that play
 * an adversary. Beside them only repair_state.h includes it, for the slots.
 *
 * A slot holds the first well signed frame of one sender and round; what is derived from slots
 * (V0, who is good) is recomputed or kept with them, so saving a dealing is saving its slots.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_DEALING_STATE_H
#define GRIDLOCK_CORE_CEREMONY_DEALING_STATE_H

#include "core/ceremony/complaint.h"
#include "core/ceremony/dealing.h"
#include "core/ceremony/share_box.h"
#include "core/crypto/knowledge.h"
#include "core/crypto/scalar.h"

struct dealing_slot {
    struct buffer frame; /* empty = not heard yet */
    uint8_t hash[32];
    bool is_good; /* R1, ACK: every check passed */
};

/* The arena: everything of one ceremony that must not be known. */
struct dealing_secrets {
    struct scalar polynomial[LANES][SEATS_MAX];
    uint8_t dealer_esk[32];
    uint8_t chaincode_part[32];
    uint8_t seat_esk[SEATS_MAX][32];      /* one per dealer */
    struct scalar part[SEATS_MAX][LANES]; /* f_k(x_j) of every dealer judged good */
    uint8_t part_chaincode[SEATS_MAX][32];
    struct scalar share[LANES]; /* their sum, from READY to the ACK */
};

/* Who can show a view: the seats, and behind them the dealers. */
enum { DEALING_PEOPLE = 2 * SEATS_MAX, DEALING_ROUNDS = 2 };

struct dealing {
    struct proposal proposal;
    struct buffer proposal_frame;
    uint8_t proposer[32];
    bool has_previous;
    struct epoch_record previous;
    uint8_t self[32];
    int dealer; /* own places, or -1 */
    int seat;

    enum dealing_status status;
    bool has_begun;
    bool has_dealt;
    bool has_acknowledged;
    struct dealing_verdict verdict;

    struct dealing_slot r0d[SEATS_MAX];
    struct dealing_slot r0r[SEATS_MAX];
    struct dealing_slot r1[SEATS_MAX];
    struct dealing_slot ack[SEATS_MAX];
    struct dealing_slot complaint[SEATS_MAX]; /* the first of each seat; good = decided */
    struct dealing_slot shown[DEALING_PEOPLE][DEALING_ROUNDS]; /* VIEWs; good = compared */
    struct buffer core;  /* own core_k, committed to in the own R0D */
    struct buffer abort; /* own ABORT frame */
    bool has_view;
    uint8_t view[32]; /* V0 */
    bool has_record;
    struct epoch_record record;
    struct secret *arena; /* struct dealing_secrets; NULL once wiped */
};

/* core_k as it lies in an R1. */
struct dealing_core {
    struct point commitment[LANES][SEATS_MAX];
    const uint8_t *proof[LANES][SEATS_MAX];
    const uint8_t *chaincode_commitment; /* DKG, else NULL */
};

/* What one box holds. */
struct dealing_opened {
    struct scalar part[LANES];
    uint8_t chaincode_part[32]; /* DKG */
};

/* An R1, cut into its fields; borrows. */
struct dealing_r1 {
    const uint8_t *view;
    struct slice core;
    const uint8_t *boxes; /* n boxes of dealing_box_size() */
};

static inline bool slot_is_full(const struct dealing_slot *slot)
{
    return slot->frame.size > 0;
}

/* A watcher has no place. */
static inline bool dealing_watches(const struct dealing *dealing)
{
    return dealing->dealer < 0 && dealing->seat < 0;
}

static inline struct slice slot_body(const struct dealing_slot *slot)
{
    return slice_of(slot->frame.data + FRAME_HEAD, slot->frame.size - FRAME_OVERHEAD);
}

/* Sizes of bodies and fields; all follow from the proposal. */
size_t dealing_core_size(const struct dealing *dealing);
size_t dealing_plain_size(const struct dealing *dealing);
size_t dealing_box_size(const struct dealing *dealing);
size_t dealing_body_size(const struct dealing *dealing, uint8_t type);

const uint8_t *dealing_dealer_epk(const struct dealing *dealing, uint16_t dealer);
const uint8_t *dealing_seat_epk(const struct dealing *dealing, uint16_t seat, uint16_t dealer);
struct share_pair dealing_pair(const struct dealing *dealing, uint16_t dealer, uint16_t seat);
/* lambda of dealer k at 0 among the proposal's dealers. */
struct scalar dealing_lambda(const struct dealing *dealing, uint16_t dealer);
void dealing_core_commitment(uint8_t out[static 32], const struct dealing *dealing, uint16_t dealer,
                             struct slice core);
void dealing_chaincode_commitment(uint8_t out[static 32], const struct dealing *dealing,
                                  uint16_t dealer, const uint8_t chaincode_part[static 32]);
struct knowledge_context dealing_proof_context(const struct dealing *dealing, uint16_t dealer,
                                               uint8_t lane, const uint8_t number[static 2]);

/* Puts an own frame into its slot and into the step. */
void dealing_emit(struct dealing *dealing, struct dealing_step *out, struct dealing_slot *slot,
                  uint8_t type, struct slice body, const struct identity *identity);
void dealing_look(struct dealing *dealing); /* V0, once all of round 0 is in */
void dealing_fill(struct dealing_slot *slot, const struct frame *frame);
void dealing_wipe(struct dealing *dealing); /* the arena, for good */

/* dealing_advance.c */
/* Judges whatever can be judged by now. Makes no frame but an ABORT. */
void dealing_judge(struct dealing *dealing, struct dealing_step *out,
                   const struct identity *identity);
/* The same, after making the own R1 if it is due. */
MUST_USE result dealing_advance(struct dealing *dealing, struct dealing_step *out,
                                const struct identity *identity, struct rng *rng);
/* dealing_dealer.c */
MUST_USE result dealing_deal_r0(struct dealing *dealing, struct dealing_step *out,
                                struct secret *shares, const struct identity *identity,
                                struct rng *rng);
MUST_USE result dealing_deal_r1(struct dealing *dealing, struct dealing_step *out,
                                const struct identity *identity, struct rng *rng);
/* dealing_recipient.c */
void dealing_receive_r0(struct dealing *dealing, struct dealing_step *out,
                        const struct identity *identity, struct rng *rng);
MUST_USE result dealing_write_ack(struct buffer *body, const struct dealing *dealing,
                                  struct rng *rng);
/* The shares leave the arena, which is wiped. */
struct secret *dealing_take_shares(struct dealing *dealing);
/* dealing_judge.c */
struct dealing_r1 dealing_r1_of(const struct dealing *dealing, uint16_t dealer);
MUST_USE result dealing_core_read(struct dealing_core *out, const struct dealing *dealing,
                                  struct slice core);
/* C1-C5, then C6-C8 of the own box, these twice before anything is said. STORE: this device's own
 * frames or keys do not stand any more. */
enum dealing_fault dealing_judge_r1(struct dealing *dealing, uint16_t dealer);
/* C6-C8 for one pair, from the bytes of the frames. The caller wipes *out. */
enum dealing_fault dealing_open_box(struct dealing_opened *out, const struct dealing *dealing,
                                    uint16_t dealer, uint16_t seat, const uint8_t esk[static 32]);
/* Whether a held frame still is what its sender signed. */
bool dealing_slot_stands(const struct dealing_slot *slot);

/* dealing_complaint.c */
void dealing_complain(struct dealing *dealing, struct dealing_step *out, enum dealing_fault fault,
                      uint16_t dealer, const struct identity *identity);
/* Decides every complaint that can be decided: one of the two is at fault. */
void dealing_judge_complaints(struct dealing *dealing, struct dealing_step *out,
                              const struct identity *identity);

/* dealing_compare.c */
/* Where the VIEWs of an identity are kept, or -1; -1 too for whom no place exists. */
int dealing_person_of(const struct dealing *dealing, const uint8_t id_pk[static 32]);
bool dealing_view_is_well_formed(const struct dealing *dealing, struct slice body);
/* Answers every VIEW that differs from ours with our frame of the first differing slot. */
void dealing_compare_views(struct dealing *dealing, struct dealing_step *out,
                           const struct identity *identity);
/* Whose claim nobody has backed: true, and the place of that person. */
bool dealing_find_unbacked(const struct dealing *dealing, enum dealing_role *role, uint16_t *index);
/* dealing_finish.c: sums, the record, the own share. */
enum dealing_fault dealing_finish(struct dealing *dealing);

/* dealing_verdict.c; each sends the ABORT and, before the own ACK, ends the ceremony. */
/* Takes over verdict->evidence. Ignored unless it is the first or better proved than the last. */
void dealing_fail(struct dealing *dealing, struct dealing_step *out,
                  struct dealing_verdict *verdict, const struct identity *identity);
/* A fault proved by one or two signed frames alone; the second may be empty. */
void dealing_fail_frames(struct dealing *dealing, struct dealing_step *out,
                         enum dealing_fault fault, enum dealing_role role, uint16_t index,
                         struct slice first, struct slice second, const struct identity *identity);
/* A finding of dealing_judge_r1 about dealer k, with the frames that show it. */
void dealing_fail_dealer(struct dealing *dealing, struct dealing_step *out,
                         enum dealing_fault fault, uint16_t dealer,
                         const struct identity *identity);
/* Nobody can be named here; others may see an equivocation in our frames. */
void dealing_fail_view(struct dealing *dealing, struct dealing_step *out,
                       const struct identity *identity);
void dealing_fail_nobody(struct dealing *dealing, struct dealing_step *out,
                         enum dealing_fault fault, const struct identity *identity);

/* dealing_inbox.c: puts one frame into its slot. False if there is nothing new to judge. */
bool dealing_file(struct dealing *dealing, struct dealing_step *out, const struct frame *frame,
                  const struct identity *identity);
/* An ABORT: first its frames are filed, as if they had come by themselves. True if it counts. */
bool dealing_hear_abort(struct dealing *dealing, struct dealing_step *out,
                        const struct frame *frame, const struct identity *identity);

#endif
