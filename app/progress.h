/* SPDX-License-Identifier: MIT */
/* progress.h - waiting for a payment, and telling how each guardian stands. */
#ifndef GRIDLOCK_APP_PROGRESS_H
#define GRIDLOCK_APP_PROGRESS_H

#include "app/session.h"

/* Until a node has it, it is decided otherwise, or the time is over. Tells the end as well.
 * (PAYMENT_WAITS with the guardians that are missing in the detail; PAYMENT_REFUSED;
 * PAYMENT_FAILED; PAYMENT_CANCELLED; what the node said) */
MUST_USE result progress_run(struct session *session, const uint8_t intent[static 32],
                             uint64_t seconds);

#endif
