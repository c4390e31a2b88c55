/* SPDX-License-Identifier: MIT */
/* guard.h - watching over a home until told to end; shared by 'gridlock guardian' and
 * gridlock-guardian. */
#ifndef GRIDLOCK_APP_GUARD_H
#define GRIDLOCK_APP_GUARD_H

#include "app/session.h"

/* Opens the home; `policy` is a service's file, NULL where a person answers. */
MUST_USE result guard_run(struct session *session, const char *policy);

#endif
