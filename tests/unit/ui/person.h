/* SPDX-License-Identifier: MIT */
/* person.h - a person in front of one screen: types, reads what is drawn, and tries every key that
 * stands in the last row. */
#ifndef GRIDLOCK_TESTS_UNIT_UI_PERSON_H
#define GRIDLOCK_TESTS_UNIT_UI_PERSON_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "ui/screen.h"

struct person {
    const struct screen *screen;
    struct snapshot *snapshot;
    void *state;
    struct command command; /* what the last key asked for */
    enum screen_answer answer;
    struct buffer seen;
};

static void person_sits_down(struct person *person, const struct screen *screen,
                             struct snapshot *snapshot, const struct command *why)
{
    *person = (struct person){.screen = screen, .snapshot = snapshot};
    person->state = memory_new(1, screen->state_size + 1);
    if (screen->open)
        screen->open(person->state, snapshot, why);
}

static void person_leaves(struct person *person)
{
    if (person->screen->close)
        person->screen->close(person->state);
    secret_free(person->command.secret);
    secret_free(person->command.secret_new);
    memory_free(person->state);
    buffer_free(&person->seen);
}

static enum screen_answer person_presses(struct person *person, struct key key)
{
    if (key.at_ms == 0)
        key.at_ms = person->snapshot->now_ms + 1000;
    memset(&person->command, 0, sizeof person->command);
    person->answer = person->screen->key(person->state, &person->command, person->snapshot, &key);
    return person->answer;
}

/* Printable ASCII is itself; \n Enter, \t Tab, \x1b Esc, \x10 up, \x0e down, \x7f backspace. */
static enum screen_answer person_types(struct person *person, const char *text)
{
    for (; *text; text++) {
        struct key key = key_of((uint32_t)(unsigned char)*text);
        if (*text == '\n')
            key = key_press(PRESS_ENTER);
        if (*text == '\t')
            key = key_press(PRESS_TAB);
        if (*text == 0x1b)
            key = key_press(PRESS_ESCAPE);
        if (*text == 0x10)
            key = key_press(PRESS_UP);
        if (*text == 0x0e)
            key = key_press(PRESS_DOWN);
        if (*text == 0x7f)
            key = key_press(PRESS_BACKSPACE);
        person_presses(person, key);
    }
    return person->answer;
}

static void person_hears(struct person *person, enum command_kind kind, enum error_code code)
{
    struct command command = {0};

    person->snapshot->outcome.serial++;
    person->snapshot->outcome.kind = kind;
    person->snapshot->outcome.code = code;
    person->snapshot->version++;
    if (person->screen->heard)
        person->answer = person->screen->heard(person->state, &command, person->snapshot);
}

static const char *person_sees(struct person *person, int width, int height)
{
    struct canvas *canvas = canvas_new(width, height);

    person->screen->draw(canvas, person->state, person->snapshot);
    buffer_clear(&person->seen);
    canvas_write_text(&person->seen, canvas);
    canvas_free(canvas);
    return buffer_text(&person->seen);
}

#define SEES(person, text)                                                                         \
    cr_assert(strstr(person_sees(person, 80, 24), text), "\"%s\" is not on:\n%s", text,            \
              person_sees(person, 80, 24))
#define SEES_NOT(person, text)                                                                     \
    cr_assert_null(strstr(person_sees(person, 80, 24), text), "\"%s\" is on:\n%s", text,           \
                   person_sees(person, 80, 24))

/* ---- every key of the last row does something ---- */

static size_t presses_of(struct key out[2], const char *name)
{
    static const struct {
        const char *name;
        enum press one, other;
    } names[] = {{"Enter", PRESS_ENTER, PRESS_NOTHING}, {"Esc", PRESS_ESCAPE, PRESS_NOTHING},
                 {"Tab", PRESS_TAB, PRESS_NOTHING},     {"↑↓", PRESS_UP, PRESS_DOWN},
                 {"←→", PRESS_LEFT, PRESS_RIGHT},       {"Ctrl-U", PRESS_KILL, PRESS_NOTHING}};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, name) != 0)
            continue;
        out[0] = key_press(names[i].one);
        out[1] = key_press(names[i].other);
        return names[i].other == PRESS_NOTHING ? 1 : 2;
    }
    cr_assert_eq(strlen(name), 1, "what key is \"%s\"?", name);
    out[0] = key_of((uint32_t)(unsigned char)name[0]);
    return 1;
}

static bool works_everywhere(const char *name)
{
    return strcmp(name, "Esc") == 0 || strcmp(name, "?") == 0;
}

/* Opens the screen anew for each key, types `before`, and presses it. Gives the number of keys. */
static size_t person_tries_every_key(const struct screen *screen, struct snapshot *snapshot,
                                     const struct command *why, const char *before)
{
    struct person person;
    char row[400];
    size_t count = 0;

    person_sits_down(&person, screen, snapshot, why);
    person_types(&person, before);
    const char *text = person_sees(&person, 200, 24);
    const char *last = text;
    for (const char *at = text; *at; at++)
        if (at[0] == '\n' && at[1] != 0)
            last = at + 1;
    snprintf(row, sizeof row, "%.*s", (int)strcspn(last, "\n"), last);
    person_leaves(&person);

    for (char *at = row + strspn(row, " "); *at;) {
        char *end = strstr(at, "   ");
        char name[40];
        struct key keys[2];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, " "), at);
        const size_t presses = presses_of(keys, name);
        for (size_t i = 0; i < presses; i++) {
            person_sits_down(&person, screen, snapshot, why);
            person_types(&person, before);
            const enum screen_answer answer = person_presses(&person, keys[i]);
            cr_assert(answer != SCREEN_PASS || works_everywhere(name),
                      "\"%s\" stands on %s and does nothing:\n%s", name, screen->name, row);
            person_leaves(&person);
        }
        count++;
        at = end ? end + strspn(end, " ") : at + strlen(at);
    }
    cr_assert_gt(count, 0);
    return count;
}

#endif
