/* SPDX-License-Identifier: MIT */
/* options.h - the command line as a checked list: which verb, its words, its options.
 *
 * Options may stand before or behind the verb, as --name VALUE or --name=VALUE. commands.def says
 * which verb takes which, options.def which of them take a value. The texts stay those of main.
 * What an option error is about stands in print->detail.
 */
#ifndef GRIDLOCK_APP_OPTIONS_H
#define GRIDLOCK_APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/print.h"
#include "core/base/error.h"

enum { OPTIONS_WORDS_MAX = 4, OPTIONS_GIVEN_MAX = 256 };

struct options_given {
    const char *name;  /* of options.def */
    const char *value; /* "" for a flag */
};

struct options {
    struct print *print;           /* for the detail of an error */
    const struct command *command; /* NULL when no verb was given */
    const char *words[OPTIONS_WORDS_MAX];
    size_t word_count;
    struct options_given given[OPTIONS_GIVEN_MAX];
    size_t given_count;
};

/* A program with verbs knows how to find them; one without says which options it takes. */
struct options_grammar {
    const char *without_verb; /* names with spaces between, or NULL */
    const struct command *(*find)(const char *first, const char *second, size_t *used);
    const char *(*suggest)(const char *first, const char *second);
};

/* Sets print->is_json first, so that an error can be told the right way. */
MUST_USE result options_read(struct options *out, struct print *print, int count,
                             char *const *arguments, const struct options_grammar *grammar);
bool options_has(const struct options *options, const char *name);
/* NULL when it was not given. */
const char *options_value(const struct options *options, const char *name);
/* The index-th value of an option that may be repeated, or NULL. */
const char *options_value_at(const struct options *options, const char *name, size_t index);
size_t options_count(const struct options *options, const char *name);
/* (OPTION_NUMBER) */
MUST_USE result options_number(const struct options *options, uint64_t *out, const char *name,
                               uint64_t usual, uint64_t least, uint64_t most);
/* The index of the value among `choices`, a NULL-terminated list. (OPTION_CHOICE) */
MUST_USE result options_choice(const struct options *options, unsigned *out, const char *name,
                               unsigned usual, const char *const *choices);
/* (OPTION_NEEDED) */
MUST_USE result options_need(const struct options *options, const char **out, const char *name);

#endif
