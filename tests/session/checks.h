/* SPDX-License-Identifier: MIT */
/* checks.h - counts what held and what did not; the run goes on either way. */
#ifndef GRIDLOCK_TESTS_SESSION_CHECKS_H
#define GRIDLOCK_TESTS_SESSION_CHECKS_H

#include <stdbool.h>

bool check(bool holds, const char *format, ...) __attribute__((format(printf, 2, 3)));
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Prints "N passed, N failed"; the exit status. */
int checks_end(void);
int checks_failed(void);

#endif
