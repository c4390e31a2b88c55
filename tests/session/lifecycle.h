/* SPDX-License-Identifier: MIT */
/* lifecycle.h - shares that renew themselves: refresh, and one guardian exchanged for another, with
 * real payments from the same addresses after each. */
#ifndef GRIDLOCK_TESTS_SESSION_LIFECYCLE_H
#define GRIDLOCK_TESTS_SESSION_LIFECYCLE_H

#include "session/payments.h"

void lifecycle_play(struct payments *payments);

#endif
