/* SPDX-License-Identifier: MIT */
#include "core/base/hex.h"

#include <string.h>

void hex_encode(char *out, struct slice bytes)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < bytes.size; i++) {
        out[2 * i] = digits[bytes.data[i] >> 4];
        out[2 * i + 1] = digits[bytes.data[i] & 15];
    }
    out[2 * bytes.size] = 0;
}

void hex_append(struct buffer *buffer, struct slice bytes)
{
    char *out = (char *)buffer_extend(buffer, 2 * bytes.size + 1);

    hex_encode(out, bytes);
    buffer->size--;
}

static int value_of(uint8_t digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

static result decode(uint8_t *out, struct slice text)
{
    for (size_t i = 0; i < text.size / 2; i++) {
        const int high = value_of(text.data[2 * i]);
        const int low = value_of(text.data[2 * i + 1]);
        CHECK(high >= 0 && low >= 0, HEX_DIGITS);
        out[i] = (uint8_t)(high << 4 | low);
    }
    return OK;
}

result hex_decode(uint8_t *out, size_t size, const char *text)
{
    CHECK(strlen(text) == 2 * size, HEX_DIGITS);
    return decode(out, slice_of_text(text));
}

result hex_decode_append(struct buffer *buffer, struct slice text)
{
    CHECK(text.size % 2 == 0, HEX_DIGITS);
    const size_t before = buffer->size;
    const result decoded = decode(buffer_extend(buffer, text.size / 2), text);
    if (!is_ok(decoded))
        buffer->size = before;
    return decoded;
}
