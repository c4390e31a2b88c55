/* SPDX-License-Identifier: MIT */
/* making.h - a key ceremony that this home proposed, watched until it is over: who takes part, who
 * dealt, who has its share; or who is missing, or was named. */
#ifndef GRIDLOCK_APP_MAKING_H
#define GRIDLOCK_APP_MAKING_H

#include "app/session.h"
#include "core/engine/people.h"
#include "core/store/ceremony_table.h"

struct making {
    struct session *session;
    uint8_t cid[32];
    struct ceremony_view shown;
    enum ceremony_state state;
    result outcome;
};

/* Says what was proposed, then waits. (WAIT_WALLET, or what ended the ceremony) */
MUST_USE result making_watch(struct making *making, uint64_t seconds, const char *event);

#endif
