/* SPDX-License-Identifier: MIT */
/* notify.h - tells the desktop that something arrived: runs the program that gridlock.conf names
 * (notify = /usr/bin/notify-send), without a shell, with one sentence as its only argument.
 *
 * The sentence names nothing that must stay on this device's screen: no amount and no address. It
 * begins with "Gridlock: ", so it can never be taken for an option of the program.
 */
#ifndef GRIDLOCK_APP_NOTIFY_H
#define GRIDLOCK_APP_NOTIFY_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

struct store;

enum { NOTIFY_SENTENCE_MAX = 200 };

/* Starts it and does not wait for it; nothing of it stays behind. `what` is made showable. An empty
 * command does nothing. (PROCESS_START) */
MUST_USE result notify_run(const char *command, const char *what);

/* How many payments and shares wait for this person's answer. */
MUST_USE result notify_count_requests(size_t *out, struct store *store, uint64_t now);

#endif
