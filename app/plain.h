/* SPDX-License-Identifier: MIT */
/* plain.h - the whole wallet as numbered questions and answers, line by line: for screen readers,
 * logs and teletypes. The same snapshot and commands as the screens; the cursor is never moved.
 *
 * What is asked and said goes through a struct plain_world, so that a test can play a person.
 */
#ifndef GRIDLOCK_APP_PLAIN_H
#define GRIDLOCK_APP_PLAIN_H

#include "core/engine/snapshot.h"

enum { PLAIN_LINE_MAX = 4096 };

struct plain_world {
    void *context;
    const struct snapshot *(*look)(void *context); /* as it is now; until the next call */
    void (*say)(void *context, const char *line);
    /* The next line the person types; everything goes on meanwhile. False: there is no more. */
    bool (*hear)(void *context, const char *prompt, char out[static PLAIN_LINE_MAX]);
    /* The same without showing it; NULL: nothing was typed. */
    struct secret *(*hear_secret)(void *context, const char *prompt);
    /* Carries it out; the outcome may come later. Takes the command's secrets. */
    void (*ask)(void *context, struct command *command);
    /* Lets things go on for a moment. False: a signal wants the program to end or, if `may_leave`,
     * the person pressed Enter. */
    bool (*serve)(void *context, bool may_leave);
};

/* Until the person leaves or the input ends. */
void plain_run(const struct plain_world *world);

#endif
