/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/ethereum/transaction.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "support/ethereum_node.h"

TestSuite(ethereum_talk, .init = crypto_start);

static struct account account;

static struct chain_task task_of(enum task_kind kind)
{
    struct chain_task task = {.kind = kind, .account = &account};
    account = test_account(31337);
    strcpy(task.node.url, "http://127.0.0.1:8545");
    return task;
}

/* A signed payment of ours with nonce 3, and its id. */
static struct buffer signed_payment(char txid[TXID_MAX])
{
    static const uint8_t to[20] = {9, 9, 9};
    struct buffer payload = {0}, raw = {0};
    struct explanation e;
    account = test_account(31337);
    const struct ethereum_transaction t = {.chain_id = 31337,
                                           .nonce = 3,
                                           .max_fee = amount_of(1000),
                                           .gas = 21000,
                                           .to = slice_of(to, 20),
                                           .value = amount_of(1000000000000)};
    wire_write_u32(&payload, 0);
    ethereum_transaction_write_unsigned(&payload, &t);
    cr_assert(is_ok(chain_ethereum.explain(&e, &account, buffer_slice(&payload))));
    const struct signature_bytes s = test_sign(&account, 0, e.items[0].digest);
    cr_assert(is_ok(chain_ethereum.finish(&raw, txid, &account, buffer_slice(&payload), &s, 1)));
    explanation_free(&e);
    buffer_free(&payload);
    return raw;
}

static enum error_code verdict(struct test_node *node, const struct chain_task *task)
{
    struct chain_answer answer = {{{0}}};
    const enum error_code code = node_talk(node, task, &answer).code;
    buffer_free(&answer.payload);
    return code;
}

Test(ethereum_talk, tells_the_balance)
{
    struct test_node node = node_honest();
    const struct chain_task task = task_of(TASK_SYNC);
    struct chain_answer answer;
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert_eq(answer.confirmed.limb[0], 1000000000000000000);
    cr_assert(amount_is_zero(&answer.unconfirmed));
    cr_assert_eq(answer.next_receive, 0);
    cr_assert_eq(answer.event_count, 0);
    cr_assert_eq(node.asked, 3);
}

Test(ethereum_talk, keeps_incoming_and_outgoing_apart)
{
    struct test_node node = node_honest();
    const struct chain_task task = task_of(TASK_SYNC);
    struct chain_answer answer;
    node_say(&node, "eth_getBalance pending", "\"0xde0b6b3a7640064\"");
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert_eq(answer.confirmed.limb[0], 1000000000000000000);
    cr_assert_eq(answer.unconfirmed.limb[0], 100);
    node_say(&node, "eth_getBalance pending", "\"0xde0b6b3a763ff9c\"");
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert_eq(answer.confirmed.limb[0], 1000000000000000000 - 100);
    cr_assert(amount_is_zero(&answer.unconfirmed));
}

Test(ethereum_talk, adds_up_all_addresses_that_were_shown)
{
    struct test_node node = node_honest();
    struct chain_task task = task_of(TASK_SYNC);
    struct chain_answer answer;
    task.known_receive = 3;
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert_eq(answer.confirmed.limb[0], 3000000000000000000);
    cr_assert_eq(node.asked, 7);
    node_say(&node, "eth_getBalance",
             "\"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\"");
    cr_assert_eq(verdict(&node, &task), ERROR_NODE_ANSWER);
}

Test(ethereum_talk, refuses_a_node_of_another_chain_before_anything_else)
{
    static const char *const ids[] = {"\"0x1\"", "\"0x7a6a\"", "\"0x0\"", "\"0x17a69\""};
    const enum task_kind kinds[] = {TASK_SYNC, TASK_STATUS};
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 2; j++) {
            struct test_node node = node_honest();
            struct chain_task task = task_of(kinds[j]);
            memset(task.txid, 'a', 66);
            memcpy(task.txid, "0x", 2);
            node_say(&node, "eth_chainId", ids[i]);
            cr_assert_eq(verdict(&node, &task), ERROR_ETHEREUM_CHAIN);
            cr_assert_eq(node.asked, 1);
        }
}

Test(ethereum_talk, survives_a_node_that_is_broken_at_any_point)
{
    static const struct {
        const char *body;
        unsigned status;
        enum http_failure failure;
        enum error_code expected;
    } lies[] = {
        {"", 0, HTTP_UNREACHABLE, ERROR_NODE_UNREACHABLE},
        {"", 0, HTTP_NONE, ERROR_NODE_UNREACHABLE},
        {"", 0, HTTP_TIMEOUT, ERROR_NODE_TIMEOUT},
        {"", 0, HTTP_TOO_LONG, ERROR_NODE_TOO_LONG},
        {"", 0, HTTP_REFUSED, ERROR_NODE_REFUSED},
        {"", 200, HTTP_NONE, ERROR_NODE_ANSWER},
        {"Internal Server Error", 500, HTTP_NONE, ERROR_NODE_ANSWER},
        {"<html><body>502 Bad Gateway</body></html>", 502, HTTP_NONE, ERROR_NODE_ANSWER},
        {"<!doctype html><title>login</title>", 200, HTTP_NONE, ERROR_NODE_ANSWER},
        {"", 401, HTTP_NONE, ERROR_NODE_LOGIN},
        {"", 403, HTTP_NONE, ERROR_NODE_LOGIN},
        {"", 429, HTTP_NONE, ERROR_NODE_REFUSED},
        {"{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":\"0x7a69\"}", 200, HTTP_NONE, ERROR_NODE_ANSWER},
        {"{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":\"0x7a69\"}", 200, HTTP_NONE,
         ERROR_NODE_ANSWER},
        {"{\"jsonrpc\":\"2.0\",\"result\":\"0x7a69\"}", 200, HTTP_NONE, ERROR_NODE_ANSWER},
        {"[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x7a69\"}]", 200, HTTP_NONE,
         ERROR_NODE_ANSWER},
        {"{\"id\":1,\"id\":1,\"result\":\"0x7a69\"}", 200, HTTP_NONE, ERROR_NODE_ANSWER},
        {"{\"id\":1,\"result\":\"0x7a69\"", 200, HTTP_NONE, ERROR_NODE_ANSWER},
        {"{\"id\":1,\"result\":\"0x7a69\"}", 500, HTTP_NONE, ERROR_NODE_ANSWER},
        {"{\"id\":1,\"result\":\"0x7a69\",\"error\":{\"message\":\"x\"}}", 200, HTTP_NONE,
         ERROR_NODE_ANSWER},
        {"{\"id\":1}", 200, HTTP_NONE, ERROR_NODE_ANSWER},
        {"null", 200, HTTP_NONE, ERROR_NODE_ANSWER},
        {"{\"id\":1,\"error\":{\"code\":-1,\"message\":\"\\u001b[31mcall +1-800\"}}", 200,
         HTTP_NONE, ERROR_NODE_REFUSED},
        {"{\"id\":1,\"error\":\"boom\"}", 500, HTTP_NONE, ERROR_NODE_REFUSED},
    };
    const struct chain_task task = task_of(TASK_SYNC);
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        struct test_node node = node_honest();
        node.force_at = 1;
        node.forced = (struct http_reply){.status = lies[i].status, .failure = lies[i].failure};
        buffer_append_slice(&node.forced.body, slice_of_text(lies[i].body));
        cr_assert_eq(verdict(&node, &task), lies[i].expected, "%zu %s", i, lies[i].body);
        cr_assert_eq(node.asked, 1);
    }
}

Test(ethereum_talk, survives_ten_megabytes_and_endless_depth)
{
    const struct chain_task task = task_of(TASK_SYNC);
    enum { LONG = 10 << 20 };
    for (int i = 0; i < 2; i++) {
        struct test_node node = node_honest();
        const size_t size = i == 0 ? LONG : 1 << 20;
        node.force_at = 2;
        node.forced.status = 200;
        memset(buffer_extend(&node.forced.body, size), i == 0 ? ' ' : '[', size);
        cr_assert_eq(verdict(&node, &task), i == 0 ? ERROR_NODE_TOO_LONG : ERROR_NODE_ANSWER);
    }
}

Test(ethereum_talk, sends_and_names_the_transaction)
{
    char txid[TXID_MAX], answer_text[TXID_MAX + 2], expected_start[64];
    struct buffer raw = signed_payment(txid);
    struct test_node node = node_honest();
    struct chain_task task = task_of(TASK_SEND);
    struct chain_answer answer;
    snprintf(answer_text, sizeof answer_text, "\"%s\"", txid);
    node_say(&node, "eth_sendRawTransaction", answer_text);
    task.raw = buffer_slice(&raw);
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert_str_eq(answer.txid, txid);
    cr_assert(answer.is_known);
    strcpy(expected_start, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"eth_sendRawTransaction\"");
    cr_assert_eq(strncmp(node.last_body, expected_start, strlen(expected_start)), 0);
    char *hex = strstr(node.last_body, "[\"0x") + 4;
    cr_assert_eq(strcspn(hex, "\""), 2 * raw.size);
    /* A node that claims to have sent something else is not believed. */
    node_say(&node, "eth_sendRawTransaction",
             "\"0xabababababababababababababababababababababababababababababababab\"");
    cr_assert_eq(verdict(&node, &task), ERROR_NODE_ANSWER);
    buffer_free(&raw);
}

Test(ethereum_talk, takes_an_already_known_transaction_as_sent)
{
    static const char *const words[] = {"already known", "AlreadyKnown", "Known transaction: 0xab",
                                        "ALREADY imported"};
    char txid[TXID_MAX], message[200];
    struct buffer raw = signed_payment(txid);
    struct chain_task task = task_of(TASK_SEND);
    task.raw = buffer_slice(&raw);
    for (size_t i = 0; i < 4; i++) {
        struct test_node node = node_honest();
        struct chain_answer answer;
        snprintf(message, sizeof message, "\"error\":{\"code\":-32000,\"message\":\"%s\"}",
                 words[i]);
        node_say(&node, "eth_sendRawTransaction", message);
        cr_assert(is_ok(node_talk(&node, &task, &answer)), "%s", words[i]);
        cr_assert_str_eq(answer.txid, txid);
    }
    buffer_free(&raw);
}

Test(ethereum_talk, looks_before_it_calls_a_refusal_final)
{
    static const struct {
        const char *words;
        enum error_code expected;
    } refusals[] = {
        {"nonce too low: next nonce 4, tx nonce 3", ERROR_ETHEREUM_NONCE_USED},
        {"replacement transaction underpriced", ERROR_ETHEREUM_UNDERPRICED},
        {"max fee per gas less than block base fee", ERROR_ETHEREUM_UNDERPRICED},
        {"insufficient funds for gas * price + value", ERROR_ETHEREUM_BALANCE},
        {"visit http://evil.example to update", ERROR_NODE_REFUSED},
    };
    char txid[TXID_MAX], message[200], found[400];
    struct buffer raw = signed_payment(txid);
    struct chain_task task = task_of(TASK_SEND);
    task.raw = buffer_slice(&raw);
    snprintf(found, sizeof found, "{\"hash\":\"%s\",\"blockNumber\":null}", txid);
    for (size_t i = 0; i < 5; i++) {
        struct test_node node = node_honest();
        struct chain_answer answer;
        snprintf(message, sizeof message, "\"error\":{\"code\":-32000,\"message\":\"%s\"}",
                 refusals[i].words);
        node_say(&node, "eth_sendRawTransaction", message);
        cr_assert_eq(verdict(&node, &task), refusals[i].expected, "%s", refusals[i].words);
        node_say(&node, "eth_getTransactionByHash", found);
        cr_assert(is_ok(node_talk(&node, &task, &answer)));
        cr_assert(answer.is_known);
        cr_assert_str_eq(answer.note, "");
    }
    buffer_free(&raw);
}

Test(ethereum_talk, sends_only_typed_payments_of_its_chain)
{
    char txid[TXID_MAX];
    struct buffer raw = signed_payment(txid);
    struct chain_task task = task_of(TASK_SEND);
    struct test_node node = node_honest();
    for (size_t size = 0; size < raw.size; size++) {
        task.raw = slice_of(raw.data, size);
        cr_assert_neq(verdict(&node, &task), ERROR_NONE);
    }
    account = test_account(1);
    task.raw = buffer_slice(&raw);
    cr_assert_eq(verdict(&node, &task), ERROR_ETHEREUM_CHAIN);
    cr_assert_eq(node.asked, 0);
    buffer_free(&raw);
}

static void receipt_for(char out[static 400], const char *txid, const char *status,
                        const char *block)
{
    snprintf(out, 400, "{\"transactionHash\":\"%s\",\"status\":%s,\"blockNumber\":%s,\"logs\":[]}",
             txid, status, block);
}

Test(ethereum_talk, counts_confirmations)
{
    char txid[TXID_MAX], receipt[400];
    struct buffer raw = signed_payment(txid);
    struct chain_task task = task_of(TASK_STATUS);
    struct test_node node = node_honest();
    struct chain_answer answer;
    strcpy(task.txid, txid);
    receipt_for(receipt, txid, "\"0x1\"", "\"0x1e\"");
    node_say(&node, "eth_getTransactionReceipt", receipt);
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert(answer.is_known && !answer.has_failed);
    cr_assert_eq(answer.confirmations, 3); /* 0x1e, 0x1f, 0x20 */
    cr_assert_str_eq(answer.txid, txid);
    receipt_for(receipt, txid, "\"0x1\"", "\"0x21\""); /* the head lags behind */
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert_eq(answer.confirmations, 1);
    receipt_for(receipt, txid, "\"0x0\"", "\"0x20\"");
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert(answer.is_known && answer.has_failed);
    buffer_free(&raw);
}

Test(ethereum_talk, refuses_false_receipts)
{
    char txid[TXID_MAX], other[TXID_MAX], receipt[400];
    struct buffer raw = signed_payment(txid);
    struct chain_task task = task_of(TASK_STATUS);
    struct test_node node = node_honest();
    strcpy(task.txid, txid);
    strcpy(other, txid);
    other[10] = other[10] == 'a' ? 'b' : 'a';
    node_say(&node, "eth_getTransactionReceipt", receipt);
    receipt_for(receipt, other, "\"0x1\"", "\"0x1e\"");
    cr_assert_eq(verdict(&node, &task), ERROR_NODE_ANSWER);
    receipt_for(receipt, txid, "\"0x2\"", "\"0x1e\"");
    cr_assert_eq(verdict(&node, &task), ERROR_NODE_ANSWER);
    receipt_for(receipt, txid, "1", "\"0x1e\"");
    cr_assert_eq(verdict(&node, &task), ERROR_NODE_ANSWER);
    receipt_for(receipt, txid, "\"0x1\"", "null");
    cr_assert_eq(verdict(&node, &task), ERROR_NODE_ANSWER);
    strcpy(receipt, "true");
    cr_assert_eq(verdict(&node, &task), ERROR_NODE_ANSWER);
    buffer_free(&raw);
}

Test(ethereum_talk, tells_waiting_from_replaced)
{
    char txid[TXID_MAX], found[400];
    struct buffer raw = signed_payment(txid); /* nonce 3 */
    struct chain_task task = task_of(TASK_STATUS);
    struct test_node node = node_honest();
    struct chain_answer answer;
    task.raw = buffer_slice(&raw);
    cr_assert(is_ok(node_talk(&node, &task, &answer))); /* count 3: the nonce is free */
    cr_assert(!answer.is_known && !answer.has_failed);
    cr_assert_str_eq(answer.txid, txid);
    node_say(&node, "eth_getTransactionCount", "\"0x4\"");
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert(!answer.is_known && answer.has_failed);
    snprintf(found, sizeof found, "{\"hash\":\"%s\",\"blockNumber\":null}", txid);
    node_say(&node, "eth_getTransactionByHash", found);
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert(answer.is_known && !answer.has_failed);
    cr_assert_eq(answer.confirmations, 0);
    /* Without the bytes nobody can know. */
    node = node_honest();
    node_say(&node, "eth_getTransactionCount", "\"0x4\"");
    task.raw = slice_of(NULL, 0);
    strcpy(task.txid, txid);
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert(!answer.is_known && !answer.has_failed);
    buffer_free(&raw);
}

Test(ethereum_talk, refuses_ids_that_would_break_out_of_the_question)
{
    static const char *const ids[] = {"", "0x", "abc", "0x12\",\"latest", "0xzz"};
    struct test_node node = node_honest();
    for (size_t i = 0; i < 5; i++) {
        struct chain_task task = task_of(TASK_STATUS);
        strcpy(task.txid, ids[i]);
        cr_assert_eq(verdict(&node, &task), ERROR_ETHEREUM_TASK);
    }
    struct chain_task task = task_of((enum task_kind)9);
    cr_assert_eq(verdict(&node, &task), ERROR_ETHEREUM_TASK);
    task = task_of(TASK_SYNC);
    account.kind = ACCOUNT_TAPROOT;
    cr_assert_eq(verdict(&node, &task), ERROR_CHAIN_ACCOUNT);
    cr_assert_eq(node.asked, 0);
}

Test(ethereum_talk, keeps_its_order_of_question_and_reply)
{
    const struct chain_task task = task_of(TASK_SYNC);
    struct chain_talk *talk = NULL;
    struct http_request request = {0};
    struct http_reply reply = {.status = 200};
    bool done = false;
    cr_assert(is_ok(chain_ethereum.talk_open(&talk, &task)));
    cr_assert_eq(chain_ethereum.talk_step(talk, &reply, &request, &done).code, ERROR_INTERNAL);
    cr_assert(is_ok(chain_ethereum.talk_step(talk, NULL, &request, &done)));
    http_request_free(&request);
    cr_assert_eq(chain_ethereum.talk_step(talk, NULL, &request, &done).code, ERROR_INTERNAL);
    chain_ethereum.talk_close(talk);
    chain_ethereum.talk_close(NULL);
}
