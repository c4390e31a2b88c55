/* SPDX-License-Identifier: MIT */
/* Invite one person or device: name and kind, then the text to hand over, until it was answered. */
#include <stdio.h>
#include <string.h>

#include "ui/screen.h"
#include "ui/when.h"
#include "ui/widget/code.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/page.h"

enum invite_step { INVITE_FORM, INVITE_ASKED, INVITE_SHOWN };
enum { KINDS = 5, NAME_BYTES = 40, LABEL_WIDTH = 8 };

static const char *const kinds[KINDS] = {"anybody", "my device", "friend", "enclave", "backup"};

struct invite {
    enum invite_step step;
    struct field name;
    unsigned kind; /* the role of the card; 0: any */
    bool is_at_kind;
    uint64_t serial;
    uint8_t rdv[16];
    char called[SHOWN_NAME_MAX];
    bool is_code; /* the code fills the screen */
    bool is_inverted;
};

static void open_it(void *state, const struct snapshot *snapshot, const struct command *why)
{
    struct invite *invite = state;

    (void)snapshot;
    invite->name.limit = NAME_BYTES;
    if (why && why->number == 1) {
        memcpy(invite->rdv, why->id, sizeof invite->rdv);
        snprintf(invite->called, sizeof invite->called, "%s", why->name);
        invite->step = INVITE_SHOWN;
    }
}

static const struct shown_invite *shown(const struct invite *invite,
                                        const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->invite_count; i++)
        if (memcmp(snapshot->invites[i].rdv, invite->rdv, sizeof invite->rdv) == 0)
            return &snapshot->invites[i];
    return NULL;
}

/* The one of that name; peers are never deleted. */
static const struct shown_peer *paired(const struct invite *invite, const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->peer_count; i++)
        if (strcmp(snapshot->peers[i].name, invite->called) == 0)
            return &snapshot->peers[i];
    return NULL;
}

/* ---- drawing ---- */

static void draw_form(struct canvas *canvas, struct rect body, const struct invite *invite)
{
    struct rect rest = layout_inside(body, 1, 0);
    const struct rect text = layout_top(&rest, 4);
    int x = rest.x + LABEL_WIDTH;

    canvas_paragraph(canvas, text, STYLE_NORMAL,
                     "Who shall guard with you? The name is how you will call them here; they do "
                     "not see it. The kind is what you will accept: another kind cannot answer.");
    field_draw_labelled(canvas, rest.x, rest.y, LABEL_WIDTH, rest.width < 40 ? rest.width : 40,
                        "Name", &invite->name, !invite->is_at_kind);
    canvas_text(canvas, rest.x, rest.y + 2, STYLE_NORMAL, "Kind");
    for (unsigned i = 0; i < KINDS; i++) {
        const bool is_chosen = i == invite->kind;
        if (x + canvas_width(kinds[i]) + 4 > rest.x + rest.width)
            break;
        x = canvas_print(canvas, x, rest.y + 2,
                         is_chosen && invite->is_at_kind ? STYLE_SELECTED
                         : is_chosen                     ? STYLE_STRONG
                                                         : STYLE_NORMAL,
                         "%s %s", is_chosen ? "●" : "○", kinds[i]) +
            2;
    }
}

struct view {
    const struct invite *invite;
    const struct shown_invite *shown;
    const struct shown_peer *peer;
    uint64_t now;
};

static void write_open(struct page *page, const struct view *view)
{
    char left[WHEN_MAX];

    when_left(left, view->now, view->shown->expires);
    page_print(page, STYLE_STRONG,
               "Give this text to %s, and to nobody else:", view->invite->called);
    page_gap(page);
    if (view->shown->text[0])
        page_text(page, STYLE_ACCENT, view->shown->text);
    else
        page_text(page, STYLE_CARE,
                  "▲ The text is not kept after a restart. If it is lost, make a "
                  "new invitation with n.");
    page_gap(page);
    page_print(page, STYLE_NORMAL,
               "%s runs 'gridlock', chooses “Be a guardian” and pastes it, or "
               "runs 'gridlock join' with it.",
               view->invite->called);
    page_text(page, STYLE_NORMAL,
              "It works once. Whoever answers it first is paired, so use a way "
              "on which you know who reads it.");
    page_gap(page);
    page_print(page, STYLE_DIM, "◐ waiting for %s, %s", view->invite->called, left);
}

static void write_over(struct page *page, const struct view *view)
{
    if (view->peer) {
        page_print(page, STYLE_GOOD, "✓ Paired with %s.", view->invite->called);
        page_gap(page);
        page_text(page, STYLE_CARE,
                  "▲ Words not compared: call, and make sure that it was really "
                  "them who answered just now.");
        return;
    }
    page_text(page, STYLE_DANGER, "✗ This invitation is over, and nobody was paired by it.");
    page_gap(page);
    page_text(page, STYLE_NORMAL,
              "The log says why. Make a new one with n, and hand it to one "
              "person only.");
}

static void write_page(struct page *page, const void *context)
{
    const struct view *view = context;

    if (view->shown)
        write_open(page, view);
    else
        write_over(page, view);
}

static void draw_code(struct canvas *canvas, const struct invite *invite, const char *text)
{
    const struct rect all = canvas_area(canvas);

    if (!code_draw(canvas, all, text, invite->is_inverted))
        canvas_paragraph(canvas, layout_middle(all, 50, 4), STYLE_CARE,
                         "▲ The code does not fit. Make the window larger or the letters smaller; "
                         "or copy the text with y.");
}

static const char *keys_of(const struct invite *invite, const struct view *view)
{
    if (invite->step == INVITE_FORM)
        return "Enter invite   Tab next   ←→ kind   Esc back";
    if (invite->step == INVITE_ASKED)
        return "Esc back";
    if (!view->shown)
        return "n new invitation   Enter done   l log   Esc back";
    return "y copy   F full-screen code   n new invitation   Esc back";
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct invite *invite = state;
    const struct view view = {.invite = invite,
                              .shown = shown(invite, snapshot),
                              .peer = paired(invite, snapshot),
                              .now = snapshot->now};

    if (invite->is_code && view.shown) {
        draw_code(canvas, invite, view.shown->text);
        return;
    }
    const struct frame frame = {
        .name = "guardians",
        .title = "Invite a guardian",
        .hint = invite->step == INVITE_SHOWN
                    ? "You may leave: it stays open while Gridlock or its guardian "
                      "runs."
                    : NULL,
        .keys = keys_of(invite, &view)};
    const struct rect body = frame_draw(canvas, snapshot, &frame);
    if (invite->step == INVITE_SHOWN)
        page_draw(canvas, layout_inside(body, 1, 0), 0, write_page, &view);
    else
        draw_form(canvas, body, invite);
}

/* ---- keys ---- */

static enum screen_answer ask(struct invite *invite, struct command *command,
                              const struct snapshot *snapshot)
{
    if (invite->name.text[0] == 0)
        return SCREEN_STAY;
    command->kind = COMMAND_INVITE;
    snprintf(command->name, sizeof command->name, "%.40s", invite->name.text);
    snprintf(invite->called, sizeof invite->called, "%.40s", invite->name.text);
    command->number = invite->kind;
    invite->serial = snapshot->outcome.serial;
    invite->step = INVITE_ASKED;
    return SCREEN_COMMAND;
}

static enum screen_answer key_form(struct invite *invite, struct command *command,
                                   const struct snapshot *snapshot, const struct key *key)
{
    if (key->press == PRESS_ENTER)
        return ask(invite, command, snapshot);
    if (key->press == PRESS_TAB || key->press == PRESS_BACK_TAB || key->press == PRESS_UP ||
        key->press == PRESS_DOWN) {
        invite->is_at_kind = !invite->is_at_kind;
        return SCREEN_STAY;
    }
    if (invite->is_at_kind && (key->press == PRESS_LEFT || key->press == PRESS_RIGHT)) {
        invite->kind = (invite->kind + (key->press == PRESS_LEFT ? KINDS - 1U : 1U)) % KINDS;
        return SCREEN_STAY;
    }
    if (invite->is_at_kind)
        return SCREEN_PASS;
    return field_key(&invite->name, key) ? SCREEN_STAY : SCREEN_PASS;
}

static enum screen_answer key_code(struct invite *invite, const struct key *key)
{
    if (key_is(key, 'i'))
        invite->is_inverted = !invite->is_inverted;
    else
        invite->is_code = false;
    return SCREEN_STAY;
}

static enum screen_answer key_shown(struct invite *invite, struct command *command,
                                    const struct shown_invite *now, const struct key *key)
{
    if (key_is(key, 'n')) {
        *invite = (struct invite){.kind = invite->kind, .name.limit = NAME_BYTES};
        return SCREEN_STAY;
    }
    if (!now && key->press == PRESS_ENTER)
        return SCREEN_BACK;
    if (!now && key_is(key, 'l')) {
        snprintf(command->screen, sizeof command->screen, "log");
        return SCREEN_GO;
    }
    if (!now || now->text[0] == 0)
        return SCREEN_PASS;
    if (key_is(key, 'F')) {
        invite->is_code = true;
        return SCREEN_STAY;
    }
    if (!key_is(key, 'y'))
        return SCREEN_PASS;
    command->kind = COMMAND_COPY;
    snprintf(command->text, sizeof command->text, "%s", now->text);
    return SCREEN_COMMAND;
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    struct invite *invite = state;

    if (invite->is_code)
        return key_code(invite, key);
    switch (invite->step) {
    case INVITE_FORM:
        return key_form(invite, command, snapshot, key);
    case INVITE_ASKED:
        return SCREEN_PASS;
    case INVITE_SHOWN:
        return key_shown(invite, command, shown(invite, snapshot), key);
    }
    return SCREEN_PASS;
}

static enum screen_answer heard(void *state, struct command *command,
                                const struct snapshot *snapshot)
{
    struct invite *invite = state;
    const struct shown_outcome *outcome = &snapshot->outcome;

    (void)command;
    if (invite->is_code && !shown(invite, snapshot))
        invite->is_code = false;
    if (invite->step != INVITE_ASKED || outcome->serial == invite->serial ||
        outcome->kind != COMMAND_INVITE)
        return SCREEN_STAY;
    invite->step = outcome->code == ERROR_NONE ? INVITE_SHOWN : INVITE_FORM;
    memcpy(invite->rdv, outcome->id, sizeof invite->rdv);
    return SCREEN_STAY;
}

const struct screen screen_invite = {
    .name = "invite",
    .title = "Invite a guardian",
    .keys = "Enter\tmake the invitation\nTab\tname or kind\n←→\tanother kind\ny\tcopy the text\n"
            "F\tthe code on the whole screen; i turns black and white round\n"
            "n\ta new invitation\n",
    .state_size = sizeof(struct invite),
    .open = open_it,
    .draw = draw,
    .key = on_key,
    .heard = heard,
};
