/* SPDX-License-Identifier: MIT */
/* recipient.h - what a person typed or pasted as "to whom", judged while it is typed: the name of
 * a contact, an address, or a payment request. The chain's own check decides about addresses.
 */
#ifndef GRIDLOCK_UI_RECIPIENT_H
#define GRIDLOCK_UI_RECIPIENT_H

#include "core/engine/snapshot.h"
#include "core/wallet/payment_uri.h"

struct recipient {
    bool is_empty;
    result outcome; /* of the address; ERROR_NONE: it may be paid */
    char address[ADDRESS_MAX];
    bool is_request; /* `request` was read */
    struct payment_uri request;
    enum account_kind account;    /* which account it fits; differs from the asked one for a request
                                     of the other chain */
    char contact[SHOWN_NAME_MAX]; /* whose address it is; empty: nobody's */
    size_t times_paid;
    bool is_own;                    /* an address of this wallet */
    char lookalike[SHOWN_NAME_MAX]; /* whom it imitates, or "an earlier recipient"; empty: nobody */
    char lookalike_address[ADDRESS_MAX];
};

void recipient_judge(struct recipient *out, const struct snapshot *snapshot,
                     const struct shown_wallet *wallet, enum account_kind account,
                     const char *text);
/* Fills in what is known of an address that was judged already: name, times, look-alikes. */
void recipient_known(struct recipient *out, const struct snapshot *snapshot,
                     const struct shown_wallet *wallet, enum account_kind account);
/* Whether a contact fits an account and its name or address holds this text. */
bool recipient_matches(const struct shown_contact *contact, enum account_kind account,
                       const char *text);

#endif
