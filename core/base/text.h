/* SPDX-License-Identifier: MIT */
/* text.h - bounded strings, and foreign text made safe to show. */
#ifndef GRIDLOCK_CORE_BASE_TEXT_H
#define GRIDLOCK_CORE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"

/* Copies with a terminating zero; TEXT_LONG when it does not fit. */
MUST_USE result text_copy(char *out, size_t room, const char *text);
/* Copies foreign bytes for a screen or a log: valid UTF-8 only, no C0/C1 control characters, no
 * bidi controls, no zero-width characters (each becomes '?'); cut at a character's end to fit. */
void text_showable(char *out, size_t room, struct slice foreign);
/* Whether foreign bytes are showable as they are. */
bool text_is_showable(struct slice foreign);
/* Decodes the first UTF-8 character; its size, or 0 when the bytes are not well-formed or empty. */
size_t text_character(uint32_t *out, struct slice bytes);
bool text_starts_with(const char *text, const char *prefix);

#endif
