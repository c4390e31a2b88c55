/* SPDX-License-Identifier: MIT */
/* kills.h - SIGKILL of random processes at random moments, over payments and key making. */
#ifndef GRIDLOCK_TESTS_SESSION_KILLS_H
#define GRIDLOCK_TESTS_SESSION_KILLS_H

#include "session/payments.h"

/* Every run must end paid, or cleanly unpaid, and the wallet works on. The seed is printed. */
void kills_play(struct payments *payments, unsigned runs, uint64_t seed);

#endif
