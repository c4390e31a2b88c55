/* SPDX-License-Identifier: MIT */
#include "core/engine/rendezvous.h"

#include "core/base/hex.h"
#include "core/engine/router_answer.h"
#include "core/engine/router_request.h"

enum { ID_TEXT = 2 * MAILBOX_API_RDV_ID_BYTES + 1, SMALL_REPLY = 1024, POLL_GRACE_MS = 10000 };

static bool is_place(const struct rendezvous_place *place)
{
    return (place->side == RENDEZVOUS_OWNER || place->side == RENDEZVOUS_GUARDIAN) &&
           place->index < MAILBOX_API_RDV_BLOBS;
}

result rendezvous_post_request(struct http_request *out, const char *router,
                               const struct rendezvous_place *place, struct slice blob)
{
    char id[ID_TEXT];

    CHECK(is_place(place), ROUTER_BLOB);
    CHECK(blob.size > 0 && blob.size <= MAILBOX_API_RDV_BLOB_MAX, ROUTER_BLOB);
    hex_encode(id, slice_of(place->id, sizeof place->id));
    TRY(router_request_begin(out, HTTP_POST, router, SMALL_REPLY, "/v1/rdv/%s?side=%u&index=%u", id,
                             (unsigned)place->side, place->index));
    router_request_body(out, blob.data, blob.size);
    return OK;
}

result rendezvous_post_read(const struct http_reply *reply)
{
    return router_answer_check(reply);
}

result rendezvous_get_request(struct http_request *out, const char *router,
                              const struct rendezvous_place *place, unsigned wait_seconds)
{
    char id[ID_TEXT];
    const unsigned wait = wait_seconds < MAILBOX_API_WAIT_MAX ? wait_seconds : MAILBOX_API_WAIT_MAX;

    CHECK(is_place(place), ROUTER_BLOB);
    hex_encode(id, slice_of(place->id, sizeof place->id));
    TRY(router_request_begin(out, HTTP_GET, router, MAILBOX_API_RDV_BLOB_MAX,
                             "/v1/rdv/%s?side=%u&index=%u&wait=%u", id, (unsigned)place->side,
                             place->index, wait));
    out->timeout_ms = wait * 1000 + POLL_GRACE_MS;
    return OK;
}

result rendezvous_get_read(struct slice *blob, const struct http_reply *reply)
{
    TRY(router_answer_check(reply));
    CHECK((reply->status == 204) == (reply->body.size == 0), ROUTER_ANSWER);
    CHECK(reply->body.size <= MAILBOX_API_RDV_BLOB_MAX, ROUTER_ANSWER);
    *blob = buffer_slice(&reply->body);
    return OK;
}
