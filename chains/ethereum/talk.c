/* SPDX-License-Identifier: MIT */
#include "chains/ethereum/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chains/ethereum/talk_steps.h"
#include "core/base/hex.h"
#include "core/base/memory.h"

enum { WATCH_MOST = 64 };

result ethereum_talk_address(struct chain_talk *talk, uint32_t index)
{
    uint8_t address[ETHEREUM_ADDRESS_BYTES];

    TRY(ethereum_address_at(address, talk->account, index));
    ethereum_address_print(talk->address, address);
    talk->index = index;
    return OK;
}

void ethereum_talk_note(struct chain_talk *talk, const char *sentence)
{
    char *note = talk->answer.note;
    const size_t used = strlen(note);

    if (used + strlen(sentence) + 2 > NOTE_MAX)
        return;
    snprintf(note + used, NOTE_MAX - used, "%s%s", used ? " " : "", sentence);
}

static void phrase_nothing(struct buffer *params, const struct chain_talk *talk)
{
    (void)talk;
    buffer_print(params, "[]");
}

static void phrase_latest(struct buffer *params, const struct chain_talk *talk)
{
    buffer_print(params, "[\"%s\",\"latest\"]", talk->address);
}

static void phrase_pending(struct buffer *params, const struct chain_talk *talk)
{
    buffer_print(params, "[\"%s\",\"pending\"]", talk->address);
}

static void phrase_history(struct buffer *params, const struct chain_talk *talk)
{
    (void)talk;
    buffer_print(params, "[\"0x1\",\"latest\",[]]");
}

static void phrase_raw(struct buffer *params, const struct chain_talk *talk)
{
    buffer_print(params, "[\"0x");
    hex_append(params, buffer_slice(&talk->raw));
    buffer_print(params, "\"]");
}

static void phrase_txid(struct buffer *params, const struct chain_talk *talk)
{
    buffer_print(params, "[\"%s\"]", talk->answer.txid);
}

/* The chain id is settled; what is asked next depends on the task. */
static enum talk_ask first_ask(const struct chain_talk *talk)
{
    switch (talk->kind) {
    case TASK_SYNC:
    case TASK_DRAFT:
        return ASK_BALANCE;
    case TASK_SEND:
        return ASK_SEND;
    case TASK_STATUS:
        return talk->raw.size ? ASK_NONCE : ASK_RECEIPT;
    }
    abort();
}

static result hear_chain_id(struct chain_talk *talk, const struct rpc_answer *answer)
{
    uint64_t chain_id = 0;

    CHECK(answer->refusal == RPC_ACCEPTED, NODE_REFUSED);
    TRY(ethereum_rpc_u64(&chain_id, answer->result));
    CHECK(chain_id == talk->account->chain_id, ETHEREUM_CHAIN);
    talk->ask = first_ask(talk);
    return OK;
}

static const struct step {
    const char *method;
    void (*phrase)(struct buffer *params, const struct chain_talk *talk);
    result (*hear)(struct chain_talk *talk, const struct rpc_answer *answer);
} steps[] = {
    [ASK_CHAIN_ID] = {"eth_chainId", phrase_nothing, hear_chain_id},
    [ASK_BALANCE] = {"eth_getBalance", phrase_latest, ethereum_hear_balance},
    [ASK_PENDING_BALANCE] = {"eth_getBalance", phrase_pending, ethereum_hear_pending_balance},
    [ASK_NONCE] = {"eth_getTransactionCount", phrase_latest, ethereum_hear_nonce},
    [ASK_PENDING_NONCE] = {"eth_getTransactionCount", phrase_pending, ethereum_hear_pending_nonce},
    [ASK_FEE_HISTORY] = {"eth_feeHistory", phrase_history, ethereum_hear_fee_history},
    [ASK_GAS_PRICE] = {"eth_gasPrice", phrase_nothing, ethereum_hear_gas_price},
    [ASK_TIP] = {"eth_maxPriorityFeePerGas", phrase_nothing, ethereum_hear_tip},
    [ASK_GAS] = {"eth_estimateGas", ethereum_draft_gas_question, ethereum_hear_gas},
    [ASK_SEND] = {"eth_sendRawTransaction", phrase_raw, ethereum_hear_send},
    [ASK_RECEIPT] = {"eth_getTransactionReceipt", phrase_txid, ethereum_hear_receipt},
    [ASK_LOOKUP] = {"eth_getTransactionByHash", phrase_txid, ethereum_hear_lookup},
    [ASK_HEAD] = {"eth_blockNumber", phrase_nothing, ethereum_hear_head},
};

static result begin_sync(struct chain_talk *talk, const struct chain_task *task)
{
    talk->watch = task->known_receive < 1 ? 1 : task->known_receive;
    if (talk->watch > WATCH_MOST)
        talk->watch = WATCH_MOST;
    return ethereum_talk_address(talk, 0);
}

static result begin(struct chain_talk *talk, const struct chain_task *task)
{
    CHECK(talk->account->kind == ACCOUNT_ETHEREUM && talk->account->chain_id, CHAIN_ACCOUNT);
    CHECK(talk->node.url[0], NODE_UNREACHABLE);
    switch (task->kind) {
    case TASK_SYNC:
        return begin_sync(talk, task);
    case TASK_DRAFT:
        return ethereum_draft_begin(talk, task);
    case TASK_SEND:
        return ethereum_send_begin(talk, task);
    case TASK_STATUS:
        return ethereum_status_begin(talk, task);
    }
    return FAIL(ETHEREUM_TASK);
}

result ethereum_talk_open(struct chain_talk **out, const struct chain_task *task)
{
    struct chain_talk *talk = memory_new(1, sizeof *talk);

    talk->kind = task->kind;
    talk->account = task->account;
    talk->node = task->node;
    talk->ask = ASK_CHAIN_ID;
    const result begun = begin(talk, task);
    if (!is_ok(begun)) {
        ethereum_talk_close(talk);
        return begun;
    }
    *out = talk;
    return OK;
}

static result hear(struct chain_talk *talk, const struct http_reply *reply)
{
    SCOPED(ethereum_rpc_answer_free) struct rpc_answer answer = {.root = NULL};

    CHECK(talk->number > 0 && talk->ask != ASK_NOTHING, INTERNAL);
    TRY(ethereum_rpc_hear(&answer, reply, talk->number));
    return steps[talk->ask].hear(talk, &answer);
}

result ethereum_talk_step(struct chain_talk *talk, const struct http_reply *reply,
                          struct http_request *next, bool *done)
{
    SCOPED(buffer_free) struct buffer params = {0};

    CHECK((reply == NULL) == (talk->number == 0), INTERNAL);
    if (reply)
        TRY(hear(talk, reply));
    *done = talk->ask == ASK_NOTHING;
    if (*done)
        return OK;
    steps[talk->ask].phrase(&params, talk);
    ethereum_rpc_ask(next, &talk->node, ++talk->number, steps[talk->ask].method,
                     buffer_text(&params));
    return OK;
}

const struct chain_answer *ethereum_talk_answer(const struct chain_talk *talk)
{
    return &talk->answer;
}

void ethereum_talk_close(struct chain_talk *talk)
{
    if (!talk)
        return;
    buffer_free(&talk->raw);
    buffer_free(&talk->answer.payload);
    memory_free(talk);
}
