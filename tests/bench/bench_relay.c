/* SPDX-License-Identifier: MIT */
/* bench_relay - how many messages a second a running gridlock-relay makes durable, and how long it
 * takes until a waiting receiver has one. A plain program:
 *
 *   gridlock-relay --store DIR --listen 127.0.0.1:8788 --max-requests 0 --max-messages 1000000 \
 *     --max-mailbox-mib 100000
 *   bench_relay http://127.0.0.1:8788 CONNECTIONS SECONDS SIZE
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/base/hex.h"
#include "core/base/http.h"
#include "core/crypto/point.h"
#include "core/engine/mailbox.h"

enum { CONNECTIONS_MAX = 512, WAKES = 500 };

static const char *url;

static double now_us(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int open_connection(void)
{
    const char *colon = strrchr(url, ':');
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)atoi(colon + 1)),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (const struct sockaddr *)&to, sizeof to) != 0) {
        perror("connect");
        exit(1);
    }
    return fd;
}

static void print_request(struct buffer *out, struct http_request *request)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};

    buffer_clear(out);
    buffer_print(out, "%s %s HTTP/1.1\r\nHost: x\r\n", methods[request->method],
                 strchr(request->url + 8, '/'));
    for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
        if (request->headers[i][0])
            buffer_print(out, "%s\r\n", request->headers[i]);
    if (request->body.size)
        buffer_print(out, "Content-Length: %zu\r\n", request->body.size);
    buffer_print(out, "\r\n");
    buffer_append_slice(out, buffer_slice(&request->body));
    http_request_free(request);
}

static void send_all(int fd, struct buffer *text)
{
    for (size_t sent = 0; sent < text->size;) {
        const ssize_t step = send(fd, text->data + sent, text->size - sent, MSG_NOSIGNAL);
        if (step <= 0)
            exit(1);
        sent += (size_t)step;
    }
}

/* One reply: its status, its body in `body`. */
static unsigned read_reply(int fd, struct buffer *body)
{
    static char text[1 << 21];
    size_t size = 0, whole = 0;
    unsigned status = 0;

    while (!whole || size < whole) {
        const ssize_t step = read(fd, text + size, sizeof text - 1 - size);
        if (step <= 0)
            exit(1);
        size += (size_t)step;
        text[size] = 0;
        char *end = strstr(text, "\r\n\r\n");
        if (!whole && end) {
            const char *length = strstr(text, "Content-Length: ");
            whole = (size_t)(end + 4 - text) + (length ? (size_t)atol(length + 16) : 0);
            sscanf(text, "HTTP/1.1 %u", &status);
            if (body)
                buffer_clear(body);
        }
        if (body && whole && size >= whole)
            buffer_append(body, end + 4, whole - (size_t)(end + 4 - text));
    }
    return status;
}

static void new_letter(struct buffer *out, const uint8_t *id, size_t size)
{
    static uint8_t bytes[262144];
    struct http_request request;

    memcpy(bytes, "GLE1\1\0\0\0", 8);
    rng_fill(rng_system(), bytes + 8, 56);
    if (!is_ok(mailbox_post_request(&request, url, id, NULL, slice_of(bytes, size))))
        exit(1);
    print_request(out, &request);
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static void report(const char *what, double *times, size_t count)
{
    qsort(times, count, sizeof *times, compare);
    printf("%s: p50 %.0f us, p90 %.0f us, p99 %.0f us, most %.0f us (%zu)\n", what,
           times[count / 2], times[count * 9 / 10], times[count * 99 / 100], times[count - 1],
           count);
}

static void measure_load(const uint8_t *id, size_t connections, double seconds, size_t size)
{
    static struct pollfd watched[CONNECTIONS_MAX];
    static double started[CONNECTIONS_MAX], times[4000000];
    struct buffer text = {0};
    size_t count = 0, refused = 0;

    for (size_t i = 0; i < connections; i++) {
        watched[i] = (struct pollfd){.fd = open_connection(), .events = POLLIN};
        new_letter(&text, id, size);
        started[i] = now_us();
        send_all(watched[i].fd, &text);
    }
    const double begin = now_us();
    while (now_us() < begin + seconds * 1e6) {
        poll(watched, connections, 1000);
        for (size_t i = 0; i < connections; i++) {
            if (!(watched[i].revents & POLLIN))
                continue;
            refused += read_reply(watched[i].fd, NULL) != 202;
            times[count++ % 4000000] = now_us() - started[i];
            new_letter(&text, id, size);
            started[i] = now_us();
            send_all(watched[i].fd, &text);
        }
    }
    const double took = (now_us() - begin) / 1e6;
    printf("%zu connections, %zu bytes: %.0f messages/s, %zu refused\n", connections, size,
           (double)count / took, refused);
    report("  answer", times, count);
    for (size_t i = 0; i < connections; i++)
        close(watched[i].fd);
    buffer_free(&text);
}

static void measure_wake(const struct mailbox_key *key, size_t size)
{
    static double wake[WAKES], post[WAKES];
    const int reader = open_connection(), writer = open_connection();
    struct buffer text = {0}, body = {0};
    struct mailbox_session session;
    struct http_request request;
    uint64_t after = 0;

    (void)is_ok(mailbox_session_request(&request, url, key, (uint64_t)time(NULL), rng_system()));
    print_request(&text, &request);
    send_all(reader, &text);
    struct http_reply reply = {.status = read_reply(reader, &body), .body = body};
    if (!is_ok(mailbox_session_read(&session, &reply, (uint64_t)time(NULL))))
        exit(1);
    for (size_t i = 0; i < WAKES; i++) {
        (void)is_ok(mailbox_fetch_request(&request, url, key->id, &session, after, 25));
        print_request(&text, &request);
        send_all(reader, &text);
        usleep(2000);
        new_letter(&text, key->id, size);
        const double begin = now_us();
        send_all(writer, &text);
        reply.status = read_reply(reader, &reply.body);
        wake[i] = now_us() - begin;
        read_reply(writer, NULL);
        post[i] = now_us() - begin;
        struct mailbox_fetch fetch;
        struct mailbox_message message;
        if (!is_ok(mailbox_fetch_read(&fetch, &reply, after)) || fetch.count != 1)
            exit(1);
        mailbox_fetch_next(&fetch, &message);
        after = message.seq;
    }
    printf("one waiting receiver, %zu bytes\n", size);
    report("  from post to the receiver's bytes", wake, WAKES);
    report("  from post to 202", post, WAKES);
}

static struct mailbox_key *new_mailbox(void)
{
    struct mailbox_key *key = mailbox_key_new(rng_system());
    struct buffer text = {0};
    struct http_request request;
    const int fd = open_connection();

    (void)is_ok(mailbox_create_request(&request, url, key, (uint64_t)time(NULL)));
    print_request(&text, &request);
    send_all(fd, &text);
    if (read_reply(fd, NULL) != 201)
        exit(1);
    close(fd);
    return key;
}

int main(int count, char **arguments)
{
    if (count != 5) {
        fputs("usage: bench_relay http://127.0.0.1:PORT CONNECTIONS SECONDS SIZE\n", stderr);
        return 2;
    }
    crypto_start();
    url = arguments[1];
    const size_t connections = (size_t)atoi(arguments[2]), size = (size_t)atoi(arguments[4]);
    struct mailbox_key *first = new_mailbox(), *second = new_mailbox();
    measure_wake(first, size);
    measure_load(second->id, connections < CONNECTIONS_MAX ? connections : CONNECTIONS_MAX,
                 atof(arguments[3]), size);
    mailbox_key_free(first);
    mailbox_key_free(second);
    return 0;
}
