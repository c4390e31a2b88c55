/* SPDX-License-Identifier: MIT */
/* http_exchange.h - inside of the HTTP server: one request, from its first line to the end of its
 * answer. Together with http_server.c the only door to libmicrohttpd; nobody else includes it. */
#ifndef GRIDLOCK_APP_HTTP_EXCHANGE_H
#define GRIDLOCK_APP_HTTP_EXCHANGE_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "app/http_server.h"
#include "core/router/parked.h"

enum http_stage {
    STAGE_HEAD,   /* headers are in */
    STAGE_BODY,   /* the body is coming */
    STAGE_WAVE,   /* suspended until the commit */
    STAGE_PARKED, /* suspended until something arrives */
    STAGE_ANSWER  /* the reply is known */
};

struct http_exchange {
    struct parked_wait wait; /* first */
    struct http_server *server;
    struct MHD_Connection *connection;
    const char *method; /* borrowed from the connection */
    char *target;
    enum http_stage stage;
    struct buffer body;
    struct router_reply reply;
    size_t held; /* bytes of body and answer, as counted in the server */
    struct http_exchange *next_in_wave;
};

struct http_server {
    struct router *router;
    struct mailbox_store *store;
    struct parked *parked;
    struct MHD_Daemon *daemon;
    int epoll;
    char name[HTTP_SERVER_NAME_ROOM];
    struct http_exchange *wave;
    size_t held, held_most; /* bytes of bodies and answers that are under way */
    uint64_t now, now_ms, sweep_at, complain_at;
    bool has_chores;
    bool has_news; /* something was resumed: the daemon must run again at once */
};

/* Lets the answer leave that is in exchange->reply. */
void http_exchange_resume(struct http_exchange *exchange);
/* Ends the waiting of a parked request: with what there is now (0), or with this status. */
void http_exchange_release(struct http_exchange *exchange, unsigned status);

/* What libmicrohttpd calls. on_request comes with the headers, with each piece of the body, with
 * the end of it, and once more after a pause. */
void *http_exchange_on_first_line(void *context, const char *target,
                                  struct MHD_Connection *connection);
enum MHD_Result http_exchange_on_request(void *context, struct MHD_Connection *connection,
                                         const char *url, const char *method, const char *version,
                                         const char *data, size_t *size, void **its);
void http_exchange_on_end(void *context, struct MHD_Connection *connection, void **its,
                          enum MHD_RequestTerminationCode code);

#endif
