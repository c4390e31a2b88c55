/* SPDX-License-Identifier: MIT */
#include "ui/widget/meter.h"

void meter_draw(struct canvas *canvas, int x, int y, int width, uint64_t done, uint64_t total,
                enum style style)
{
    const uint64_t part = done < total ? done : total;
    const int full =
        total == 0 || width < 1
            ? 0
            : (int)((part / total) * (uint64_t)width + (part % total) * (uint64_t)width / total);

    canvas_fill(canvas, rect_of(x, y, full, 1), 0x2588, style);
    canvas_fill(canvas, rect_of(x + full, y, width - full, 1), 0x2591, STYLE_DIM);
}
