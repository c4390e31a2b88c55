/* SPDX-License-Identifier: MIT */
/* toast.h - one short sentence for a moment: "copied", "a payment arrived". */
#ifndef GRIDLOCK_UI_WIDGET_TOAST_H
#define GRIDLOCK_UI_WIDGET_TOAST_H

#include "ui/canvas.h"

/* At the right of the row above the hint. */
void toast_draw(struct canvas *canvas, const char *text, enum style style);

#endif
