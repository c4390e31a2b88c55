/* SPDX-License-Identifier: MIT */
/* plain_window.h - `gridlock --plain`: the plain mode on standard input and output. */
#ifndef GRIDLOCK_APP_PLAIN_WINDOW_H
#define GRIDLOCK_APP_PLAIN_WINDOW_H

#include "app/session.h"

/* Until the person leaves, the input ends, or a signal comes. (HTTP_START) */
MUST_USE result plain_window_run(struct session *session);

#endif
