/* SPDX-License-Identifier: MIT */
#include "ui/widget/hidden_field.h"

#include <string.h>

static void append(struct hidden_field *field, const uint8_t *bytes, size_t size)
{
    if (field->size + size > HIDDEN_FIELD_MAX)
        return;
    if (!field->secret)
        field->secret = secret_new(HIDDEN_FIELD_MAX);
    uint8_t *room = secret_lend(field->secret);
    memcpy(room + field->size, bytes, size);
    secret_take_back(field->secret);
    field->size += size;
}

static void type(struct hidden_field *field, uint32_t c)
{
    uint8_t bytes[4];
    size_t size = 0;

    if (c < 0x80) {
        bytes[size++] = (uint8_t)c;
    } else if (c < 0x800) {
        bytes[size++] = (uint8_t)(0xc0 | c >> 6);
        bytes[size++] = (uint8_t)(0x80 | (c & 0x3f));
    } else {
        if (c >= 0x10000)
            bytes[size++] = (uint8_t)(0xf0 | c >> 18);
        bytes[size++] = (uint8_t)(c >= 0x10000 ? 0x80 | (c >> 12 & 0x3f) : 0xe0 | c >> 12);
        bytes[size++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        bytes[size++] = (uint8_t)(0x80 | (c & 0x3f));
    }
    append(field, bytes, size);
    volatile uint8_t *wiped = bytes;
    for (size_t i = 0; i < sizeof bytes; i++)
        wiped[i] = 0;
}

/* Takes back the last character, all bytes of it. */
static void shorten(struct hidden_field *field)
{
    if (field->size == 0)
        return;
    uint8_t *bytes = secret_lend(field->secret);
    do {
        field->size--;
        const bool is_middle = (bytes[field->size] & 0xc0) == 0x80;
        bytes[field->size] = 0;
        if (!is_middle)
            break;
    } while (field->size > 0);
    secret_take_back(field->secret);
}

static void paste(struct hidden_field *field, const char *bytes, size_t size)
{
    while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r'))
        size--;
    append(field, (const uint8_t *)bytes, size);
}

bool hidden_field_key(struct hidden_field *field, const struct key *key)
{
    if (key->press == PRESS_CHARACTER)
        type(field, key->character);
    else if (key->press == PRESS_PASTE)
        paste(field, key->paste, key->paste_size);
    else if (key->press == PRESS_BACKSPACE)
        shorten(field);
    else if (key->press == PRESS_KILL)
        hidden_field_wipe(field);
    else
        return false;
    return true;
}

void hidden_field_draw(struct canvas *canvas, int x, int y, int width,
                       const struct hidden_field *field, bool has_focus)
{
    int count = 0;

    const struct rect before = canvas_clip(canvas, rect_of(x, y, width, 1));
    canvas_fill(canvas, rect_of(x, y, width, 1), ' ', STYLE_FIELD);
    for (size_t i = 0; i < field->size && count < width - 1; i++, count++)
        (void)canvas_text(canvas, x + count, y, STYLE_FIELD, "•");
    if (has_focus)
        canvas_cursor(canvas, x + count, y);
    canvas_unclip(canvas, before);
}

bool hidden_field_is_same(const struct hidden_field *one, const struct hidden_field *other)
{
    uint8_t difference = 0;

    if (one->size != other->size)
        return false;
    if (one->size == 0)
        return true;
    const uint8_t *left = secret_lend(one->secret);
    const uint8_t *right = secret_lend(other->secret);
    for (size_t i = 0; i < one->size; i++)
        difference |= (uint8_t)(left[i] ^ right[i]);
    secret_take_back(one->secret);
    secret_take_back(other->secret);
    return difference == 0;
}

struct secret *hidden_field_take(struct hidden_field *field)
{
    if (field->size == 0)
        return NULL;
    struct secret *out = secret_new(field->size);
    memcpy(secret_lend(out), secret_lend(field->secret), field->size);
    secret_take_back(out);
    secret_take_back(field->secret);
    hidden_field_wipe(field);
    return out;
}

void hidden_field_wipe(struct hidden_field *field)
{
    secret_free(field->secret);
    field->secret = NULL;
    field->size = 0;
}
