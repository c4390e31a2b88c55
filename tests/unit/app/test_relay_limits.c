/* SPDX-License-Identifier: MIT */
/* The built gridlock-relay in its own process: limits, refusals and hostile bytes. */
#include "relay_process.h"

static unsigned raw_post(const struct relay *relay, const uint8_t *id, const char *head,
                         const void *body, size_t size)
{
    struct buffer SCOPED(buffer_free) text = {0};
    char hex[65];
    const int fd = raw_open(relay);

    hex_encode(hex, slice_of(id, 32));
    buffer_print(&text, "POST /v1/mailbox/%s/messages HTTP/1.1\r\nHost: x\r\n%s\r\n", hex, head);
    buffer_append(&text, body, size);
    raw_send(fd, text.data, text.size);
    const unsigned status = raw_status(fd, 3000);
    close(fd);
    return status;
}

Test(relay_limits, refuses_bodies_of_any_other_size_before_reading_them)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);
    static const char *const heads[] = {
        "Content-Length: 1023\r\n",        "Content-Length: 1025\r\n", "Content-Length: 262145\r\n",
        "Content-Length: 99999999999\r\n", "Content-Length: 0\r\n",
    };

    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        cr_assert_eq(raw_post(&relay, key->id, heads[i], "", 0), 413, "%s", heads[i]);
    cr_assert_eq(raw_post(&relay, key->id, "", "", 0), 411);
    cr_assert_eq(raw_post(&relay, key->id, "Transfer-Encoding: chunked\r\n", "400\r\n", 5), 411);

    struct slice envelope = test_envelope(1024, 1, 1);
    cr_assert_eq(raw_post(&relay, key->id, "Content-Length: 1024\r\n", envelope.data, 1024), 202);
    uint8_t other[1024];
    memcpy(other, envelope.data, sizeof other);
    other[3] = '2';
    cr_assert_eq(raw_post(&relay, key->id, "Content-Length: 1024\r\n", other, 1024), 400);
    cr_assert_eq(relay_count(&relay, key->id, &session, 0), 1);
    mailbox_key_free(key);
    relay_stop(&relay);
}

Test(relay_limits, stays_well_whatever_bytes_come)
{
    static const char *const garbage[] = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "GET /v1/mailbox/%00%0a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/rdv/00112233445566778899aabbccddeeff?side=2&index=0 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/rdv/00112233445566778899aabbccddeeff?side=0&side=0&index=0 HTTP/1.1\r\nHost: "
        "x\r\n\r\n",
        "GET /v1/rdv/00112233445566778899aabbccddeeff?side=0&index=0&wait=26 HTTP/1.1\r\nHost: "
        "x\r\n\r\n",
        "GET /v1/rdv/00112233445566778899aabbccddeeff?side=0&index=99999999999999999999 "
        "HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5 5\r\n\r\n",
        "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 200\r\nContent-Length: "
        "5\r\n\r\nabcde",
        "PUT /v1/record/../../etc/passwd HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na",
        "FOO /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    };
    struct relay relay = relay_new(NULL);
    uint8_t noise[4096];
    char text[4096];

    for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++) {
        const int fd = raw_open(&relay);
        unsigned status = 0;
        raw_send(fd, garbage[i], strlen(garbage[i]));
        raw_read(fd, text, sizeof text, 300);
        sscanf(text, "HTTP/1.1 %u", &status);
        cr_assert(status == 0 || (status >= 400 && status < 500) || status == 505, "%zu: %s", i,
                  text);
        close(fd);
    }
    for (int i = 0; i < 50; i++) {
        const int fd = raw_open(&relay);
        rng_fill(rng_system(), noise, sizeof noise);
        raw_send(fd, noise, sizeof noise);
        close(fd);
    }
    struct http_request request = {.method = HTTP_GET, .timeout_ms = 3000};
    snprintf(request.url, sizeof request.url, "%s/healthz", relay.url);
    cr_assert_eq(relay_status(&request), 200);
    relay_stop(&relay);
}

Test(relay_limits, forgets_a_message_whose_sender_left_in_the_middle)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);

    for (int i = 0; i < 20; i++) {
        struct http_request request;
        (void)is_ok(
            mailbox_post_request(&request, relay.url, key->id, NULL, test_envelope(4096, 1, 1)));
        request.body.size -= 100;
        const int fd = raw_ask(&relay, &request); /* says 3,996: refused */
        close(fd);
        char hex[65], head[256];
        hex_encode(hex, slice_of(key->id, 32));
        snprintf(
            head, sizeof head,
            "POST /v1/mailbox/%s/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 4096\r\n\r\nGLE1",
            hex);
        const int half = raw_open(&relay);
        raw_send(half, head, strlen(head));
        sleep_ms(5);
        close(half);
    }
    cr_assert_eq(relay_count(&relay, key->id, &session, 0), 0);
    mailbox_key_free(key);
    relay_stop(&relay);
}

Test(relay_limits, keeps_slow_senders_from_filling_its_memory)
{
    static const char *const options[] = {"--max-memory-mib", "2", NULL};
    struct relay relay = relay_new(options);
    struct mailbox_key *key = relay_mailbox(&relay);
    char hex[65], head[256];
    int slow[8];

    hex_encode(hex, slice_of(key->id, 32));
    snprintf(
        head, sizeof head,
        "POST /v1/mailbox/%s/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 262144\r\n\r\nGLE1",
        hex);
    for (size_t i = 0; i < 8; i++) {
        slow[i] = raw_open(&relay);
        raw_send(slow[i], head, strlen(head));
    }
    sleep_ms(200);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 1, 1)), 503);
    for (size_t i = 0; i < 8; i++)
        close(slow[i]);
    sleep_ms(200);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 1, 1)), 202);
    mailbox_key_free(key);
    relay_stop(&relay);
}

/* All but the Date line. */
static void answer_to(const struct relay *relay, struct http_request *request, char out[4096])
{
    const int fd = raw_ask(relay, request);

    raw_read(fd, out, 4096, 3000);
    char *date = strstr(out, "Date:");
    cr_assert(date != NULL, "%s", out);
    memset(date, '-', strcspn(date, "\r"));
    close(fd);
}

Test(relay_limits, never_tells_an_unknown_mailbox_from_one_that_is_not_yours)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *mine = relay_mailbox(&relay), *others = relay_mailbox(&relay);
    struct mailbox_key *nobodys = mailbox_key_new(rng_system());
    struct mailbox_session session = relay_session(&relay, mine), bent = session;
    struct http_request request;
    char first[4096], next[4096];
    const struct {
        const uint8_t *id;
        const struct mailbox_session *session;
    } cases[] = {
        {others->id, &session}, {nobodys->id, &session}, {mine->id, &bent}, {nobodys->id, &bent}};

    bent.bearer[31] ^= 1;
    (void)is_ok(mailbox_fetch_request(&request, relay.url, nobodys->id, &session, 0, 0));
    answer_to(&relay, &request, first);
    cr_assert(strstr(first, "404") != NULL);
    for (size_t i = 0; i < 4; i++) {
        (void)is_ok(
            mailbox_fetch_request(&request, relay.url, cases[i].id, cases[i].session, 0, 25));
        answer_to(&relay, &request, next);
        cr_assert_str_eq(next, first);
        (void)is_ok(mailbox_ack_request(&request, relay.url, cases[i].id, cases[i].session, 5));
        answer_to(&relay, &request, next);
        cr_assert_str_eq(next, first);
        (void)is_ok(
            mailbox_fetch_request(&request, relay.url, cases[i].id, cases[i].session, 0, 0));
        memset(request.headers, 0, sizeof request.headers);
        answer_to(&relay, &request, next);
        cr_assert_str_eq(next, first);
    }
    /* A session for a mailbox that is not there, and one signed by the wrong key. */
    (void)is_ok(mailbox_session_request(&request, relay.url, nobodys, unix_now(), rng_system()));
    answer_to(&relay, &request, first);
    (void)is_ok(mailbox_session_request(&request, relay.url, others, unix_now(), rng_system()));
    request.body.data[request.body.size - 1] ^= 1;
    answer_to(&relay, &request, next);
    cr_assert_str_eq(next, first);
    cr_assert(strstr(first, "404") != NULL);
    mailbox_key_free(mine);
    mailbox_key_free(others);
    mailbox_key_free(nobodys);
    relay_stop(&relay);
}

Test(relay_limits, takes_a_session_proof_once_and_only_if_made_for_it_now)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct http_request request, again;

    (void)is_ok(mailbox_session_request(&request, relay.url, key, unix_now(), rng_system()));
    again = request;
    again.body = (struct buffer){0};
    buffer_append_slice(&again.body, buffer_slice(&request.body));
    cr_assert_eq(relay_status(&request), 200);
    cr_assert_eq(relay_status(&again), 404);

    (void)is_ok(
        mailbox_session_request(&request, "https://other.example", key, unix_now(), rng_system()));
    snprintf(request.url, sizeof request.url, "%s/v1/session", relay.url);
    cr_assert_eq(relay_status(&request), 421);
    (void)is_ok(mailbox_session_request(&request, relay.url, key, unix_now() - 700, rng_system()));
    cr_assert_eq(relay_status(&request), 412);
    (void)is_ok(mailbox_session_request(&request, relay.url, key, unix_now() + 700, rng_system()));
    cr_assert_eq(relay_status(&request), 412);
    (void)is_ok(mailbox_create_request(&request, relay.url, key, unix_now() + 700));
    cr_assert_eq(relay_status(&request), 412);
    mailbox_key_free(key);
    relay_stop(&relay);
}

Test(relay_limits, says_507_when_a_mailbox_is_full_until_it_is_acked)
{
    static const char *const options[] = {"--max-messages", "3", "--max-mailbox-mib", "1", NULL};
    struct relay relay = relay_new(options);
    struct mailbox_key *key = relay_mailbox(&relay), *big = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);
    unsigned status = 0;

    for (uint32_t i = 0; i < 3; i++)
        cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, i, 0)), 202);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 3, 0)), 507);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 2, 0)), 200,
                 "a repeat needs no room");
    cr_assert_eq(relay_ack(&relay, key->id, &session, 1), 204);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 3, 0)), 202);
    for (uint32_t i = 0; i < 3; i++)
        cr_assert_eq(relay_post(&relay, big->id, test_envelope(262144, i, 0)), 202);
    mailbox_key_free(key);
    mailbox_key_free(big);
    relay_stop(&relay);
}

Test(relay_limits, counts_bytes_of_a_mailbox)
{
    static const char *const options[] = {"--max-mailbox-mib", "1", NULL};
    struct relay relay = relay_new(options);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);

    for (uint32_t i = 0; i < 4; i++)
        cr_assert_eq(relay_post(&relay, key->id, test_envelope(262144, i, 0)), 202);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 4, 0)), 507);
    cr_assert_eq(relay_ack(&relay, key->id, &session, 1), 204);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 4, 0)), 202);
    mailbox_key_free(key);
    relay_stop(&relay);
}

Test(relay_limits, slows_down_one_address_that_asks_or_creates_too_often)
{
    static const char *const requests[] = {"--max-requests", "60", "--max-requests-burst", "20",
                                           NULL};
    static const char *const creates[] = {"--max-creates", "10", "--max-creates-burst", "3", NULL};
    struct relay relay = relay_new(requests);
    unsigned passed = 0, slowed = 0;
    char text[4096];

    for (int i = 0; i < 40; i++) {
        struct http_request request = {.method = HTTP_GET, .timeout_ms = 3000};
        snprintf(request.url, sizeof request.url, "%s/healthz", relay.url);
        const unsigned status = relay_status(&request);
        passed += status == 200;
        slowed += status == 429;
    }
    cr_assert_eq(passed + slowed, 40);
    cr_assert(passed >= 20 && passed <= 23, "%u passed", passed);
    struct http_request request = {.method = HTTP_GET};
    snprintf(request.url, sizeof request.url, "%s/healthz", relay.url);
    const int fd = raw_ask(&relay, &request);
    raw_read(fd, text, sizeof text, 3000);
    cr_assert(strstr(text, "Retry-After: ") != NULL, "%s", text);
    close(fd);
    relay_stop(&relay);

    relay = relay_new(creates);
    for (int i = 0; i < 5; i++) {
        struct mailbox_key *key = mailbox_key_new(rng_system());
        (void)is_ok(mailbox_create_request(&request, relay.url, key, unix_now()));
        cr_assert_eq(relay_status(&request), i < 3 ? 201 : 429);
        mailbox_key_free(key);
    }
    relay_stop(&relay);
}
