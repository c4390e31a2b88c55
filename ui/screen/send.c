/* SPDX-License-Identifier: MIT */
/* send.c - one payment, to one recipient, from any account: who, how much, which fee, and what will
 * happen, judged while it is typed. The form becomes an order; the node's coins and fees make a
 * draft of it; review.c then shows what the draft's bytes do.
 *
 * The whole form fits into a command (its account, order and texts): so it comes back filled in
 * when a person returns from the review.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "ui/screen/send_form.h"

/* On a small screen only what matters at the field one is at, and what is wrong. */
enum { TIGHT_ROWS = 16, TIGHT_REMARKS = 2, MOST_ROWS = 24 };

static void draw_recipient(struct canvas *canvas, struct rect *rect, const struct send_form *form,
                           const struct send_view *view, bool is_tight)
{
    const struct recipient *to = &view->to;
    struct rect row = layout_top(rect, 1);

    field_draw_labelled(canvas, row.x, row.y, SEND_LABEL, row.width - SEND_LABEL, "To", &form->to,
                        form->focus == SEND_TO);
    layout_left(rect, SEND_LABEL);
    if (is_ok(to->outcome) && !to->is_empty)
        layout_top(rect, show_groups(canvas, *rect, STYLE_STRONG, to->address));
    const size_t most = is_tight ? TIGHT_REMARKS : SEND_REMARKS_MAX;
    for (size_t i = 0; i < view->remark_count && i < most; i++)
        layout_top(rect, show_remark(canvas, *rect, view->remarks[i].style, view->remarks[i].text));
    rect->x -= SEND_LABEL;
    rect->width += SEND_LABEL;
}

static void draw_matches(struct canvas *canvas, struct rect *rect, const struct send_form *form,
                         const struct send_view *view, const struct snapshot *snapshot)
{
    for (size_t i = 0; i < view->match_count && rect->height > 0; i++) {
        const struct shown_contact *contact = &snapshot->contacts[view->matches[i]];
        struct rect row = layout_top(rect, 1);
        char shortened[SHOW_SHORT_MAX];

        layout_left(&row, SEND_LABEL);
        show_short(shortened, contact->address);
        canvas_cell(canvas, row.x + 2, row.y, 22, ALIGN_LEFT, STYLE_NORMAL, contact->name);
        canvas_cell(canvas, row.x + 25, row.y, row.width - 25, ALIGN_LEFT, STYLE_DIM, shortened);
        if (i == list_selected(&form->match, view->match_count))
            list_mark(canvas, row);
    }
}

static void draw_amount(struct canvas *canvas, struct rect *rect, const struct send_form *form,
                        const struct send_view *view, bool is_tight)
{
    struct rect row = layout_top(rect, 1);
    enum { ROOM = 26 };

    if (form->is_all) {
        canvas_cell(canvas, row.x, row.y, SEND_LABEL, ALIGN_LEFT,
                    form->focus == SEND_AMOUNT ? STYLE_ACCENT : STYLE_NORMAL, "Amount");
        canvas_cell(canvas, row.x + SEND_LABEL, row.y, row.width - SEND_LABEL, ALIGN_LEFT,
                    STYLE_STRONG, "everything, the fee is taken from it");
    } else {
        field_draw_labelled(canvas, row.x, row.y, SEND_LABEL, ROOM, "Amount", &form->amount,
                            form->focus == SEND_AMOUNT);
        canvas_print(canvas, row.x + SEND_LABEL + ROOM + 1, row.y, STYLE_NORMAL, "%s", view->unit);
    }
    if (is_tight && form->focus != SEND_AMOUNT && view->amount_style == STYLE_DIM)
        return;
    row = layout_top(rect, 1);
    canvas_cell(canvas, row.x + SEND_LABEL, row.y, row.width - SEND_LABEL, ALIGN_LEFT,
                view->amount_style, view->amount_text);
}

static void draw_fee(struct canvas *canvas, struct rect *rect, const struct send_form *form,
                     const struct send_view *view, bool is_tight)
{
    struct rect row = layout_top(rect, 1);
    int x = row.x + SEND_LABEL;

    canvas_cell(canvas, row.x, row.y, SEND_LABEL, ALIGN_LEFT,
                form->focus == SEND_FEE ? STYLE_ACCENT : STYLE_NORMAL, "Fee");
    for (size_t i = 0; i < view->fee_count; i++) {
        const bool is_chosen = view->fees[i] == form->fee;
        x = canvas_print(canvas, x, row.y,
                         is_chosen ? form->focus == SEND_FEE ? STYLE_SELECTED : STYLE_STRONG
                                   : STYLE_DIM,
                         is_chosen ? "[%s]" : " %s ", send_fee_name(view->fees[i])) +
            1;
    }
    if (form->fee == SEND_CUSTOM) {
        row = layout_top(rect, 1);
        field_draw(canvas, row.x + SEND_LABEL, row.y, 14, &form->custom,
                   form->focus == SEND_CUSTOM_FEE);
        canvas_text(canvas, row.x + SEND_LABEL + 15, row.y, STYLE_NORMAL, view->fee_unit);
    }
    if (is_tight && form->focus != SEND_FEE && view->fee_style == STYLE_DIM)
        return;
    row = layout_top(rect, 1);
    canvas_cell(canvas, row.x + SEND_LABEL, row.y, row.width - SEND_LABEL, ALIGN_LEFT,
                view->fee_style, view->fee_text);
}

static void draw_button(struct canvas *canvas, struct rect button, const struct send_form *form,
                        const struct send_view *view)
{
    const bool is_here = form->focus == SEND_REVIEW;

    if (form->is_drafting)
        canvas_text(canvas, button.x, button.y, STYLE_ACCENT,
                    "◐ Asking the node for coins and fees …");
    else
        canvas_print(canvas, button.x, button.y,
                     is_here            ? STYLE_SELECTED
                     : view->is_payable ? STYLE_STRONG
                                        : STYLE_DIM,
                     "%s Review the payment", is_here ? "▸" : " ");
}

static void draw_ending(struct canvas *canvas, struct rect rect, const struct send_form *form,
                        const struct send_view *view)
{
    if (rect.height < 1)
        return;
    if (form->failure) {
        show_trouble(canvas, rect, form->failure);
        return;
    }
    if (rect.height < 3) {
        canvas_paragraph(canvas, rect, STYLE_DIM, view->plan);
        return;
    }
    if (rect.height > 6)
        layout_top(&rect, 1);
    rect.height = rect.height > 6 ? 6 : rect.height;
    canvas_paragraph(canvas, layout_inside(box_draw(canvas, rect, "What will happen", NULL), 1, 0),
                     STYLE_NORMAL, view->plan);
}

static void draw_body(struct canvas *canvas, struct rect body, const struct send_form *form,
                      const struct send_view *view, const struct snapshot *snapshot)
{
    const bool is_tight = body.height < TIGHT_ROWS;
    const struct rect before = canvas_clip(canvas, body);
    body.height = body.height > MOST_ROWS ? MOST_ROWS : body.height;
    const struct rect button = layout_bottom(&body, 1);
    struct rect row = layout_top(&body, 1);
    const int spare = body.height >= 17 ? 1 : 0;

    canvas_cell(canvas, row.x, row.y, SEND_LABEL, ALIGN_LEFT,
                form->focus == SEND_FROM ? STYLE_ACCENT : STYLE_NORMAL, "From");
    canvas_cell(canvas, row.x + SEND_LABEL, row.y, row.width - SEND_LABEL, ALIGN_LEFT,
                form->focus == SEND_FROM ? STYLE_SELECTED : STYLE_NORMAL, view->from);
    draw_recipient(canvas, &body, form, view, is_tight);
    if (view->match_count > 0) {
        struct rect list = body;
        list.height = body.height > 7 ? body.height - 6 : 1;
        draw_matches(canvas, &list, form, view, snapshot);
        body.height -= list.y - body.y;
        body.y = list.y;
    }
    layout_top(&body, spare);
    draw_amount(canvas, &body, form, view, is_tight);
    draw_fee(canvas, &body, form, view, is_tight);
    row = layout_top(&body, 1);
    field_draw_labelled(canvas, row.x, row.y, SEND_LABEL, row.width - SEND_LABEL, "Label",
                        &form->label, form->focus == SEND_LABEL_FIELD);
    draw_ending(canvas, body, form, view);
    canvas_fill(canvas, button, ' ', STYLE_NORMAL);
    draw_button(canvas, button, form, view);
    canvas_unclip(canvas, before);
}

static const char *keys_of(const struct send_form *form, const struct send_view *view)
{
    if (form->is_drafting)
        return "Esc stop asking";
    switch (form->focus) {
    case SEND_FROM:
        return "←→ account   Tab next   Esc back   ? help";
    case SEND_TO:
        return view->match_count > 0 ? "↑↓ choose   Enter take   Tab next   Esc back   F1 help"
                                     : "Enter next   Tab next   Esc back   F1 help";
    case SEND_AMOUNT:
        return "Enter next   m everything   Tab next   Esc back   ? help";
    case SEND_FEE:
        return "←→ fee   Tab next   Esc back   ? help";
    case SEND_CUSTOM_FEE:
    case SEND_LABEL_FIELD:
        return "Enter next   Tab next   Esc back   F1 help";
    case SEND_REVIEW:
        return "Enter review   Tab next   Esc back   ? help";
    }
    return "";
}

static const char *hint_of(const struct send_form *form, const struct send_view *view)
{
    if (form->is_drafting)
        return "Nothing is sent and nobody is asked yet.";
    switch (form->focus) {
    case SEND_FROM:
        return "Which account pays. Each has its own addresses and its own balance.";
    case SEND_TO:
        return "A name from your address book, an address, or a payment request. Paste works.";
    case SEND_AMOUNT:
        return form->is_all ? "m goes back to an amount of your choice."
                            : "Exact to the last digit; nothing is rounded.";
    case SEND_FEE:
    case SEND_CUSTOM_FEE:
        return "Who pays more is served sooner. The review shows the exact fee.";
    case SEND_LABEL_FIELD:
        return "For you alone: what this payment was for.";
    case SEND_REVIEW:
        return view->is_payable
                   ? "Next you see what the finished bytes do, before anybody is asked."
                   : "Something above is still missing.";
    }
    return "";
}

static void draw(struct canvas *canvas, const void *memory, const struct snapshot *snapshot)
{
    const struct send_form *form = memory;
    struct send_view view;
    struct frame frame = {.name = "send"};

    send_present(&view, form, snapshot);
    frame.keys = view.account ? keys_of(form, &view) : "Esc back   ? help";
    frame.hint = view.account ? hint_of(form, &view) : "There is nothing to pay from yet.";
    struct rect body = layout_inside(frame_draw(canvas, snapshot, &frame), 1, 0);
    if (view.account)
        draw_body(canvas, body, form, &view, snapshot);
    else
        canvas_paragraph(canvas, body, STYLE_NORMAL,
                         "There is no wallet here that can pay. Make one first; on a device that "
                         "only guards for others there is nothing to send.");
    if (form->is_leaving)
        dialog_draw(canvas,
                    &(struct dialog){.title = "Leave this payment?",
                                     .text = "What you typed here is not kept.",
                                     .keys = "y leave it   Esc stay",
                                     .style = STYLE_CARE},
                    0);
}

static enum screen_answer leave(struct send_form *form, const struct key *key)
{
    if (key_is(key, 'y'))
        return SCREEN_BACK;
    if (key->press == PRESS_ESCAPE || key->press == PRESS_ENTER || key_is(key, 'n'))
        form->is_leaving = false;
    return SCREEN_STAY;
}

static enum screen_answer begin_draft(struct send_form *form, struct command *command,
                                      const struct snapshot *snapshot)
{
    struct send_view view;

    send_present(&view, form, snapshot);
    if (!view.is_payable) {
        form->focus = view.missing;
        return SCREEN_STAY;
    }
    form->failure = ERROR_NONE;
    form->is_drafting = true;
    form->serial = snapshot->outcome.serial;
    /* the answer to a draft that was given up must not be taken for this one's */
    form->must_retry = snapshot->draft.state == SHOWN_DRAFT_BUSY && snapshot->is_talking;
    if (form->must_retry)
        return SCREEN_STAY;
    send_order(command, form, &view);
    command->kind = COMMAND_DRAFT;
    return SCREEN_COMMAND;
}

static enum screen_answer choice(struct send_form *form, const struct snapshot *snapshot,
                                 const struct key *key)
{
    const int by = key->press == PRESS_LEFT ? -1 : 1;

    if (key->press != PRESS_LEFT && key->press != PRESS_RIGHT)
        return SCREEN_PASS;
    if (form->focus == SEND_FROM)
        send_turn_account(form, snapshot, by);
    else
        send_turn_fee(form, by);
    return SCREEN_STAY;
}

static enum screen_answer amount_key(struct send_form *form, const struct key *key)
{
    if (key_is(key, 'm') || key_is(key, 'M')) {
        form->is_all = !form->is_all;
        return SCREEN_STAY;
    }
    const bool is_digit =
        key->press == PRESS_CHARACTER &&
        (key->character == '.' || (key->character >= '0' && key->character <= '9'));
    /* no letter belongs into an amount: the keys that work everywhere do so here, too */
    if (key->press == PRESS_CHARACTER && !is_digit)
        return SCREEN_PASS;
    if (form->is_all && is_digit)
        form->is_all = false;
    return !form->is_all && field_key(&form->amount, key) ? SCREEN_STAY : SCREEN_PASS;
}

static enum screen_answer recipient_key(struct send_form *form, const struct snapshot *snapshot,
                                        const struct key *key)
{
    struct send_view view;

    send_present(&view, form, snapshot);
    if (view.match_count > 0) {
        if (key->press == PRESS_UP || key->press == PRESS_DOWN)
            return list_key(&form->match, key, view.match_count) ? SCREEN_STAY : SCREEN_PASS;
        if (key->press == PRESS_ENTER) {
            const size_t at = list_selected(&form->match, view.match_count);
            field_set(&form->to, snapshot->contacts[view.matches[at]].name);
            form->focus = SEND_AMOUNT;
            return SCREEN_STAY;
        }
    }
    if (!field_key(&form->to, key))
        return SCREEN_PASS;
    form->match.selected = 0;
    if (key->press == PRESS_PASTE)
        send_take_request(form, snapshot);
    return SCREEN_STAY;
}

static enum screen_answer field_of(struct send_form *form, const struct snapshot *snapshot,
                                   const struct key *key)
{
    switch (form->focus) {
    case SEND_FROM:
    case SEND_FEE:
        return choice(form, snapshot, key);
    case SEND_TO:
        return recipient_key(form, snapshot, key);
    case SEND_AMOUNT:
        return amount_key(form, key);
    case SEND_CUSTOM_FEE:
        return field_key(&form->custom, key) ? SCREEN_STAY : SCREEN_PASS;
    case SEND_LABEL_FIELD:
        return field_key(&form->label, key) ? SCREEN_STAY : SCREEN_PASS;
    case SEND_REVIEW:
        return SCREEN_PASS;
    }
    return SCREEN_PASS;
}

static bool is_next(const struct key *key)
{
    return key->press == PRESS_TAB || key->press == PRESS_DOWN || key->press == PRESS_ENTER;
}

/* Keys that would take the person away ask first when something was typed. */
static bool is_away(const struct key *key)
{
    return key->press == PRESS_ESCAPE || key_is(key, 'q') ||
           (key->press == PRESS_CHARACTER && key->character >= '1' && key->character <= '8');
}

static enum screen_answer key(void *memory, struct command *command,
                              const struct snapshot *snapshot, const struct key *key)
{
    struct send_form *form = memory;

    if (form->is_leaving)
        return leave(form, key);
    if (form->is_drafting) {
        if (key->press != PRESS_ESCAPE)
            return SCREEN_PASS;
        form->is_drafting = false;
        command->kind = COMMAND_FORGET_DRAFT;
        return SCREEN_COMMAND;
    }
    if (!snapshot_wallet(snapshot))
        return SCREEN_PASS;
    if (form->focus == SEND_REVIEW && key->press == PRESS_ENTER)
        return begin_draft(form, command, snapshot);
    const enum screen_answer answer = field_of(form, snapshot, key);
    if (answer != SCREEN_PASS) {
        form->failure = ERROR_NONE;
        return answer;
    }
    if (is_next(key) || key->press == PRESS_BACK_TAB || key->press == PRESS_UP) {
        send_take_request(form, snapshot);
        send_move(form, is_next(key) ? 1 : -1);
        return SCREEN_STAY;
    }
    if (!is_away(key) || !send_is_dirty(form))
        return key->press == PRESS_ESCAPE ? SCREEN_BACK : SCREEN_PASS;
    form->is_leaving = true;
    return SCREEN_STAY;
}

/* A fee above a tenth of the amount is drafted all the same: the review asks for a typed word
 * before it may be paid, and shows how much it is. */
static enum screen_answer stop_or_allow(struct send_form *form, struct command *command,
                                        const struct snapshot *snapshot, enum error_code failure)
{
    const bool is_fee = failure == ERROR_BITCOIN_FEE_HIGH || failure == ERROR_ETHEREUM_FEE_HIGH;

    form->is_drafting = false;
    if (is_fee && !form->is_high_fee) {
        form->is_high_fee = true;
        return begin_draft(form, command, snapshot);
    }
    form->failure = failure;
    form->is_high_fee = false;
    return SCREEN_STAY;
}

static enum screen_answer heard(void *memory, struct command *command,
                                const struct snapshot *snapshot)
{
    struct send_form *form = memory;
    const struct shown_outcome *outcome = &snapshot->outcome;
    struct send_view view;

    if (!form->is_drafting)
        return SCREEN_STAY;
    if (form->must_retry)
        return snapshot->is_talking ? SCREEN_STAY : begin_draft(form, command, snapshot);
    if (outcome->serial != form->serial && outcome->kind == COMMAND_DRAFT &&
        outcome->code == ERROR_NODE_BUSY) {
        form->must_retry = true;
        return SCREEN_STAY;
    }
    if (snapshot->draft.state == SHOWN_DRAFT_FAILED)
        return stop_or_allow(form, command, snapshot, snapshot->draft.failure);
    if (outcome->serial != form->serial && outcome->kind == COMMAND_DRAFT &&
        outcome->code != ERROR_NONE)
        return stop_or_allow(form, command, snapshot, outcome->code);
    if (snapshot->draft.state != SHOWN_DRAFT_READY)
        return SCREEN_STAY;
    form->is_drafting = false;
    send_present(&view, form, snapshot);
    send_order(command, form, &view);
    snprintf(command->screen, sizeof command->screen, "review");
    return SCREEN_REPLACE;
}

const struct screen screen_send = {
    .name = "send",
    .title = "Send",
    .keys = "Tab\tnext field; Shift-Tab the one before\n"
            "Enter\tnext field; at the end: review\n"
            "↑↓\tchoose a contact, or move between fields\n"
            "←→\taccount and fee\n"
            "m\teverything there is, the fee taken from it (at the amount)\n"
            "Esc\tback; stops asking the node\n",
    .state_size = sizeof(struct send_form),
    .open = send_open,
    .draw = draw,
    .key = key,
    .heard = heard,
};
