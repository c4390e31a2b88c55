/* SPDX-License-Identifier: MIT */
/* The rules without a network: waves, what is held, what is lost, and who waits for what. The store
 * under them is the real one; for broken disks one that fails on command stands around it. */
#include "core/router/router.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/crypto/point.h"
#include "core/engine/mailbox.h"
#include "core/engine/rendezvous.h"
#include "core/router/mailbox_tables.h"

enum { NOW = 1800000000 };

static const char url[] = "http://127.0.0.1:1";
static const struct mailbox_limits limits = {.messages = 512,
                                             .bytes = 64 << 20,
                                             .retention_days = 14,
                                             .mailboxes = 100,
                                             .slots = 100,
                                             .records = 100};
static char folder[64];
static struct mailbox_store *store;
static struct router *router;
static struct mailbox_key *key;
static struct mailbox_session session;

static struct router_reply ask(struct http_request *request, bool is_last_look)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};
    const char *authorization = NULL;
    struct router_reply reply = {0};

    for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
        if (strncmp(request->headers[i], "Authorization: ", 15) == 0)
            authorization = request->headers[i] + 15;
    const struct router_request asked = {
        .method = methods[request->method],
        .target = strchr(request->url + 8, '/'),
        .authorization = authorization,
        .body = buffer_slice(&request->body),
        .now = NOW,
        .now_ms = 1000,
        .is_last_look = is_last_look,
    };
    if (router_admit(router, &reply, &asked, asked.body.size))
        router_handle(router, &reply, &asked);
    http_request_free(request);
    return reply;
}

static bool commit(void)
{
    unsigned lost_status = 0;

    return router_commit(router, &lost_status);
}

static struct http_reply as_http(struct router_reply *reply)
{
    return (struct http_reply){.status = reply->status, .body = reply->body};
}

static void setup(void)
{
    const struct router_settings settings = {0};
    struct http_request request;

    crypto_start();
    strcpy(folder, "/tmp/gridlock-router-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
    cr_assert(is_ok(mailbox_tables_open(&store, folder, &limits, 0, rng_system())));
    cr_assert(is_ok(router_new(&router, store, &settings)));
    key = mailbox_key_new(rng_system());
    (void)is_ok(mailbox_create_request(&request, url, key, NOW));
    struct router_reply reply = ask(&request, false);
    cr_assert_eq(reply.status, 201);
    cr_assert(reply.is_held);
    cr_assert(commit());
    buffer_free(&reply.body);
    (void)is_ok(mailbox_session_request(&request, url, key, NOW, rng_system()));
    reply = ask(&request, false);
    struct http_reply http = as_http(&reply);
    cr_assert(is_ok(mailbox_session_read(&session, &http, NOW)));
    cr_assert(commit());
    buffer_free(&reply.body);
}

static void teardown(void)
{
    char command[128];

    mailbox_key_free(key);
    router_free(router);
    store->ops->close(store);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(router, .init = setup, .fini = teardown);

static struct router_reply post(uint8_t mid, size_t size)
{
    static uint8_t envelope[262144] = "GLE1\1";
    struct http_request request;

    envelope[8] = mid;
    cr_assert(is_ok(mailbox_post_request(&request, url, key->id, NULL, slice_of(envelope, size))));
    return ask(&request, false);
}

static struct router_reply fetch(uint64_t after, unsigned wait, bool is_last_look)
{
    struct http_request request;

    cr_assert(is_ok(mailbox_fetch_request(&request, url, key->id, &session, after, wait)));
    return ask(&request, is_last_look);
}

Test(router, holds_every_answer_of_a_wave_until_its_commit)
{
    struct router_reply first = post(1, 1024), second = post(2, 4096);

    cr_assert_eq(first.status, 202);
    cr_assert(first.is_held && second.is_held);
    cr_assert(router_has_wave(router));
    struct router_reply read = fetch(0, 0, false);
    cr_assert_eq(read.status, 200);
    cr_assert(read.is_held, "it holds messages that are not on the disk yet");
    cr_assert(commit());
    cr_assert_not(router_has_wave(router));
    buffer_free(&read.body);

    read = fetch(0, 0, false);
    cr_assert_eq(read.status, 200);
    cr_assert_not(read.is_held);
    buffer_free(&read.body);
}

Test(router, names_what_a_wave_wrote_to_once_it_is_kept)
{
    uint8_t touched[32];
    unsigned count = 0;

    post(1, 1024);
    post(2, 1024);
    cr_assert(commit());
    while (router_touched(router, touched)) {
        cr_assert_arr_eq(touched, key->id, 32);
        count++;
    }
    cr_assert_eq(count, 2);
    cr_assert_not(router_touched(router, touched));
    post(1, 1024);
    cr_assert(commit());
    cr_assert_not(router_touched(router, touched), "a repeat wakes nobody");
}

Test(router, parks_a_poll_that_finds_nothing_and_may_wait)
{
    struct router_reply reply = fetch(0, 25, false);

    cr_assert(reply.is_parked);
    cr_assert_eq(reply.wait_seconds, 25);
    cr_assert_arr_eq(reply.wait_key, key->id, 32);
    reply = fetch(0, 0, false);
    cr_assert_not(reply.is_parked);
    cr_assert_eq(reply.status, 204);
    reply = fetch(0, 25, true);
    cr_assert_not(reply.is_parked);
    cr_assert_eq(reply.status, 204);
    post(1, 1024);
    cr_assert(commit());
    reply = fetch(0, 25, false);
    cr_assert_not(reply.is_parked);
    cr_assert_eq(reply.status, 200);
    buffer_free(&reply.body);
    cr_assert(fetch(1, 25, false).is_parked);
}

Test(router, wakes_the_reader_of_the_place_that_was_written)
{
    const struct rendezvous_place place = {.id = {5}, .side = RENDEZVOUS_GUARDIAN, .index = 2};
    struct rendezvous_place other = place;
    struct http_request request;
    uint8_t touched[32];

    (void)is_ok(rendezvous_get_request(&request, url, &place, 25));
    struct router_reply reader = ask(&request, false);
    cr_assert(reader.is_parked);
    other.side = RENDEZVOUS_OWNER;
    (void)is_ok(rendezvous_post_request(&request, url, &other, slice_of_text("x")));
    cr_assert_eq(ask(&request, false).status, 201);
    cr_assert(commit());
    cr_assert(router_touched(router, touched));
    cr_assert_neq(memcmp(touched, reader.wait_key, 32), 0);
    cr_assert_not(router_touched(router, touched));

    (void)is_ok(rendezvous_post_request(&request, url, &place, slice_of_text("x")));
    cr_assert_eq(ask(&request, false).status, 201);
    cr_assert(commit());
    cr_assert(router_touched(router, touched));
    cr_assert_arr_eq(touched, reader.wait_key, 32);
}

/* A store that does what the real one does until it is told to fail. */
static const struct mailbox_store_ops *real;
static struct mailbox_store_ops failing;
static int posts_until_failure;
static result commit_outcome;

static result failing_post(struct mailbox_store *same, enum mailbox_put *out,
                           const struct mailbox_letter *letter, uint64_t now)
{
    if (posts_until_failure-- == 0)
        return FAIL(MAILBOX_STORE_FULL);
    return real->post(same, out, letter, now);
}

static result failing_commit(struct mailbox_store *same)
{
    return is_ok(commit_outcome) ? real->commit(same) : commit_outcome;
}

static void make_failing(int posts, result outcome)
{
    real = store->ops;
    failing = *real;
    failing.post = failing_post;
    failing.commit = failing_commit;
    posts_until_failure = posts;
    commit_outcome = outcome;
    store->ops = &failing;
}

Test(router, loses_a_whole_wave_when_the_disk_fills_up_in_it)
{
    unsigned lost_status = 0;
    uint8_t touched[32];

    make_failing(2, OK);
    cr_assert_eq(post(1, 1024).status, 202);
    cr_assert_eq(post(2, 1024).status, 202);
    cr_assert_eq(post(3, 1024).status, 507);
    cr_assert_eq(post(4, 1024).status, 507, "nothing more is begun in a broken wave");
    cr_assert(router_has_wave(router));
    cr_assert_not(router_commit(router, &lost_status));
    cr_assert_eq(lost_status, 507);
    cr_assert_not(router_touched(router, touched));
    store->ops = real;

    cr_assert_eq(fetch(0, 0, false).status, 204, "nothing of it is there");
    cr_assert_eq(post(1, 1024).status, 202);
    cr_assert(commit());
    struct router_reply reply = fetch(0, 0, false);
    cr_assert_eq(reply.status, 200);
    buffer_free(&reply.body);
}

Test(router, loses_a_whole_wave_when_its_commit_does_not_work)
{
    unsigned lost_status = 0;
    uint8_t touched[32];

    make_failing(-1, FAIL(MAILBOX_STORE_IO));
    cr_assert_eq(post(1, 1024).status, 202);
    cr_assert_not(router_commit(router, &lost_status));
    cr_assert_eq(lost_status, 503);
    cr_assert_not(router_touched(router, touched));
    store->ops = real;
    cr_assert_eq(fetch(0, 0, false).status, 204);
    cr_assert_eq(post(1, 1024).status, 202);
    cr_assert(commit());
}

Test(router, refuses_a_body_before_it_is_read)
{
    struct router_reply reply = {0};
    char target[128] = "/v1/mailbox/", hex[65];

    hex_encode(hex, slice_of(key->id, 32));
    strcat(strcat(target, hex), "/messages");
    const struct router_request request = {.method = "POST", .target = target, .now = NOW};
    cr_assert(router_admit(router, &reply, &request, 262144));
    cr_assert_not(router_admit(router, &reply, &request, 262145));
    cr_assert_eq(reply.status, 413);
    cr_assert_not(router_admit(router, &reply, &request, 0));
    cr_assert_eq(reply.status, 413);
}
