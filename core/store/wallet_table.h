/* SPDX-License-Identifier: MIT */
/* wallet_table.h - wallets this home owns or guards, and their epochs with the sealed shares. */
#ifndef GRIDLOCK_CORE_STORE_WALLET_TABLE_H
#define GRIDLOCK_CORE_STORE_WALLET_TABLE_H

#include "core/store/store.h"

enum { WALLET_NAME_MAX = 40, SHARE_BYTES = 64 };

/* Stored numbers; they must not change. */
enum wallet_state { WALLET_MAKING = 1, WALLET_ACTIVE = 2, WALLET_FAILED = 3, WALLET_RETIRED = 4 };
enum epoch_state { EPOCH_PREPARED = 1, EPOCH_ACTIVE = 2, EPOCH_ERASED = 3, EPOCH_CORRUPT = 4 };

struct wallet {
    uint8_t id[32];
    char name[WALLET_NAME_MAX + 1];
    bool is_mine;
    uint8_t owner[32]; /* id_pk whose requests count */
    uint8_t network;   /* enum network; known to the owner only */
    uint64_t chain_id; /* Ethereum */
    enum wallet_state state;
    uint32_t top;     /* amendment C2(b) */
    uint64_t created; /* read only: wallet_insert is given the time */
};

struct epoch {
    uint8_t hash[32];
    uint8_t wallet[32];
    uint32_t number;
    enum epoch_state state;
    int seat; /* -1: this device holds no share in it */
    uint8_t cid[32];
    struct buffer record;      /* owned: E */
    struct buffer certificate; /* owned: CERT body; empty while PREPARED */
};

MUST_USE result wallet_insert(struct store *store, const struct wallet *wallet, uint64_t now);
MUST_USE result wallet_by_id(struct store *store, struct wallet *out, const uint8_t id[static 32]);
/* By name, or the only wallet this home owns when `name` is NULL. (WALLET_UNKNOWN) */
MUST_USE result wallet_by_name(struct store *store, struct wallet *out, const char *name);
MUST_USE result wallet_all(struct store *store, struct wallet **out, size_t *count);
MUST_USE result wallet_set_state(struct store *store, const uint8_t id[static 32],
                                 enum wallet_state state);
MUST_USE result wallet_raise_top(struct store *store, const uint8_t id[static 32], uint32_t top);

/* Stores a PREPARED epoch and its share (64 bytes, lane 0 then lane 1; NULL for none). */
MUST_USE result epoch_insert(struct store *store, const struct epoch *epoch, struct secret *share);
MUST_USE result epoch_by_hash(struct store *store, struct epoch *out,
                              const uint8_t hash[static 32]);
MUST_USE result epoch_by_cid(struct store *store, struct epoch *out, const uint8_t cid[static 32]);
/* The ACTIVE epoch of a wallet. (EPOCH_UNKNOWN) */
MUST_USE result epoch_current(struct store *store, struct epoch *out,
                              const uint8_t wallet[static 32]);
void epoch_free(struct epoch *epoch);
/* The certificate is stored in the same write that makes it current (C1). */
MUST_USE result epoch_activate(struct store *store, const uint8_t hash[static 32],
                               struct slice certificate);
/* Only the certificate and a state, for a device without its share (CORRUPT). */
MUST_USE result epoch_set_certificate(struct store *store, const uint8_t hash[static 32],
                                      enum epoch_state state, struct slice certificate);
/* Erases the shares of every epoch below (number, hash); their records and certificates stay. */
MUST_USE result epoch_erase_below(struct store *store, const uint8_t wallet[static 32],
                                  uint32_t number, const uint8_t hash[static 32]);
MUST_USE result epoch_share(struct store *store, struct secret **out,
                            const uint8_t hash[static 32]);

#endif
