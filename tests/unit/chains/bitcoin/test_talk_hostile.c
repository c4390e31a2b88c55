/* SPDX-License-Identifier: MIT */
/* A node that is down, slow, broken or lying, at every single step of every conversation: each time
 * one clear error, never a crash (run with sanitizers), never an answer made of nonsense. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chains/bitcoin/descriptor.h"
#include "chains/bitcoin/talk.h"
#include "core/base/hex.h"
#include "core/base/json.h"
#include "support/bitcoin_account.h"

TestSuite(talk_hostile, .init = crypto_start, .timeout = 120);

/* The pretend node's world: one account with two coins. */
struct world {
    struct account account;
    struct draft_coin coins[2];
    bool has_wallets;
    char descriptors[2][DESCRIPTOR_MAX];
};

static void world_open(struct world *w, enum account_kind kind, bool has_wallets)
{
    memset(w, 0, sizeof *w);
    w->account = test_account(kind);
    w->coins[0] = test_coin(&w->account, 0, 3, 400000, 1);
    w->coins[1] = test_coin(&w->account, 1, 5, 700000, 2);
    w->has_wallets = has_wallets;
    cr_assert(is_ok(descriptor_write(w->descriptors[0], &w->account, 0)));
    cr_assert(is_ok(descriptor_write(w->descriptors[1], &w->account, 1)));
}

static void print_coins(struct buffer *out, const struct world *w)
{
    uint8_t fingerprint[4];
    char txid[TXID_MAX], script[128];
    struct point key;

    cr_assert(is_ok(point_read(&key, w->account.key)));
    derive_fingerprint(fingerprint, &key);
    for (int i = 0; i < 2; i++) {
        const struct draft_coin *coin = &w->coins[i];
        transaction_id_print(txid, coin->txid);
        hex_encode(script, script_slice(&coin->script));
        buffer_print(out,
                     "%s{\"txid\":\"%s\",\"vout\":%u,\"scriptPubKey\":\"%s\","
                     "\"amount\":0.00%" PRIu64 ",\"confirmations\":5,\"height\":9,"
                     "\"desc\":\"%s([%02x%02x%02x%02x%s/%u/%u]aa)#qqqqqqqq\"}",
                     i ? "," : "", txid, coin->vout, script, coin->value,
                     w->account.kind == ACCOUNT_TAPROOT ? "tr" : "wpkh", fingerprint[0],
                     fingerprint[1], fingerprint[2], fingerprint[3],
                     w->account.kind == ACCOUNT_TAPROOT ? "" : "/84", coin->change, coin->index);
    }
}

/* "hex" of the previous transaction whose id stands in the request. */
static void print_previous(struct buffer *out, const struct world *w, const struct json *call)
{
    const struct json *params;
    char txid[TXID_MAX], hex[1024];

    cr_assert(is_ok(json_get(&params, call, "params")));
    for (int i = 0; i < 2; i++) {
        transaction_id_print(txid, w->coins[i].txid);
        if (strcmp(json_text(json_at(params, 0)), txid) != 0)
            continue;
        hex_encode(hex, buffer_slice(&w->coins[i].previous));
        buffer_print(out, "%s", hex);
    }
}

/* "result":..., "error":... */
static void print_result(struct buffer *out, const struct world *w, const struct json *call)
{
    const char *method;

    cr_assert(is_ok(json_get_text(&method, call, "method")));
#define IS(name) (strcmp(method, name) == 0)
    if (IS("getwalletinfo") && !w->has_wallets) {
        buffer_print(out, "\"result\":null,\"error\":{\"code\":-32601,\"message\":\"no\"}");
        return;
    }
    buffer_print(out, "\"result\":");
    if (IS("getblockchaininfo"))
        buffer_print(out, "{\"chain\":\"regtest\",\"blocks\":9,\"initialblockdownload\":false}");
    else if (IS("getwalletinfo"))
        buffer_print(out, "{\"scanning\":false}");
    else if (IS("listdescriptors"))
        buffer_print(out,
                     "{\"descriptors\":[{\"desc\":\"%s\",\"range\":[0,999],\"next\":4},"
                     "{\"desc\":\"%s\",\"range\":[0,999],\"next_index\":6}]}",
                     w->descriptors[0], w->descriptors[1]);
    else if (IS("listunspent") || IS("scantxoutset")) {
        buffer_print(out, IS("listunspent") ? "[" : "{\"unspents\":[");
        print_coins(out, w);
        buffer_print(out, IS("listunspent") ? "]" : "]}");
    } else if (IS("listtransactions"))
        buffer_print(out, "[{\"category\":\"send\",\"amount\":-0.10000000,\"confirmations\":0,"
                          "\"txid\":\"1100000000000000000000000000000000000000000000000000000000000"
                          "000\",\"time\":1,\"walletconflicts\":[\"x\"]}]");
    else if (IS("getmempoolentry"))
        buffer_print(out, "{\"vsize\":9}");
    else if (IS("estimatesmartfee"))
        buffer_print(out, "{\"feerate\":0.00002000}");
    else if (IS("getmempoolinfo"))
        buffer_print(out, "{\"mempoolminfee\":0.00001000,\"minrelaytxfee\":0.00001000}");
    else if (IS("gettxout"))
        buffer_print(out, "{\"confirmations\":5,\"coinbase\":false}");
    else if (IS("getblockheader"))
        buffer_print(out, "{\"time\":1600000000}");
    else if (IS("loadwallet") || IS("createwallet"))
        buffer_print(out, "{\"name\":\"w\"}");
    else if (IS("importdescriptors"))
        buffer_print(out, "[{\"success\":true},{\"success\":true}]");
    else if (IS("getblockhash"))
        buffer_print(out, "\"09da3fde1f84005e958b9e2ebaa0accf6fd31480c74519732b6df2160ae3ac6b\"");
    else if (IS("gettransaction")) {
        buffer_print(out, "{\"confirmations\":0,\"walletconflicts\":[],\"hex\":\"");
        print_previous(out, w, call);
        buffer_print(out, "\"}");
    } else if (IS("getrawtransaction")) {
        buffer_print(out, "\"");
        print_previous(out, w, call);
        buffer_print(out, "\"");
    } else if (IS("sendrawtransaction"))
        buffer_print(out, "\"\"");
    else
        cr_assert_fail("the node does not know %s", method);
    buffer_print(out, ",\"error\":null");
}

static void print_call(struct buffer *out, const struct world *w, const struct json *call)
{
    uint64_t id = 0;

    cr_assert(is_ok(json_get_u64(&id, call, "id")));
    buffer_print(out, "{");
    print_result(out, w, call);
    buffer_print(out, ",\"id\":%" PRIu64 "}", id);
}

static void node_answers(struct http_reply *reply, const struct world *w,
                         const struct http_request *request)
{
    struct json *root = NULL;

    cr_assert(is_ok(json_parse(&root, buffer_slice(&request->body))));
    reply->status = 200;
    if (json_count(root) == 0) {
        print_call(&reply->body, w, root);
    } else {
        buffer_print(&reply->body, "[");
        for (size_t i = 0; i < json_count(root); i++) {
            buffer_print(&reply->body, i ? "," : "");
            print_call(&reply->body, w, json_at(root, i));
        }
        buffer_print(&reply->body, "]");
    }
    json_free(root);
}

/* Runs a conversation; at request number `at` (from 0) the good reply is spoiled. Returns the
 * verdict, and whether that request came at all. */
typedef void spoil_fn(struct http_reply *reply, const struct http_request *request,
                      const void *how);

static enum error_code run(bool *came, const struct world *w, const struct chain_task *task,
                           size_t at, spoil_fn *spoil, const void *how)
{
    struct chain_talk *talk = NULL;
    struct http_request request = {0};
    bool done = false;

    cr_assert(is_ok(talk_open(&talk, task)));
    result r = talk_step(talk, NULL, &request, &done);
    *came = false;
    for (size_t i = 0; is_ok(r) && !done; i++) {
        struct http_reply reply = {0};
        cr_assert_lt(i, 100);
        node_answers(&reply, w, &request);
        if (i == at) {
            spoil(&reply, &request, how);
            *came = true;
        }
        http_request_free(&request);
        memset(&request, 0, sizeof request);
        r = talk_step(talk, &reply, &request, &done);
        http_reply_free(&reply);
    }
    http_request_free(&request);
    talk_close(talk);
    return r.code;
}

struct scenario {
    struct world world;
    struct chain_task task;
};

enum { SCENARIOS = 7 };

static void scenario_open(struct scenario *s, int which)
{
    static const enum task_kind kinds[SCENARIOS] = {TASK_SYNC,  TASK_SYNC,   TASK_DRAFT, TASK_DRAFT,
                                                    TASK_DRAFT, TASK_STATUS, TASK_DRAFT};
    static const bool wallets[SCENARIOS] = {true, false, true, true, false, true, false};

    memset(s, 0, sizeof *s);
    world_open(&s->world, which == 3 || which == 4 ? ACCOUNT_SEGWIT : ACCOUNT_TAPROOT,
               wallets[which]);
    s->task.kind = kinds[which];
    s->task.account = &s->world.account;
    strcpy(s->task.node.url, "http://localhost");
    strcpy(s->task.node.watch_name, "w");
    s->task.order = test_order("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 900000, 0);
    strcpy(s->task.txid, "1100000000000000000000000000000000000000000000000000000000000000");
}

static void scenario_close(struct scenario *s)
{
    test_coins_free(s->world.coins, 2);
}

struct bad {
    const char *name;
    unsigned status;
    enum http_failure failure;
    const char *body;
    enum error_code code;
};

static void replace(struct http_reply *reply, const struct http_request *request, const void *how)
{
    const struct bad *bad = how;

    (void)request;
    buffer_clear(&reply->body);
    reply->status = bad->status;
    reply->failure = bad->failure;
    if (bad->body)
        buffer_append(&reply->body, bad->body, strlen(bad->body));
}

Test(talk_hostile, every_broken_reply_at_every_step_is_one_clear_error)
{
    char *deep = malloc(200001), *huge = malloc((65 << 20) + 1);
    memset(deep, '[', 200000);
    deep[200000] = 0;
    memset(huge, ' ', 65 << 20);
    huge[65 << 20] = 0;
    const struct bad bads[] = {
        {"down", 0, HTTP_UNREACHABLE, NULL, ERROR_NODE_UNREACHABLE},
        {"nothing", 0, HTTP_NONE, NULL, ERROR_NODE_UNREACHABLE},
        {"hangs", 0, HTTP_TIMEOUT, NULL, ERROR_NODE_TIMEOUT},
        {"endless", 0, HTTP_TOO_LONG, NULL, ERROR_NODE_TOO_LONG},
        {"refused", 0, HTTP_REFUSED, NULL, ERROR_NODE_REFUSED},
        {"login", 401, HTTP_NONE, "", ERROR_NODE_LOGIN},
        {"forbidden", 403, HTTP_NONE, "", ERROR_NODE_REFUSED},
        {"busy", 503, HTTP_NONE, "Work queue depth exceeded", ERROR_NODE_STARTING},
        {"html", 200, HTTP_NONE, "<html><body>Welcome</body></html>", ERROR_NODE_ANSWER},
        {"html 500", 500, HTTP_NONE, "<h1>Internal Server Error</h1>", ERROR_NODE_ANSWER},
        {"empty", 200, HTTP_NONE, "", ERROR_NODE_ANSWER},
        {"cut", 200, HTTP_NONE, "{\"result\":{\"chain\":\"regt", ERROR_NODE_ANSWER},
        {"deep", 200, HTTP_NONE, deep, ERROR_NODE_ANSWER},
        {"null", 200, HTTP_NONE, "null", ERROR_NODE_ANSWER},
        {"number", 200, HTTP_NONE, "17", ERROR_NODE_ANSWER},
        {"object", 200, HTTP_NONE, "{}", ERROR_NODE_ANSWER},
        {"array", 200, HTTP_NONE, "[]", ERROR_NODE_ANSWER},
        {"twice", 200, HTTP_NONE, "{\"id\":1,\"id\":1,\"result\":1}", ERROR_NODE_ANSWER},
        {"other id", 200, HTTP_NONE, "{\"id\":4711,\"result\":{},\"error\":null}",
         ERROR_NODE_ANSWER},
        {"binary", 200, HTTP_NONE, "\xff\xfe\x01\x02", ERROR_NODE_ANSWER},
        {"huge", 200, HTTP_NONE, huge, ERROR_NODE_TOO_LONG},
    };
    size_t tried = 0;

    for (int which = 0; which < SCENARIOS; which++) {
        struct scenario s;
        bool came;
        scenario_open(&s, which);
        cr_assert_eq(run(&came, &s.world, &s.task, 99, replace, NULL), ERROR_NONE, "%d", which);
        for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
            for (size_t at = 0; at < 99; at++) {
                const enum error_code code = run(&came, &s.world, &s.task, at, replace, &bads[i]);
                if (!came)
                    break;
                cr_assert_eq(code, bads[i].code, "scenario %d, step %zu, %s: %s", which, at,
                             bads[i].name, error_name(code));
                tried++;
            }
        }
        scenario_close(&s);
    }
    cr_assert_gt(tried, 600);
    free(deep);
    free(huge);
}

/* Cuts the good reply, or changes one byte of it: whatever comes of it, an error of this chain or
 * of the node, or an answer; the machine always comes to an end. */
static void spoil_byte(struct http_reply *reply, const struct http_request *request,
                       const void *how)
{
    uint32_t *seed = (uint32_t *)how;
    static const char others[] = "0-9\"{}[],:.eE\\x \x80";

    (void)request;
    if (test_random(seed) % 4 == 0) {
        reply->body.size = test_random(seed) % reply->body.size;
        return;
    }
    for (uint32_t k = 0; k <= test_random(seed) % 3; k++)
        reply->body.data[test_random(seed) % reply->body.size] =
            (uint8_t)others[test_random(seed) % (sizeof others - 1)];
}

Test(talk_hostile, a_spoiled_reply_never_leads_astray)
{
    uint32_t seed = 99;
    int errors = 0, answers = 0;

    for (int round = 0; round < 3000; round++) {
        struct scenario s;
        bool came;
        scenario_open(&s, round % SCENARIOS);
        const enum error_code code =
            run(&came, &s.world, &s.task, test_random(&seed) % 9, spoil_byte, &seed);
        errors += code != ERROR_NONE;
        answers += code == ERROR_NONE;
        cr_assert(code == ERROR_NONE || (code >= 500 && code < 550), "%s", error_name(code));
        scenario_close(&s);
    }
    cr_assert_gt(errors, 500);
    cr_assert_gt(answers, 100);
}

/* The results have the right frame and a wrong inside. */
static void wrong_result(struct http_reply *reply, const struct http_request *request,
                         const void *how)
{
    struct json *root = NULL;
    uint64_t id = 0;

    cr_assert(is_ok(json_parse(&root, buffer_slice(&request->body))));
    const bool is_batch = json_count(root) > 0;
    const size_t count = is_batch ? json_count(root) : 1;
    cr_assert(is_ok(json_get_u64(&id, is_batch ? json_at(root, 0) : root, "id")));
    json_free(root);
    buffer_clear(&reply->body);
    buffer_print(&reply->body, is_batch ? "[" : "");
    for (size_t i = 0; i < count; i++)
        buffer_print(&reply->body, "%s{\"id\":%" PRIu64 ",%s}", i ? "," : "", id + i,
                     (const char *)how);
    buffer_print(&reply->body, is_batch ? "]" : "");
}

Test(talk_hostile, a_wrong_result_never_crashes)
{
    static const char *const wrong[] = {
        "\"result\":null,\"error\":null",
        "\"result\":-1,\"error\":null",
        "\"result\":1e99,\"error\":null",
        "\"result\":\"\\u202e\",\"error\":null",
        "\"result\":[],\"error\":null",
        "\"result\":[null,1,\"x\",{}],\"error\":null",
        "\"result\":{},\"error\":null",
        "\"result\":{\"chain\":7,\"descriptors\":7,\"unspents\":7,\"hex\":7},\"error\":null",
        "\"result\":{\"descriptors\":[{}],\"unspents\":[{}]},\"error\":null",
        "\"result\":{\"hex\":\"zz\",\"confirmations\":\"5\"},\"error\":null",
        "\"result\":{\"hex\":\"\",\"confirmations\":99999999999999999999},\"error\":null",
        "\"result\":{\"feerate\":-1,\"mempoolminfee\":-1},\"error\":null",
        "\"result\":null,\"error\":{}",
        "\"result\":null,\"error\":7",
        "\"result\":null,\"error\":{\"code\":\"x\",\"message\":\"x\"}",
        "\"result\":null,\"error\":{\"code\":-4,\"message\":7}",
        "\"result\":null,\"error\":{\"code\":5,\"message\":\"positive\"}",
        "\"result\":null,\"error\":{\"code\":-99999999999,\"message\":\"x\"}",
        "\"result\":null,\"error\":{\"code\":-28,\"message\":\"Loading block index\"}",
        "\"result\":null,\"error\":{\"code\":-4,\"message\":\"\\u001b]52;c;x\\u0007\"}",
        "\"error\":null",
    };

    for (int which = 0; which < SCENARIOS; which++) {
        struct scenario s;
        bool came = true;
        scenario_open(&s, which);
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
            for (size_t at = 0; at < 99; at++) {
                const enum error_code code =
                    run(&came, &s.world, &s.task, at, wrong_result, wrong[i]);
                if (!came)
                    break;
                cr_assert(code == ERROR_NONE || (code >= 500 && code < 550), "%s: %s", wrong[i],
                          error_name(code));
                if (strstr(wrong[i], "-28"))
                    cr_assert_eq(code, ERROR_NODE_STARTING);
            }
        scenario_close(&s);
    }
}

/* T52: a node that tells of too much money, of a high fee, of indices far away. */
Test(talk_hostile, lies_about_money_and_places_are_refused)
{
    struct scenario s;
    bool came;

    scenario_open(&s, 2);              /* a Taproot draft */
    s.world.coins[0].value = 99999999; /* 0.0099999999 has ten decimals */
    cr_assert_eq(run(&came, &s.world, &s.task, 99, replace, NULL), ERROR_NODE_ANSWER);
    scenario_close(&s);

    scenario_open(&s, 2);
    cr_assert_eq(run(&came, &s.world, &s.task, 4, wrong_result,
                     "\"result\":{\"feerate\":50.00000000},\"error\":null"),
                 ERROR_BITCOIN_BALANCE_FEE);
    cr_assert_eq(run(&came, &s.world, &s.task, 4, wrong_result,
                     "\"result\":{\"feerate\":0.00800000},\"error\":null"),
                 ERROR_BITCOIN_FEE_HIGH);
    cr_assert_eq(run(&came, &s.world, &s.task, 4, wrong_result,
                     "\"result\":{\"feerate\":5000.00000000},\"error\":null"),
                 ERROR_BITCOIN_FEE_HIGH);
    scenario_close(&s);

    scenario_open(&s, 0);
    char far[1024];
    snprintf(far, sizeof far,
             "\"result\":{\"descriptors\":[{\"desc\":\"%s\",\"range\":[0,2147483647],"
             "\"next_index\":2000000000}]},\"error\":null",
             s.world.descriptors[0]);
    cr_assert_eq(run(&came, &s.world, &s.task, 2, wrong_result, far), ERROR_NODE_ANSWER);
    scenario_close(&s);
}
