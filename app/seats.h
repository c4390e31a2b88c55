/* SPDX-License-Identifier: MIT */
/* seats.h - who holds the shares of a wallet, in both forms of output. */
#ifndef GRIDLOCK_APP_SEATS_H
#define GRIDLOCK_APP_SEATS_H

#include "app/json_line.h"
#include "app/session.h"
#include "core/store/wallet_table.h"

/* Prints one line a seat, and adds "threshold" and "seats" to the object. (EPOCH_UNKNOWN) */
MUST_USE result seats_show(const struct session *session, struct json_line *line,
                           const struct wallet *wallet);

#endif
