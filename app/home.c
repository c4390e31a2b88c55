/* SPDX-License-Identifier: MIT */
#include "app/home.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "app/signals.h"
#include "core/base/memory.h"

enum { RETRY_MS = 50, GREETING_MS = 1000, LINE_MAX_BYTES = 32, BACKLOG = 16 };

static const char please[] = "step aside\n";
static const char yours[] = "yours\n";

struct home {
    int folder;  /* of the directory: paths of sockets are short, those of homes are not */
    int lock;    /* holds the flock */
    int control; /* guardian: the listening socket; verb: the connection to the guardian */
    int visitor; /* guardian: who asked, and has no answer yet */
    bool listens;
};

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void close_at(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* ---- the folder ---- */

result home_path(char out[static HOME_PATH_MAX], const char *folder, const char *name)
{
    const int size = snprintf(out, HOME_PATH_MAX, "%s/%s", folder, name);

    CHECK(size > 0 && size < HOME_PATH_MAX, TEXT_LONG);
    return OK;
}

result home_folder(char out[static HOME_PATH_MAX], const char *given)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *user = getenv("HOME");

    if (given) {
        CHECK(strlen(given) < HOME_PATH_MAX, TEXT_LONG);
        memcpy(out, given, strlen(given) + 1);
        return OK;
    }
    if (data && data[0] == '/')
        return home_path(out, data, "gridlock");
    CHECK(user && user[0] == '/', HOME_UNKNOWN);
    return home_path(out, user, ".local/share/gridlock");
}

/* The folders above it, as far as they are missing. */
static void make_parents(const char *folder)
{
    char path[HOME_PATH_MAX];

    snprintf(path, sizeof path, "%s", folder);
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = 0;
        (void)mkdir(path, 0700);
        *at = '/';
    }
}

result home_make(const char *folder)
{
    struct stat status;

    make_parents(folder);
    CHECK(mkdir(folder, 0700) == 0 || errno == EEXIST, HOME_FOLDER);
    CHECK(stat(folder, &status) == 0 && S_ISDIR(status.st_mode), HOME_FOLDER);
    CHECK(status.st_uid == geteuid(), HOME_FOLDER);
    CHECK((status.st_mode & 077) == 0 || chmod(folder, 0700) == 0, HOME_FOLDER);
    return OK;
}

/* ---- the lock and the control socket ---- */

static struct sockaddr_un control_address(const struct home *home)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/control.sock",
             home->folder);
    return address;
}

static int connect_control(const struct home *home)
{
    const struct sockaddr_un address = control_address(home);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static result open_parts(struct home **out, const char *folder)
{
    TRY(home_make(folder));
    struct home *home = memory_new(1, sizeof *home);
    home->lock = home->control = home->visitor = -1;
    home->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (home->folder >= 0)
        home->lock = openat(home->folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (home->lock < 0) {
        home_close(home);
        return FAIL(HOME_FOLDER);
    }
    *out = home;
    return OK;
}

void home_close(struct home *home)
{
    if (!home)
        return;
    if (home->listens)
        (void)unlinkat(home->folder, "control.sock", 0);
    close_at(&home->lock); /* lets the lock go, then tells the guardian by closing the connection */
    close_at(&home->visitor);
    close_at(&home->control);
    close_at(&home->folder);
    memory_free(home);
}

static bool try_lock(const struct home *home)
{
    return flock(home->lock, LOCK_EX | LOCK_NB) == 0;
}

/* Sleeps a moment, or until the guardian answers or a signal comes. */
static void wait_a_moment(const struct home *home, int signals)
{
    struct pollfd wait[] = {{.fd = signals, .events = POLLIN},
                            {.fd = home->control, .events = POLLIN}};

    (void)poll(wait, home->control >= 0 ? 2 : 1, RETRY_MS);
}

/* Reads away what the guardian said: "yours" means that the lock is free. False when it is gone. */
static bool hear_guardian(const struct home *home)
{
    char said[LINE_MAX_BYTES];
    const ssize_t got = recv(home->control, said, sizeof said, MSG_DONTWAIT);

    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

static result take_over(struct home *home, int wait_ms, int signals)
{
    const uint64_t end = now_ms() + (uint64_t)wait_ms;

    while (!try_lock(home)) {
        CHECK(!signals_have_come(signals), STOPPED);
        CHECK(now_ms() < end, HOME_IN_USE);
        if (home->control < 0) {
            home->control = connect_control(home);
            if (home->control >= 0 &&
                send(home->control, please, sizeof please - 1, MSG_NOSIGNAL) < 0)
                close_at(&home->control);
        } else if (!hear_guardian(home)) {
            close_at(&home->control);
        }
        wait_a_moment(home, signals);
    }
    return OK;
}

result home_open(struct home **out, const char *folder, int wait_ms, int signals)
{
    struct home *home = NULL;

    TRY(open_parts(&home, folder));
    const result taken = take_over(home, wait_ms, signals);
    if (!is_ok(taken)) {
        home_close(home);
        return taken;
    }
    *out = home;
    return OK;
}

bool home_has_guardian(const struct home *home)
{
    return home->control >= 0 && !home->listens;
}

/* ---- the guardian ---- */

static result listen_control(struct home *home)
{
    const struct sockaddr_un address = control_address(home);

    (void)unlinkat(home->folder, "control.sock", 0); /* ours by the lock */
    home->control = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    CHECK(home->control >= 0 &&
              bind(home->control, (const struct sockaddr *)&address, sizeof address) == 0,
          HOME_FOLDER);
    home->listens = true;
    CHECK(fchmodat(home->folder, "control.sock", 0600, 0) == 0 &&
              listen(home->control, BACKLOG) == 0,
          HOME_FOLDER);
    return OK;
}

static result take_and_listen(struct home *home, int wait_ms, int signals)
{
    const uint64_t end = now_ms() + (uint64_t)wait_ms;

    while (!try_lock(home)) {
        const int other = connect_control(home);
        if (other >= 0)
            close(other);
        CHECK(other < 0, HOME_GUARDED);
        CHECK(!signals_have_come(signals), STOPPED);
        CHECK(now_ms() < end, HOME_IN_USE);
        wait_a_moment(home, signals);
    }
    return listen_control(home);
}

result home_open_guardian(struct home **out, const char *folder, int wait_ms, int signals)
{
    struct home *home = NULL;

    TRY(open_parts(&home, folder));
    const result taken = take_and_listen(home, wait_ms, signals);
    if (!is_ok(taken)) {
        home_close(home);
        return taken;
    }
    *out = home;
    return OK;
}

int home_control(const struct home *home)
{
    return home->control;
}

/* One line within a second, or it was nobody. */
static bool hears_please(int fd)
{
    char said[LINE_MAX_BYTES];
    size_t size = 0;
    struct pollfd wait = {.fd = fd, .events = POLLIN};

    while (size < sizeof please - 1 && poll(&wait, 1, GREETING_MS) == 1) {
        const ssize_t got = recv(fd, said + size, sizeof please - 1 - size, MSG_DONTWAIT);
        if (got <= 0)
            return false;
        size += (size_t)got;
    }
    return size == sizeof please - 1 && memcmp(said, please, size) == 0;
}

bool home_is_asked(struct home *home)
{
    while (home->visitor < 0) {
        home->visitor = accept(home->control, NULL, NULL);
        if (home->visitor < 0)
            return false;
        (void)fcntl(home->visitor, F_SETFD, FD_CLOEXEC);
        if (!hears_please(home->visitor))
            close_at(&home->visitor);
    }
    return true;
}

/* Until the visitor's connection ends; false for a signal. */
static bool wait_for_end(const struct home *home, int signals)
{
    struct pollfd wait[] = {{.fd = signals, .events = POLLIN},
                            {.fd = home->visitor, .events = POLLIN}};

    for (;;) {
        char said[LINE_MAX_BYTES];
        if (poll(wait, 2, -1) < 0)
            continue;
        if (wait[0].revents)
            return false;
        if (wait[1].revents && recv(home->visitor, said, sizeof said, MSG_DONTWAIT) <= 0)
            return true;
    }
}

bool home_step_aside(struct home *home, int signals)
{
    (void)flock(home->lock, LOCK_UN);
    for (;;) {
        if (home_is_asked(home)) {
            bool has_ended = true;
            if (send(home->visitor, yours, sizeof yours - 1, MSG_NOSIGNAL) > 0)
                has_ended = wait_for_end(home, signals);
            close_at(&home->visitor);
            if (!has_ended)
                return false;
            continue;
        }
        if (try_lock(home))
            return true;
        struct pollfd wait[] = {{.fd = signals, .events = POLLIN},
                                {.fd = home->control, .events = POLLIN}};
        if (poll(wait, 2, RETRY_MS) > 0 && wait[0].revents)
            return false;
    }
}
