/* SPDX-License-Identifier: MIT */
#include "app/commands.h"

#include <stdio.h>
#include <string.h>

#include "app/suggest.h"

static const struct command commands[] = {
#define COMMAND(name, verb, least, most, needs, options, arguments, help)                          \
    {verb, least, most, COMMAND_NEEDS_##needs, options, arguments, help, command_##name},
#include "app/commands.def"
#undef COMMAND
};

enum { COUNT = sizeof commands / sizeof commands[0], VERB_MAX = 64 };

size_t commands_count(void)
{
    return COUNT;
}

const struct command *commands_at(size_t index)
{
    return &commands[index];
}

static const struct command *find(const char *verb)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(commands[i].verb, verb) == 0)
            return &commands[i];
    return NULL;
}

static void join(char out[static VERB_MAX], const char *first, const char *second)
{
    snprintf(out, VERB_MAX, "%s%s%s", first, second ? " " : "", second ? second : "");
}

const struct command *commands_find(const char *first, const char *second, size_t *used)
{
    char both[VERB_MAX];

    join(both, first, second);
    const struct command *found = find(both);
    *used = second ? 2 : 1;
    if (found || !second)
        return found;
    *used = 1;
    return find(first);
}

const char *commands_suggest(const char *first, const char *second)
{
    char both[VERB_MAX];

    for (size_t i = 0; i < COUNT; i++)
        if (suggest_is_close(first, commands[i].verb))
            return commands[i].verb;
    join(both, first, second);
    for (size_t i = 0; second && i < COUNT; i++)
        if (suggest_is_close(both, commands[i].verb))
            return commands[i].verb;
    /* "wallet" alone: show one of its verbs. */
    for (size_t i = 0; i < COUNT; i++)
        if (strncmp(commands[i].verb, first, strlen(first)) == 0 &&
            commands[i].verb[strlen(first)] == ' ')
            return commands[i].verb;
    return NULL;
}
