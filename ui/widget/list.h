/* SPDX-License-Identifier: MIT */
/* list.h - which row is selected and which rows are seen. The rows themselves are the screen's. */
#ifndef GRIDLOCK_UI_WIDGET_LIST_H
#define GRIDLOCK_UI_WIDGET_LIST_H

#include "ui/canvas.h"
#include "ui/keys.h"

struct list {
    size_t selected;
};

/* Arrows, jk, g G, PgUp PgDn, Home End, wheel. True: taken. */
bool list_key(struct list *list, const struct key *key, size_t count);
/* The first row to draw so that the selected one is seen among `rows`. */
size_t list_top(const struct list *list, size_t count, int rows);
/* The selected row, never beyond the last. */
size_t list_selected(const struct list *list, size_t count);
/* Marks a row that was drawn: a sign at its left, and reversed. */
void list_mark(struct canvas *canvas, struct rect row);
/* "▲ 3 more" / "▼ 12 more" at the right of the first and last row. */
void list_more(struct canvas *canvas, struct rect rect, size_t top, size_t count);

#endif
