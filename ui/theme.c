/* SPDX-License-Identifier: MIT */
#include "ui/theme.h"

#include <stddef.h>
#include <string.h>

enum { BLACK = 0, RED = 1, GREEN = 2, YELLOW = 3, CYAN = 6, WHITE = 15, NONE = COLOUR_DEFAULT };

/* Sixteen colours of the person's own palette on the person's own background; no blue text. */
static const struct theme colours = {
    .name = "16",
    .looks = {[STYLE_NORMAL] = {NONE, NONE, false, false, false, false},
              [STYLE_DIM] = {NONE, NONE, false, true, false, false},
              [STYLE_STRONG] = {NONE, NONE, true, false, false, false},
              [STYLE_ACCENT] = {CYAN, NONE, true, false, false, false},
              [STYLE_GOOD] = {GREEN, NONE, false, false, false, false},
              [STYLE_CARE] = {YELLOW, NONE, true, false, false, false},
              [STYLE_DANGER] = {RED, NONE, true, false, false, false},
              [STYLE_SELECTED] = {NONE, NONE, false, false, true, false},
              [STYLE_FIELD] = {NONE, NONE, false, false, false, true},
              [STYLE_HEADER] = {NONE, NONE, true, false, false, false},
              [STYLE_PRACTICE] = {NONE, NONE, true, false, true, false},
              [STYLE_CODE] = {BLACK, WHITE, false, false, false, false},
              [STYLE_CODE_INVERTED] = {WHITE, BLACK, false, false, false, false}}};

static const struct theme plain = {
    .name = "none",
    .looks = {[STYLE_NORMAL] = {NONE, NONE, false, false, false, false},
              [STYLE_DIM] = {NONE, NONE, false, false, false, false},
              [STYLE_STRONG] = {NONE, NONE, true, false, false, false},
              [STYLE_ACCENT] = {NONE, NONE, true, false, false, false},
              [STYLE_GOOD] = {NONE, NONE, false, false, false, false},
              [STYLE_CARE] = {NONE, NONE, true, false, false, false},
              [STYLE_DANGER] = {NONE, NONE, true, false, false, false},
              [STYLE_SELECTED] = {NONE, NONE, false, false, true, false},
              [STYLE_FIELD] = {NONE, NONE, false, false, false, true},
              [STYLE_HEADER] = {NONE, NONE, true, false, false, false},
              [STYLE_PRACTICE] = {NONE, NONE, true, false, true, false},
              [STYLE_CODE] = {NONE, NONE, false, false, false, false},
              [STYLE_CODE_INVERTED] = {NONE, NONE, false, false, true, false}}};

const struct theme *theme_by_name(const char *name)
{
    if (strcmp(name, colours.name) == 0)
        return &colours;
    return strcmp(name, plain.name) == 0 ? &plain : NULL;
}

static const struct {
    uint32_t character;
    char ascii;
} signs[] = {
    {0x25cf, '*'}, {0x25cb, 'o'}, {0x25d0, '@'},  {0x25b2, '!'}, {0x25bc, 'v'}, {0x2713, '+'},
    {0x2717, 'x'}, {0x25b8, '>'}, {0x25b6, '>'},  {0x25c2, '<'}, {0x2500, '-'}, {0x2502, '|'},
    {0x256d, '+'}, {0x256e, '+'}, {0x2570, '+'},  {0x256f, '+'}, {0x2550, '='}, {0x2551, '|'},
    {0x2554, '+'}, {0x2557, '+'}, {0x255a, '+'},  {0x255d, '+'}, {0x2588, '#'}, {0x2591, '.'},
    {0x2580, '#'}, {0x2584, '#'}, {0x2191, '^'},  {0x2193, 'v'}, {0x2190, '<'}, {0x2192, '>'},
    {0x21bb, '~'}, {0x2022, '*'}, {0x2026, '~'},  {0x00b7, '.'}, {0x25a0, '#'}, {0x25a1, '.'},
    {0x2014, '-'}, {0x2013, '-'}, {0x2019, '\''}, {0x201c, '"'}, {0x201d, '"'},
};

char theme_ascii(uint32_t character)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (signs[i].character == character)
            return signs[i].ascii;
    return 0;
}
