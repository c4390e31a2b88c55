/* SPDX-License-Identifier: MIT */
/* mailbox_store.h - the contract of what keeps the router's mailboxes: a table of functions.
 * mailbox_tables.c is the one for a single machine.
 *
 * All writes between begin and commit become durable together or not at all: after commit has
 * returned OK they survive kill -9 and loss of power. When any call fails, or commit does, all of
 * them are undone. Reads see writes that are not committed yet, so their answers wait for the
 * commit too. One caller, one thread. Times are unix seconds and come from the caller.
 * Every call may fail with MAILBOX_STORE_FULL or MAILBOX_STORE_IO.
 */
#ifndef GRIDLOCK_CORE_ROUTER_MAILBOX_STORE_H
#define GRIDLOCK_CORE_ROUTER_MAILBOX_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

/* What became of something that can be written once. */
enum mailbox_put {
    MAILBOX_PUT_STORED, /* now */
    MAILBOX_PUT_SAME,   /* the same bytes were there already */
    MAILBOX_PUT_OTHER,  /* other bytes are there */
    MAILBOX_PUT_FULL,   /* no room left by the limits */
    MAILBOX_PUT_NOWHERE /* no such mailbox; or the place belongs to another key */
};

struct mailbox_limits {
    uint32_t messages;       /* in one mailbox */
    uint64_t bytes;          /* in one mailbox */
    uint32_t retention_days; /* of a message, and of the memory of its mid */
    uint32_t mailboxes;      /* in the whole store; so the next two */
    uint32_t slots;
    uint32_t records;
};

struct mailbox_letter {
    const uint8_t *mailbox; /* 32 */
    const uint8_t *mid;     /* 16 */
    struct slice body;
};

struct mailbox_slot {
    const uint8_t *id; /* 16 */
    unsigned place;    /* side and index in one number */
};

struct mailbox_record {
    const uint8_t *id; /* 32 */
    const uint8_t *pk; /* 32: who may write it */
    uint64_t version;
    struct slice bytes; /* as they travel */
};

struct mailbox_store;

struct mailbox_store_ops {
    result (*begin)(struct mailbox_store *store);
    result (*commit)(struct mailbox_store *store);
    void (*rollback)(struct mailbox_store *store);

    /* STORED, SAME or FULL. */
    result (*create)(struct mailbox_store *store, enum mailbox_put *out,
                     const uint8_t id[static 32], const uint8_t pk[static 32], uint64_t now);
    result (*owner)(struct mailbox_store *store, bool *is_known, uint8_t pk[static 32],
                    const uint8_t id[static 32]);
    /* Remembers a one-time number until it expires; not fresh: it was there. */
    result (*spend)(struct mailbox_store *store, bool *is_fresh, const uint8_t nonce[static 16],
                    uint64_t expires);

    result (*post)(struct mailbox_store *store, enum mailbox_put *out,
                   const struct mailbox_letter *letter, uint64_t now);
    /* Appends { seq, received, len, bytes } of up to `most` messages with seq > after, as long as
     * there are no more than `most_bytes` (but always the first). */
    result (*fetch)(struct mailbox_store *store, struct buffer *out, const uint8_t id[static 32],
                    uint64_t after, size_t most, size_t most_bytes);
    result (*ack)(struct mailbox_store *store, const uint8_t id[static 32], uint64_t upto);
    /* SAME when there was a mailbox, NOWHERE when not. */
    result (*key_put)(struct mailbox_store *store, enum mailbox_put *out,
                      const uint8_t id[static 32], struct slice record);
    result (*key_get)(struct mailbox_store *store, struct buffer *out,
                      const uint8_t id[static 32]); /* nothing appended: there is none */

    result (*slot_put)(struct mailbox_store *store, enum mailbox_put *out,
                       const struct mailbox_slot *slot, struct slice blob, uint64_t now);
    result (*slot_get)(struct mailbox_store *store, struct buffer *out,
                       const struct mailbox_slot *slot, uint64_t now);
    /* Whether the slot was begun: then its end is fixed. */
    result (*slot_known)(struct mailbox_store *store, bool *is_known, const uint8_t id[static 16],
                         uint64_t now);
    /* STORED a new one; SAME a higher version or the same bytes; OTHER version not higher; NOWHERE
     * another key; FULL. */
    result (*record_put)(struct mailbox_store *store, enum mailbox_put *out,
                         const struct mailbox_record *record);
    result (*record_get)(struct mailbox_store *store, struct buffer *out,
                         const uint8_t id[static 32]);

    /* 32 random bytes made once for this store and never sent. */
    result (*secret)(struct mailbox_store *store, uint8_t out[static 32]);
    /* Whether the disk has room for new messages. Acks and deletions work without. */
    bool (*has_room)(struct mailbox_store *store, uint64_t now);
    /* Removes up to `most` things of each kind whose time is over; true: there may be more. */
    result (*sweep)(struct mailbox_store *store, bool *has_more, uint64_t now, unsigned most);
    /* Work that is better done while nobody waits, a little at a time and outside of transactions;
     * true: there is more of it. */
    bool (*tidy)(struct mailbox_store *store, uint64_t now, bool is_idle);
    void (*close)(struct mailbox_store *store);
};

struct mailbox_store {
    const struct mailbox_store_ops *ops;
};

#endif
