/* SPDX-License-Identifier: MIT */
/* family.h - several homes and a router in one process: real engines on real databases, the real
 * rules of the router on its real store, a pretend clock, and nothing that waits. */
#ifndef GRIDLOCK_TESTS_SUPPORT_FAMILY_H
#define GRIDLOCK_TESTS_SUPPORT_FAMILY_H

#include "core/engine/engine_state.h"
#include "core/engine/people.h"

enum { FAMILY_MAX = 8 };

struct family_member {
    char name[41];
    char folder[256];
    struct engine *engine; /* NULL while it is down */
    const struct policy *policy;
};

struct family {
    char folder[200];
    struct family_member member[FAMILY_MAX];
    size_t count;
    struct engine_clock now;
    struct router *router;
    struct mailbox_store *store;
    struct {
        size_t member;
        struct http_request request;
        uint64_t parked_until_ms; /* 0: not parked */
    } flight[256];
    size_t flights;
    uint32_t drop_per_mille;                  /* requests that never reach the router */
    uint32_t lose_per_mille;                  /* requests that it handles, but the reply is lost */
    uint32_t delay_per_mille;                 /* requests that wait while others overtake them */
    uint64_t dropped, lost, delayed, crashes; /* faults so far */
    uint64_t dice;
};

struct family *family_new(void);
void family_free(struct family *family);
size_t family_add(struct family *family, const char *name, enum card_role role,
                  const struct policy *policy);
void family_down(struct family *family, size_t member);
void family_up(struct family *family, size_t member);
/* Lets everything happen for so many pretend milliseconds, or until the condition holds. */
bool family_run(struct family *family, uint64_t ms, bool (*until)(struct family *, void *),
                void *context);
/* Member 0 invites another; both know each other afterwards. */
bool family_pair(struct family *family, size_t guest);
/* Member 0 makes a wallet with members 1..n-1; persons among them say yes. */
bool family_wallet(struct family *family, uint16_t t, uint16_t n, uint8_t wallet[static 32]);

#endif
