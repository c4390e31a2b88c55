/* SPDX-License-Identifier: MIT */
/* practice_network.h - a practice network that stays: nodes, router, four guardians and a wallet of
 * 3 of 5 with coins, in one folder, found again at the next start.
 *
 * It tells its progress on standard output, one line each, parts between tabs:
 *   step INDEX runs|done|failed TEXT NOTE    ready    failed ERROR_NUMBER    said TEXT
 * and takes orders from a named pipe "control" in its folder:
 *   mine BLOCKS    bitcoin ADDRESS    ether ADDRESS
 */
#ifndef GRIDLOCK_APP_PRACTICE_NETWORK_H
#define GRIDLOCK_APP_PRACTICE_NETWORK_H

#include "core/base/error.h"

/* Until a signal comes. */
MUST_USE result practice_network_run(const char *folder, int signals);

#endif
