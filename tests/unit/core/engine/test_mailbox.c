/* SPDX-License-Identifier: MIT */
#include "core/engine/mailbox.h"

#include <criterion/criterion.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/crypto/identity.h"
#include "core/crypto/point.h"
#include "core/engine/rendezvous.h"
#include "core/engine/wallet_record.h"
#include "support/scripted_rng.h"

enum { NOW = 1800000000 };

static const char router[] = "https://router.example:8443";
static const uint8_t id[32] = {0xab, 1};
static struct mailbox_key *key;

static void setup(void)
{
    static const uint8_t seed[32] = {1, 2, 3};

    crypto_start();
    key = mailbox_key_from_seed(seed);
}

static void teardown(void)
{
    mailbox_key_free(key);
}

TestSuite(mailbox, .init = setup, .fini = teardown);

static struct http_reply reply_of(unsigned status, const void *bytes, size_t size)
{
    struct http_reply reply = {.status = status};

    buffer_append(&reply.body, bytes, size);
    return reply;
}

/* Judges a signature at the end of a body over label 00 | the rest. */
static bool is_signed(const struct buffer *body, const char *label)
{
    struct buffer SCOPED(buffer_free) statement = {0};

    buffer_append(&statement, label, strlen(label) + 1);
    buffer_append(&statement, body->data, body->size - 64);
    return is_ok(identity_verify(key->pk, body->data + body->size - 64, buffer_slice(&statement)));
}

Test(mailbox, comes_back_from_its_stored_seed)
{
    struct mailbox_key *fresh = mailbox_key_new(rng_system());
    uint8_t seed[32];

    mailbox_key_write_seed(fresh, seed);
    struct mailbox_key *again = mailbox_key_from_seed(seed);
    cr_assert_arr_eq(again->pk, fresh->pk, 32);
    cr_assert_arr_eq(again->id, fresh->id, 32);
    cr_assert_neq(memcmp(fresh->id, key->id, 32), 0);
    mailbox_key_free(fresh);
    mailbox_key_free(again);
    mailbox_key_free(NULL);
}

Test(mailbox, asks_for_a_mailbox_with_its_signature)
{
    struct http_request request;

    cr_assert(is_ok(mailbox_create_request(&request, router, key, NOW)));
    cr_assert_eq(request.method, HTTP_POST);
    cr_assert_str_eq(request.url, "https://router.example:8443/v1/mailbox");
    cr_assert_eq(request.body.size, 32 + 8 + 64);
    cr_assert_arr_eq(request.body.data, key->pk, 32);
    cr_assert(is_signed(&request.body, "gridlock/mbx-create/v1"));
    http_request_free(&request);

    struct http_reply reply = reply_of(201, key->id, 32);
    cr_assert(is_ok(mailbox_create_read(&reply, key)));
    reply.body.data[0] ^= 1;
    cr_assert_eq(mailbox_create_read(&reply, key).code, ERROR_ROUTER_ANSWER);
    reply.body.size = 31;
    cr_assert_eq(mailbox_create_read(&reply, key).code, ERROR_ROUTER_ANSWER);
    http_reply_free(&reply);
}

Test(mailbox, binds_a_session_to_the_router_and_never_repeats_it)
{
    struct http_request first, second;
    struct slice host = slice_of_text("router.example:8443");

    cr_assert(is_ok(mailbox_session_request(&first, router, key, NOW, rng_system())));
    cr_assert(is_ok(mailbox_session_request(&second, router, key, NOW, rng_system())));
    cr_assert(is_signed(&first.body, "gridlock/mbx-session/v1"));
    cr_assert_arr_eq(first.body.data, key->id, 32);
    cr_assert_eq(first.body.data[40], host.size);
    cr_assert_arr_eq(first.body.data + 41, host.data, host.size);
    cr_assert_eq(first.body.size, 41 + host.size + 16 + 64);
    cr_assert_not(slice_equal(buffer_slice(&first.body), buffer_slice(&second.body)));
    http_request_free(&first);
    http_request_free(&second);
}

Test(mailbox, reads_a_session_exactly)
{
    uint8_t answer[37] = {[0 ... 31] = 7, [34] = 0x0e, [35] = 0x10};
    struct mailbox_session session = {.renew_at = 1};
    struct http_reply reply = reply_of(200, answer, 36);

    cr_assert(is_ok(mailbox_session_read(&session, &reply, NOW)));
    cr_assert_eq(session.renew_at, NOW + 3600 - 60);
    cr_assert_arr_eq(session.bearer, answer, 32);
    mailbox_session_wipe(&session);
    cr_assert_eq(session.renew_at, 0);
    for (size_t size = 0; size <= 37; size++) {
        reply.body.size = 0;
        buffer_append(&reply.body, answer, size);
        if (size != 36)
            cr_assert_eq(mailbox_session_read(&session, &reply, NOW).code, ERROR_ROUTER_ANSWER);
    }
    reply.body.size = 36;
    reply.body.data[32] = 1; /* half a year */
    cr_assert_eq(mailbox_session_read(&session, &reply, NOW).code, ERROR_ROUTER_ANSWER);
    http_reply_free(&reply);
}

static struct slice envelope(size_t size)
{
    static uint8_t bytes[262145] = "GLE1\1";

    return slice_of(bytes, size);
}

Test(mailbox, posts_only_envelopes)
{
    static const uint8_t token[16] = {0xfe};
    static const size_t wrong[] = {0, 1, 1023, 1025, 65535, 262143, 262145};
    struct http_request request = {.ticket = 77};
    uint8_t other[1024] = "GLE2";

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_assert_eq(mailbox_post_request(&request, router, id, NULL, envelope(wrong[i])).code,
                     ERROR_ROUTER_MESSAGE);
    cr_assert_eq(mailbox_post_request(&request, router, id, NULL, slice_of(other, 1024)).code,
                 ERROR_ROUTER_MESSAGE);
    cr_assert_eq(request.ticket, 77, "untouched");

    cr_assert(is_ok(mailbox_post_request(&request, router, id, token, envelope(4096))));
    cr_assert_str_eq(request.url,
                     "https://router.example:8443/v1/mailbox/"
                     "ab01000000000000000000000000000000000000000000000000000000000000/messages");
    cr_assert_str_eq(request.headers[0], "Gridlock-Token: fe000000000000000000000000000000");
    cr_assert_str_eq(request.headers[1], "Content-Type: application/octet-stream");
    cr_assert_eq(request.body.size, 4096);
    http_request_free(&request);
}

Test(mailbox, asks_for_messages_with_its_bearer_and_patience)
{
    const struct mailbox_session session = {.bearer = {0xcd}};
    struct http_request request;

    cr_assert(is_ok(mailbox_fetch_request(&request, router, id, &session, 41, 99)));
    cr_assert(strstr(request.url, "/messages?after=41&max=64&wait=25") != NULL);
    cr_assert_eq(strncmp(request.headers[0], "Authorization: Bearer cd00", 26), 0);
    cr_assert_eq(strlen(request.headers[0]), 22 + 64);
    cr_assert_gt(request.timeout_ms, 25000);
    cr_assert_geq(request.reply_max, 1 << 20);
    http_request_free(&request);
    cr_assert(is_ok(mailbox_ack_request(&request, router, id, &session, 41)));
    cr_assert_eq(request.method, HTTP_DELETE);
    cr_assert(strstr(request.url, "/messages?upto=41") != NULL);
    http_request_free(&request);
}

static void write_message(struct buffer *out, uint64_t seq, size_t size)
{
    wire_write_u64(out, seq);
    wire_write_u64(out, NOW);
    wire_write_u32(out, (uint32_t)size);
    buffer_append_slice(out, envelope(size));
}

Test(mailbox, walks_over_the_messages_of_a_reply)
{
    struct http_reply reply = {.status = 200};
    struct mailbox_fetch fetch;
    struct mailbox_message message;

    write_message(&reply.body, 6, 1024);
    write_message(&reply.body, 9, 65536);
    cr_assert(is_ok(mailbox_fetch_read(&fetch, &reply, 5)));
    cr_assert_eq(fetch.count, 2);
    cr_assert(mailbox_fetch_next(&fetch, &message));
    cr_assert_eq(message.seq, 6);
    cr_assert_eq(message.bytes.size, 1024);
    cr_assert(mailbox_fetch_next(&fetch, &message));
    cr_assert_eq(message.seq, 9);
    cr_assert_eq(message.received, NOW);
    cr_assert_not(mailbox_fetch_next(&fetch, &message));
    cr_assert_not(mailbox_fetch_next(&fetch, &message));
    http_reply_free(&reply);

    reply = (struct http_reply){.status = 204};
    cr_assert(is_ok(mailbox_fetch_read(&fetch, &reply, 5)));
    cr_assert_eq(fetch.count, 0);
    cr_assert_not(mailbox_fetch_next(&fetch, &message));
}

Test(mailbox, refuses_every_shortened_or_lengthened_reply)
{
    struct http_reply reply = {.status = 200};
    struct mailbox_fetch fetch = {.count = 99};

    write_message(&reply.body, 6, 1024);
    write_message(&reply.body, 7, 1024);
    const size_t whole = reply.body.size;
    for (size_t size = 1; size < whole; size++) {
        reply.body.size = size;
        const result read = mailbox_fetch_read(&fetch, &reply, 5);
        cr_assert(size == whole / 2 ? is_ok(read) : read.code == ERROR_ROUTER_ANSWER, "%zu", size);
    }
    reply.body.size = whole;
    wire_write_u8(&reply.body, 0);
    fetch.count = 99;
    cr_assert_eq(mailbox_fetch_read(&fetch, &reply, 5).code, ERROR_ROUTER_ANSWER);
    cr_assert_eq(fetch.count, 99, "untouched");
    http_reply_free(&reply);
}

Test(mailbox, refuses_lies_about_order_sizes_and_number)
{
    static const struct {
        uint64_t seq[2];
        size_t size[2];
    } cases[] = {{{5, 6}, {1024, 1024}}, {{7, 7}, {1024, 1024}}, {{8, 7}, {1024, 1024}},
                 {{6, 7}, {1024, 1000}}, {{6, 7}, {0, 1024}},    {{6, 7}, {262145, 1024}}};
    struct mailbox_fetch fetch;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct http_reply reply = {.status = 200};
        for (size_t j = 0; j < 2; j++)
            write_message(&reply.body, cases[i].seq[j], cases[i].size[j]);
        cr_assert_eq(mailbox_fetch_read(&fetch, &reply, 5).code, ERROR_ROUTER_ANSWER, "%zu", i);
        http_reply_free(&reply);
    }
    struct http_reply reply = {.status = 200};
    for (uint64_t i = 0; i < 65; i++)
        write_message(&reply.body, 6 + i, 1024);
    cr_assert_eq(mailbox_fetch_read(&fetch, &reply, 5).code, ERROR_ROUTER_ANSWER,
                 "more than were asked for");
    http_reply_free(&reply);

    reply = (struct http_reply){.status = 200};
    wire_write_u64(&reply.body, 6);
    wire_write_u64(&reply.body, NOW);
    wire_write_u32(&reply.body, UINT32_MAX);
    cr_assert_eq(mailbox_fetch_read(&fetch, &reply, 5).code, ERROR_ROUTER_ANSWER);
    http_reply_free(&reply);
}

Test(mailbox, knows_what_a_router_says)
{
    static const struct {
        unsigned status;
        enum error_code code;
    } cases[] = {{200, ERROR_NONE},           {202, ERROR_NONE},
                 {404, ERROR_ROUTER_UNKNOWN}, {409, ERROR_ROUTER_CONFLICT},
                 {412, ERROR_ROUTER_CLOCK},   {421, ERROR_ROUTER_NAME},
                 {429, ERROR_ROUTER_BUSY},    {503, ERROR_ROUTER_BUSY},
                 {507, ERROR_ROUTER_FULL},    {400, ERROR_ROUTER_REFUSED},
                 {413, ERROR_ROUTER_REFUSED}, {302, ERROR_ROUTER_ANSWER},
                 {100, ERROR_ROUTER_ANSWER},  {500, ERROR_ROUTER_ANSWER},
                 {999, ERROR_ROUTER_ANSWER}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct http_reply reply = {.status = cases[i].status};
        cr_assert_eq(mailbox_post_read(&reply).code, cases[i].code, "%u", cases[i].status);
    }
    const struct http_reply none = {.failure = HTTP_UNREACHABLE}, late = {.failure = HTTP_TIMEOUT},
                            endless = {.failure = HTTP_TOO_LONG},
                            refused = {.failure = HTTP_REFUSED}, empty = {0};
    cr_assert_eq(mailbox_post_read(&none).code, ERROR_ROUTER_UNREACHABLE);
    cr_assert_eq(mailbox_post_read(&refused).code, ERROR_ROUTER_UNREACHABLE);
    cr_assert_eq(mailbox_post_read(&late).code, ERROR_ROUTER_SLOW);
    cr_assert_eq(mailbox_post_read(&endless).code, ERROR_ROUTER_ANSWER);
    cr_assert_eq(mailbox_post_read(&empty).code, ERROR_ROUTER_UNREACHABLE);
}

Test(mailbox, takes_only_a_receive_key_record)
{
    uint8_t record[121] = "GLK1\1\0\0\0", out[120];
    struct http_reply reply = reply_of(200, record, 120);

    cr_assert(is_ok(mailbox_receive_key_get_read(out, &reply)));
    reply.body.data[4] = 2;
    cr_assert_eq(mailbox_receive_key_get_read(out, &reply).code, ERROR_ROUTER_ANSWER);
    http_reply_free(&reply);
    for (size_t size = 0; size <= 121; size += size == 0 ? 119 : 2) {
        reply = reply_of(200, record, size);
        cr_assert_eq(mailbox_receive_key_get_read(out, &reply).code, ERROR_ROUTER_ANSWER);
        http_reply_free(&reply);
    }
}

Test(mailbox, names_each_place_of_a_meeting_apart)
{
    struct rendezvous_place place = {.id = {1}, .side = RENDEZVOUS_GUARDIAN, .index = 3};
    struct http_request request;
    uint8_t blob[4097] = {1};

    cr_assert(is_ok(rendezvous_post_request(&request, router, &place, slice_of(blob, 4096))));
    cr_assert_str_eq(
        request.url,
        "https://router.example:8443/v1/rdv/01000000000000000000000000000000?side=1&index=3");
    http_request_free(&request);
    cr_assert_eq(rendezvous_post_request(&request, router, &place, slice_of(blob, 4097)).code,
                 ERROR_ROUTER_BLOB);
    cr_assert_eq(rendezvous_post_request(&request, router, &place, slice_of(blob, 0)).code,
                 ERROR_ROUTER_BLOB);
    place.index = 4;
    cr_assert_eq(rendezvous_get_request(&request, router, &place, 0).code, ERROR_ROUTER_BLOB);
    place.index = 0;
    place.side = 2;
    cr_assert_eq(rendezvous_get_request(&request, router, &place, 0).code, ERROR_ROUTER_BLOB);
}

Test(mailbox, reads_a_blob_or_that_there_is_none_yet)
{
    static const uint8_t blob[4097] = {5};
    struct slice got = {0};
    struct http_reply reply = reply_of(200, blob, 4096);

    cr_assert(is_ok(rendezvous_get_read(&got, &reply)));
    cr_assert_eq(got.size, 4096);
    http_reply_free(&reply);
    reply = reply_of(200, blob, 4097);
    cr_assert_eq(rendezvous_get_read(&got, &reply).code, ERROR_ROUTER_ANSWER);
    http_reply_free(&reply);
    reply = (struct http_reply){.status = 200};
    cr_assert_eq(rendezvous_get_read(&got, &reply).code, ERROR_ROUTER_ANSWER,
                 "an empty blob is no blob");
    reply.status = 204;
    cr_assert(is_ok(rendezvous_get_read(&got, &reply)));
    cr_assert_eq(got.size, 0);
}

Test(mailbox, believes_a_wallet_record_only_with_the_owners_signature)
{
    struct http_request request;
    struct wallet_record record;
    uint8_t other_id[32] = {3};
    struct mailbox_key *other = mailbox_key_new(rng_system());

    cr_assert(
        is_ok(wallet_record_put_request(&request, router, id, key, 7, slice_of_text("sealed"))));
    cr_assert_eq(request.method, HTTP_PUT);
    struct http_reply reply = reply_of(200, request.body.data, request.body.size);
    cr_assert(is_ok(wallet_record_get_read(&record, &reply, id, key->pk)));
    cr_assert_eq(record.version, 7);
    cr_assert(slice_equal(record.data, slice_of_text("sealed")));
    cr_assert_eq(wallet_record_get_read(&record, &reply, other_id, key->pk).code,
                 ERROR_ROUTER_RECORD_FORGED);
    cr_assert_eq(wallet_record_get_read(&record, &reply, id, other->pk).code,
                 ERROR_ROUTER_RECORD_FORGED);
    for (size_t i = 0; i < reply.body.size; i++) {
        reply.body.data[i] ^= 1;
        cr_assert_eq(wallet_record_get_read(&record, &reply, id, key->pk).code,
                     ERROR_ROUTER_RECORD_FORGED);
        reply.body.data[i] ^= 1;
    }
    reply.body.size = 103;
    cr_assert_eq(wallet_record_get_read(&record, &reply, id, key->pk).code, ERROR_ROUTER_ANSWER);
    http_reply_free(&reply);
    http_request_free(&request);
    mailbox_key_free(other);
}
