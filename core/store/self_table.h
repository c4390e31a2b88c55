/* SPDX-License-Identifier: MIT */
/* self_table.h - who this device is: its identity, its mailbox, its receive keys. */
#ifndef GRIDLOCK_CORE_STORE_SELF_TABLE_H
#define GRIDLOCK_CORE_STORE_SELF_TABLE_H

#include "core/crypto/identity.h"
#include "core/store/store.h"

enum {
    SELF_NAME_MAX = 40,
    SELF_ROUTER_MAX = 200,
    SELF_CARD_BYTES = 176,
    SELF_RECEIVE_KEY_BYTES = 120,
    SELF_SEED_BYTES = 32
};

struct self {
    char name[SELF_NAME_MAX + 1];
    uint8_t role; /* as in the identity card: 1 device, 2 friend, 3 enclave, 4 backup */
    char router[SELF_ROUTER_MAX + 1];
    uint8_t card[SELF_CARD_BYTES];
    struct identity *identity;   /* owned */
    struct secret *mailbox_seed; /* owned; Ed25519 seed of the mailbox key */
    bool mailbox_made;
};

struct self_receive_key {
    uint8_t record[SELF_RECEIVE_KEY_BYTES];
    uint8_t rpk[32];
    uint64_t not_after;
    bool is_published;
    struct secret *secret; /* owned; 32 bytes */
};

MUST_USE result self_insert(struct store *store, const struct self *self,
                            const uint8_t sign_seed[static 32], const uint8_t box_seed[static 32],
                            uint64_t now);
MUST_USE result self_load(struct store *store, struct self *out); /* SELF_MISSING */
void self_wipe(struct self *self);
MUST_USE result self_set_mailbox_made(struct store *store);
/* The next envelope counter, max(last + 1, now << 20) (amendment E1). It and the `room` counters
 * after it are stored as used before any of them leaves. */
MUST_USE result self_reserve_counter(struct store *store, uint64_t now, uint64_t room,
                                     uint64_t *counter);

MUST_USE result self_receive_key_insert(struct store *store, const struct self_receive_key *key);
/* All that may still open an envelope, newest first. Free each with self_receive_keys_free. */
MUST_USE result self_receive_keys(struct store *store, struct self_receive_key **out,
                                  size_t *count);
void self_receive_keys_free(struct self_receive_key *keys, size_t count);
MUST_USE result self_receive_key_published(struct store *store, const uint8_t rpk[static 32]);
/* Deletes those that ended before `now` minus the grace; scrubs. */
MUST_USE result self_receive_keys_expire(struct store *store, uint64_t before);

#endif
