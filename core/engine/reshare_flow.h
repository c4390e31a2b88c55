/* SPDX-License-Identifier: MIT */
/* reshare_flow.h - whether this device takes part in a key ceremony (amendments C2, C3, C6, C8),
 * and what changes of a committee need: consents of persons, certificates for newcomers.
 */
#ifndef GRIDLOCK_CORE_ENGINE_RESHARE_FLOW_H
#define GRIDLOCK_CORE_ENGINE_RESHARE_FLOW_H

#include "core/engine/engine_state.h"

enum reshare_consent {
    RESHARE_ASSUME_YES,      /* would it be acceptable if everybody who is asked agreed? */
    RESHARE_PERSON_SAYS_YES, /* the person of this device just did */
    RESHARE_AS_STORED        /* what is stored counts */
};

MUST_USE result reshare_flow_judge(struct engine *engine, struct proposal_verdict *verdict,
                                   const struct proposal *proposal, const uint8_t sender[static 32],
                                   enum reshare_consent consent);
/* Stores what a refusal must store, and answers with the own certificate where that helps. */
MUST_USE result reshare_flow_refuse(struct engine *engine, const struct proposal *proposal,
                                    const uint8_t sender[static 32],
                                    const struct proposal_verdict *verdict, result why);
/* What a consent to a change belongs to: (wallet, kind, people, t), not a number (C6). */
void reshare_flow_change_hash(uint8_t out[static 32], const struct proposal *proposal);
/* The person of this device agreed to a change: tells the proposer, who tells the others. */
MUST_USE result reshare_flow_send_consent(struct engine *engine, const struct proposal *proposal,
                                          const uint8_t proposer[static 32]);
/* A CONSENT frame that is about a change, not about a payment. */
MUST_USE result reshare_flow_consent(struct engine *engine, const struct frame *frame,
                                     bool *is_taken);
/* A service looks again at what waits for consents. */
MUST_USE result reshare_flow_reconsider(struct engine *engine, const uint8_t wallet[static 32]);
/* The certificate also goes to members of the old committee that neither dealt nor stay. */
MUST_USE result reshare_flow_tell_leaving(struct engine *engine, const struct proposal *proposal,
                                          struct slice certificate);
/* In create_flow.c: takes part from here on. */
MUST_USE result create_flow_begin(struct engine *engine, const uint8_t cid[static 32],
                                  struct slice proposal_frame);

#endif
