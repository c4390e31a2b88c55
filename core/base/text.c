/* SPDX-License-Identifier: MIT */
#include "core/base/text.h"

#include <string.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* What a terminal would obey, reorder or not show at all (Unicode 15: Cc, bidi controls, Cf and
 * other characters without width or ink). */
static const struct range hidden[] = {
    {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x034f, 0x034f}, {0x0600, 0x0605},
    {0x061c, 0x061c},   {0x06dd, 0x06dd},   {0x070f, 0x070f},   {0x115f, 0x1160}, {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f}, {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb}, {0xfffe, 0xffff},
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

static bool is_hidden(uint32_t character)
{
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (character >= hidden[i].first && character <= hidden[i].last)
            return true;
    return false;
}

result text_copy(char *out, size_t room, const char *text)
{
    const size_t size = strlen(text);

    CHECK(size < room, TEXT_LONG);
    memcpy(out, text, size + 1);
    return OK;
}

/* How many bytes a character takes that starts with this byte; 0 when none does. */
static size_t size_by_first(uint8_t first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

size_t text_character(uint32_t *out, struct slice bytes)
{
    static const uint8_t mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t size = bytes.size ? size_by_first(bytes.data[0]) : 0;

    if (size == 0 || size > bytes.size)
        return 0;
    uint32_t value = bytes.data[0] & mask[size];
    for (size_t i = 1; i < size; i++) {
        if ((bytes.data[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (bytes.data[i] & 0x3f);
    }
    if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *out = value;
    return size;
}

void text_showable(char *out, size_t room, struct slice foreign)
{
    size_t used = 0;

    if (room == 0)
        return;
    while (foreign.size > 0) {
        uint32_t character = 0;
        const size_t size = text_character(&character, foreign);
        const bool is_plain = size > 0 && !is_hidden(character);
        const size_t shown = is_plain ? size : 1;
        const size_t taken = size ? size : 1;
        if (used + shown >= room)
            break;
        if (is_plain)
            memcpy(out + used, foreign.data, size);
        else
            out[used] = '?';
        used += shown;
        foreign = slice_of(foreign.data + taken, foreign.size - taken);
    }
    out[used] = 0;
}

bool text_is_showable(struct slice foreign)
{
    while (foreign.size > 0) {
        uint32_t character = 0;
        const size_t size = text_character(&character, foreign);
        if (size == 0 || is_hidden(character))
            return false;
        foreign = slice_of(foreign.data + size, foreign.size - size);
    }
    return true;
}

bool text_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}
