/* SPDX-License-Identifier: MIT */
/* coins_search.h - the inner part of coins.c: the strategies, compared by their waste. */
#ifndef GRIDLOCK_CHAINS_BITCOIN_COINS_SEARCH_H
#define GRIDLOCK_CHAINS_BITCOIN_COINS_SEARCH_H

#include "chains/bitcoin/coins.h"

struct coins_candidate {
    size_t position; /* in the caller's list */
    uint64_t worth;  /* value minus the fee for spending it */
    uint64_t value;
};

struct coins_search {
    const struct coins_order *order;
    struct coins_candidate *list; /* most worth first */
    size_t count;
    uint64_t input_fee;
    int64_t input_waste;   /* of one input: its fee now minus its fee at the long-term rate */
    uint64_t change_cost;  /* making change now and spending it later */
    uint64_t change_least; /* less is not worth making */
    uint64_t goal;         /* worth needed without change */
    uint64_t goal_with_change;
};

struct coins_set {
    size_t members[COINS_TAPROOT_MAX]; /* positions in the search's list */
    size_t count;                      /* 0: none was found */
    uint64_t worth;
    bool has_change;
};

/* The caller has checked that count_max coins can reach the goal. */
void coins_search_best(struct coins_set *best, const struct coins_search *search);
/* A set whose worth lies between the goal and the goal plus the cost of change; or an empty one. */
void coins_search_exact(struct coins_set *out, const struct coins_search *search);

#endif
