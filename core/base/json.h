/* SPDX-License-Identifier: MIT */
/* json.h - the only door to cJSON: reading what nodes and routers say, with limits, and writing
 * what scripts read. Outside JSON is limited in size and depth BEFORE it is parsed; duplicate keys
 * are refused.
 */
#ifndef GRIDLOCK_CORE_BASE_JSON_H
#define GRIDLOCK_CORE_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/amount.h"
#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

enum { JSON_DEPTH_MAX = 32, JSON_SIZE_MAX = 64 << 20 };

enum { JSON_VALUES_MAX = 1 << 20 }; /* keys and values of one text */

struct json; /* one value; children borrow from their root */

/* (JSON_SYNTAX, JSON_LIMIT) */
MUST_USE result json_parse(struct json **out, struct slice text);
void json_free(struct json *root); /* roots only; NULL is fine */
void json_free_at(struct json **root);

/* Each fails with JSON_FIELD when the field is missing or of another type. */
MUST_USE result json_get(const struct json **out, const struct json *object, const char *name);
MUST_USE result json_get_text(const char **out, const struct json *object, const char *name);
MUST_USE result json_get_u64(uint64_t *out, const struct json *object, const char *name);
MUST_USE result json_get_bool(bool *out, const struct json *object, const char *name);
/* A JSON number in decimal notation, exactly, without a double: 0.00010000 with 8 decimals. */
MUST_USE result json_get_amount(struct amount *out, const struct json *object, const char *name,
                                unsigned decimals);
bool json_has(const struct json *object, const char *name); /* present and not null */
size_t json_count(const struct json *array);
const struct json *json_at(const struct json *array, size_t index); /* NULL beyond the end */
const char *json_text(const struct json *value);                    /* NULL if it is no text */
/* A number as it was written ("-0.00001000"), NULL if it is no number; shaped as JSON allows. */
const char *json_number(const struct json *value);
bool json_is_null(const struct json *value);

/* Writing: appends `text` as a quoted, escaped JSON string (invalid UTF-8 becomes U+FFFD). */
void json_write_text(struct buffer *out, const char *text);

#endif
