/* SPDX-License-Identifier: MIT */
#include "app/nodes.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/base/text.h"

enum { FETCH_MS = 600 * 1000, START_MS = 60 * 1000, CALL_MS = 30 * 1000, LOOK_MS = 100 };

result nodes_find(struct nodes *nodes, const char *script)
{
    struct process process = {.output = -1};
    const char *const argv[] = {"/bin/sh", script, NULL};
    const struct process_order order = {
        .argv = argv, .log_path = "/dev/stderr", .captures_output = true};
    bool found = false;

    TRY(process_start(&process, &order));
    found =
        process_line(&process, nodes->bitcoin_command, sizeof nodes->bitcoin_command, FETCH_MS) &&
        process_line(&process, nodes->anvil_path, sizeof nodes->anvil_path, FETCH_MS);
    const int status = process_finish(&process, NULL, START_MS);
    CHECK(found && status == 0, NODES_MISSING);
    return OK;
}

unsigned nodes_free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    unsigned port = 0;

    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        getsockname(fd, (struct sockaddr *)&address, &size) == 0)
        port = ntohs(address.sin_port);
    if (fd >= 0)
        close(fd);
    return port;
}

/* ---- asking ---- */

static result carry(struct nodes *nodes, struct json **out, struct http_request *request)
{
    struct http_reply reply = {0};
    const uint64_t deadline = process_now_ms() + CALL_MS + 1000;
    bool is_there = false;

    http_submit(nodes->http, request);
    while (!is_there && process_now_ms() < deadline) {
        http_wait(nodes->http, NULL, 0, LOOK_MS);
        is_there = http_next_reply(nodes->http, &reply);
    }
    if (!is_there)
        return FAIL(NODES_ANSWER);
    const result parsed =
        reply.status == 200 ? json_parse(out, buffer_slice(&reply.body)) : FAIL(NODES_ANSWER);
    if (reply.status != 200 && reply.body.size > 0)
        fprintf(stderr, "node answered %u: %.*s\n", reply.status,
                (int)(reply.body.size < 300 ? reply.body.size : 300),
                (const char *)reply.body.data);
    http_reply_free(&reply);
    TRY(parsed);
    /* Version 2.0 answers say 200 also when the node is still loading or refuses. */
    if (!json_has(*out, "error"))
        return OK;
    json_free(*out);
    *out = NULL;
    return FAIL(NODES_ANSWER);
}

static result read_cookie(const struct nodes *nodes, char *out, size_t room)
{
    FILE *file = fopen(nodes->cookie_path, "re");

    CHECK(file, NODES_ANSWER);
    const bool got = fgets(out, (int)room, file) != NULL;
    fclose(file);
    CHECK(got, NODES_ANSWER);
    out[strcspn(out, "\r\n")] = 0;
    return OK;
}

static void call_body(struct http_request *request, const char *method, const char *parameters)
{
    request->method = HTTP_POST;
    request->timeout_ms = CALL_MS;
    request->reply_max = 64 << 20;
    snprintf(request->headers[0], HTTP_TEXT_MAX, "Content-Type: application/json");
    buffer_print(&request->body, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}",
                 method, parameters);
}

result nodes_bitcoin(struct nodes *nodes, struct json **out, const char *wallet, const char *method,
                     const char *parameters)
{
    struct http_request *request = memory_new(1, sizeof *request);

    call_body(request, method, parameters);
    snprintf(request->url, HTTP_TEXT_MAX, "%s%s%s", nodes->bitcoin_url, wallet ? "/wallet/" : "",
             wallet ? wallet : "");
    result done = read_cookie(nodes, request->credentials, sizeof request->credentials);
    if (is_ok(done))
        done = carry(nodes, out, request);
    http_request_free(request);
    memory_free(request);
    return done;
}

result nodes_ethereum(struct nodes *nodes, struct json **out, const char *method,
                      const char *parameters)
{
    struct http_request *request = memory_new(1, sizeof *request);

    call_body(request, method, parameters);
    snprintf(request->url, HTTP_TEXT_MAX, "%s", nodes->anvil_url);
    const result done = carry(nodes, out, request);
    http_request_free(request);
    memory_free(request);
    return done;
}

/* ---- starting ---- */

static result start_bitcoin(struct nodes *nodes)
{
    char words[NODES_COMMAND_MAX];
    char datadir[NODES_PATH_MAX + 64];
    char port[64];
    char log[NODES_PATH_MAX + 64];
    const char *argv[NODES_WORDS_MAX + 12];
    size_t count = 0;

    snprintf(words, sizeof words, "%s", nodes->bitcoin_command);
    char *rest = NULL;
    for (char *word = strtok_r(words, " ", &rest); word && count < NODES_WORDS_MAX;
         word = strtok_r(NULL, " ", &rest))
        argv[count++] = word;
    snprintf(datadir, sizeof datadir, "-datadir=%s/bitcoin", nodes->folder);
    mkdir(datadir + strlen("-datadir="), 0700);
    snprintf(port, sizeof port, "-rpcport=%u", nodes->bitcoin_port);
    snprintf(log, sizeof log, "%s/bitcoind.log", nodes->folder);
    argv[count++] = "-regtest";
    argv[count++] = datadir;
    argv[count++] = port;
    argv[count++] = "-connect=0";
    argv[count++] = "-listen=0";
    argv[count++] = "-server=1";
    argv[count++] = "-fallbackfee=0.00002";
    argv[count++] = "-txindex=0";
    argv[count] = NULL;
    snprintf(nodes->bitcoin_url, sizeof nodes->bitcoin_url, "http://127.0.0.1:%u",
             nodes->bitcoin_port);
    snprintf(nodes->cookie_path, sizeof nodes->cookie_path, "%s/bitcoin/regtest/.cookie",
             nodes->folder);
    return process_start(
        &nodes->bitcoin,
        &(struct process_order){.argv = argv, .log_path = log, .outlives_parent = nodes->outlive});
}

static result start_anvil(struct nodes *nodes)
{
    char port[32];
    char log[NODES_PATH_MAX + 64];
    char state[NODES_PATH_MAX + 64];
    const char *const argv[] = {nodes->anvil_path, "--port", port, "--silent",
                                "--state",         state,    NULL};

    snprintf(state, sizeof state, "%s/anvil.json", nodes->folder);

    snprintf(port, sizeof port, "%u", nodes->anvil_port);
    snprintf(log, sizeof log, "%s/anvil.log", nodes->folder);
    snprintf(nodes->anvil_url, sizeof nodes->anvil_url, "http://127.0.0.1:%u", nodes->anvil_port);
    return process_start(
        &nodes->anvil,
        &(struct process_order){.argv = argv, .log_path = log, .outlives_parent = nodes->outlive});
}

static bool answers(struct nodes *nodes)
{
    struct json *answer = NULL;
    bool is_there = false;

    if (access(nodes->cookie_path, R_OK) != 0)
        return false;
    is_there = is_ok(nodes_bitcoin(nodes, &answer, NULL, "getblockcount", "[]"));
    json_free(answer);
    if (!is_there)
        return false;
    answer = NULL;
    is_there = is_ok(nodes_ethereum(nodes, &answer, "eth_chainId", "[]"));
    json_free(answer);
    return is_there;
}

/* An answer of a node may be a refusal: then it has no result. */
static result must_do(struct nodes *nodes, const char *wallet, const char *method,
                      const char *parameters)
{
    struct json *answer = NULL;

    TRY(nodes_bitcoin(nodes, &answer, wallet, method, parameters));
    const bool has_result = json_has(answer, "result");
    json_free(answer);
    CHECK(has_result, NODES_ANSWER);
    return OK;
}

/* The second start finds it, but has to load it. */
static result make_node_wallet(struct nodes *nodes)
{
    if (is_ok(must_do(nodes, NULL, "createwallet", "[\"miner\"]")))
        return OK;
    return must_do(nodes, NULL, "loadwallet", "[\"miner\"]");
}

result nodes_start(struct nodes *nodes, const char *folder)
{
    const uint64_t deadline = process_now_ms() + START_MS;

    TRY(text_copy(nodes->folder, sizeof nodes->folder, folder));
    nodes->bitcoin_port = nodes_free_port();
    nodes->anvil_port = nodes_free_port();
    CHECK(nodes->bitcoin_port && nodes->anvil_port, NODES_START);
    TRY(http_open(&nodes->http));
    TRY(start_bitcoin(nodes));
    TRY(start_anvil(nodes));
    while (!answers(nodes)) {
        CHECK(process_now_ms() < deadline && process_is_alive(&nodes->bitcoin) &&
                  process_is_alive(&nodes->anvil),
              NODES_START);
        process_sleep_ms(LOOK_MS);
    }
    return make_node_wallet(nodes);
}

void nodes_stop(struct nodes *nodes)
{
    process_stop(&nodes->bitcoin);
    process_stop(&nodes->anvil);
    http_close(nodes->http);
    nodes->http = NULL;
}

/* ---- money ---- */

result nodes_mine(struct nodes *nodes, unsigned blocks)
{
    struct json *answer = NULL;
    char parameters[256];
    const char *address = NULL;

    TRY(nodes_bitcoin(nodes, &answer, "miner", "getnewaddress", "[]"));
    result done = json_get_text(&address, answer, "result");
    if (is_ok(done))
        snprintf(parameters, sizeof parameters, "[%u,\"%s\"]", blocks, address);
    json_free(answer);
    TRY(done);
    answer = NULL;
    done = nodes_bitcoin(nodes, &answer, NULL, "generatetoaddress", parameters);
    json_free(answer);
    return done;
}

result nodes_pay_bitcoin(struct nodes *nodes, const char *address, const char *amount)
{
    char parameters[256];

    snprintf(parameters, sizeof parameters, "[\"%s\",%s]", address, amount);
    return must_do(nodes, "miner", "sendtoaddress", parameters);
}

result nodes_pay_ether(struct nodes *nodes, const char *address, const char *wei_hex)
{
    struct json *answer = NULL;
    struct json *accounts = NULL;
    const struct json *list = NULL;
    char parameters[512];

    TRY(nodes_ethereum(nodes, &accounts, "eth_accounts", "[]"));
    result done = json_get(&list, accounts, "result");
    const char *from = is_ok(done) && json_at(list, 0) ? json_text(json_at(list, 0)) : NULL;
    if (from)
        snprintf(parameters, sizeof parameters,
                 "[{\"from\":\"%s\",\"to\":\"%s\",\"value\":\"%s\"}]", from, address, wei_hex);
    json_free(accounts);
    CHECK(from, NODES_ANSWER);
    done = nodes_ethereum(nodes, &answer, "eth_sendTransaction", parameters);
    json_free(answer);
    return done;
}

result nodes_ether_balance(struct nodes *nodes, struct amount *out, const char *address)
{
    struct json *answer = NULL;
    char parameters[160];
    const char *text = NULL;

    snprintf(parameters, sizeof parameters, "[\"%s\",\"latest\"]", address);
    TRY(nodes_ethereum(nodes, &answer, "eth_getBalance", parameters));
    result done = json_get_text(&text, answer, "result");
    if (is_ok(done))
        done = amount_parse_hex(out, text);
    json_free(answer);
    return done;
}
