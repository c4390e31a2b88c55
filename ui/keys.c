/* SPDX-License-Identifier: MIT */
#include "ui/keys.h"

struct key key_of(uint32_t character)
{
    return (struct key){.press = PRESS_CHARACTER, .character = character};
}

struct key key_press(enum press press)
{
    return (struct key){.press = press};
}

bool key_is(const struct key *key, char character)
{
    return key->press == PRESS_CHARACTER && key->character == (uint32_t)(unsigned char)character;
}

bool key_is_up(const struct key *key)
{
    return key->press == PRESS_UP || key->press == PRESS_WHEEL_UP || key_is(key, 'k');
}

bool key_is_down(const struct key *key)
{
    return key->press == PRESS_DOWN || key->press == PRESS_WHEEL_DOWN || key_is(key, 'j');
}

static const char *const names[] = {[PRESS_NOTHING] = "",
                                    [PRESS_CHARACTER] = "a character",
                                    [PRESS_PASTE] = "paste",
                                    [PRESS_ENTER] = "Enter",
                                    [PRESS_ESCAPE] = "Esc",
                                    [PRESS_TAB] = "Tab",
                                    [PRESS_BACK_TAB] = "Shift-Tab",
                                    [PRESS_UP] = "↑",
                                    [PRESS_DOWN] = "↓",
                                    [PRESS_LEFT] = "←",
                                    [PRESS_RIGHT] = "→",
                                    [PRESS_HOME] = "Home",
                                    [PRESS_END] = "End",
                                    [PRESS_PAGE_UP] = "PgUp",
                                    [PRESS_PAGE_DOWN] = "PgDn",
                                    [PRESS_BACKSPACE] = "Backspace",
                                    [PRESS_DELETE] = "Delete",
                                    [PRESS_KILL] = "Ctrl-U",
                                    [PRESS_REDRAW] = "Ctrl-L",
                                    [PRESS_FIND] = "Ctrl-P",
                                    [PRESS_STOP] = "Ctrl-C",
                                    [PRESS_SUSPEND] = "Ctrl-Z",
                                    [PRESS_CLICK] = "click",
                                    [PRESS_WHEEL_UP] = "wheel",
                                    [PRESS_WHEEL_DOWN] = "wheel",
                                    [PRESS_F1] = "F1",
                                    [PRESS_F2] = "F2",
                                    [PRESS_F3] = "F3",
                                    [PRESS_F4] = "F4",
                                    [PRESS_F5] = "F5",
                                    [PRESS_F6] = "F6",
                                    [PRESS_F7] = "F7",
                                    [PRESS_F8] = "F8",
                                    [PRESS_F9] = "F9",
                                    [PRESS_F10] = "F10"};

const char *key_text(enum press press)
{
    return (unsigned)press < sizeof names / sizeof names[0] ? names[press] : "";
}
