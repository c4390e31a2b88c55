/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "chains/ethereum/rlp.h"
#include "chains/ethereum/talk_steps.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"

enum { RAW_MOST = 4096, TYPE_EIP_1559 = 2, HASH_TEXT = 2 + 2 * HASH_BYTES };

static void name_by_hash(struct chain_talk *talk)
{
    uint8_t hash[HASH_BYTES];

    hash_keccak256(hash, buffer_slice(&talk->raw));
    memcpy(talk->answer.txid, "0x", 2);
    hex_encode(talk->answer.txid + 2, slice_of(hash, sizeof hash));
}

/* Our own signed payment: type, then the list whose second field is the nonce. */
static result take_raw(struct chain_talk *talk, struct slice raw)
{
    struct rlp_reader outer;
    struct rlp_reader fields = {0};
    uint64_t chain_id;

    CHECK(raw.size > 1 && raw.size <= RAW_MOST, ETHEREUM_TYPE);
    CHECK(raw.data[0] == TYPE_EIP_1559, ETHEREUM_TYPE);
    outer.rest = slice_of(raw.data + 1, raw.size - 1);
    TRY(rlp_read_list(&fields, &outer));
    TRY(rlp_read_end(&outer));
    TRY(rlp_read_u64(&chain_id, &fields));
    TRY(rlp_read_u64(&talk->raw_nonce, &fields));
    CHECK(chain_id == talk->account->chain_id, ETHEREUM_CHAIN);
    buffer_append_slice(&talk->raw, raw);
    name_by_hash(talk);
    return OK;
}

result ethereum_send_begin(struct chain_talk *talk, const struct chain_task *task)
{
    return take_raw(talk, task->raw);
}

result ethereum_status_begin(struct chain_talk *talk, const struct chain_task *task)
{
    uint8_t hash[HASH_BYTES];

    if (task->raw.size > 0) {
        TRY(take_raw(talk, task->raw));
        return ethereum_talk_address(talk, task->order.from_index);
    }
    CHECK(strncmp(task->txid, "0x", 2) == 0, ETHEREUM_TASK);
    CHECK(is_ok(hex_decode(hash, sizeof hash, task->txid + 2)), ETHEREUM_TASK);
    memcpy(talk->answer.txid, task->txid, HASH_TEXT + 1);
    return OK;
}

/* Whether a node's answer is about our transaction. */
static result check_hash(const struct chain_talk *talk, const char *hash)
{
    CHECK(hash && strcasecmp(hash, talk->answer.txid) == 0, NODE_ANSWER);
    return OK;
}

static result check_hash_field(const struct chain_talk *talk, const struct json *object,
                               const char *name)
{
    const char *hash = NULL;

    CHECK(is_ok(json_get_text(&hash, object, name)), NODE_ANSWER);
    return check_hash(talk, hash);
}

/* Whatever else a node says, it may have the transaction already: then it is a success. */
result ethereum_hear_send(struct chain_talk *talk, const struct rpc_answer *answer)
{
    if (answer->refusal == RPC_ACCEPTED)
        TRY(check_hash(talk, json_text(answer->result)));
    talk->refusal = answer->refusal;
    talk->answer.is_known = answer->refusal == RPC_ACCEPTED || answer->refusal == RPC_KNOWN;
    talk->ask = talk->answer.is_known ? ASK_NOTHING : ASK_LOOKUP;
    return OK;
}

static result refuse_send(enum rpc_refusal refusal)
{
    switch (refusal) {
    case RPC_NONCE:
        return FAIL(ETHEREUM_NONCE_USED);
    case RPC_UNDERPRICED:
        return FAIL(ETHEREUM_UNDERPRICED);
    case RPC_POOR:
        return FAIL(ETHEREUM_BALANCE);
    case RPC_ACCEPTED:
    case RPC_REFUSED:
    case RPC_KNOWN:
    case RPC_REVERTED:
        break;
    }
    return FAIL(NODE_REFUSED);
}

/* The node does not have it. When the nonce was counted as used BEFORE the node was asked for the
 * receipt, another transaction took its place: status follows (account, nonce), not the hash. */
static result hear_unknown(struct chain_talk *talk)
{
    if (talk->kind == TASK_SEND)
        return refuse_send(talk->refusal);
    talk->answer.has_failed = talk->raw.size > 0 && talk->nonce > talk->raw_nonce;
    talk->ask = ASK_NOTHING;
    return OK;
}

result ethereum_hear_lookup(struct chain_talk *talk, const struct rpc_answer *answer)
{
    CHECK(answer->refusal == RPC_ACCEPTED, NODE_REFUSED);
    if (json_is_null(answer->result))
        return hear_unknown(talk);
    TRY(check_hash_field(talk, answer->result, "hash"));
    talk->answer.is_known = true;
    talk->ask = ASK_NOTHING;
    return OK;
}

result ethereum_hear_receipt(struct chain_talk *talk, const struct rpc_answer *answer)
{
    uint64_t status = 0;

    CHECK(answer->refusal == RPC_ACCEPTED, NODE_REFUSED);
    if (json_is_null(answer->result)) {
        talk->ask = ASK_LOOKUP;
        return OK;
    }
    TRY(check_hash_field(talk, answer->result, "transactionHash"));
    TRY(ethereum_rpc_field_u64(&status, answer->result, "status"));
    TRY(ethereum_rpc_field_u64(&talk->block, answer->result, "blockNumber"));
    CHECK(status <= 1, NODE_ANSWER);
    talk->answer.is_known = true;
    talk->answer.has_failed = status == 0;
    talk->ask = ASK_HEAD;
    return OK;
}

result ethereum_hear_head(struct chain_talk *talk, const struct rpc_answer *answer)
{
    uint64_t head = 0;

    CHECK(answer->refusal == RPC_ACCEPTED, NODE_REFUSED);
    TRY(ethereum_rpc_u64(&head, answer->result));
    const uint64_t above = head > talk->block ? head - talk->block : 0;
    talk->answer.confirmations = above < UINT32_MAX ? (uint32_t)above + 1 : UINT32_MAX;
    talk->ask = ASK_NOTHING;
    return OK;
}
