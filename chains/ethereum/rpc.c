/* SPDX-License-Identifier: MIT */
#include "chains/ethereum/rpc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"

enum { TIMEOUT_MS = 20000, REPLY_MAX = 1 << 20, WORDS_MAX = 1024, NUMBER_MAX = 16 };

void ethereum_rpc_ask(struct http_request *out, const struct chain_node *node, unsigned number,
                      const char *method, const char *params)
{
    struct http_request request = {
        .method = HTTP_POST,
        .headers = {"Content-Type: application/json"},
        .timeout_ms = TIMEOUT_MS,
        .reply_max = REPLY_MAX,
    };

    memcpy(request.url, node->url, sizeof request.url);
    memcpy(request.credentials, node->credentials, sizeof request.credentials);
    buffer_print(&request.body, "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":\"%s\",\"params\":%s}",
                 number, method, params);
    *out = request;
}

static result judge_delivery(const struct http_reply *reply)
{
    switch (reply->failure) {
    case HTTP_UNREACHABLE:
        return FAIL(NODE_UNREACHABLE);
    case HTTP_TIMEOUT:
        return FAIL(NODE_TIMEOUT);
    case HTTP_TOO_LONG:
        return FAIL(NODE_TOO_LONG);
    case HTTP_REFUSED:
        return FAIL(NODE_REFUSED);
    case HTTP_NONE:
        break;
    }
    CHECK(reply->status != 0, NODE_UNREACHABLE);
    CHECK(reply->status != 401 && reply->status != 403, NODE_LOGIN);
    CHECK(reply->status != 429 && reply->status != 503, NODE_REFUSED);
    CHECK(reply->body.size <= REPLY_MAX, NODE_TOO_LONG);
    return OK;
}

/* Nodes do not agree on numbers for these, only roughly on words (geth, erigon, nethermind, besu,
 * reth, anvil). The first that is found counts. */
static const struct {
    const char *words;
    enum rpc_refusal refusal;
} refusals[] = {
    {"already known", RPC_KNOWN},       {"alreadyknown", RPC_KNOWN},
    {"already imported", RPC_KNOWN},    {"known transaction", RPC_KNOWN},
    {"nonce too low", RPC_NONCE},       {"oldnonce", RPC_NONCE},
    {"nonce is too low", RPC_NONCE},    {"underpriced", RPC_UNDERPRICED},
    {"fee too low", RPC_UNDERPRICED},   {"less than block base fee", RPC_UNDERPRICED},
    {"feetoolow", RPC_UNDERPRICED},     {"below minimum", RPC_UNDERPRICED},
    {"insufficient funds", RPC_POOR},   {"insufficientfunds", RPC_POOR},
    {"upfront cost exceeds", RPC_POOR}, {"revert", RPC_REVERTED},
};

static bool contains(const char *text, const char *words)
{
    const size_t size = strlen(words);

    for (; *text; text++)
        if (strncasecmp(text, words, size) == 0)
            return true;
    return false;
}

static enum rpc_refusal tell_refusal(const struct json *error)
{
    char words[WORDS_MAX];
    const char *message = NULL;

    if (!is_ok(json_get_text(&message, error, "message")))
        return RPC_REFUSED;
    text_showable(words, sizeof words, slice_of_text(message));
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (contains(words, refusals[i].words))
            return refusals[i].refusal;
    return RPC_REFUSED;
}

/* Exactly one of result and error; the number of the question. */
static result read_answer(struct rpc_answer *answer, unsigned number)
{
    const struct json *id = NULL;
    const struct json *error = NULL;
    char expected[NUMBER_MAX];

    snprintf(expected, sizeof expected, "%u", number);
    CHECK(is_ok(json_get(&id, answer->root, "id")), NODE_ANSWER);
    CHECK(json_number(id) && strcmp(json_number(id), expected) == 0, NODE_ANSWER);
    if (json_has(answer->root, "error")) {
        CHECK(!json_has(answer->root, "result"), NODE_ANSWER);
        CHECK(is_ok(json_get(&error, answer->root, "error")), NODE_ANSWER);
        answer->refusal = tell_refusal(error);
        return OK;
    }
    CHECK(is_ok(json_get(&answer->result, answer->root, "result")), NODE_ANSWER);
    return OK;
}

result ethereum_rpc_hear(struct rpc_answer *out, const struct http_reply *reply, unsigned number)
{
    SCOPED(ethereum_rpc_answer_free) struct rpc_answer answer = {.refusal = RPC_ACCEPTED};

    TRY(judge_delivery(reply));
    CHECK(is_ok(json_parse(&answer.root, buffer_slice(&reply->body))), NODE_ANSWER);
    TRY(read_answer(&answer, number));
    /* Some nodes send a refusal with HTTP 400 or 500; a result comes with 200 only. */
    CHECK(reply->status == 200 || answer.refusal != RPC_ACCEPTED, NODE_ANSWER);
    *out = answer;
    answer.root = NULL;
    return OK;
}

void ethereum_rpc_answer_free(struct rpc_answer *answer)
{
    json_free(answer->root);
    *answer = (struct rpc_answer){.root = NULL};
}

result ethereum_rpc_amount(struct amount *out, const struct json *value)
{
    const char *text = json_text(value);

    CHECK(text && is_ok(amount_parse_hex(out, text)), NODE_ANSWER);
    return OK;
}

result ethereum_rpc_u64(uint64_t *out, const struct json *value)
{
    struct amount amount;

    TRY(ethereum_rpc_amount(&amount, value));
    CHECK(is_ok(amount_to_u64(out, &amount)), NODE_ANSWER);
    return OK;
}

result ethereum_rpc_field_u64(uint64_t *out, const struct json *object, const char *name)
{
    const struct json *value = NULL;

    CHECK(is_ok(json_get(&value, object, name)), NODE_ANSWER);
    return ethereum_rpc_u64(out, value);
}
