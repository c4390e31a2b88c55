/* SPDX-License-Identifier: MIT */
/* invite_table.h - pairings in progress; the machine's state holds secrets and is sealed. */
#ifndef GRIDLOCK_CORE_STORE_INVITE_TABLE_H
#define GRIDLOCK_CORE_STORE_INVITE_TABLE_H

#include "core/store/self_table.h"

/* Stored numbers; they must not change. */
enum invite_state { INVITE_OPEN = 1, INVITE_DONE = 2, INVITE_ENDED = 3 };

struct invite_row {
    uint8_t rdv[16];
    bool is_owner;
    char name[SELF_NAME_MAX + 1]; /* what the owner calls the guest; empty on the guest's side */
    char router[SELF_ROUTER_MAX + 1];
    enum invite_state state;
    uint64_t expires;
};

MUST_USE result invite_insert(struct store *store, const struct invite_row *invite,
                              struct slice machine, uint64_t now);
MUST_USE result invite_save(struct store *store, const uint8_t rdv[static 16],
                            struct slice machine);
MUST_USE result invite_load(struct store *store, struct secret **out, const uint8_t rdv[static 16]);
MUST_USE result
invite_set_state(struct store *store, const uint8_t rdv[static 16],
                 enum invite_state state); /* leaving INVITE_OPEN erases the machine */
MUST_USE result invite_by_rdv(struct store *store, struct invite_row *out,
                              const uint8_t rdv[static 16]);
MUST_USE result invite_open_rows(struct store *store, struct invite_row **out, size_t *count);

#endif
