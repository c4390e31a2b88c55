/* SPDX-License-Identifier: MIT */
/* The built gridlock-relay in its own process: mailboxes, waiting, and what survives. The other
 * half is in test_relay_limits.c. */
#include "relay_process.h"

Test(relay, gives_messages_back_in_the_order_they_came)
{
    static const size_t sizes[] = {1024, 4096, 16384, 65536, 262144};
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);
    struct mailbox_fetch fetch;
    struct mailbox_message message;
    uint64_t last = 0;

    for (uint32_t i = 0; i < 5; i++)
        cr_assert_eq(relay_post(&relay, key->id, test_envelope(sizes[i], i, (uint8_t)i)), 202);
    struct http_reply reply = relay_fetch(&relay, key->id, &session, 0, 0);

    cr_assert(is_ok(mailbox_fetch_read(&fetch, &reply, 0)));
    cr_assert_eq(fetch.count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        cr_assert(mailbox_fetch_next(&fetch, &message));
        cr_assert_gt(message.seq, last);
        cr_assert(slice_equal(message.bytes, test_envelope(sizes[i], i, (uint8_t)i)));
        cr_assert(message.received <= unix_now() && message.received + 60 > unix_now());
        last = message.seq;
    }
    cr_assert_not(mailbox_fetch_next(&fetch, &message));
    cr_assert_eq(relay_count(&relay, key->id, &session, last - 1), 1);
    http_reply_free(&reply);
    mailbox_key_free(key);
    relay_stop(&relay);
}

Test(relay, knows_a_repeated_message_before_and_after_its_ack)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);

    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 7, 1)), 202);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 7, 1)), 200);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 7, 2)), 409);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(4096, 7, 1)), 409);
    cr_assert_eq(relay_count(&relay, key->id, &session, 0), 1);

    cr_assert_eq(relay_ack(&relay, key->id, &session, 1), 204);
    cr_assert_eq(relay_count(&relay, key->id, &session, 0), 0);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 7, 1)), 200);
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 7, 2)), 409);
    cr_assert_eq(relay_count(&relay, key->id, &session, 0), 0);
    mailbox_key_free(key);
    relay_stop(&relay);
}

Test(relay, acks_all_up_to_a_message_and_no_more)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay), *other = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);
    struct mailbox_session others = relay_session(&relay, other);

    for (uint32_t i = 0; i < 5; i++)
        cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, i, 0)), 202);
    cr_assert_eq(relay_post(&relay, other->id, test_envelope(1024, 0, 0)), 202);
    cr_assert_eq(relay_ack(&relay, key->id, &session, 3), 204);
    cr_assert_eq(relay_count(&relay, key->id, &session, 0), 2);
    cr_assert_eq(relay_ack(&relay, key->id, &session, 1000000), 204);
    cr_assert_eq(relay_count(&relay, key->id, &session, 0), 0);
    cr_assert_eq(relay_count(&relay, other->id, &others, 0), 1);

    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 9, 0)), 202);
    struct http_reply reply = relay_fetch(&relay, key->id, &session, 0, 0);
    struct mailbox_fetch fetch;
    struct mailbox_message message;
    cr_assert(is_ok(mailbox_fetch_read(&fetch, &reply, 0)));
    cr_assert(mailbox_fetch_next(&fetch, &message));
    cr_assert_eq(message.seq, 6, "a number is never used again");
    http_reply_free(&reply);
    mailbox_key_free(key);
    mailbox_key_free(other);
    relay_stop(&relay);
}

Test(relay, wakes_a_waiting_poll_when_a_message_comes)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);

    const int fd = raw_poll(&relay, key->id, &session, 0, 25);
    struct pollfd watched = {.fd = fd, .events = POLLIN};
    cr_assert_eq(poll(&watched, 1, 300), 0, "it waits while there is nothing");
    cr_assert_eq(relay_post(&relay, key->id, test_envelope(4096, 1, 5)), 202);
    cr_assert_eq(raw_status(fd, 5000), 200);
    close(fd);
    mailbox_key_free(key);
    relay_stop(&relay);
}

Test(relay, answers_a_poll_with_nothing_when_its_time_is_over)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);

    const int fd = raw_poll(&relay, key->id, &session, 0, 1);
    struct pollfd watched = {.fd = fd, .events = POLLIN};
    cr_assert_eq(poll(&watched, 1, 700), 0);
    cr_assert_eq(raw_status(fd, 5000), 204);
    close(fd);
    mailbox_key_free(key);
    relay_stop(&relay);
}

Test(relay, lets_only_two_polls_wait_for_one_mailbox)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);
    int fd[4];

    fd[0] = raw_poll(&relay, key->id, &session, 0, 25);
    sleep_ms(1200);
    fd[1] = raw_poll(&relay, key->id, &session, 0, 25);
    sleep_ms(100);
    fd[2] = raw_poll(&relay, key->id, &session, 0, 25);
    cr_assert_eq(raw_status(fd[0], 2000), 204, "the oldest makes room");
    fd[3] = raw_poll(&relay, key->id, &session, 0, 25);
    cr_assert_eq(raw_status(fd[3], 2000), 429, "those who have just come stay");

    cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, 1, 5)), 202);
    cr_assert_eq(raw_status(fd[1], 2000), 200);
    cr_assert_eq(raw_status(fd[2], 2000), 200);
    for (size_t i = 0; i < 4; i++)
        close(fd[i]);
    mailbox_key_free(key);
    relay_stop(&relay);
}

Test(relay, keeps_what_it_accepted_through_kill_nine)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);

    for (int round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < 20; i++)
            cr_assert_eq(
                relay_post(&relay, key->id, test_envelope(1024, (uint32_t)round * 20 + i, 3)), 202);
        cr_assert_eq(relay_end(&relay, SIGKILL), -SIGKILL);
        relay_start(&relay, NULL);
        cr_assert_eq(relay_count(&relay, key->id, &session, (uint64_t)round * 20), 20);
        cr_assert_eq(relay_post(&relay, key->id, test_envelope(1024, (uint32_t)round * 20, 3)), 200,
                     "and knows it");
    }
    mailbox_key_free(key);
    relay_stop(&relay);
}

/* Eight senders post without pause while the relay is killed: whatever was answered 202 is there.
 */
Test(relay, loses_nothing_it_accepted_when_killed_under_load)
{
    enum { SENDERS = 8, EACH = 400 };
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);
    size_t accepted = 0, kept = 0;
    int pipes[2];

    cr_assert_eq(pipe(pipes), 0);
    for (uint32_t sender = 0; sender < SENDERS; sender++)
        if (fork() == 0) {
            relay_curl = NULL;
            for (uint32_t i = 0; i < EACH; i++) {
                const uint32_t number = sender << 16 | i;
                struct http_request request;
                (void)is_ok(mailbox_post_request(&request, relay.url, key->id, NULL,
                                                 test_envelope(1024, number, 1)));
                if (relay_status(&request) == 202)
                    (void)!write(pipes[1], &number, sizeof number);
                else
                    break;
            }
            _exit(0);
        }
    struct pollfd first = {.fd = pipes[0], .events = POLLIN};
    cr_assert_eq(poll(&first, 1, 20000), 1);
    sleep_ms(50);
    cr_assert_eq(relay_end(&relay, SIGKILL), -SIGKILL);
    for (int i = 0; i < SENDERS; i++)
        wait(NULL);
    close(pipes[1]);
    relay_start(&relay, NULL);

    uint32_t number;
    while (read(pipes[0], &number, sizeof number) == sizeof number) {
        accepted++;
        kept += relay_post(&relay, key->id, test_envelope(1024, number, 1)) == 200;
    }
    cr_assert_gt(accepted, 0);
    cr_assert_eq(kept, accepted);
    mailbox_key_free(key);
    relay_stop(&relay);
}

Test(relay, ends_when_asked_and_answers_those_who_wait)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);

    const int fd = raw_poll(&relay, key->id, &session, 0, 25);
    sleep_ms(200);
    cr_assert_eq(relay_end(&relay, SIGTERM), 0);
    cr_assert_eq(raw_status(fd, 2000), 503);
    close(fd);
    mailbox_key_free(key);
    relay_remove(&relay);
}

Test(relay, keeps_the_newest_receive_key_of_a_mailbox)
{
    struct relay relay = relay_new(NULL);
    struct mailbox_key *key = relay_mailbox(&relay);
    struct mailbox_session session = relay_session(&relay, key);
    uint8_t record[120] = "GLK1\1\0\0\0", got[120];
    struct http_request request;

    cr_assert(is_ok(mailbox_receive_key_get_request(&request, relay.url, key->id, NULL)));
    cr_assert_eq(relay_status(&request), 404);
    for (uint8_t i = 0; i < 2; i++) {
        record[60] = i;
        cr_assert(
            is_ok(mailbox_receive_key_put_request(&request, relay.url, key->id, &session, record)));
        cr_assert_eq(relay_status(&request), 204);
    }
    cr_assert(is_ok(mailbox_receive_key_get_request(&request, relay.url, key->id, NULL)));
    struct http_reply reply = relay_ask(&request);
    cr_assert(is_ok(mailbox_receive_key_get_read(got, &reply)));
    cr_assert_arr_eq(got, record, sizeof got);
    http_reply_free(&reply);

    record[0] = 'X';
    cr_assert(
        is_ok(mailbox_receive_key_put_request(&request, relay.url, key->id, &session, record)));
    cr_assert_eq(relay_status(&request), 400);
    session.bearer[20] ^= 1;
    cr_assert(
        is_ok(mailbox_receive_key_put_request(&request, relay.url, key->id, &session, record)));
    cr_assert_eq(relay_status(&request), 404);
    mailbox_key_free(key);
    relay_stop(&relay);
}
