/* SPDX-License-Identifier: MIT */
#include "ui/widget/steps.h"

const char *steps_sign(enum step_state state)
{
    switch (state) {
    case STEP_WAITS:
        return "○";
    case STEP_RUNS:
        return "◐";
    case STEP_DONE:
        return "✓";
    case STEP_FAILED:
        return "✗";
    case STEP_CARE:
        return "▲";
    }
    return " ";
}

enum style steps_style(enum step_state state)
{
    switch (state) {
    case STEP_WAITS:
        return STYLE_DIM;
    case STEP_RUNS:
        return STYLE_ACCENT;
    case STEP_DONE:
        return STYLE_GOOD;
    case STEP_FAILED:
        return STYLE_DANGER;
    case STEP_CARE:
        return STYLE_CARE;
    }
    return STYLE_NORMAL;
}

void steps_draw(struct canvas *canvas, struct rect row, enum step_state state, const char *text,
                const char *note)
{
    const struct rect before = canvas_clip(canvas, row);
    const enum style style = state == STEP_WAITS ? STYLE_DIM : STYLE_NORMAL;
    const int note_width = note && note[0] ? canvas_width(note) : 0;
    const int room = row.width - 2;
    const int text_width = note_width > 0 && note_width + 2 < room ? room - note_width - 2 : room;

    (void)canvas_text(canvas, row.x, row.y, steps_style(state), steps_sign(state));
    if (note_width == 0 || note_width + 2 < room) {
        canvas_cell(canvas, row.x + 2, row.y, text_width, ALIGN_LEFT, style, text);
    } else {
        canvas_cell(canvas, row.x + 2, row.y, room / 2, ALIGN_LEFT, style, text);
        canvas_cell(canvas, row.x + 2 + room / 2 + 1, row.y, room - room / 2 - 1, ALIGN_LEFT,
                    STYLE_DIM, note);
    }
    if (note_width > 0 && note_width + 2 < room)
        canvas_cell(canvas, row.x + row.width - note_width, row.y, note_width, ALIGN_LEFT,
                    STYLE_DIM, note);
    canvas_unclip(canvas, before);
}
