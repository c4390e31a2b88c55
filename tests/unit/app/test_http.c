/* SPDX-License-Identifier: MIT */
/* The carrier against a server in the same process that behaves as badly as the path asks for. */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "app/http.c" /* app is not part of the library */
#include "unit/app/hostile_server.h"

static struct http *http;

static void begin(void)
{
    start_server();
    cr_assert(is_ok(http_open(&http)));
}

static void end(void)
{
    http_close(http);
}

TestSuite(http, .init = begin, .fini = end, .timeout = 60);

static void submit(uint64_t ticket, const char *path, enum http_method method, const char *body,
                   uint32_t timeout_ms, size_t reply_max)
{
    struct http_request request = {
        .ticket = ticket, .method = method, .timeout_ms = timeout_ms, .reply_max = reply_max};

    snprintf(request.url, sizeof request.url, "http://127.0.0.1:%u/%s", port, path);
    if (body)
        buffer_append(&request.body, body, strlen(body));
    http_submit(http, &request);
    cr_assert_null(request.body.data);
}

static struct http_reply next(int timeout_ms)
{
    struct http_reply reply = {.ticket = 0};
    const int64_t end_at = clock_ms() + timeout_ms;

    while (!http_next_reply(http, &reply) && clock_ms() < end_at)
        http_wait(http, NULL, 0, (int)(end_at - clock_ms()));
    return reply;
}

static struct http_reply ask(const char *path, uint32_t timeout_ms, size_t reply_max)
{
    submit(7, path, HTTP_GET, NULL, timeout_ms, reply_max);
    struct http_reply reply = next(20000);
    cr_assert_eq(reply.ticket, 7);
    return reply;
}

static void expect_failure(const char *path, uint32_t timeout_ms, enum http_failure failure)
{
    const int64_t start = clock_ms();
    struct http_reply reply = ask(path, timeout_ms, 1 << 20);

    cr_assert_eq(reply.failure, failure, "%s: %d", path, reply.failure);
    cr_assert_eq(reply.status, 0);
    cr_assert_eq(reply.body.size, 0);
    cr_assert_leq(clock_ms() - start, timeout_ms + 1000, "%s took too long", path);
    http_reply_free(&reply);
    cr_assert_eq(http_in_flight(http), 0);
}

Test(http, brings_status_and_body)
{
    struct http_reply reply = ask("ok", 5000, 100);

    cr_assert_eq(reply.status, 200);
    cr_assert_eq(reply.failure, HTTP_NONE);
    cr_assert(slice_equal(buffer_slice(&reply.body), slice_of_text("fine")));
    http_reply_free(&reply);
    reply = ask("missing", 5000, 100);
    cr_assert_eq(reply.status, 404);
    cr_assert(slice_equal(buffer_slice(&reply.body), slice_of_text("no")));
    http_reply_free(&reply);
    reply = ask("empty", 5000, 0);
    cr_assert_eq(reply.status, 204);
    cr_assert_eq(reply.body.size, 0);
    http_reply_free(&reply);
    reply = ask("html", 5000, 100);
    cr_assert_eq(reply.status, 502);
    cr_assert_eq(reply.body.size, 30);
    http_reply_free(&reply);
}

Test(http, sends_method_body_headers_and_credentials)
{
    struct http_request request = {.ticket = 1,
                                   .method = HTTP_PUT,
                                   .timeout_ms = 5000,
                                   .reply_max = 4096,
                                   .headers = {"Gridlock-Token: 0011"},
                                   .credentials = "user:secret"};
    const enum http_method methods[] = {HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE};
    const char *starts[] = {"GET /echo", "POST /echo", "PUT /echo", "DELETE /echo"};

    snprintf(request.url, sizeof request.url, "http://127.0.0.1:%u/echo", port);
    buffer_append(&request.body, "a\0b", 3);
    http_submit(http, &request);
    struct http_reply reply = next(5000);
    const char *text = buffer_text(&reply.body);
    cr_assert_eq(reply.status, 200);
    cr_assert(text_starts_with(text, "PUT /echo"));
    cr_assert_not_null(strstr(text, "Gridlock-Token: 0011\r\n"));
    cr_assert_not_null(strstr(text, "Authorization: Basic dXNlcjpzZWNyZXQ=\r\n"));
    cr_assert_not_null(strstr(text, "Content-Type: application/octet-stream\r\n"));
    cr_assert_null(strcasestr(text, "expect:"));
    cr_assert_null(strcasestr(text, "user-agent:"));
    cr_assert_arr_eq(reply.body.data + reply.body.size - 3, "a\0b", 3);
    http_reply_free(&reply);
    for (unsigned i = 0; i < 4; i++) {
        submit(i, "echo", methods[i], NULL, 5000, 4096);
        reply = next(5000);
        cr_assert_eq(reply.status, 200);
        cr_assert(text_starts_with(buffer_text(&reply.body), starts[i]), "%s", starts[i]);
        http_reply_free(&reply);
    }
}

Test(http, keeps_its_connection)
{
    for (unsigned i = 0; i < 20; i++) {
        struct http_reply reply = ask("ok", 5000, 100);
        cr_assert_eq(reply.status, 200);
        http_reply_free(&reply);
    }
    cr_assert_eq(connections, 1);
}

Test(http, follows_no_redirect)
{
    struct http_reply reply = ask("redirect", 5000, 100);

    cr_assert_eq(reply.status, 302);
    cr_assert_eq(reply.body.size, 0);
    http_reply_free(&reply);
}

Test(http, posts_while_a_poll_hangs)
{
    const int64_t start = clock_ms();

    submit(1, "wait", HTTP_GET, NULL, 5000, 100);
    for (unsigned i = 2; i < 10; i++)
        submit(i, "ok", HTTP_POST, "x", 5000, 100);
    for (unsigned i = 2; i < 10; i++) {
        struct http_reply reply = next(5000);
        cr_assert_neq(reply.ticket, 1);
        cr_assert_eq(reply.status, 200);
        http_reply_free(&reply);
    }
    cr_assert_lt(clock_ms() - start, 500);
    struct http_reply reply = next(5000);
    cr_assert_eq(reply.ticket, 1);
    cr_assert(slice_equal(buffer_slice(&reply.body), slice_of_text("late")));
    http_reply_free(&reply);
}

Test(http, carries_more_requests_than_it_has_connections)
{
    unsigned seen[100] = {0};

    for (unsigned i = 0; i < 100; i++)
        submit(i, "ok", HTTP_GET, NULL, 10000, 100);
    for (unsigned i = 0; i < 100; i++) {
        struct http_reply reply = next(10000);
        cr_assert_eq(reply.status, 200);
        seen[reply.ticket]++;
        http_reply_free(&reply);
    }
    for (unsigned i = 0; i < 100; i++)
        cr_assert_eq(seen[i], 1);
    cr_assert_leq(connections, 32);
}

Test(http, ends_when_the_server_is_silent)
{
    expect_failure("stall", 400, HTTP_TIMEOUT);
    expect_failure("half", 400, HTTP_TIMEOUT);
    expect_failure("drip", 400, HTTP_TIMEOUT);
}

Test(http, bears_servers_that_break_off_or_talk_nonsense)
{
    expect_failure("close", 3000, HTTP_UNREACHABLE);
    expect_failure("short", 3000, HTTP_UNREACHABLE);
    expect_failure("garbage", 3000, HTTP_REFUSED);
    expect_failure("old", 3000, HTTP_REFUSED);
}

Test(http, never_holds_more_than_it_may)
{
    expect_failure("big", 10000, HTTP_TOO_LONG);
    expect_failure("endless", 10000, HTTP_TOO_LONG);
    expect_failure("headers", 10000, HTTP_TOO_LONG);
    expect_failure("continue", 10000, HTTP_TOO_LONG);
    struct http_reply reply = ask("ok", 5000, 4);
    cr_assert_eq(reply.status, 200);
    http_reply_free(&reply);
    reply = ask("ok", 5000, 3);
    cr_assert_eq(reply.failure, HTTP_TOO_LONG);
    cr_assert_eq(reply.body.size, 0);
    http_reply_free(&reply);
    reply = ask("big", 10000, 10485760);
    cr_assert_eq(reply.status, 200);
    cr_assert_eq(reply.body.size, 10485760);
    http_reply_free(&reply);
}

Test(http, goes_nowhere_but_http)
{
    const char *urls[] = {"file:///etc/hostname",
                          "ftp://127.0.0.1/x",
                          "gopher://127.0.0.1/",
                          "",
                          "http://",
                          "not a url",
                          "dict://127.0.0.1:1/"};

    for (unsigned i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct http_request request = {.ticket = i, .timeout_ms = 2000, .reply_max = 1 << 20};
        strcpy(request.url, urls[i]);
        http_submit(http, &request);
        struct http_reply reply = next(5000);
        cr_assert_eq(reply.ticket, i);
        cr_assert_eq(reply.failure, HTTP_REFUSED, "%s: %d", urls[i], reply.failure);
        cr_assert_eq(reply.body.size, 0);
        http_reply_free(&reply);
    }
}

Test(http, says_that_nobody_listens)
{
    struct http_request request = {.ticket = 3, .timeout_ms = 2000, .reply_max = 1000};

    strcpy(request.url, "http://127.0.0.1:1/");
    http_submit(http, &request);
    struct http_reply reply = next(5000);
    cr_assert_eq(reply.failure, HTTP_UNREACHABLE);
    http_reply_free(&reply);
}

/* A server that speaks no TLS, asked for TLS. */
Test(http, refuses_what_is_not_tls)
{
    struct http_request request = {.ticket = 3, .timeout_ms = 3000, .reply_max = 1000};

    snprintf(request.url, sizeof request.url, "https://127.0.0.1:%u/ok", port);
    http_submit(http, &request);
    struct http_reply reply = next(8000);
    cr_assert_neq(reply.failure, HTTP_NONE);
    cr_assert_eq(reply.status, 0);
    http_reply_free(&reply);
}

Test(http, goes_to_this_machine_without_a_proxy)
{
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    struct http_reply reply = ask("ok", 3000, 100);
    cr_assert_eq(reply.status, 200);
    http_reply_free(&reply);
}

Test(http, wakes_for_a_watch)
{
    int ends[2];
    char byte = 1;

    cr_assert_eq(pipe(ends), 0);
    struct http_watch watch = {.fd = ends[0]};
    int64_t start = clock_ms();
    http_wait(http, &watch, 1, 100);
    cr_assert_not(watch.is_readable);
    cr_assert_geq(clock_ms() - start, 95);
    cr_assert_eq(write(ends[1], &byte, 1), 1);
    start = clock_ms();
    http_wait(http, &watch, 1, 5000);
    cr_assert(watch.is_readable);
    cr_assert_lt(clock_ms() - start, 500);
    submit(1, "wait", HTTP_GET, NULL, 5000, 100); /* also while something is in flight */
    http_wait(http, &watch, 1, 5000);
    cr_assert(watch.is_readable);
    cr_assert_lt(clock_ms() - start, 550);
    cr_assert_eq(read(ends[0], &byte, 1), 1);
    http_wait(http, &watch, 1, 5000);
    cr_assert_not(watch.is_readable);
    struct http_reply reply;
    cr_assert(http_next_reply(http, &reply));
    http_reply_free(&reply);
}

Test(http, cancels_everything)
{
    struct http_reply reply;
    const int64_t start = clock_ms();

    for (unsigned i = 0; i < 40; i++)
        submit(i, i % 2 ? "stall" : "ok", HTTP_POST, "body", 30000, 100);
    http_wait(http, NULL, 0, 100);
    http_cancel_all(http);
    cr_assert_eq(http_in_flight(http), 0);
    cr_assert_not(http_next_reply(http, &reply));
    reply = ask("ok", 3000, 100);
    cr_assert_eq(reply.status, 200);
    http_reply_free(&reply);
    cr_assert_lt(clock_ms() - start, 3000);
}
