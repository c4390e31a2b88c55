/* SPDX-License-Identifier: MIT */
#include "ui/widget/frame.h"

#include <stdio.h>
#include <string.h>

#include "ui/screen.h"

enum { TABS = 8, TEXT_ROOM = 200 };

static const char *network_name(enum network network)
{
    switch (network) {
    case NETWORK_MAIN:
        return "mainnet";
    case NETWORK_TEST:
        return "testnet";
    case NETWORK_REGTEST:
        return "regtest";
    }
    return "";
}

static bool is_real_money(const struct snapshot *snapshot, const struct shown_wallet *wallet)
{
    return !snapshot->practice.is_practice && (!wallet || wallet->network == NETWORK_MAIN);
}

/* What is true now about the connections, in few words. */
static void write_truth(char out[static TEXT_ROOM], const struct snapshot *snapshot,
                        const struct shown_wallet *wallet)
{
    const char *router = snapshot->router == ERROR_NONE             ? "router ●"
                         : snapshot->router == ERROR_ROUTER_NOT_YET ? "router ○"
                                                                    : "router ✗";

    snprintf(out, TEXT_ROOM, "%s%s%s%s", wallet ? network_name(wallet->network) : "",
             wallet ? "  " : "", router, snapshot->is_talking ? " ↻" : "");
}

static void draw_header(struct canvas *canvas, struct rect row, const struct snapshot *snapshot)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);
    const bool is_open = snapshot->home == SHOWN_OPEN;
    const enum style style = is_real_money(snapshot, wallet) ? STYLE_HEADER : STYLE_PRACTICE;
    char left[TEXT_ROOM];
    char right[TEXT_ROOM] = "";

    if (is_open && wallet)
        snprintf(left, sizeof left, "%s  %s · %u-of-%u",
                 snapshot->practice.is_practice ? "GRIDLOCK  PRACTICE" : "GRIDLOCK", wallet->name,
                 wallet->t, wallet->n);
    else
        snprintf(left, sizeof left, "%s  %s",
                 snapshot->practice.is_practice ? "GRIDLOCK  PRACTICE" : "GRIDLOCK",
                 is_open ? snapshot->self.name : "");
    if (is_open)
        write_truth(right, snapshot, wallet);
    canvas_fill(canvas, row, ' ', style);
    const int right_width = canvas_width(right);
    canvas_cell(canvas, row.x + 1, row.y, row.width - right_width - 3, ALIGN_LEFT, style, left);
    canvas_cell(canvas, row.x + row.width - right_width - 1, row.y, right_width, ALIGN_LEFT, style,
                right);
}

/* One tab; gives the column behind it. */
static int draw_tab(struct canvas *canvas, int x, int y, int tab, bool is_here,
                    const struct snapshot *snapshot, bool is_short)
{
    const struct screen *screen = screen_by_tab(tab);
    const size_t open = tab == 5 ? snapshot_open_requests(snapshot) : 0;
    char text[TEXT_ROOM];
    char count[24] = "";

    if (open > 0)
        snprintf(count, sizeof count, "·%zu", open);
    if (is_short && !is_here)
        snprintf(text, sizeof text, " %d%s", tab, count);
    else
        snprintf(text, sizeof text, "%s%d %s%s%s", is_here ? "[" : " ", tab, screen->title, count,
                 is_here ? "]" : "");
    return canvas_text(canvas, x, y, is_here ? STYLE_ACCENT : STYLE_NORMAL, text);
}

static void draw_tabs(struct canvas *canvas, struct rect row, const struct snapshot *snapshot,
                      const char *name)
{
    const struct screen *here = screen_by_name(name);
    const int current = here ? screen_tab(here) : 0;
    int x = row.x;

    for (int tab = 1; tab <= TABS; tab++)
        if (screen_by_tab(tab))
            x = draw_tab(canvas, x, row.y, tab, tab == current, snapshot,
                         layout_size(canvas_area(canvas)) == LAYOUT_NARROW);
}

static void draw_title(struct canvas *canvas, struct rect row, const struct frame *frame)
{
    const int right = frame->right ? canvas_width(frame->right) : 0;

    canvas_cell(canvas, row.x + 1, row.y, row.width - right - 3, ALIGN_LEFT, STYLE_STRONG,
                frame->title);
    if (frame->right)
        canvas_cell(canvas, row.x + row.width - right - 1, row.y, right, ALIGN_LEFT, STYLE_DIM,
                    frame->right);
}

static void draw_hint(struct canvas *canvas, struct rect row, const struct snapshot *snapshot,
                      const struct frame *frame)
{
    const char *hint = frame->hint;
    enum style style = frame->hint_style;

    if (!hint && snapshot->outcome.code != ERROR_NONE) {
        hint = error_sentence(snapshot->outcome.code);
        style = STYLE_CARE;
    }
    if (hint)
        canvas_cell(canvas, row.x + 1, row.y, row.width - 2, ALIGN_LEFT, style, hint);
}

/* The next key and its word: up to three spaces. */
static size_t part_of(const char *keys)
{
    const char *end = strstr(keys, "   ");

    return end ? (size_t)(end - keys) : strlen(keys);
}

void frame_keys(struct canvas *canvas, int x, int y, int width, const char *keys)
{
    const int end = x + width;
    char part[TEXT_ROOM];

    while (*keys) {
        const size_t size = part_of(keys) < sizeof part ? part_of(keys) : sizeof part - 1;
        memcpy(part, keys, size);
        part[size] = 0;
        if (x + canvas_width(part) > end)
            return;
        char *word = strchr(part, ' ');
        if (word)
            *word = 0;
        x = canvas_text(canvas, x, y, STYLE_ACCENT, part);
        if (word)
            x = canvas_print(canvas, x, y, STYLE_NORMAL, " %s", word + 1);
        x += 3;
        keys += size;
        keys += strspn(keys, " ");
    }
}

struct rect frame_draw(struct canvas *canvas, const struct snapshot *snapshot,
                       const struct frame *frame)
{
    struct rect rest = canvas_area(canvas);

    draw_header(canvas, layout_top(&rest, 1), snapshot);
    const struct rect second = layout_top(&rest, 1);
    if (frame->title)
        draw_title(canvas, second, frame);
    else
        draw_tabs(canvas, second, snapshot, frame->name);
    const struct rect keys = layout_bottom(&rest, 1);
    frame_keys(canvas, keys.x + 1, keys.y, keys.width - 2, frame->keys);
    draw_hint(canvas, layout_bottom(&rest, 1), snapshot, frame);
    if (layout_size(canvas_area(canvas)) != LAYOUT_NARROW)
        canvas_line(canvas, 0, layout_bottom(&rest, 1).y, canvas->width, STYLE_DIM);
    return rest;
}
