/* SPDX-License-Identifier: MIT */
/* home.h - for the bench: one device in its own process, with the product's engine, loop and HTTP
 * client. The bench gives it one order at a time over a socket and gets one answer. */
#ifndef GRIDLOCK_TESTS_BENCH_HOME_H
#define GRIDLOCK_TESTS_BENCH_HOME_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { HOME_NAMES = 8, HOME_NAME = 16, HOME_TEXT = 4096 };

enum home_verb {
    HOME_INVITE,   /* name -> text */
    HOME_JOIN,     /* text */
    HOME_KNOW,     /* until name is a known peer */
    HOME_CREATE,   /* t, names, count -> id (wallet) */
    HOME_AGREE,    /* until asked for a share; says yes */
    HOME_ACTIVE,   /* until wallet `id` is in use */
    HOME_PAY,      /* id, is_ecdsa, number -> id (intent) */
    HOME_SEE,      /* until intent `id` has come */
    HOME_CONSENT,  /* id -> before */
    HOME_CONSENTS, /* until `count` people said yes to intent `id` */
    HOME_SIGNED,   /* until intent `id` is signed; count as above -> before, after */
};

struct home_order {
    enum home_verb verb;
    uint8_t id[32];
    uint16_t t;
    uint32_t count;
    uint32_t number;
    bool is_ecdsa;
    char name[HOME_NAMES][HOME_NAME];
    char text[HOME_TEXT];
};

struct home_answer {
    uint8_t id[32];
    uint64_t before_ns; /* CONSENT: when it was said. SIGNED: when the last consent came */
    uint64_t after_ns;  /* SIGNED: when the signature was complete */
    char text[HOME_TEXT];
};

struct home {
    pid_t pid;
    int socket;
};

/* `folder` is made; it dies with its parent. */
struct home home_start(const char *folder, const char *name, bool is_owner, const char *router);
void home_stop(struct home *home);
void home_send(struct home *home, const struct home_order *order);
/* Waits at most a minute; ends the program after that. */
void home_receive(struct home *home, struct home_answer *answer);
void home_ask(struct home *home, struct home_answer *answer, const struct home_order *order);

#endif
