/* SPDX-License-Identifier: MIT */
#include "ui/widget/toast.h"

enum { ROWS_BELOW = 4 };

void toast_draw(struct canvas *canvas, const char *text, enum style style)
{
    const int width = canvas_width(text) + 2;
    const int x = canvas->width > width ? canvas->width - width : 0;
    const int y = canvas->height > ROWS_BELOW ? canvas->height - ROWS_BELOW : 0;

    canvas_fill(canvas, rect_of(x, y, width, 1), ' ', style);
    canvas_cell(canvas, x + 1, y, canvas->width - x - 1, ALIGN_LEFT, style, text);
}
