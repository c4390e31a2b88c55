/* SPDX-License-Identifier: MIT */
/* layout.h - rectangles and how they are divided. Never gives a negative size. */
#ifndef GRIDLOCK_UI_LAYOUT_H
#define GRIDLOCK_UI_LAYOUT_H

#include <stdbool.h>

struct rect {
    int x, y, width, height;
};

enum layout_size {
    LAYOUT_NARROW, /* below 80 columns or 24 rows: one column, no sides of boxes */
    LAYOUT_USUAL,
    LAYOUT_WIDE /* 120 x 30 and more */
};

enum layout_size layout_size(struct rect screen);
struct rect rect_of(int x, int y, int width, int height);
struct rect rect_meet(struct rect a, struct rect b);
bool rect_holds(struct rect rect, int x, int y);
/* Takes rows or columns away and gives what was taken; `rect` is what is left. */
struct rect layout_top(struct rect *rect, int rows);
struct rect layout_bottom(struct rect *rect, int rows);
struct rect layout_left(struct rect *rect, int columns);
struct rect layout_right(struct rect *rect, int columns);
struct rect layout_inside(struct rect rect, int columns, int rows); /* smaller on each side */
struct rect layout_middle(struct rect rect, int width, int height); /* centred, at most as large */

#endif
