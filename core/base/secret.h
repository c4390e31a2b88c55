/* SPDX-License-Identifier: MIT */
/* secret.h - memory for secrets: guarded, locked, wiped when freed, unreadable while nobody
 * borrows it. There is no printer, no copy function and no comparison.
 *
 * libsodium locks each allocation's page and goes on silently when it cannot: use one secret per
 * ceremony or session (an arena), not one per scalar. secret_is_locking() tells whether it works.
 */
#ifndef GRIDLOCK_CORE_BASE_SECRET_H
#define GRIDLOCK_CORE_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct secret;

/* Zeroed. Never NULL: running out of lockable memory ends the program. */
struct secret *secret_new(size_t size);
size_t secret_size(const struct secret *secret);
/* Readable and writable until taken back. Loans nest. */
void *secret_lend(struct secret *secret);
void secret_take_back(struct secret *secret);
void secret_free(struct secret *secret);     /* wipes; NULL is fine */
void secret_free_at(struct secret **secret); /* for SCOPED */

/* Whether the system lets us lock memory; tried once with a page. */
bool secret_is_locking(void);

#endif
