/* SPDX-License-Identifier: MIT */
#include "ui/widget/code.h"

#include <qrencode.h>

enum { QUIET = 2, TEXT_MOST = 1200 };

static QRcode *encode(const char *text)
{
    if (text[0] == 0 || slice_of_text(text).size > TEXT_MOST)
        return NULL;
    return QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
}

static int rows_of(int side)
{
    return (side + 1) / 2;
}

bool code_size(int *columns, int *rows, const char *text)
{
    QRcode *code = encode(text);

    if (!code)
        return false;
    *columns = code->width + 2 * QUIET;
    *rows = rows_of(code->width + 2 * QUIET);
    QRcode_free(code);
    return true;
}

static bool is_dark(const QRcode *code, int x, int y)
{
    const int column = x - QUIET;
    const int row = y - QUIET;

    if (column < 0 || row < 0 || column >= code->width || row >= code->width)
        return false;
    return code->data[row * code->width + column] & 1;
}

/* Two modules stand in one cell, above each other. */
static uint32_t half_blocks(bool upper, bool lower)
{
    if (upper)
        return lower ? 0x2588 : 0x2580;
    return lower ? 0x2584 : ' ';
}

bool code_draw(struct canvas *canvas, struct rect rect, const char *text, bool is_inverted)
{
    QRcode *code = canvas->is_ascii ? NULL : encode(text);

    if (!code)
        return false;
    const int side = code->width + 2 * QUIET;
    const bool fits = side <= rect.width && rows_of(side) <= rect.height;
    const struct rect place = layout_middle(rect, side, rows_of(side));
    for (int y = 0; fits && y < rows_of(side); y++)
        for (int x = 0; x < side; x++)
            canvas_fill(canvas, rect_of(place.x + x, place.y + y, 1, 1),
                        half_blocks(is_dark(code, x, 2 * y), is_dark(code, x, 2 * y + 1)),
                        is_inverted ? STYLE_CODE_INVERTED : STYLE_CODE);
    QRcode_free(code);
    return fits;
}
