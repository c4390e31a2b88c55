/* SPDX-License-Identifier: MIT */
/* terminal.h - the only door to ncurses: the full screen, its keys, its size. */
#ifndef GRIDLOCK_UI_TERMINAL_H
#define GRIDLOCK_UI_TERMINAL_H

#include "core/base/error.h"
#include "ui/canvas.h"
#include "ui/keys.h"

struct terminal;

/* Whether standard input and output are a terminal that can be drawn on. (TERMINAL_NONE,
 * TERMINAL_DUMB) */
MUST_USE result terminal_check(void);
MUST_USE result terminal_open(struct terminal **out, const char *theme, bool is_ascii);
void terminal_close(struct terminal *terminal); /* gives the screen back; NULL is fine */
int terminal_fd(const struct terminal *terminal);
bool terminal_is_ascii(const struct terminal *terminal); /* NULL: false */
void terminal_size(const struct terminal *terminal, int *width, int *height);
/* After SIGWINCH. */
void terminal_resize(struct terminal *terminal);
void terminal_set_theme(struct terminal *terminal, const char *theme); /* NULL is fine */
/* Shows what differs from what is on the screen. */
void terminal_show(struct terminal *terminal, const struct canvas *canvas);
void terminal_forget(struct terminal *terminal); /* the next show draws everything anew */
/* The next key that has come; false: none. Never waits longer than an escape sequence takes. */
bool terminal_key(struct terminal *terminal, struct key *key, uint64_t now_ms);
/* Gives the terminal back for a while (Ctrl-Z), and takes it again. */
void terminal_suspend(struct terminal *terminal);
void terminal_bell(struct terminal *terminal);
/* To the clipboard of the person's own machine (OSC 52). */
void terminal_copy(struct terminal *terminal, const char *text);

#endif
