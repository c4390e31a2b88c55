/* SPDX-License-Identifier: MIT */
/* Help: the keys of the screen below, those that work everywhere, and the glossary. */
#include <stdio.h>
#include <string.h>

#include "ui/find.h"
#include "ui/screen.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/page.h"

enum { KEY_WIDTH = 10, LINES_MOST = 400, LINE_ROOM = 200, PAGE_ROWS = 10 };

struct help {
    char below[COMMAND_SCREEN_MAX];
    bool is_glossary;
    bool is_finding;
    struct field wanted;
    int top;
};

static const struct {
    const char *term;
    const char *meaning;
} glossary[] = {
#define GLOSSARY(term, meaning) {term, meaning},
#include "ui/glossary.def"
#undef GLOSSARY
};

static const char everywhere[] =
    "Esc\tone level up; drafts stay\n1-8\tthe tabs\n?\tthis help\nF2\tthe glossary\n"
    ": Ctrl-P\tfind any screen or action by typing\nL\tlock\n"
    "F5\task router and nodes again\nCtrl-L\tdraw anew\n"
    "q\tback, at last out of Gridlock\nF10\tleave Gridlock\n";

static void open_it(void *state, const struct snapshot *snapshot, const struct command *why)
{
    struct help *help = state;

    (void)snapshot;
    if (why)
        snprintf(help->below, sizeof help->below, "%.23s", why->text);
    help->is_glossary = why && why->number == 1;
}

/* "key\tmeaning\n" line by line. */
static void write_keys(struct page *page, const char *keys)
{
    char line[LINE_ROOM];

    while (*keys) {
        const size_t size = strcspn(keys, "\n");
        snprintf(line, sizeof line, "%.*s", (int)size, keys);
        char *meaning = strchr(line, '\t');
        if (meaning) {
            *meaning = 0;
            page_pair(page, KEY_WIDTH, line, STYLE_NORMAL, meaning + 1);
        }
        keys += size + (keys[size] == '\n');
    }
}

static void write_help(struct page *page, const struct help *help)
{
    const struct screen *below = screen_by_name(help->below);

    if (below) {
        page_print(page, STYLE_ACCENT, "On the screen “%s”", below->title);
        write_keys(page, below->keys ? below->keys : "");
        page_gap(page);
    }
    page_text(page, STYLE_ACCENT, "Everywhere");
    write_keys(page, everywhere);
    page_gap(page);
    page_text(page, STYLE_DIM,
              "In lists: arrows or j k, g and G, PgUp and PgDn. Everything is also "
              "a verb: 'gridlock help'. Without screens: 'gridlock --plain'.");
}

static void write_glossary(struct page *page, const struct help *help)
{
    size_t shown = 0;

    for (size_t i = 0; i < sizeof glossary / sizeof glossary[0]; i++) {
        if (!find_in(glossary[i].term, help->wanted.text) &&
            !find_in(glossary[i].meaning, help->wanted.text))
            continue;
        page_text(page, STYLE_STRONG, glossary[i].term);
        page_pair(page, 2, "", STYLE_NORMAL, glossary[i].meaning);
        shown++;
    }
    if (shown == 0)
        page_text(page, STYLE_DIM, "No term has this word.");
}

static void write_page(struct page *page, const void *context)
{
    const struct help *help = context;

    if (help->is_glossary)
        write_glossary(page, help);
    else
        write_help(page, help);
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct help *help = state;
    const char *keys = help->is_finding    ? "Enter keep   Esc show all"
                       : help->is_glossary ? "/ find   Tab keys   ↑↓ more   Esc close"
                                           : "Tab glossary   : palette   ↑↓ more   Esc close";
    const struct frame frame = {.name = "help",
                                .title = help->is_glossary ? "Glossary" : "Help",
                                .hint = "Nothing is sent or changed from here.",
                                .keys = keys};
    struct rect body = frame_draw(canvas, snapshot, &frame);

    if (help->is_finding || (help->is_glossary && help->wanted.text[0])) {
        const struct rect line = layout_top(&body, 1);
        field_draw_labelled(canvas, line.x + 1, line.y, 6, line.width - 2, "find", &help->wanted,
                            help->is_finding);
    }
    page_draw(canvas, layout_inside(body, 1, 0), help->top, write_page, help);
}

static enum screen_answer key_finding(struct help *help, const struct key *key)
{
    if (key->press == PRESS_ESCAPE)
        field_set(&help->wanted, "");
    if (key->press == PRESS_ESCAPE || key->press == PRESS_ENTER)
        help->is_finding = false;
    else
        field_key(&help->wanted, key);
    help->top = 0;
    return SCREEN_STAY;
}

static bool scroll(struct help *help, const struct key *key)
{
    const int step = key_is_up(key)                  ? -1
                     : key_is_down(key)              ? 1
                     : key->press == PRESS_PAGE_UP   ? -PAGE_ROWS
                     : key->press == PRESS_PAGE_DOWN ? PAGE_ROWS
                                                     : 0;

    help->top += step;
    if (help->top < 0)
        help->top = 0;
    if (help->top > LINES_MOST)
        help->top = LINES_MOST;
    return step != 0;
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    struct help *help = state;

    (void)snapshot;
    if (help->is_finding)
        return key_finding(help, key);
    if (key_is(key, '?') || key->press == PRESS_F1)
        return SCREEN_BACK;
    if (key_is(key, ':')) {
        snprintf(command->screen, sizeof command->screen, "palette");
        return SCREEN_REPLACE;
    }
    if (key->press == PRESS_TAB || key->press == PRESS_F2) {
        help->is_glossary = !help->is_glossary;
        help->top = 0;
        return SCREEN_STAY;
    }
    if (help->is_glossary && key_is(key, '/')) {
        help->is_finding = true;
        return SCREEN_STAY;
    }
    return scroll(help, key) ? SCREEN_STAY : SCREEN_PASS;
}

const struct screen screen_help = {
    .name = "help",
    .title = "Help",
    .keys = "Tab\tkeys or glossary\n/\tfind in the glossary\n:\tfind any screen or action\n"
            "↑↓\tread on\n?\tclose\n",
    .state_size = sizeof(struct help),
    .open = open_it,
    .draw = draw,
    .key = on_key,
};
