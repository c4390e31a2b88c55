/* SPDX-License-Identifier: MIT */
#include "core/engine/view.h"

#include <string.h>

#include "core/engine/engine_state.h"

const struct chain_event *view_events(const struct engine *engine, size_t *count)
{
    *count = engine->event_count;
    return engine->events;
}

bool view_is_listening(const struct engine *engine)
{
    return engine->is_fetching && is_ok(engine->router_state);
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
