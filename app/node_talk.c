/* SPDX-License-Identifier: MIT */
#include "app/node_talk.h"

#include "core/engine/payment.h"

/* A node may look through all of its coins for the first time. */
enum { SYNC_MS = 300 * 1000, WATCH_MS = 30 * 1000 };

static bool is_silent(void *context)
{
    return !engine_is_talking(context);
}

static result wait_for_node(const struct session *session, int64_t timeout_ms)
{
    enum loop_end end = LOOP_DONE;

    if (!engine_is_talking(session->engine))
        return engine_talk_outcome(session->engine);
    TRY(loop_run(session->loop, &end, is_silent, session->engine, timeout_ms));
    CHECK(end != LOOP_STOPPED, STOPPED);
    CHECK(end == LOOP_DONE, NODE_TIMEOUT);
    return engine_talk_outcome(session->engine);
}

result node_talk_sync(const struct session *session, struct account_row *out,
                      const uint8_t wallet[static 32], enum account_kind kind)
{
    TRY(engine_sync(session->engine, loop_clock(), wallet, kind));
    TRY(wait_for_node(session, SYNC_MS));
    return account_row_get(session_store(session), out, wallet, (uint8_t)kind);
}

result node_talk_watch(const struct session *session, const uint8_t intent[static 32])
{
    TRY(engine_watch(session->engine, loop_clock(), intent));
    return wait_for_node(session, WATCH_MS);
}
