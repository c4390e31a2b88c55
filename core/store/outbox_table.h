/* SPDX-License-Identifier: MIT */
/* outbox_table.h - envelopes that still have to be delivered: same bytes, same mid, until the
 * receiver's receipt or the expiry (enigma-node-and-router D.6). Volatile frames never get here. */
#ifndef GRIDLOCK_CORE_STORE_OUTBOX_TABLE_H
#define GRIDLOCK_CORE_STORE_OUTBOX_TABLE_H

#include "core/store/store.h"

enum { OUTBOX_MID_BYTES = 16 };

struct outbox_row {
    uint8_t mid[OUTBOX_MID_BYTES];
    uint8_t peer[32];
    struct buffer envelope; /* owned */
    uint32_t tries;
};

/* One envelope that must arrive. What it holds is kept too, sealed under the storage key, because
 * an envelope that came too late, or after a new receive key, is sealed anew under a new mid. */
struct outbox_letter {
    const uint8_t *mid;  /* 16 */
    const uint8_t *peer; /* 32 */
    struct slice envelope;
    const uint8_t *body; /* 16: the same for all chunks of one body: the mid of the first */
    struct slice plain;  /* this chunk of it */
    uint16_t place;      /* number of the chunk */
    uint16_t type;
    uint16_t round;
    const uint8_t *session; /* 32 */
    uint64_t next_try;
    uint64_t expires;
    bool until_posted; /* the router's word ends it (receipts) */
};

/* A body that is to be sealed anew. */
struct outbox_again {
    struct buffer plain; /* owned: buffer_wipe */
    uint8_t peer[32];
    uint16_t type;
    uint16_t round;
    uint8_t session[32];
};

MUST_USE result outbox_insert(struct store *store, const struct outbox_letter *letter);
/* Takes all chunks of the body that this envelope belongs to out of the outbox. (OUTBOX_GONE) */
MUST_USE result outbox_take_back(struct store *store, struct outbox_again *out,
                                 const uint8_t mid[static OUTBOX_MID_BYTES],
                                 const uint8_t peer[static 32]);
/* Rows due at `now`, oldest first, at most `most`. */
MUST_USE result outbox_due(struct store *store, uint64_t now, size_t most, struct outbox_row **out,
                           size_t *count);
void outbox_free(struct outbox_row *rows, size_t count);
MUST_USE result outbox_tried(struct store *store, const uint8_t mid[static OUTBOX_MID_BYTES],
                             uint64_t next_try);
/* How often it was posted, and whether the router's word ends it (receipts). (OUTBOX_GONE) */
MUST_USE result outbox_tries(struct store *store, const uint8_t mid[static OUTBOX_MID_BYTES],
                             uint32_t *tries, bool *until_posted);
/* A receipt came: only from the peer it was meant for. */
MUST_USE result outbox_delivered(struct store *store, const uint8_t mid[static OUTBOX_MID_BYTES],
                                 const uint8_t peer[static 32]);
MUST_USE result outbox_expire(struct store *store, uint64_t now);
/* How many rows wait. */
MUST_USE result outbox_count(struct store *store, uint64_t *count);

#endif
