/* SPDX-License-Identifier: MIT */
/* desk.h - inside of the router: what router.c and the desks that serve one kind of thing each
 * (mailbox_desk.c, slot_desk.c) share. A desk fills the reply and returns OK, or the store's error:
 * then router.c undoes the wave. Nobody else includes it. */
#ifndef GRIDLOCK_CORE_ROUTER_DESK_H
#define GRIDLOCK_CORE_ROUTER_DESK_H

#include "core/router/access.h"
#include "core/router/quota.h"
#include "core/router/route.h"
#include "core/router/router.h"

struct router {
    struct mailbox_store *store; /* not owned */
    struct router_settings settings;
    struct quota *quota;
    struct access access;
    bool has_wave;
    enum error_code broken; /* why the open wave cannot be kept */
    struct buffer touched;  /* wait keys */
    size_t touched_read;
};

/* Opens the wave unless it is open. */
MUST_USE result desk_write(struct router *router);
/* Polls that wait for this key are to look again after the commit. */
void desk_touch(struct router *router, const uint8_t key[static ROUTER_WAIT_KEY]);
/* Whether this address may create one more thing; else the reply says 429. */
bool desk_may_create(struct router *router, struct router_reply *reply,
                     const struct router_request *request);

MUST_USE result desk_create(struct router *router, struct router_reply *reply,
                            const struct router_request *request);
MUST_USE result desk_session(struct router *router, struct router_reply *reply,
                             const struct router_request *request);
MUST_USE result desk_post(struct router *router, struct router_reply *reply,
                          const struct router_request *request, const struct route *route);
MUST_USE result desk_fetch(struct router *router, struct router_reply *reply,
                           const struct router_request *request, const struct route *route);
MUST_USE result desk_ack(struct router *router, struct router_reply *reply,
                         const struct router_request *request, const struct route *route);
MUST_USE result desk_key_put(struct router *router, struct router_reply *reply,
                             const struct router_request *request, const struct route *route);
MUST_USE result desk_key_get(struct router *router, struct router_reply *reply,
                             const struct route *route);

MUST_USE result desk_slot_post(struct router *router, struct router_reply *reply,
                               const struct router_request *request, const struct route *route);
MUST_USE result desk_slot_get(struct router *router, struct router_reply *reply,
                              const struct router_request *request, const struct route *route);
MUST_USE result desk_record_put(struct router *router, struct router_reply *reply,
                                const struct router_request *request, const struct route *route);
MUST_USE result desk_record_get(struct router *router, struct router_reply *reply,
                                const struct route *route);

#endif
