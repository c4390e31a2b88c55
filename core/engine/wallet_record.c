/* SPDX-License-Identifier: MIT */
#include "core/engine/wallet_record.h"

#include <string.h>

#include "core/base/hex.h"
#include "core/base/wire_reader.h"
#include "core/crypto/identity.h"
#include "core/engine/router_answer.h"
#include "core/engine/router_request.h"

enum {
    ID_TEXT = 2 * MAILBOX_API_ID_BYTES + 1,
    SMALL_REPLY = 1024,
    WHOLE_MAX = MAILBOX_API_RECORD_HEAD + MAILBOX_API_RECORD_MAX
};

/* What the owner signs: label 00 | id | version | data. */
static void write_signed(struct buffer *out, const uint8_t id[static MAILBOX_API_ID_BYTES],
                         uint64_t version, struct slice data)
{
    buffer_append(out, MAILBOX_API_RECORD_LABEL, sizeof MAILBOX_API_RECORD_LABEL);
    buffer_append(out, id, MAILBOX_API_ID_BYTES);
    wire_write_u64(out, version);
    buffer_append_slice(out, data);
}

result wallet_record_put_request(struct http_request *out, const char *router,
                                 const uint8_t id[static MAILBOX_API_ID_BYTES],
                                 const struct mailbox_key *key, uint64_t version, struct slice data)
{
    struct buffer SCOPED(buffer_free) statement = {0};
    struct buffer SCOPED(buffer_free) body = {0};
    uint8_t signature[MAILBOX_API_SIGNATURE_BYTES];
    char text[ID_TEXT];

    CHECK(data.size <= MAILBOX_API_RECORD_MAX, ROUTER_RECORD_SIZE);
    hex_encode(text, slice_of(id, MAILBOX_API_ID_BYTES));
    TRY(router_request_begin(out, HTTP_PUT, router, SMALL_REPLY, "/v1/record/%s", text));
    write_signed(&statement, id, version, data);
    mailbox_key_sign(key, signature, buffer_slice(&statement));
    buffer_append(&body, key->pk, sizeof key->pk);
    wire_write_u64(&body, version);
    buffer_append(&body, signature, sizeof signature);
    buffer_append_slice(&body, data);
    router_request_body(out, body.data, body.size);
    return OK;
}

result wallet_record_put_read(const struct http_reply *reply)
{
    return router_answer_check(reply);
}

result wallet_record_get_request(struct http_request *out, const char *router,
                                 const uint8_t id[static MAILBOX_API_ID_BYTES])
{
    char text[ID_TEXT];

    hex_encode(text, slice_of(id, MAILBOX_API_ID_BYTES));
    return router_request_begin(out, HTTP_GET, router, WHOLE_MAX, "/v1/record/%s", text);
}

result wallet_record_get_read(struct wallet_record *out, const struct http_reply *reply,
                              const uint8_t id[static MAILBOX_API_ID_BYTES],
                              const uint8_t pk[static 32])
{
    struct buffer SCOPED(buffer_free) statement = {0};
    uint8_t signature[MAILBOX_API_SIGNATURE_BYTES];

    TRY(router_answer_check(reply));
    CHECK(reply->body.size <= WHOLE_MAX, ROUTER_ANSWER);
    struct wire_reader reader = wire_reader_over(buffer_slice(&reply->body));
    const struct slice written_by = wire_read_slice(&reader, 32);
    const uint64_t version = wire_read_u64(&reader);
    wire_read_fixed(&reader, signature, sizeof signature);
    const struct slice data = wire_read_rest(&reader);
    CHECK(is_ok(wire_reader_finish(&reader)), ROUTER_ANSWER);
    CHECK(slice_equal(written_by, slice_of(pk, 32)), ROUTER_RECORD_FORGED);
    write_signed(&statement, id, version, data);
    CHECK(is_ok(identity_verify(pk, signature, buffer_slice(&statement))), ROUTER_RECORD_FORGED);
    *out = (struct wallet_record){.version = version, .data = data};
    return OK;
}
