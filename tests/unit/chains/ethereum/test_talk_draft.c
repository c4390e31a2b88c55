/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/ethereum/explain.h"
#include "support/ethereum_node.h"

TestSuite(ethereum_talk_draft, .init = crypto_start);

static struct account account;

static struct chain_task draft_of(const char *amount)
{
    struct chain_task task = {.kind = TASK_DRAFT, .account = &account};
    account = test_account(31337);
    strcpy(task.node.url, "http://127.0.0.1:8545");
    strcpy(task.order.to[0].address, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    cr_assert(is_ok(amount_parse(&task.order.to[0].value, amount, 18)));
    task.order.to_count = 1;
    return task;
}

static enum error_code verdict(struct test_node node, const struct chain_task *task)
{
    struct chain_answer answer = {{{0}}};
    const enum error_code code = node_talk(&node, task, &answer).code;
    buffer_free(&answer.payload);
    return code;
}

/* The explanation of what a talk drafted. */
static struct explanation drafted(struct test_node *node, const struct chain_task *task,
                                  char note[NOTE_MAX])
{
    struct chain_answer answer;
    struct explanation e;
    const result r = node_talk(node, task, &answer);
    cr_assert(is_ok(r), "%s", error_name(r.code));
    cr_assert_eq(answer.payload_kind, INTENT_EVM);
    cr_assert(is_ok(chain_ethereum.explain(&e, task->account, buffer_slice(&answer.payload))));
    strcpy(note, answer.note);
    buffer_free(&answer.payload);
    return e;
}

static void assert_amount(const struct amount *amount, const char *expected)
{
    char text[AMOUNT_TEXT_MAX];
    amount_print(text, amount, 18);
    cr_assert_str_eq(text, expected);
}

Test(ethereum_talk_draft, drafts_what_was_ordered_and_the_second_opinion_agrees)
{
    struct test_node node = node_honest();
    struct chain_task task = draft_of("0.25");
    char note[NOTE_MAX];
    task.order.from_index = 4;
    struct explanation e = drafted(&node, &task, note);
    assert_amount(&e.spent, "0.250000000000000000");
    assert_amount(&e.fee, "0.000441000000000000"); /* 21000 * (2*10 + 1) gwei */
    cr_assert_str_eq(e.outputs[0].address, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    cr_assert_eq(e.nonce, 3);
    cr_assert_eq(e.chain_id, 31337);
    cr_assert_str_eq(e.asset, "ETH@31337");
    cr_assert_eq(e.items[0].path[2], 4);
    cr_assert_str_eq(note, "");
    cr_assert_str_eq(e.warning, "");
    explanation_free(&e);
}

Test(ethereum_talk_draft, agrees_with_the_second_opinion_for_many_amounts)
{
    uint64_t state = 11;
    for (int i = 0; i < 200; i++) {
        struct test_node node = node_honest();
        struct chain_task task = draft_of("0");
        char note[NOTE_MAX];
        state = state * 6364136223846793005U + 1442695040888963407U;
        task.order.to[0].value = amount_of(10000000000000000 + state % 900000000000000000);
        task.order.from_index = (uint32_t)(state >> 40) & 0xfff;
        struct explanation e = drafted(&node, &task, note);
        cr_assert_eq(amount_compare(&e.spent, &task.order.to[0].value), 0);
        cr_assert_eq(e.items[0].path[2], task.order.from_index);
        explanation_free(&e);
    }
}

Test(ethereum_talk_draft, sends_everything_but_the_fee)
{
    struct test_node node = node_honest();
    struct chain_task task = draft_of("0");
    char note[NOTE_MAX];
    task.order.send_all = true;
    struct explanation e = drafted(&node, &task, note);
    struct amount total;
    cr_assert(is_ok(amount_add(&total, &e.spent, &e.fee)));
    assert_amount(&total, "1.000000000000000000");
    cr_assert_str_neq(note, "");
    explanation_free(&e);
    node = node_honest();
    node_say(&node, "eth_getBalance", "\"0x0\"");
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_BALANCE);
    node_say(&node, "eth_getBalance", "\"0x191160d23f000\""); /* exactly the fee */
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_BALANCE);
}

Test(ethereum_talk_draft, uses_the_owners_fees)
{
    struct test_node node = node_honest();
    struct chain_task task = draft_of("0.5");
    struct chain_answer answer;
    struct ethereum_payment p;
    task.order.max_fee_per_gas = amount_of(50000000000);
    task.order.priority_fee = amount_of(2000000000);
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert(is_ok(ethereum_explain_decode(&p, buffer_slice(&answer.payload))));
    cr_assert_eq(p.max_fee.limb[0], 50000000000);
    cr_assert_eq(p.priority_fee.limb[0], 2000000000);
    buffer_free(&answer.payload);
    /* Only the limit is named: the node's tip, but never above the limit. */
    task.order.priority_fee = amount_of(0);
    task.order.max_fee_per_gas = amount_of(500000000);
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert(is_ok(ethereum_explain_decode(&p, buffer_slice(&answer.payload))));
    cr_assert_eq(p.max_fee.limb[0], 500000000);
    cr_assert_eq(p.priority_fee.limb[0], 500000000);
    buffer_free(&answer.payload);
    task.order.priority_fee = amount_of(500000001);
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_FEE_ORDER);
}

Test(ethereum_talk_draft, refuses_orders_that_cannot_be_meant)
{
    struct chain_task task = draft_of("0");
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_ZERO);
    task = draft_of("1");
    task.order.to_count = 2;
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_ONE_RECIPIENT);
    task.order.to_count = 0;
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_ONE_RECIPIENT);
    task = draft_of("0.5");
    strcpy(task.order.to[0].address, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeaEd");
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_CHECKSUM);
    strcpy(task.order.to[0].address, "0x0000000000000000000000000000000000000000");
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_NULL_ADDRESS);
    strcpy(task.order.to[0].address, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_BITCOIN_ADDRESS);
    task = draft_of("0.5");
    task.order.from_index = 0x80000000;
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_PATH);
    task = draft_of("0.5");
    task.node.url[0] = 0;
    cr_assert_eq(verdict(node_honest(), &task), ERROR_NODE_UNREACHABLE);
}

Test(ethereum_talk_draft, counts_the_fee_against_the_balance)
{
    struct chain_task task = draft_of("1");
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_BALANCE);
    task = draft_of("0.999559");
    cr_assert_eq(verdict(node_honest(), &task), ERROR_NONE);
    task = draft_of("0.999559000000000001");
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_BALANCE);
    task = draft_of("50");
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_BALANCE);
}

Test(ethereum_talk_draft, does_not_spend_what_waiting_payments_take)
{
    struct test_node node = node_honest();
    struct chain_task task = draft_of("0.6");
    node_say(&node, "eth_getBalance pending", "\"0x6f05b59d3b20000\""); /* 0.5 */
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_BALANCE);
    node_say(&node, "eth_getBalance pending",
             "\"0x1bc16d674ec80000\""); /* 2: incoming, not ours yet */
    task = draft_of("1.5");
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_BALANCE);
}

Test(ethereum_talk_draft, asks_before_a_fee_above_a_tenth)
{
    struct chain_task task = draft_of("0.00441"); /* the fee is exactly a tenth */
    cr_assert_eq(verdict(node_honest(), &task), ERROR_NONE);
    task = draft_of("0.004409999999999999");
    cr_assert_eq(verdict(node_honest(), &task), ERROR_ETHEREUM_FEE_HIGH);
    task.order.allow_high_fee = true;
    struct test_node node = node_honest();
    char note[NOTE_MAX];
    struct explanation e = drafted(&node, &task, note);
    cr_assert_str_neq(e.warning, "");
    explanation_free(&e);
    /* A node that lies about the price cannot burn the money silently. */
    node = node_honest();
    node_say(&node, "eth_feeHistory", "{\"baseFeePerGas\":[\"0x9184e72a000\"]}"); /* 10,000 gwei */
    task = draft_of("0.5");
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_FEE_HIGH);
}

Test(ethereum_talk_draft, shows_a_nonce_gap_and_refuses_a_wide_one)
{
    struct test_node node = node_honest();
    struct chain_task task = draft_of("0.5");
    char note[NOTE_MAX];
    node_say(&node, "eth_getTransactionCount pending", "\"0x5\"");
    struct explanation e = drafted(&node, &task, note);
    cr_assert_eq(e.nonce, 5);
    cr_assert_not_null(strstr(note, "wait"));
    explanation_free(&e);
    node = node_honest();
    node_say(&node, "eth_getTransactionCount pending", "\"0x44\"");
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_NONCE_GAP);
    node_say(&node, "eth_getTransactionCount pending", "\"0xffffffffffffffff\"");
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_NONCE_GAP);
    node_say(&node, "eth_getTransactionCount pending",
             "\"0x1\""); /* lags behind: the latest counts */
    e = drafted(&node, &task, note);
    cr_assert_eq(e.nonce, 3);
    explanation_free(&e);
    node_say(&node, "eth_getTransactionCount", "\"0xffffffffffffffff\"");
    cr_assert_eq(verdict(node, &task), ERROR_NODE_ANSWER);
}

Test(ethereum_talk_draft, falls_back_where_a_node_lacks_a_method)
{
    static const char *const missing =
        "\"error\":{\"code\":-32601,\"message\":\"the method does not exist\"}";
    struct test_node node = node_honest();
    struct chain_task task = draft_of("0.5");
    char note[NOTE_MAX];
    node_say(&node, "eth_feeHistory", missing);
    node_say(&node, "eth_maxPriorityFeePerGas", missing);
    node_say(&node, "eth_getBalance pending", missing);
    node_say(&node, "eth_getTransactionCount pending", missing);
    struct explanation e = drafted(&node, &task, note);
    assert_amount(&e.fee, "0.000441000000000000"); /* a tenth of 10 gwei is 1 gwei too */
    cr_assert_not_null(strstr(note, "gas price"));
    cr_assert_null(strstr(note, "method")); /* the node's own words stay out */
    explanation_free(&e);
}

Test(ethereum_talk_draft, gives_contracts_more_gas_and_says_so)
{
    struct test_node node = node_honest();
    struct chain_task task = draft_of("0.5");
    char note[NOTE_MAX];
    node_say(&node, "eth_estimateGas", "\"0x7530\""); /* 30,000 */
    struct explanation e = drafted(&node, &task, note);
    assert_amount(&e.fee, "0.000756000000000000"); /* 36,000 gas */
    cr_assert_str_neq(note, "");
    explanation_free(&e);
    node_say(&node, "eth_estimateGas", "\"0x5207\"");
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_GAS);
    node_say(&node, "eth_estimateGas", "\"0x2dc6c1\"");
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_GAS);
    node_say(&node, "eth_estimateGas", "\"0x2dc6c0\"");
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_GAS); /* with its margin it is too much */
    node_say(&node, "eth_estimateGas", "\"error\":{\"code\":3,\"message\":\"execution reverted\"}");
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_UNWILLING);
    node_say(&node, "eth_estimateGas",
             "\"error\":{\"code\":-32000,\"message\":\"insufficient funds for transfer\"}");
    cr_assert_eq(verdict(node, &task), ERROR_ETHEREUM_BALANCE);
}

Test(ethereum_talk_draft, phrases_the_gas_question_exactly)
{
    struct test_node node = node_honest();
    struct chain_task task = draft_of("0.25");
    struct chain_answer answer;
    char sender[ADDRESS_MAX], expected[512];
    task.order.max_fee_per_gas = amount_of(30000000000);
    task.order.priority_fee = amount_of(1);
    cr_assert(is_ok(node_talk(&node, &task, &answer)));
    cr_assert(is_ok(chain_ethereum.address_of(sender, &account, 0, 0)));
    snprintf(
        expected, sizeof expected,
        "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"eth_estimateGas\",\"params\":[{\"from\":\"%s\","
        "\"to\":\"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\",\"value\":\"0x3782dace9d90000\"}]}",
        sender);
    cr_assert_str_eq(node.last_body, expected);
    buffer_free(&answer.payload);
}

Test(ethereum_talk_draft, refuses_nonsense_in_every_number)
{
    static const char *const questions[] = {"eth_chainId",
                                            "eth_getBalance",
                                            "eth_getBalance pending",
                                            "eth_getTransactionCount",
                                            "eth_getTransactionCount pending",
                                            "eth_maxPriorityFeePerGas",
                                            "eth_estimateGas",
                                            "eth_feeHistory"};
    static const char *const lies[] = {
        "null",
        "1",
        "\"\"",
        "\"0x\"",
        "\"1\"",
        "\"0xzz\"",
        "\"-0x1\"",
        "[]",
        "{}",
        "true",
        "\"0x10000000000000000000000000000000000000000000000000000000000000000\"",
        "{\"baseFeePerGas\":[]}",
        "{\"baseFeePerGas\":\"0x1\"}",
        "{\"baseFeePerGas\":[1]}",
        "\"\\u001b[2J\""};
    struct chain_task task = draft_of("0.5");
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++)
        for (size_t j = 0; j < sizeof lies / sizeof lies[0]; j++) {
            struct test_node node = node_honest();
            node_say(&node, questions[i], lies[j]);
            cr_assert_eq(verdict(node, &task), ERROR_NODE_ANSWER, "%s %s", questions[i], lies[j]);
        }
    struct test_node node = node_honest();
    node_say(&node, "eth_feeHistory",
             "{\"baseFeePerGas\":["
             "\"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\"]}");
    cr_assert_eq(verdict(node, &task), ERROR_NODE_ANSWER);
}
