/* SPDX-License-Identifier: MIT */
/* home.h - the folder of one device, and that only one process works in it.
 *
 * Whoever holds the lock file owns the store. The background guardian listens on control.sock: a
 * verb connects and sends "step aside"; the guardian closes everything, lets the lock go, answers
 * "yours", and comes back when that connection ends, however it ends. Several verbs queue up: each
 * connects, the guardian serves one after the other before it comes back itself.
 */
#ifndef GRIDLOCK_APP_HOME_H
#define GRIDLOCK_APP_HOME_H

#include <stdbool.h>

#include "core/base/error.h"

enum { HOME_PATH_MAX = 512, HOME_WAIT_MS = 10000 };

struct home;

/* The folder by --home, XDG_DATA_HOME or HOME. (HOME_UNKNOWN, TEXT_LONG) */
MUST_USE result home_folder(char out[static HOME_PATH_MAX], const char *given);
/* "folder/name" (TEXT_LONG) */
MUST_USE result home_path(char out[static HOME_PATH_MAX], const char *folder, const char *name);
/* Makes the folder when it is missing, 0700 in any case. (HOME_FOLDER) */
MUST_USE result home_make(const char *folder);
/* Takes the lock, asking a guardian to step aside; waits at most wait_ms. (HOME_IN_USE,
 * HOME_FOLDER, STOPPED) */
MUST_USE result home_open(struct home **out, const char *folder, int wait_ms, int signals);
/* Takes the lock for a guardian and listens. (HOME_GUARDED, and as above) */
MUST_USE result home_open_guardian(struct home **out, const char *folder, int wait_ms, int signals);
void home_close(struct home *home); /* NULL is fine */
/* Whether a guardian stands aside for us. */
bool home_has_guardian(const struct home *home);

/* The guardian's side: what to wait for; whether somebody asks; and standing aside until nobody
 * needs the home any more (false: a signal came first). */
int home_control(const struct home *home);
bool home_is_asked(struct home *home);
bool home_step_aside(struct home *home, int signals);

#endif
