/* SPDX-License-Identifier: MIT */
/* challenge.h - what a guardian reads aloud to the owner, and what a yes has to type.
 *
 * The sentence holds the amount and one group from the middle of the recipient's address; the yes
 * is another group, drawn at random, never the first or the last: those are what forged look-alike
 * addresses copy. Both come from the guardian's own decoding, so a computer of the owner that lies
 * cannot make them fit (design README 6).
 */
#ifndef GRIDLOCK_UI_CHALLENGE_H
#define GRIDLOCK_UI_CHALLENGE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/rng.h"
#include "core/engine/snapshot.h"

enum { CHALLENGE_TEXT_MAX = 400, CHALLENGE_ANSWER_MAX = AMOUNT_TEXT_MAX };

struct challenge {
    bool is_amount;       /* no recipient has an address long enough: the amount is typed instead */
    size_t output;        /* which recipient */
    size_t spoken, typed; /* which groups, from zero */
    char spoken_group[8];
    char answer[CHALLENGE_ANSWER_MAX];
};

void challenge_make(struct challenge *out, const struct shown_explanation *explanation,
                    struct rng *rng);
/* Capitals do not matter, blanks around it neither. */
bool challenge_is_met(const struct challenge *challenge, const char *typed);
/* Read to the owner. */
void challenge_sentence(char out[static CHALLENGE_TEXT_MAX], const struct challenge *challenge,
                        const struct shown_explanation *explanation);
/* What to type. */
void challenge_question(char out[static CHALLENGE_TEXT_MAX], const struct challenge *challenge,
                        const struct shown_explanation *explanation);

#endif
