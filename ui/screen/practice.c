/* SPDX-License-Identifier: MIT */
/* practice.c - *Try it here*: what is about to happen, then how far it is. */
#include <stdio.h>

#include "ui/screen.h"
#include "ui/widget/frame.h"
#include "ui/widget/steps.h"

struct state {
    char unused;
};

static enum step_state step_state(enum shown_step_state state)
{
    switch (state) {
    case SHOWN_STEP_WAITS:
        return STEP_WAITS;
    case SHOWN_STEP_RUNS:
        return STEP_RUNS;
    case SHOWN_STEP_DONE:
        return STEP_DONE;
    case SHOWN_STEP_FAILED:
        return STEP_FAILED;
    }
    return STEP_WAITS;
}

static const char before[] =
    "Everything runs on this machine: a Bitcoin and an Ethereum node of its own, the router, and "
    "five guardian programs in five homes. Together they make a real 3-of-5 key. This terminal is "
    "one of the five. The coins are play money; nothing else on this machine is touched.\n\n"
    "The first time the two nodes may have to be fetched (bitcoind about 40 MB, anvil about 50 "
    "MB). Leaving stops every program it started; the next time it finds its wallet again.";

static void draw_steps(struct canvas *canvas, struct rect rest,
                       const struct shown_practice *practice)
{
    for (size_t i = 0; i < practice->step_count; i++) {
        steps_draw(canvas, layout_top(&rest, 1), step_state(practice->steps[i].state),
                   practice->steps[i].text, practice->steps[i].note);
        if (rest.height > (int)(practice->step_count - i) * 2)
            (void)layout_top(&rest, 1);
    }
    (void)layout_top(&rest, 1);
    if (practice->failure == ERROR_NONE)
        return;
    (void)layout_top(
        &rest, canvas_paragraph(canvas, rest, STYLE_DANGER, error_sentence(practice->failure)));
    (void)layout_top(&rest,
                     canvas_paragraph(canvas, rest, STYLE_NORMAL, error_remedy(practice->failure)));
    (void)canvas_print(canvas, rest.x, rest.y, STYLE_DIM, "Its logs are in %s", practice->folder);
}

static void draw(struct canvas *canvas, const void *given, const struct snapshot *snapshot)
{
    const struct shown_practice *practice = &snapshot->practice;
    const bool has_begun = practice->is_starting || practice->is_ready;
    const bool has_failed = practice->failure != ERROR_NONE;
    const struct frame frame = {
        .name = "practice",
        .title = "Try it here",
        .hint = has_begun    ? "It takes half a minute or so. The keys work meanwhile."
                : has_failed ? "What needs no network still works: make a wallet, be a guardian."
                             : "One key starts it all.",
        .hint_style = STYLE_DIM,
        .keys = has_begun ? "Esc back   Ctrl-C stop and quit" : "Enter start   Esc back"};
    const struct rect body = layout_inside(frame_draw(canvas, snapshot, &frame), 2, 1);

    (void)given;
    if (has_begun || has_failed)
        draw_steps(canvas, body, practice);
    else
        (void)canvas_paragraph(canvas, body, STYLE_NORMAL, before);
}

static enum screen_answer key(void *given, struct command *command, const struct snapshot *snapshot,
                              const struct key *key)
{
    (void)given;
    if (key->press != PRESS_ENTER)
        return SCREEN_PASS;
    if (snapshot->practice.is_starting || snapshot->practice.is_ready)
        return SCREEN_STAY;
    command->kind = COMMAND_START_PRACTICE;
    return SCREEN_COMMAND;
}

const struct screen screen_practice = {
    .name = "practice",
    .title = "Try it here",
    .keys = "Enter\tstart the practice network\nEsc\tback\n",
    .state_size = sizeof(struct state),
    .draw = draw,
    .key = key,
};
