/* SPDX-License-Identifier: MIT */
/* bad_input.h - what a wallet meets in the world: each gets one sentence with what to do next, and
 * nothing is lost. */
#ifndef GRIDLOCK_TESTS_SESSION_BAD_INPUT_H
#define GRIDLOCK_TESTS_SESSION_BAD_INPUT_H

#include "session/payments.h"

void bad_input_play(struct payments *payments);

#endif
