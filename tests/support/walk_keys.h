/* SPDX-License-Identifier: MIT */
/* walk_keys.h - presses every key that a screen prints in its help line, each in a fresh state, and
 * fails the test for one that does nothing there.
 */
#ifndef GRIDLOCK_TESTS_SUPPORT_WALK_KEYS_H
#define GRIDLOCK_TESTS_SUPPORT_WALK_KEYS_H

#include <criterion/criterion.h>
#include <string.h>

#include "core/base/memory.h"
#include "support/golden.h"

/* A screen that was opened and given some keys. */
struct walk {
    const struct screen *screen;
    const struct snapshot *snapshot;
    void *state;
    struct command *command;
};

static inline struct walk walk_open(const struct screen *screen, const struct snapshot *snapshot,
                                    const struct command *why, const char *keys)
{
    struct walk out = {.screen = screen, .snapshot = snapshot};

    out.state = memory_new(1, screen->state_size + 1);
    out.command = memory_new(1, sizeof *out.command);
    if (screen->open)
        screen->open(out.state, snapshot, why);
    if (keys[0])
        (void)golden_type(screen, out.state, out.command, snapshot, keys);
    memset(out.command, 0, sizeof *out.command);
    return out;
}

static inline void walk_close(struct walk *walk)
{
    if (walk->screen->close)
        walk->screen->close(walk->state);
    memory_free(walk->state);
    memory_free(walk->command);
}

static inline enum screen_answer walk_press(struct walk *walk, struct key key)
{
    memset(walk->command, 0, sizeof *walk->command);
    if (key.at_ms == 0)
        key.at_ms = walk->snapshot->now_ms + 10000;
    return walk->screen->key(walk->state, walk->command, walk->snapshot, &key);
}

static inline enum screen_answer walk_type(struct walk *walk, const char *keys)
{
    memset(walk->command, 0, sizeof *walk->command);
    return golden_type(walk->screen, walk->state, walk->command, walk->snapshot, keys);
}

static inline enum screen_answer walk_paste(struct walk *walk, const char *text)
{
    struct key key = key_press(PRESS_PASTE);

    key.paste = text;
    key.paste_size = strlen(text);
    return walk_press(walk, key);
}

static inline enum screen_answer walk_heard(struct walk *walk)
{
    memset(walk->command, 0, sizeof *walk->command);
    return walk->screen->heard(walk->state, walk->command, walk->snapshot);
}

/* The screen as text; memory_free. */
static inline char *walk_text(const struct walk *walk, int width, int height)
{
    struct canvas *canvas = canvas_new(width, height);
    struct buffer text = {0};

    walk->screen->draw(canvas, walk->state, walk->snapshot);
    canvas_write_text(&text, canvas);
    char *out = memory_copy_text(buffer_text(&text));
    buffer_free(&text);
    canvas_free(canvas);
    return out;
}

static inline bool walk_shows(const struct walk *walk, const char *text)
{
    char *all = walk_text(walk, 120, 40);
    const bool is_there = strstr(all, text) != NULL;

    if (!is_there)
        fprintf(stderr, "'%s' is not on:\n%s\n", text, all);
    memory_free(all);
    return is_there;
}

/* The name at the start of a part of the help line, as keys. */
static inline size_t walk_keys_of(struct key out[static 2], const char *part)
{
    static const struct {
        const char *name;
        enum press first, second;
    } names[] = {{"↑↓", PRESS_UP, PRESS_DOWN}, {"←→", PRESS_LEFT, PRESS_RIGHT},
                 {"Enter", PRESS_ENTER, 0},    {"Esc", PRESS_ESCAPE, 0},
                 {"Tab", PRESS_TAB, 0},        {"F1", PRESS_F1, 0}};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const size_t size = strlen(names[i].name);
        if (strncmp(part, names[i].name, size) != 0 || (part[size] && part[size] != ' '))
            continue;
        out[0] = key_press(names[i].first);
        out[1] = key_press(names[i].second);
        return names[i].second ? 2 : 1;
    }
    cr_assert(part[0] > ' ' && (part[1] == 0 || part[1] == ' '), "'%s' is no key", part);
    out[0] = key_of((unsigned char)part[0]);
    return 1;
}

/* The keys that work everywhere are the stack's. */
static inline bool walk_is_everywhere(const struct key *key)
{
    return key->press == PRESS_ESCAPE || key->press == PRESS_F1 || key_is(key, '?') ||
           key_is(key, 'q');
}

static inline void walk_keys(const struct screen *screen, const struct snapshot *snapshot,
                             const struct command *why, const char *keys)
{
    struct walk walk = walk_open(screen, snapshot, why, keys);
    char *text = walk_text(&walk, 120, 40);
    size_t count = 0;

    walk_close(&walk);
    char *line = text + strlen(text);
    while (line > text && line[-1] == '\n')
        *--line = 0;
    while (line > text && line[-1] != '\n')
        line--;
    for (char *part = line + strspn(line, " "); *part;) {
        char *end = strstr(part, "   ");
        if (end)
            *end = 0;
        struct key pressed[2];
        const size_t pressed_count = walk_keys_of(pressed, part);
        for (size_t i = 0; i < pressed_count; i++) {
            walk = walk_open(screen, snapshot, why, keys);
            const enum screen_answer answer = walk_press(&walk, pressed[i]);
            cr_assert(answer != SCREEN_PASS || walk_is_everywhere(&pressed[i]),
                      "%s prints '%s' after '%s', but that key does nothing", screen->name, part,
                      keys);
            walk_close(&walk);
            count++;
        }
        part = end ? end + 1 + strspn(end + 1, " ") : part + strlen(part);
    }
    cr_assert_gt(count, 0);
    memory_free(text);
}

/* No byte of a foreign text reaches the terminal as more than a character in its cell. */
static inline void walk_check_frame(const struct screen *screen, const struct snapshot *snapshot,
                                    const struct command *why, const char *keys)
{
    static const int sizes[][2] = {{80, 24}, {60, 16}, {120, 40}, {20, 10}, {1, 1}, {300, 90}};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct walk walk = walk_open(screen, snapshot, why, keys);
        struct canvas *canvas = canvas_new(sizes[i][0], sizes[i][1]);
        screen->draw(canvas, walk.state, snapshot);
        golden_check_frame(canvas);
        canvas_free(canvas);
        walk_close(&walk);
    }
}

#endif
