/* SPDX-License-Identifier: MIT */
/* loop.h - the only place that waits: it carries the engine's requests, tells its notices, and ends
 * when what was waited for is there, time is over, or somebody wants the program to end.
 */
#ifndef GRIDLOCK_APP_LOOP_H
#define GRIDLOCK_APP_LOOP_H

#include "app/print.h"
#include "core/engine/engine.h"

struct loop;

enum loop_end {
    LOOP_DONE,    /* the callback said so */
    LOOP_OVER,    /* the time is over */
    LOOP_STOPPED, /* a signal came */
    LOOP_ASKED    /* somebody wants this home */
};

struct loop_settings {
    struct engine *engine;
    struct print *print;
    int signals;
    int control;                 /* readable when somebody wants this home; -1: nobody can */
    void (*told)(void *context); /* after notices were told; NULL: nothing more to do */
    void *context;
};

/* (HTTP_START) */
MUST_USE result loop_open(struct loop **out, const struct loop_settings *settings);
void loop_close(struct loop *loop); /* NULL is fine */

/* `until` is asked after every step; NULL never ends. timeout_ms -1: no limit. Fails only with what
 * keeps the engine from going on (the disk). */
MUST_USE result loop_run(struct loop *loop, enum loop_end *end, bool (*until)(void *context),
                         void *context, int64_t timeout_ms);
struct engine_clock loop_clock(void);

#endif
