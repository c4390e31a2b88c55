/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/session.h"

static const char head[] =
    "gridlock - a wallet whose key is never in one place\n"
    "\n"
    "usage: gridlock [--home DIR] [--json] [--passphrase-fd N | --key-file FILE]\n"
    "                [--allow-insecure-router] VERB ...\n";
static const char foot[] =
    "Exit codes: 0 done, 1 usage, 2 refused, 3 not found, 4 waiting for others, 5 router or node\n"
    "unreachable, 6 locked or in use, 7 disk or database, 8 internal. More in gridlock(1).";

static void list_verbs(const struct print *print)
{
    print_line(print, "%s", head);
    for (size_t i = 0; i < commands_count(); i++)
        print_line(print, "  %-16s %s", commands_at(i)->verb, commands_at(i)->help);
    print_line(print, "\n'gridlock help VERB' explains one. %s", foot);
}

/* One verb, or all that begin with this word ("wallet"). */
result command_help(struct session *session)
{
    const struct options *options = session->options;
    const bool is_help = options->command && options->command->run == command_help;
    const char *first = is_help && options->word_count > 0 ? options->words[0]
                        : options->command && !is_help     ? options->command->verb
                                                           : NULL;
    const char *second = is_help && options->word_count > 1 ? options->words[1] : NULL;
    bool is_found = false;

    if (!first) {
        list_verbs(session->print);
        return OK;
    }
    const size_t size = strlen(first);
    for (size_t i = 0; i < commands_count(); i++) {
        const struct command *command = commands_at(i);
        if (strncmp(command->verb, first, size) != 0 ||
            (command->verb[size] != 0 && command->verb[size] != ' ') ||
            (second && (command->verb[size] == 0 || strcmp(command->verb + size + 1, second) != 0)))
            continue;
        print_line(session->print, "gridlock %s %s\n    %s", command->verb, command->arguments,
                   command->help);
        is_found = true;
    }
    if (!is_found)
        print_detail(session->print, "%s", first);
    CHECK(is_found, VERB_UNKNOWN);
    return OK;
}
