/* SPDX-License-Identifier: MIT */
/* mark_table.h - marks of edges between seats (amendments B3), and proved faults with their frames.
 */
#ifndef GRIDLOCK_CORE_STORE_MARK_TABLE_H
#define GRIDLOCK_CORE_STORE_MARK_TABLE_H

#include "core/store/store.h"

struct mark {
    uint16_t one; /* seats, one < other */
    uint16_t other;
    uint8_t code;
    uint64_t time;
};

MUST_USE result mark_insert(struct store *store, const uint8_t wallet[static 32],
                            const uint8_t epoch[static 32], const struct mark *mark);
MUST_USE result mark_list(struct store *store, struct mark **out, size_t *count,
                          const uint8_t epoch[static 32]);
MUST_USE result evidence_insert(struct store *store, const uint8_t wallet[static 32], uint16_t seat,
                                uint32_t code, struct slice frames, uint64_t now);

#endif
