/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chains/bitcoin/talk_state.h"
#include "chains/bitcoin/transaction.h"
#include "core/base/memory.h"
#include "core/base/text.h"

static const struct talk_step *const steps[TALK_DONE] = {
    [TALK_CHAIN] = &talk_watch_chain,
    [TALK_WALLET] = &talk_watch_wallet,
    [TALK_LOAD] = &talk_watch_load,
    [TALK_CREATE] = &talk_watch_create,
    [TALK_DESCRIPTORS] = &talk_watch_descriptors,
    [TALK_SCAN] = &talk_coins_scan,
    [TALK_SCAN_ABORT] = &talk_coins_abort,
    [TALK_BIRTH_BLOCK] = &talk_watch_birth_block,
    [TALK_BIRTH_TIME] = &talk_watch_birth_time,
    [TALK_IMPORT] = &talk_watch_import,
    [TALK_UNSPENT] = &talk_coins_unspent,
    [TALK_HISTORY] = &talk_history_list,
    [TALK_HISTORY_CHECK] = &talk_history_check,
    [TALK_FEERATE] = &talk_draft_feerate,
    [TALK_MEMPOOL] = &talk_draft_mempool,
    [TALK_STILL_UNSPENT] = &talk_coins_recheck,
    [TALK_BLOCKS] = &talk_draft_blocks,
    [TALK_PREVIOUS] = &talk_draft_previous,
    [TALK_SEND] = &talk_send_raw,
    [TALK_SEND_CHECK] = &talk_send_check,
    [TALK_STATUS_WALLET] = &talk_status_wallet,
    [TALK_STATUS_LOAD] = &talk_status_load,
    [TALK_STATUS_MEMPOOL] = &talk_status_mempool,
    [TALK_STATUS_RAW] = &talk_status_raw,
    [TALK_STATUS_OUTPUTS] = &talk_status_outputs,
};

static result open_send(struct chain_talk *talk, const struct chain_task *task)
{
    SCOPED(transaction_free) struct transaction tx = {0};

    TRY(transaction_read(&tx, task->raw));
    transaction_id(talk->txid, &tx);
    buffer_append_slice(&talk->raw, task->raw);
    talk->at = TALK_SEND;
    return OK;
}

static result open_task(struct chain_talk *talk, const struct chain_task *task)
{
    talk->at = TALK_CHAIN;
    switch (task->kind) {
    case TASK_SYNC:
        return OK;
    case TASK_DRAFT:
        return draft_open(&talk->draft, task->account, &task->order);
    case TASK_SEND:
        return open_send(talk, task);
    case TASK_STATUS:
        talk->at = TALK_STATUS_WALLET;
        return transaction_id_parse(talk->txid, task->txid);
    }
    return FAIL(INTERNAL);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

result talk_open(struct chain_talk **out, const struct chain_task *task)
{
    struct chain_talk *talk = memory_new(1, sizeof *talk);

    talk->kind = task->kind;
    talk->account = *task->account;
    talk->node = task->node;
    const uint32_t change = task->kind == TASK_DRAFT ? task->order.next_change : task->known_change;
    talk->known[0] = smaller(task->known_receive, ADDRESS_INDEX_MOST);
    talk->known[1] = smaller(change, ADDRESS_INDEX_MOST);
    talk->id = 1;
    const result r = open_task(talk, task);
    if (is_ok(r))
        *out = talk;
    else
        talk_close(talk);
    return r;
}

void talk_close(struct chain_talk *talk)
{
    if (!talk)
        return;
    draft_close(&talk->draft);
    buffer_free(&talk->raw);
    buffer_free(&talk->answer.payload);
    memory_free(talk->coins);
    memory_free(talk->blocks);
    memory_free(talk);
}

const struct chain_answer *talk_answer(const struct chain_talk *talk)
{
    return &talk->answer;
}

static result ask(struct chain_talk *talk, struct http_request *next)
{
    const struct talk_step *step = steps[talk->at];
    struct rpc_request request = {.id = talk->id, .is_batch = step->is_batch};
    const uint32_t wait = step->is_slow ? RPC_WAIT_LONG_MS : RPC_WAIT_MS;

    talk->reply_max = step->is_large ? RPC_LARGE : RPC_SMALL;
    result r = step->ask(talk, &request);
    talk->asked = request.count;
    if (is_ok(r))
        r = rpc_send(next, &request, &talk->node, step->to_wallet && !talk->scans, wait,
                     talk->reply_max);
    buffer_free(&request.body);
    return r;
}

static result hear(struct chain_talk *talk, const struct http_reply *reply)
{
    const struct talk_step *step = steps[talk->at];
    struct rpc_reply heard = {.code = RPC_NO_METHOD, .message = ""};

    /* A node built without wallets does not even know their addresses. */
    if (reply->failure == HTTP_NONE && reply->status == 404 && step->to_wallet && !step->is_batch)
        return step->hear(talk, &heard);
    if (step->is_batch)
        TRY(rpc_hear_batch(&heard, reply, talk->reply_max));
    else
        TRY(rpc_hear(&heard, reply, talk->id, talk->reply_max));
    const result r = step->hear(talk, &heard);
    rpc_reply_free(&heard);
    talk->id += talk->asked;
    return r;
}

/* What a reader of JSON or hex says about a node's words means one thing to the owner. */
static result in_plain_words(result r)
{
    switch ((int)r.code) {
    case ERROR_JSON_SYNTAX:
    case ERROR_JSON_LIMIT:
    case ERROR_JSON_FIELD:
    case ERROR_HEX_DIGITS:
    case ERROR_AMOUNT_TEXT:
    case ERROR_AMOUNT_DECIMALS:
    case ERROR_AMOUNT_RANGE:
    case ERROR_BITCOIN_RAW:
        return FAIL(NODE_ANSWER);
    default:
        return r;
    }
}

result talk_step(struct chain_talk *talk, const struct http_reply *reply, struct http_request *next,
                 bool *done)
{
    if (reply && talk->at == TALK_IMPORT && reply->failure == HTTP_TIMEOUT)
        talk_watch_import_goes_on(talk);
    else if (reply && talk->at != TALK_DONE)
        TRY(in_plain_words(hear(talk, reply)));
    *done = talk->at == TALK_DONE;
    return *done ? OK : ask(talk, next);
}

void talk_note(struct chain_talk *talk, const char *sentence)
{
    const size_t used = strlen(talk->answer.note);

    if (used + 1 + strlen(sentence) >= NOTE_MAX || strstr(talk->answer.note, sentence))
        return;
    snprintf(talk->answer.note + used, NOTE_MAX - used, "%s%s", used ? " " : "", sentence);
}

void talk_call_with_txid(struct rpc_request *request, const char *method,
                         const uint8_t txid[static 32], const char *more)
{
    char id[TXID_MAX];
    char params[2 * TXID_MAX];

    transaction_id_print(id, txid);
    snprintf(params, sizeof params, "[\"%s\"%s]", id, more);
    rpc_call(request, method, params);
}

result talk_get_integer(int64_t *out, const struct json *object, const char *name)
{
    const struct json *value;

    TRY(json_get(&value, object, name));
    const char *digits = json_number(value);
    CHECK(digits && strlen(digits) < 18 && strspn(digits, "-0123456789") == strlen(digits),
          NODE_ANSWER);
    *out = strtoll(digits, NULL, 10);
    return OK;
}
