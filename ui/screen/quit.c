/* SPDX-License-Identifier: MIT */
/* quit.c - asks before the program is left while the wallet is open. */
#include "ui/screen.h"
#include "ui/widget/dialog.h"
#include "ui/widget/frame.h"

static bool has_open_payment(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->transfer_count; i++)
        if (snapshot->transfers[i].state == SHOWN_ASKED)
            return true;
    return false;
}

static const char *question(const struct snapshot *snapshot)
{
    if (snapshot->practice.is_practice)
        return "This stops the practice network: nodes, router and the four guardians. The next "
               "time you try it here, its wallet is found again.";
    if (has_open_payment(snapshot))
        return "A payment still waits for guardians. It stays open and goes on when you come back "
               "or when 'gridlock guardian' runs.";
    return "The wallet is closed and locked. Requests wait in the router until this device, or its "
           "background guardian, looks again.";
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct frame frame = {.name = "quit", .title = "Quit", .hint = "", .keys = ""};

    (void)state;
    (void)frame_draw(canvas, snapshot, &frame);
    (void)dialog_draw(canvas,
                      &(struct dialog){.title = "Leave Gridlock?",
                                       .text = question(snapshot),
                                       .keys = "y leave   Esc stay   L lock instead",
                                       .style = STYLE_NORMAL},
                      0);
}

static enum screen_answer key(void *state, struct command *command, const struct snapshot *snapshot,
                              const struct key *key)
{
    (void)state;
    (void)snapshot;
    if (key_is(key, 'y') || key_is(key, 'Y') || key->press == PRESS_ENTER ||
        key->press == PRESS_F10) {
        command->kind = COMMAND_QUIT;
        return SCREEN_COMMAND;
    }
    if (key_is(key, 'L') || key->press == PRESS_STOP)
        return SCREEN_PASS;
    return SCREEN_BACK;
}

const struct screen screen_quit = {
    .name = "quit",
    .title = "Quit",
    .keys = "y\tleave\nEsc\tstay\nL\tlock instead\n",
    .state_size = 1,
    .draw = draw,
    .key = key,
};
