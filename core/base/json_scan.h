/* SPDX-License-Identifier: MIT */
/* json_scan.h - checks outside JSON before cJSON sees it, and hides numbers from it.
 *
 * cJSON keeps numbers only as doubles, takes raw control characters and cuts strings at \u0000.
 * So the tokens are judged here (RFC 8259), and every text gets a mark in front that says what it
 * was: "abc" becomes "sabc", 1.50 becomes "n1.50". cJSON judges how the tokens fit together.
 */
#ifndef GRIDLOCK_CORE_BASE_JSON_SCAN_H
#define GRIDLOCK_CORE_BASE_JSON_SCAN_H

#include <stddef.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

#define JSON_MARK_TEXT 's'
#define JSON_MARK_NUMBER 'n'

/* Appends the marked text; `values` counts keys and values. (JSON_SYNTAX, JSON_LIMIT) */
MUST_USE result json_scan(struct buffer *out, size_t *values, struct slice text);

#endif
