/* SPDX-License-Identifier: MIT */
/* hostile_server.h - a server on loopback that behaves as badly as the path asks for. */
#ifndef GRIDLOCK_TESTS_HOSTILE_SERVER_H
#define GRIDLOCK_TESTS_HOSTILE_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/buffer.h"
#include "core/base/error.h"

static int listener;
static unsigned port;
static atomic_uint connections;

static void say(int fd, const char *text)
{
    send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static void answer(int fd, const char *status, const char *body, size_t size)
{
    char head[256];

    snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n", status, size);
    say(fd, head);
    send(fd, body, size, MSG_NOSIGNAL);
}

static bool flood(int fd, const char *piece, unsigned long times)
{
    for (unsigned long i = 0; i < times; i++)
        if (send(fd, piece, strlen(piece), MSG_NOSIGNAL) < 0)
            return false;
    return true;
}

/* One request, whose head and body lie in `text`; whether the connection stays open. */
static bool serve(int fd, char *text, size_t size, const char *body, size_t body_size)
{
    char path[64] = "", method[16] = "";

    sscanf(text, "%15s /%63s", method, path);
    if (strcmp(path, "ok") == 0)
        answer(fd, "200 OK", "fine", 4);
    else if (strcmp(path, "echo") == 0) {
        SCOPED(buffer_free) struct buffer out = {0};
        buffer_append(&out, text, size);
        answer(fd, "200 OK", (char *)out.data, out.size);
    } else if (strcmp(path, "missing") == 0)
        answer(fd, "404 Not Found", "no", 2);
    else if (strcmp(path, "empty") == 0)
        say(fd, "HTTP/1.1 204 No Content\r\n\r\n");
    else if (strcmp(path, "redirect") == 0)
        say(fd, "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n");
    else if (strcmp(path, "html") == 0)
        answer(fd, "502 Bad Gateway", "<html><body>oops</body></html>", 30);
    else if (strcmp(path, "wait") == 0) {
        usleep(600 * 1000);
        answer(fd, "200 OK", "late", 4);
    } else if (strcmp(path, "stall") == 0)
        pause();
    else if (strcmp(path, "half") == 0) {
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        pause();
    } else if (strcmp(path, "short") == 0) {
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        return false;
    } else if (strcmp(path, "drip") == 0) {
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        for (;;) {
            if (!flood(fd, "x", 1))
                return false;
            usleep(20 * 1000);
        }
    } else if (strcmp(path, "garbage") == 0) {
        flood(fd, "\x7f\x45\x4c\x46\x02\x01\x01 not http at all\n", 50);
        return false;
    } else if (strcmp(path, "old") == 0) {
        say(fd, "just text, as in HTTP 0.9");
        return false;
    } else if (strcmp(path, "close") == 0)
        return false;
    else if (strcmp(path, "big") == 0) {
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n");
        return flood(fd, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                     163840);
    } else if (strcmp(path, "endless") == 0) {
        say(fd, "HTTP/1.1 200 OK\r\n\r\n");
        return flood(fd, "0123456789abcdef", 100000000);
    } else if (strcmp(path, "headers") == 0) {
        say(fd, "HTTP/1.1 200 OK\r\n");
        return flood(fd, "X-More: and more and more and more\r\n", 100000000);
    } else if (strcmp(path, "continue") == 0)
        return flood(fd, "HTTP/1.1 100 Continue\r\n\r\n", 100000000);
    else
        answer(fd, "400 Bad Request", "?", 1);
    return true;
}

static void *serve_connection(void *argument)
{
    const int fd = (int)(intptr_t)argument;
    static const size_t room = 1 << 20;
    char *text = calloc(1, room + 1);
    size_t have = 0;

    for (;;) {
        const ssize_t got = recv(fd, text + have, room - have, 0);
        if (got <= 0)
            break;
        have += (size_t)got;
        text[have] = 0;
        const char *end = strstr(text, "\r\n\r\n");
        if (!end)
            continue;
        const char *length = strcasestr(text, "content-length:");
        const size_t body = length && length < end ? strtoul(length + 15, NULL, 10) : 0;
        const size_t head = (size_t)(end + 4 - text);
        if (have < head + body)
            continue;
        if (!serve(fd, text, head + body, text + head, body))
            break;
        have = 0;
    }
    free(text);
    close(fd);
    return NULL;
}

static void *accept_all(void *unused)
{
    for (;;) {
        const int fd = accept(listener, NULL, NULL);
        pthread_t thread;
        if (fd < 0)
            return NULL;
        connections++;
        pthread_create(&thread, NULL, serve_connection, (void *)(intptr_t)fd);
        pthread_detach(thread);
    }
}

static void start_server(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    pthread_t thread;

    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 64) != 0)
        abort();
    getsockname(listener, (struct sockaddr *)&address, &size);
    port = ntohs(address.sin_port);
    pthread_create(&thread, NULL, accept_all, NULL);
    pthread_detach(thread);
}

#endif
