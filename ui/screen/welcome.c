/* SPDX-License-Identifier: MIT */
/* welcome.c - five doors. */
#include <stdio.h>

#include "ui/screen.h"
#include "ui/widget/frame.h"
#include "ui/widget/menu.h"

struct state {
    struct list list;
    const char *said; /* why a door did not open */
    bool is_trying;
};

enum door { DOOR_TRY, DOOR_NEW, DOOR_GUARD, DOOR_OPEN, DOOR_RECOVER };

static const struct menu_item doors[] = {
    [DOOR_TRY] = {'t', "Try it here", "five guardians here, play money", "1 min"},
    [DOOR_NEW] = {'n', "Make a wallet", "choose guardians, make a key together", "15 min"},
    [DOOR_GUARD] = {'g', "Be a guardian", "someone gave you an invitation", "4 min"},
    [DOOR_OPEN] = {'o', "Open my wallet", "it is on this device", ""},
    [DOOR_RECOVER] = {'r', "Recover my wallet", "the device is lost, guardians are not", ""}};

enum { DOORS = sizeof doors / sizeof doors[0], LOGO_ROWS = 6, DEVICE = 1, FRIEND = 2 };

static const char *const logo[LOGO_ROWS] = {
    " ██████╗ ██████╗ ██╗██████╗ ██╗      ██████╗  ██████╗██╗  ██╗",
    "██╔════╝ ██╔══██╗██║██╔══██╗██║     ██╔═══██╗██╔════╝██║ ██╔╝",
    "██║  ███╗██████╔╝██║██║  ██║██║     ██║   ██║██║     █████╔╝",
    "██║   ██║██╔══██╗██║██║  ██║██║     ██║   ██║██║     ██╔═██╗",
    "╚██████╔╝██║  ██║██║██████╔╝███████╗╚██████╔╝╚██████╗██║  ██╗",
    " ╚═════╝ ╚═╝  ╚═╝╚═╝╚═════╝ ╚══════╝ ╚═════╝  ╚═════╝╚═╝  ╚═╝"};

static void draw_logo(struct canvas *canvas, struct rect *rest)
{
    if (layout_size(canvas_area(canvas)) == LAYOUT_NARROW || canvas->is_ascii) {
        const struct rect row = layout_top(rest, 2);
        (void)canvas_text(canvas, row.x + 2, row.y, STYLE_ACCENT, "G R I D L O C K");
    } else {
        (void)layout_top(rest, 1);
        const struct rect rows = layout_top(rest, LOGO_ROWS);
        for (int y = 0; y < LOGO_ROWS; y++)
            (void)canvas_text(canvas, rows.x + 5, rows.y + y, STYLE_ACCENT, logo[y]);
    }
}

static const char *hint(const struct state *state, const struct snapshot *snapshot)
{
    if (state->said)
        return state->said;
    if (snapshot->outcome.code != ERROR_NONE)
        return error_sentence(snapshot->outcome.code);
    return "Nothing is created until you confirm. You can stop and come back at any step.";
}

static void draw(struct canvas *canvas, const void *given, const struct snapshot *snapshot)
{
    const struct state *state = given;
    struct rect rest = canvas_area(canvas);

    const struct rect keys = layout_bottom(&rest, 1);
    const struct rect says = layout_bottom(&rest, 1);
    if (layout_size(canvas_area(canvas)) != LAYOUT_NARROW)
        canvas_line(canvas, 0, layout_bottom(&rest, 1).y, canvas->width, STYLE_DIM);
    draw_logo(canvas, &rest);
    const int x = layout_size(canvas_area(canvas)) == LAYOUT_NARROW ? 2 : 5;
    canvas_cell(canvas, x, layout_top(&rest, 1).y, canvas->width - x, ALIGN_LEFT, STYLE_NORMAL,
                "A key that is never whole. Five guardians, any three of them sign.");
    (void)layout_top(&rest, 1);
    canvas_cell(canvas, x, layout_top(&rest, 1).y, canvas->width - x, ALIGN_LEFT, STYLE_STRONG,
                "What brings you here?");
    if (rest.height > DOORS + 1)
        (void)layout_top(&rest, 1);
    (void)layout_left(&rest, x - 2);
    menu_draw(canvas, layout_top(&rest, DOORS), doors, DOORS, &state->list);
    if (rest.height > 2)
        canvas_print(canvas, x, rest.y + rest.height - 1, STYLE_DIM, "This device's folder: %s",
                     snapshot->settings.home);
    canvas_cell(canvas, 1, says.y, canvas->width - 2, ALIGN_LEFT,
                state->said || snapshot->outcome.code != ERROR_NONE ? STYLE_CARE : STYLE_DIM,
                hint(state, snapshot));
    frame_keys(canvas, 1, keys.y, canvas->width - 2,
               "↑↓ move   Enter choose   t n g o r doors   ? help   q quit");
}

static enum screen_answer go(struct command *command, const char *screen, const char *after,
                             unsigned role)
{
    snprintf(command->screen, sizeof command->screen, "%s", screen);
    snprintf(command->text, sizeof command->text, "%s", after);
    command->number = role;
    return SCREEN_GO;
}

/* One key starts it; the screen that shows how far it is opens when it has begun (heard). */
static enum screen_answer try_it(struct state *state, struct command *command,
                                 const struct snapshot *snapshot)
{
    if (snapshot->practice.is_starting || snapshot->practice.is_ready)
        return go(command, "practice", "", 0);
    state->is_trying = true;
    command->kind = COMMAND_START_PRACTICE;
    return SCREEN_COMMAND;
}

static enum screen_answer stay(struct state *state, const char *sentence)
{
    state->said = sentence;
    return SCREEN_STAY;
}

static enum screen_answer enter(struct state *state, struct command *command,
                                const struct snapshot *snapshot, enum door door)
{
    const bool has_home = snapshot->home != SHOWN_NO_HOME;

    switch (door) {
    case DOOR_TRY:
        return try_it(state, command, snapshot);
    case DOOR_NEW:
        return has_home ? go(command, "unlock", "", 0) : go(command, "first_run", "create", DEVICE);
    case DOOR_GUARD:
        return has_home ? go(command, "unlock", "", 0) : go(command, "first_run", "join", FRIEND);
    case DOOR_OPEN:
        return has_home ? go(command, "unlock", "", 0)
                        : stay(state, "There is no wallet on this device yet. Make one, or try it "
                                      "here first.");
    case DOOR_RECOVER:
        return stay(state, "Recovery comes with a later version. The guardians keep their shares "
                           "until then.");
    }
    return SCREEN_STAY;
}

static enum screen_answer key(void *given, struct command *command, const struct snapshot *snapshot,
                              const struct key *key)
{
    struct state *state = given;
    const int chosen = menu_key(&state->list, key, doors, DOORS);

    if (chosen == MENU_NOTHING)
        return SCREEN_PASS;
    state->said = NULL;
    return chosen == MENU_TAKEN ? SCREEN_STAY : enter(state, command, snapshot, (enum door)chosen);
}

static enum screen_answer heard(void *given, struct command *command,
                                const struct snapshot *snapshot)
{
    struct state *state = given;

    if (!state->is_trying || !snapshot->practice.is_starting)
        return SCREEN_STAY;
    state->is_trying = false;
    return go(command, "practice", "", 0);
}

const struct screen screen_welcome = {
    .name = "welcome",
    .title = "Welcome",
    .keys = "↑↓\tmove between the doors\nEnter\topen the door\nt\ttry it here, with play money\n"
            "n\tmake a wallet\ng\tbe a guardian for somebody\no\topen the wallet of this device\n"
            "r\trecover a wallet\nq\tquit\n",
    .state_size = sizeof(struct state),
    .draw = draw,
    .key = key,
    .heard = heard,
};
