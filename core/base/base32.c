/* SPDX-License-Identifier: MIT */
#include "core/base/base32.h"

#include <sodium.h> /* allowed: sodium_memzero */
#include <string.h>

#include "core/base/memory.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void base32_append(struct buffer *out, struct slice bytes)
{
    uint32_t bits = 0;
    unsigned held = 0;

    for (size_t i = 0; i < bytes.size; i++) {
        bits = bits << 8 | bytes.data[i];
        held += 8;
        while (held >= 5) {
            held -= 5;
            buffer_append(out, &alphabet[bits >> held & 31], 1);
        }
        bits &= (1u << held) - 1;
    }
    if (held > 0)
        buffer_append(out, &alphabet[bits << (5 - held) & 31], 1);
}

/* 0..31, or 32 for what is no digit. */
static uint32_t digit_of(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    if (c >= '2' && c <= '7')
        return 26 + c - '2';
    return 32;
}

static result decode_into(uint8_t *out, struct slice text)
{
    uint32_t bits = 0;
    unsigned held = 0;

    for (size_t i = 0; i < text.size; i++) {
        const uint32_t digit = digit_of(text.data[i]);
        CHECK(digit < 32, BASE32_TEXT);
        bits = bits << 5 | digit;
        held += 5;
        if (held >= 8) {
            held -= 8;
            *out++ = (uint8_t)(bits >> held);
            bits &= (1u << held) - 1;
        }
    }
    CHECK(bits == 0, BASE32_TEXT);
    return OK;
}

result base32_decode(uint8_t *out, size_t size, struct slice text)
{
    CHECK(text.size == (size * 8 + 4) / 5, BASE32_TEXT);
    uint8_t *bytes = memory_new(1, size ? size : 1);
    const result decoded = decode_into(bytes, text);

    if (is_ok(decoded))
        memcpy(out, bytes, size);
    /* An invitation's secret passes through here. */
    sodium_memzero(bytes, size);
    memory_free(bytes);
    return decoded;
}
