/* SPDX-License-Identifier: MIT */
/* Sending. A transaction that is known already counts as sent: the same bytes are sent again after
 * a crash, and anyone who took part in signing may have sent them before us.
 */
#include <string.h>

#include "chains/bitcoin/talk_state.h"
#include "chains/bitcoin/transaction.h"
#include "core/base/hex.h"

static result ask_raw(struct chain_talk *talk, struct rpc_request *request)
{
    SCOPED(buffer_free) struct buffer params = {0};

    buffer_print(&params, "[\"");
    hex_append(&params, buffer_slice(&talk->raw));
    buffer_print(&params, "\",0]"); /* no limit of the node's own: the fee was judged before */
    rpc_call(request, "sendrawtransaction", buffer_text(&params));
    return OK;
}

static void is_sent(struct chain_talk *talk)
{
    transaction_id_print(talk->answer.txid, talk->txid);
    talk->answer.is_known = true;
    talk->at = TALK_DONE;
}

static bool says(const struct rpc_reply *reply, const char *words)
{
    return strstr(reply->message, words) != NULL;
}

/* Core's reasons have no numbers of their own, only these words. */
static enum error_code reason_of(const struct rpc_reply *reply)
{
    if (reply->code == RPC_DESERIALIZATION)
        return ERROR_BITCOIN_RAW;
    if (reply->code != RPC_VERIFY && reply->code != RPC_REJECTED)
        return ERROR_NODE_REFUSED;
    if (says(reply, "missingorspent") || says(reply, "mempool-conflict") ||
        says(reply, "Missing inputs") || says(reply, "missing-inputs"))
        return ERROR_BITCOIN_SEND_SPENT;
    if (says(reply, "fee not met") || says(reply, "insufficient fee"))
        return ERROR_BITCOIN_SEND_FEE;
    return ERROR_BITCOIN_SEND_REFUSED;
}

static result hear_raw(struct chain_talk *talk, const struct rpc_reply *reply)
{
    uint8_t txid[32];

    if (reply->code == RPC_NONE) {
        CHECK(json_text(reply->result), NODE_ANSWER);
        TRY(transaction_id_parse(txid, json_text(reply->result)));
        CHECK(memcmp(txid, talk->txid, sizeof txid) == 0, NODE_ANSWER);
        is_sent(talk);
        return OK;
    }
    if (reply->code == RPC_IN_CHAIN || says(reply, "already")) {
        is_sent(talk);
        return OK;
    }
    talk->refusal = reason_of(reply);
    if (talk->refusal != ERROR_BITCOIN_SEND_SPENT)
        return (result){talk->refusal};
    talk->at = TALK_SEND_CHECK; /* its coins are spent: perhaps by itself */
    return OK;
}

static result ask_check(struct chain_talk *talk, struct rpc_request *request)
{
    talk_call_with_txid(request, "gettransaction", talk->txid, "");
    return OK;
}

static result hear_check(struct chain_talk *talk, const struct rpc_reply *reply)
{
    int64_t confirmations = 0;

    if (reply->code == RPC_NONE)
        TRY(talk_get_integer(&confirmations, reply->result, "confirmations"));
    if (confirmations < 1)
        return (result){talk->refusal};
    is_sent(talk);
    return OK;
}

const struct talk_step talk_send_raw = {.ask = ask_raw, .hear = hear_raw};
const struct talk_step talk_send_check = {
    .ask = ask_check, .hear = hear_check, .to_wallet = true, .is_large = true};
