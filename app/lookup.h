/* SPDX-License-Identifier: MIT */
/* lookup.h - from what a person typed to what is stored; the culprit goes into print->detail. */
#ifndef GRIDLOCK_APP_LOOKUP_H
#define GRIDLOCK_APP_LOOKUP_H

#include "app/session.h"
#include "core/store/intent_table.h"
#include "core/store/transfer_table.h"
#include "core/store/wallet_table.h"

enum { LOOKUP_NAME_MAX = 48, LOOKUP_ACCOUNTS = 3 };

/* The wallet of that name, or the only one of this device. (WALLET_UNKNOWN, WALLET_CHOOSE) */
MUST_USE result lookup_wallet(const struct session *session, struct wallet *out, const char *name);
/* The same, and this device owns it. (WALLET_NOT_MINE) */
MUST_USE result lookup_own_wallet(const struct session *session, struct wallet *out,
                                  const char *name);
/* --account; `usual` when it was not given (0: it has to be). (OPTION_NEEDED, OPTION_CHOICE) */
MUST_USE result lookup_account(const struct session *session, enum account_kind *out,
                               unsigned usual);
const char *lookup_account_name(enum account_kind kind);
enum account_kind lookup_account_at(size_t index); /* 0 .. LOOKUP_ACCOUNTS - 1 */
/* Who holds this identity key, as this device calls it. */
void lookup_name(const struct session *session, char out[static LOOKUP_NAME_MAX],
                 const uint8_t id_pk[static 32]);
/* Amount with all decimals and its unit, of an account's chain. */
const struct chain *lookup_chain(enum account_kind kind);
/* An own payment by the digits of its number. (ID_SHORT, INTENT_UNKNOWN) */
MUST_USE result lookup_transfer(const struct session *session, struct transfer *out,
                                const char *digits);

#endif
