/* SPDX-License-Identifier: MIT */
#include "app/options.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/suggest.h"
#include "core/base/buffer.h"
#include "core/base/text.h"

enum kind { FLAG, VALUE, LIST };

static const struct {
    const char *name;
    enum kind kind;
    const char *value;
} known[] = {
#define OPTION(name, kind, value) {name, kind, value},
#include "app/options.def"
#undef OPTION
};

enum { KNOWN = sizeof known / sizeof known[0] };

static const char everywhere[] =
    "home json passphrase-fd key-file allow-insecure-router help version";

/* Whether a list of names with spaces between holds this one. */
static bool lists(const char *names, const char *name)
{
    const size_t size = strlen(name);

    for (const char *at = strstr(names, name); at; at = strstr(at + 1, name))
        if ((at == names || at[-1] == ' ') && (at[size] == 0 || at[size] == ' '))
            return true;
    return false;
}

/* "name" or "name=value": its line of the table; *value is behind the '=' or NULL. */
static result find_known(struct print *print, size_t *out, const char *text, const char **value)
{
    const char *equals = strchr(text, '=');
    const size_t size = equals ? (size_t)(equals - text) : strlen(text);

    *value = equals ? equals + 1 : NULL;
    for (size_t i = 0; i < KNOWN; i++)
        if (strlen(known[i].name) == size && strncmp(known[i].name, text, size) == 0) {
            *out = i;
            return OK;
        }
    print_detail(print, "--%.*s", (int)(size < 60 ? size : 60), text);
    for (size_t i = 0; i < KNOWN; i++)
        if (suggest_is_close(text, known[i].name)) {
            print_detail(print, "--%.60s (did you mean --%s?)", text, known[i].name);
            break;
        }
    return FAIL(OPTION_UNKNOWN);
}

/* The option at arguments[*index]; moves on over its value. */
static result take_option(struct options *out, int *index, int count, char *const *arguments)
{
    size_t which = 0;
    const char *value = NULL;

    TRY(find_known(out->print, &which, arguments[*index] + 2, &value));
    print_detail(out->print, "--%s", known[which].name);
    CHECK(known[which].kind != FLAG || !value, OPTION_VALUE_EXTRA);
    CHECK(known[which].kind == LIST || !options_has(out, known[which].name), OPTION_TWICE);
    CHECK(out->given_count < OPTIONS_GIVEN_MAX, OPTION_TWICE);
    if (known[which].kind != FLAG && !value) {
        CHECK(*index + 1 < count && strncmp(arguments[*index + 1], "--", 2) != 0,
              OPTION_VALUE_MISSING);
        value = arguments[++*index];
    }
    CHECK(known[which].kind == FLAG || value[0], OPTION_VALUE_MISSING);
    out->given[out->given_count++] =
        (struct options_given){.name = known[which].name, .value = value ? value : ""};
    out->print->detail[0] = 0;
    return OK;
}

static result take_words(struct options *out, const char *words[], size_t count,
                         const struct options_grammar *grammar)
{
    size_t used = 0;

    if (grammar->without_verb) {
        if (count > 0)
            print_detail(out->print, "%s", words[0]);
        CHECK(count == 0, WORD_EXTRA);
        return OK;
    }
    if (count == 0)
        return OK; /* main tells what there is */
    out->command = grammar->find(words[0], count > 1 ? words[1] : NULL, &used);
    if (!out->command) {
        const char *meant = grammar->suggest(words[0], count > 1 ? words[1] : NULL);
        print_detail(out->print, "%s%s%s%s", words[0], meant ? " (did you mean '" : "",
                     meant ? meant : "", meant ? "'?)" : "");
        return FAIL(VERB_UNKNOWN);
    }
    out->word_count = count - used;
    for (size_t i = 0; i < out->word_count && i < OPTIONS_WORDS_MAX; i++)
        out->words[i] = words[used + i];
    return OK;
}

static result check_fit(const struct options *options, const char *without_verb)
{
    const struct command *command = options->command;
    const char *allowed = command ? command->options : without_verb ? without_verb : "";

    for (size_t i = 0; i < options->given_count; i++) {
        print_detail(options->print, "--%s", options->given[i].name);
        CHECK(lists(everywhere, options->given[i].name) || lists(allowed, options->given[i].name) ||
                  (!command && !without_verb),
              OPTION_NOT_HERE);
    }
    options->print->detail[0] = 0;
    if (!command || options_has(options, "help") || options_has(options, "version"))
        return OK;
    print_detail(options->print, "gridlock %s %s", command->verb, command->arguments);
    CHECK(options->word_count >= command->least_words, WORD_MISSING);
    CHECK(options->word_count <= command->most_words, WORD_EXTRA);
    options->print->detail[0] = 0;
    return OK;
}

result options_read(struct options *out, struct print *print, int count, char *const *arguments,
                    const struct options_grammar *grammar)
{
    enum { ROOM = OPTIONS_WORDS_MAX + 3 };
    const char *words[ROOM];
    size_t word_count = 0;
    bool only_words = false;

    *out = (struct options){.print = print};
    for (int i = 1; i < count; i++)
        print->is_json = print->is_json || strcmp(arguments[i], "--json") == 0;
    for (int i = 1; i < count; i++) {
        const char *text = arguments[i];
        if (!only_words && strcmp(text, "--") == 0) {
            only_words = true;
        } else if (!only_words && strncmp(text, "--", 2) == 0) {
            TRY(take_option(out, &i, count, arguments));
        } else if (!only_words && text[0] == '-' && text[1] != 0) {
            print_detail(print, "%s", text);
            return FAIL(OPTION_UNKNOWN);
        } else if (word_count < ROOM) {
            words[word_count++] = text;
        } else {
            print_detail(print, "%s", text);
            return FAIL(WORD_EXTRA);
        }
    }
    if (options_has(out, "passphrase-fd") && options_has(out, "key-file")) {
        print_detail(print, "--passphrase-fd, --key-file");
        return FAIL(OPTIONS_CLASH);
    }
    TRY(take_words(out, words, word_count, grammar));
    return check_fit(out, grammar->without_verb);
}

const char *options_value_at(const struct options *options, const char *name, size_t index)
{
    for (size_t i = 0; i < options->given_count; i++)
        if (strcmp(options->given[i].name, name) == 0 && index-- == 0)
            return options->given[i].value;
    return NULL;
}

const char *options_value(const struct options *options, const char *name)
{
    return options_value_at(options, name, 0);
}

bool options_has(const struct options *options, const char *name)
{
    return options_value(options, name) != NULL;
}

size_t options_count(const struct options *options, const char *name)
{
    size_t count = 0;

    while (options_value_at(options, name, count))
        count++;
    return count;
}

result options_number(const struct options *options, uint64_t *out, const char *name,
                      uint64_t usual, uint64_t least, uint64_t most)
{
    const char *text = options_value(options, name);
    uint64_t number = 0;

    if (!text) {
        *out = usual;
        return OK;
    }
    print_detail(options->print, "--%s %s (from %" PRIu64 " to %" PRIu64 ")", name, text, least,
                 most);
    CHECK(strlen(text) <= 19, OPTION_NUMBER);
    for (const char *at = text; *at; at++) {
        CHECK(*at >= '0' && *at <= '9', OPTION_NUMBER);
        number = number * 10 + (uint64_t)(*at - '0');
    }
    CHECK(number >= least && number <= most, OPTION_NUMBER);
    options->print->detail[0] = 0;
    *out = number;
    return OK;
}

result options_choice(const struct options *options, unsigned *out, const char *name,
                      unsigned usual, const char *const *choices)
{
    const char *text = options_value(options, name);
    struct buffer all SCOPED(buffer_free) = {0};

    if (!text) {
        *out = usual;
        return OK;
    }
    for (unsigned i = 0; choices[i]; i++) {
        if (strcmp(choices[i], text) == 0) {
            *out = i;
            return OK;
        }
        buffer_print(&all, "%s%s", all.size ? ", " : "", choices[i]);
    }
    print_detail(options->print, "--%s %s (%s)", name, text, buffer_text(&all));
    return FAIL(OPTION_CHOICE);
}

result options_need(const struct options *options, const char **out, const char *name)
{
    const char *text = options_value(options, name);

    if (!text)
        print_detail(options->print, "--%s", name);
    CHECK(text, OPTION_NEEDED);
    *out = text;
    return OK;
}
