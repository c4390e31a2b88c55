/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/rpc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

void rpc_call(struct rpc_request *request, const char *method, const char *params)
{
    buffer_print(&request->body, "%s{\"jsonrpc\":\"1.0\",\"id\":%" PRIu64 ",\"method\":\"%s\",",
                 request->count ? "," : "", request->id + request->count, method);
    buffer_print(&request->body, "\"params\":%s}", params);
    request->count++;
}

/* A wallet's name may hold anything; in an address it is percent-encoded. */
static void append_encoded(struct buffer *out, const char *name)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    for (const char *c = name; *c; c++) {
        if (strchr(plain, *c))
            buffer_append(out, c, 1);
        else
            buffer_print(out, "%%%02X", (unsigned)(uint8_t)*c);
    }
}

static result write_url(char out[static HTTP_TEXT_MAX], const struct chain_node *node,
                        bool to_wallet)
{
    SCOPED(buffer_free) struct buffer url = {0};
    size_t size = strlen(node->url);

    while (size > 0 && node->url[size - 1] == '/')
        size--;
    buffer_append(&url, node->url, size);
    buffer_print(&url, "/");
    if (to_wallet) {
        buffer_print(&url, "wallet/");
        append_encoded(&url, node->watch_name);
    }
    return text_copy(out, HTTP_TEXT_MAX, buffer_text(&url));
}

result rpc_send(struct http_request *out, struct rpc_request *request,
                const struct chain_node *node, bool to_wallet, uint32_t timeout_ms,
                size_t reply_max)
{
    struct http_request http = {
        .method = HTTP_POST, .timeout_ms = timeout_ms, .reply_max = reply_max};

    TRY(write_url(http.url, node, to_wallet));
    TRY(text_copy(http.headers[0], HTTP_TEXT_MAX, "Content-Type: application/json"));
    TRY(text_copy(http.credentials, HTTP_TEXT_MAX, node->credentials));
    if (request->is_batch) {
        buffer_append(&http.body, "[", 1);
        buffer_append_slice(&http.body, buffer_slice(&request->body));
        buffer_append(&http.body, "]", 1);
    } else {
        http.body = request->body;
        request->body = (struct buffer){0};
    }
    *out = http;
    return OK;
}

result rpc_judge_transport(const struct http_reply *reply, size_t reply_max)
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
    CHECK(reply->status != 401, NODE_LOGIN);
    CHECK(reply->status != 403, NODE_REFUSED);
    CHECK(reply->status != 503, NODE_STARTING); /* "work queue depth exceeded" */
    CHECK(reply->body.size <= reply_max, NODE_TOO_LONG);
    return OK;
}

/* {"result": x, "error": null | {"code": n, "message": "..."}, "id": n} */
static result read_answer(struct rpc_reply *out, const struct json *object, uint64_t id)
{
    uint64_t heard = 0;
    const struct json *error;
    const struct json *code;
    const char *digits;

    CHECK(is_ok(json_get_u64(&heard, object, "id")) && heard == id, NODE_ANSWER);
    out->result = NULL;
    out->code = RPC_NONE;
    out->message = "";
    if (!json_has(object, "error")) {
        CHECK(is_ok(json_get(&out->result, object, "result")), NODE_ANSWER);
        return OK;
    }
    CHECK(is_ok(json_get(&error, object, "error")), NODE_ANSWER);
    CHECK(is_ok(json_get(&code, error, "code")), NODE_ANSWER);
    CHECK(is_ok(json_get_text(&out->message, error, "message")), NODE_ANSWER);
    digits = json_number(code);
    CHECK(digits && strlen(digits) < 8, NODE_ANSWER);
    out->code = (int)strtol(digits, NULL, 10);
    CHECK(out->code < 0, NODE_ANSWER);
    CHECK(out->code != RPC_STARTING, NODE_STARTING);
    return OK;
}

static result parse(struct json **out, const struct http_reply *reply, size_t reply_max)
{
    TRY(rpc_judge_transport(reply, reply_max));
    CHECK(is_ok(json_parse(out, buffer_slice(&reply->body))), NODE_ANSWER);
    return OK;
}

result rpc_hear(struct rpc_reply *out, const struct http_reply *reply, uint64_t id,
                size_t reply_max)
{
    SCOPED(json_free_at) struct json *root = NULL;
    struct rpc_reply heard = {0};

    TRY(parse(&root, reply, reply_max));
    TRY(read_answer(&heard, root, id));
    heard.root = root;
    root = NULL;
    *out = heard;
    return OK;
}

result rpc_hear_batch(struct rpc_reply *out, const struct http_reply *reply, size_t reply_max)
{
    struct json *root = NULL;

    TRY(parse(&root, reply, reply_max));
    *out = (struct rpc_reply){.root = root, .message = ""};
    return OK;
}

result rpc_item(struct rpc_reply *out, const struct rpc_reply *batch, uint64_t id)
{
    for (size_t i = 0; i < json_count(batch->root); i++) {
        const struct json *item = json_at(batch->root, i);
        uint64_t heard = 0;
        if (!is_ok(json_get_u64(&heard, item, "id")) || heard != id)
            continue;
        out->root = NULL;
        return read_answer(out, item, id);
    }
    return FAIL(NODE_ANSWER);
}

void rpc_reply_free(struct rpc_reply *reply)
{
    json_free(reply->root);
    *reply = (struct rpc_reply){0};
}
