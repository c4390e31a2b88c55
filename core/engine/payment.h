/* SPDX-License-Identifier: MIT */
/* payment.h - the owner's payments: draft, ask the guardians, sign, broadcast, watch.
 *
 * engine_draft starts a conversation with the node; when engine_draft_of says it is ready, the
 * explanation of the finished bytes is what a person confirms; engine_pay then asks the guardians.
 * From there every engine_tick moves it on, in this process or a later one.
 */
#ifndef GRIDLOCK_CORE_ENGINE_PAYMENT_H
#define GRIDLOCK_CORE_ENGINE_PAYMENT_H

#include "core/engine/engine.h"
#include "core/message/record.h"

struct draft {
    bool is_busy;
    bool is_ready;
    result outcome;
    uint8_t wallet[32];
    enum account_kind account;
    struct transfer_order order;
    struct buffer payload; /* owned */
    enum intent_kind kind;
    struct explanation explanation; /* owned */
    bool has_explanation;
    char note[NOTE_MAX];
};

/* Looks at the chain first, then drafts. One draft at a time. */
MUST_USE result engine_draft(struct engine *engine, struct engine_clock clock,
                             const uint8_t wallet[static 32], enum account_kind account,
                             const struct transfer_order *order);
const struct draft *engine_draft_of(const struct engine *engine);
/* A draft that nobody wants any more; one that is being made goes on. */
void engine_forget_draft(struct engine *engine);
/* Asks the guardians to sign the draft. `lifetime` in seconds. Gives its intent hash. */
MUST_USE result engine_pay(struct engine *engine, struct engine_clock clock, uint64_t lifetime,
                           const char *label, uint8_t intent[static 32]);
/* Takes up an asked or signed payment again. */
MUST_USE result engine_resume(struct engine *engine, struct engine_clock clock,
                              const uint8_t intent[static 32]);
/* Withdraws it. PAYMENT_MAY_BE_SENT once a partial signature left some device (D4). */
MUST_USE result engine_cancel(struct engine *engine, struct engine_clock clock,
                              const uint8_t intent[static 32]);

enum seat_state {
    SEAT_ASKED, /* no answer yet */
    SEAT_SEEN,  /* a person has it on the screen */
    SEAT_YES,
    SEAT_NO,
    SEAT_SIGNING,
    SEAT_SILENT,
    SEAT_FAULTY
};

struct payment_seat {
    char name[41];
    enum seat_state state;
    enum error_code why; /* NO, FAULTY */
};

struct payment_view {
    struct payment_seat seats[SEATS_MAX];
    uint16_t n;
    uint16_t t;
    bool is_running;   /* this process works on it */
    bool has_given_up; /* nothing more can happen by itself; `failure` says why */
    enum error_code failure;
};
/* How the payment stands; what is stored is in the transfer table. */
MUST_USE result engine_payment_view(struct engine *engine, struct payment_view *out,
                                    const uint8_t intent[static 32]);

/* Asks the node for balances, addresses and confirmations of all open transfers. */
MUST_USE result engine_sync(struct engine *engine, struct engine_clock clock,
                            const uint8_t wallet[static 32], enum account_kind account);
MUST_USE result engine_watch(struct engine *engine, struct engine_clock clock,
                             const uint8_t intent[static 32]);
/* Whether a conversation with a node is under way, and what the last one came to. */
bool engine_is_talking(const struct engine *engine);
result engine_talk_outcome(const struct engine *engine);

/* The address at an index of an account. */
MUST_USE result engine_address(struct engine *engine, char out[static ADDRESS_MAX],
                               const uint8_t wallet[static 32], enum account_kind kind,
                               uint32_t change, uint32_t index);
/* Judges a recipient's text for an account. */
MUST_USE result engine_check_address(struct engine *engine, char out[static ADDRESS_MAX],
                                     const uint8_t wallet[static 32], enum account_kind kind,
                                     const char *text);
/* The public account of a wallet, with lane key and chain code. */
MUST_USE result engine_account_of(struct engine *engine, struct account *out,
                                  const uint8_t wallet[static 32], enum account_kind kind);

#endif
