/* SPDX-License-Identifier: MIT */
/* evidence_inside.h - what the evidence_*.c files share; nobody else includes it. */
#ifndef GRIDLOCK_CORE_CEREMONY_EVIDENCE_INSIDE_H
#define GRIDLOCK_CORE_CEREMONY_EVIDENCE_INSIDE_H

#include "core/ceremony/evidence.h"

/* All frames of a piece of evidence, every signature verified; they borrow from its bytes. */
struct evidence_bag {
    struct frame *frame; /* EVIDENCE_FRAMES_MAX */
    size_t count;
    const struct epoch_record *record; /* or NULL */
};

/* The first frame of a type at or after `from`, or NULL. */
const struct frame *evidence_find(const struct evidence_bag *bag, uint8_t type, size_t from);
void evidence_convict(struct evidence_finding *out, const uint8_t who[static 32],
                      enum evidence_code code);

/* Each looks for its own kind of fault; out->is_proved says whether it found one. */
void evidence_judge_slots(struct evidence_finding *out, const struct evidence_bag *bag);
void evidence_judge_nonces(struct evidence_finding *out, const struct evidence_bag *bag);
MUST_USE result evidence_judge_dealing(struct evidence_finding *out,
                                       const struct evidence_bag *bag);
MUST_USE result evidence_judge_repair(struct evidence_finding *out, const struct evidence_bag *bag);
MUST_USE result evidence_judge_ack(struct evidence_finding *out, const struct evidence_bag *bag);
MUST_USE result evidence_judge_partial(struct evidence_finding *out,
                                       const struct evidence_bag *bag);
MUST_USE result evidence_judge_ecdsa(struct evidence_finding *out, const struct evidence_bag *bag);

#endif
