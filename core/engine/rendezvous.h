/* SPDX-License-Identifier: MIT */
/* rendezvous.h - where two devices that do not know each other yet leave the messages of a pairing
 * (enigma-node-and-router E.6): a slot at a router, known by 16 random bytes from the invite.
 *
 * Two sides, four blobs each, at most 4 KiB, gone after 24 hours. Each place is written once: a
 * second run under one invite uses another slot id. The router cannot read or forge a blob because
 * the pairing seals it; it can only withhold it. Requests and replies as in mailbox.h.
 */
#ifndef GRIDLOCK_CORE_ENGINE_RENDEZVOUS_H
#define GRIDLOCK_CORE_ENGINE_RENDEZVOUS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/http.h"
#include "core/base/slice.h"
#include "core/message/mailbox_api.h"

enum rendezvous_side { RENDEZVOUS_OWNER = 0, RENDEZVOUS_GUARDIAN = 1 };

struct rendezvous_place {
    uint8_t id[MAILBOX_API_RDV_ID_BYTES];
    enum rendezvous_side side; /* who writes it */
    unsigned index;            /* 0..3, in the order of writing */
};

/* (ROUTER_BLOB when it is empty or too long, or there is no such place) */
MUST_USE result rendezvous_post_request(struct http_request *out, const char *router,
                                        const struct rendezvous_place *place, struct slice blob);
/* OK: it lies there, now or since an earlier try. ROUTER_CONFLICT: somebody wrote something else.
 */
MUST_USE result rendezvous_post_read(const struct http_reply *reply);

MUST_USE result rendezvous_get_request(struct http_request *out, const char *router,
                                       const struct rendezvous_place *place, unsigned wait_seconds);
/* `blob` borrows from the reply; empty when nothing lies there yet. */
MUST_USE result rendezvous_get_read(struct slice *blob, const struct http_reply *reply);

#endif
