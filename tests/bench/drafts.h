/* SPDX-License-Identifier: MIT */
/* drafts.h - for the bench: a finished draft in an engine, as a node's answers would have made it,
 * so that no node is needed. Each number gives another payment. */
#ifndef GRIDLOCK_TESTS_BENCH_DRAFTS_H
#define GRIDLOCK_TESTS_BENCH_DRAFTS_H

#include <stdint.h>

#include "core/engine/engine.h"

/* One transfer of ether: one ECDSA signature. */
void draft_ether(struct engine *owner, const uint8_t wallet[static 32], uint32_t number);
/* One Taproot input, one recipient, change. */
void draft_taproot(struct engine *owner, const uint8_t wallet[static 32], uint32_t number);

#endif
