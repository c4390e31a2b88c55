/* SPDX-License-Identifier: MIT */
/* peer_table.h - whom this device knows: the people and services it was paired with, and the other
 * members of a committee as a roster named them (amendments A4). */
#ifndef GRIDLOCK_CORE_STORE_PEER_TABLE_H
#define GRIDLOCK_CORE_STORE_PEER_TABLE_H

#include "core/store/self_table.h"

/* Stored numbers; they must not change. */
enum peer_kind { PEER_PAIRED = 1, PEER_COMMITTEE = 2 };

enum { PEER_WINDOW_BYTES = 136 };

struct peer {
    uint8_t pid[32];
    uint8_t id_pk[32];
    char name[SELF_NAME_MAX + 1];
    enum peer_kind kind;
    uint8_t card[SELF_CARD_BYTES];
    uint8_t receive_key[SELF_RECEIVE_KEY_BYTES];
    char router[SELF_ROUTER_MAX + 1];
    bool is_compared; /* people compared the words */
    uint8_t window[PEER_WINDOW_BYTES];
    uint64_t seen; /* unix seconds of the last envelope from it */
};

/* Inserts, or updates card, receive key, router; a paired peer never becomes a committee peer. */
MUST_USE result peer_put(struct store *store, const struct peer *peer, uint64_t now);
MUST_USE result peer_by_pid(struct store *store, struct peer *out, const uint8_t pid[static 32]);
MUST_USE result peer_by_id(struct store *store, struct peer *out, const uint8_t id_pk[static 32]);
/* By exact name among paired peers; PEER_AMBIGUOUS when two have it. (PEER_UNKNOWN) */
MUST_USE result peer_by_name(struct store *store, struct peer *out, const char *name);
MUST_USE result peer_all(struct store *store, struct peer **out, size_t *count);
MUST_USE result peer_set_receive_key(struct store *store, const uint8_t pid[static 32],
                                     const uint8_t record[static SELF_RECEIVE_KEY_BYTES]);
/* The replay window and the time it was last heard, in the transaction of the effect. */
MUST_USE result peer_set_window(struct store *store, const uint8_t pid[static 32],
                                const uint8_t window[static PEER_WINDOW_BYTES], uint64_t seen);

#endif
