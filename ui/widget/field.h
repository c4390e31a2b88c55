/* SPDX-License-Identifier: MIT */
/* field.h - one line of text that a person types. A pasted line break becomes a space. */
#ifndef GRIDLOCK_UI_WIDGET_FIELD_H
#define GRIDLOCK_UI_WIDGET_FIELD_H

#include "ui/canvas.h"
#include "ui/keys.h"

enum { FIELD_MAX = 2048 };

struct field {
    char text[FIELD_MAX]; /* UTF-8, ends with zero */
    size_t cursor;        /* in bytes */
    size_t limit;         /* bytes at most; 0: FIELD_MAX - 1 */
};

void field_set(struct field *field, const char *text);
/* True: taken. Enter, Tab, Esc and up and down are not. */
bool field_key(struct field *field, const struct key *key);
/* Scrolls so that the cursor is seen; shows the cursor when it has the focus. */
void field_draw(struct canvas *canvas, int x, int y, int width, const struct field *field,
                bool has_focus);
/* The same with a label before it. */
void field_draw_labelled(struct canvas *canvas, int x, int y, int label_width, int width,
                         const char *label, const struct field *field, bool has_focus);

#endif
