/* SPDX-License-Identifier: MIT */
/* view.h - small looks into an engine, for those who show it. Nothing here changes it. */
#ifndef GRIDLOCK_CORE_ENGINE_VIEW_H
#define GRIDLOCK_CORE_ENGINE_VIEW_H

#include "core/engine/engine.h"

/* What the last look at a chain told of an account's history; valid until the next step. */
const struct chain_event *view_events(const struct engine *engine, size_t *count);
/* Whether the mailbox is open and a poll waits in it: nothing older is left to be fetched if it
 * stays so for a moment. */
bool view_is_listening(const struct engine *engine);
/* Whether everything that was decided has reached a router. */
bool view_has_left(struct engine *engine);
/* The number of the newest message that was taken in. */
uint64_t view_cursor(const struct engine *engine);
bool view_has_mailbox(const struct engine *engine);
/* Whether a device with this identity key is this one. */
bool view_is_self(const struct engine *engine, const uint8_t id_pk[static 32]);

#endif
