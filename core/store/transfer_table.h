/* SPDX-License-Identifier: MIT */
/* transfer_table.h - the owner's payments through their life, and what is known of each account. */
#ifndef GRIDLOCK_CORE_STORE_TRANSFER_TABLE_H
#define GRIDLOCK_CORE_STORE_TRANSFER_TABLE_H

#include "core/base/amount.h"
#include "core/store/store.h"
#include "core/wallet/chain.h"

/* Stored numbers; they must not change. */
enum transfer_state {
    TRANSFER_ASKED = 1,     /* waits for consents and signatures */
    TRANSFER_SIGNED = 2,    /* finished bytes stored, not yet taken by a node */
    TRANSFER_SENT = 3,      /* a node has it */
    TRANSFER_CONFIRMED = 4, /* in a block */
    TRANSFER_FAILED = 5,    /* mined and reverted, or its inputs were spent by another */
    TRANSFER_CANCELLED = 6,
    TRANSFER_REFUSED = 7 /* too many guardians said no */
};

struct transfer {
    uint8_t intent[32];
    uint8_t wallet[32];
    uint8_t account; /* enum account_kind */
    enum transfer_state state;
    struct buffer raw; /* owned */
    char txid[TXID_MAX];
    char recipient[ADDRESS_MAX];
    char amount[AMOUNT_TEXT_MAX];
    char fee[AMOUNT_TEXT_MAX];
    char note[NOTE_MAX];
    char label[NOTE_MAX];
    uint32_t failure; /* enum error_code of the last attempt */
    uint32_t confirmations;
    uint64_t created;
};

MUST_USE result transfer_insert(struct store *store, const struct transfer *transfer);
MUST_USE result transfer_by_intent(struct store *store, struct transfer *out,
                                   const uint8_t intent[static 32]);
MUST_USE result transfer_all(struct store *store, struct transfer **out, size_t *count);
void transfer_free(struct transfer *transfer);
void transfer_list_free(struct transfer *list, size_t count);
MUST_USE result transfer_set_state(struct store *store, const uint8_t intent[static 32],
                                   enum transfer_state state);
MUST_USE result transfer_set_signed(struct store *store, const uint8_t intent[static 32],
                                    struct slice raw, const char *txid);
MUST_USE result transfer_set_status(struct store *store, const uint8_t intent[static 32],
                                    enum transfer_state state, uint32_t confirmations);
MUST_USE result transfer_set_failure(struct store *store, const uint8_t intent[static 32],
                                     uint32_t failure, const char *note);

MUST_USE result transfer_set_label(struct store *store, const uint8_t intent[static 32],
                                   const char *label);

struct account_row {
    uint8_t kind;
    uint32_t next_receive;
    uint32_t next_change;
    struct amount confirmed;
    struct amount unconfirmed;
    uint64_t synced; /* unix seconds; 0 = never */
};

/* Zeros when nothing is known yet. Indices only move forward. */
MUST_USE result account_row_get(struct store *store, struct account_row *out,
                                const uint8_t wallet[static 32], uint8_t kind);
MUST_USE result account_row_put(struct store *store, const uint8_t wallet[static 32],
                                const struct account_row *row);

#endif
