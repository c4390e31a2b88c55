/* SPDX-License-Identifier: MIT */
/* ceremony_hub.h - gathering and passing on the frames of a key ceremony that this device proposed.
 */
#ifndef GRIDLOCK_CORE_ENGINE_CEREMONY_HUB_H
#define GRIDLOCK_CORE_ENGINE_CEREMONY_HUB_H

#include "core/engine/engine_state.h"

/* The record a RESHARE starts from, from the own store. */
bool ceremony_hub_previous(struct engine *engine, struct epoch_record *out,
                           const struct proposal *proposal);
/* To everybody who takes part: the new committee, and dealers that leave. */
MUST_USE result ceremony_hub_send(struct engine *engine, const struct proposal *proposal,
                                  struct slice frames);
/* Keeps a participant's frame, and passes its round on when the round is complete. */
MUST_USE result ceremony_hub_gather(struct engine *engine, const struct proposal *proposal,
                                    const struct frame *frame);

#endif
