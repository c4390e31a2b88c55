/* SPDX-License-Identifier: MIT */
/* epoch_switch.h - from PREPARED to ACTIVE, and what may be erased when (frost-taproot 8; C1, C2,
 * C6). Only a valid certificate of a higher epoch erases; the certificate is stored in the same
 * write that makes its epoch current. */
#ifndef GRIDLOCK_CORE_ENGINE_EPOCH_SWITCH_H
#define GRIDLOCK_CORE_ENGINE_EPOCH_SWITCH_H

#include "core/engine/engine_state.h"

/* A certificate that was checked, for a record this device may or may not have a share in. */
MUST_USE result epoch_switch_certified(struct engine *engine, const uint8_t cid[static 32],
                                       const struct epoch_record *record, struct slice certificate);
/* A RETIRED note of a member that left. */
MUST_USE result epoch_switch_retired(struct engine *engine, const struct frame *frame);

#endif
