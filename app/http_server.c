/* SPDX-License-Identifier: MIT */
#include "app/http_server.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/listen.h"
#include "core/base/memory.h"
#include "core/router/parked.h"

enum {
    CONNECTION_MEMORY = 32 << 10, /* headers and the part of a body that is being read */
    IDLE_CONNECTION_SECONDS = 60,
    WAVE_TURNS = 16,          /* a wave is closed after so many looks for more */
    PATIENCE_MS = 1000,       /* the longest sleep */
    CHORES_MS = 20,           /* so long it must be quiet before chores go on */
    SWEEP_SECONDS = 60,       /* in a quiet moment */
    SWEEP_LATE_SECONDS = 600, /* when there is none */
    LAST_TURNS = 50           /* at the end: chances for answers to leave */
};

enum stage {
    STAGE_HEAD,   /* headers are in */
    STAGE_BODY,   /* the body is coming */
    STAGE_WAVE,   /* suspended until the commit */
    STAGE_PARKED, /* suspended until something arrives */
    STAGE_ANSWER  /* the reply is known */
};

/* One request, from its first line to the end of its answer. */
struct exchange {
    struct parked_wait wait; /* first */
    struct http_server *server;
    struct MHD_Connection *connection;
    const char *method; /* borrowed from the connection */
    char *target;
    enum stage stage;
    struct buffer body;
    struct router_reply reply;
    struct exchange *next_in_wave;
};

struct http_server {
    struct router *router;
    struct mailbox_store *store;
    struct parked *parked;
    struct MHD_Daemon *daemon;
    int epoll;
    char name[HTTP_SERVER_NAME_ROOM];
    struct exchange *wave;
    uint64_t now, now_ms, sweep_at;
    bool has_chores;
    bool has_news; /* something was resumed: the daemon must run again at once */
};

static void read_clocks(struct http_server *server)
{
    struct timespec wall, steady;

    clock_gettime(CLOCK_REALTIME, &wall);
    clock_gettime(CLOCK_MONOTONIC, &steady);
    server->now = (uint64_t)wall.tv_sec;
    server->now_ms = (uint64_t)steady.tv_sec * 1000 + (uint64_t)steady.tv_nsec / 1000000;
}

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

static const char *header(const struct exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

static struct router_request request_of(const struct exchange *exchange, bool is_last_look)
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

/* Hands the reply to the library; from here on the body is its own. */
static enum MHD_Result answer(struct exchange *exchange)
{
    struct router_reply *reply = &exchange->reply;
    char seconds[16];
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->body.size, reply->body.data,
        reply->body.size ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);

    if (!response)
        return MHD_NO;
    if (reply->body.size)
        reply->body = (struct buffer){0};
    if (reply->status == 429) {
        snprintf(seconds, sizeof seconds, "%u", reply->retry_seconds ? reply->retry_seconds : 1);
        MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    }
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    const enum MHD_Result queued =
        MHD_queue_response(exchange->connection, reply->status, response);
    MHD_destroy_response(response);
    return queued;
}

static void resume(struct exchange *exchange)
{
    exchange->stage = STAGE_ANSWER;
    exchange->server->has_news = true;
    MHD_resume_connection(exchange->connection);
}

/* Ends the waiting of a parked request: with what there is now, or with this status. */
static void release(struct exchange *exchange, unsigned status)
{
    buffer_free(&exchange->reply.body);
    exchange->reply = (struct router_reply){.status = status};
    if (status == 0) {
        const struct router_request request = request_of(exchange, true);
        router_handle(exchange->server->router, &exchange->reply, &request);
    }
    resume(exchange);
}

static enum MHD_Result park(struct exchange *exchange)
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
        release((struct exchange *)displaced, 204);
    return MHD_YES;
}

/* The request is whole. */
static enum MHD_Result serve(struct exchange *exchange)
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
static bool body_size(const struct exchange *exchange, uint64_t *out)
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

static enum MHD_Result admit(struct exchange *exchange)
{
    const struct router_request request = request_of(exchange, false);
    uint64_t size = 0;

    exchange->stage = STAGE_BODY;
    exchange->reply.status = 411;
    if (body_size(exchange, &size) &&
        router_admit(exchange->server->router, &exchange->reply, &request, size))
        return MHD_YES;
    exchange->stage = STAGE_ANSWER;
    /* Without a body the answer waits for the next call, so that the connection can stay open. */
    return size == 0 && exchange->reply.status != 411 ? MHD_YES : answer(exchange);
}

/* libmicrohttpd calls this with the headers, with each piece of the body, with the end of it, and
 * once more after a pause. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **its)
{
    struct exchange *exchange = *its;

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

static void *on_first_line(void *context, const char *target, struct MHD_Connection *connection)
{
    struct exchange *exchange = memory_new(1, sizeof *exchange);

    exchange->server = context;
    exchange->connection = connection;
    exchange->target = memory_copy_text(target);
    return exchange;
}

static void on_end(void *context, struct MHD_Connection *connection, void **its,
                   enum MHD_RequestTerminationCode code)
{
    struct http_server *server = context;
    struct exchange *exchange = *its;

    (void)connection;
    (void)code;
    if (!exchange)
        return;
    parked_remove(server->parked, &exchange->wait);
    buffer_free(&exchange->body);
    buffer_free(&exchange->reply.body);
    memory_free(exchange->target);
    memory_free(exchange);
    *its = NULL;
}

/* Makes the wave durable, tells everybody in it, and wakes those who waited for it. */
static void end_wave(struct http_server *server)
{
    uint8_t key[ROUTER_WAIT_KEY];
    unsigned lost_status = 503;
    const bool is_kept = router_commit(server->router, &lost_status);

    while (server->wave) {
        struct exchange *exchange = server->wave;
        server->wave = exchange->next_in_wave;
        if (!is_kept) {
            buffer_free(&exchange->reply.body);
            exchange->reply = (struct router_reply){.status = lost_status};
        }
        resume(exchange);
    }
    while (router_touched(server->router, key)) {
        struct parked_wait *wait = parked_take(server->parked, key);
        for (; wait; wait = parked_take(server->parked, key))
            release((struct exchange *)wait, 0);
    }
}

static bool has_work(struct http_server *server)
{
    MHD_UNSIGNED_LONG_LONG wait = 0;

    return MHD_get_timeout(server->daemon, &wait) == MHD_YES && wait == 0;
}

/* Everything that is ready now: requests, the wave they make, and the answers. */
static void work(struct http_server *server)
{
    do {
        for (unsigned turn = 0; turn < WAVE_TURNS; turn++) {
            read_clocks(server);
            server->has_news = false;
            MHD_run(server->daemon);
            if (!has_work(server))
                break;
        }
        if (router_has_wave(server->router))
            end_wave(server);
    } while (server->has_news);
}

static int sleep_ms(struct http_server *server)
{
    const unsigned most = server->has_chores ? CHORES_MS : PATIENCE_MS;
    MHD_UNSIGNED_LONG_LONG wait = most;

    if (MHD_get_timeout(server->daemon, &wait) != MHD_YES || wait > most)
        wait = most;
    return (int)parked_patience(server->parked, server->now_ms, wait);
}

/* Work nobody asked for: time that ran out, and the store's own chores. */
static void housekeep(struct http_server *server, bool is_idle)
{
    read_clocks(server);
    struct parked_wait *wait = parked_take_due(server->parked, server->now_ms);
    for (; wait; wait = parked_take_due(server->parked, server->now_ms))
        release((struct exchange *)wait, 204);
    const bool is_time = server->now >= server->sweep_at + (is_idle ? 0 : SWEEP_LATE_SECONDS);
    if (is_time && !router_sweep(server->router, server->now))
        server->sweep_at = server->now + SWEEP_SECONDS;
    server->has_chores = server->store->ops->tidy(server->store, server->now, is_idle) ||
                         server->now >= server->sweep_at;
}

void http_server_run(struct http_server *server, int stop)
{
    struct pollfd watched[] = {{.fd = server->epoll, .events = POLLIN},
                               {.fd = stop, .events = POLLIN}};

    while (!(watched[1].revents & POLLIN)) {
        work(server);
        const int patience = sleep_ms(server);
        const int ready = poll(watched, 2, patience);
        housekeep(server, ready == 0 && patience > 0);
    }
}

/* The union of what libmicrohttpd wants to hear; the socket becomes the daemon's own. */
static struct MHD_Daemon *start(struct http_server *server, int fd,
                                const struct http_server_settings *settings)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL, on_request, server,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, on_first_line, server,
        MHD_OPTION_NOTIFY_COMPLETED, on_end, server, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, settings->connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings->connections_per_host,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_CONNECTION_SECONDS,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

result http_server_open(struct http_server **out, struct router *router,
                        struct mailbox_store *store, const struct http_server_settings *settings)
{
    char name[LISTEN_NAME_ROOM];
    int fd = -1;

    TRY(listen_on(&fd, name, settings->listen));
    struct http_server *server = memory_new(1, sizeof *server);
    server->router = router;
    server->store = store;
    server->parked = parked_new();
    memcpy(server->name, name, sizeof name);
    server->daemon = start(server, fd, settings);
    if (!server->daemon) {
        close(fd);
        parked_free(server->parked);
        memory_free(server);
        return FAIL(RELAY_START);
    }
    server->epoll = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    read_clocks(server);
    server->sweep_at = server->now + SWEEP_SECONDS;
    *out = server;
    return OK;
}

const char *http_server_name(const struct http_server *server)
{
    return server->name;
}

void http_server_close(struct http_server *server)
{
    if (!server)
        return;
    work(server);
    struct parked_wait *wait = parked_take_any(server->parked);
    for (; wait; wait = parked_take_any(server->parked))
        release((struct exchange *)wait, 503);
    for (unsigned turn = 0; turn < LAST_TURNS && (turn == 0 || has_work(server)); turn++)
        MHD_run(server->daemon);
    MHD_stop_daemon(server->daemon);
    parked_free(server->parked);
    memory_free(server);
}
