/* SPDX-License-Identifier: MIT */
#include "session/hostile.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const names[] = {"hangs",           "answers 500",       "sends ten megabytes",
                                    "answers in HTML", "answers deep JSON", "answers broken JSON",
                                    "speaks no HTTP"};

const char *hostile_name(enum hostile_manner manner)
{
    return names[manner];
}

static void send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes += sent;
        size -= (size_t)sent;
    }
}

static void reply(int fd, const char *status, const char *type, const char *body, size_t size)
{
    char head[256];
    const int length = snprintf(head, sizeof head,
                                "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
                                "Connection: close\r\n\r\n",
                                status, type, size);

    send_all(fd, head, (size_t)length);
    send_all(fd, body, size);
}

static void answer(int fd, enum hostile_manner manner)
{
    static const char html[] = "<html><body>Please log in</body></html>";
    static const char broken[] = "{\"result\":{\"balance\":1.0,";
    static const char noise[] = "\x01\x02\x03 no such protocol \xff\xfe\r\n\r\n";
    static const char evil[] =
        "{\"result\":null,\"error\":{\"code\":-1,\"message\":\"\\u001b[2J\\u202eevil\"}}";
    const size_t many = manner == HOSTILE_BIG ? 10u << 20 : 20000;
    char *body = malloc(many);

    switch (manner) {
    case HOSTILE_HANGS:
        sleep(600);
        break;
    case HOSTILE_500:
        reply(fd, "500 Internal Server Error", "application/json", evil, sizeof evil - 1);
        break;
    case HOSTILE_BIG:
        memset(body, ' ', many);
        reply(fd, "200 OK", "application/json", body, many);
        break;
    case HOSTILE_HTML:
        reply(fd, "200 OK", "text/html", html, sizeof html - 1);
        break;
    case HOSTILE_DEEP:
        memset(body, '[', many);
        reply(fd, "200 OK", "application/json", body, many);
        break;
    case HOSTILE_BROKEN:
        reply(fd, "200 OK", "application/json", broken, sizeof broken - 1);
        break;
    case HOSTILE_GARBAGE:
    case HOSTILE_MANNERS:
        send_all(fd, noise, sizeof noise - 1);
        break;
    }
    free(body);
}

static void serve(int listener, enum hostile_manner manner)
{
    for (;;) {
        char request[65536];
        const int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            continue;
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (recv(fd, request, sizeof request, 0) > 0)
                answer(fd, manner);
            shutdown(fd, SHUT_RDWR);
            _exit(0);
        }
        close(fd);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
    }
}

struct hostile hostile_start(enum hostile_manner manner)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    const int listener = socket(AF_INET, SOCK_STREAM, 0);

    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 16) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        abort();
    const pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve(listener, manner);
    }
    close(listener);
    return (struct hostile){.pid = pid, .port = ntohs(address.sin_port)};
}

void hostile_stop(struct hostile *hostile)
{
    kill(hostile->pid, SIGKILL);
    waitpid(hostile->pid, NULL, 0);
}
