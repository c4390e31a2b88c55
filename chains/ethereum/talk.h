/* SPDX-License-Identifier: MIT */
/* talk.h - the conversation with an Ethereum node (chain.h says how a talk goes).
 *
 * The first question is always the chain id: a node of another chain is refused before anything
 * else is believed. History is not offered: Ethereum's JSON-RPC cannot list an address's payments.
 */
#ifndef GRIDLOCK_CHAINS_ETHEREUM_TALK_H
#define GRIDLOCK_CHAINS_ETHEREUM_TALK_H

#include "core/wallet/chain.h"

MUST_USE result ethereum_talk_open(struct chain_talk **out, const struct chain_task *task);
MUST_USE result ethereum_talk_step(struct chain_talk *talk, const struct http_reply *reply,
                                   struct http_request *next, bool *done);
const struct chain_answer *ethereum_talk_answer(const struct chain_talk *talk);
void ethereum_talk_close(struct chain_talk *talk);

#endif
