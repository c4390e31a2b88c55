/* SPDX-License-Identifier: MIT */
/* intent_table.h - payments somebody asked for: the exact bytes, who consented, how often a
 * signature was tried (amendments D2), what the policy has already allowed. */
#ifndef GRIDLOCK_CORE_STORE_INTENT_TABLE_H
#define GRIDLOCK_CORE_STORE_INTENT_TABLE_H

#include "core/base/amount.h"
#include "core/message/consent.h"
#include "core/store/store.h"

/* Stored numbers; they must not change. */
enum intent_state {
    INTENT_OPEN = 1,      /* waits for consents, or for this device's answer */
    INTENT_CONSENTED = 2, /* this device said yes */
    INTENT_REFUSED = 3,   /* this device said no */
    INTENT_CANCELLED = 4,
    INTENT_SIGNED = 5, /* the owner holds the finished transaction */
};

enum { SUMMARY_MAX = 400 };

struct intent_row {
    uint8_t hash[32];
    uint8_t wallet[32];
    uint8_t kind;
    struct buffer body;  /* owned: the INTENT body */
    struct buffer frame; /* owned: the whole INTENT frame */
    uint8_t account;     /* enum account_kind */
    enum intent_state state;
    bool possibly_signed; /* a PSIG or E_R3 left this device (D4) */
    uint64_t expires;
    char summary[SUMMARY_MAX];
};

struct consent_row {
    int seat;
    enum consent_answer answer;
    uint8_t reason;
    uint64_t until;
    struct buffer frame; /* owned */
};

MUST_USE result intent_insert(struct store *store, const struct intent_row *intent, uint64_t now);
MUST_USE result intent_by_hash(struct store *store, struct intent_row *out,
                               const uint8_t hash[static 32]);
/* By the first digits of its hash (at least 4 hex digits). (INTENT_UNKNOWN, INTENT_AMBIGUOUS) */
MUST_USE result intent_by_prefix(struct store *store, struct intent_row *out, const char *digits);
MUST_USE result intent_all(struct store *store, struct intent_row **out, size_t *count);
void intent_free(struct intent_row *intent);
void intent_list_free(struct intent_row *list, size_t count);
MUST_USE result intent_set_state(struct store *store, const uint8_t hash[static 32],
                                 enum intent_state state);
MUST_USE result intent_set_possibly_signed(struct store *store, const uint8_t hash[static 32]);

/* One answer per seat; a later one replaces an earlier one. */
MUST_USE result consent_put(struct store *store, const uint8_t intent[static 32],
                            const struct consent_row *consent);
MUST_USE result consent_list(struct store *store, struct consent_row **out, size_t *count,
                             const uint8_t intent[static 32]);
/* Forgets all answers: they named another epoch. */
MUST_USE result consent_clear(struct store *store, const uint8_t intent[static 32]);
void consent_list_free(struct consent_row *list, size_t count);

/* Raises the attempts of a digest by one; gives the new count. */
MUST_USE result attempt_raise(struct store *store, uint32_t *count, const uint8_t intent[static 32],
                              const uint8_t digest[static 32]);

struct allowance { /* what a policy consented to; counts for its limits */
    uint64_t time;
    char asset[24];
    struct amount amount;
};
MUST_USE result allowance_put(struct store *store, const uint8_t intent[static 32],
                              const uint8_t wallet[static 32], const struct allowance *allowance);
MUST_USE result allowance_since(struct store *store, struct allowance **out, size_t *count,
                                const uint8_t wallet[static 32], uint64_t since);

#endif
