/* SPDX-License-Identifier: MIT */
#include "app/http_server.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/http_exchange.h"
#include "app/listen.h"
#include "core/base/memory.h"

enum {
    CONNECTION_MEMORY = 32 << 10, /* headers and the part of a body that is being read */
    IDLE_CONNECTION_SECONDS = 60,
    WAVE_TURNS = 16,    /* a wave is closed after so many looks for more */
    PATIENCE_MS = 1000, /* the longest sleep */
    CHORES_MS = 20,     /* so long it must be quiet before chores go on */
    COMPLAIN_SECONDS = 60,
    SWEEP_SECONDS = 60,       /* in a quiet moment */
    SWEEP_LATE_SECONDS = 600, /* when there is none */
    LAST_TURNS = 50           /* at the end: chances for answers to leave */
};

static void read_clocks(struct http_server *server)
{
    struct timespec wall, steady;

    clock_gettime(CLOCK_REALTIME, &wall);
    clock_gettime(CLOCK_MONOTONIC, &steady);
    server->now = (uint64_t)wall.tv_sec;
    server->now_ms = (uint64_t)steady.tv_sec * 1000 + (uint64_t)steady.tv_nsec / 1000000;
}

/* The operator hears of a disk in trouble, but not more often than once a minute. */
static void complain(struct http_server *server, enum error_code code)
{
    if (server->now < server->complain_at)
        return;
    server->complain_at = server->now + COMPLAIN_SECONDS;
    fprintf(stderr, "gridlock-relay: %s %s\n", error_sentence(code), error_remedy(code));
}

/* Makes the wave durable, tells everybody in it, and wakes those who waited for it. */
static void end_wave(struct http_server *server)
{
    uint8_t key[ROUTER_WAIT_KEY];
    unsigned lost_status = 503;
    const bool is_kept = router_commit(server->router, &lost_status);
    if (!is_kept)
        complain(server, lost_status == 507 ? ERROR_MAILBOX_STORE_FULL : ERROR_MAILBOX_STORE_IO);

    while (server->wave) {
        struct http_exchange *exchange = server->wave;
        server->wave = exchange->next_in_wave;
        if (!is_kept) {
            buffer_free(&exchange->reply.body);
            exchange->reply = (struct router_reply){.status = lost_status};
        }
        http_exchange_resume(exchange);
    }
    while (router_touched(server->router, key)) {
        struct parked_wait *wait = parked_take(server->parked, key);
        for (; wait; wait = parked_take(server->parked, key))
            http_exchange_release((struct http_exchange *)wait, 0);
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
        http_exchange_release((struct http_exchange *)wait, 204);
    const bool is_time = server->now >= server->sweep_at + (is_idle ? 0 : SWEEP_LATE_SECONDS);
    if (is_time && !router_sweep(server->router, server->now))
        server->sweep_at = server->now + SWEEP_SECONDS;
    if (!server->store->ops->has_room(server->store, server->now))
        complain(server, ERROR_MAILBOX_STORE_FULL);
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
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL,
        http_exchange_on_request, server, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK,
        http_exchange_on_first_line, server, MHD_OPTION_NOTIFY_COMPLETED, http_exchange_on_end,
        server, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_LIMIT, settings->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        settings->connections_per_host, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_CONNECTION_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
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
    server->held_most = settings->memory;
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
        http_exchange_release((struct http_exchange *)wait, 503);
    for (unsigned turn = 0; turn < LAST_TURNS && (turn == 0 || has_work(server)); turn++)
        MHD_run(server->daemon);
    MHD_stop_daemon(server->daemon);
    parked_free(server->parked);
    memory_free(server);
}
