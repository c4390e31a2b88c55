/* SPDX-License-Identifier: MIT */
/* print.h - what the programs say: plain lines for people, one JSON object a line for scripts.
 *
 * Answers go to standard output, notices and errors to standard error; with --json an error is an
 * object on standard output. Every text that came from outside passes text_showable first.
 */
#ifndef GRIDLOCK_APP_PRINT_H
#define GRIDLOCK_APP_PRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/amount.h"
#include "core/base/error.h"
#include "core/wallet/chain.h"

enum { PRINT_TEXT_MAX = 512, PRINT_TIME_MAX = 24, PRINT_ID_MAX = 9 };

/* How a program ends. */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_USAGE = 1,
    EXIT_REFUSED = 2,
    EXIT_NOT_FOUND = 3,
    EXIT_WAITING = 4,
    EXIT_UNREACHABLE = 5,
    EXIT_LOCKED = 6,
    EXIT_STORE = 7,
    EXIT_INTERNAL = 8
};

struct print {
    const char *program;
    bool is_json;
    bool is_stream; /* with --json: this verb prints events, so notices are events too */
    bool with_time; /* notices carry the time (a guardian's log) */
    int signals;    /* ends a question; 0: nothing does */
    char detail[PRINT_TEXT_MAX]; /* what the next error is about; empty: nothing to add */
};

/* Sets the detail; foreign bytes in it are made showable. */
void print_detail(struct print *print, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum exit_code print_exit_code(enum error_code code);
/* Says what happened and what to do; gives the exit code. */
enum exit_code print_failure(struct print *print, result why);
void print_notice(const struct print *print, const char *text);
/* A line of the plain answer; nothing with --json. */
void print_line(const struct print *print, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* (OUTPUT_LOST) */
MUST_USE result print_finish(void);

/* Small helpers for both forms. */
void print_time(char out[static PRINT_TIME_MAX], uint64_t unix_seconds); /* UTC; "never" for 0 */
void print_id(char out[static PRINT_ID_MAX], const uint8_t *hash); /* its first 8 hex digits */
/* What a payment does, line by line, as its finished bytes say. */
void print_explanation(const struct print *print, const struct explanation *explanation);
/* yes from the person at the terminal. (CONFIRM_NEEDED, NOT_CONFIRMED, STOPPED) */
MUST_USE result print_confirm(struct print *print, const char *question);

#endif
