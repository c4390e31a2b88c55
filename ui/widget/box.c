/* SPDX-License-Identifier: MIT */
#include "ui/widget/box.h"

enum { NARROW = 80, TITLE_X = 2 };

struct sides {
    uint32_t across, down, top_left, top_right, bottom_left, bottom_right;
};

static const struct sides single = {0x2500, 0x2502, 0x256d, 0x256e, 0x2570, 0x256f};
static const struct sides doubled = {0x2550, 0x2551, 0x2554, 0x2557, 0x255a, 0x255d};

static void put(struct canvas *canvas, int x, int y, uint32_t character, enum style style)
{
    canvas_fill(canvas, rect_of(x, y, 1, 1), character, style);
}

static void draw_sides(struct canvas *canvas, struct rect rect, const struct sides *sides,
                       enum style style)
{
    const int right = rect.x + rect.width - 1;
    const int bottom = rect.y + rect.height - 1;

    canvas_fill(canvas, rect_of(rect.x, rect.y, rect.width, 1), sides->across, style);
    canvas_fill(canvas, rect_of(rect.x, bottom, rect.width, 1), sides->across, style);
    canvas_fill(canvas, rect_of(rect.x, rect.y, 1, rect.height), sides->down, style);
    canvas_fill(canvas, rect_of(right, rect.y, 1, rect.height), sides->down, style);
    put(canvas, rect.x, rect.y, sides->top_left, style);
    put(canvas, right, rect.y, sides->top_right, style);
    put(canvas, rect.x, bottom, sides->bottom_left, style);
    put(canvas, right, bottom, sides->bottom_right, style);
}

/* " title " set into the top line, and " right " at its end; the title gives way. */
static void draw_titles(struct canvas *canvas, struct rect rect, const char *title,
                        const char *right, enum style style)
{
    const int right_width = right ? canvas_width(right) + 2 : 0;
    int room = rect.width - TITLE_X - 2 - (right ? right_width + 1 : 0);
    const bool has_right = right && room >= 0;

    if (!has_right)
        room = rect.width - TITLE_X - 2;
    if (title && room > 2) {
        const int width = canvas_width(title) < room - 2 ? canvas_width(title) : room - 2;
        put(canvas, rect.x + TITLE_X, rect.y, ' ', style);
        canvas_cell(canvas, rect.x + TITLE_X + 1, rect.y, width, ALIGN_LEFT, style, title);
        put(canvas, rect.x + TITLE_X + 1 + width, rect.y, ' ', style);
    }
    if (has_right)
        (void)canvas_print(canvas, rect.x + rect.width - 2 - right_width, rect.y, STYLE_DIM, " %s ",
                           right);
}

struct rect box_draw(struct canvas *canvas, struct rect rect, const char *title, const char *right)
{
    if (rect.width < 4 || rect.height < 1)
        return rect_of(rect.x, rect.y, 0, 0);
    if (canvas->width < NARROW || rect.height < 2) {
        canvas_line(canvas, rect.x, rect.y, rect.width, STYLE_DIM);
        draw_titles(canvas, rect_of(rect.x - 1, rect.y, rect.width + 1, 1), title, right,
                    STYLE_ACCENT);
        return rect_of(rect.x, rect.y + 1, rect.width, rect.height - 1);
    }
    draw_sides(canvas, rect, &single, STYLE_DIM);
    draw_titles(canvas, rect, title, right, STYLE_ACCENT);
    return layout_inside(rect, 1, 1);
}

struct rect box_draw_double(struct canvas *canvas, struct rect rect, const char *title,
                            enum style style)
{
    if (rect.width < 4 || rect.height < 2)
        return rect_of(rect.x, rect.y, 0, 0);
    draw_sides(canvas, rect, &doubled, style);
    draw_titles(canvas, rect, title, NULL, style);
    return layout_inside(rect, 1, 1);
}
