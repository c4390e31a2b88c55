/* SPDX-License-Identifier: MIT */
#include "app/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/text.h"

enum { BACKLOG = 1024, HOST_ROOM = 64 };

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool read_port(uint16_t *out, const char *text)
{
    unsigned long port = 0;
    size_t digits = 0;

    for (; *text >= '0' && *text <= '9' && digits < 6; text++, digits++)
        port = port * 10 + (unsigned long)(*text - '0');
    *out = (uint16_t)port;
    return digits > 0 && *text == 0 && port <= UINT16_MAX;
}

/* "1.2.3.4:5" or "[::1]:5" */
static bool read_address(union address *out, socklen_t *size, const char *text)
{
    const char *colon = strrchr(text, ':');
    char host[HOST_ROOM];
    uint16_t port = 0;

    memset(out, 0, sizeof *out);
    if (!colon || colon - text >= (long)sizeof host || !read_port(&port, colon + 1))
        return false;
    const size_t length = (size_t)(colon - text);
    memcpy(host, text, length);
    host[length] = 0;
    if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
        host[length - 1] = 0;
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons(port);
        *size = sizeof out->v6;
        return inet_pton(AF_INET6, host + 1, &out->v6.sin6_addr) == 1;
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons(port);
    *size = sizeof out->v4;
    return inet_pton(AF_INET, host, &out->v4.sin_addr) == 1;
}

static void print_name(char name[static LISTEN_NAME_ROOM], const union address *address)
{
    char host[INET6_ADDRSTRLEN] = "";

    if (address->any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &address->v6.sin6_addr, host, sizeof host);
        snprintf(name, LISTEN_NAME_ROOM, "[%s]:%u", host, ntohs(address->v6.sin6_port));
        return;
    }
    inet_ntop(AF_INET, &address->v4.sin_addr, host, sizeof host);
    snprintf(name, LISTEN_NAME_ROOM, "%s:%u", host, ntohs(address->v4.sin_port));
}

static result reason(int number)
{
    if (number == EADDRINUSE)
        return FAIL(RELAY_PORT_USED);
    if (number == EACCES)
        return FAIL(RELAY_PORT_FORBIDDEN);
    return FAIL(RELAY_ADDRESS);
}

static result bind_and_listen(int fd, char name[static LISTEN_NAME_ROOM],
                              const union address *wanted, socklen_t size)
{
    const int on = 1;
    union address real = {0};
    socklen_t real_size = sizeof real;

    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, &wanted->any, size) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, &real.any, &real_size) != 0)
        return reason(errno);
    print_name(name, &real);
    return OK;
}

result listen_on(int *out, char name[static LISTEN_NAME_ROOM], const char *text)
{
    union address wanted;
    socklen_t size = 0;

    CHECK(read_address(&wanted, &size, text), RELAY_LISTEN);
    const int fd = socket(wanted.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    CHECK(fd >= 0, RELAY_ADDRESS);
    const result bound = bind_and_listen(fd, name, &wanted, size);
    if (!is_ok(bound)) {
        close(fd);
        return bound;
    }
    *out = fd;
    return OK;
}

bool listen_is_loopback(const char *text)
{
    return text_starts_with(text, "127.") || text_starts_with(text, "[::1]:");
}
