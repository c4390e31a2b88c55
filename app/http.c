/* SPDX-License-Identifier: MIT */
#include "app/http.h"

#include <curl/curl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "core/base/memory.h"
#include "core/base/text.h"

enum {
    CONNECTIONS_MAX = 32,
    CONNECT_TIMEOUT_MS = 10000,
    TIMEOUT_DEFAULT_MS = 30000,
    HEADERS_SIZE_MAX = 64 << 10, /* all header lines of one reply */
    POLL_SLICE_MS = 200          /* a timeout fires at most this late */
};

/* A request on its way, or its finished reply. */
struct transfer {
    struct transfer *next;
    CURL *easy;
    struct curl_slist *headers;
    struct http_request request;
    struct http_reply reply;
    size_t header_bytes;
    bool is_too_long;
};

struct http {
    CURLM *multi;
    struct transfer *flying;
    struct transfer *finished; /* oldest first */
    size_t in_flight;
};

result http_open(struct http **out)
{
    CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK, HTTP_START);
    CURLM *multi = curl_multi_init();
    if (multi == NULL) {
        curl_global_cleanup();
        return FAIL(HTTP_START);
    }
    curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)CONNECTIONS_MAX);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_MAX);
    struct http *http = memory_new(1, sizeof *http);
    http->multi = multi;
    *out = http;
    return OK;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    const size_t more = size * count;

    if (more > transfer->request.reply_max - transfer->reply.body.size) {
        transfer->is_too_long = true;
        return 0;
    }
    buffer_append(&transfer->reply.body, bytes, more);
    return more;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;

    (void)bytes;
    transfer->header_bytes += size * count;
    if (transfer->header_bytes > HEADERS_SIZE_MAX) {
        transfer->is_too_long = true;
        return 0;
    }
    return size * count;
}

/* Nodes on this machine are reached directly, whatever proxy the environment names. */
static bool is_loopback(const char *url)
{
    char *host = NULL;
    CURLU *parts = curl_url();

    const bool is_local = curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
                          curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                          (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
                           text_starts_with(host, "127."));
    curl_free(host);
    curl_url_cleanup(parts);
    return is_local;
}

static void add_header(struct transfer *transfer, const char *line)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);

    if (longer == NULL)
        abort(); /* out of memory, as everywhere */
    transfer->headers = longer;
}

static void set_headers(struct transfer *transfer)
{
    bool has_type = false;

    for (unsigned i = 0; i < HTTP_HEADERS_MAX; i++) {
        const char *line = transfer->request.headers[i];
        has_type = has_type || strncasecmp(line, "content-type:", 13) == 0;
        if (line[0] != 0)
            add_header(transfer, line);
    }
    if (!has_type && transfer->request.body.size > 0)
        add_header(transfer, "Content-Type: application/octet-stream");
    add_header(transfer, "Expect:"); /* never wait for "100 Continue" */
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
}

static void set_method(CURL *easy, const struct http_request *request)
{
    if (request->method == HTTP_GET)
        return;
    if (request->method == HTTP_DELETE && request->body.size == 0) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "DELETE");
        return;
    }
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
                     request->body.size ? (char *)request->body.data : "");
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
    if (request->method == HTTP_PUT)
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PUT");
    if (request->method == HTTP_DELETE)
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "DELETE");
}

static void set_limits(CURL *easy, const struct http_request *request)
{
    const long timeout = request->timeout_ms ? (long)request->timeout_ms : TIMEOUT_DEFAULT_MS;

    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     timeout < CONNECT_TIMEOUT_MS ? timeout : CONNECT_TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    if (is_loopback(request->url))
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
}

static void set_all(struct transfer *transfer)
{
    CURL *easy = transfer->easy;
    const struct http_request *request = &transfer->request;

    set_limits(easy, request);
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    set_method(easy, request);
    set_headers(transfer);
    if (request->credentials[0] != 0) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(easy, CURLOPT_USERPWD, request->credentials);
    }
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
}

void http_submit(struct http *http, struct http_request *request)
{
    struct transfer *transfer = memory_new(1, sizeof *transfer);

    transfer->request = *request;
    transfer->reply.ticket = request->ticket;
    request->body = (struct buffer){0};
    http_request_free(request);
    transfer->easy = curl_easy_init();
    if (transfer->easy == NULL)
        abort(); /* out of memory, as everywhere */
    set_all(transfer);
    transfer->next = http->flying;
    http->flying = transfer;
    http->in_flight++;
    if (curl_multi_add_handle(http->multi, transfer->easy) != CURLM_OK)
        abort();
}

/* Closes the request's side; the reply stays. */
static void land(struct http *http, struct transfer *transfer)
{
    struct transfer **place = &http->flying;

    while (*place != transfer)
        place = &(*place)->next;
    *place = transfer->next;
    transfer->next = NULL;
    http->in_flight--;
    curl_multi_remove_handle(http->multi, transfer->easy);
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    http_request_free(&transfer->request);
}

static enum http_failure failure_of(const struct transfer *transfer, CURLcode code)
{
    if (transfer->is_too_long)
        return HTTP_TOO_LONG;
    if (code == CURLE_OK)
        return HTTP_NONE;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return HTTP_TIMEOUT;
    if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
        code == CURLE_COULDNT_CONNECT || code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
        code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE)
        return HTTP_UNREACHABLE;
    return HTTP_REFUSED; /* not HTTP, no certificate we trust, no URL we use */
}

static void finish(struct http *http, struct transfer *transfer, CURLcode code)
{
    long status = 0;

    transfer->reply.failure = failure_of(transfer, code);
    if (transfer->reply.failure == HTTP_NONE &&
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK)
        transfer->reply.status = (unsigned)status;
    else
        buffer_free(&transfer->reply.body);
    land(http, transfer);
    struct transfer **end = &http->finished;
    while (*end != NULL)
        end = &(*end)->next;
    *end = transfer;
}

/* Lets curl work, and collects what is over. */
static void work(struct http *http)
{
    int left = 0;
    CURLMsg *message;

    curl_multi_perform(http->multi, &left);
    while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
        char *context = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        const CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &context);
        finish(http, (struct transfer *)(void *)context, code);
    }
}

static int64_t clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for curl's sockets and the watches, at most so long; whether a watch is readable. */
static bool poll_once(struct http *http, struct http_watch *watches, size_t count, int timeout_ms)
{
    struct curl_waitfd fds[HTTP_WATCHES_MAX] = {{0}};
    bool is_any = false;

    for (size_t i = 0; i < count; i++) {
        fds[i].fd = watches[i].fd;
        fds[i].events = CURL_WAIT_POLLIN;
    }
    curl_multi_poll(http->multi, fds, (unsigned)count, timeout_ms, NULL);
    for (size_t i = 0; i < count; i++) {
        watches[i].is_readable = fds[i].revents != 0;
        is_any = is_any || watches[i].is_readable;
    }
    return is_any;
}

void http_wait(struct http *http, struct http_watch *watches, size_t count, int timeout_ms)
{
    const int64_t end = timeout_ms < 0 ? INT64_MAX : clock_ms() + timeout_ms;

    if (count > HTTP_WATCHES_MAX)
        abort();
    for (;;) {
        work(http);
        const int64_t left = end - clock_ms();
        const int64_t slice = http->in_flight > 0 ? POLL_SLICE_MS : INT_MAX;
        const int64_t wait = http->finished != NULL || left < 0 ? 0 : left < slice ? left : slice;
        const bool is_any = poll_once(http, watches, count, (int)wait);
        work(http);
        if (is_any || http->finished != NULL || clock_ms() >= end)
            return;
    }
}

bool http_next_reply(struct http *http, struct http_reply *reply)
{
    struct transfer *transfer = http->finished;

    if (transfer == NULL)
        return false;
    http->finished = transfer->next;
    *reply = transfer->reply;
    memory_free(transfer);
    return true;
}

size_t http_in_flight(const struct http *http)
{
    return http->in_flight;
}

void http_cancel_all(struct http *http)
{
    struct http_reply reply;

    while (http->flying != NULL) {
        struct transfer *transfer = http->flying;
        land(http, transfer);
        http_reply_free(&transfer->reply);
        memory_free(transfer);
    }
    while (http_next_reply(http, &reply))
        http_reply_free(&reply);
}

void http_close(struct http *http)
{
    if (http == NULL)
        return;
    http_cancel_all(http);
    curl_multi_cleanup(http->multi);
    curl_global_cleanup();
    memory_free(http);
}
