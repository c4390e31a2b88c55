/* SPDX-License-Identifier: MIT */
#include "core/engine/view.h"

#include <string.h>

#include "core/engine/engine_state.h"
#include "core/store/outbox_table.h"

/* What a router did not take is tried again sooner than this, what it took later (courier.c). */
enum { REPEAT_SOON = 20 };

const struct chain_event *view_events(const struct engine *engine, size_t *count)
{
    *count = engine->event_count;
    return engine->events;
}

/* A router that asks for patience is there. */
static bool is_reachable(const struct engine *engine)
{
    return is_ok(engine->router_state) || engine->router_state.code == ERROR_ROUTER_BUSY;
}

bool view_is_listening(const struct engine *engine)
{
    return engine->is_fetching && is_reachable(engine);
}

bool view_has_left(struct engine *engine)
{
    struct outbox_row *rows = NULL;
    size_t count = 0;

    if (!engine_is_quiet(engine) || !is_reachable(engine) ||
        !is_ok(outbox_due(engine->store, engine->now.unix_seconds + REPEAT_SOON, 1, &rows, &count)))
        return false;
    outbox_free(rows, count);
    return count == 0;
}

uint64_t view_cursor(const struct engine *engine)
{
    return engine->cursor;
}

bool view_has_mailbox(const struct engine *engine)
{
    return engine->self.mailbox_made;
}

bool view_is_self(const struct engine *engine, const uint8_t id_pk[static 32])
{
    return memcmp(engine->self.identity->sign_pk, id_pk, 32) == 0;
}
