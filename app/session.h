/* SPDX-License-Identifier: MIT */
/* session.h - an unlocked home at work: lock, key, store, engine and the loop around them.
 *
 * A verb opens one, works, and closes it; closing lets what was decided leave first. The guardian
 * keeps the key while it stands aside and opens the engine again afterwards.
 */
#ifndef GRIDLOCK_APP_SESSION_H
#define GRIDLOCK_APP_SESSION_H

#include "app/config.h"
#include "app/home.h"
#include "app/loop.h"
#include "app/options.h"
#include "app/print.h"
#include "app/unlock.h"
#include "core/engine/engine.h"

enum { SESSION_CHAINS_MAX = 8 };

struct session {
    struct print *print;
    const struct options *options;
    int signals;
    char folder[HOME_PATH_MAX];
    struct home *home;
    struct unlock_key key;
    struct config config;
    struct policy *policy; /* owned; NULL: a person answers */
    const struct chain *chains[SESSION_CHAINS_MAX];
    bool carries_payments; /* goes on with what waits for guardians: send, guardian */
    struct engine *engine; /* NULL while the guardian stands aside */
    struct loop *loop;
    size_t open_requests; /* when a person was told of them last (notify.h) */
};

/* Fills in where the home is. */
MUST_USE result session_begin(struct session *session, struct print *print,
                              const struct options *options, int signals);
/* The lock, the key, and the engine. */
MUST_USE result session_open(struct session *session);
/* The same for a program that stays; `policy`: the file of a service, NULL for a person. */
MUST_USE result session_open_guardian(struct session *session, const char *policy);
/* Makes the database of a new home with this identity, then goes on as session_open does. */
struct session_identity {
    const char *name;
    unsigned role; /* enum card_role */
    const char *router;
};
MUST_USE result session_make(struct session *session, const struct session_identity *identity);
/* Lets what was decided leave, then closes all. */
void session_close(struct session *session);

/* The guardian: closes the store, stands aside, opens again. False: a signal ended it. */
MUST_USE result session_step_aside(struct session *session, bool *goes_on);

/* Runs the loop; LOOP_STOPPED becomes STOPPED. *is_done: the callback said so before the time was
 * over. */
MUST_USE result session_run(struct session *session, bool *is_done, bool (*until)(void *context),
                            void *context, uint64_t seconds);
/* Takes in what lies in the mailbox; ends after a moment of quiet, or when the router is silent. */
MUST_USE result session_collect(struct session *session);
struct store *session_store(const struct session *session);

#endif
