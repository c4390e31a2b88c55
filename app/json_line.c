/* SPDX-License-Identifier: MIT */
#include "app/json_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/base/json.h"
#include "core/base/memory.h"
#include "core/base/text.h"

/* The comma or bracket in front of the next thing. */
static void next(struct json_line *line, const char *name)
{
    const struct buffer *text = &line->text;

    if (text->size == 0)
        buffer_print(&line->text, "{");
    else if (text->data[text->size - 1] != '{' && text->data[text->size - 1] != '[')
        buffer_print(&line->text, ",");
    if (!name)
        return;
    json_write_text(&line->text, name);
    buffer_print(&line->text, ":");
}

static void write_showable(struct json_line *line, const char *text)
{
    const size_t room = strlen(text) + 1;
    char *shown = memory_new(room, 1);

    text_showable(shown, room, slice_of_text(text));
    json_write_text(&line->text, shown);
    memory_free(shown);
}

void json_line_text(struct json_line *line, const char *name, const char *text)
{
    next(line, name);
    write_showable(line, text);
}

void json_line_list_text(struct json_line *line, const char *text)
{
    json_line_text(line, NULL, text);
}

void json_line_number(struct json_line *line, const char *name, uint64_t number)
{
    next(line, name);
    buffer_print(&line->text, "%" PRIu64, number);
}

void json_line_bool(struct json_line *line, const char *name, bool value)
{
    next(line, name);
    buffer_print(&line->text, "%s", value ? "true" : "false");
}

void json_line_hex(struct json_line *line, const char *name, struct slice bytes)
{
    next(line, name);
    buffer_print(&line->text, "\"");
    hex_append(&line->text, bytes);
    buffer_print(&line->text, "\"");
}

void json_line_open(struct json_line *line, const char *name)
{
    next(line, name);
    buffer_print(&line->text, "{");
}

void json_line_close(struct json_line *line)
{
    buffer_print(&line->text, "}");
}

void json_line_open_list(struct json_line *line, const char *name)
{
    next(line, name);
    buffer_print(&line->text, "[");
}

void json_line_close_list(struct json_line *line)
{
    buffer_print(&line->text, "]");
}

void json_line_print(struct json_line *line)
{
    if (line->text.size == 0)
        buffer_print(&line->text, "{");
    buffer_print(&line->text, "}\n");
    fwrite(line->text.data, 1, line->text.size, stdout);
    fflush(stdout);
    buffer_free(&line->text);
}
