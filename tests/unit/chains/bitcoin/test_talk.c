/* SPDX-License-Identifier: MIT */
/* The conversation against a pretend node: each request must be the expected one, and gets a
 * recorded answer (shortened from a Bitcoin Core node on regtest). */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chains/bitcoin/descriptor.h"
#include "chains/bitcoin/explain.h"
#include "chains/bitcoin/finish.h"
#include "chains/bitcoin/talk.h"
#include "core/base/hex.h"
#include "core/base/json.h"
#include "support/bitcoin_account.h"

TestSuite(talk, .init = crypto_start);

static const char url[] = "http://127.0.0.1:18443";

static struct chain_task task_of(enum task_kind kind, const struct account *account)
{
    struct chain_task task = {.kind = kind, .account = account};

    strcpy(task.node.url, url);
    strcpy(task.node.credentials, "__cookie__:secret");
    strcpy(task.node.watch_name, "gridlock w/1");
    return task;
}

/* An open conversation and the request it waits for. */
struct line {
    struct chain_talk *talk;
    struct http_request request;
    bool done;
    result r;
};

static void dial(struct line *line, const struct chain_task *task)
{
    memset(line, 0, sizeof *line);
    cr_assert(is_ok(talk_open(&line->talk, task)));
    line->r = talk_step(line->talk, NULL, &line->request, &line->done);
    cr_assert(is_ok(line->r));
    cr_assert_not(line->done);
}

static void hang_up(struct line *line)
{
    http_request_free(&line->request);
    talk_close(line->talk);
}

static void answer(struct line *line, unsigned status, enum http_failure failure, const char *body)
{
    struct http_reply reply = {.status = status, .failure = failure};

    buffer_append(&reply.body, body, strlen(body));
    http_request_free(&line->request);
    memset(&line->request, 0, sizeof line->request);
    line->r = talk_step(line->talk, &reply, &line->request, &line->done);
    http_reply_free(&reply);
}

static uint64_t id_of(const struct json *call)
{
    uint64_t id = 0;

    cr_assert(is_ok(json_get_u64(&id, call, "id")));
    return id;
}

/* The open request must be this single call; it gets this result (or, with a code, this error). */
static void expect_at(struct line *line, bool to_wallet, const char *method, const char *params,
                      int code, const char *result_or_message)
{
    struct json *root = NULL;
    const char *text;
    struct buffer body = {0};
    char wanted[512];

    cr_assert_not(line->done, "%s", method);
    cr_assert(is_ok(line->r), "%s before %s", error_name(line->r.code), method);
    snprintf(wanted, sizeof wanted, "%s/%s", url, to_wallet ? "wallet/gridlock%20w%2F1" : "");
    cr_assert_str_eq(line->request.url, wanted);
    cr_assert_str_eq(line->request.credentials, "__cookie__:secret");
    cr_assert_eq(line->request.method, HTTP_POST);
    cr_assert(is_ok(json_parse(&root, buffer_slice(&line->request.body))));
    cr_assert(is_ok(json_get_text(&text, root, "method")));
    cr_assert_str_eq(text, method);
    if (params)
        cr_assert_not_null(strstr(buffer_text(&line->request.body), params), "%s",
                           buffer_text(&line->request.body));
    if (code)
        buffer_print(&body, "{\"result\":null,\"error\":{\"code\":%d,\"message\":\"%s\"},", code,
                     result_or_message);
    else
        buffer_print(&body, "{\"result\":%s,\"error\":null,", result_or_message);
    buffer_print(&body, "\"id\":%" PRIu64 "}", id_of(root));
    json_free(root);
    answer(line, code == -32601 ? 404 : code ? 500 : 200, HTTP_NONE, buffer_text(&body));
    buffer_free(&body);
}

static void expect(struct line *line, const char *method, const char *params, int code,
                   const char *said)
{
    expect_at(line, false, method, params, code, said);
}

static void expect_wallet(struct line *line, const char *method, const char *params, int code,
                          const char *said)
{
    expect_at(line, true, method, params, code, said);
}

/* A batch of `count` calls of one method; results (JSON) are given back in reversed order. */
static void expect_batch(struct line *line, const char *method, size_t count,
                         const char *const *results)
{
    struct json *root = NULL;
    struct buffer body = {0};
    const char *text;

    cr_assert(is_ok(line->r), "%s before %s", error_name(line->r.code), method);
    cr_assert(is_ok(json_parse(&root, buffer_slice(&line->request.body))));
    cr_assert_eq(json_count(root), count);
    buffer_print(&body, "[");
    for (size_t i = count; i-- > 0;) {
        cr_assert(is_ok(json_get_text(&text, json_at(root, i), "method")));
        cr_assert_str_eq(text, method);
        buffer_print(&body, "{%s,\"id\":%" PRIu64 "}%s", results[i], id_of(json_at(root, i)),
                     i ? "," : "]");
    }
    json_free(root);
    answer(line, 200, HTTP_NONE, buffer_text(&body));
    buffer_free(&body);
}

static const char chain_info[] = "{\"chain\":\"regtest\",\"blocks\":700,\"headers\":700,"
                                 "\"initialblockdownload\":false,\"pruned\":false}";
static const char mempool_info[] = "{\"loaded\":true,\"mempoolminfee\":0.00001000,"
                                   "\"minrelaytxfee\":0.00001000}";

/* {"descriptors": [both of ours]} with the next unused indices. */
static const char *watching(const struct account *account, unsigned receive, unsigned change)
{
    static char text[2048];
    char descriptor[2][DESCRIPTOR_MAX];

    cr_assert(is_ok(descriptor_write(descriptor[0], account, 0)));
    cr_assert(is_ok(descriptor_write(descriptor[1], account, 1)));
    snprintf(text, sizeof text,
             "{\"wallet_name\":\"x\",\"descriptors\":["
             "{\"desc\":\"%s\",\"timestamp\":1,\"active\":false,\"range\":[0,1002],\"next\":%u,"
             "\"next_index\":%u},{\"desc\":\"%s\",\"timestamp\":1,\"active\":false,"
             "\"range\":[0,999],\"next\":%u,\"next_index\":%u}]}",
             descriptor[0], receive, receive, descriptor[1], change, change);
    return text;
}

/* One entry of listunspent or of a scan. */
static void print_coin(struct buffer *out, const struct account *account,
                       const struct draft_coin *coin, const char *more)
{
    uint8_t fingerprint[4];
    char txid[TXID_MAX], script[128];
    struct point key;

    cr_assert(is_ok(point_read(&key, account->key)));
    derive_fingerprint(fingerprint, &key);
    transaction_id_print(txid, coin->txid);
    hex_encode(script, script_slice(&coin->script));
    buffer_print(out,
                 "{\"txid\":\"%s\",\"vout\":%u,\"scriptPubKey\":\"%s\",\"amount\":%" PRIu64
                 ".%08" PRIu64 ",\"desc\":\"%s([%02x%02x%02x%02x%s/%u/%u]aabb)#qqqqqqqq\",%s}",
                 txid, coin->vout, script, coin->value / 100000000, coin->value % 100000000,
                 account->kind == ACCOUNT_TAPROOT ? "tr" : "wpkh", fingerprint[0], fingerprint[1],
                 fingerprint[2], fingerprint[3], account->kind == ACCOUNT_TAPROOT ? "" : "/84",
                 coin->change, coin->index, more);
}

static void expect_watched(struct line *line, const struct account *account, unsigned receive,
                           unsigned change)
{
    expect(line, "getblockchaininfo", "[]", 0, chain_info);
    expect_wallet(line, "getwalletinfo", "[]", 0, "{\"walletname\":\"x\",\"scanning\":false}");
    expect_wallet(line, "listdescriptors", "[]", 0, watching(account, receive, change));
}

Test(talk, sync_makes_a_watching_wallet_and_reads_balance_and_history)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    const struct chain_task task = task_of(TASK_SYNC, &account);
    struct draft_coin a = test_coin(&account, 0, 3, 5000000000, 1);
    struct draft_coin b = test_coin(&account, 1, 7, 123, 2);
    struct buffer coins = {0};
    struct line line;

    dial(&line, &task);
    expect(&line, "getblockchaininfo", "[]", 0, chain_info);
    expect_wallet(&line, "getwalletinfo", "[]", -18, "Requested wallet does not exist");
    expect(&line, "loadwallet", "[\"gridlock w/1\"]", -18, "Path does not exist.");
    expect(&line, "createwallet", "[\"gridlock w/1\",true,true,\"\",false,true,true]", 0,
           "{\"name\":\"x\"}");
    expect_wallet(&line, "listdescriptors", "[]", 0, "{\"wallet_name\":\"x\",\"descriptors\":[]}");
    expect(&line, "scantxoutset", "\"range\":[0,999]", 0, "{\"success\":true,\"unspents\":[]}");
    expect_wallet(&line, "importdescriptors", "\"timestamp\":\"now\",\"range\":[0,999]", 0,
                  "[{\"success\":true},{\"success\":true}]");
    expect_wallet(&line, "listdescriptors", "[]", 0, watching(&account, 4, 0));
    buffer_print(&coins, "[");
    print_coin(&coins, &account, &a, "\"confirmations\":3");
    buffer_print(&coins, ",");
    print_coin(&coins, &account, &b, "\"confirmations\":0");
    buffer_print(&coins, "]");
    expect_wallet(&line, "listunspent", "[0]", 0, buffer_text(&coins));
    expect_wallet(&line, "listtransactions", "[\"*\",200]", 0,
                  "[{\"address\":\"bcrt1qold\",\"category\":\"receive\",\"amount\":50.00000000,"
                  "\"confirmations\":101,\"txid\":\"11000000000000000000000000000000000000000000000"
                  "00000000000000000\",\"time\":1700000000,\"abandoned\":false,"
                  "\"walletconflicts\":[]},"
                  "{\"address\":\"bcrt1qnew\",\"category\":\"send\",\"amount\":-0.10000000,"
                  "\"fee\":-0.00000200,\"confirmations\":0,\"txid\":\"22000000000000000000000000000"
                  "00000000000000000000000000000000000\",\"time\":1700000009,\"abandoned\":false,"
                  "\"walletconflicts\":[]},"
                  "{\"address\":\"bcrt1qgone\",\"category\":\"send\",\"amount\":-0.20000000,"
                  "\"confirmations\":-1,\"txid\":\"330000000000000000000000000000000000000000000000"
                  "0000000000000000\",\"time\":1700000010,\"abandoned\":false}]");
    cr_assert(is_ok(line.r));
    cr_assert(line.done);
    const struct chain_answer *said = talk_answer(line.talk);
    cr_assert_eq(said->confirmed.limb[0], 5000000000);
    cr_assert_eq(said->unconfirmed.limb[0], 123); /* T54: not spendable */
    cr_assert_eq(said->next_receive, 4);
    cr_assert_eq(said->next_change, 8);
    cr_assert_eq(said->event_count, 2); /* the conflicted one is gone */
    cr_assert_str_eq(said->events[0].address, "bcrt1qnew");
    cr_assert_not(said->events[0].is_incoming);
    cr_assert_eq(said->events[0].value.limb[0], 10000000);
    cr_assert(said->events[1].is_incoming);
    cr_assert_eq(said->events[1].confirmations, 101);
    cr_assert_str_eq(said->note, "");
    buffer_free(&coins);
    buffer_free(&a.previous);
    buffer_free(&b.previous);
    hang_up(&line);
}

Test(talk, sync_reads_old_blocks_only_from_the_oldest_coin_on)
{
    const struct account account = test_account(ACCOUNT_SEGWIT);
    struct chain_task task = task_of(TASK_SYNC, &account);
    struct draft_coin coin = test_coin(&account, 0, 3, 5000, 1);
    struct buffer coins = {0};
    struct line line;

    task.known_receive = 2500;
    dial(&line, &task);
    expect(&line, "getblockchaininfo", "[]", 0, chain_info);
    expect_wallet(&line, "getwalletinfo", "[]", -18, "not loaded");
    expect(&line, "loadwallet", NULL, 0, "{\"name\":\"x\"}");
    expect_wallet(&line, "listdescriptors", "[]", 0, "{\"descriptors\":[]}");
    cr_assert_eq(line.request.timeout_ms, 600000);
    expect(&line, "scantxoutset", "\"range\":[0,3499]", -8,
           "Scan already in progress, use action \\\"abort\\\" or \\\"status\\\"");
    expect(&line, "scantxoutset", "[\"abort\"]", 0, "true");
    buffer_print(&coins, "{\"success\":true,\"unspents\":[");
    print_coin(&coins, &account, &coin, "\"height\":123");
    buffer_print(&coins, "]}");
    expect(&line, "scantxoutset", "\"start\"", 0, buffer_text(&coins));
    expect(&line, "getblockhash", "[123]", 0,
           "\"09da3fde1f84005e958b9e2ebaa0accf6fd31480c74519732b6df2160ae3ac6b\"");
    expect(&line, "getblockheader",
           "[\"09da3fde1f84005e958b9e2ebaa0accf6fd31480c74519732b6df2160ae3ac6b\"]", 0,
           "{\"time\":1600000000}");
    /* the import takes long: it goes on at the node while we go on here */
    cr_assert_not_null(strstr(buffer_text(&line.request.body), "\"timestamp\":1600000000"));
    cr_assert_not_null(strstr(buffer_text(&line.request.body), "importdescriptors"));
    answer(&line, 0, HTTP_TIMEOUT, "");
    expect_wallet(&line, "listdescriptors", "[]", 0, watching(&account, 4, 2));
    expect_wallet(&line, "listunspent", "[0]", 0, "[]");
    expect_wallet(&line, "listtransactions", NULL, 0, "[]");
    cr_assert(line.done);
    cr_assert_not_null(strstr(talk_answer(line.talk)->note, "old blocks"));
    cr_assert_eq(talk_answer(line.talk)->next_receive, 4);
    cr_assert_eq(talk_answer(line.talk)->next_change, 2);
    buffer_free(&coins);
    buffer_free(&coin.previous);
    hang_up(&line);
}

Test(talk, sync_scans_when_the_node_has_no_wallets)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    struct chain_task task = task_of(TASK_SYNC, &account);
    struct draft_coin coin[2] = {test_coin(&account, 0, 3, 5000, 1),
                                 test_coin(&account, 0, 4, 90000, 2)};
    struct buffer coins = {0};
    struct line line;

    task.known_receive = 9;
    dial(&line, &task);
    expect(&line, "getblockchaininfo", "[]", 0, chain_info);
    expect_wallet(&line, "getwalletinfo", "[]", -32601, "Method not found");
    buffer_print(&coins, "{\"success\":true,\"unspents\":[");
    print_coin(&coins, &account, &coin[0], "\"height\":123");
    buffer_print(&coins, ",");
    print_coin(&coins, &account, &coin[1], "\"height\":124");
    buffer_print(&coins, "]}");
    expect(&line, "scantxoutset", "\"start\"", 0, buffer_text(&coins));
    /* the larger one first; it is spent in the mempool */
    expect_batch(&line, "gettxout", 2,
                 (const char *[]){"\"result\":null,\"error\":null",
                                  "\"result\":{\"confirmations\":9,\"coinbase\":false},"
                                  "\"error\":null"});
    cr_assert(is_ok(line.r));
    cr_assert(line.done);
    cr_assert_eq(talk_answer(line.talk)->confirmed.limb[0], 5000);
    cr_assert_eq(talk_answer(line.talk)->next_receive, 9); /* never one that was shown */
    cr_assert_not_null(strstr(talk_answer(line.talk)->note, "no history"));
    buffer_free(&coins);
    test_coins_free(coin, 2);
    hang_up(&line);
}

Test(talk, sync_does_not_show_what_was_replaced)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    const struct chain_task task = task_of(TASK_SYNC, &account);
    struct line line;

    dial(&line, &task);
    expect_watched(&line, &account, 0, 0);
    expect_wallet(&line, "listunspent", "[0]", 0, "[]");
    expect_wallet(&line, "listtransactions", NULL, 0,
                  "[{\"category\":\"send\",\"amount\":-0.1,\"confirmations\":0,\"txid\":\"110000000"
                  "0000000000000000000000000000000000000000000000000000000\",\"time\":1,"
                  "\"walletconflicts\":[\"22\"]},{\"category\":\"send\",\"amount\":-0.2,"
                  "\"confirmations\":0,\"txid\":\"2200000000000000000000000000000000000000000000000"
                  "000000000000000\",\"time\":2,\"walletconflicts\":[\"11\"]}]");
    expect_batch(&line, "getmempoolentry", 2,
                 (const char *[]){"\"result\":{\"vsize\":1},\"error\":null",
                                  "\"result\":null,\"error\":{\"code\":-5,\"message\":\"Transaction"
                                  " not in mempool\"}"});
    cr_assert(line.done);
    cr_assert_eq(talk_answer(line.talk)->event_count, 1);
    cr_assert_eq(talk_answer(line.talk)->events[0].value.limb[0], 20000000);
    hang_up(&line);
}

static struct chain_task draft_task(const struct account *account)
{
    struct chain_task task = task_of(TASK_DRAFT, account);

    task.order = test_order("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 900000, 0);
    return task;
}

static void expect_coins(struct line *line, const struct account *account,
                         const struct draft_coin *coins, size_t count)
{
    struct buffer text = {0};

    buffer_print(&text, "[");
    for (size_t i = 0; i < count; i++) {
        buffer_print(&text, i ? "," : "");
        print_coin(&text, account, &coins[i], "\"confirmations\":6");
    }
    buffer_print(&text, "]");
    expect_wallet(line, "listunspent", "[1]", 0, buffer_text(&text));
    buffer_free(&text);
}

static void check_draft(struct line *line, const struct account *account, uint64_t fee_least)
{
    struct explanation said;
    char change[ADDRESS_MAX];

    cr_assert(is_ok(line->r), "%s", error_name(line->r.code));
    cr_assert(line->done);
    const struct chain_answer *answer = talk_answer(line->talk);
    cr_assert_eq(answer->payload_kind, INTENT_PSBT);
    cr_assert(is_ok(explain_payment(&said, account, buffer_slice(&answer->payload))));
    cr_assert_eq(said.spent.limb[0], 900000);
    cr_assert_geq(said.fee.limb[0], fee_least);
    cr_assert(is_ok(chain_bitcoin.address_of(change, account, 1, 12)));
    for (size_t i = 0; i < said.output_count; i++)
        if (said.outputs[i].is_change)
            cr_assert_str_eq(said.outputs[i].address, change); /* unused, says the node */
    explanation_free(&said);
}

Test(talk, draft_takes_the_feerate_from_the_node)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    const struct chain_task task = draft_task(&account);
    struct draft_coin coins[2] = {test_coin(&account, 0, 3, 400000, 1),
                                  test_coin(&account, 1, 5, 700000, 2)};
    struct line line;

    dial(&line, &task);
    expect_watched(&line, &account, 0, 12);
    expect_coins(&line, &account, coins, 2);
    expect(&line, "estimatesmartfee", "[6]", 0, "{\"feerate\":0.00012345,\"blocks\":6}");
    expect(&line, "getmempoolinfo", "[]", 0, mempool_info);
    check_draft(&line, &account, 12 * 200);
    cr_assert_str_eq(talk_answer(line.talk)->note, "");
    test_coins_free(coins, 2);
    hang_up(&line);
}

Test(talk, draft_asks_for_the_number_of_blocks_that_was_ordered)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    struct chain_task task = draft_task(&account);
    struct draft_coin coins[2] = {test_coin(&account, 0, 3, 400000, 1),
                                  test_coin(&account, 1, 5, 700000, 2)};
    struct line line;

    task.order.fee_blocks = 144;
    dial(&line, &task);
    expect_watched(&line, &account, 0, 12);
    expect_coins(&line, &account, coins, 2);
    expect(&line, "estimatesmartfee", "[144]", 0, "{\"feerate\":0.00002345,\"blocks\":144}");
    expect(&line, "getmempoolinfo", "[]", 0, mempool_info);
    check_draft(&line, &account, 2 * 200);
    test_coins_free(coins, 2);
    hang_up(&line);
}

Test(talk, draft_names_its_fallback_when_the_node_has_no_estimate)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    const struct chain_task task = draft_task(&account);
    struct draft_coin coins[2] = {test_coin(&account, 0, 3, 400000, 1),
                                  test_coin(&account, 1, 5, 700000, 2)};
    struct line line;

    dial(&line, &task);
    expect_watched(&line, &account, 0, 12);
    expect_coins(&line, &account, coins, 2);
    expect(&line, "estimatesmartfee", "[6]", 0,
           "{\"errors\":[\"Insufficient data or no feerate found\"],\"blocks\":0}");
    expect(&line, "getmempoolinfo", "[]", 0,
           "{\"mempoolminfee\":0.00002500,\"minrelaytxfee\":0.00001000}");
    check_draft(&line, &account, 500);
    cr_assert_not_null(strstr(talk_answer(line.talk)->note, "2.500 sat/vB"));
    test_coins_free(coins, 2);
    hang_up(&line);
}

Test(talk, draft_refuses_an_ordered_feerate_that_is_not_passed_on)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    struct chain_task task = draft_task(&account);
    struct line line;

    task.order.feerate = 900;
    dial(&line, &task);
    expect_watched(&line, &account, 0, 12);
    expect_wallet(&line, "listunspent", "[1]", 0, "[]");
    expect(&line, "getmempoolinfo", "[]", 0, mempool_info);
    cr_assert_eq(line.r.code, ERROR_BITCOIN_FEERATE_LOW);
    hang_up(&line);
}

static void previous_answer(char *out, size_t room, const struct draft_coin *coin)
{
    char hex[1024];

    hex_encode(hex, buffer_slice(&coin->previous));
    snprintf(out, room, "\"result\":{\"hex\":\"%s\"},\"error\":null", hex);
}

/* The picked coins stand in the order of BIP-69: by their ids as they are shown. */
static void sort_coins(struct draft_coin coins[2])
{
    char first[TXID_MAX], second[TXID_MAX];

    transaction_id_print(first, coins[0].txid);
    transaction_id_print(second, coins[1].txid);
    if (strcmp(first, second) < 0)
        return;
    const struct draft_coin kept = coins[0];
    coins[0] = coins[1];
    coins[1] = kept;
}

Test(talk, draft_of_segwit_shows_the_previous_transactions)
{
    const struct account account = test_account(ACCOUNT_SEGWIT);
    const struct chain_task task = draft_task(&account);
    struct draft_coin coins[2] = {test_coin(&account, 0, 3, 400000, 1),
                                  test_coin(&account, 1, 5, 700000, 2)};
    char previous[2][1200];
    struct line line;

    sort_coins(coins);
    previous_answer(previous[0], sizeof previous[0], &coins[0]);
    previous_answer(previous[1], sizeof previous[1], &coins[1]);
    for (int is_lie = 0; is_lie <= 1; is_lie++) {
        dial(&line, &task);
        expect_watched(&line, &account, 0, 12);
        expect_coins(&line, &account, coins, 2);
        expect(&line, "estimatesmartfee", "[6]", 0, "{\"feerate\":0.00005000,\"blocks\":6}");
        expect(&line, "getmempoolinfo", "[]", 0, mempool_info);
        expect_batch(&line, "gettransaction", 2,
                     (const char *[]){previous[is_lie ? 1 : 0], previous[1]});
        if (is_lie)
            cr_assert_eq(line.r.code, ERROR_BITCOIN_NODE_COIN);
        else
            check_draft(&line, &account, 1000);
        hang_up(&line);
    }
    test_coins_free(coins, 2);
}

Test(talk, draft_without_a_wallet_finds_previous_transactions_by_their_block)
{
    const struct account account = test_account(ACCOUNT_SEGWIT);
    const struct chain_task task = draft_task(&account);
    struct draft_coin coins[2] = {test_coin(&account, 0, 3, 400000, 1),
                                  test_coin(&account, 1, 11, 700000, 2)};
    char previous[2][1200], hex[1024];
    struct buffer text = {0};
    struct line line;
    const char *unspent = "\"result\":{\"confirmations\":9,\"coinbase\":false},\"error\":null";
    const char *block = "\"result\":\"09da3fde1f84005e958b9e2ebaa0accf6fd31480c74519732b6df2160ae3a"
                        "c6b\",\"error\":null";

    sort_coins(coins);
    for (int i = 0; i < 2; i++) {
        hex_encode(hex, buffer_slice(&coins[i].previous));
        snprintf(previous[i], sizeof previous[i], "\"result\":\"%s\",\"error\":null", hex);
    }
    dial(&line, &task);
    expect(&line, "getblockchaininfo", "[]", 0, chain_info);
    expect_wallet(&line, "getwalletinfo", "[]", -32601, "Method not found");
    buffer_print(&text, "{\"unspents\":[");
    print_coin(&text, &account, &coins[0], "\"height\":5");
    buffer_print(&text, ",");
    print_coin(&text, &account, &coins[1], "\"height\":6");
    buffer_print(&text, "]}");
    expect(&line, "scantxoutset", NULL, 0, buffer_text(&text));
    expect_batch(&line, "gettxout", 2, (const char *[]){unspent, unspent});
    expect(&line, "estimatesmartfee", "[6]", 0, "{\"feerate\":0.00005000,\"blocks\":6}");
    expect(&line, "getmempoolinfo", "[]", 0, mempool_info);
    expect_batch(&line, "getblockhash", 2, (const char *[]){block, block});
    expect_batch(&line, "getrawtransaction", 2, (const char *[]){previous[0], previous[1]});
    check_draft(&line, &account, 1000);
    buffer_free(&text);
    test_coins_free(coins, 2);
    hang_up(&line);
}

Test(talk, draft_judges_the_order_before_it_asks_anything)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    struct chain_task task = draft_task(&account);
    struct chain_talk *talk = NULL;

    task.order.to[0].value = amount_of(0);
    cr_assert_eq(talk_open(&talk, &task).code, ERROR_BITCOIN_AMOUNT_ZERO);
    strcpy(task.order.to[0].address, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    cr_assert_eq(talk_open(&talk, &task).code, ERROR_BITCOIN_ADDRESS_MAIN);
    cr_assert_null(talk);
}

/* A transaction to send: any will do. */
static const char raw_hex[] =
    "0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd370400000000484730440220"
    "4e"
    "45e16932b8af514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd12"
    "90"
    "9d831cc56cbbac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f51b13905f07f0"
    "6b"
    "99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e"
    "6c"
    "d84cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2"
    "e0"
    "eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000";
#define RAW_ID "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"

static void dial_send(struct line *line, const struct account *account)
{
    struct chain_task task = task_of(TASK_SEND, account);
    struct buffer raw = {0};

    cr_assert(is_ok(hex_decode_append(&raw, slice_of_text(raw_hex))));
    task.raw = buffer_slice(&raw);
    dial(line, &task);
    buffer_free(&raw);
}

static void send_gives(int code, const char *said, enum error_code expected)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    struct line line;

    dial_send(&line, &account);
    expect(&line, "sendrawtransaction", raw_hex, code, said);
    cr_assert_eq(line.r.code, expected, "%s: %s", said, error_name(line.r.code));
    if (expected == ERROR_NONE) {
        cr_assert(line.done);
        cr_assert_str_eq(talk_answer(line.talk)->txid, RAW_ID);
        cr_assert(talk_answer(line.talk)->is_known);
    }
    hang_up(&line);
}

Test(talk, send_counts_a_known_transaction_as_sent)
{
    send_gives(0, "\"" RAW_ID "\"", ERROR_NONE);
    send_gives(-27, "Transaction already in block chain", ERROR_NONE);
    send_gives(-27, "Transaction outputs already in utxo set", ERROR_NONE);
    send_gives(-26, "txn-already-known", ERROR_NONE);
    send_gives(-26, "txn-already-in-mempool", ERROR_NONE);
}

Test(talk, send_says_why_a_transaction_is_refused)
{
    send_gives(-26, "min relay fee not met, 100 < 141", ERROR_BITCOIN_SEND_FEE);
    send_gives(-26, "mempool min fee not met", ERROR_BITCOIN_SEND_FEE);
    send_gives(-26, "insufficient fee, rejecting replacement", ERROR_BITCOIN_SEND_FEE);
    send_gives(-26, "dust", ERROR_BITCOIN_SEND_REFUSED);
    send_gives(-26, "mandatory-script-verify-flag-failed", ERROR_BITCOIN_SEND_REFUSED);
    send_gives(-22, "TX decode failed", ERROR_NODE_ANSWER);
    send_gives(-1, "whatever", ERROR_NODE_REFUSED);
    send_gives(0, "\"1111111111111111111111111111111111111111111111111111111111111111\"",
               ERROR_NODE_ANSWER);
    send_gives(0, "17", ERROR_NODE_ANSWER);
}

Test(talk, send_finds_out_whether_its_coins_were_spent_by_itself)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);

    for (int confirmations = -1; confirmations <= 1; confirmations++) {
        char said[64];
        struct line line;
        dial_send(&line, &account);
        expect(&line, "sendrawtransaction", NULL, -25, "bad-txns-inputs-missingorspent");
        snprintf(said, sizeof said, "{\"confirmations\":%d}", confirmations);
        expect_wallet(&line, "gettransaction", RAW_ID, 0, said);
        cr_assert_eq(line.r.code, confirmations > 0 ? ERROR_NONE : ERROR_BITCOIN_SEND_SPENT);
        hang_up(&line);
    }
    struct line line;
    dial_send(&line, &account);
    expect(&line, "sendrawtransaction", NULL, -26, "txn-mempool-conflict");
    expect_wallet(&line, "gettransaction", RAW_ID, -5, "Invalid or non-wallet transaction id");
    cr_assert_eq(line.r.code, ERROR_BITCOIN_SEND_SPENT);
    hang_up(&line);
}

Test(talk, send_refuses_bytes_that_are_no_transaction)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    struct chain_task task = task_of(TASK_SEND, &account);
    struct chain_talk *talk = NULL;

    task.raw = slice_of("abc", 3);
    cr_assert_eq(talk_open(&talk, &task).code, ERROR_BITCOIN_RAW);
    task.raw = slice_of("", 0);
    cr_assert_eq(talk_open(&talk, &task).code, ERROR_BITCOIN_RAW);
}

static struct chain_task status_task(const struct account *account)
{
    struct chain_task task = task_of(TASK_STATUS, account);

    strcpy(task.txid, RAW_ID);
    return task;
}

static void check_status(struct line *line, bool known, bool failed, uint32_t confirmations)
{
    cr_assert(is_ok(line->r), "%s", error_name(line->r.code));
    cr_assert(line->done);
    cr_assert_eq(talk_answer(line->talk)->is_known, known);
    cr_assert_eq(talk_answer(line->talk)->has_failed, failed);
    cr_assert_eq(talk_answer(line->talk)->confirmations, confirmations);
    cr_assert_str_eq(talk_answer(line->talk)->txid, RAW_ID);
    hang_up(line);
}

Test(talk, status_comes_from_the_wallet)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    const struct chain_task task = status_task(&account);
    struct line line;

    dial(&line, &task);
    expect_wallet(&line, "gettransaction", RAW_ID, 0, "{\"confirmations\":6}");
    check_status(&line, true, false, 6);
    dial(&line, &task); /* another transaction took its coins */
    expect_wallet(&line, "gettransaction", RAW_ID, 0, "{\"confirmations\":-2}");
    check_status(&line, true, true, 0);
    dial(&line, &task); /* waiting */
    expect_wallet(&line, "gettransaction", RAW_ID, 0,
                  "{\"confirmations\":0,\"walletconflicts\":[]}");
    expect(&line, "getmempoolentry", RAW_ID, 0, "{\"vsize\":100}");
    check_status(&line, true, false, 0);
    dial(&line, &task); /* replaced, the other one is not mined yet */
    expect_wallet(&line, "gettransaction", RAW_ID, 0,
                  "{\"confirmations\":0,\"walletconflicts\":[\"aa\"]}");
    expect(&line, "getmempoolentry", RAW_ID, -5, "Transaction not in mempool");
    check_status(&line, true, true, 0);
    dial(&line, &task); /* dropped: to be sent again */
    expect_wallet(&line, "gettransaction", RAW_ID, 0,
                  "{\"confirmations\":0,\"walletconflicts\":[]}");
    expect(&line, "getmempoolentry", RAW_ID, -5, "Transaction not in mempool");
    check_status(&line, false, false, 0);
}

Test(talk, status_is_found_without_a_wallet)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    const struct chain_task task = status_task(&account);
    const char *none[16];
    struct line line;

    for (size_t i = 0; i < 16; i++)
        none[i] = "\"result\":null,\"error\":null";
    dial(&line, &task);
    expect_wallet(&line, "gettransaction", NULL, -18, "not loaded");
    expect(&line, "loadwallet", NULL, -18, "not found");
    expect(&line, "getrawtransaction", RAW_ID "\",true", 0, "{\"txid\":\"x\"}");
    check_status(&line, true, false, 0);
    dial(&line, &task);
    expect_wallet(&line, "gettransaction", NULL, -32601, "Method not found");
    expect(&line, "getrawtransaction", NULL, 0, "{\"confirmations\":3}");
    check_status(&line, true, false, 3);
    dial(&line, &task);
    expect_wallet(&line, "gettransaction", NULL, -5, "Invalid or non-wallet transaction id");
    expect(&line, "getrawtransaction", NULL, -5, "No such mempool transaction");
    expect_batch(&line, "gettxout", 16, none);
    check_status(&line, false, false, 0);
    none[1] = "\"result\":{\"confirmations\":2},\"error\":null";
    dial(&line, &task);
    expect_wallet(&line, "gettransaction", NULL, -5, "Invalid or non-wallet transaction id");
    expect(&line, "getrawtransaction", NULL, -5, "No such mempool transaction");
    expect_batch(&line, "gettxout", 16, none);
    check_status(&line, true, false, 2);
}

Test(talk, refuses_a_node_of_another_network)
{
    const char *names[] = {"main", "test", "testnet4", "signet", "regtest", "litecoin"};
    const enum network of[] = {NETWORK_MAIN, NETWORK_TEST,    NETWORK_TEST,
                               NETWORK_TEST, NETWORK_REGTEST, 99};

    for (unsigned network = NETWORK_MAIN; network <= NETWORK_REGTEST; network++)
        for (size_t i = 0; i < 6; i++) {
            const struct account account = test_account_of(ACCOUNT_TAPROOT, network, 5);
            const struct chain_task task = task_of(TASK_SYNC, &account);
            char said[128];
            struct line line;
            snprintf(said, sizeof said,
                     "{\"chain\":\"%s\",\"blocks\":1,\"initialblockdownload\":false}", names[i]);
            dial(&line, &task);
            expect(&line, "getblockchaininfo", NULL, 0, said);
            cr_assert_eq(line.r.code, of[i] == network ? ERROR_NONE : ERROR_BITCOIN_NODE_NETWORK);
            hang_up(&line);
        }
}
