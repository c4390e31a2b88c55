/* SPDX-License-Identifier: MIT */
/* rpc.h - one question of Ethereum's JSON-RPC and its answer, as values.
 *
 * A node may be broken or hostile: every answer is limited, parsed strictly, and must carry the
 * number of its question. A node's own words are read to tell known refusals apart; they never
 * reach a screen.
 */
#ifndef GRIDLOCK_CHAINS_ETHEREUM_RPC_H
#define GRIDLOCK_CHAINS_ETHEREUM_RPC_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/base/http.h"
#include "core/base/json.h"
#include "core/wallet/chain.h"

enum rpc_refusal {
    RPC_ACCEPTED,    /* there is a result */
    RPC_REFUSED,     /* some reason we do not know, or a method that is not there */
    RPC_KNOWN,       /* the transaction is already known */
    RPC_NONCE,       /* the nonce is used */
    RPC_UNDERPRICED, /* fee too low */
    RPC_POOR,        /* not enough money */
    RPC_REVERTED     /* the recipient's contract does not take it */
};

struct rpc_answer {
    struct json *root; /* owned */
    const struct json *result;
    enum rpc_refusal refusal;
};

/* params: the JSON array, for example ["0x..","latest"]. */
void ethereum_rpc_ask(struct http_request *out, const struct chain_node *node, unsigned number,
                      const char *method, const char *params);
/* (NODE_UNREACHABLE, NODE_TIMEOUT, NODE_ANSWER, NODE_TOO_LONG, NODE_LOGIN, NODE_REFUSED) */
MUST_USE result ethereum_rpc_hear(struct rpc_answer *out, const struct http_reply *reply,
                                  unsigned number);
void ethereum_rpc_answer_free(struct rpc_answer *answer);

/* "0x1a" as numbers, from a result or a field of one. (NODE_ANSWER) */
MUST_USE result ethereum_rpc_amount(struct amount *out, const struct json *value);
MUST_USE result ethereum_rpc_u64(uint64_t *out, const struct json *value);
MUST_USE result ethereum_rpc_field_u64(uint64_t *out, const struct json *object, const char *name);

#endif
