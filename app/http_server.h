/* SPDX-License-Identifier: MIT */
/* http_server.h - carries HTTP to the router's rules and back: the only door to libmicrohttpd.
 *
 * One thread. Everything that is ready at one moment is one wave: its posts are suspended, made
 * durable by one commit, and answered; polls that wait for them are answered in the same breath. No
 * timer stands between a message and the one who waits for it.
 */
#ifndef GRIDLOCK_APP_HTTP_SERVER_H
#define GRIDLOCK_APP_HTTP_SERVER_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/router/mailbox_store.h"
#include "core/router/router.h"

enum { HTTP_SERVER_NAME_ROOM = 80 };

struct http_server_settings {
    const char *listen;            /* "127.0.0.1:8788", "[::1]:8788"; port 0: any free one */
    unsigned connections;          /* at most */
    unsigned connections_per_host; /* at most from one address; 0 = as many */
    size_t memory;                 /* bytes of bodies and answers under way, at most */
};

struct http_server;

/* Router and store stay the caller's. (RELAY_LISTEN, _PORT_USED, _PORT_FORBIDDEN, _ADDRESS, _START)
 */
MUST_USE result http_server_open(struct http_server **out, struct router *router,
                                 struct mailbox_store *store,
                                 const struct http_server_settings *settings);
/* Where it listens, with the real port: "127.0.0.1:41234". */
const char *http_server_name(const struct http_server *server);
/* Serves until `stop` (a signalfd, a pipe) is readable. Whoever waits then is answered first. */
void http_server_run(struct http_server *server, int stop);
void http_server_close(struct http_server *server);

#endif
