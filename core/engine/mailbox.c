/* SPDX-License-Identifier: MIT */
#include "core/engine/mailbox.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/base/wire_reader.h"
#include "core/engine/router_answer.h"
#include "core/engine/router_request.h"
#include "core/engine/router_url.h"

enum {
    SMALL_REPLY = 1024,
    FETCH_REPLY = MAILBOX_API_FETCH_BYTES + MAILBOX_API_MESSAGE_MAX +
                  MAILBOX_API_FETCH_MAX * MAILBOX_API_MESSAGE_HEAD,
    POLL_GRACE_MS = 10000,
    RENEW_EARLY_SECONDS = 60,
    ID_TEXT = 2 * MAILBOX_API_ID_BYTES + 1
};

static const uint32_t sizes[] = {1024, 4096, 16384, 65536, MAILBOX_API_MESSAGE_MAX};

bool mailbox_is_message(struct slice bytes)
{
    bool fits = false;

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        fits = fits || bytes.size == sizes[i];
    return fits && memcmp(bytes.data, "GLE1", 4) == 0;
}

/* label 00 | what is to be signed; the signature goes behind it, the label is cut off again. */
static void sign_behind_label(struct buffer *body, const struct mailbox_key *key, size_t label)
{
    uint8_t signature[MAILBOX_API_SIGNATURE_BYTES];

    mailbox_key_sign(key, signature, buffer_slice(body));
    buffer_append(body, signature, sizeof signature);
    memmove(body->data, body->data + label, body->size - label);
    body->size -= label;
}

result mailbox_create_request(struct http_request *out, const char *router,
                              const struct mailbox_key *key, uint64_t now)
{
    struct buffer SCOPED(buffer_free) body = {0};

    TRY(router_request_begin(out, HTTP_POST, router, SMALL_REPLY, "/v1/mailbox"));
    buffer_append(&body, MAILBOX_API_CREATE_LABEL, sizeof MAILBOX_API_CREATE_LABEL);
    buffer_append(&body, key->pk, sizeof key->pk);
    wire_write_u64(&body, now);
    sign_behind_label(&body, key, sizeof MAILBOX_API_CREATE_LABEL);
    router_request_body(out, body.data, body.size);
    return OK;
}

result mailbox_create_read(const struct http_reply *reply, const struct mailbox_key *key)
{
    TRY(router_answer_check(reply));
    CHECK(slice_equal(buffer_slice(&reply->body), slice_of(key->id, sizeof key->id)),
          ROUTER_ANSWER);
    return OK;
}

result mailbox_session_request(struct http_request *out, const char *router,
                               const struct mailbox_key *key, uint64_t now, struct rng *rng)
{
    struct buffer SCOPED(buffer_free) body = {0};
    uint8_t nonce[MAILBOX_API_NONCE_BYTES];
    const char *host = router_url_host(router);

    CHECK(strlen(host) <= MAILBOX_API_HOST_MAX, TEXT_LONG);
    TRY(router_request_begin(out, HTTP_POST, router, SMALL_REPLY, "/v1/session"));
    rng_fill(rng, nonce, sizeof nonce);
    buffer_append(&body, MAILBOX_API_SESSION_LABEL, sizeof MAILBOX_API_SESSION_LABEL);
    buffer_append(&body, key->id, sizeof key->id);
    wire_write_u64(&body, now);
    wire_write_u8(&body, (uint8_t)strlen(host));
    buffer_append_slice(&body, slice_of_text(host));
    buffer_append(&body, nonce, sizeof nonce);
    sign_behind_label(&body, key, sizeof MAILBOX_API_SESSION_LABEL);
    router_request_body(out, body.data, body.size);
    return OK;
}

result mailbox_session_read(struct mailbox_session *out, const struct http_reply *reply,
                            uint64_t now)
{
    TRY(router_answer_check(reply));
    struct wire_reader reader = wire_reader_over(buffer_slice(&reply->body));
    const struct slice bearer = wire_read_slice(&reader, sizeof out->bearer);
    const uint32_t lifetime = wire_read_u32(&reader);
    CHECK(is_ok(wire_reader_finish(&reader)), ROUTER_ANSWER);
    CHECK(lifetime > RENEW_EARLY_SECONDS && lifetime <= MAILBOX_API_SESSION_SECONDS, ROUTER_ANSWER);
    memcpy(out->bearer, bearer.data, sizeof out->bearer);
    out->renew_at = now + lifetime - RENEW_EARLY_SECONDS;
    return OK;
}

void mailbox_session_wipe(struct mailbox_session *session)
{
    memory_wipe(session, sizeof *session);
}

static void id_text(char out[static ID_TEXT], const uint8_t id[static MAILBOX_API_ID_BYTES])
{
    hex_encode(out, slice_of(id, MAILBOX_API_ID_BYTES));
}

result mailbox_post_request(struct http_request *out, const char *router,
                            const uint8_t id[static MAILBOX_API_ID_BYTES], const uint8_t *token,
                            struct slice envelope)
{
    char text[ID_TEXT];

    CHECK(mailbox_is_message(envelope), ROUTER_MESSAGE);
    id_text(text, id);
    TRY(router_request_begin(out, HTTP_POST, router, SMALL_REPLY, "/v1/mailbox/%s/messages", text));
    router_request_token(out, token);
    router_request_body(out, envelope.data, envelope.size);
    return OK;
}

result mailbox_post_read(const struct http_reply *reply)
{
    return router_answer_check(reply);
}

result mailbox_fetch_request(struct http_request *out, const char *router,
                             const uint8_t id[static MAILBOX_API_ID_BYTES],
                             const struct mailbox_session *session, uint64_t after,
                             unsigned wait_seconds)
{
    char text[ID_TEXT];
    const unsigned wait = wait_seconds < MAILBOX_API_WAIT_MAX ? wait_seconds : MAILBOX_API_WAIT_MAX;

    id_text(text, id);
    TRY(router_request_begin(out, HTTP_GET, router, FETCH_REPLY,
                             "/v1/mailbox/%s/messages?after=%" PRIu64 "&max=%d&wait=%u", text,
                             after, MAILBOX_API_FETCH_MAX, wait));
    router_request_bearer(out, session->bearer);
    out->timeout_ms = wait * 1000 + POLL_GRACE_MS;
    return OK;
}

static struct mailbox_message read_message(struct wire_reader *reader)
{
    struct mailbox_message message = {.seq = wire_read_u64(reader),
                                      .received = wire_read_u64(reader)};
    const uint32_t size = wire_read_u32(reader);

    wire_expect(reader, size <= MAILBOX_API_MESSAGE_MAX);
    message.bytes = wire_read_slice(reader, size);
    return message;
}

result mailbox_fetch_read(struct mailbox_fetch *out, const struct http_reply *reply, uint64_t after)
{
    TRY(router_answer_check(reply));
    struct wire_reader reader = wire_reader_over(buffer_slice(&reply->body));
    uint64_t last = after;
    size_t count = 0;
    while (reader.left > 0 && count < MAILBOX_API_FETCH_MAX) {
        const struct mailbox_message message = read_message(&reader);
        CHECK(reader.failure == ERROR_NONE && message.seq > last, ROUTER_ANSWER);
        CHECK(mailbox_is_message(message.bytes), ROUTER_ANSWER);
        last = message.seq;
        count++;
    }
    CHECK(is_ok(wire_reader_finish(&reader)), ROUTER_ANSWER);
    *out = (struct mailbox_fetch){.rest = buffer_slice(&reply->body), .count = count};
    return OK;
}

bool mailbox_fetch_next(struct mailbox_fetch *fetch, struct mailbox_message *out)
{
    struct wire_reader reader = wire_reader_over(fetch->rest);
    const struct mailbox_message message = read_message(&reader);

    if (reader.failure != ERROR_NONE)
        return false;
    fetch->rest = wire_read_rest(&reader);
    *out = message;
    return true;
}

result mailbox_ack_request(struct http_request *out, const char *router,
                           const uint8_t id[static MAILBOX_API_ID_BYTES],
                           const struct mailbox_session *session, uint64_t upto)
{
    char text[ID_TEXT];

    id_text(text, id);
    TRY(router_request_begin(out, HTTP_DELETE, router, SMALL_REPLY,
                             "/v1/mailbox/%s/messages?upto=%" PRIu64, text, upto));
    router_request_bearer(out, session->bearer);
    return OK;
}

result mailbox_ack_read(const struct http_reply *reply)
{
    return router_answer_check(reply);
}

result mailbox_receive_key_put_request(struct http_request *out, const char *router,
                                       const uint8_t id[static MAILBOX_API_ID_BYTES],
                                       const struct mailbox_session *session,
                                       const uint8_t record[static MAILBOX_API_RECEIVE_KEY_BYTES])
{
    char text[ID_TEXT];

    id_text(text, id);
    TRY(router_request_begin(out, HTTP_PUT, router, SMALL_REPLY, "/v1/mailbox/%s/rk", text));
    router_request_bearer(out, session->bearer);
    router_request_body(out, record, MAILBOX_API_RECEIVE_KEY_BYTES);
    return OK;
}

result mailbox_receive_key_put_read(const struct http_reply *reply)
{
    return router_answer_check(reply);
}

result mailbox_receive_key_get_request(struct http_request *out, const char *router,
                                       const uint8_t id[static MAILBOX_API_ID_BYTES],
                                       const uint8_t *token)
{
    char text[ID_TEXT];

    id_text(text, id);
    TRY(router_request_begin(out, HTTP_GET, router, SMALL_REPLY, "/v1/mailbox/%s/rk", text));
    router_request_token(out, token);
    return OK;
}

result mailbox_receive_key_get_read(uint8_t out[static MAILBOX_API_RECEIVE_KEY_BYTES],
                                    const struct http_reply *reply)
{
    TRY(router_answer_check(reply));
    CHECK(reply->body.size == MAILBOX_API_RECEIVE_KEY_BYTES, ROUTER_ANSWER);
    CHECK(memcmp(reply->body.data, "GLK1\1\0\0\0", 8) == 0, ROUTER_ANSWER);
    memcpy(out, reply->body.data, MAILBOX_API_RECEIVE_KEY_BYTES);
    return OK;
}
