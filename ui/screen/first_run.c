/* SPDX-License-Identifier: MIT */
/* first_run.c - this device gets a name, a router, and a passphrase. */
#include <stdio.h>
#include <string.h>

#include "ui/screen.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/hidden_field.h"

enum focus { ON_NAME, ON_ROUTER, ON_FIRST, ON_SECOND, FOCUSES };
enum { LABEL = 14, LEAST = 8, GOOD = 16, NAME_BYTES = 40, ROUTER_BYTES = 200, FRIEND = 2 };

struct state {
    struct field name, router;
    struct hidden_field first, second;
    enum focus focus;
    unsigned role;
    char after[COMMAND_SCREEN_MAX];
    const char *said;
    uint64_t serial; /* of the outcome that was seen */
};

static void open(void *given, const struct snapshot *snapshot, const struct command *why)
{
    struct state *state = given;

    state->name.limit = NAME_BYTES;
    state->router.limit = ROUTER_BYTES;
    state->serial = snapshot->outcome.serial;
    state->role = why ? (unsigned)why->number : 0;
    if (why)
        snprintf(state->after, sizeof state->after, "%.23s", why->text);
}

static void close(void *given)
{
    struct state *state = given;

    hidden_field_wipe(&state->first);
    hidden_field_wipe(&state->second);
}

/* ---- looks ---- */

static const char *strength(const struct state *state)
{
    if (state->first.size == 0)
        return "";
    if (state->first.size < LEAST)
        return "too short";
    return state->first.size < GOOD ? "fair; four or five words are better" : "good";
}

static void draw_hidden(struct canvas *canvas, struct rect row, const char *label,
                        const struct hidden_field *field, bool has_focus, const char *note)
{
    const int width = row.width - LABEL > 40 ? 40 : row.width - LABEL;

    canvas_cell(canvas, row.x, row.y, LABEL, ALIGN_LEFT, has_focus ? STYLE_ACCENT : STYLE_NORMAL,
                label);
    hidden_field_draw(canvas, row.x + LABEL, row.y, width, field, has_focus);
    canvas_cell(canvas, row.x + LABEL + width + 2, row.y, row.width - LABEL - width - 2, ALIGN_LEFT,
                STYLE_DIM, note);
}

static void draw_field(struct canvas *canvas, struct rect row, const char *label,
                       const struct field *field, bool has_focus)
{
    field_draw_labelled(canvas, row.x, row.y, LABEL, row.width - LABEL, label, field, has_focus);
}

static const char *same(const struct state *state)
{
    if (state->second.size == 0 || state->second.size < state->first.size)
        return "";
    return hidden_field_is_same(&state->first, &state->second) ? "✓ the same" : "✗ different";
}

static void draw_form(struct canvas *canvas, struct rect rest, const struct state *state)
{
    const bool is_roomy = rest.height >= 15;

    (void)canvas_paragraph(canvas, layout_top(&rest, is_roomy ? 3 : 0), STYLE_NORMAL,
                           state->role == FRIEND
                               ? "You will hold one share of somebody's key. Alone it is worth "
                                 "nothing; you say yes or no when they want to pay."
                               : "This device gets an identity of its own. Your guardians see the "
                                 "name; the router carries sealed messages between you and cannot "
                                 "read them.");
    (void)layout_top(&rest, 1);
    draw_field(canvas, layout_top(&rest, 1), "Name", &state->name, state->focus == ON_NAME);
    (void)layout_top(&rest, is_roomy);
    draw_field(canvas, layout_top(&rest, 1), "Router", &state->router, state->focus == ON_ROUTER);
    canvas_cell(canvas, rest.x + LABEL, layout_top(&rest, 1).y, rest.width - LABEL, ALIGN_LEFT,
                STYLE_DIM,
                state->role == FRIEND ? "the one in your friend's note, like https://router.example"
                                      : "like https://router.example; your own or a friend's");
    (void)layout_top(&rest, is_roomy);
    draw_hidden(canvas, layout_top(&rest, 1), "Passphrase", &state->first, state->focus == ON_FIRST,
                strength(state));
    draw_hidden(canvas, layout_top(&rest, 1), "Once more", &state->second,
                state->focus == ON_SECOND, same(state));
    (void)layout_top(&rest, 1);
    (void)canvas_paragraph(
        canvas, rest, STYLE_DIM,
        "The passphrase seals this device's files. Nobody can reset it: if it "
        "is forgotten, this device is lost, and the other guardians replace it.");
}

static void draw(struct canvas *canvas, const void *given, const struct snapshot *snapshot)
{
    const struct state *state = given;
    const bool is_busy = snapshot->home == SHOWN_OPENING;
    const struct frame frame = {.name = "first_run",
                                .title = state->role == FRIEND ? "Be a guardian" : "New device",
                                .right = "step 1 of 2",
                                .hint = is_busy       ? "Sealing the new home, about a second ..."
                                        : state->said ? state->said
                                                      : "Nothing is written before the last Enter.",
                                .hint_style = state->said && !is_busy ? STYLE_CARE : STYLE_DIM,
                                .keys = "Enter next   Tab ↑↓ move   Esc back   Ctrl-C quit"};
    const struct rect body = frame_draw(canvas, snapshot, &frame);

    draw_form(canvas, layout_inside(body, 2, body.height >= 15), state);
}

/* ---- keys ---- */

static const char *missing(struct state *state)
{
    if (state->name.text[0] == 0) {
        state->focus = ON_NAME;
        return "Give this device a name, like 'laptop' or your own name.";
    }
    if (strncmp(state->router.text, "http", 4) != 0) {
        state->focus = ON_ROUTER;
        return "The router is an address that begins with https://";
    }
    if (state->first.size < LEAST) {
        state->focus = ON_FIRST;
        return "At least 8 characters; four or five random words are good and easy to keep.";
    }
    if (!hidden_field_is_same(&state->first, &state->second)) {
        state->focus = ON_SECOND;
        return "The two passphrases differ.";
    }
    return NULL;
}

static enum screen_answer submit(struct state *state, struct command *command)
{
    state->said = missing(state);
    if (state->said)
        return SCREEN_STAY;
    command->kind = COMMAND_MAKE_HOME;
    command->number = state->role;
    snprintf(command->name, sizeof command->name, "%.40s", state->name.text);
    snprintf(command->text, sizeof command->text, "%s", state->router.text);
    snprintf(command->screen, sizeof command->screen, "%s", state->after);
    command->secret = hidden_field_take(&state->first);
    hidden_field_wipe(&state->second);
    return SCREEN_COMMAND;
}

static bool type(struct state *state, const struct key *key)
{
    switch (state->focus) {
    case ON_NAME:
        return field_key(&state->name, key);
    case ON_ROUTER:
        return field_key(&state->router, key);
    case ON_FIRST:
        return hidden_field_key(&state->first, key);
    case ON_SECOND:
        return hidden_field_key(&state->second, key);
    case FOCUSES:
        break;
    }
    return false;
}

static enum screen_answer key(void *given, struct command *command, const struct snapshot *snapshot,
                              const struct key *key)
{
    struct state *state = given;

    if (snapshot->home == SHOWN_OPENING)
        return key->press == PRESS_CHARACTER ? SCREEN_STAY : SCREEN_PASS;
    if (type(state, key))
        return SCREEN_STAY;
    if (key->press == PRESS_ENTER && state->focus == ON_SECOND)
        return submit(state, command);
    if (key->press == PRESS_ENTER || key->press == PRESS_TAB || key->press == PRESS_DOWN)
        state->focus = (enum focus)((state->focus + 1) % FOCUSES);
    else if (key->press == PRESS_BACK_TAB || key->press == PRESS_UP)
        state->focus = (enum focus)((state->focus + FOCUSES - 1) % FOCUSES);
    else
        return SCREEN_PASS;
    return SCREEN_STAY;
}

static enum screen_answer heard(void *given, struct command *command,
                                const struct snapshot *snapshot)
{
    struct state *state = given;

    (void)command;
    if (snapshot->outcome.serial == state->serial)
        return SCREEN_STAY;
    state->serial = snapshot->outcome.serial;
    state->said =
        snapshot->outcome.code != ERROR_NONE ? error_sentence(snapshot->outcome.code) : NULL;
    state->focus = ON_FIRST;
    return SCREEN_STAY;
}

const struct screen screen_first_run = {
    .name = "first_run",
    .title = "New device",
    .keys = "Enter\tthe next field; at the last one: make it\nTab\tthe next field\n"
            "↑↓\tmove between fields\nEsc\tback, nothing is written\n",
    .state_size = sizeof(struct state),
    .open = open,
    .draw = draw,
    .key = key,
    .heard = heard,
    .close = close,
};
