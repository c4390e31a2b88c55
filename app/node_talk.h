/* SPDX-License-Identifier: MIT */
/* node_talk.h - asking a node and waiting for its answer. */
#ifndef GRIDLOCK_APP_NODE_TALK_H
#define GRIDLOCK_APP_NODE_TALK_H

#include "app/session.h"
#include "core/store/transfer_table.h"

/* Looks at the chain; the row is what is known then. (NODE_*, CONFIG_COOKIE) */
MUST_USE result node_talk_sync(const struct session *session, struct account_row *out,
                               const uint8_t wallet[static 32], enum account_kind kind);
/* Asks how far a sent payment is. */
MUST_USE result node_talk_watch(const struct session *session, const uint8_t intent[static 32]);

#endif
