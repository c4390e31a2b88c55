/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
#include "app/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PASSPHRASE_FD = 3, STOP_MS = 5000, LINE_MAX_BYTES = 1 << 20 };

uint64_t process_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void process_sleep_ms(unsigned ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

    nanosleep(&pause, NULL);
}

/* In the child, between fork and exec: only calls that are safe there. */
static void become(const struct process_order *order, const int output[2], const int secret[2],
                   pid_t parent)
{
    const int log = open(order->log_path ? order->log_path : "/dev/null",
                         O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (!order->outlives_parent && prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        _exit(127);
    if (!order->outlives_parent && getppid() != parent)
        _exit(127);
    if (order->outlives_parent)
        setsid();
    if (nothing < 0 || log < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
        _exit(127);
    if (dup2(order->captures_output ? output[1] : log, STDOUT_FILENO) < 0)
        _exit(127);
    if (order->passphrase && secret[0] == PASSPHRASE_FD)
        fcntl(PASSPHRASE_FD, F_SETFD, 0);
    else if (order->passphrase && dup2(secret[0], PASSPHRASE_FD) < 0)
        _exit(127);
    execv(order->argv[0], (char *const *)(uintptr_t)order->argv);
    _exit(127);
}

static bool open_pipe(int ends[2], bool is_wanted)
{
    ends[0] = ends[1] = -1;
    return !is_wanted || pipe2(ends, O_CLOEXEC) == 0;
}

static void close_end(int fd)
{
    if (fd >= 0)
        close(fd);
}

result process_start(struct process *out, const struct process_order *order)
{
    int output[2];
    int secret[2];
    const pid_t parent = getpid();

    CHECK(open_pipe(output, order->captures_output), PROCESS_START);
    if (!open_pipe(secret, order->passphrase != NULL)) {
        close_end(output[0]);
        close_end(output[1]);
        return FAIL(PROCESS_START);
    }
    const pid_t pid = fork();
    if (pid == 0)
        become(order, output, secret, parent);
    close_end(output[1]);
    close_end(secret[0]);
    if (order->passphrase && pid > 0) {
        const size_t size = strlen(order->passphrase);
        const bool written = write(secret[1], order->passphrase, size) == (ssize_t)size &&
                             write(secret[1], "\n", 1) == 1;
        (void)written; /* a child that is gone already is noticed when it is waited for */
    }
    close_end(secret[1]);
    if (pid < 0) {
        close_end(output[0]);
        return FAIL(PROCESS_START);
    }
    *out = (struct process){.pid = pid, .output = output[0]};
    return OK;
}

static bool take_line(struct process *process, char *line, size_t room)
{
    uint8_t *end =
        process->pending.size ? memchr(process->pending.data, '\n', process->pending.size) : NULL;
    if (!end)
        return false;
    const size_t size = (size_t)(end - process->pending.data);
    const size_t kept = size < room ? size : room - 1;
    memcpy(line, process->pending.data, kept);
    line[kept] = 0;
    process->pending.size -= size + 1;
    memmove(process->pending.data, end + 1, process->pending.size);
    return true;
}

/* One read; false at the end of the stream or when nothing came in time. */
static bool read_some(struct process *process, uint64_t deadline, bool *is_over)
{
    const uint64_t now = process_now_ms();
    struct pollfd ready = {.fd = process->output, .events = POLLIN};
    char chunk[4096];

    *is_over = false;
    if (now >= deadline || poll(&ready, 1, (int)(deadline - now)) <= 0)
        return false;
    const ssize_t size = read(process->output, chunk, sizeof chunk);
    if (size <= 0) {
        *is_over = size == 0 || errno != EINTR;
        return false;
    }
    if (process->pending.size < LINE_MAX_BYTES)
        buffer_append(&process->pending, chunk, (size_t)size);
    return true;
}

bool process_line(struct process *process, char *line, size_t room, unsigned timeout_ms)
{
    const uint64_t deadline = process_now_ms() + timeout_ms;
    bool is_over = false;

    while (!take_line(process, line, room))
        if (!read_some(process, deadline, &is_over))
            return false;
    return true;
}

static void forget(struct process *process)
{
    close_end(process->output);
    buffer_free(&process->pending);
    *process = (struct process){.output = -1};
}

static bool reap(struct process *process, int *status, uint64_t deadline)
{
    for (;;) {
        const pid_t gone = waitpid(process->pid, status, WNOHANG);
        if (gone == process->pid || (gone < 0 && errno != EINTR))
            return gone == process->pid;
        if (process_now_ms() >= deadline)
            return false;
        process_sleep_ms(2);
    }
}

int process_finish(struct process *process, struct buffer *output, unsigned timeout_ms)
{
    const uint64_t deadline = process_now_ms() + timeout_ms;
    bool is_over = process->output < 0;
    int status = 0;

    while (!is_over && process_now_ms() < deadline)
        read_some(process, deadline, &is_over);
    if (output)
        buffer_append_slice(output, buffer_slice(&process->pending));
    if (!reap(process, &status, deadline)) {
        process_kill(process);
        return -1;
    }
    forget(process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void process_stop(struct process *process)
{
    int status = 0;

    if (process->pid <= 0)
        return;
    kill(process->pid, SIGTERM);
    if (reap(process, &status, process_now_ms() + STOP_MS))
        forget(process);
    else
        process_kill(process);
}

void process_kill(struct process *process)
{
    int status = 0;

    if (process->pid <= 0)
        return;
    kill(process->pid, SIGKILL);
    while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
        ;
    forget(process);
}

bool process_is_alive(struct process *process)
{
    int status = 0;

    if (process->pid <= 0)
        return false;
    if (waitpid(process->pid, &status, WNOHANG) == 0)
        return true;
    forget(process);
    return false;
}

bool process_has_ended(const struct process *process)
{
    siginfo_t info = {0};

    if (process->pid <= 0)
        return true;
    return waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == process->pid;
}
