/* SPDX-License-Identifier: MIT */
/* worker.h - one slow job at a time in a thread of its own, so that the screen never waits: opening
 * a home means Argon2id, which takes a second by design.
 *
 * The job gets the context alone until it is over; nobody else touches it in between.
 */
#ifndef GRIDLOCK_APP_WORKER_H
#define GRIDLOCK_APP_WORKER_H

#include <stdbool.h>

#include "core/base/error.h"

struct worker;

struct worker *worker_new(void);
/* (WORKER_START) */
MUST_USE result worker_begin(struct worker *worker, void (*job)(void *context), void *context);
bool worker_is_busy(const struct worker *worker);
int worker_fd(const struct worker *worker); /* readable when a job is over */
/* True once when the job is over; the context is the caller's again. */
bool worker_is_done(struct worker *worker);
void worker_free(struct worker *worker); /* waits for a job; NULL is fine */

#endif
