/* SPDX-License-Identifier: MIT */
/* http.h - a request and its reply as plain values. app/http.c carries them; nothing in core/ or
 * chains/ does any I/O.
 */
#ifndef GRIDLOCK_CORE_BASE_HTTP_H
#define GRIDLOCK_CORE_BASE_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE };

enum { HTTP_HEADERS_MAX = 4, HTTP_TEXT_MAX = 512 };

struct http_request {
    uint64_t ticket; /* chosen by the sender, returned in the reply */
    enum http_method method;
    char url[HTTP_TEXT_MAX];
    char headers[HTTP_HEADERS_MAX][HTTP_TEXT_MAX]; /* "Name: value"; empty = unused */
    char credentials[HTTP_TEXT_MAX];               /* "user:password" for basic auth, or empty */
    struct buffer body;                            /* owned */
    uint32_t timeout_ms;
    size_t reply_max; /* a longer reply counts as no reply */
};

struct http_reply {
    uint64_t ticket;
    unsigned status; /* HTTP status; 0 when no whole reply came */
    enum http_failure {
        HTTP_NONE,
        HTTP_UNREACHABLE,
        HTTP_TIMEOUT,
        HTTP_TOO_LONG,
        HTTP_REFUSED
    } failure;
    struct buffer body; /* owned */
};

void http_request_free(struct http_request *request);
void http_reply_free(struct http_reply *reply);

#endif
