/* SPDX-License-Identifier: MIT */
/* transfer.c - all that is known of one payment, own or received: exact amounts, whole addresses,
 * state, transaction id, label.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "ui/screen.h"
#include "ui/screen/activity_rows.h"
#include "ui/show.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"

enum { NAMES = 12, LABEL_LIMIT = NOTE_MAX - 1 };

struct transfer_state {
    uint8_t intent[32];
    char txid[TXID_MAX]; /* of what came in; empty: an own payment */
    char address[ADDRESS_MAX];
    bool is_editing;
    struct field label;
    uint64_t serial;
    enum error_code failure;
};

struct view {
    const struct shown_transfer *transfer;
    const struct shown_event *event; /* at most one of the two */
    bool can_resume;
};

static void open(void *memory, const struct snapshot *snapshot, const struct command *why)
{
    struct transfer_state *state = memory;

    state->label.limit = LABEL_LIMIT;
    state->serial = snapshot->outcome.serial;
    if (!why)
        return;
    memcpy(state->intent, why->id, sizeof state->intent);
    snprintf(state->txid, sizeof state->txid, "%.*s", TXID_MAX - 1, why->text);
    snprintf(state->address, sizeof state->address, "%.*s", ADDRESS_MAX - 1, why->note);
}

static const struct shown_event *find_event(const struct transfer_state *state,
                                            const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->event_count; i++)
        if (strcmp(snapshot->events[i].txid, state->txid) == 0 &&
            strcmp(snapshot->events[i].address, state->address) == 0)
            return &snapshot->events[i];
    return NULL;
}

static void present(struct view *view, const struct transfer_state *state,
                    const struct snapshot *snapshot)
{
    *view = (struct view){.transfer = NULL};
    if (state->txid[0]) {
        view->event = find_event(state, snapshot);
        return;
    }
    view->transfer = snapshot_transfer(snapshot, state->intent);
    view->can_resume = view->transfer && (view->transfer->state == SHOWN_ASKED ||
                                          view->transfer->state == SHOWN_SIGNED);
}

static void draw_line(struct canvas *canvas, struct rect *rect, const char *name, enum style style,
                      const char *text)
{
    struct rect row = *rect;

    if (rect->height < 1 || text[0] == 0)
        return;
    canvas_cell(canvas, row.x, row.y, NAMES, ALIGN_LEFT, STYLE_DIM, name);
    layout_left(&row, NAMES);
    layout_top(rect, canvas_paragraph(canvas, row, style, text));
}

static void draw_groups(struct canvas *canvas, struct rect *rect, const char *name,
                        const char *text)
{
    struct rect row = *rect;

    if (rect->height < 1 || text[0] == 0)
        return;
    canvas_cell(canvas, row.x, row.y, NAMES, ALIGN_LEFT, STYLE_DIM, name);
    layout_left(&row, NAMES);
    layout_top(rect, show_groups(canvas, row, STYLE_NORMAL, text));
}

static void draw_transfer(struct canvas *canvas, struct rect body,
                          const struct transfer_state *state, const struct shown_transfer *transfer)
{
    char text[SHOW_LINE_MAX];
    char words[64];
    const int spare = body.height >= 16;

    snprintf(text, sizeof text, "%s %s", transfer->amount, transfer->unit);
    draw_line(canvas, &body, "Amount", STYLE_STRONG, text);
    snprintf(text, sizeof text, "%s %s%s", transfer->fee, transfer->unit,
             transfer->account == ACCOUNT_ETHEREUM ? " at most" : "");
    draw_line(canvas, &body, "Fee", STYLE_NORMAL, text);
    draw_line(canvas, &body, "To", STYLE_GOOD, transfer->contact);
    draw_groups(canvas, &body, transfer->contact[0] ? "" : "To", transfer->recipient);
    draw_line(canvas, &body, "From", STYLE_NORMAL, show_account(transfer->account));
    layout_top(&body, spare);
    activity_state(words, transfer);
    snprintf(text, sizeof text, "%s %s", activity_sign(transfer), words);
    draw_line(canvas, &body, "State", activity_style(transfer), text);
    if (transfer->may_be_sent && transfer->state != SHOWN_SENT &&
        transfer->state != SHOWN_CONFIRMED)
        draw_line(canvas, &body, "", STYLE_CARE,
                  "A part of its signature left a device: anyone who took part may still send it.");
    if (transfer->failure)
        draw_line(canvas, &body, "", STYLE_CARE, error_sentence(transfer->failure));
    show_moment(text, transfer->created);
    draw_line(canvas, &body, "Made", STYLE_NORMAL, text);
    draw_groups(canvas, &body, "Id", transfer->txid);
    layout_top(&body, spare);
    if (state->is_editing) {
        struct rect row = layout_top(&body, 1);
        field_draw_labelled(canvas, row.x, row.y, NAMES, row.width - NAMES, "Label", &state->label,
                            true);
    } else {
        draw_line(canvas, &body, "Label", STYLE_NORMAL,
                  transfer->label[0] ? transfer->label : "none; l writes one");
    }
    draw_line(canvas, &body, "Note", STYLE_DIM, transfer->note);
}

static void draw_event(struct canvas *canvas, struct rect body, const struct shown_event *event)
{
    char text[SHOW_LINE_MAX];

    snprintf(text, sizeof text, "+%s %s", event->amount, event->unit);
    draw_line(canvas, &body, "Received", STYLE_STRONG, text);
    draw_groups(canvas, &body, "At address", event->address);
    draw_line(canvas, &body, "Account", STYLE_NORMAL, show_account(event->account));
    activity_event_state(text, event);
    draw_line(canvas, &body, "State", event->confirmations ? STYLE_GOOD : STYLE_CARE, text);
    show_moment(text, event->time);
    draw_line(canvas, &body, "When", STYLE_NORMAL, text);
    draw_groups(canvas, &body, "Id", event->txid);
    if (event->confirmations == 0)
        draw_line(canvas, &body, "", STYLE_CARE,
                  "It can be spent once it is in a block; until then its sender may take it back.");
}

static const char *keys_of(const struct transfer_state *state, const struct view *view)
{
    if (state->is_editing)
        return "Enter keep   Esc leave it";
    if (view->event)
        return "y copy id   a copy address   Esc back   ? help";
    if (!view->transfer)
        return "Esc back   ? help";
    if (view->can_resume && view->transfer->state == SHOWN_SIGNED)
        return "g guardians   r try again   l label   a copy address   Esc back   ? help";
    if (view->can_resume)
        return "g guardians   r try again   x cancel   l label   a copy address   Esc back   ?";
    if (view->transfer->txid[0])
        return "g guardians   l label   y copy id   a copy address   Esc back   ? help";
    return "g guardians   l label   a copy address   Esc back   ? help";
}

static void draw(struct canvas *canvas, const void *memory, const struct snapshot *snapshot)
{
    const struct transfer_state *state = memory;
    struct view view;
    struct frame frame = {.name = "transfer"};

    present(&view, state, snapshot);
    frame.title = view.event ? "Received" : "Payment";
    frame.keys = keys_of(state, &view);
    frame.hint = state->failure ? error_sentence(state->failure)
                                : "Labels stay on this device; e under 2 Activity exports them.";
    frame.hint_style = state->failure ? STYLE_CARE : STYLE_DIM;
    struct rect body = layout_inside(frame_draw(canvas, snapshot, &frame), 1, 0);
    (void)canvas_clip(canvas, body);
    if (view.transfer)
        draw_transfer(canvas, body, state, view.transfer);
    else if (view.event)
        draw_event(canvas, body, view.event);
    else
        canvas_paragraph(canvas, body, STYLE_NORMAL,
                         "It is not known any more: ask the node again under 2 Activity.");
}

static enum screen_answer edit(struct transfer_state *state, struct command *command,
                               const struct snapshot *snapshot, const struct key *key)
{
    if (field_key(&state->label, key))
        return SCREEN_STAY;
    if (key->press != PRESS_ENTER && key->press != PRESS_ESCAPE)
        return SCREEN_PASS;
    state->is_editing = false;
    if (key->press == PRESS_ESCAPE)
        return SCREEN_STAY;
    command->kind = COMMAND_LABEL;
    memcpy(command->id, state->intent, sizeof command->id);
    snprintf(command->text, sizeof command->text, "%s", state->label.text);
    state->serial = snapshot->outcome.serial;
    return SCREEN_COMMAND;
}

static enum screen_answer copy(struct command *command, const char *text)
{
    command->kind = COMMAND_COPY;
    snprintf(command->text, sizeof command->text, "%s", text);
    return SCREEN_COMMAND;
}

static enum screen_answer key(void *memory, struct command *command,
                              const struct snapshot *snapshot, const struct key *key)
{
    struct transfer_state *state = memory;
    struct view view;

    present(&view, state, snapshot);
    if (state->is_editing)
        return edit(state, command, snapshot, key);
    state->failure = ERROR_NONE;
    if (view.event && key_is(key, 'y'))
        return copy(command, view.event->txid);
    if (view.event && key_is(key, 'a'))
        return copy(command, view.event->address);
    if (!view.transfer)
        return SCREEN_PASS;
    if (key_is(key, 'a'))
        return copy(command, view.transfer->recipient);
    if (key_is(key, 'y') && view.transfer->txid[0])
        return copy(command, view.transfer->txid);
    if (key_is(key, 'l')) {
        field_set(&state->label, view.transfer->label);
        state->is_editing = true;
        return SCREEN_STAY;
    }
    memcpy(command->id, state->intent, sizeof command->id);
    if (key_is(key, 'r') && view.can_resume) {
        command->kind = COMMAND_RESUME;
        state->serial = snapshot->outcome.serial;
        return SCREEN_COMMAND;
    }
    command->yes = key_is(key, 'x') && view.transfer->state == SHOWN_ASKED;
    if (!key_is(key, 'g') && !command->yes)
        return SCREEN_PASS;
    snprintf(command->screen, sizeof command->screen, "signing");
    return SCREEN_GO;
}

static enum screen_answer heard(void *memory, struct command *command,
                                const struct snapshot *snapshot)
{
    struct transfer_state *state = memory;
    const struct shown_outcome *outcome = &snapshot->outcome;

    (void)command;
    if (outcome->serial != state->serial &&
        (outcome->kind == COMMAND_LABEL || outcome->kind == COMMAND_RESUME))
        state->failure = outcome->code;
    state->serial = outcome->serial;
    return SCREEN_STAY;
}

const struct screen screen_transfer = {
    .name = "transfer",
    .title = "Payment",
    .keys = "g\tthe guardians' answers; cancel and try again there\n"
            "l\twrite a label\n"
            "y\tcopy the transaction id\n"
            "a\tcopy the address\n"
            "Esc\tback\n",
    .state_size = sizeof(struct transfer_state),
    .open = open,
    .draw = draw,
    .key = key,
    .heard = heard,
};
