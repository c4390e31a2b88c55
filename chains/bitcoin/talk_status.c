/* SPDX-License-Identifier: MIT */
/* What has become of a transaction: the watching wallet knows best; then the mempool and an index
 * of transactions; then its outputs, as long as one of them is unspent.
 */
#include <stdio.h>

#include "chains/bitcoin/talk_state.h"
#include "chains/bitcoin/transaction.h"

static void is_found(struct chain_talk *talk, int64_t confirmations)
{
    transaction_id_print(talk->answer.txid, talk->txid);
    talk->answer.is_known = true;
    talk->answer.confirmations =
        confirmations > INT32_MAX ? INT32_MAX : (uint32_t)(confirmations < 0 ? 0 : confirmations);
    talk->at = TALK_DONE;
}

static void is_over(struct chain_talk *talk)
{
    is_found(talk, 0);
    talk->answer.has_failed = true;
}

static result ask_wallet(struct chain_talk *talk, struct rpc_request *request)
{
    talk_call_with_txid(request, "gettransaction", talk->txid, "");
    return OK;
}

static result hear_wallet(struct chain_talk *talk, const struct rpc_reply *reply)
{
    const struct json *conflicts;
    int64_t confirmations;

    if (reply->code == RPC_WALLET_NOT_FOUND && talk->scan_tries++ == 0) {
        talk->at = TALK_STATUS_LOAD;
        return OK;
    }
    if (reply->code != RPC_NONE) {
        talk->at = TALK_STATUS_RAW;
        return OK;
    }
    TRY(talk_get_integer(&confirmations, reply->result, "confirmations"));
    if (confirmations > 0)
        is_found(talk, confirmations);
    else if (confirmations < 0) /* another one that spends its coins was mined */
        is_over(talk);
    else
        talk->at = TALK_STATUS_MEMPOOL;
    if (is_ok(json_get(&conflicts, reply->result, "walletconflicts")))
        talk->is_doubtful[0] = json_count(conflicts) > 0;
    return OK;
}

static result ask_load(struct chain_talk *talk, struct rpc_request *request)
{
    struct buffer params = {0};

    buffer_print(&params, "[");
    json_write_text(&params, talk->node.watch_name);
    buffer_print(&params, "]");
    rpc_call(request, "loadwallet", buffer_text(&params));
    buffer_free(&params);
    return OK;
}

static result hear_load(struct chain_talk *talk, const struct rpc_reply *reply)
{
    const bool is_loaded = reply->code == RPC_NONE || reply->code == RPC_WALLET_LOADED;

    talk->at = is_loaded ? TALK_STATUS_WALLET : TALK_STATUS_RAW;
    return OK;
}

static result ask_mempool(struct chain_talk *talk, struct rpc_request *request)
{
    talk_call_with_txid(request, "getmempoolentry", talk->txid, "");
    return OK;
}

/* Known to the wallet, not mined, and not in the mempool: replaced if another one spends its coins;
 * else the node has only dropped it, and it may be sent again. */
static result hear_mempool(struct chain_talk *talk, const struct rpc_reply *reply)
{
    if (reply->code == RPC_NONE) {
        is_found(talk, 0);
        return OK;
    }
    CHECK(reply->code == RPC_NOT_FOUND, NODE_REFUSED);
    if (talk->is_doubtful[0]) {
        is_over(talk);
        return OK;
    }
    transaction_id_print(talk->answer.txid, talk->txid);
    talk->at = TALK_DONE;
    return OK;
}

static result ask_raw(struct chain_talk *talk, struct rpc_request *request)
{
    talk_call_with_txid(request, "getrawtransaction", talk->txid, ",true");
    return OK;
}

static result hear_raw(struct chain_talk *talk, const struct rpc_reply *reply)
{
    int64_t confirmations = 0;

    if (reply->code == RPC_NOT_FOUND) {
        talk->at = TALK_STATUS_OUTPUTS;
        return OK;
    }
    CHECK(reply->code == RPC_NONE, NODE_REFUSED);
    if (json_has(reply->result, "confirmations"))
        TRY(talk_get_integer(&confirmations, reply->result, "confirmations"));
    is_found(talk, confirmations);
    return OK;
}

static result ask_outputs(struct chain_talk *talk, struct rpc_request *request)
{
    char more[32];

    for (unsigned i = 0; i < TALK_STATUS_OUTPUTS_MOST; i++) {
        snprintf(more, sizeof more, ",%u,true", i);
        talk_call_with_txid(request, "gettxout", talk->txid, more);
    }
    return OK;
}

static result hear_outputs(struct chain_talk *talk, const struct rpc_reply *reply)
{
    struct rpc_reply item = {0};
    int64_t confirmations;

    transaction_id_print(talk->answer.txid, talk->txid);
    talk->at = TALK_DONE;
    for (unsigned i = 0; i < TALK_STATUS_OUTPUTS_MOST; i++) {
        TRY(rpc_item(&item, reply, talk->id + i));
        CHECK(item.code == RPC_NONE, NODE_REFUSED);
        if (json_is_null(item.result))
            continue;
        TRY(talk_get_integer(&confirmations, item.result, "confirmations"));
        is_found(talk, confirmations);
        return OK;
    }
    return OK;
}

const struct talk_step talk_status_wallet = {
    .ask = ask_wallet, .hear = hear_wallet, .to_wallet = true, .is_large = true};
const struct talk_step talk_status_load = {.ask = ask_load, .hear = hear_load, .is_slow = true};
const struct talk_step talk_status_mempool = {.ask = ask_mempool, .hear = hear_mempool};
const struct talk_step talk_status_raw = {.ask = ask_raw, .hear = hear_raw, .is_large = true};
const struct talk_step talk_status_outputs = {
    .ask = ask_outputs, .hear = hear_outputs, .is_batch = true};
