/* SPDX-License-Identifier: MIT */
/* hostile.h - a server that answers every request badly, in a process of its own. */
#ifndef GRIDLOCK_TESTS_SESSION_HOSTILE_H
#define GRIDLOCK_TESTS_SESSION_HOSTILE_H

#include <sys/types.h>

enum hostile_manner {
    HOSTILE_HANGS,   /* takes the request and never answers */
    HOSTILE_500,     /* 500 with a line of control characters */
    HOSTILE_BIG,     /* ten megabytes */
    HOSTILE_HTML,    /* a login page */
    HOSTILE_DEEP,    /* JSON nested ten thousand deep */
    HOSTILE_BROKEN,  /* JSON cut in the middle */
    HOSTILE_GARBAGE, /* no HTTP at all */
    HOSTILE_MANNERS
};

struct hostile {
    pid_t pid;
    unsigned port;
};

const char *hostile_name(enum hostile_manner manner);
struct hostile hostile_start(enum hostile_manner manner);
void hostile_stop(struct hostile *hostile);

#endif
