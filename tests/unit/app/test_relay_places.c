/* SPDX-License-Identifier: MIT */
/* The built gridlock-relay in its own process: meeting places and wallet records. */
#include "core/engine/rendezvous.h"
#include "core/engine/wallet_record.h"
#include "relay_process.h"

static unsigned meet_post(const struct relay *relay, const struct rendezvous_place *place,
                          const char *text)
{
    struct http_request request;

    cr_assert(is_ok(rendezvous_post_request(&request, relay->url, place, slice_of_text(text))));
    return relay_status(&request);
}

Test(relay_places, lets_two_sides_meet_and_write_each_place_once)
{
    struct relay relay = relay_new(NULL);
    struct rendezvous_place place = {.id = {1, 2, 3}, .side = RENDEZVOUS_OWNER, .index = 0};
    struct http_request request;
    struct slice blob;

    cr_assert(is_ok(rendezvous_get_request(&request, relay.url, &place, 0)));
    cr_assert_eq(relay_status(&request), 204);
    cr_assert_eq(meet_post(&relay, &place, "M1"), 201);
    cr_assert_eq(meet_post(&relay, &place, "M1"), 200);
    cr_assert_eq(meet_post(&relay, &place, "M?"), 409);

    struct rendezvous_place theirs = place;
    theirs.side = RENDEZVOUS_GUARDIAN;
    cr_assert(is_ok(rendezvous_get_request(&request, relay.url, &theirs, 20)));
    const int fd = raw_ask(&relay, &request);
    sleep_ms(200);
    cr_assert_eq(meet_post(&relay, &theirs, "M2"), 201,
                 "the same number of the other side is free");
    char text[4096];
    raw_read(fd, text, sizeof text, 3000);
    cr_assert(strstr(text, "HTTP/1.1 200") && strstr(text, "\r\n\r\nM2"), "%s", text);
    close(fd);

    cr_assert(is_ok(rendezvous_get_request(&request, relay.url, &place, 0)));
    struct http_reply reply = relay_ask(&request);
    cr_assert(is_ok(rendezvous_get_read(&blob, &reply)));
    cr_assert(slice_equal(blob, slice_of_text("M1")));
    http_reply_free(&reply);
    relay_stop(&relay);
}

static unsigned record_put(const struct relay *relay, const uint8_t *id,
                           const struct mailbox_key *key, uint64_t version, size_t size)
{
    static uint8_t data[65536];
    struct http_request request;

    cr_assert(is_ok(
        wallet_record_put_request(&request, relay->url, id, key, version, slice_of(data, size))));
    return relay_status(&request);
}

Test(relay_places, keeps_a_wallet_record_whose_version_only_rises)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = mailbox_key_new(rng_system()), *other = mailbox_key_new(rng_system());
    const uint8_t id[32] = {9, 9};
    struct http_request request;
    struct wallet_record record;

    cr_assert(is_ok(wallet_record_get_request(&request, relay.url, id)));
    cr_assert_eq(relay_status(&request), 404);
    cr_assert_eq(record_put(&relay, id, key, 5, 100), 201);
    cr_assert_eq(record_put(&relay, id, key, 5, 100), 200, "the same again");
    cr_assert_eq(record_put(&relay, id, key, 5, 101), 409);
    cr_assert_eq(record_put(&relay, id, key, 4, 100), 409);
    cr_assert_eq(record_put(&relay, id, other, 6, 100), 404);
    cr_assert_eq(record_put(&relay, id, key, 6, 65536), 200);

    cr_assert(is_ok(wallet_record_get_request(&request, relay.url, id)));
    struct http_reply reply = relay_ask(&request);
    cr_assert(is_ok(wallet_record_get_read(&record, &reply, id, key->pk)));
    cr_assert_eq(record.version, 6);
    cr_assert_eq(record.data.size, 65536);
    http_reply_free(&reply);

    (void)is_ok(wallet_record_put_request(&request, relay.url, id, key, 7, slice_of("abc", 3)));
    request.body.data[request.body.size - 1] ^= 1;
    cr_assert_eq(relay_status(&request), 404, "a changed byte under the old signature");
    mailbox_key_free(key);
    mailbox_key_free(other);
    relay_stop(&relay);
}
