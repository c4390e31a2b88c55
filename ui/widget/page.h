/* SPDX-License-Identifier: MIT */
/* page.h - running text with headings and pairs, in as many lines as it takes; scrolled where the
 * room is smaller. It is written twice: once to see how long it is, once to be seen.
 */
#ifndef GRIDLOCK_UI_WIDGET_PAGE_H
#define GRIDLOCK_UI_WIDGET_PAGE_H

#include "ui/canvas.h"

struct page {
    struct canvas *canvas;
    struct rect rect;
    int row; /* where the next line goes; may be outside the rectangle */
};

void page_gap(struct page *page);
void page_text(struct page *page, enum style style, const char *text);
void page_print(struct page *page, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "To      bc1q ..." with what follows under itself. */
void page_pair(struct page *page, int label_width, const char *label, enum style style,
               const char *text);

/* `top`: the first line to be seen; clamped. Gives the number of lines in all. */
int page_draw(struct canvas *canvas, struct rect rect, int top,
              void (*write)(struct page *page, const void *context), const void *context);

#endif
