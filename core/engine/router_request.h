/* SPDX-License-Identifier: MIT */
/* router_request.h - what every request to a router has in common. Used by mailbox.c, rendezvous.c
 * and wallet_record.c only. */
#ifndef GRIDLOCK_CORE_ENGINE_ROUTER_REQUEST_H
#define GRIDLOCK_CORE_ENGINE_ROUTER_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/http.h"

/* An empty request to <router><path>; the path is printed. (TEXT_LONG) */
MUST_USE result router_request_begin(struct http_request *out, enum http_method method,
                                     const char *router, size_t reply_max, const char *path, ...)
    __attribute__((format(printf, 5, 6)));
/* Headers; each takes the next free place. */
void router_request_bearer(struct http_request *request, const uint8_t bearer[static 32]);
void router_request_token(struct http_request *request, const uint8_t *token); /* NULL: none */
/* The body is these bytes. */
void router_request_body(struct http_request *request, const void *bytes, size_t size);

#endif
