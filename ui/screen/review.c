/* SPDX-License-Identifier: MIT */
/* review.c - what the bytes of a finished draft do, decoded again by this program, before anybody
 * is asked to sign them. The form that was typed is not looked at: only the bytes count.
 *
 * Enter counts only after the screen was there for a moment, so that a key meant for the screen
 * before pays nothing; a high fee, and a recipient that imitates a known one, need a typed word.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"
#include "ui/groups.h"
#include "ui/recipient.h"
#include "ui/screen.h"
#include "ui/show.h"
#include "ui/widget/box.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/list.h"

enum {
    PAUSE_MS = 600,
    LIFETIME = 86400, /* seconds the guardians have */
    FEE_SHARE = 10,   /* a fee above this part of the amount needs a word */
    WORD_MAX = 64,
    WORD_LIMIT = 40
};

static const char fee_word[] = "high fee";

struct review {
    struct command origin; /* the form, as it goes back */
    uint64_t opened_ms;
    struct field word;
    struct list list; /* which output */
    bool is_paying;
    uint64_t serial;
    enum error_code failure;
};

struct view {
    const struct shown_explanation *said; /* NULL: no draft is ready */
    struct recipient to[OUTPUTS_MAX];     /* what is known of each recipient */
    bool is_other;                        /* not what the form asked for */
    bool is_fee_high;
    const struct recipient *forged; /* the first that imitates somebody */
    char word[WORD_MAX];            /* to type; empty: none */
    bool is_open;                   /* Enter pays */
    char total[AMOUNT_TEXT_MAX];
};

static void open(void *memory, const struct snapshot *snapshot, const struct command *why)
{
    struct review *state = memory;

    if (why) {
        state->origin = *why;
        state->origin.secret = state->origin.secret_new = NULL;
    }
    state->opened_ms = snapshot->now_ms;
    state->word.limit = WORD_LIMIT;
}

static const struct shown_explanation *said_of(const struct snapshot *snapshot)
{
    return snapshot->draft.state == SHOWN_DRAFT_READY ? snapshot->draft.explanation : NULL;
}

static unsigned decimals_of(enum account_kind account)
{
    return account == ACCOUNT_ETHEREUM ? chain_ethereum.decimals : chain_bitcoin.decimals;
}

static void judge_sums(struct view *view, const struct review *state)
{
    const unsigned decimals = decimals_of(view->said->account);
    struct amount spent;
    struct amount fee;
    struct amount total;

    view->is_fee_high = state->origin.yes;
    if (!is_ok(amount_parse(&spent, view->said->spent, decimals)) ||
        !is_ok(amount_parse(&fee, view->said->fee, decimals)) ||
        !is_ok(amount_add(&total, &spent, &fee)))
        return;
    amount_print(view->total, &total, decimals);
    const struct amount share = amount_div_u64(&spent, FEE_SHARE);
    view->is_fee_high = view->is_fee_high || amount_compare(&fee, &share) > 0;
}

static void know_recipients(struct view *view, const struct snapshot *snapshot)
{
    const struct shown_wallet *wallet = snapshot_wallet_by_id(snapshot, snapshot->draft.wallet);

    for (size_t i = 0; wallet && i < view->said->output_count; i++) {
        struct recipient *to = &view->to[i];
        if (view->said->outputs[i].is_change)
            continue;
        snprintf(to->address, sizeof to->address, "%s", view->said->outputs[i].address);
        recipient_known(to, snapshot, wallet, view->said->account);
        if (to->lookalike[0] && !view->forged)
            view->forged = to;
    }
}

/* Whether the bytes pay what the form asked for. They always should; that they do is not believed.
 */
static bool is_as_ordered(const struct view *view, const struct review *state)
{
    const struct transfer_order *order = &state->origin.order;
    char amount[AMOUNT_TEXT_MAX];

    if (order->to_count == 0)
        return true;
    amount_print(amount, &order->to[0].value, decimals_of(view->said->account));
    for (size_t i = 0; i < view->said->output_count; i++)
        if (strcmp(view->said->outputs[i].address, order->to[0].address) == 0 &&
            (order->send_all || strcmp(view->said->outputs[i].amount, amount) == 0))
            return view->said->account == state->origin.account;
    return false;
}

/* A forged address differs from the real one in its middle: so that is what has to be typed. */
static void choose_word(struct view *view)
{
    struct groups groups = {.count = 0};

    if (view->forged)
        groups_of(&groups, view->forged->address);
    const char *group = groups.count > 0 ? groups.group[groups.count / 2] : "";
    snprintf(view->word, sizeof view->word, "%s%s%s", view->is_fee_high ? fee_word : "",
             view->is_fee_high && group[0] ? " " : "", group);
}

static void present(struct view *view, const struct review *state, const struct snapshot *snapshot)
{
    *view = (struct view){.said = said_of(snapshot)};
    if (!view->said)
        return;
    judge_sums(view, state);
    know_recipients(view, snapshot);
    choose_word(view);
    view->is_other = !is_as_ordered(view, state);
    view->is_open = !state->is_paying && !view->is_other &&
                    snapshot->now_ms - state->opened_ms >= PAUSE_MS &&
                    (view->word[0] == 0 || strcasecmp(view->word, state->word.text) == 0);
}

/* ---- drawing ---- */

static void draw_sum(struct canvas *canvas, struct rect *rect, const char *words,
                     const char *amount, const char *unit, enum style style)
{
    struct rect row = layout_top(rect, 1);

    canvas_cell(canvas, row.x, row.y, 16, ALIGN_LEFT, STYLE_NORMAL, words);
    canvas_print(canvas, row.x + 16, row.y, style, "%26s %s", amount, unit);
}

static void draw_sums(struct canvas *canvas, struct rect *rect, const struct view *view)
{
    const struct shown_explanation *said = view->said;
    const bool is_ethereum = said->account == ACCOUNT_ETHEREUM;

    draw_sum(canvas, rect, "Recipients get", said->spent, said->unit, STYLE_STRONG);
    draw_sum(canvas, rect, is_ethereum ? "Fee at most" : "Fee", said->fee, said->unit,
             view->is_fee_high ? STYLE_DANGER : STYLE_NORMAL);
    draw_sum(canvas, rect, is_ethereum ? "Leaves at most" : "Leaves you", view->total, said->unit,
             STYLE_NORMAL);
}

/* One output; gives its rows. Change comes back and is shown small. */
static int draw_output(struct canvas *canvas, struct rect rect, const struct view *view, size_t at)
{
    const struct shown_output *output = &view->said->outputs[at];
    const struct recipient *to = &view->to[at];
    const struct rect all = rect;
    char times[SHOW_TIME_MAX];
    struct rect row = layout_top(&rect, 1);

    show_times(times, to->times_paid);
    if (output->is_change) {
        canvas_print(canvas, row.x, row.y, STYLE_DIM, "↻ %s %s comes back to you as change",
                     output->amount, view->said->unit);
        return 1;
    }
    canvas_print(canvas, row.x, row.y, STYLE_STRONG, "↑ %s %s", output->amount, view->said->unit);
    const int x = row.x + 3 + canvas_width(output->amount) + canvas_width(view->said->unit) + 1;
    if (to->contact[0] && to->times_paid == 0)
        canvas_print(canvas, x, row.y, STYLE_GOOD, "to %s ✓ never paid before", to->contact);
    else if (to->contact[0])
        canvas_print(canvas, x, row.y, STYLE_GOOD, "to %s ✓ paid %s", to->contact, times);
    else if (to->times_paid > 0)
        canvas_print(canvas, x, row.y, STYLE_NORMAL, "paid %s before", times);
    else
        canvas_text(canvas, x, row.y, STYLE_CARE,
                    to->is_own ? "▲ your own address" : "▲ never paid before");
    layout_left(&rect, 2);
    layout_top(&rect, show_groups(canvas, rect, STYLE_STRONG, output->address));
    if (to->lookalike[0]) {
        char text[SHOW_LINE_MAX];
        snprintf(text, sizeof text,
                 "STOP: this is not %s. Beginning and end are copied from:", to->lookalike);
        layout_top(&rect, show_remark(canvas, rect, STYLE_DANGER, text));
        layout_top(&rect, show_groups(canvas, rect, STYLE_DANGER, to->lookalike_address));
    }
    return rect.y - all.y;
}

/* How many rows an output takes: drawn where nothing is seen. */
static int output_rows(struct canvas *canvas, int width, const struct view *view, size_t at)
{
    enum { ROOM = 100 };
    const struct rect before = canvas_clip(canvas, rect_of(0, 0, 0, 0));
    const int rows = draw_output(canvas, rect_of(0, 0, width, ROOM), view, at);

    canvas_unclip(canvas, before);
    return rows;
}

/* Each whole or not at all (but the first): half an address could pass for another. */
static void draw_outputs(struct canvas *canvas, struct rect rect, const struct review *state,
                         const struct view *view)
{
    const size_t count = view->said->output_count;
    const size_t first = list_selected(&state->list, count);
    size_t seen = first;
    int rows = 0;

    for (size_t i = first; i < count && rows <= rect.height; i++)
        rows += output_rows(canvas, rect.width, view, i);
    const bool is_cut = rows > rect.height || first > 0;
    const struct rect last = layout_bottom(&rect, is_cut ? 1 : 0);
    while (seen < count &&
           (seen == first || output_rows(canvas, rect.width, view, seen) <= rect.height))
        layout_top(&rect, draw_output(canvas, rect, view, seen++));
    if (!is_cut)
        return;
    canvas_fill(canvas, last, ' ', STYLE_NORMAL);
    canvas_print(canvas, last.x, last.y, STYLE_CARE,
                 "%zu to %zu of %zu outputs; ↑↓ shows the others", first + 1, seen, count);
}

static void draw_gate(struct canvas *canvas, struct rect *rect, const struct review *state,
                      const struct view *view)
{
    struct rect row = layout_bottom(rect, 1);
    char text[SHOW_LINE_MAX];

    snprintf(text, sizeof text, "To pay all the same, type  %s ", view->word);
    const int x = canvas_text(canvas, row.x, row.y, STYLE_DANGER, text);
    field_draw(canvas, x + 1, row.y, row.width - (x + 1 - row.x), &state->word, true);
    row = layout_bottom(rect, 1);
    canvas_text(canvas, row.x, row.y, STYLE_DANGER,
                view->forged ? "✗ One recipient is not who it seems to be."
                             : "✗ The fee is more than a tenth of the amount, or very high.");
}

static void draw_notes(struct canvas *canvas, struct rect *rect, const struct snapshot *snapshot,
                       const struct view *view)
{
    const struct shown_explanation *said = view->said;

    if (said->account == ACCOUNT_ETHEREUM) {
        struct rect row = layout_top(rect, 1);
        canvas_print(canvas, row.x, row.y, STYLE_DIM,
                     "chain %" PRIu64 " · nonce %" PRIu64 ", the number of this payment",
                     said->chain_id, said->nonce);
    }
    if (said->warning[0])
        layout_top(rect, show_remark(canvas, *rect, STYLE_CARE, said->warning));
    if (snapshot->draft.note[0])
        layout_top(rect, show_remark(canvas, *rect, STYLE_NORMAL, snapshot->draft.note));
}

static void draw_body(struct canvas *canvas, struct rect body, const struct review *state,
                      const struct view *view, const struct snapshot *snapshot)
{
    const bool is_roomy = body.height >= 16;

    if (view->word[0])
        draw_gate(canvas, &body, state, view);
    if (is_roomy) {
        struct rect box = layout_top(&body, 5);
        struct rect inside = layout_inside(
            box_draw(canvas, box, "What the finished bytes do", show_account(view->said->account)),
            1, 0);
        draw_sums(canvas, &inside, view);
    } else {
        draw_sums(canvas, &body, view);
    }
    if (state->failure)
        layout_top(&body, show_trouble(canvas, body, state->failure));
    if (view->is_other)
        layout_top(&body, show_remark(canvas, body, STYLE_DANGER,
                                      "These bytes do not pay what you typed. Esc goes back; "
                                      "nothing can be paid from here."));
    draw_notes(canvas, &body, snapshot, view);
    layout_top(&body, is_roomy ? 1 : 0);
    draw_outputs(canvas, body, state, view);
}

static void draw(struct canvas *canvas, const void *memory, const struct snapshot *snapshot)
{
    const struct review *state = memory;
    struct view view;
    struct frame frame = {.name = "review", .title = "Review the payment"};

    present(&view, state, snapshot);
    frame.keys = !view.said         ? "Esc back   ? help"
                 : state->is_paying ? "Esc back to the form"
                 : view.is_other    ? "Esc back to the form   ? help"
                 : view.word[0]     ? "Enter pay   Esc back to the form   F1 help"
                                    : "Enter pay   Esc back to the form   ↑↓ outputs   ? help";
    frame.hint = !view.said         ? "There is no finished payment to look at."
                 : state->is_paying ? "Asking the guardians …"
                 : view.word[0]     ? "Nothing was sent yet, and nobody was asked."
                                    : "Decoded from the bytes that will be signed. Enter asks the "
                                      "guardians.";
    struct rect body = layout_inside(frame_draw(canvas, snapshot, &frame), 1, 0);
    (void)canvas_clip(canvas, body);
    if (view.said)
        draw_body(canvas, body, state, &view, snapshot);
    else
        canvas_paragraph(canvas, body, STYLE_NORMAL,
                         "The draft of this payment is gone. Esc goes back to the form.");
}

/* ---- keys ---- */

static enum screen_answer go_back(const struct review *state, struct command *command)
{
    if (state->origin.order.to_count == 0)
        return SCREEN_BACK;
    *command = state->origin;
    command->kind = COMMAND_NONE;
    snprintf(command->screen, sizeof command->screen, "send");
    return SCREEN_REPLACE;
}

static enum screen_answer pay(struct review *state, struct command *command,
                              const struct snapshot *snapshot, const struct key *key)
{
    struct view view;

    present(&view, state, snapshot);
    const bool is_early = key->at_ms < state->opened_ms + PAUSE_MS;
    if (!view.said || !view.is_open || is_early)
        return SCREEN_STAY;
    state->is_paying = true;
    state->failure = ERROR_NONE;
    state->serial = snapshot->outcome.serial;
    command->kind = COMMAND_PAY;
    command->number = LIFETIME;
    snprintf(command->text, sizeof command->text, "%s", state->origin.text);
    return SCREEN_COMMAND;
}

static enum screen_answer key(void *memory, struct command *command,
                              const struct snapshot *snapshot, const struct key *key)
{
    struct review *state = memory;
    struct view view;

    if (key->press == PRESS_ESCAPE)
        return go_back(state, command);
    present(&view, state, snapshot);
    if (!view.said || state->is_paying)
        return SCREEN_PASS;
    if (key->press == PRESS_ENTER)
        return pay(state, command, snapshot, key);
    if (key->press == PRESS_UP || key->press == PRESS_DOWN)
        return list_key(&state->list, key, view.said->output_count) ? SCREEN_STAY : SCREEN_PASS;
    return view.word[0] && field_key(&state->word, key) ? SCREEN_STAY : SCREEN_PASS;
}

static enum screen_answer heard(void *memory, struct command *command,
                                const struct snapshot *snapshot)
{
    struct review *state = memory;
    const struct shown_outcome *outcome = &snapshot->outcome;

    if (!state->is_paying || outcome->serial == state->serial || outcome->kind != COMMAND_PAY)
        return SCREEN_STAY;
    state->is_paying = false;
    if (outcome->code != ERROR_NONE) {
        state->failure = outcome->code;
        return SCREEN_STAY;
    }
    memcpy(command->id, outcome->id, sizeof command->id);
    snprintf(command->screen, sizeof command->screen, "signing");
    return SCREEN_REPLACE;
}

const struct screen screen_review = {
    .name = "review",
    .title = "Review",
    .keys = "Enter\task the guardians to sign exactly this\n"
            "↑↓\tmove through many outputs\n"
            "Esc\tback to the form, nothing is sent\n",
    .state_size = sizeof(struct review),
    .open = open,
    .draw = draw,
    .key = key,
    .heard = heard,
};
