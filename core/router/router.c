/* SPDX-License-Identifier: MIT */
#include "core/router/router.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/router/desk.h"

enum { SWEEP_ROWS = 200 };

result router_new(struct router **out, struct mailbox_store *store,
                  const struct router_settings *settings)
{
    struct access access;

    TRY(store->ops->secret(store, access.key));
    struct router *router = memory_new(1, sizeof *router);
    router->store = store;
    router->settings = *settings;
    router->access = access;
    router->quota = quota_new(settings->rates, access.key);
    *out = router;
    return OK;
}

void router_free(struct router *router)
{
    if (!router)
        return;
    quota_free(router->quota);
    buffer_free(&router->touched);
    memory_free(router);
}

bool router_has_wave(const struct router *router)
{
    return router->has_wave;
}

result desk_write(struct router *router)
{
    if (router->broken != ERROR_NONE)
        return (result){router->broken};
    if (router->has_wave)
        return OK;
    TRY(router->store->ops->begin(router->store));
    router->has_wave = true;
    return OK;
}

void desk_touch(struct router *router, const uint8_t key[static ROUTER_WAIT_KEY])
{
    buffer_append(&router->touched, key, ROUTER_WAIT_KEY);
}

bool desk_may_create(struct router *router, struct router_reply *reply,
                     const struct router_request *request)
{
    if (quota_take(router->quota, &reply->retry_seconds, QUOTA_CREATE, &request->address,
                   request->now_ms))
        return true;
    reply->status = 429;
    return false;
}

bool router_admit(struct router *router, struct router_reply *out,
                  const struct router_request *request, uint64_t body_size)
{
    struct route route;

    out->status = 429;
    if (!quota_take(router->quota, &out->retry_seconds, QUOTA_REQUEST, &request->address,
                    request->now_ms))
        return false;
    out->status = route_read(&route, request->method, request->target);
    if (out->status != 0)
        return false;
    out->status = 413;
    if (!route_takes(&route, body_size))
        return false;
    out->status = 0;
    return true;
}

static result serve(struct router *router, struct router_reply *reply,
                    const struct router_request *request, const struct route *route)
{
    switch (route->kind) {
    case ROUTE_CREATE:
        return desk_create(router, reply, request);
    case ROUTE_SESSION:
        return desk_session(router, reply, request);
    case ROUTE_POST:
        return desk_post(router, reply, request, route);
    case ROUTE_FETCH:
        return desk_fetch(router, reply, request, route);
    case ROUTE_ACK:
        return desk_ack(router, reply, request, route);
    case ROUTE_KEY_PUT:
        return desk_key_put(router, reply, request, route);
    case ROUTE_KEY_GET:
        return desk_key_get(router, reply, route);
    case ROUTE_SLOT_POST:
        return desk_slot_post(router, reply, request, route);
    case ROUTE_SLOT_GET:
        return desk_slot_get(router, reply, request, route);
    case ROUTE_RECORD_PUT:
        return desk_record_put(router, reply, request, route);
    case ROUTE_RECORD_GET:
        return desk_record_get(router, reply, route);
    case ROUTE_HEALTH:
        break;
    }
    reply->status = 200;
    buffer_append_slice(&reply->body, slice_of_text("ok\n"));
    return OK;
}

static unsigned status_of_failure(enum error_code code)
{
    return code == ERROR_MAILBOX_STORE_FULL ? 507 : 503;
}

/* The store may have undone the transaction by itself already: nothing of the wave can be kept. */
static void break_wave(struct router *router, struct router_reply *reply, enum error_code code)
{
    router->store->ops->rollback(router->store);
    if (router->has_wave)
        router->broken = code;
    buffer_clear(&router->touched);
    buffer_free(&reply->body);
    *reply = (struct router_reply){.status = status_of_failure(code)};
}

void router_handle(struct router *router, struct router_reply *out,
                   const struct router_request *request)
{
    struct route route;

    out->status = route_read(&route, request->method, request->target);
    if (out->status != 0)
        return;
    out->status = 413;
    if (!route_takes(&route, request->body.size))
        return;
    const result served = serve(router, out, request, &route);
    if (!is_ok(served))
        break_wave(router, out, served.code);
    out->is_held = router->has_wave && !out->is_parked;
}

bool router_commit(struct router *router, unsigned *lost_status)
{
    const bool is_whole = router->broken == ERROR_NONE;
    const result kept =
        is_whole ? router->store->ops->commit(router->store) : (result){router->broken};

    if (is_whole && !is_ok(kept))
        router->store->ops->rollback(router->store);
    router->has_wave = false;
    router->broken = ERROR_NONE;
    router->touched_read = 0;
    *lost_status = status_of_failure(kept.code);
    if (!is_ok(kept))
        buffer_clear(&router->touched);
    return is_ok(kept);
}

bool router_touched(struct router *router, uint8_t key[static ROUTER_WAIT_KEY])
{
    if (router->touched_read == router->touched.size) {
        router->touched_read = 0;
        buffer_clear(&router->touched);
        return false;
    }
    memcpy(key, router->touched.data + router->touched_read, ROUTER_WAIT_KEY);
    router->touched_read += ROUTER_WAIT_KEY;
    return true;
}

bool router_sweep(struct router *router, uint64_t now)
{
    const struct mailbox_store_ops *ops = router->store->ops;
    bool has_more = false;

    if (!is_ok(ops->begin(router->store)))
        return false;
    if (is_ok(ops->sweep(router->store, &has_more, now, SWEEP_ROWS)) &&
        is_ok(ops->commit(router->store)))
        return has_more;
    ops->rollback(router->store);
    return false;
}
