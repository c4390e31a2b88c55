/* SPDX-License-Identifier: MIT */
#include "core/base/json_scan.h"

#include <string.h>

#include "core/base/json.h"
#include "core/base/text.h"

struct scan {
    const uint8_t *next;
    const uint8_t *end;
    struct buffer *out;
    size_t depth;
    size_t values;
};

static uint8_t peek(const struct scan *scan, size_t ahead)
{
    return (size_t)(scan->end - scan->next) > ahead ? scan->next[ahead] : 0;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(uint8_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* How long the escape is that starts here; 0 for one that JSON or we do not know. */
static size_t escape_size(const struct scan *scan)
{
    const uint8_t kind = peek(scan, 1);

    if (kind != 'u')
        return kind && strchr("\"\\/bfnrt", kind) ? 2 : 0;
    for (size_t i = 2; i < 6; i++)
        if (!is_hex_digit(peek(scan, i)))
            return 0;
    return memcmp(scan->next + 2, "0000", 4) == 0 ? 0 : 6; /* would end the text for cJSON */
}

/* How long the next character of a text is, as it is written; 0 if it may not stand there. */
static size_t character_size(const struct scan *scan)
{
    uint32_t character = 0;

    if (*scan->next == '\\')
        return escape_size(scan);
    const size_t size =
        text_character(&character, slice_of(scan->next, (size_t)(scan->end - scan->next)));
    return character < 0x20 ? 0 : size;
}

static result scan_text(struct scan *scan)
{
    const uint8_t *start = ++scan->next;

    while (scan->next < scan->end && *scan->next != '"') {
        const size_t size = character_size(scan);
        CHECK(size > 0, JSON_SYNTAX);
        scan->next += size;
    }
    CHECK(scan->next < scan->end, JSON_SYNTAX);
    const uint8_t head[] = {'"', JSON_MARK_TEXT};
    buffer_append(scan->out, head, sizeof head);
    scan->next++; /* with the closing quote */
    buffer_append(scan->out, start, (size_t)(scan->next - start));
    return OK;
}

static result skip_digits(struct scan *scan)
{
    CHECK(is_digit(peek(scan, 0)), JSON_SYNTAX);
    while (is_digit(peek(scan, 0)))
        scan->next++;
    return OK;
}

static result scan_number(struct scan *scan)
{
    const uint8_t *start = scan->next;

    if (peek(scan, 0) == '-')
        scan->next++;
    CHECK(peek(scan, 0) != '0' || !is_digit(peek(scan, 1)), JSON_SYNTAX);
    TRY(skip_digits(scan));
    if (peek(scan, 0) == '.') {
        scan->next++;
        TRY(skip_digits(scan));
    }
    if (peek(scan, 0) == 'e' || peek(scan, 0) == 'E') {
        scan->next++;
        if (peek(scan, 0) == '+' || peek(scan, 0) == '-')
            scan->next++;
        TRY(skip_digits(scan));
    }
    const uint8_t head[] = {'"', JSON_MARK_NUMBER};
    buffer_append(scan->out, head, sizeof head);
    buffer_append(scan->out, start, (size_t)(scan->next - start));
    buffer_append(scan->out, "\"", 1);
    return OK;
}

static result scan_word(struct scan *scan)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t size = strlen(words[i]);
        if ((size_t)(scan->end - scan->next) < size || memcmp(scan->next, words[i], size) != 0)
            continue;
        scan->next += size;
        buffer_append(scan->out, words[i], size);
        return OK;
    }
    return FAIL(JSON_SYNTAX);
}

static result scan_bracket(struct scan *scan)
{
    const uint8_t c = *scan->next++;

    if (c == '{' || c == '[') {
        CHECK(++scan->depth <= JSON_DEPTH_MAX, JSON_LIMIT);
        scan->values++;
    } else if (c == '}' || c == ']') {
        CHECK(scan->depth-- > 0, JSON_SYNTAX);
    }
    buffer_append(scan->out, &c, 1);
    return OK;
}

static result scan_token(struct scan *scan)
{
    const uint8_t c = *scan->next;

    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        scan->next++;
        return OK;
    }
    if (c && strchr("{}[]:,", c))
        return scan_bracket(scan);
    scan->values++;
    if (c == '"')
        return scan_text(scan);
    return c == '-' || is_digit(c) ? scan_number(scan) : scan_word(scan);
}

/* "1 2" must not become "12"; neighbours without a comma are left to cJSON, which refuses them. */
result json_scan(struct buffer *out, size_t *values, struct slice text)
{
    CHECK(text.size > 0, JSON_SYNTAX);
    struct scan scan = {.next = text.data, .end = text.data + text.size, .out = out};

    CHECK(text.size <= JSON_SIZE_MAX, JSON_LIMIT);
    while (scan.next < scan.end) {
        TRY(scan_token(&scan));
        CHECK(scan.values <= JSON_VALUES_MAX, JSON_LIMIT);
    }
    *values = scan.values;
    return OK;
}
