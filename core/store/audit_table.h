/* SPDX-License-Identifier: MIT */
/* audit_table.h - who proved to hold a share, in which epoch, when. */
#ifndef GRIDLOCK_CORE_STORE_AUDIT_TABLE_H
#define GRIDLOCK_CORE_STORE_AUDIT_TABLE_H

#include "core/store/store.h"

MUST_USE result audit_insert(struct store *store, const uint8_t wallet[static 32],
                             const uint8_t epoch[static 32], uint16_t seat, uint64_t now,
                             bool is_proved);
/* When a seat last proved its share in this epoch; 0 = never. */
MUST_USE result audit_last(struct store *store, uint64_t *when, const uint8_t epoch[static 32],
                           uint16_t seat);

#endif
