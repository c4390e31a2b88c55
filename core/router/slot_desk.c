/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/message/mailbox_api.h"
#include "core/router/desk.h"

static unsigned status_of(enum mailbox_put put)
{
    switch (put) {
    case MAILBOX_PUT_STORED:
        return 201;
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

static struct mailbox_slot slot_of(const struct route *route)
{
    return (struct mailbox_slot){
        .id = route->id,
        .place = (unsigned)(route->argument[ROUTE_SIDE] * MAILBOX_API_RDV_BLOBS +
                            route->argument[ROUTE_INDEX])};
}

/* 16 bytes of slot, the place, and a word no mailbox id ends with. */
static void wait_key(uint8_t out[static ROUTER_WAIT_KEY], const struct mailbox_slot *slot)
{
    static const char word[] = "meeting place\0";

    memset(out, 0, ROUTER_WAIT_KEY);
    memcpy(out, slot->id, MAILBOX_API_RDV_ID_BYTES);
    out[MAILBOX_API_RDV_ID_BYTES] = (uint8_t)slot->place;
    memcpy(out + MAILBOX_API_RDV_ID_BYTES + 1, word, sizeof word);
}

result desk_slot_post(struct router *router, struct router_reply *reply,
                      const struct router_request *request, const struct route *route)
{
    const struct mailbox_store_ops *ops = router->store->ops;
    const struct mailbox_slot slot = slot_of(route);
    uint8_t key[ROUTER_WAIT_KEY];
    enum mailbox_put put = MAILBOX_PUT_NOWHERE;
    bool is_known = false;

    reply->status = 507;
    if (!ops->has_room(router->store, request->now))
        return OK;
    TRY(ops->slot_known(router->store, &is_known, slot.id, request->now));
    if (!is_known && !desk_may_create(router, reply, request))
        return OK;
    TRY(desk_write(router));
    TRY(ops->slot_put(router->store, &put, &slot, request->body, request->now));
    reply->status = status_of(put);
    wait_key(key, &slot);
    if (put == MAILBOX_PUT_STORED)
        desk_touch(router, key);
    return OK;
}

result desk_slot_get(struct router *router, struct router_reply *reply,
                     const struct router_request *request, const struct route *route)
{
    const struct mailbox_slot slot = slot_of(route);

    TRY(router->store->ops->slot_get(router->store, &reply->body, &slot, request->now));
    reply->status = reply->body.size ? 200 : 204;
    reply->wait_seconds = (uint32_t)route->argument[ROUTE_WAIT];
    reply->is_parked = reply->body.size == 0 && reply->wait_seconds && !request->is_last_look;
    wait_key(reply->wait_key, &slot);
    return OK;
}

/* id | version | data: what the owner of a record signs. */
static bool is_owners(const struct mailbox_record *record, struct slice signature,
                      struct slice data)
{
    struct buffer SCOPED(buffer_free) statement = {0};

    buffer_append(&statement, record->id, MAILBOX_API_ID_BYTES);
    wire_write_u64(&statement, record->version);
    buffer_append_slice(&statement, data);
    return access_is_signed(MAILBOX_API_RECORD_LABEL, record->pk, signature.data,
                            buffer_slice(&statement));
}

result desk_record_put(struct router *router, struct router_reply *reply,
                       const struct router_request *request, const struct route *route)
{
    const struct mailbox_store_ops *ops = router->store->ops;
    struct wire_reader reader = wire_reader_over(request->body);
    struct mailbox_record record = {.id = route->id, .bytes = request->body};
    struct buffer SCOPED(buffer_free) present = {0};
    enum mailbox_put put = MAILBOX_PUT_NOWHERE;

    record.pk = wire_read_slice(&reader, 32).data;
    record.version = wire_read_u64(&reader);
    const struct slice signature = wire_read_slice(&reader, MAILBOX_API_SIGNATURE_BYTES);
    reply->status = 404;
    if (!is_owners(&record, signature, wire_read_rest(&reader)))
        return OK;
    reply->status = 400;
    if (record.version > INT64_MAX)
        return OK;
    reply->status = 507;
    if (!ops->has_room(router->store, request->now))
        return OK;
    TRY(ops->record_get(router->store, &present, route->id));
    if (present.size == 0 && !desk_may_create(router, reply, request))
        return OK;
    TRY(desk_write(router));
    TRY(ops->record_put(router->store, &put, &record));
    reply->status = status_of(put);
    return OK;
}

result desk_record_get(struct router *router, struct router_reply *reply, const struct route *route)
{
    TRY(router->store->ops->record_get(router->store, &reply->body, route->id));
    reply->status = reply->body.size ? 200 : 404;
    return OK;
}
