/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <strings.h>

#include "person.h"
#include "support/golden.h"

static struct snapshot snapshot;
static const struct command why = {.text = "inbox"};

Test(help, names_every_key_of_the_screen_below)
{
    struct person person;

    snapshot = (struct snapshot){.home = SHOWN_OPEN};
    person_sits_down(&person, &screen_help, &snapshot, &why);
    SEES(&person, "On the screen “Inbox”");
    SEES(&person, "whom I protect");
    SEES(&person, "lock");
    person_types(&person, "\t/guardian\n");
    SEES(&person, "guardian");
    cr_assert_eq(person_types(&person, "?"), SCREEN_BACK);
    person_leaves(&person);
}

/* One line for each key, and no key of the last row that the help does not know. */
Test(help, knows_the_keys_of_every_screen)
{
    static const char *const names[] = {
#define SCREEN(name, tab) #name,
#include "ui/screens.def"
#undef SCREEN
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct screen *screen = screen_by_name(names[i]);
        cr_assert(screen, "%s", names[i]);
        cr_assert(screen->keys && screen->keys[0], "%s has no help", names[i]);
        for (const char *line = screen->keys; *line;) {
            const size_t size = strcspn(line, "\n");
            cr_assert(memchr(line, '\t', size), "%s: %.*s", names[i], (int)size, line);
            cr_assert_eq(line[size], '\n', "%s: the last line has no end", names[i]);
            line += size + 1;
        }
    }
}

Test(help, has_a_sorted_glossary_in_plain_words)
{
    static const char *const terms[] = {
#define GLOSSARY(term, meaning) term,
#include "ui/glossary.def"
#undef GLOSSARY
    };
    static const char *const meanings[] = {
#define GLOSSARY(term, meaning) meaning,
#include "ui/glossary.def"
#undef GLOSSARY
    };

    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        const size_t size = strlen(meanings[i]);
        cr_assert(i == 0 || strcasecmp(terms[i - 1], terms[i]) < 0, "%s", terms[i]);
        cr_assert(size > 20 && meanings[i][size - 1] == '.', "%s", terms[i]);
    }
}

Test(help, looks_as_it_should)
{
    snapshot = (struct snapshot){.home = SHOWN_OPEN};
    golden_check(&screen_help, &snapshot, NULL, "", "empty");
    golden_check(&screen_help, &snapshot, &why, "", "usual");
    golden_check(&screen_help, &snapshot, &why, "\t", "overflowing");
    golden_check(&screen_help, &snapshot, &why, "\t/no such word", "nothing");
}

Test(help, does_what_its_keys_say)
{
    snapshot = (struct snapshot){.home = SHOWN_OPEN};
    person_tries_every_key(&screen_help, &snapshot, &why, "");
    person_tries_every_key(&screen_help, &snapshot, &why, "\t");
    person_tries_every_key(&screen_help, &snapshot, &why, "\t/a");
}
