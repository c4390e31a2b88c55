/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "person.h"
#include "support/golden.h"

static struct snapshot snapshot;

static const enum error_code codes[] = {
#define ERROR(name, number, sentence, remedy) ERROR_##name,
#include "core/base/errors.def"
#undef ERROR
};

/* Every line of the error table, with its sentence, its remedy, and what was not lost. */
Test(trouble, is_made_from_the_error_table)
{
    snapshot = (struct snapshot){.home = SHOWN_OPEN};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        const struct command why = {.number = (uint64_t)codes[i]};
        struct person person;
        char start[30];
        person_sits_down(&person, &screen_trouble, &snapshot, &why);
        snprintf(start, sizeof start, "%.25s", error_sentence(codes[i]));
        cr_assert(strstr(person_sees(&person, 120, 40), start), "%s", error_name(codes[i]));
        snprintf(start, sizeof start, "%.20s", error_remedy(codes[i]));
        SEES(&person, start);
        SEES(&person, "What was not lost");
        cr_assert(strstr(person_sees(&person, 120, 40), error_name(codes[i])));
        person_leaves(&person);
    }
}

Test(trouble, is_about_the_last_outcome_when_nobody_says_what)
{
    struct person person;

    snapshot = (struct snapshot){.home = SHOWN_OPEN};
    snapshot.outcome.code = ERROR_STORE_FULL;
    strcpy(snapshot.outcome.detail, "/home/alice");
    person_sits_down(&person, &screen_trouble, &snapshot, NULL);
    SEES(&person, "/home/alice");
    cr_assert_eq(person_types(&person, "y"), SCREEN_COMMAND);
    cr_assert(strstr(person.command.text, error_sentence(ERROR_STORE_FULL)));
    cr_assert_eq(person_types(&person, "l"), SCREEN_GO);
    cr_assert_str_eq(person.command.screen, "log");
    cr_assert_eq(person_types(&person, "\n"), SCREEN_BACK);
    person_leaves(&person);
}

Test(trouble, looks_as_it_should)
{
    struct command why = {.number = ERROR_STORE_FULL};

    snapshot = (struct snapshot){.home = SHOWN_OPEN};
    golden_check(&screen_trouble, &snapshot, NULL, "", "empty");
    golden_check(&screen_trouble, &snapshot, &why, "", "usual");
    memset(why.text, 'x', 600);
    golden_check(&screen_trouble, &snapshot, &why, "", "overflowing");
    strcpy(why.text, "\x1b[2J \xe2\x80\xae \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xff");
    golden_check(&screen_trouble, &snapshot, &why, "", "hostile");
}

Test(trouble, does_what_its_keys_say)
{
    const struct command why = {.number = ERROR_STORE_FULL};

    snapshot = (struct snapshot){.home = SHOWN_OPEN};
    person_tries_every_key(&screen_trouble, &snapshot, &why, "");
}
