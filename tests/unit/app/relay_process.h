/* SPDX-License-Identifier: MIT */
/* relay_process.h - for tests: a real gridlock-relay in its own process, and ways to talk to it:
 * through libcurl with the client half of the API, and with bare sockets. */
#ifndef GRIDLOCK_TESTS_RELAY_PROCESS_H
#define GRIDLOCK_TESTS_RELAY_PROCESS_H

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <curl/curl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/hex.h"
#include "core/base/http.h"
#include "core/base/rng.h"
#include "core/crypto/point.h"
#include "core/engine/mailbox.h"

#ifndef RELAY_PROGRAM
#define RELAY_PROGRAM "build/release/gridlock-relay"
#endif

struct relay {
    pid_t pid;
    int output; /* what it says on both channels */
    char folder[64];
    char url[64];
    unsigned port;
};

static const char *relay_program(void)
{
    static char beside[4096];
    char *slash;
    const ssize_t size = readlink("/proc/self/exe", beside, sizeof beside - 32);

    if (getenv("RELAY"))
        return getenv("RELAY");
    /* $(BUILD)/tests/unit/app/test_relay -> $(BUILD)/gridlock-relay */
    if (size > 0) {
        beside[size] = 0;
        slash = strstr(beside, "/tests/unit/");
        if (slash) {
            strcpy(slash, "/gridlock-relay");
            if (access(beside, X_OK) == 0)
                return beside;
        }
    }
    return RELAY_PROGRAM;
}

static pid_t relay_spawn(int *output, const char *const *arguments)
{
    const char *list[24] = {relay_program()};
    int pipes[2];

    for (size_t i = 0; arguments[i]; i++)
        list[i + 1] = arguments[i];
    cr_assert_eq(pipe(pipes), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(pipes[1], 1);
        dup2(pipes[1], 2);
        close(pipes[0]);
        close(pipes[1]);
        execv(list[0], (char *const *)list);
        _exit(127);
    }
    close(pipes[1]);
    *output = pipes[0];
    return pid;
}

static void relay_read_line(int output, char *line, size_t room)
{
    size_t size = 0;

    while (size + 1 < room && read(output, line + size, 1) == 1)
        if (line[size++] == '\n')
            break;
    line[size] = 0;
}

/* Starts it on the relay's folder and a free port, with more options if there are. */
static void relay_start(struct relay *relay, const char *const *more)
{
    const char *arguments[20] = {"--store", relay->folder, "--listen", "127.0.0.1:0"};
    char line[512];
    size_t count = 4;

    for (size_t i = 0; more && more[i]; i++)
        arguments[count++] = more[i];
    relay->pid = relay_spawn(&relay->output, arguments);
    relay_read_line(relay->output, line, sizeof line);
    cr_assert_eq(sscanf(line, "listening on 127.0.0.1:%u\n", &relay->port), 1, "it says: %s", line);
    snprintf(relay->url, sizeof relay->url, "http://127.0.0.1:%u", relay->port);
}

static struct relay relay_new(const char *const *more)
{
    struct relay relay = {.folder = "/tmp/gridlock-relay-XXXXXX"};

    crypto_start();
    cr_assert(mkdtemp(relay.folder) != NULL);
    relay_start(&relay, more);
    return relay;
}

/* Its exit status; -signal when a signal ended it. */
static int relay_end(struct relay *relay, int with)
{
    int status = 0;

    kill(relay->pid, with);
    cr_assert_eq(waitpid(relay->pid, &status, 0), relay->pid);
    close(relay->output);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void relay_remove(struct relay *relay)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", relay->folder);
    cr_assert_eq(system(command), 0);
}

static void relay_stop(struct relay *relay)
{
    cr_assert_eq(relay_end(relay, SIGTERM), 0);
    relay_remove(relay);
}

static size_t relay_take_bytes(char *data, size_t one, size_t size, void *to)
{
    buffer_append(to, data, one * size);
    return one * size;
}

/* The connection is kept open between requests; a child of fork must begin its own. */
static CURL *relay_curl;

/* Carries the request with libcurl and frees it. */
static struct http_reply relay_ask(struct http_request *request)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};
    CURL *curl = relay_curl = relay_curl ? relay_curl : curl_easy_init();
    struct curl_slist *headers = NULL;
    struct http_reply reply = {0};
    long status = 0;

    curl_easy_reset(curl);
    for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
        if (request->headers[i][0])
            headers = curl_slist_append(headers, request->headers[i]);
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, methods[request->method]);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, relay_take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply.body);
    if (request->method == HTTP_POST || request->method == HTTP_PUT) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)request->body.size);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
                         request->body.size ? (char *)request->body.data : "");
    }
    if (curl_easy_perform(curl) == CURLE_OK)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    reply.status = (unsigned)status;
    reply.failure = status ? HTTP_NONE : HTTP_UNREACHABLE;
    curl_slist_free_all(headers);
    http_request_free(request);
    return reply;
}

/* The same when only the status matters. */
static unsigned relay_status(struct http_request *request)
{
    struct http_reply reply = relay_ask(request);

    http_reply_free(&reply);
    return reply.status;
}

static uint64_t unix_now(void)
{
    return (uint64_t)time(NULL);
}

static struct mailbox_session relay_session(const struct relay *relay,
                                            const struct mailbox_key *key)
{
    struct http_request request;
    struct mailbox_session session;

    cr_assert(is_ok(mailbox_session_request(&request, relay->url, key, unix_now(), rng_system())));
    struct http_reply reply = relay_ask(&request);
    cr_assert(is_ok(mailbox_session_read(&session, &reply, unix_now())), "status %u", reply.status);
    http_reply_free(&reply);
    return session;
}

static struct mailbox_key *relay_mailbox(const struct relay *relay)
{
    struct mailbox_key *key = mailbox_key_new(rng_system());
    struct http_request request;

    cr_assert(is_ok(mailbox_create_request(&request, relay->url, key, unix_now())));
    struct http_reply reply = relay_ask(&request);
    cr_assert(is_ok(mailbox_create_read(&reply, key)), "status %u", reply.status);
    http_reply_free(&reply);
    return key;
}

/* An envelope as the router sees one: magic, a mid made from `number`, and `fill` everywhere else.
 */
static struct slice test_envelope(size_t size, uint32_t number, uint8_t fill)
{
    static uint8_t bytes[262144];

    memset(bytes, fill, size);
    memcpy(bytes, "GLE1\1\0\0\0", 8);
    memset(bytes + 8, 0, 16);
    memcpy(bytes + 8, &number, sizeof number);
    return slice_of(bytes, size);
}

static unsigned relay_post(const struct relay *relay, const uint8_t *id, struct slice envelope)
{
    struct http_request request;

    cr_assert(is_ok(mailbox_post_request(&request, relay->url, id, NULL, envelope)));
    return relay_status(&request);
}

static struct http_reply relay_fetch(const struct relay *relay, const uint8_t *id,
                                     const struct mailbox_session *session, uint64_t after,
                                     unsigned wait)
{
    struct http_request request;

    cr_assert(is_ok(mailbox_fetch_request(&request, relay->url, id, session, after, wait)));
    return relay_ask(&request);
}

static size_t relay_count(const struct relay *relay, const uint8_t *id,
                          const struct mailbox_session *session, uint64_t after)
{
    struct http_reply reply = relay_fetch(relay, id, session, after, 0);
    struct mailbox_fetch fetch = {0};

    cr_assert(is_ok(mailbox_fetch_read(&fetch, &reply, after)), "status %u", reply.status);
    http_reply_free(&reply);
    return fetch.count;
}

static unsigned relay_ack(const struct relay *relay, const uint8_t *id,
                          const struct mailbox_session *session, uint64_t upto)
{
    struct http_request request;

    cr_assert(is_ok(mailbox_ack_request(&request, relay->url, id, session, upto)));
    return relay_status(&request);
}

/* A bare connection. */
static int raw_open(const struct relay *relay)
{
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)relay->port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);

    cr_assert_eq(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void raw_send(int fd, const void *bytes, size_t size)
{
    (void)!send(fd, bytes, size, MSG_NOSIGNAL);
}

/* All that comes until the other side closes, `room` is full, or nothing more comes for a while. */
static size_t raw_read(int fd, char *out, size_t room, int patience_ms)
{
    struct pollfd watched = {.fd = fd, .events = POLLIN};
    size_t size = 0;

    while (size + 1 < room && poll(&watched, 1, patience_ms) == 1) {
        const ssize_t got = read(fd, out + size, room - 1 - size);
        if (got <= 0)
            break;
        size += (size_t)got;
        patience_ms = 50;
    }
    out[size] = 0;
    return size;
}

static unsigned raw_status(int fd, int patience_ms)
{
    char text[4096];
    unsigned status = 0;

    raw_read(fd, text, sizeof text, patience_ms);
    sscanf(text, "HTTP/1.1 %u", &status);
    return status;
}

/* Sends a value made by mailbox.h over a bare connection, without waiting for the answer. */
static int raw_ask(const struct relay *relay, struct http_request *request)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE"};
    struct buffer SCOPED(buffer_free) text = {0};
    const int fd = raw_open(relay);

    buffer_print(&text, "%s %s HTTP/1.1\r\nHost: x\r\n", methods[request->method],
                 strchr(request->url + 8, '/'));
    for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
        if (request->headers[i][0])
            buffer_print(&text, "%s\r\n", request->headers[i]);
    if (request->body.size)
        buffer_print(&text, "Content-Length: %zu\r\n", request->body.size);
    buffer_print(&text, "\r\n");
    buffer_append_slice(&text, buffer_slice(&request->body));
    raw_send(fd, text.data, text.size);
    http_request_free(request);
    return fd;
}

static int raw_poll(const struct relay *relay, const uint8_t *id,
                    const struct mailbox_session *session, uint64_t after, unsigned wait)
{
    struct http_request request;

    cr_assert(is_ok(mailbox_fetch_request(&request, relay->url, id, session, after, wait)));
    return raw_ask(relay, &request);
}

static void sleep_ms(unsigned ms)
{
    const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}

#endif
