/* SPDX-License-Identifier: MIT */
/* person.h - somebody at a terminal: a program in a pseudo-terminal, its screen as libvterm shows
 * it, keys typed into it. */
#ifndef GRIDLOCK_TESTS_SESSION_PERSON_H
#define GRIDLOCK_TESTS_SESSION_PERSON_H

#include <stdbool.h>
#include <stddef.h>

struct person;

/* Starts argv in a terminal of this size; `variables`: NAME=value strings that replace the
 * environment's, ending with NULL. */
struct person *person_new(const char *const *argv, const char *const *variables, int rows,
                          int columns);
void person_free(struct person *person); /* ends the program */
/* Looks at the screen until it shows the text, for so many ms. */
bool person_sees(struct person *person, const char *text, unsigned timeout_ms);
/* Waits until the text is gone. */
bool person_sees_no(struct person *person, const char *text, unsigned timeout_ms);
/* Types text as it is; "\r" is Enter, "\x1b" Esc. */
void person_types(struct person *person, const char *text);
/* Text that comes all at once, as from a clipboard. */
void person_pastes(struct person *person, const char *text);
void person_resizes(struct person *person, int rows, int columns);
/* The whole screen as text, rows separated by newlines; valid until the next call. */
const char *person_screen(struct person *person);
/* The word on the screen that begins with this prefix; empty when there is none. */
void person_reads(struct person *person, char *out, size_t room, const char *prefix);
bool person_has_ended(struct person *person);

#endif
