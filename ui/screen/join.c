/* SPDX-License-Identifier: MIT */
/* Be a guardian: paste an invitation, wait until both devices know each other. */
#include <stdio.h>
#include <string.h>

#include "ui/screen.h"
#include "ui/show.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/page.h"
#include "ui/widget/steps.h"

enum join_step { JOIN_FORM, JOIN_ASKED, JOIN_WAITS };

struct join {
    enum join_step step;
    struct field text;
    uint64_t serial;
    uint8_t rdv[16];
    size_t peers_before;
    enum error_code failure;
};

static const struct shown_invite *open_invite(const struct join *join,
                                              const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->invite_count; i++)
        if (memcmp(snapshot->invites[i].rdv, join->rdv, sizeof join->rdv) == 0)
            return &snapshot->invites[i];
    return NULL;
}

/* Who was heard last, once there is one more than before. */
static const struct shown_peer *new_peer(const struct join *join, const struct snapshot *snapshot)
{
    const struct shown_peer *newest = NULL;

    for (size_t i = 0; i < snapshot->peer_count; i++)
        if (!newest || snapshot->peers[i].seen >= newest->seen)
            newest = &snapshot->peers[i];
    return snapshot->peer_count > join->peers_before ? newest : NULL;
}

/* ---- drawing ---- */

static void draw_form(struct canvas *canvas, struct rect body, const struct join *join)
{
    struct rect rest = layout_inside(body, 1, 0);

    rest.y +=
        canvas_paragraph(
            canvas, rest, STYLE_NORMAL,
            "Somebody asked you to guard a share of a wallet, and gave you a text that begins "
            "with GLINV1. Paste it here. Nothing is decided by it: you get to know each "
            "other's device, and are asked before you hold anything.") +
        1;
    canvas_text(canvas, rest.x, rest.y, STYLE_STRONG, "Invitation");
    field_draw(canvas, rest.x, rest.y + 1, rest.width, &join->text, true);
    if (join->failure != ERROR_NONE)
        show_trouble(canvas, rect_of(rest.x, rest.y + 3, rest.width, 4), join->failure);
    else if (join->text.text[0] && strncmp(join->text.text, "GLINV1", 6) != 0)
        canvas_paragraph(canvas, rect_of(rest.x, rest.y + 3, rest.width, 2), STYLE_CARE,
                         "▲ An invitation begins with GLINV1.");
}

static void draw_progress(struct canvas *canvas, struct rect body, const struct join *join,
                          const struct snapshot *snapshot)
{
    const struct shown_peer *peer = new_peer(join, snapshot);
    const bool is_waiting = join->step == JOIN_ASKED || open_invite(join, snapshot) != NULL;
    struct rect rest = layout_inside(body, 1, 0);

    steps_draw(canvas, layout_top(&rest, 1), STEP_DONE, "The invitation was read", "");
    steps_draw(canvas, layout_top(&rest, 1), join->step == JOIN_ASKED ? STEP_RUNS : STEP_DONE,
               "Answered through the owner's router", "");
    steps_draw(canvas, layout_top(&rest, 1),
               peer         ? STEP_DONE
               : is_waiting ? STEP_RUNS
                            : STEP_FAILED,
               peer         ? "Both devices know each other"
               : is_waiting ? "Waiting for the owner's device"
                            : "It ended without a pairing",
               is_waiting && !peer ? "its Gridlock has to be running" : "");
    layout_top(&rest, 1);
    if (peer) {
        rest.y += canvas_paragraph(canvas, layout_top(&rest, 1), STYLE_GOOD, "✓ You are paired.");
        canvas_print(canvas, rest.x, rest.y, STYLE_STRONG, "With: %s", peer->name);
        canvas_paragraph(canvas, rect_of(rest.x, rest.y + 1, rest.width, 6), STYLE_CARE,
                         "▲ Words not compared. Call the owner, and make sure it is them.\n\nWhen "
                         "they make the wallet, a question comes into your inbox: whether you will "
                         "guard a share.");
    } else if (!is_waiting)
        canvas_paragraph(canvas, rest, STYLE_NORMAL, "The log says why. Ask for a new invitation.");
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct join *join = state;
    const struct frame frame = {
        .name = "join",
        .title = "Be a guardian",
        .hint = join->step == JOIN_FORM ? "A guardian's share alone can spend nothing." : NULL,
        .keys = join->step == JOIN_FORM ? "Enter answer it   Ctrl-U clear   Esc back"
                                        : "Enter inbox   n another invitation   l log   Esc back"};
    const struct rect body = frame_draw(canvas, snapshot, &frame);

    if (join->step == JOIN_FORM)
        draw_form(canvas, body, join);
    else
        draw_progress(canvas, body, join, snapshot);
}

/* ---- keys ---- */

static enum screen_answer key_form(struct join *join, struct command *command,
                                   const struct snapshot *snapshot, const struct key *key)
{
    if (key->press == PRESS_ENTER) {
        if (join->text.text[0] == 0)
            return SCREEN_STAY;
        command->kind = COMMAND_JOIN;
        snprintf(command->text, sizeof command->text, "%s", join->text.text);
        join->serial = snapshot->outcome.serial;
        join->peers_before = snapshot->peer_count;
        join->failure = ERROR_NONE;
        join->step = JOIN_ASKED;
        return SCREEN_COMMAND;
    }
    if (!field_key(&join->text, key))
        return SCREEN_PASS;
    join->failure = ERROR_NONE;
    return SCREEN_STAY;
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    struct join *join = state;

    if (join->step == JOIN_FORM)
        return key_form(join, command, snapshot, key);
    if (key_is(key, 'n')) {
        *join = (struct join){.step = JOIN_FORM};
        return SCREEN_STAY;
    }
    if (key->press != PRESS_ENTER && !key_is(key, 'l'))
        return SCREEN_PASS;
    snprintf(command->screen, sizeof command->screen, "%s", key_is(key, 'l') ? "log" : "inbox");
    return key_is(key, 'l') ? SCREEN_GO : SCREEN_REPLACE;
}

static enum screen_answer heard(void *state, struct command *command,
                                const struct snapshot *snapshot)
{
    struct join *join = state;
    const struct shown_outcome *outcome = &snapshot->outcome;

    (void)command;
    if (join->step != JOIN_ASKED || outcome->serial == join->serial ||
        outcome->kind != COMMAND_JOIN)
        return SCREEN_STAY;
    join->step = outcome->code == ERROR_NONE ? JOIN_WAITS : JOIN_FORM;
    join->failure = outcome->code;
    memcpy(join->rdv, outcome->id, sizeof join->rdv);
    return SCREEN_STAY;
}

static void close_it(void *state)
{
    struct join *join = state;

    field_set(&join->text, ""); /* an invitation is a secret */
}

const struct screen screen_join = {
    .name = "join",
    .title = "Be a guardian",
    .keys = "Enter\tanswer the invitation; later: the inbox\nn\tanother invitation\nl\tlog\n",
    .state_size = sizeof(struct join),
    .draw = draw,
    .key = on_key,
    .heard = heard,
    .close = close_it,
};
