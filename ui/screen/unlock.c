/* SPDX-License-Identifier: MIT */
/* unlock.c - the lock: before the passphrase nothing of the wallet is shown. */
#include <stdio.h>

#include "ui/screen.h"
#include "ui/widget/frame.h"
#include "ui/widget/hidden_field.h"

struct state {
    struct hidden_field passphrase;
};

enum { WIDTH = 60, FIELD_X = 12 };

static void close(void *given)
{
    struct state *state = given;

    hidden_field_wipe(&state->passphrase);
}

static void draw_status(struct canvas *canvas, struct rect row, const struct snapshot *snapshot)
{
    if (snapshot->home == SHOWN_OPENING)
        canvas_cell(canvas, row.x, row.y, row.width, ALIGN_LEFT, STYLE_ACCENT,
                    "◐ Opening. The key is stretched first, about a second ...");
    else if (snapshot->unlock_tries > 0)
        canvas_print(canvas, row.x, row.y, STYLE_CARE,
                     "✗ That was not it. Wrong tries: %llu; each one waits longer.",
                     (unsigned long long)snapshot->unlock_tries);
    else if (snapshot->outcome.code != ERROR_NONE)
        canvas_cell(canvas, row.x, row.y, row.width, ALIGN_LEFT, STYLE_CARE,
                    error_sentence(snapshot->outcome.code));
}

static void draw(struct canvas *canvas, const void *given, const struct snapshot *snapshot)
{
    const struct state *state = given;
    const struct frame frame = {.name = "unlock",
                                .title = "",
                                .hint = snapshot->outcome.code != ERROR_NONE
                                            ? error_remedy(snapshot->outcome.code)
                                            : "Guardians can be reached again when this "
                                              "device is open.",
                                .hint_style = STYLE_DIM,
                                .keys = "Enter unlock   Esc other doors   Ctrl-C quit"};
    const struct rect body = frame_draw(canvas, snapshot, &frame);
    struct rect rest = layout_middle(body, WIDTH, body.height > 12 ? 12 : body.height);

    canvas_cell(canvas, rest.x, layout_top(&rest, 1).y, rest.width, ALIGN_CENTER, STYLE_STRONG,
                "GRIDLOCK is locked");
    (void)layout_top(&rest, 1);
    canvas_cell(canvas, rest.x, layout_top(&rest, 1).y, rest.width, ALIGN_CENTER, STYLE_DIM,
                snapshot->settings.home);
    (void)layout_top(&rest, 1);
    const struct rect row = layout_top(&rest, 1);
    (void)canvas_text(canvas, row.x, row.y, STYLE_NORMAL, "Passphrase");
    hidden_field_draw(canvas, row.x + FIELD_X, row.y, row.width - FIELD_X, &state->passphrase,
                      snapshot->home != SHOWN_OPENING);
    (void)layout_top(&rest, 1);
    draw_status(canvas, layout_top(&rest, 1), snapshot);
    (void)layout_top(&rest, 1);
    (void)canvas_paragraph(
        canvas, rest, STYLE_DIM,
        snapshot->practice.is_practice
            ? "This is the practice network: Enter alone opens it."
            : "While it is locked this program signs nothing and shows nothing. A "
              "background guardian ('gridlock guardian') goes on by itself.");
}

static enum screen_answer key(void *given, struct command *command, const struct snapshot *snapshot,
                              const struct key *key)
{
    struct state *state = given;

    if (snapshot->home == SHOWN_OPENING)
        return key->press == PRESS_CHARACTER || key->press == PRESS_ENTER ? SCREEN_STAY
                                                                          : SCREEN_PASS;
    if (hidden_field_key(&state->passphrase, key))
        return SCREEN_STAY;
    if (key->press == PRESS_ENTER &&
        (state->passphrase.size > 0 || snapshot->practice.is_practice)) {
        command->kind = COMMAND_UNLOCK;
        command->secret = hidden_field_take(&state->passphrase);
        return SCREEN_COMMAND;
    }
    if (key->press == PRESS_ESCAPE) {
        snprintf(command->screen, sizeof command->screen, "welcome");
        return SCREEN_REPLACE;
    }
    return key->press == PRESS_ENTER ? SCREEN_STAY : SCREEN_PASS;
}

const struct screen screen_unlock = {
    .name = "unlock",
    .title = "Locked",
    .keys = "Enter\tunlock\nCtrl-U\tclear the field\nEsc\tthe other doors\nCtrl-C\tquit\n",
    .state_size = sizeof(struct state),
    .draw = draw,
    .key = key,
    .close = close,
};
