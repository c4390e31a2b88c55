/* SPDX-License-Identifier: MIT */
/* engine.h - one home's brain. No I/O but the store: HTTP replies and commands in, HTTP requests
 * and notices out.
 *
 * Every call that takes a clock is one step and one database transaction; requests and notices are
 * released only after the commit. A step that fails changes nothing: the transaction is rolled
 * back, what was going to leave is dropped, and what was in memory is loaded again from the store.
 */
#ifndef GRIDLOCK_CORE_ENGINE_ENGINE_H
#define GRIDLOCK_CORE_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/http.h"
#include "core/base/rng.h"
#include "core/store/store.h"
#include "core/wallet/chain.h"
#include "core/wallet/policy.h"

struct engine;

struct engine_clock {
    uint64_t unix_seconds;
    uint64_t ms; /* monotonic */
    /* How much of the time since the machine started it was suspended, in ms. When it grows, all
     * secrets of signing are wiped (amendments D3). */
    uint64_t suspended_ms;
};

struct engine_settings {
    const struct chain *const *chains; /* NULL-terminated */
    /* How to reach the node of an account kind; called each time, because cookies change. NULL
     * when this home has no nodes (guardians need none). */
    result (*node_of)(void *context, struct chain_node *out, enum account_kind kind);
    void *context;
    const struct policy *policy; /* a service answers by it; NULL: a person answers */
    bool allow_insecure_router;
    bool leaves_payments; /* a short visit: what waits for guardians is not taken up by itself */
};

/* Takes over the store; closes it with engine_close (also when this fails). */
MUST_USE result engine_open(struct engine **out, struct store *store,
                            const struct engine_settings *settings, struct engine_clock clock);
void engine_close(struct engine *engine);

/* What is due: mailbox session, poll, outbox, timeouts, signing. */
MUST_USE result engine_tick(struct engine *engine, struct engine_clock clock);
/* The reply stays the caller's. */
MUST_USE result engine_reply(struct engine *engine, struct engine_clock clock,
                             const struct http_reply *reply);
/* Requests to carry now; ownership goes to the caller. */
bool engine_next_request(struct engine *engine, struct http_request *out);
/* When to call engine_tick at the latest, in ms of the clock. */
uint64_t engine_wake_at(const struct engine *engine);
/* What a person should be told, once; false when there is nothing. */
enum { NOTICE_MAX = 400 };
bool engine_next_notice(struct engine *engine, char out[static NOTICE_MAX]);

struct store *engine_store(struct engine *engine); /* for reading */
const struct engine_settings *engine_settings_of(const struct engine *engine);

/* Whether the router has been reached since the start, and why not. */
result engine_router_state(const struct engine *engine);
/* Whether something that was decided still has to leave this device. */
bool engine_is_quiet(struct engine *engine);

#endif
