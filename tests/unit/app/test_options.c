/* SPDX-License-Identifier: MIT */
#include "app/options.h"

#include <criterion/criterion.h>
#include <string.h>

#include "app/commands.h"
#include "app/suggest.h"

/* A table of our own, so that the test does not change with the verbs. */
static const struct command verbs[] = {
    {.verb = "pay", .most_words = 0, .options = "to amount all wait yes account", .arguments = ""},
    {.verb = "box open", .least_words = 1, .most_words = 2, .options = "wait", .arguments = "NAME"},
    {.verb = "box", .most_words = 0, .options = "", .arguments = ""},
};

static const struct command *find(const char *first, const char *second, size_t *used)
{
    char both[64];

    snprintf(both, sizeof both, "%s %s", first, second ? second : "");
    for (size_t i = 0; i < 3; i++) {
        *used = strchr(verbs[i].verb, ' ') ? 2 : 1;
        if (strcmp(verbs[i].verb, *used == 2 ? both : first) == 0)
            return &verbs[i];
    }
    return NULL;
}

static const char *suggest(const char *first, const char *second)
{
    (void)second;
    return suggest_is_close(first, "pay") ? "pay" : NULL;
}

static const struct options_grammar grammar = {.find = find, .suggest = suggest};
static const struct options_grammar verbless = {.without_verb = "policy"};

static struct options options;
static struct print print;

static result read_words(const struct options_grammar *by, char *words[])
{
    int count = 0;

    while (words[count])
        count++;
    print = (struct print){.program = "test"};
    return options_read(&options, &print, count, words, by);
}

#define READ(...) read_words(&grammar, (char *[]){"gridlock", __VA_ARGS__, NULL})
#define READ_VERBLESS(...) read_words(&verbless, (char *[]){"guardian", __VA_ARGS__, NULL})

Test(options, finds_verb_words_and_options_in_any_order)
{
    cr_assert(is_ok(READ("--home", "/h", "box", "--wait", "5", "open", "chest")));
    cr_assert_str_eq(options.command->verb, "box open");
    cr_assert_eq(options.word_count, 1);
    cr_assert_str_eq(options.words[0], "chest");
    cr_assert_str_eq(options_value(&options, "home"), "/h");
    cr_assert_str_eq(options_value(&options, "wait"), "5");
}

Test(options, takes_the_longer_verb_first)
{
    cr_assert(is_ok(READ("box")));
    cr_assert_str_eq(options.command->verb, "box");
    cr_assert(is_ok(READ("box", "open", "x")));
    cr_assert_str_eq(options.command->verb, "box open");
}

Test(options, takes_values_behind_an_equals_sign)
{
    cr_assert(is_ok(READ("pay", "--to=--odd", "--amount=1")));
    cr_assert_str_eq(options_value(&options, "to"), "--odd");
    cr_assert_str_eq(options_value(&options, "amount"), "1");
}

Test(options, keeps_the_order_of_a_repeated_option)
{
    cr_assert(is_ok(READ("pay", "--to", "a", "--amount", "1", "--to", "b", "--amount", "2")));
    cr_assert_eq(options_count(&options, "to"), 2);
    cr_assert_str_eq(options_value_at(&options, "to", 1), "b");
    cr_assert_str_eq(options_value_at(&options, "amount", 0), "1");
    cr_assert_null(options_value_at(&options, "amount", 2));
}

Test(options, knows_json_even_when_it_comes_behind_the_mistake)
{
    cr_assert_eq(READ("frob", "--json").code, ERROR_VERB_UNKNOWN);
    cr_assert(print.is_json);
}

Test(options, names_what_was_probably_meant)
{
    cr_assert_eq(READ("pya").code, ERROR_VERB_UNKNOWN);
    cr_assert(strstr(print.detail, "pay"));
    cr_assert_eq(READ("pay", "--amuont", "1").code, ERROR_OPTION_UNKNOWN);
    cr_assert(strstr(print.detail, "--amount"));
}

Test(options, refuses_what_does_not_belong)
{
    cr_assert_eq(READ("box", "--amount", "1").code, ERROR_OPTION_NOT_HERE);
    cr_assert_eq(READ("pay", "-y").code, ERROR_OPTION_UNKNOWN);
    cr_assert_eq(READ("pay", "more").code, ERROR_WORD_EXTRA);
    cr_assert_eq(READ("box", "open").code, ERROR_WORD_MISSING);
    cr_assert_eq(READ("box", "open", "a", "b", "c").code, ERROR_WORD_EXTRA);
    cr_assert_eq(READ("box", "open", "a", "b", "c", "d", "e", "f", "g").code, ERROR_WORD_EXTRA);
    cr_assert_eq(READ("pay", "--wait", "1", "--wait", "2").code, ERROR_OPTION_TWICE);
    cr_assert_eq(READ("pay", "--all=yes").code, ERROR_OPTION_VALUE_EXTRA);
    cr_assert_eq(READ("--key-file", "k", "--passphrase-fd", "3", "pay").code, ERROR_OPTIONS_CLASH);
}

Test(options, refuses_a_value_that_is_not_there)
{
    cr_assert_eq(READ("pay", "--wait").code, ERROR_OPTION_VALUE_MISSING);
    cr_assert_eq(READ("pay", "--wait", "--yes").code, ERROR_OPTION_VALUE_MISSING);
    cr_assert_eq(READ("pay", "--wait=").code, ERROR_OPTION_VALUE_MISSING);
    cr_assert_eq(READ("pay", "--wait", "").code, ERROR_OPTION_VALUE_MISSING);
}

Test(options, takes_everything_behind_two_dashes_as_words)
{
    cr_assert(is_ok(READ("box", "open", "--", "--wait")));
    cr_assert_str_eq(options.words[0], "--wait");
    cr_assert(!options_has(&options, "wait"));
}

Test(options, reads_numbers_within_their_range_only)
{
    static const char *const bad[] = {
        "",   "-1", "+1", "1.0", "0x10", " 1", "1 ", "99999999999999999999", "18446744073709551616",
        "11", "1"};
    uint64_t number = 7;

    cr_assert(is_ok(READ("pay", "--wait", "10")));
    cr_assert(is_ok(options_number(&options, &number, "wait", 3, 2, 10)));
    cr_assert_eq(number, 10);
    cr_assert(is_ok(READ("pay")));
    cr_assert(is_ok(options_number(&options, &number, "wait", 3, 2, 10)));
    cr_assert_eq(number, 3);
    for (size_t i = 1; i < sizeof bad / sizeof bad[0]; i++) {
        cr_assert(is_ok(READ("pay", "--wait", (char *)bad[i])));
        number = 7;
        cr_assert_eq(options_number(&options, &number, "wait", 3, 2, 10).code, ERROR_OPTION_NUMBER);
        cr_assert_eq(number, 7);
    }
}

Test(options, reads_choices)
{
    static const char *const choices[] = {"", "red", "blue", NULL};
    unsigned chosen = 9;

    cr_assert(is_ok(READ("pay", "--account", "blue")));
    cr_assert(is_ok(options_choice(&options, &chosen, "account", 0, choices)));
    cr_assert_eq(chosen, 2);
    cr_assert(is_ok(READ("pay", "--account", "green")));
    cr_assert_eq(options_choice(&options, &chosen, "account", 0, choices).code,
                 ERROR_OPTION_CHOICE);
    cr_assert(strstr(print.detail, "red, blue"));
}

Test(options, says_which_option_is_needed)
{
    const char *value = NULL;

    cr_assert(is_ok(READ("pay")));
    cr_assert_eq(options_need(&options, &value, "to").code, ERROR_OPTION_NEEDED);
    cr_assert_str_eq(print.detail, "--to");
}

Test(options, a_program_without_verbs_takes_no_words)
{
    cr_assert(is_ok(READ_VERBLESS("--home", "h", "--policy", "p")));
    cr_assert_null(options.command);
    cr_assert_eq(READ_VERBLESS("sign").code, ERROR_WORD_EXTRA);
    cr_assert_eq(READ_VERBLESS("--wait", "1").code, ERROR_OPTION_NOT_HERE);
}

Test(options, foreign_text_in_the_detail_cannot_steer_a_terminal)
{
    cr_assert_eq(READ("pay\x1b[2J").code, ERROR_VERB_UNKNOWN);
    cr_assert_null(strchr(print.detail, 0x1b));
}

/* Every verb of the real table has a known set of options and fits its own limits. */
Test(commands, the_table_holds)
{
    for (size_t i = 0; i < commands_count(); i++) {
        const struct command *command = commands_at(i);
        char names[256];
        char *rest = NULL;

        cr_assert_leq(command->least_words, command->most_words, "%s", command->verb);
        cr_assert_leq(command->most_words, OPTIONS_WORDS_MAX, "%s", command->verb);
        snprintf(names, sizeof names, "%s", command->options);
        for (char *name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
            char given[64];
            const struct options_grammar all = {.without_verb = command->options};
            snprintf(given, sizeof given, "--%s", name);
            const result read = read_words(&all, (char *[]){"gridlock", given, "1", NULL});
            /* a flag leaves "1" over as a word; an unknown name would say so */
            cr_assert(is_ok(read) || read.code == ERROR_WORD_EXTRA, "%s --%s", command->verb, name);
        }
    }
}

Test(commands, finds_two_word_verbs_and_suggests)
{
    size_t used = 0;

    cr_assert_str_eq(commands_find("wallet", "create", &used)->verb, "wallet create");
    cr_assert_eq(used, 2);
    cr_assert_str_eq(commands_find("contacts", "Ann", &used)->verb, "contacts");
    cr_assert_eq(used, 1);
    cr_assert_null(commands_find("wallet", NULL, &used));
    cr_assert_str_eq(commands_suggest("wallet", NULL), "wallet create");
    cr_assert_str_eq(commands_suggest("snd", NULL), "send");
    cr_assert_null(commands_suggest("xyzzy", NULL));
}
