/* SPDX-License-Identifier: MIT */
/* contact_table.h - the local address book. */
#ifndef GRIDLOCK_CORE_STORE_CONTACT_TABLE_H
#define GRIDLOCK_CORE_STORE_CONTACT_TABLE_H

#include "core/store/store.h"
#include "core/wallet/chain.h"

enum { CONTACT_NAME_MAX = 40, CONTACT_CHAIN_MAX = 16 };

struct contact {
    char name[CONTACT_NAME_MAX + 1];
    char chain[CONTACT_CHAIN_MAX + 1]; /* chain id: "bitcoin", "ethereum" */
    char address[ADDRESS_MAX];
    char note[NOTE_MAX];
};

MUST_USE result contact_insert(struct store *store, const struct contact *contact, uint64_t now);
MUST_USE result contact_find(struct store *store, struct contact *out, const char *name,
                             const char *chain);
MUST_USE result contact_delete(struct store *store, const char *name);
MUST_USE result contact_all(struct store *store, struct contact **out, size_t *count);

#endif
