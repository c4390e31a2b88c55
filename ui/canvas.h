/* SPDX-License-Identifier: MIT */
/* canvas.h - a grid of cells in memory. All drawing ends here, and nothing outside the clip is ever
 * touched: a hostile name can neither leave its cell nor send a byte to the terminal.
 *
 * Control, bidi and zero-width characters are drawn as '?'; wide characters take two cells or,
 * where only one is left, a space.
 */
#ifndef GRIDLOCK_UI_CANVAS_H
#define GRIDLOCK_UI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "ui/layout.h"
#include "ui/theme.h"

struct cell {
    uint32_t character; /* 0: the right half of a wide one */
    enum style style;
};

struct canvas {
    int width, height;
    struct cell *cells;
    struct rect clip;
    bool is_ascii;          /* drawing characters become plain ones */
    int cursor_x, cursor_y; /* -1: not shown */
};

enum canvas_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER };

struct canvas *canvas_new(int width, int height); /* at least 1 x 1; blank */
void canvas_free(struct canvas *canvas);          /* NULL is fine */
void canvas_clear(struct canvas *canvas);         /* all blank, whole clip, no cursor */
struct rect canvas_area(const struct canvas *canvas);
/* From here on only inside this rectangle and the clip before; gives the clip before. */
struct rect canvas_clip(struct canvas *canvas, struct rect rect);
void canvas_unclip(struct canvas *canvas, struct rect before);

/* Writes from x on; gives the column behind the text. */
int canvas_text(struct canvas *canvas, int x, int y, enum style style, const char *text);
int canvas_print(struct canvas *canvas, int x, int y, enum style style, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* In `width` columns; what is too long ends with '…'. */
void canvas_cell(struct canvas *canvas, int x, int y, int width, enum canvas_align align,
                 enum style style, const char *text);
/* Wraps at spaces (and inside what is longer than a line); gives the number of lines it took, also
 * of those that did not fit. */
int canvas_paragraph(struct canvas *canvas, struct rect rect, enum style style, const char *text);
void canvas_fill(struct canvas *canvas, struct rect rect, uint32_t character, enum style style);
/* Changes how something looks that is drawn already: the selected row. */
void canvas_restyle(struct canvas *canvas, struct rect rect, enum style style);
void canvas_line(struct canvas *canvas, int x, int y, int width, enum style style); /* ─── */
void canvas_cursor(struct canvas *canvas, int x, int y);

/* How many columns a text takes. */
int canvas_width(const char *text);
/* 0, 1 or 2 columns. */
int canvas_character_width(uint32_t character);
/* The canvas as lines of text without trailing spaces. */
void canvas_write_text(struct buffer *out, const struct canvas *canvas);

#endif
