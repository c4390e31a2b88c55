/* SPDX-License-Identifier: MIT */
/* theme.h - how things look by what they mean. Screens name a style; what colour that is, if any,
 * is decided here. State is never told by colour alone: there is always a sign or a word as well.
 */
#ifndef GRIDLOCK_UI_THEME_H
#define GRIDLOCK_UI_THEME_H

#include <stdbool.h>
#include <stdint.h>

enum style {
    STYLE_NORMAL,
    STYLE_DIM,
    STYLE_STRONG, /* bold */
    STYLE_ACCENT, /* titles of boxes, keys */
    STYLE_GOOD,
    STYLE_CARE,
    STYLE_DANGER,
    STYLE_SELECTED, /* the row under the cursor */
    STYLE_FIELD,    /* where one types */
    STYLE_HEADER,
    STYLE_PRACTICE, /* the header while it is not about real money */
    STYLE_CODE,     /* QR: black on white */
    STYLE_CODE_INVERTED,
    STYLE_COUNT
};

enum { COLOUR_DEFAULT = -1 };

struct look {
    int8_t foreground, background; /* 0..15 or COLOUR_DEFAULT */
    bool is_bold, is_dim, is_reverse, is_underlined;
};

struct theme {
    const char *name;
    struct look looks[STYLE_COUNT];
};

/* "16" colours or "none"; NULL for an unknown name. */
const struct theme *theme_by_name(const char *name);
/* The plain sign for one of the drawing characters; 0 for what has none. */
char theme_ascii(uint32_t character);

#endif
