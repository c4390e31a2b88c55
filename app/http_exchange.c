/* SPDX-License-Identifier: MIT */
#include "app/http_exchange.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

static struct quota_address address_of(struct MHD_Connection *connection)
{
    struct quota_address address = {.bytes = {[10] = 0xff, [11] = 0xff}};
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

    if (!info || !info->client_addr)
        return address;
    if (info->client_addr->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, info->client_addr, sizeof v6);
        memcpy(address.bytes, &v6.sin6_addr, sizeof address.bytes);
    } else if (info->client_addr->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, info->client_addr, sizeof v4);
        memcpy(address.bytes + 12, &v4.sin_addr, 4);
    }
    return address;
}

static const char *header(const struct http_exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

static struct router_request request_of(const struct http_exchange *exchange, bool is_last_look)
{
    return (struct router_request){
        .method = exchange->method,
        .target = exchange->target,
        .authorization = header(exchange, "Authorization"),
        .token = header(exchange, "Gridlock-Token"),
        .body = buffer_slice(&exchange->body),
        .address = address_of(exchange->connection),
        .now = exchange->server->now,
        .now_ms = exchange->server->now_ms,
        .is_last_look = is_last_look,
    };
}

/* Slow senders and readers keep bodies and answers in memory: their sum is limited. */
static bool has_memory(const struct http_server *server, uint64_t more)
{
    return more <= server->held_most && server->held <= server->held_most - more;
}

static void hold(struct http_exchange *exchange, size_t bytes)
{
    exchange->held += bytes;
    exchange->server->held += bytes;
}

/* Hands the reply to the library; from here on the body is its own. */
static enum MHD_Result answer(struct http_exchange *exchange)
{
    struct router_reply *reply = &exchange->reply;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->body.size, reply->body.data,
        reply->body.size ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);

    if (!response)
        return MHD_NO;
    hold(exchange, reply->body.size);
    if (reply->body.size)
        reply->body = (struct buffer){0};
    if (reply->status == 429) {
        char seconds[16];
        snprintf(seconds, sizeof seconds, "%u", reply->retry_seconds ? reply->retry_seconds : 1);
        MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    }
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    const enum MHD_Result queued =
        MHD_queue_response(exchange->connection, reply->status, response);
    MHD_destroy_response(response);
    return queued;
}

void http_exchange_resume(struct http_exchange *exchange)
{
    exchange->stage = STAGE_ANSWER;
    exchange->server->has_news = true;
    MHD_resume_connection(exchange->connection);
}

void http_exchange_release(struct http_exchange *exchange, unsigned status)
{
    buffer_free(&exchange->reply.body);
    exchange->reply = (struct router_reply){.status = status ? status : 204};
    if (status == 0 && has_memory(exchange->server, 0)) {
        const struct router_request request = request_of(exchange, true);
        router_handle(exchange->server->router, &exchange->reply, &request);
    }
    http_exchange_resume(exchange);
}

static enum MHD_Result park(struct http_exchange *exchange)
{
    struct http_server *server = exchange->server;
    struct parked_wait *displaced = NULL;
    const uint64_t until = server->now_ms + (uint64_t)exchange->reply.wait_seconds * 1000;

    if (!parked_add(server->parked, &displaced, &exchange->wait, exchange->reply.wait_key,
                    server->now_ms, until)) {
        exchange->reply = (struct router_reply){.status = 429, .retry_seconds = 1};
        exchange->stage = STAGE_ANSWER;
        return answer(exchange);
    }
    exchange->stage = STAGE_PARKED;
    MHD_suspend_connection(exchange->connection);
    if (displaced)
        http_exchange_release((struct http_exchange *)displaced, 204);
    return MHD_YES;
}

/* The request is whole. */
static enum MHD_Result serve(struct http_exchange *exchange)
{
    struct http_server *server = exchange->server;
    const struct router_request request = request_of(exchange, false);

    router_handle(server->router, &exchange->reply, &request);
    if (exchange->reply.is_parked)
        return park(exchange);
    if (!exchange->reply.is_held) {
        exchange->stage = STAGE_ANSWER;
        return answer(exchange);
    }
    exchange->stage = STAGE_WAVE;
    exchange->next_in_wave = server->wave;
    server->wave = exchange;
    MHD_suspend_connection(exchange->connection);
    return MHD_YES;
}

/* What the headers say about the body; false: nothing exact. */
static bool body_size(const struct http_exchange *exchange, uint64_t *out)
{
    const char *length = header(exchange, "Content-Length");
    char *end = NULL;

    *out = 0;
    if (header(exchange, "Transfer-Encoding"))
        return false;
    if (!length)
        return strcmp(exchange->method, "POST") != 0 && strcmp(exchange->method, "PUT") != 0;
    if (*length < '0' || *length > '9')
        return false;
    *out = strtoull(length, &end, 10);
    return *end == 0;
}

static enum MHD_Result admit(struct http_exchange *exchange)
{
    const struct router_request request = request_of(exchange, false);
    uint64_t size = 0;

    exchange->stage = STAGE_BODY;
    exchange->reply.status = 411;
    if (body_size(exchange, &size) &&
        router_admit(exchange->server->router, &exchange->reply, &request, size)) {
        if (has_memory(exchange->server, size)) {
            hold(exchange, (size_t)size);
            return MHD_YES;
        }
        exchange->reply.status = 503;
    }
    exchange->stage = STAGE_ANSWER;
    /* Without a body the answer waits for the next call, so that the connection can stay open. */
    return size == 0 && exchange->reply.status != 411 ? MHD_YES : answer(exchange);
}

enum MHD_Result http_exchange_on_request(void *context, struct MHD_Connection *connection,
                                         const char *url, const char *method, const char *version,
                                         const char *data, size_t *size, void **its)
{
    struct http_exchange *exchange = *its;

    (void)context;
    (void)url;
    (void)version;
    if (!exchange)
        return MHD_NO;
    exchange->connection = connection;
    exchange->method = method;
    switch (exchange->stage) {
    case STAGE_HEAD:
        return admit(exchange);
    case STAGE_BODY:
        if (*size == 0)
            return serve(exchange);
        buffer_append(&exchange->body, data, *size); /* never more than admit was told */
        *size = 0;
        return MHD_YES;
    case STAGE_ANSWER:
        if (*size == 0)
            return answer(exchange);
        *size = 0; /* the rest of a body that is not wanted */
        return MHD_YES;
    case STAGE_WAVE:
    case STAGE_PARKED:
        break;
    }
    return MHD_YES;
}

void *http_exchange_on_first_line(void *context, const char *target,
                                  struct MHD_Connection *connection)
{
    struct http_exchange *exchange = memory_new(1, sizeof *exchange);

    exchange->server = context;
    exchange->connection = connection;
    exchange->target = memory_copy_text(target);
    return exchange;
}

void http_exchange_on_end(void *context, struct MHD_Connection *connection, void **its,
                          enum MHD_RequestTerminationCode code)
{
    struct http_server *server = context;
    struct http_exchange *exchange = *its;

    (void)connection;
    (void)code;
    if (!exchange)
        return;
    parked_remove(server->parked, &exchange->wait);
    server->held -= exchange->held;
    buffer_free(&exchange->body);
    buffer_free(&exchange->reply.body);
    memory_free(exchange->target);
    memory_free(exchange);
    *its = NULL;
}
