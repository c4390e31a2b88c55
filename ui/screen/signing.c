/* SPDX-License-Identifier: MIT */
/* signing.c - one payment on its way: who said yes, who refused and why, who cannot be reached, who
 * signs; then its transaction id. What may still be sent by anybody who took part is called that,
 * and never failed or cancelled.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"
#include "ui/screen.h"
#include "ui/show.h"
#include "ui/widget/box.h"
#include "ui/widget/dialog.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/list.h"
#include "ui/widget/meter.h"
#include "ui/widget/steps.h"
#include "ui/widget/table.h"

enum { WORD_LIMIT = 16 };
static const char cancel_word[] = "cancel";

struct signing {
    uint8_t intent[32];
    bool has_asked; /* to be told about this payment */
    bool is_cancelling;
    struct field word;
    struct list list;
    uint64_t serial;
    enum error_code failure; /* of what was asked for here */
};

struct view {
    const struct shown_transfer *transfer; /* NULL: not known yet */
    const struct shown_payment *payment;   /* NULL: not told yet */
    unsigned yes;
    bool is_sent, is_over, may_be_sent;
    bool can_cancel, can_resume;
    enum style style;
    char state[SHOW_LINE_MAX];
    char more[SHOW_LINE_MAX];
};

static bool is_same(const uint8_t one[static 32], const uint8_t other[static 32])
{
    return memcmp(one, other, 32) == 0;
}

static void open(void *memory, const struct snapshot *snapshot, const struct command *why)
{
    struct signing *state = memory;

    if (why) {
        memcpy(state->intent, why->id, sizeof state->intent);
        state->is_cancelling = why->yes;
    }
    state->word.limit = WORD_LIMIT;
    state->serial = snapshot->outcome.serial;
}

static unsigned count_yes(const struct shown_payment *payment)
{
    unsigned yes = 0;

    for (size_t i = 0; i < payment->n && i < SHOWN_SEATS_MAX; i++)
        yes += payment->seats[i].state == SHOWN_SEAT_YES ||
               payment->seats[i].state == SHOWN_SEAT_SIGNING ||
               payment->seats[i].state == SHOWN_SEAT_SILENT;
    return yes;
}

static void say(struct view *view, enum style style, const char *state, const char *more)
{
    view->style = style;
    snprintf(view->state, sizeof view->state, "%s", state);
    snprintf(view->more, sizeof view->more, "%s", more);
}

/* What has come to an end. */
static void say_ending(struct view *view, const struct shown_transfer *transfer)
{
    if (transfer->state == SHOWN_REVERTED)
        say(view, STYLE_DANGER, "It was mined without effect, or its coins were spent by another.",
            "Nothing went to the recipient by it. Make it again if it is still due.");
    else if (view->may_be_sent)
        say(view, STYLE_CARE, "This payment may still be sent by anyone who took part.",
            "A part of its signature left a device. To be sure, spend the same coins elsewhere.");
    else if (transfer->state == SHOWN_CANCELLED)
        say(view, STYLE_NORMAL, "Cancelled before anything was signed. Nothing was sent.", "");
    else
        say(view, STYLE_DANGER, "Too many guardians said no. Nothing was sent.",
            "Talk to those who refused; then make the payment again.");
}

static void say_waiting(struct view *view, const struct shown_payment *payment)
{
    char text[SHOW_LINE_MAX];

    if (payment->failure) {
        say(view, view->may_be_sent ? STYLE_CARE : STYLE_DANGER, error_sentence(payment->failure),
            view->may_be_sent ? "It may still be sent by anyone who took part; r tries again."
                              : error_remedy(payment->failure));
        return;
    }
    if (view->yes < payment->t) {
        snprintf(text, sizeof text, "Waiting for %u more yes.", payment->t - view->yes);
        say(view, STYLE_NORMAL, text,
            "You can close Gridlock: answers wait at the router, and the payment goes on with it.");
        return;
    }
    say(view, STYLE_NORMAL,
        view->may_be_sent ? "Signing. From here on it may be sent by anyone who took part."
                          : "Enough have agreed; signing begins.",
        "It takes a second or two once those who agreed can be reached.");
}

static void judge(struct view *view)
{
    const struct shown_transfer *transfer = view->transfer;
    const bool is_followed = view->payment != NULL;

    view->may_be_sent = transfer->may_be_sent || (is_followed && view->payment->may_be_sent);
    view->is_sent = transfer->state == SHOWN_SENT || transfer->state == SHOWN_CONFIRMED;
    view->is_over = view->is_sent || transfer->state == SHOWN_REVERTED ||
                    transfer->state == SHOWN_CANCELLED || transfer->state == SHOWN_REFUSED;
    view->can_cancel = transfer->state == SHOWN_ASKED;
    view->can_resume = transfer->state == SHOWN_ASKED || transfer->state == SHOWN_SIGNED;
    if (transfer->state == SHOWN_CONFIRMED) {
        char text[SHOW_LINE_MAX];
        snprintf(text, sizeof text, "Sent and confirmed: %" PRIu32 " confirmation%s.",
                 transfer->confirmations, transfer->confirmations == 1 ? "" : "s");
        say(view, STYLE_GOOD, text, "");
    } else if (transfer->state == SHOWN_SENT) {
        say(view, STYLE_GOOD, "Sent. A node has it; it waits for its first block.", "");
    } else if (view->is_over) {
        say_ending(view, transfer);
    } else if (transfer->state == SHOWN_SIGNED) {
        say(view, transfer->failure ? STYLE_CARE : STYLE_NORMAL,
            transfer->failure ? error_sentence(transfer->failure)
                              : "Signed; it is being handed to the node.",
            transfer->failure
                ? "It is signed and may be sent by anyone who took part; r tries again."
                : "");
    } else if (is_followed) {
        say_waiting(view, view->payment);
    } else {
        say(view, STYLE_NORMAL, "Looking up who has answered …", "");
    }
}

static void present(struct view *view, const struct signing *state, const struct snapshot *snapshot)
{
    *view = (struct view){.transfer = snapshot_transfer(snapshot, state->intent)};
    if (snapshot->payment.exists && is_same(snapshot->payment.intent, state->intent))
        view->payment = &snapshot->payment;
    if (view->payment)
        view->yes = count_yes(view->payment);
    if (view->transfer)
        judge(view);
}

/* ---- drawing ---- */

static const char *words_of(enum shown_seat_state state)
{
    switch (state) {
    case SHOWN_SEAT_ASKED:
        return "asked, no answer yet";
    case SHOWN_SEAT_SEEN:
        return "reading it";
    case SHOWN_SEAT_YES:
        return "said yes";
    case SHOWN_SEAT_NO:
        return "refused";
    case SHOWN_SEAT_SIGNING:
        return "said yes, signing";
    case SHOWN_SEAT_SILENT:
        return "said yes, not reachable now";
    case SHOWN_SEAT_FAULTY:
        return "sent something wrong";
    }
    return "";
}

static enum step_state step_of(enum shown_seat_state state)
{
    switch (state) {
    case SHOWN_SEAT_ASKED:
        return STEP_WAITS;
    case SHOWN_SEAT_SEEN:
    case SHOWN_SEAT_SIGNING:
        return STEP_RUNS;
    case SHOWN_SEAT_YES:
        return STEP_DONE;
    case SHOWN_SEAT_NO:
    case SHOWN_SEAT_FAULTY:
        return STEP_FAILED;
    case SHOWN_SEAT_SILENT:
        return STEP_CARE;
    }
    return STEP_WAITS;
}

static void seat_row(struct table_row *out, const void *context, size_t index)
{
    const struct shown_payment *payment = context;
    const enum shown_seat_state state = payment->seats[index].state;
    const enum error_code why = payment->seats[index].why;

    out->style = steps_style(step_of(state));
    snprintf(out->text[0], TABLE_TEXT_MAX, "%s", steps_sign(step_of(state)));
    text_showable(out->text[1], TABLE_TEXT_MAX, slice_of_text(payment->seats[index].name));
    snprintf(out->text[2], TABLE_TEXT_MAX, "%s%s%s", words_of(state), why ? ": " : "",
             why ? error_sentence(why) : "");
}

static void draw_seats(struct canvas *canvas, struct rect rect, const struct signing *state,
                       const struct shown_payment *payment, unsigned yes)
{
    static const struct table_column columns[] = {
        {NULL, 1, ALIGN_LEFT, 0},
        {NULL, 18, ALIGN_LEFT, 0},
        {NULL, 0, ALIGN_LEFT, 0},
    };
    const struct table table = {
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .count = payment->n,
        .row = seat_row,
        .context = payment,
    };
    char title[40];
    char right[40];

    snprintf(title, sizeof title, "Guardians");
    snprintf(right, sizeof right, "%u said yes, %u needed", yes, payment->t);
    table_draw(canvas, box_draw(canvas, rect, title, right), &table,
               payment->n > rect.height - 2 ? &state->list : NULL);
}

static void draw_head(struct canvas *canvas, struct rect *body, const struct view *view)
{
    const struct shown_transfer *transfer = view->transfer;
    struct rect row = layout_top(body, 1);

    canvas_print(canvas, row.x, row.y, STYLE_STRONG, "%s %s", transfer->amount, transfer->unit);
    canvas_print(canvas, row.x + canvas_width(transfer->amount) + canvas_width(transfer->unit) + 1,
                 row.y, STYLE_NORMAL, " to %s", transfer->contact[0] ? transfer->contact : "");
    layout_top(body, show_groups(canvas, *body, STYLE_NORMAL, transfer->recipient));
}

static void draw_state(struct canvas *canvas, struct rect *body, const struct view *view)
{
    layout_top(body, show_remark(canvas, *body, view->style, view->state));
    layout_left(body, 2);
    if (view->more[0])
        layout_top(body, canvas_paragraph(canvas, *body, STYLE_NORMAL, view->more));
    if (view->is_sent && view->transfer->txid[0]) {
        struct rect row = layout_top(body, 1);
        canvas_text(canvas, row.x, row.y, STYLE_DIM, "Transaction id");
        layout_top(body, show_groups(canvas, *body, STYLE_NORMAL, view->transfer->txid));
    }
    body->x -= 2;
    body->width += 2;
}

static void draw_body(struct canvas *canvas, struct rect body, const struct signing *state,
                      const struct view *view)
{
    const bool is_roomy = body.height >= 16;

    draw_head(canvas, &body, view);
    if (state->failure)
        layout_top(&body, show_trouble(canvas, body, state->failure));
    if (!view->payment) {
        draw_state(canvas, &body, view);
        return;
    }
    const int seats = view->payment->n + 2;
    const int room = body.height - (view->is_sent ? 6 : is_roomy ? 6 : 4);
    draw_seats(canvas,
               layout_top(&body, seats < room ? seats
                                 : room < 3   ? 3
                                              : room),
               state, view->payment, view->yes);
    if (is_roomy && !view->is_over) {
        struct rect row = layout_top(&body, 1);
        meter_draw(canvas, row.x, row.y, row.width,
                   view->yes < view->payment->t ? view->yes : view->payment->t, view->payment->t,
                   STYLE_GOOD);
    }
    draw_state(canvas, &body, view);
}

static const char *keys_of(const struct view *view)
{
    if (!view->transfer)
        return "Esc back   ? help";
    if (view->is_sent)
        return "y copy id   u look again   Esc back   ? help";
    if (view->can_cancel)
        return "x cancel it   r try again   u look again   Esc back   ? help";
    if (view->can_resume)
        return "r try again   u look again   Esc back   ? help";
    return "u look again   Esc back   ? help";
}

static void draw_cancel(struct canvas *canvas, const struct signing *state, const struct view *view)
{
    const struct dialog dialog = {
        .title = "Cancel this payment?",
        .text = view->may_be_sent
                    ? "A part of its signature has left a device already: it may still be sent by "
                      "anyone who took part. Type cancel to withdraw what can be withdrawn."
                    : "The guardians are told to forget it. Type cancel to do it.",
        .keys = "Enter cancel it   Esc keep it",
        .style = STYLE_CARE};
    const struct rect rest = dialog_draw(canvas, &dialog, 1);

    field_draw(canvas, rest.x, rest.y, 20, &state->word, true);
}

static void draw(struct canvas *canvas, const void *memory, const struct snapshot *snapshot)
{
    const struct signing *state = memory;
    struct view view;
    struct frame frame = {.name = "signing", .title = "Payment on its way"};

    present(&view, state, snapshot);
    frame.keys = keys_of(&view);
    frame.hint = !view.transfer ? "This payment is not in this wallet's book."
                 : view.is_sent
                     ? "It is done here; confirmations are watched under 2 Activity."
                     : "Every guardian decodes the payment for itself before it answers.";
    struct rect body = layout_inside(frame_draw(canvas, snapshot, &frame), 1, 0);
    const struct rect before = canvas_clip(canvas, body);
    if (view.transfer)
        draw_body(canvas, body, state, &view);
    canvas_unclip(canvas, before);
    if (state->is_cancelling)
        draw_cancel(canvas, state, &view);
}

/* ---- keys ---- */

static enum screen_answer ask(struct signing *state, struct command *command,
                              const struct snapshot *snapshot, enum command_kind kind)
{
    command->kind = kind;
    memcpy(command->id, state->intent, sizeof command->id);
    state->serial = snapshot->outcome.serial;
    state->failure = ERROR_NONE;
    return SCREEN_COMMAND;
}

static enum screen_answer cancel_key(struct signing *state, struct command *command,
                                     const struct snapshot *snapshot, const struct key *key)
{
    if (key->press == PRESS_ESCAPE) {
        state->is_cancelling = false;
        return SCREEN_STAY;
    }
    if (key->press != PRESS_ENTER)
        return field_key(&state->word, key) ? SCREEN_STAY : SCREEN_PASS;
    if (strcasecmp(state->word.text, cancel_word) != 0)
        return SCREEN_STAY;
    state->is_cancelling = false;
    return ask(state, command, snapshot, COMMAND_CANCEL);
}

static enum screen_answer look_again(struct signing *state, struct command *command,
                                     const struct snapshot *snapshot, const struct view *view)
{
    ask(state, command, snapshot, view->payment ? COMMAND_SYNC : COMMAND_FOLLOW);
    if (view->payment)
        memcpy(command->id, view->transfer->wallet, sizeof command->id);
    return SCREEN_COMMAND;
}

static enum screen_answer key(void *memory, struct command *command,
                              const struct snapshot *snapshot, const struct key *key)
{
    struct signing *state = memory;
    struct view view;

    present(&view, state, snapshot);
    if (state->is_cancelling)
        return cancel_key(state, command, snapshot, key);
    if (key->press == PRESS_ESCAPE)
        return SCREEN_BACK;
    if (!view.transfer)
        return SCREEN_PASS;
    if (key_is(key, 'x') && view.can_cancel) {
        state->is_cancelling = true;
        field_set(&state->word, "");
        return SCREEN_STAY;
    }
    if (key_is(key, 'r') && view.can_resume)
        return ask(state, command, snapshot, COMMAND_RESUME);
    if (key_is(key, 'y') && view.is_sent) {
        command->kind = COMMAND_COPY;
        snprintf(command->text, sizeof command->text, "%s", view.transfer->txid);
        return SCREEN_COMMAND;
    }
    if (key_is(key, 'u') || key->press == PRESS_F5)
        return look_again(state, command, snapshot, &view);
    if (view.payment && list_key(&state->list, key, view.payment->n))
        return SCREEN_STAY;
    return SCREEN_PASS;
}

/* After a cancel or a new try; and once, to be told about this payment and no other. */
static enum screen_answer heard(void *memory, struct command *command,
                                const struct snapshot *snapshot)
{
    struct signing *state = memory;
    const struct shown_outcome *outcome = &snapshot->outcome;
    const bool is_told =
        snapshot->payment.exists && is_same(snapshot->payment.intent, state->intent);

    if (outcome->serial != state->serial) {
        state->serial = outcome->serial;
        if (outcome->kind == COMMAND_CANCEL || outcome->kind == COMMAND_RESUME)
            state->failure = outcome->code;
    }
    if (is_told || state->has_asked || !snapshot_transfer(snapshot, state->intent))
        return SCREEN_STAY;
    state->has_asked = true;
    return ask(state, command, snapshot, COMMAND_FOLLOW);
}

const struct screen screen_signing = {
    .name = "signing",
    .title = "Payment",
    .keys = "x\tcancel it, behind a typed word\n"
            "r\ttry again with those who can be reached\n"
            "y\tcopy the transaction id\n"
            "u\task the node and the guardians again\n"
            "↑↓\tmove through many guardians\n"
            "Esc\tback; the payment goes on\n",
    .state_size = sizeof(struct signing),
    .open = open,
    .draw = draw,
    .key = key,
    .heard = heard,
};
