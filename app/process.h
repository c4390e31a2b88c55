/* SPDX-License-Identifier: MIT */
/* process.h - child programs: started, spoken to, waited for, ended. A child dies with its parent
 * (PR_SET_PDEATHSIG), so a crash leaves nothing behind. */
#ifndef GRIDLOCK_APP_PROCESS_H
#define GRIDLOCK_APP_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/base/buffer.h"
#include "core/base/error.h"

struct process {
    pid_t pid;  /* 0: not running */
    int output; /* its standard output, or -1 */
    struct buffer pending;
};

struct process_order {
    const char *const *argv; /* NULL-terminated; argv[0] is a path */
    const char *log_path;    /* standard error, and output when not captured; NULL: /dev/null */
    const char *passphrase;  /* given as one line on descriptor 3; NULL: none */
    bool captures_output;
    bool outlives_parent; /* for KEEP=1 */
};

/* (PROCESS_START) */
MUST_USE result process_start(struct process *out, const struct process_order *order);
/* The next whole line of its output, without the newline. False when it ends or time is over. */
bool process_line(struct process *process, char *line, size_t room, unsigned timeout_ms);
/* Reads all of its output and waits for its end; the exit status, or -1 when killed or too late
 * (then it is killed). */
int process_finish(struct process *process, struct buffer *output, unsigned timeout_ms);
/* SIGTERM, a while, SIGKILL; reaps. */
void process_stop(struct process *process);
/* SIGKILL at once; reaps. */
void process_kill(struct process *process);
bool process_is_alive(struct process *process);
/* Whether it has ended and waits for process_finish; changes nothing. */
bool process_has_ended(const struct process *process);
uint64_t process_now_ms(void);
void process_sleep_ms(unsigned ms);

#endif
