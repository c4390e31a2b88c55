/* SPDX-License-Identifier: MIT */
/* mailbox_slots.h - inside of the mailbox store: meeting places and wallet records
 * (each function is explained in mailbox_store.h). */
#ifndef GRIDLOCK_CORE_ROUTER_MAILBOX_SLOTS_H
#define GRIDLOCK_CORE_ROUTER_MAILBOX_SLOTS_H

#include "core/router/mailbox_rows.h"

result mailbox_slots_put(struct mailbox_store *store, enum mailbox_put *out,
                         const struct mailbox_slot *slot, struct slice blob, uint64_t now);
result mailbox_slots_get(struct mailbox_store *store, struct buffer *out,
                         const struct mailbox_slot *slot, uint64_t now);
result mailbox_slots_known(struct mailbox_store *store, bool *is_known, const uint8_t id[static 16],
                           uint64_t now);
result mailbox_slots_record_put(struct mailbox_store *store, enum mailbox_put *out,
                                const struct mailbox_record *record);
result mailbox_slots_record_get(struct mailbox_store *store, struct buffer *out,
                                const uint8_t id[static 32]);

#endif
