/* SPDX-License-Identifier: MIT */
/* box.h - a frame with a title; on a narrow screen only its top line, so that no column is lost. */
#ifndef GRIDLOCK_UI_WIDGET_BOX_H
#define GRIDLOCK_UI_WIDGET_BOX_H

#include "ui/canvas.h"

/* Gives the room inside. `right` stands at the right of the top line; both may be NULL. */
struct rect box_draw(struct canvas *canvas, struct rect rect, const char *title, const char *right);
/* Double lines, for what is dangerous; always whole. */
struct rect box_draw_double(struct canvas *canvas, struct rect rect, const char *title,
                            enum style style);

#endif
