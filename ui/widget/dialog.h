/* SPDX-License-Identifier: MIT */
/* dialog.h - one question over what is drawn already. */
#ifndef GRIDLOCK_UI_WIDGET_DIALOG_H
#define GRIDLOCK_UI_WIDGET_DIALOG_H

#include "ui/canvas.h"

struct dialog {
    const char *title;
    const char *text; /* wrapped; a line break begins a new paragraph */
    const char *keys; /* "y quit   Esc stay" */
    enum style style; /* STYLE_DANGER, STYLE_CARE or STYLE_NORMAL */
};

/* Gives a free rectangle of `extra_rows` rows inside, e.g. for a field. */
struct rect dialog_draw(struct canvas *canvas, const struct dialog *dialog, int extra_rows);

#endif
