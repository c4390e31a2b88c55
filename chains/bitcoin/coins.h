/* SPDX-License-Identifier: MIT */
/* coins.h - which coins pay, and how much fee.
 *
 * First a branch-and-bound search for a set that needs no change, then plain ways that do (the
 * smallest coin that suffices; largest first; a few small ones while fees are low). The least
 * *waste* wins: what the inputs cost more today than at a long-term feerate, plus the cost of
 * making and later spending change, or what is given away without it. (M. Erhardt, "An evaluation
 * of coin selection strategies", 2016.) Everything is bounded and, for the same coins, gives the
 * same answer.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_COINS_H
#define GRIDLOCK_CHAINS_BITCOIN_COINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

enum {
    COINS_TAPROOT_MAX = 252,         /* keeps the input count one byte long */
    COINS_SEGWIT_MAX = 16,           /* one signing session of the ECDSA lane carries 16 items */
    COINS_LONG_TERM_FEERATE = 10000, /* sat per 1000 vB, as Bitcoin Core's consolidation feerate */
    COINS_JOIN_MAX = 8,              /* inputs that count as a gain while fees are low */
    COINS_TRIES_MAX = 100000
};
#define COINS_FEERATE_MAX 10000000000u /* sat per 1000 vB; above, sums could overflow */

/* What the choice depends on, apart from the coins. Weights are in weight units. */
struct coins_order {
    uint64_t feerate; /* sat per 1000 vB */
    uint64_t target;  /* what the recipients get */
    bool send_all;    /* the target is whatever remains */
    size_t count_max;
    uint64_t input_weight;
    uint64_t fixed_weight;  /* all of the transaction but its inputs and the change */
    uint64_t change_weight; /* of the change output */
    uint64_t change_dust;   /* change below this is not made */
};

struct coins_choice {
    size_t picked[COINS_TAPROOT_MAX]; /* positions in the given list */
    size_t count;
    uint64_t target; /* as ordered; with send_all what the recipient gets */
    uint64_t fee;
    uint64_t change; /* 0: none is made */
};

/* Rounded up, as nodes count. */
uint64_t coins_fee(uint64_t weight, uint64_t feerate);
/* values: in satoshi, none above 21 million bitcoin. (BITCOIN_BALANCE, BITCOIN_BALANCE_FEE,
 * BITCOIN_COINS_MANY) */
MUST_USE result coins_choose(struct coins_choice *out, const uint64_t *values, size_t count,
                             const struct coins_order *order);

#endif
