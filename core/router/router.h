/* SPDX-License-Identifier: MIT */
/* router.h - the mailbox service as rules: a request goes in, a reply comes out, and nothing else
 * happens except calls to the store. app/http_server.c carries both; the HTTP interface itself is
 * in core/message/mailbox_api.h.
 *
 * Writes gather in a wave and become durable together. While a wave is open every reply is held
 * (is_held) until router_commit has said whether the wave is on the disk; only then does anybody
 * learn of it, and only then are parked polls woken for what router_touched names. The router
 * decides nothing about messages, sees no sender and keeps no address and no log.
 */
#ifndef GRIDLOCK_CORE_ROUTER_ROUTER_H
#define GRIDLOCK_CORE_ROUTER_ROUTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/router/mailbox_store.h"
#include "core/router/quota.h"

enum { ROUTER_HOSTS_MAX = 8, ROUTER_WAIT_KEY = 32 };

struct router_settings {
    /* The names (host:port, small letters) clients reach this router by; a session proof made for
     * another router is refused. None: only names of this very machine, any port. */
    const char *hosts[ROUTER_HOSTS_MAX];
    size_t host_count;
    struct quota_rate rates[QUOTA_KINDS]; /* per network address */
};

struct router_request {
    const char *method;        /* "GET" */
    const char *target;        /* path and query as they came */
    const char *authorization; /* header text or NULL */
    const char *token;         /* header text or NULL; send tokens are not checked yet */
    struct slice body;
    struct quota_address address;
    uint64_t now;      /* unix seconds */
    uint64_t now_ms;   /* a clock that only rises */
    bool is_last_look; /* answer now, even with nothing */
};

struct router_reply {
    unsigned status;
    uint32_t retry_seconds; /* with 429 */
    struct buffer body;     /* owned */
    bool is_held;           /* counts only when router_commit says so */
    bool is_parked;         /* nothing there: ask again when wait_key is touched, at last after: */
    uint8_t wait_key[ROUTER_WAIT_KEY];
    uint32_t wait_seconds;
};

struct router;

/* The store stays the caller's. (MAILBOX_STORE_IO, _FULL) */
MUST_USE result router_new(struct router **out, struct mailbox_store *store,
                           const struct router_settings *settings);
void router_free(struct router *router);

/* Before the body is read: true = go on. Else the reply says why not, and the body is not wanted.
 */
bool router_admit(struct router *router, struct router_reply *out,
                  const struct router_request *request, uint64_t body_size);
/* The whole request; `out` is zeroed before the call. */
void router_handle(struct router *router, struct router_reply *out,
                   const struct router_request *request);

bool router_has_wave(const struct router *router);
/* Ends the wave. True: held replies count. False: none does, and all get *lost_status. */
bool router_commit(struct router *router, unsigned *lost_status);
/* One by one the wait keys the last wave wrote to; false: that was all. */
bool router_touched(struct router *router, uint8_t key[static ROUTER_WAIT_KEY]);

/* Removes what is over its time, a little at a time. True: call again soon. No wave may be open. */
bool router_sweep(struct router *router, uint64_t now);

#endif
