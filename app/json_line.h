/* SPDX-License-Identifier: MIT */
/* json_line.h - writes one JSON object as one line. {0} is an empty line; json_line_print ends it.
 * Texts may come from outside: they are made showable and escaped.
 */
#ifndef GRIDLOCK_APP_JSON_LINE_H
#define GRIDLOCK_APP_JSON_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/slice.h"

struct json_line {
    struct buffer text;
};

void json_line_text(struct json_line *line, const char *name, const char *text);
void json_line_number(struct json_line *line, const char *name, uint64_t number);
void json_line_bool(struct json_line *line, const char *name, bool value);
void json_line_hex(struct json_line *line, const char *name, struct slice bytes);
/* name: NULL inside a list. */
void json_line_open(struct json_line *line, const char *name);
void json_line_close(struct json_line *line);
void json_line_open_list(struct json_line *line, const char *name);
void json_line_close_list(struct json_line *line);
void json_line_list_text(struct json_line *line, const char *text);
/* Prints it with a line break, flushes, and frees. */
void json_line_print(struct json_line *line);

#endif
