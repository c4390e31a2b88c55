/* SPDX-License-Identifier: MIT */
/* talk.h - the conversation with a Bitcoin Core node, as a machine that does no I/O.
 *
 * Each step asks one thing (one HTTP request) and, when it hears the reply, says which step is
 * next. First the node is made to watch the account with a wallet of its own that holds no keys;
 * where that cannot be, the set of unspent outputs is scanned instead, which knows no history.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_TALK_H
#define GRIDLOCK_CHAINS_BITCOIN_TALK_H

#include "core/base/error.h"
#include "core/base/http.h"
#include "core/wallet/chain.h"

MUST_USE result talk_open(struct chain_talk **out, const struct chain_task *task);
MUST_USE result talk_step(struct chain_talk *talk, const struct http_reply *reply,
                          struct http_request *next, bool *done);
const struct chain_answer *talk_answer(const struct chain_talk *talk);
void talk_close(struct chain_talk *talk);

#endif
