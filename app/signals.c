/* SPDX-License-Identifier: MIT */
#include "app/signals.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>

int signals_open(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    const int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        abort();
    return fd;
}

bool signals_have_come(int signals)
{
    return signals_wait(signals, 0);
}

bool signals_wait(int signals, int timeout_ms)
{
    struct pollfd wait = {.fd = signals, .events = POLLIN};

    return poll(&wait, 1, timeout_ms) == 1;
}
