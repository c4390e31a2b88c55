/* SPDX-License-Identifier: MIT */
/* mailbox_tables.h - the mailbox store of a single machine (contract: mailbox_store.h), as tables
 * in the file of mailbox_sqlite.h. */
#ifndef GRIDLOCK_CORE_ROUTER_MAILBOX_TABLES_H
#define GRIDLOCK_CORE_ROUTER_MAILBOX_TABLES_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/router/mailbox_store.h"

/* `reserve_bytes` of the disk are left free, so that acks and deletions still work.
 * (MAILBOX_STORE_OPEN, _NEWER, _FOREIGN, _IN_USE, _FULL, _IO) */
MUST_USE result mailbox_tables_open(struct mailbox_store **out, const char *folder,
                                    const struct mailbox_limits *limits, uint64_t reserve_bytes,
                                    struct rng *rng);

#endif
