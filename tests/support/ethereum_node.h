/* SPDX-License-Identifier: MIT */
/* ethereum_node.h - for tests: an Ethereum node made of recorded answers, honest until told
 * otherwise. Only static functions. */
#ifndef GRIDLOCK_TESTS_SUPPORT_ETHEREUM_NODE_H
#define GRIDLOCK_TESTS_SUPPORT_ETHEREUM_NODE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "support/ethereum_account.h"

enum { NODE_RULES = 24, NODE_ASKED = 64 };

struct node_rule {
    const char *question; /* "eth_getBalance" or "eth_getBalance pending" */
    const char *answer;   /* the JSON behind "result":, or a whole member like "\"error\":{...}" */
};

struct test_node {
    struct node_rule rules[NODE_RULES];
    size_t count;
    struct http_reply forced; /* used instead of an answer ... */
    int force_at;             /* ... for the question with this number; 0 = never */
    int asked;
    char last_body[16384];
};

/* A later rule wins. */
static inline void node_say(struct test_node *node, const char *question, const char *answer)
{
    node->rules[node->count++] = (struct node_rule){question, answer};
}

static inline struct test_node node_honest(void)
{
    struct test_node node = {.count = 0};
    node_say(&node, "eth_chainId", "\"0x7a69\"");
    node_say(&node, "eth_getBalance", "\"0xde0b6b3a7640000\""); /* 1 ETH */
    node_say(&node, "eth_getTransactionCount", "\"0x3\"");
    node_say(&node, "eth_feeHistory",
             "{\"oldestBlock\":\"0x10\",\"baseFeePerGas\":[\"0x2540be400\",\"0x2540be400\"],"
             "\"gasUsedRatio\":[0.5]}"); /* 10 gwei */
    node_say(&node, "eth_gasPrice", "\"0x2540be400\"");
    node_say(&node, "eth_maxPriorityFeePerGas", "\"0x3b9aca00\""); /* 1 gwei */
    node_say(&node, "eth_estimateGas", "\"0x5208\"");
    node_say(&node, "eth_blockNumber", "\"0x20\"");
    node_say(&node, "eth_getTransactionReceipt", "null");
    node_say(&node, "eth_getTransactionByHash", "null");
    return node;
}

static inline const char *node_find(const struct test_node *node, const char *method,
                                    const char *body)
{
    char with_pending[64];
    snprintf(with_pending, sizeof with_pending, "%s pending", method);
    const bool is_pending = strstr(body, "\"pending\"") != NULL;
    for (size_t i = node->count; i-- > 0;)
        if (strcmp(node->rules[i].question, method) == 0 ||
            (is_pending && strcmp(node->rules[i].question, with_pending) == 0))
            return node->rules[i].answer;
    cr_assert_fail("the node was asked for %s", method);
    return NULL;
}

/* Hears one request and replies to it. */
static inline struct http_reply node_reply(struct test_node *node, struct http_request *request)
{
    struct http_reply reply = {.ticket = request->ticket, .status = 200};
    struct json *body = NULL;
    const char *method = NULL;
    uint64_t number = 0;

    cr_assert(is_ok(json_parse(&body, buffer_slice(&request->body))), "%s",
              buffer_text(&request->body));
    cr_assert(is_ok(json_get_text(&method, body, "method")));
    cr_assert(is_ok(json_get_u64(&number, body, "id")));
    cr_assert_lt(request->body.size, sizeof node->last_body);
    strcpy(node->last_body, buffer_text(&request->body));
    cr_assert_lt(++node->asked, NODE_ASKED);
    if (node->asked == node->force_at) {
        reply = node->forced;
        memset(&node->forced, 0, sizeof node->forced);
    } else {
        const char *answer = node_find(node, method, node->last_body);
        const bool is_member = strncmp(answer, "\"error\"", 7) == 0;
        buffer_print(&reply.body, "{\"jsonrpc\":\"2.0\",\"id\":%llu,%s%s}",
                     (unsigned long long)number, is_member ? "" : "\"result\":", answer);
    }
    json_free(body);
    return reply;
}

/* Carries a whole talk. The answer is moved out; its payload is the caller's. */
static inline result node_talk(struct test_node *node, const struct chain_task *task,
                               struct chain_answer *answer)
{
    struct chain_talk *talk = NULL;
    bool done = false;
    result verdict = chain_ethereum.talk_open(&talk, task);
    struct http_reply reply = {0};
    bool has_reply = false;

    while (is_ok(verdict) && !done) {
        struct http_request request = {0};
        verdict = chain_ethereum.talk_step(talk, has_reply ? &reply : NULL, &request, &done);
        http_reply_free(&reply);
        if (is_ok(verdict) && !done) {
            cr_assert_eq(request.method, HTTP_POST);
            cr_assert(request.timeout_ms > 0 && request.reply_max > 0);
            reply = node_reply(node, &request);
            has_reply = true;
        }
        http_request_free(&request);
    }
    if (is_ok(verdict)) {
        const struct chain_answer *found = chain_ethereum.talk_answer(talk);
        *answer = *found;
        answer->payload = (struct buffer){0};
        buffer_append_slice(&answer->payload, buffer_slice(&found->payload));
    }
    chain_ethereum.talk_close(talk);
    return verdict;
}

#endif
