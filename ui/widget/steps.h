/* SPDX-License-Identifier: MIT */
/* steps.h - what is done, runs, waits or went wrong, line by line: ○ ◐ ✓ ✗ and words. */
#ifndef GRIDLOCK_UI_WIDGET_STEPS_H
#define GRIDLOCK_UI_WIDGET_STEPS_H

#include "ui/canvas.h"

enum step_state { STEP_WAITS, STEP_RUNS, STEP_DONE, STEP_FAILED, STEP_CARE };

/* "✓ text            note" in one row. */
void steps_draw(struct canvas *canvas, struct rect row, enum step_state state, const char *text,
                const char *note);
const char *steps_sign(enum step_state state);
enum style steps_style(enum step_state state);

#endif
