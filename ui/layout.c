/* SPDX-License-Identifier: MIT */
#include "ui/layout.h"

enum { USUAL_WIDTH = 80, USUAL_HEIGHT = 24, WIDE_WIDTH = 120, WIDE_HEIGHT = 30 };

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

enum layout_size layout_size(struct rect screen)
{
    if (screen.width < USUAL_WIDTH || screen.height < USUAL_HEIGHT)
        return LAYOUT_NARROW;
    return screen.width >= WIDE_WIDTH && screen.height >= WIDE_HEIGHT ? LAYOUT_WIDE : LAYOUT_USUAL;
}

struct rect rect_of(int x, int y, int width, int height)
{
    return (struct rect){.x = x, .y = y, .width = larger(width, 0), .height = larger(height, 0)};
}

struct rect rect_meet(struct rect a, struct rect b)
{
    const int x = larger(a.x, b.x);
    const int y = larger(a.y, b.y);

    return rect_of(x, y, smaller(a.x + a.width, b.x + b.width) - x,
                   smaller(a.y + a.height, b.y + b.height) - y);
}

bool rect_holds(struct rect rect, int x, int y)
{
    return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}

struct rect layout_top(struct rect *rect, int rows)
{
    const int taken = smaller(larger(rows, 0), rect->height);
    const struct rect out = rect_of(rect->x, rect->y, rect->width, taken);

    *rect = rect_of(rect->x, rect->y + taken, rect->width, rect->height - taken);
    return out;
}

struct rect layout_bottom(struct rect *rect, int rows)
{
    const int taken = smaller(larger(rows, 0), rect->height);
    const struct rect out = rect_of(rect->x, rect->y + rect->height - taken, rect->width, taken);

    rect->height -= taken;
    return out;
}

struct rect layout_left(struct rect *rect, int columns)
{
    const int taken = smaller(larger(columns, 0), rect->width);
    const struct rect out = rect_of(rect->x, rect->y, taken, rect->height);

    *rect = rect_of(rect->x + taken, rect->y, rect->width - taken, rect->height);
    return out;
}

struct rect layout_right(struct rect *rect, int columns)
{
    const int taken = smaller(larger(columns, 0), rect->width);
    const struct rect out = rect_of(rect->x + rect->width - taken, rect->y, taken, rect->height);

    rect->width -= taken;
    return out;
}

struct rect layout_inside(struct rect rect, int columns, int rows)
{
    return rect_of(rect.x + columns, rect.y + rows, rect.width - 2 * columns,
                   rect.height - 2 * rows);
}

struct rect layout_middle(struct rect rect, int width, int height)
{
    const int w = smaller(width, rect.width);
    const int h = smaller(height, rect.height);

    return rect_of(rect.x + (rect.width - w) / 2, rect.y + (rect.height - h) / 2, w, h);
}
