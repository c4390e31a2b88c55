/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/message/mailbox_api.h"
#include "core/router/desk.h"

enum { SIGNATURE = MAILBOX_API_SIGNATURE_BYTES, MID_AT = 8 };

/* Stands in for the key of a mailbox that does not exist, so that both refusals take as long: the
 * Ed25519 base point, whose secret nobody can name. */
static const uint8_t nobody[32] = {0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                   0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                   0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66};

/* Body = something | signature. */
static struct slice signed_part(const struct router_request *request)
{
    return slice_of(request->body.data, request->body.size - SIGNATURE);
}

static unsigned status_of(enum mailbox_put put, unsigned stored)
{
    switch (put) {
    case MAILBOX_PUT_STORED:
        return stored;
    case MAILBOX_PUT_SAME:
        return 200;
    case MAILBOX_PUT_OTHER:
        return 409;
    case MAILBOX_PUT_FULL:
        return 507;
    case MAILBOX_PUT_NOWHERE:
        break;
    }
    return 404;
}

result desk_create(struct router *router, struct router_reply *reply,
                   const struct router_request *request)
{
    const struct mailbox_store_ops *ops = router->store->ops;
    const struct slice statement = signed_part(request);
    struct wire_reader reader = wire_reader_over(statement);
    uint8_t id[MAILBOX_API_ID_BYTES], pk[32], stored_pk[32];
    enum mailbox_put put = MAILBOX_PUT_NOWHERE;
    bool is_known = false;

    wire_read_fixed(&reader, pk, sizeof pk);
    reply->status = 412;
    if (!access_is_now(wire_read_u64(&reader), request->now))
        return OK;
    reply->status = 404;
    if (!access_is_signed(MAILBOX_API_CREATE_LABEL, pk, statement.data + statement.size, statement))
        return OK;
    access_mailbox_of(id, pk);
    TRY(ops->owner(router->store, &is_known, stored_pk, id));
    if (!is_known && !desk_may_create(router, reply, request))
        return OK;
    if (!is_known)
        TRY(desk_write(router));
    TRY(ops->create(router->store, &put, id, pk, request->now));
    reply->status = status_of(put, 201);
    if (reply->status < 300)
        buffer_append(&reply->body, id, sizeof id);
    return OK;
}

/* id[32] | ts u64 | u8 len | host | nonce[16] */
struct session_proof {
    uint8_t id[MAILBOX_API_ID_BYTES];
    uint64_t time;
    struct slice host;
    uint8_t nonce[MAILBOX_API_NONCE_BYTES];
};

static bool read_proof(struct session_proof *out, struct slice bytes)
{
    struct wire_reader reader = wire_reader_over(bytes);

    wire_read_fixed(&reader, out->id, sizeof out->id);
    out->time = wire_read_u64(&reader);
    const uint8_t host_size = wire_read_u8(&reader);
    out->host = wire_read_slice(&reader, host_size);
    wire_read_fixed(&reader, out->nonce, sizeof out->nonce);
    return is_ok(wire_reader_finish(&reader));
}

/* The nonce is kept until the proof is too old to count by its time. */
static result open_session(struct router *router, struct router_reply *reply,
                           const struct session_proof *proof, uint64_t now)
{
    uint8_t bearer[MAILBOX_API_BEARER_BYTES];
    bool is_fresh = false;

    TRY(desk_write(router));
    TRY(router->store->ops->spend(router->store, &is_fresh, proof->nonce,
                                  now + 2 * MAILBOX_API_CLOCK_SECONDS + 1));
    if (!is_fresh)
        return OK;
    access_make_bearer(&router->access, bearer, proof->id, now + MAILBOX_API_SESSION_SECONDS);
    reply->status = 200;
    buffer_append(&reply->body, bearer, sizeof bearer);
    wire_write_u32(&reply->body, MAILBOX_API_SESSION_SECONDS);
    return OK;
}

result desk_session(struct router *router, struct router_reply *reply,
                    const struct router_request *request)
{
    const struct slice statement = signed_part(request);
    struct session_proof proof;
    bool is_known = false;
    uint8_t pk[32];

    reply->status = 400;
    if (!read_proof(&proof, statement))
        return OK;
    reply->status = 412;
    if (!access_is_now(proof.time, request->now))
        return OK;
    reply->status = 421;
    if (!access_is_host(proof.host, router->settings.hosts, router->settings.host_count))
        return OK;
    reply->status = 404;
    memcpy(pk, nobody, sizeof pk);
    TRY(router->store->ops->owner(router->store, &is_known, pk, proof.id));
    const bool is_signed =
        access_is_signed(MAILBOX_API_SESSION_LABEL, pk, statement.data + statement.size, statement);
    if (!is_known || !is_signed)
        return OK;
    return open_session(router, reply, &proof, request->now);
}

result desk_post(struct router *router, struct router_reply *reply,
                 const struct router_request *request, const struct route *route)
{
    const struct mailbox_letter letter = {
        .mailbox = route->id, .mid = request->body.data + MID_AT, .body = request->body};
    enum mailbox_put put = MAILBOX_PUT_NOWHERE;

    reply->status = 400;
    if (memcmp(request->body.data, "GLE1", 4) != 0)
        return OK;
    reply->status = 507;
    if (!router->store->ops->has_room(router->store, request->now))
        return OK;
    TRY(desk_write(router));
    TRY(router->store->ops->post(router->store, &put, &letter, request->now));
    reply->status = status_of(put, 202);
    if (put == MAILBOX_PUT_STORED)
        desk_touch(router, route->id);
    return OK;
}

static bool is_owner(const struct router *router, const struct router_request *request,
                     const struct route *route)
{
    return access_has_bearer(&router->access, request->authorization, route->id, request->now);
}

result desk_fetch(struct router *router, struct router_reply *reply,
                  const struct router_request *request, const struct route *route)
{
    const uint64_t most =
        route->has[ROUTE_MAX] ? route->argument[ROUTE_MAX] : MAILBOX_API_FETCH_MAX;

    reply->status = 404;
    if (!is_owner(router, request, route))
        return OK;
    TRY(router->store->ops->fetch(router->store, &reply->body, route->id,
                                  route->argument[ROUTE_AFTER], (size_t)most,
                                  MAILBOX_API_FETCH_BYTES));
    reply->status = reply->body.size ? 200 : 204;
    reply->wait_seconds = (uint32_t)route->argument[ROUTE_WAIT];
    reply->is_parked = reply->body.size == 0 && reply->wait_seconds && !request->is_last_look;
    memcpy(reply->wait_key, route->id, sizeof reply->wait_key);
    return OK;
}

result desk_ack(struct router *router, struct router_reply *reply,
                const struct router_request *request, const struct route *route)
{
    reply->status = 404;
    if (!is_owner(router, request, route))
        return OK;
    TRY(desk_write(router));
    TRY(router->store->ops->ack(router->store, route->id, route->argument[ROUTE_UPTO]));
    reply->status = 204;
    return OK;
}

result desk_key_put(struct router *router, struct router_reply *reply,
                    const struct router_request *request, const struct route *route)
{
    enum mailbox_put put = MAILBOX_PUT_NOWHERE;

    reply->status = 404;
    if (!is_owner(router, request, route))
        return OK;
    reply->status = 400;
    if (memcmp(request->body.data, "GLK1\1\0\0\0", 8) != 0)
        return OK;
    TRY(desk_write(router));
    TRY(router->store->ops->key_put(router->store, &put, route->id, request->body));
    reply->status = put == MAILBOX_PUT_SAME ? 204 : 404;
    return OK;
}

result desk_key_get(struct router *router, struct router_reply *reply, const struct route *route)
{
    TRY(router->store->ops->key_get(router->store, &reply->body, route->id));
    reply->status = reply->body.size ? 200 : 404;
    return OK;
}
