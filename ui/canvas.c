/* SPDX-License-Identifier: MIT */
#include "ui/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"

enum { PRINT_ROOM = 1024, SIZE_MAX_CELLS = 2000, REPLACEMENT = '?', ELLIPSIS = 0x2026 };

static int within(int value, int most)
{
    return value < 1 ? 1 : value > most ? most : value;
}

struct canvas *canvas_new(int width, int height)
{
    struct canvas *canvas = memory_new(1, sizeof *canvas);

    canvas->width = within(width, SIZE_MAX_CELLS);
    canvas->height = within(height, SIZE_MAX_CELLS);
    canvas->cells =
        memory_new((size_t)canvas->width * (size_t)canvas->height, sizeof *canvas->cells);
    canvas_clear(canvas);
    return canvas;
}

void canvas_free(struct canvas *canvas)
{
    if (!canvas)
        return;
    memory_free(canvas->cells);
    memory_free(canvas);
}

struct rect canvas_area(const struct canvas *canvas)
{
    return rect_of(0, 0, canvas->width, canvas->height);
}

void canvas_clear(struct canvas *canvas)
{
    const size_t count = (size_t)canvas->width * (size_t)canvas->height;

    for (size_t i = 0; i < count; i++)
        canvas->cells[i] = (struct cell){.character = ' ', .style = STYLE_NORMAL};
    canvas->clip = canvas_area(canvas);
    canvas->cursor_x = canvas->cursor_y = -1;
}

struct rect canvas_clip(struct canvas *canvas, struct rect rect)
{
    const struct rect before = canvas->clip;

    canvas->clip = rect_meet(before, rect);
    return before;
}

void canvas_unclip(struct canvas *canvas, struct rect before)
{
    canvas->clip = before;
}

static struct cell *cell_at(struct canvas *canvas, int x, int y)
{
    return &canvas->cells[(size_t)y * (size_t)canvas->width + (size_t)x];
}

/* ---- characters ---- */

static bool is_between(uint32_t c, uint32_t first, uint32_t last)
{
    return c >= first && c <= last;
}

static bool is_combining(uint32_t c)
{
    return is_between(c, 0x300, 0x36f) || is_between(c, 0x483, 0x489) ||
           is_between(c, 0x591, 0x5bd) || is_between(c, 0x5bf, 0x5c7) ||
           is_between(c, 0x610, 0x61a) || is_between(c, 0x64b, 0x65f) || c == 0x670 ||
           is_between(c, 0x6d6, 0x6ed) || is_between(c, 0x900, 0x902) || c == 0x93c ||
           is_between(c, 0x941, 0x948) || c == 0x94d || is_between(c, 0xe31, 0xe3a) ||
           is_between(c, 0xe47, 0xe4e) || is_between(c, 0x1ab0, 0x1aff) ||
           is_between(c, 0x1dc0, 0x1dff) || is_between(c, 0x20d0, 0x20ff) ||
           is_between(c, 0xfe00, 0xfe0f) || is_between(c, 0xfe20, 0xfe2f) ||
           is_between(c, 0x1f3fb, 0x1f3ff) || is_between(c, 0xe0000, 0xe0fff);
}

static bool is_wide(uint32_t c)
{
    return is_between(c, 0x1100, 0x115f) || is_between(c, 0x231a, 0x231b) ||
           is_between(c, 0x2e80, 0x303e) || is_between(c, 0x3041, 0xa4cf) ||
           is_between(c, 0xa960, 0xa97f) || is_between(c, 0xac00, 0xd7a3) ||
           is_between(c, 0xf900, 0xfaff) || is_between(c, 0xfe30, 0xfe6f) ||
           is_between(c, 0xff00, 0xff60) || is_between(c, 0xffe0, 0xffe6) ||
           is_between(c, 0x16fe0, 0x18aff) || is_between(c, 0x1b000, 0x1b2ff) ||
           is_between(c, 0x1f004, 0x1f004) || is_between(c, 0x1f0cf, 0x1f0cf) ||
           is_between(c, 0x1f18e, 0x1f19a) || is_between(c, 0x1f200, 0x1f320) ||
           is_between(c, 0x1f32d, 0x1f5a4) || is_between(c, 0x1f5fb, 0x1f64f) ||
           is_between(c, 0x1f680, 0x1f6ff) || is_between(c, 0x1f7e0, 0x1f7eb) ||
           is_between(c, 0x1f900, 0x1faff) || is_between(c, 0x20000, 0x3fffd);
}

/* What would move the cursor, turn the direction, or not be seen at all. */
static bool is_forbidden(uint32_t c)
{
    return c < 0x20 || is_between(c, 0x7f, 0x9f) || c == 0xad || c == 0x61c || c == 0x180e ||
           is_between(c, 0x200b, 0x200f) || is_between(c, 0x2028, 0x202e) ||
           is_between(c, 0x2060, 0x206f) || c == 0xfeff || is_between(c, 0xfff0, 0xfffb) ||
           c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 ||
           is_between(c, 0xd800, 0xf8ff) || c > 0xeffff;
}

int canvas_character_width(uint32_t character)
{
    if (is_combining(character))
        return 0;
    return is_wide(character) ? 2 : 1;
}

/* The next character that takes room; 0 at the end. */
static uint32_t next_character(const char **text)
{
    while (**text) {
        uint32_t character = 0;
        size_t size = text_character(&character, slice_of_text(*text));
        if (size == 0) {
            character = REPLACEMENT;
            size = 1;
        }
        *text += size;
        if (is_forbidden(character))
            return REPLACEMENT;
        if (!is_combining(character))
            return character;
    }
    return 0;
}

int canvas_width(const char *text)
{
    int width = 0;
    uint32_t character = 0;

    while ((character = next_character(&text)) != 0)
        width += canvas_character_width(character);
    return width;
}

/* ---- drawing ---- */

/* Half of a wide character must not stay when the other half is drawn over. */
static void free_halves(struct canvas *canvas, int x, int y)
{
    struct cell *cell = cell_at(canvas, x, y);

    if (cell->character == 0 && x > 0)
        cell_at(canvas, x - 1, y)->character = ' ';
    if (canvas_character_width(cell->character) == 2 && x + 1 < canvas->width &&
        cell_at(canvas, x + 1, y)->character == 0)
        cell_at(canvas, x + 1, y)->character = ' ';
}

static uint32_t shown(const struct canvas *canvas, uint32_t character)
{
    if (!canvas->is_ascii || character < 0x80)
        return character;
    const char plain = theme_ascii(character);
    return plain ? (uint32_t)(unsigned char)plain : REPLACEMENT;
}

static void put(struct canvas *canvas, int x, int y, enum style style, uint32_t given)
{
    const uint32_t character = shown(canvas, given);
    const int width = canvas_character_width(character);

    if (width == 2 && rect_holds(canvas->clip, x, y) && rect_holds(canvas->clip, x + 1, y)) {
        free_halves(canvas, x, y);
        free_halves(canvas, x + 1, y);
        *cell_at(canvas, x, y) = (struct cell){.character = character, .style = style};
        *cell_at(canvas, x + 1, y) = (struct cell){.character = 0, .style = style};
        return;
    }
    for (int i = 0; i < width; i++) {
        if (!rect_holds(canvas->clip, x + i, y))
            continue;
        free_halves(canvas, x + i, y);
        *cell_at(canvas, x + i, y) =
            (struct cell){.character = width == 2 ? ' ' : character, .style = style};
    }
}

int canvas_text(struct canvas *canvas, int x, int y, enum style style, const char *text)
{
    uint32_t character = 0;

    while ((character = next_character(&text)) != 0) {
        put(canvas, x, y, style, character);
        x += canvas_character_width(shown(canvas, character));
    }
    return x;
}

int canvas_print(struct canvas *canvas, int x, int y, enum style style, const char *format, ...)
{
    char text[PRINT_ROOM];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return canvas_text(canvas, x, y, style, text);
}

static int start_of(int x, int width, int text_width, enum canvas_align align)
{
    switch (align) {
    case ALIGN_LEFT:
        return x;
    case ALIGN_RIGHT:
        return x + width - text_width;
    case ALIGN_CENTER:
        return x + (width - text_width) / 2;
    }
    return x;
}

void canvas_cell(struct canvas *canvas, int x, int y, int width, enum canvas_align align,
                 enum style style, const char *text)
{
    const int text_width = canvas_width(text);
    int left = width;
    uint32_t character = 0;

    if (width <= 0)
        return;
    const struct rect before = canvas_clip(canvas, rect_of(x, y, width, 1));
    if (text_width <= width) {
        (void)canvas_text(canvas, start_of(x, width, text_width, align), y, style, text);
    } else {
        while ((character = next_character(&text)) != 0) {
            const int columns = canvas_character_width(character);
            if (columns > left - 1)
                break;
            put(canvas, x + width - left, y, style, character);
            left -= columns;
        }
        put(canvas, x + width - left, y, style, ELLIPSIS);
    }
    canvas_unclip(canvas, before);
}

/* How many bytes of the text go into one line; *next is where the next begins. */
static size_t line_bytes(const char *text, int width, size_t *next)
{
    const char *at = text;
    size_t space = 0;
    int used = 0;

    while (*at && *at != '\n') {
        const char *before = at;
        if (*at == ' ')
            space = (size_t)(at - text);
        const uint32_t character = next_character(&at);
        used += character ? canvas_character_width(character) : 0;
        if (used <= width)
            continue;
        if (*before == ' ' || space > 0) {
            const size_t cut = *before == ' ' ? (size_t)(before - text) : space;
            *next = cut + 1;
            return cut;
        }
        *next = before == text ? (size_t)(at - text) : (size_t)(before - text);
        return *next;
    }
    *next = (size_t)(at - text) + (*at == '\n');
    return (size_t)(at - text);
}

int canvas_paragraph(struct canvas *canvas, struct rect rect, enum style style, const char *text)
{
    char line[PRINT_ROOM];
    int count = 0;

    if (rect.width < 1)
        return 0;
    const struct rect before = canvas_clip(canvas, rect);
    while (*text) {
        size_t next = 0;
        const size_t bytes = line_bytes(text, rect.width, &next);
        const size_t kept = bytes < sizeof line ? bytes : sizeof line - 1;
        memcpy(line, text, kept);
        line[kept] = 0;
        (void)canvas_text(canvas, rect.x, rect.y + count, style, line);
        text += next;
        count++;
    }
    canvas_unclip(canvas, before);
    return count;
}

void canvas_fill(struct canvas *canvas, struct rect rect, uint32_t character, enum style style)
{
    for (int y = rect.y; y < rect.y + rect.height; y++)
        for (int x = rect.x; x < rect.x + rect.width; x++)
            put(canvas, x, y, style, character);
}

void canvas_restyle(struct canvas *canvas, struct rect rect, enum style style)
{
    const struct rect inside = rect_meet(rect, canvas->clip);

    for (int y = inside.y; y < inside.y + inside.height; y++)
        for (int x = inside.x; x < inside.x + inside.width; x++)
            cell_at(canvas, x, y)->style = style;
}

void canvas_line(struct canvas *canvas, int x, int y, int width, enum style style)
{
    canvas_fill(canvas, rect_of(x, y, width, 1), 0x2500, style);
}

void canvas_cursor(struct canvas *canvas, int x, int y)
{
    if (!rect_holds(canvas->clip, x, y))
        return;
    canvas->cursor_x = x;
    canvas->cursor_y = y;
}

/* ---- as text ---- */

static void append_character(struct buffer *out, uint32_t c)
{
    uint8_t bytes[4];
    size_t size = 0;

    if (c < 0x80) {
        bytes[size++] = (uint8_t)c;
    } else if (c < 0x800) {
        bytes[size++] = (uint8_t)(0xc0 | c >> 6);
        bytes[size++] = (uint8_t)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        bytes[size++] = (uint8_t)(0xe0 | c >> 12);
        bytes[size++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        bytes[size++] = (uint8_t)(0x80 | (c & 0x3f));
    } else {
        bytes[size++] = (uint8_t)(0xf0 | c >> 18);
        bytes[size++] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
        bytes[size++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        bytes[size++] = (uint8_t)(0x80 | (c & 0x3f));
    }
    buffer_append(out, bytes, size);
}

void canvas_write_text(struct buffer *out, const struct canvas *canvas)
{
    for (int y = 0; y < canvas->height; y++) {
        const struct cell *row = &canvas->cells[(size_t)y * (size_t)canvas->width];
        int end = canvas->width;
        while (end > 0 && row[end - 1].character == ' ')
            end--;
        for (int x = 0; x < end; x++)
            if (row[x].character != 0)
                append_character(out, row[x].character);
        buffer_append(out, "\n", 1);
    }
}
