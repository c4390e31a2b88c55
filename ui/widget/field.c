/* SPDX-License-Identifier: MIT */
#include "ui/widget/field.h"

#include <string.h>

#include "core/base/text.h"

static size_t most(const struct field *field)
{
    return field->limit > 0 && field->limit < FIELD_MAX ? field->limit : FIELD_MAX - 1;
}

static size_t encode(char out[static 4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

static void insert(struct field *field, const char *bytes, size_t size)
{
    const size_t length = strlen(field->text);

    if (length + size > most(field))
        return;
    memmove(&field->text[field->cursor + size], &field->text[field->cursor],
            length - field->cursor + 1);
    memcpy(&field->text[field->cursor], bytes, size);
    field->cursor += size;
}

static size_t before(const struct field *field, size_t at)
{
    while (at > 0 && ((unsigned char)field->text[at - 1] & 0xc0) == 0x80)
        at--;
    return at > 0 ? at - 1 : 0;
}

static size_t after(const struct field *field, size_t at)
{
    if (field->text[at])
        at++;
    while (((unsigned char)field->text[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static void cut(struct field *field, size_t from, size_t to)
{
    memmove(&field->text[from], &field->text[to], strlen(&field->text[to]) + 1);
    field->cursor = from;
}

void field_set(struct field *field, const char *text)
{
    const size_t room = most(field) + 1;

    text_showable(field->text, room, slice_of_text(text));
    field->cursor = strlen(field->text);
}

/* Line breaks and tabs become spaces, those at the ends go; nothing else is let in that cannot be
 * shown. */
static void paste(struct field *field, const char *bytes, size_t size)
{
    while (size > 0 && memchr(" \t\r\n", bytes[0], 4)) {
        bytes++;
        size--;
    }
    while (size > 0 && memchr(" \t\r\n", bytes[size - 1], 4))
        size--;
    while (size > 0) {
        uint32_t character = 0;
        const size_t length = text_character(&character, slice_of(bytes, size));
        const bool is_space = length == 1 && memchr("\t\r\n", bytes[0], 3);
        if (is_space)
            insert(field, " ", 1);
        else if (length > 0 && text_is_showable(slice_of(bytes, length)))
            insert(field, bytes, length);
        bytes += length > 0 ? length : 1;
        size -= length > 0 ? length : 1;
    }
}

static bool type(struct field *field, uint32_t character)
{
    char bytes[4];
    const size_t size = encode(bytes, character);

    if (text_is_showable(slice_of(bytes, size)))
        insert(field, bytes, size);
    return true;
}

static bool edit(struct field *field, enum press press)
{
    if (press == PRESS_BACKSPACE)
        cut(field, before(field, field->cursor), field->cursor);
    else if (press == PRESS_DELETE)
        cut(field, field->cursor, after(field, field->cursor));
    else if (press == PRESS_LEFT)
        field->cursor = before(field, field->cursor);
    else if (press == PRESS_RIGHT)
        field->cursor = after(field, field->cursor);
    else if (press == PRESS_HOME)
        field->cursor = 0;
    else if (press == PRESS_END)
        field->cursor = strlen(field->text);
    else if (press == PRESS_KILL)
        cut(field, 0, strlen(field->text));
    else
        return false;
    return true;
}

bool field_key(struct field *field, const struct key *key)
{
    if (key->press == PRESS_CHARACTER)
        return type(field, key->character);
    if (key->press == PRESS_PASTE) {
        paste(field, key->paste, key->paste_size);
        return true;
    }
    return edit(field, key->press);
}

void field_draw(struct canvas *canvas, int x, int y, int width, const struct field *field,
                bool has_focus)
{
    const char *from = field->text;
    char head[FIELD_MAX];

    if (width < 2)
        return;
    memcpy(head, field->text, field->cursor);
    head[field->cursor] = 0;
    const char *shown = head;
    while (canvas_width(shown) > width - 1) {
        from = &field->text[after(field, (size_t)(from - field->text))];
        shown = &head[from - field->text];
    }
    const struct rect clip = canvas_clip(canvas, rect_of(x, y, width, 1));
    canvas_fill(canvas, rect_of(x, y, width, 1), ' ', STYLE_FIELD);
    (void)canvas_text(canvas, x, y, STYLE_FIELD, from);
    if (has_focus)
        canvas_cursor(canvas, x + canvas_width(shown), y);
    canvas_unclip(canvas, clip);
}

void field_draw_labelled(struct canvas *canvas, int x, int y, int label_width, int width,
                         const char *label, const struct field *field, bool has_focus)
{
    canvas_cell(canvas, x, y, label_width, ALIGN_LEFT, has_focus ? STYLE_ACCENT : STYLE_NORMAL,
                label);
    field_draw(canvas, x + label_width, y, width, field, has_focus);
}
