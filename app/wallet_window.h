/* SPDX-License-Identifier: MIT */
/* wallet_window.h - the wallet on the whole terminal: `gridlock` without a verb.
 *
 * One thread waits in one place for keys, the network, signals, and the one slow job. Screens
 * answer keys with commands (core/engine/command.h); here they are carried out.
 */
#ifndef GRIDLOCK_APP_WALLET_WINDOW_H
#define GRIDLOCK_APP_WALLET_WINDOW_H

#include "app/session.h"

/* Until the person leaves, or a signal ends it. (TERMINAL_NONE, TERMINAL_DUMB, HTTP_START) */
MUST_USE result wallet_window_run(struct session *session);

#endif
