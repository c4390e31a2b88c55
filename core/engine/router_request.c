/* SPDX-License-Identifier: MIT */
#include "core/engine/router_request.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/base/slice.h"
#include "core/message/mailbox_api.h"

enum { PATIENCE_MS = 15000 };

static const char binary[] = "Content-Type: application/octet-stream";

result router_request_begin(struct http_request *out, enum http_method method, const char *router,
                            size_t reply_max, const char *path, ...)
{
    va_list arguments;
    char printed[HTTP_TEXT_MAX];

    va_start(arguments, path);
    const int size = vsnprintf(printed, sizeof printed, path, arguments);
    va_end(arguments);
    CHECK(size >= 0 && strlen(router) + (size_t)size < HTTP_TEXT_MAX, TEXT_LONG);
    *out =
        (struct http_request){.method = method, .timeout_ms = PATIENCE_MS, .reply_max = reply_max};
    memcpy(out->url, router, strlen(router));
    memcpy(out->url + strlen(router), printed, (size_t)size + 1);
    return OK;
}

/* The first header nobody took yet: no request of ours needs more than three. */
static char *free_header(struct http_request *request)
{
    size_t i = 0;

    while (i + 1 < HTTP_HEADERS_MAX && request->headers[i][0])
        i++;
    return request->headers[i];
}

static void add_hex_header(struct http_request *request, const char *start, struct slice bytes)
{
    char *header = free_header(request);

    memcpy(header, start, strlen(start));
    hex_encode(header + strlen(start), bytes);
}

void router_request_bearer(struct http_request *request, const uint8_t bearer[static 32])
{
    add_hex_header(request, "Authorization: Bearer ", slice_of(bearer, MAILBOX_API_BEARER_BYTES));
}

void router_request_token(struct http_request *request, const uint8_t *token)
{
    if (token)
        add_hex_header(request, "Gridlock-Token: ", slice_of(token, MAILBOX_API_TOKEN_BYTES));
}

void router_request_body(struct http_request *request, const void *bytes, size_t size)
{
    char *header = free_header(request);

    memcpy(header, binary, sizeof binary);
    buffer_append(&request->body, bytes, size);
}
