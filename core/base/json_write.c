/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"
#include "core/base/text.h"

/* U+007F to U+009F are legal in JSON, but a terminal that shows a script's output would obey them.
 */
static void write_character(struct buffer *out, uint32_t character, struct slice bytes)
{
    if (character == '"' || character == '\\')
        buffer_print(out, "\\%c", (char)character);
    else if (character < 0x20 || (character >= 0x7f && character < 0xa0))
        buffer_print(out, "\\u%04x", (unsigned)character);
    else
        buffer_append_slice(out, bytes);
}

void json_write_text(struct buffer *out, const char *text)
{
    struct slice rest = slice_of_text(text);

    buffer_append(out, "\"", 1);
    while (rest.size > 0) {
        uint32_t character = 0;
        const size_t size = text_character(&character, rest);
        if (size > 0)
            write_character(out, character, slice_of(rest.data, size));
        else
            buffer_print(out, "\xef\xbf\xbd");
        const size_t taken = size ? size : 1;
        rest = slice_of(rest.data + taken, rest.size - taken);
    }
    buffer_append(out, "\"", 1);
}
