/* SPDX-License-Identifier: MIT */
#include "core/base/http.h"

#include <sodium.h> /* allowed: sodium_memzero */

void http_request_free(struct http_request *request)
{
    sodium_memzero(request->credentials, sizeof request->credentials);
    sodium_memzero(request->headers, sizeof request->headers);
    buffer_wipe(&request->body);
}

void http_reply_free(struct http_reply *reply)
{
    buffer_free(&reply->body);
}
