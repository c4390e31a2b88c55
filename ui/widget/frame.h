/* SPDX-License-Identifier: MIT */
/* frame.h - what every screen has around it: row 1 identity and truth, row 2 the tabs, and below
 * one sentence that teaches or warns and the keys.
 */
#ifndef GRIDLOCK_UI_WIDGET_FRAME_H
#define GRIDLOCK_UI_WIDGET_FRAME_H

#include "core/engine/snapshot.h"
#include "ui/canvas.h"

struct frame {
    const char *name;  /* of the screen: marks its tab */
    const char *title; /* instead of tabs, for screens outside them; NULL: tabs */
    const char *right; /* at the right of the title, e.g. "step 3 of 6"; NULL: nothing */
    const char *hint;  /* the sentence above the keys; NULL: the last outcome's failure, or none */
    enum style hint_style;
    const char *keys; /* "s send   r receive   ? help" */
};

/* Gives the body. */
struct rect frame_draw(struct canvas *canvas, const struct snapshot *snapshot,
                       const struct frame *frame);
/* "s send   r receive": keys in the accent style; cut at a key's end where it does not fit. */
void frame_keys(struct canvas *canvas, int x, int y, int width, const char *keys);

#endif
