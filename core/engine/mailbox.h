/* SPDX-License-Identifier: MIT */
/* mailbox.h - a mailbox at a router, seen from its owner and from those who write to it.
 *
 * Nothing here does I/O: ..._request fills a struct http_request, app/http.c carries it, ..._read
 * judges the struct http_reply. `router` is an address that passed router_url_check. A request has
 * ticket 0 (the sender sets it) and owns its body: http_request_free. On failure `out` is
 * untouched. A reply may come from a hostile router: everything is bounded and parsed exactly;
 * ROUTER_ANSWER is the reason when it does not fit, router_answer.h lists the others.
 *
 * Order of use: create once; session (about once an hour, and after ROUTER_UNKNOWN); then fetch in
 * a loop, with the ack only after the effects of the messages are stored. "Stored" by a router is
 * no delivery: senders keep what they sent until the receiver's receipt, and repeat it with the
 * same mid and the same bytes (enigma-node-and-router D.6).
 */
#ifndef GRIDLOCK_CORE_ENGINE_MAILBOX_H
#define GRIDLOCK_CORE_ENGINE_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/http.h"
#include "core/base/rng.h"
#include "core/base/slice.h"
#include "core/engine/mailbox_key.h"
#include "core/message/mailbox_api.h"

/* The right to read a mailbox for a while. Memory only; mailbox_session_wipe ends it. */
struct mailbox_session {
    uint8_t bearer[MAILBOX_API_BEARER_BYTES];
    uint64_t renew_at; /* ask for a new one from here on (unix seconds); 0 = no session */
};

/* One fetched message; the bytes borrow from the reply. */
struct mailbox_message {
    uint64_t seq;      /* of this mailbox, grows, gaps are normal */
    uint64_t received; /* what the router says, unix seconds */
    struct slice bytes;
};

/* A walk over the messages of one reply. */
struct mailbox_fetch {
    struct slice rest;
    size_t count; /* messages in the whole reply */
};

/* Whether a body may travel: exactly 1,024, 4,096, 16,384, 65,536 or 262,144 bytes, "GLE1". */
bool mailbox_is_message(struct slice bytes);

/* Repeating it is harmless: a mailbox that exists already answers the same. */
MUST_USE result mailbox_create_request(struct http_request *out, const char *router,
                                       const struct mailbox_key *key, uint64_t now);
MUST_USE result mailbox_create_read(const struct http_reply *reply, const struct mailbox_key *key);

MUST_USE result mailbox_session_request(struct http_request *out, const char *router,
                                        const struct mailbox_key *key, uint64_t now,
                                        struct rng *rng);
MUST_USE result mailbox_session_read(struct mailbox_session *out, const struct http_reply *reply,
                                     uint64_t now);
void mailbox_session_wipe(struct mailbox_session *session);

/* Anyone who knows the mailbox may write to it. `token` is the 16-byte send token the owner gave
 * us, or NULL. (ROUTER_MESSAGE when the bytes are no envelope) */
MUST_USE result mailbox_post_request(struct http_request *out, const char *router,
                                     const uint8_t id[static MAILBOX_API_ID_BYTES],
                                     const uint8_t *token, struct slice envelope);
/* OK: the router has it, now or since an earlier try. ROUTER_CONFLICT: another body has its mid. */
MUST_USE result mailbox_post_read(const struct http_reply *reply);

/* Messages with seq > after; held up to `wait_seconds` (<= 25, 0 = answer at once) while there are
 * none. The router gives at most 64 messages or 1 MiB at a time: ask again until none come. */
MUST_USE result mailbox_fetch_request(struct http_request *out, const char *router,
                                      const uint8_t id[static MAILBOX_API_ID_BYTES],
                                      const struct mailbox_session *session, uint64_t after,
                                      unsigned wait_seconds);
/* Checks the whole reply before the first message is given out: seq rises above `after`, every
 * message has a legal size and head. Nothing came: OK with count 0. */
MUST_USE result mailbox_fetch_read(struct mailbox_fetch *out, const struct http_reply *reply,
                                   uint64_t after);
bool mailbox_fetch_next(struct mailbox_fetch *fetch, struct mailbox_message *out);

/* The router may forget every message with seq <= upto. */
MUST_USE result mailbox_ack_request(struct http_request *out, const char *router,
                                    const uint8_t id[static MAILBOX_API_ID_BYTES],
                                    const struct mailbox_session *session, uint64_t upto);
MUST_USE result mailbox_ack_read(const struct http_reply *reply);

/* The current signed receive-key record GLK1 of the mailbox's owner (E.3). The reader checks its
 * signature and dates; the router cannot. */
MUST_USE result mailbox_receive_key_put_request(
    struct http_request *out, const char *router, const uint8_t id[static MAILBOX_API_ID_BYTES],
    const struct mailbox_session *session,
    const uint8_t record[static MAILBOX_API_RECEIVE_KEY_BYTES]);
MUST_USE result mailbox_receive_key_put_read(const struct http_reply *reply);
MUST_USE result mailbox_receive_key_get_request(struct http_request *out, const char *router,
                                                const uint8_t id[static MAILBOX_API_ID_BYTES],
                                                const uint8_t *token);
MUST_USE result mailbox_receive_key_get_read(uint8_t out[static MAILBOX_API_RECEIVE_KEY_BYTES],
                                             const struct http_reply *reply);

#endif
