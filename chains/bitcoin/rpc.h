/* SPDX-License-Identifier: MIT */
/* rpc.h - Bitcoin Core's JSON-RPC: phrasing calls, hearing replies, one clear error each.
 *
 * Core says its own errors with HTTP 500 and a JSON body; those are not failures here but a `code`
 * for the caller to judge. Whatever is no JSON-RPC at all ends in a NODE_* error.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_RPC_H
#define GRIDLOCK_CHAINS_BITCOIN_RPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/http.h"
#include "core/base/json.h"
#include "core/wallet/chain.h"

enum rpc_code { /* of Bitcoin Core's protocol.h */
                RPC_NONE = 0,
                RPC_MISC = -1,
                RPC_WALLET = -4,
                RPC_NOT_FOUND = -5,
                RPC_PARAMETER = -8,
                RPC_WALLET_NOT_FOUND = -18,
                RPC_DESERIALIZATION = -22,
                RPC_VERIFY = -25,
                RPC_REJECTED = -26,
                RPC_IN_CHAIN = -27,
                RPC_STARTING = -28,
                RPC_WALLET_LOADED = -35,
                RPC_NO_METHOD = -32601
};

enum rpc_limit {
    RPC_SMALL = 1 << 20,
    RPC_LARGE = 64 << 20,
    RPC_WAIT_MS = 30 * 1000,
    RPC_WAIT_LONG_MS = 600 * 1000, /* scans and rescans */
    RPC_BATCH_MAX = 256
};

/* One request while it is written: one call, or several in one array. */
struct rpc_request {
    struct buffer body;
    uint64_t id; /* of the first call; the others count on */
    size_t count;
    bool is_batch;
};

struct rpc_reply {
    struct json *root; /* owned */
    const struct json *result;
    int code;            /* 0 or an rpc_code */
    const char *message; /* Core's words, for searching only, never shown; "" without a code */
};

/* `params` is JSON text: "[]" or "[1, true]". */
void rpc_call(struct rpc_request *request, const char *method, const char *params);
/* Moves the request out. `wallet`: to the watch-only wallet's own address. (TEXT_LONG) */
MUST_USE result rpc_send(struct http_request *out, struct rpc_request *request,
                         const struct chain_node *node, bool to_wallet, uint32_t timeout_ms,
                         size_t reply_max);

/* What is wrong with a reply before its body is looked at. */
MUST_USE result rpc_judge_transport(const struct http_reply *reply, size_t reply_max);
/* The answer to a single call. (NODE_*) */
MUST_USE result rpc_hear(struct rpc_reply *out, const struct http_reply *reply, uint64_t id,
                         size_t reply_max);
/* The answers to a batch: only `root` is set; rpc_item finds one of them. */
MUST_USE result rpc_hear_batch(struct rpc_reply *out, const struct http_reply *reply,
                               size_t reply_max);
/* Borrows from the batch; do not free. */
MUST_USE result rpc_item(struct rpc_reply *out, const struct rpc_reply *batch, uint64_t id);
void rpc_reply_free(struct rpc_reply *reply);

#endif
