/* SPDX-License-Identifier: MIT */
/* http.h - the only door to libcurl, and the one place that waits (http_wait).
 *
 * Requests are values (core/base/http.h); each gives exactly one reply, in any order. One thread.
 * Only http and https, no redirects, no cookies, no proxy for loopback addresses, certificates are
 * checked. Whatever a server does - silence, garbage, endless headers, ten megabytes - a request is
 * over after its timeout, and never holds more than its reply_max.
 */
#ifndef GRIDLOCK_APP_HTTP_H
#define GRIDLOCK_APP_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"
#include "core/base/http.h"

struct http;

/* Something else to wait for: becoming readable. */
struct http_watch {
    int fd;
    bool is_readable; /* set by http_wait */
};

enum { HTTP_WATCHES_MAX = 16 };

/* (HTTP_START) */
MUST_USE result http_open(struct http **out);
/* Takes the request over: its body is moved, the struct is emptied. */
void http_submit(struct http *http, struct http_request *request);
/* Returns when a reply is ready, a watch is readable, or after timeout_ms (-1: no limit). */
void http_wait(struct http *http, struct http_watch *watches, size_t count, int timeout_ms);
/* The next finished reply, or false. The caller owns it: http_reply_free. */
bool http_next_reply(struct http *http, struct http_reply *reply);
size_t http_in_flight(const struct http *http);
/* Ends everything that is under way, without replies. */
void http_cancel_all(struct http *http);
void http_close(struct http *http); /* NULL is fine */

#endif
