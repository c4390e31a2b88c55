/* SPDX-License-Identifier: MIT */
#include "ui/widget/page.h"

#include <stdarg.h>
#include <stdio.h>

enum { PAGE_ROOM = 2048, TALL = 10000 };

void page_gap(struct page *page)
{
    page->row++;
}

void page_text(struct page *page, enum style style, const char *text)
{
    page->row += canvas_paragraph(
        page->canvas, rect_of(page->rect.x, page->row, page->rect.width, TALL), style, text);
}

void page_print(struct page *page, enum style style, const char *format, ...)
{
    char text[PAGE_ROOM];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    page_text(page, style, text);
}

void page_pair(struct page *page, int label_width, const char *label, enum style style,
               const char *text)
{
    const int width = page->rect.width - label_width;

    canvas_cell(page->canvas, page->rect.x, page->row, label_width - 1, ALIGN_LEFT, STYLE_DIM,
                label);
    const int rows = canvas_paragraph(
        page->canvas, rect_of(page->rect.x + label_width, page->row, width, TALL), style, text);
    page->row += rows > 0 ? rows : 1;
}

static int measure(struct canvas *canvas, struct rect rect,
                   void (*write)(struct page *page, const void *context), const void *context)
{
    struct page page = {.canvas = canvas, .rect = rect};
    const struct rect before = canvas_clip(canvas, rect_of(0, 0, 0, 0));

    write(&page, context);
    canvas_unclip(canvas, before);
    return page.row;
}

/* Has a row of its own: it must never cover a part of an address. */
static void draw_more(struct canvas *canvas, struct rect row, bool is_above, bool is_below)
{
    canvas_cell(canvas, row.x, row.y, row.width, ALIGN_RIGHT, STYLE_DIM,
                is_above && is_below ? "▲ ▼ more"
                : is_below           ? "▼ more"
                                     : "▲ more");
}

int page_draw(struct canvas *canvas, struct rect rect, int top,
              void (*write)(struct page *page, const void *context), const void *context)
{
    enum { ROWS_LEAST = 3 };
    const int total = measure(canvas, rect, write, context);
    const bool is_long = total > rect.height && rect.height >= ROWS_LEAST;
    const struct rect marks = is_long ? layout_bottom(&rect, 1) : rect;
    const int most = total > rect.height ? total - rect.height : 0;
    const int first = top < 0 ? 0 : top > most ? most : top;
    struct page page = {.canvas = canvas, .rect = rect, .row = rect.y - first};
    const struct rect before = canvas_clip(canvas, rect);

    write(&page, context);
    canvas_unclip(canvas, before);
    if (is_long)
        draw_more(canvas, marks, first > 0, first < most);
    return total;
}
