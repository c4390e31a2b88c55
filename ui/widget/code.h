/* SPDX-License-Identifier: MIT */
/* code.h - a QR code in half blocks, black on white with its quiet zone. The only door to
 * libqrencode.
 */
#ifndef GRIDLOCK_UI_WIDGET_CODE_H
#define GRIDLOCK_UI_WIDGET_CODE_H

#include "ui/canvas.h"

/* Columns and rows it takes, quiet zone of 2 included; false: the text is too long for a code. */
bool code_size(int *columns, int *rows, const char *text);
/* In the middle of the rectangle; false (and nothing drawn) when it does not fit whole, or with the
 * plain character set, which has no half blocks. */
bool code_draw(struct canvas *canvas, struct rect rect, const char *text, bool is_inverted);

#endif
