/* SPDX-License-Identifier: MIT */
/* signer_set.h - which t guardians sign (threshold-ecdsa 10.4, amendments B3).
 *
 * Guardians are nodes; an edge is barred while two of them had three failures between them lately.
 * Of all sets of t willing guardians without a barred edge the one with the lowest score is taken,
 * and among equals the one most likely to be there. Since a cheater only spoils edges next to
 * itself, honest guardians always keep a set of their own.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_SIGNER_SET_H
#define GRIDLOCK_CORE_CEREMONY_SIGNER_SET_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

enum { SIGNER_SET_SEATS_MAX = 16 };

struct signer_set_seat {
    uint32_t failures; /* unattributed ones (FINAL) it took part in */
    uint32_t timeouts;
    uint32_t availability; /* per million */
};

struct signer_set_question {
    uint16_t n;
    uint16_t t;
    uint32_t willing;                      /* seats that said yes and are not left out */
    uint32_t required;                     /* seats that must be in the set; usually 0 */
    uint32_t barred[SIGNER_SET_SEATS_MAX]; /* barred[i] bit j: edge {i, j}; symmetric by use */
    uint32_t penalty[SIGNER_SET_SEATS_MAX][SIGNER_SET_SEATS_MAX]; /* score of an edge, i < j */
    struct signer_set_seat seat[SIGNER_SET_SEATS_MAX];
};

/* t seats, ascending. SIGNER_SET_NONE: no such set. SIGNER_SET_SIZE: n > 16 or t outside 1..n. */
MUST_USE result signer_set_choose(uint16_t seats[static SIGNER_SET_SEATS_MAX],
                                  const struct signer_set_question *question);

enum signer_set_edge {
    SIGNER_SET_EDGE_FREE,
    SIGNER_SET_EDGE_RESTING,    /* left out of automatic sets until *until */
    SIGNER_SET_EDGE_OWNER_ONLY, /* 64 marks in one epoch: only by name, one session at a time */
};
/* Judges one edge by the times of its marks in this epoch (unix seconds, ascending). Three marks in
 * 24 h let it rest for 24 h, again and again twice as long, up to 14 days. */
enum signer_set_edge signer_set_judge_edge(uint64_t *until, const uint64_t *mark_times,
                                           size_t count, uint64_t now);

#endif
