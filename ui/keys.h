/* SPDX-License-Identifier: MIT */
/* keys.h - what a person pressed, and the names of keys. */
#ifndef GRIDLOCK_UI_KEYS_H
#define GRIDLOCK_UI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum press {
    PRESS_NOTHING,
    PRESS_CHARACTER, /* key.character */
    PRESS_PASTE,     /* key.paste: one bracketed paste; never submits anything */
    PRESS_ENTER,
    PRESS_ESCAPE,
    PRESS_TAB,
    PRESS_BACK_TAB,
    PRESS_UP,
    PRESS_DOWN,
    PRESS_LEFT,
    PRESS_RIGHT,
    PRESS_HOME,
    PRESS_END,
    PRESS_PAGE_UP,
    PRESS_PAGE_DOWN,
    PRESS_BACKSPACE,
    PRESS_DELETE,
    PRESS_KILL,    /* Ctrl-U: clear the field */
    PRESS_REDRAW,  /* Ctrl-L */
    PRESS_FIND,    /* Ctrl-P */
    PRESS_STOP,    /* Ctrl-C */
    PRESS_SUSPEND, /* Ctrl-Z */
    PRESS_CLICK,   /* key.x, key.y */
    PRESS_WHEEL_UP,
    PRESS_WHEEL_DOWN,
    PRESS_F1,
    PRESS_F2,
    PRESS_F3,
    PRESS_F4,
    PRESS_F5,
    PRESS_F6,
    PRESS_F7,
    PRESS_F8,
    PRESS_F9,
    PRESS_F10
};

struct key {
    enum press press;
    uint32_t character;
    const char *paste; /* borrowed for the call; may hold anything */
    size_t paste_size;
    int x, y;
    uint64_t at_ms; /* monotonic, the clock of snapshot->now_ms */
};

struct key key_of(uint32_t character);
struct key key_press(enum press press);
/* Whether it is this printable ASCII character. */
bool key_is(const struct key *key, char character);
/* Moving in lists by arrows or hjkl, as a person is used to. */
bool key_is_up(const struct key *key);
bool key_is_down(const struct key *key);
/* "Enter", "↑", "x" ... */
const char *key_text(enum press press);

#endif
