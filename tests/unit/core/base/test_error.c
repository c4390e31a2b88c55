/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

#include "core/base/error.h"

static const struct entry {
    const char *name;
    int number;
    const char *sentence;
    const char *remedy;
} entries[] = {
#define ERROR(name, number, sentence, remedy) {#name, number, sentence, remedy},
#include "core/base/errors.def"
#undef ERROR
};

enum { COUNT = sizeof entries / sizeof entries[0] };

/* Words that blame or explain nothing; whole words only ("terrors" would be fine). */
static const char *const forbidden[] = {"invalid", "failed to",  "error",   "illegal",
                                        "fatal",   "wrong user", "you must"};

static bool has_words(const char *text, const char *words)
{
    const size_t size = strlen(words);
    for (const char *c = text; *c; c++)
        if (strncasecmp(c, words, size) == 0 && !isalpha((unsigned char)c[size]) &&
            (c == text || !isalpha((unsigned char)c[-1])))
            return true;
    return false;
}

Test(error, numbers_and_names_are_unique)
{
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = i + 1; j < COUNT; j++) {
            cr_assert_neq(entries[i].number, entries[j].number, "%s %s", entries[i].name,
                          entries[j].name);
            cr_assert_str_neq(entries[i].name, entries[j].name);
        }
}

Test(error, numbers_are_in_their_range)
{
    for (size_t i = 0; i < COUNT; i++)
        cr_assert(entries[i].number >= 100 && entries[i].number <= 1099, "%s", entries[i].name);
}

static void check_sentence(const char *name, const char *text)
{
    const size_t size = strlen(text);
    cr_assert_geq(size, 10, "%s", name);
    cr_assert_leq(size, 160, "%s: too long for a line", name);
    cr_assert_eq(text[size - 1], '.', "%s: %s", name, text);
    cr_assert_not(text[0] == ' ' ||
                      islower((unsigned char)text[0]) && strncmp(text, "policy.conf", 11) != 0,
                  "%s: %s", name, text);
    cr_assert_null(strstr(text, "  "), "%s", name);
    cr_assert_null(strchr(text, '!'), "%s", name);
    for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++)
        cr_assert_not(has_words(text, forbidden[i]), "%s says \"%s\": %s", name, forbidden[i],
                      text);
}

Test(error, says_what_happened_and_what_to_do)
{
    for (size_t i = 0; i < COUNT; i++) {
        check_sentence(entries[i].name, entries[i].sentence);
        check_sentence(entries[i].name, entries[i].remedy);
    }
}

Test(error, is_found_by_its_code)
{
    cr_assert_str_eq(error_name(ERROR_WIRE_SHORT), "WIRE_SHORT");
    for (size_t i = 0; i < COUNT; i++) {
        const enum error_code code = (enum error_code)entries[i].number;
        cr_assert_str_eq(error_name(code), entries[i].name);
        cr_assert_str_eq(error_sentence(code), entries[i].sentence);
        cr_assert_str_eq(error_remedy(code), entries[i].remedy);
    }
    cr_assert_str_eq(error_name(ERROR_NONE), "NONE");
}

static result fails_inside(bool condition)
{
    CHECK(condition, WIRE_VALUE);
    return OK;
}

static result passes_on(bool condition, int *reached)
{
    TRY(fails_inside(condition));
    *reached = 1;
    return OK;
}

static int cleaned;
static void clean(int *value)
{
    cleaned += *value;
}

static result leaves_early(void)
{
    SCOPED(clean) int value = 5;
    TRY(fails_inside(false));
    return OK;
}

Test(error, steers_by_its_macros)
{
    int reached = 0;
    cr_assert_eq(passes_on(false, &reached).code, ERROR_WIRE_VALUE);
    cr_assert_eq(reached, 0);
    cr_assert(is_ok(passes_on(true, &reached)));
    cr_assert_eq(reached, 1);
    cr_assert_eq(leaves_early().code, ERROR_WIRE_VALUE);
    cr_assert_eq(cleaned, 5);
}
