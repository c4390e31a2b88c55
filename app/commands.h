/* SPDX-License-Identifier: MIT */
/* commands.h - the verbs, as a table (commands.def). */
#ifndef GRIDLOCK_APP_COMMANDS_H
#define GRIDLOCK_APP_COMMANDS_H

#include <stddef.h>

#include "core/base/error.h"

struct session;

enum command_needs {
    COMMAND_NEEDS_NOTHING,
    COMMAND_NEEDS_FOLDER,
    COMMAND_NEEDS_HOME,
    COMMAND_NEEDS_PAYMENTS
};

struct command {
    const char *verb; /* one or two words */
    size_t least_words, most_words;
    enum command_needs needs;
    const char *options; /* names with spaces between */
    const char *arguments;
    const char *help;
    result (*run)(struct session *session);
};

size_t commands_count(void);
const struct command *commands_at(size_t index);
/* By its one or two words (`second` may be NULL); *used tells how many words it took. */
const struct command *commands_find(const char *first, const char *second, size_t *used);
/* The verb that was probably meant, or NULL. */
const char *commands_suggest(const char *first, const char *second);

/* app/command/<name>.c */
#define COMMAND(name, verb, least, most, needs, options, arguments, help)                          \
    MUST_USE result command_##name(struct session *session);
#define COMMAND_ONCE
#include "app/commands.def"
#undef COMMAND_ONCE
#undef COMMAND

#endif
