/* SPDX-License-Identifier: MIT */
/* pair_store_internal.h - what a pair store is made of: for pair_store.c, and for tests that play a
 * device which lost or lies about its setups. */
#ifndef GRIDLOCK_CORE_CEREMONY_PAIR_STORE_INTERNAL_H
#define GRIDLOCK_CORE_CEREMONY_PAIR_STORE_INTERNAL_H

#include "core/ceremony/pair_store.h"

struct pair_complete {
    struct secret *whole; /* NULL: none */
    uint8_t psid[32];
    uint64_t made_at;
    size_t items;
};

struct pair_peer {
    struct pair_complete current;
    struct pair_complete candidate; /* became complete while a session used the current one */
    struct secret *half;            /* behind an opening, or behind a PAIR inside a session */
    uint8_t half_nonce[32];
    uint64_t half_at;
    bool is_half_inside;
    bool is_locked;
    bool has_answered;
    uint64_t answered_at;
};

struct pair_store {
    uint8_t epoch_hash[32];
    uint16_t own;
    uint16_t n;
    uint8_t id_pk[SEATS_MAX][32];
    const struct identity *identity;
    struct rng *rng;
    struct pair_peer peer[SEATS_MAX];
};

#endif
