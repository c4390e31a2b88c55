/* SPDX-License-Identifier: MIT */
/* mailbox_letters.h - inside of the mailbox store: mailboxes and their messages
 * (each function is explained in mailbox_store.h). */
#ifndef GRIDLOCK_CORE_ROUTER_MAILBOX_LETTERS_H
#define GRIDLOCK_CORE_ROUTER_MAILBOX_LETTERS_H

#include "core/router/mailbox_rows.h"

result mailbox_letters_create(struct mailbox_store *store, enum mailbox_put *out,
                              const uint8_t id[static 32], const uint8_t pk[static 32],
                              uint64_t now);
result mailbox_letters_owner(struct mailbox_store *store, bool *is_known, uint8_t pk[static 32],
                             const uint8_t id[static 32]);
result mailbox_letters_spend(struct mailbox_store *store, bool *is_fresh,
                             const uint8_t nonce[static 16], uint64_t expires);
result mailbox_letters_post(struct mailbox_store *store, enum mailbox_put *out,
                            const struct mailbox_letter *letter, uint64_t now);
result mailbox_letters_fetch(struct mailbox_store *store, struct buffer *out,
                             const uint8_t id[static 32], uint64_t after, size_t most,
                             size_t most_bytes);
result mailbox_letters_ack(struct mailbox_store *store, const uint8_t id[static 32], uint64_t upto);
result mailbox_letters_key_put(struct mailbox_store *store, enum mailbox_put *out,
                               const uint8_t id[static 32], struct slice record);
result mailbox_letters_key_get(struct mailbox_store *store, struct buffer *out,
                               const uint8_t id[static 32]);
/* Removes the oldest message that came before `born`, if there is one. */
result mailbox_letters_expire(struct mailbox_tables *tables, bool *has_more, int64_t born);
/* Removes acked messages for good, so many and so many bytes at most. */
result mailbox_letters_purge(struct mailbox_tables *tables, unsigned most, int64_t most_bytes);

#endif
