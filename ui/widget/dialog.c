/* SPDX-License-Identifier: MIT */
#include "ui/widget/dialog.h"

#include "ui/widget/box.h"
#include "ui/widget/frame.h"

enum { WIDTH = 64, SIDES = 4, ROWS = 5 }; /* frame, a free row, keys */

/* How many lines the text takes in this width. */
static int height_of(struct canvas *canvas, int width, const char *text)
{
    return canvas_paragraph(canvas, rect_of(-1, -1, width, 0), STYLE_NORMAL, text);
}

struct rect dialog_draw(struct canvas *canvas, const struct dialog *dialog, int extra_rows)
{
    const struct rect area = canvas_area(canvas);
    const int width = area.width < WIDTH ? area.width : WIDTH;
    const int lines = height_of(canvas, width - SIDES, dialog->text);
    const struct rect outer = layout_middle(area, width, lines + extra_rows + ROWS);
    const enum style frame = dialog->style == STYLE_NORMAL ? STYLE_ACCENT : dialog->style;

    canvas_fill(canvas, outer, ' ', STYLE_NORMAL);
    canvas->cursor_x = canvas->cursor_y = -1;
    struct rect inner = layout_inside(box_draw_double(canvas, outer, dialog->title, frame), 1, 0);
    const struct rect keys = layout_bottom(&inner, 1);
    frame_keys(canvas, keys.x, keys.y, keys.width, dialog->keys);
    (void)layout_top(&inner, 1);
    const struct rect extra = layout_bottom(&inner, extra_rows);
    (void)canvas_paragraph(canvas, inner, STYLE_NORMAL, dialog->text);
    return extra;
}
