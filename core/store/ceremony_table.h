/* SPDX-License-Identifier: MIT */
/* ceremony_table.h - key ceremonies in progress. The state holds secrets: it is sealed under a key
 * of the ceremony's own, and erasing the ceremony is deleting that key's row (README 2). */
#ifndef GRIDLOCK_CORE_STORE_CEREMONY_TABLE_H
#define GRIDLOCK_CORE_STORE_CEREMONY_TABLE_H

#include "core/store/store.h"

/* Stored numbers; they must not change. */
enum ceremony_state {
    CEREMONY_ASKED = 1, /* a person has not answered yet */
    CEREMONY_RUNNING = 2,
    CEREMONY_PREPARED = 3, /* own ACK stored */
    CEREMONY_DONE = 4,
    CEREMONY_FAILED = 5,
    CEREMONY_REFUSED = 6
};

enum { CULPRIT_MAX = 160 };

struct ceremony {
    uint8_t cid[32];
    uint8_t wallet[32];
    bool is_mine; /* this device proposed it and forwards its frames */
    enum ceremony_state state;
    struct buffer proposal; /* owned: the whole PROPOSAL frame */
    struct buffer roster;   /* owned: the whole ROSTER frame; empty until it came */
    uint64_t expires;
    uint32_t failure; /* enum error_code */
    char culprit[CULPRIT_MAX];
};

MUST_USE result ceremony_insert(struct store *store, const struct ceremony *ceremony, uint64_t now);
MUST_USE result ceremony_by_cid(struct store *store, struct ceremony *out,
                                const uint8_t cid[static 32]);
MUST_USE result ceremony_all(struct store *store, struct ceremony **out, size_t *count);
void ceremony_list_free(struct ceremony *list, size_t count);
void ceremony_free(struct ceremony *ceremony);
MUST_USE result ceremony_set_state(struct store *store, const uint8_t cid[static 32],
                                   enum ceremony_state state);
MUST_USE result ceremony_fail(struct store *store, const uint8_t cid[static 32],
                              enum error_code why, const char *culprit);
MUST_USE result ceremony_set_roster(struct store *store, const uint8_t cid[static 32],
                                    struct slice roster);

/* The machine's state with its secrets. */
MUST_USE result ceremony_save_state(struct store *store, const uint8_t cid[static 32],
                                    struct slice state);
/* CEREMONY_UNKNOWN when nothing was saved. */
MUST_USE result ceremony_load_state(struct store *store, struct secret **out,
                                    const uint8_t cid[static 32]);
/* Erases the secrets: the key row goes. The caller calls store_scrub after the commit. */
MUST_USE result ceremony_erase(struct store *store, const uint8_t cid[static 32]);

/* Frames the proposer gathers to pass them on. Inserting one twice is harmless. */
MUST_USE result ceremony_frame_put(struct store *store, const uint8_t cid[static 32], uint8_t type,
                                   const uint8_t hash[static 32], struct slice frame);
/* All frames of a type, one behind the other, in the order they came. */
MUST_USE result ceremony_frames(struct store *store, struct buffer *out, size_t *count,
                                const uint8_t cid[static 32], uint8_t type);

#endif
