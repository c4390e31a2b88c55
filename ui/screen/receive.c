/* SPDX-License-Identifier: MIT */
/* receive.c - where others pay to: the address in groups of four, the same as a code to scan, and
 * whether something has arrived since the screen was opened.
 *
 * The address is held still while it is shown: a sync that moves the wallet on to the next one does
 * not change what somebody is just scanning.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/wallet/payment_request.h"
#include "ui/screen.h"
#include "ui/show.h"
#include "ui/widget/box.h"
#include "ui/widget/code.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"

enum editing { EDITING_NOTHING, EDITING_AMOUNT, EDITING_LABEL };
enum { LABEL_WIDTH = 9, LEFT_WIDTH = 42, AMOUNT_LIMIT = 40, LABEL_LIMIT = 100 };

struct receive {
    enum account_kind kind;
    uint8_t wallet[32];
    char address[ADDRESS_MAX];
    uint32_t index;
    struct amount had; /* confirmed and on the way when it was opened */
    bool is_full, is_inverted;
    enum editing editing;
    struct field amount, label;
    uint64_t serial; /* of the outcome when a new address was asked for */
    bool is_renewing;
};

/* What is seen: finished sentences. */
struct view {
    const struct shown_account *account; /* NULL: no account yet */
    struct amount amount;
    bool has_amount;
    enum error_code amount_trouble;
    bool has_arrived;
    char arrived[SHOW_LINE_MAX];
    struct buffer code, request; /* owned */
};

static const struct shown_account *account_of(const struct snapshot *snapshot,
                                              enum account_kind kind)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);

    return wallet && wallet->is_mine ? snapshot_account(wallet, kind) : NULL;
}

static struct amount sum_of(const struct shown_account *account)
{
    struct amount sum = account->confirmed;

    if (!is_ok(amount_add(&sum, &account->confirmed, &account->unconfirmed)))
        sum = account->confirmed;
    return sum;
}

static void take_address(struct receive *state, const struct snapshot *snapshot)
{
    const struct shown_account *account = account_of(snapshot, state->kind);
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);

    state->address[0] = 0;
    if (!account)
        return;
    memcpy(state->wallet, wallet->id, sizeof state->wallet);
    snprintf(state->address, sizeof state->address, "%s", account->address);
    state->index = account->index;
    state->had = sum_of(account);
}

static void open(void *memory, const struct snapshot *snapshot, const struct command *why)
{
    struct receive *state = memory;

    state->kind = why && why->account ? why->account : ACCOUNT_TAPROOT;
    state->amount.limit = AMOUNT_LIMIT;
    state->label.limit = LABEL_LIMIT;
    take_address(state, snapshot);
}

static void judge_amount(struct view *view, const struct receive *state)
{
    const result read = amount_parse(&view->amount, state->amount.text, view->account->decimals);

    if (state->amount.text[0] == 0)
        return;
    view->has_amount = is_ok(read) && !amount_is_zero(&view->amount);
    if (!is_ok(read))
        view->amount_trouble = read.code;
}

/* Payments to this very address where the node tells them one by one, else what the account has
 * more than when the screen was opened. */
static void judge_arrival(struct view *view, const struct receive *state,
                          const struct snapshot *snapshot)
{
    const struct shown_account *account = view->account;
    const struct amount now = sum_of(account);
    struct amount more;
    char text[AMOUNT_TEXT_MAX];

    for (size_t i = 0; i < snapshot->event_count && !view->has_arrived; i++) {
        const struct shown_event *event = &snapshot->events[i];
        if (strcmp(event->address, state->address) != 0 || event->account != state->kind)
            continue;
        view->has_arrived = true;
        if (event->confirmations == 0)
            snprintf(view->arrived, sizeof view->arrived,
                     "Arrived: %s %s, not in a block yet. It can be spent once it is.",
                     event->amount, event->unit);
        else
            snprintf(view->arrived, sizeof view->arrived,
                     "Arrived: %s %s, %" PRIu32 " confirmation%s.", event->amount, event->unit,
                     event->confirmations, event->confirmations == 1 ? "" : "s");
    }
    if (view->has_arrived || amount_compare(&now, &state->had) <= 0 ||
        !is_ok(amount_sub(&more, &now, &state->had)))
        return;
    amount_print(text, &more, account->decimals);
    view->has_arrived = true;
    snprintf(view->arrived, sizeof view->arrived, "Arrived on this account: %s %s.", text,
             account->unit);
}

static void present(struct view *view, const struct receive *state, const struct snapshot *snapshot)
{
    const struct shown_wallet *wallet = snapshot_wallet_by_id(snapshot, state->wallet);

    *view = (struct view){.account = account_of(snapshot, state->kind)};
    if (!view->account || !wallet || state->address[0] == 0) {
        view->account = NULL;
        return;
    }
    judge_amount(view, state);
    judge_arrival(view, state, snapshot);
    const struct payment_request request = {
        .kind = state->kind,
        .address = state->address,
        .chain_id = wallet->chain_id,
        .amount = view->has_amount ? &view->amount : NULL,
        .label = state->label.text,
    };
    payment_request_write(&view->request, &request);
    payment_request_write_code(&view->code, &request);
}

static void view_free(struct view *view)
{
    buffer_free(&view->code);
    buffer_free(&view->request);
}

static void draw_waiting(struct canvas *canvas, struct rect rect, const struct view *view)
{
    char when[SHOW_TIME_MAX];
    char line[SHOW_LINE_MAX];

    if (view->has_arrived) {
        show_remark(canvas, rect, STYLE_GOOD, view->arrived);
        return;
    }
    show_moment(when, view->account->synced);
    if (!view->account->has_node)
        snprintf(line, sizeof line,
                 "No node is set up, so arrivals cannot be seen here. The address works.");
    else if (view->account->synced == 0)
        snprintf(line, sizeof line, "Waiting for payment … the node was not asked yet; u asks it.");
    else
        snprintf(line, sizeof line, "Waiting for payment … last look %s", when);
    show_remark(canvas, rect, view->account->has_node ? STYLE_NORMAL : STYLE_CARE, line);
}

static void draw_fields(struct canvas *canvas, struct rect *rect, const struct receive *state,
                        const struct view *view)
{
    struct rect row = layout_top(rect, 1);
    const int room = row.width - LABEL_WIDTH - (int)strlen(view->account->unit) - 1;

    field_draw_labelled(canvas, row.x, row.y, LABEL_WIDTH, room, "Amount", &state->amount,
                        state->editing == EDITING_AMOUNT);
    canvas_text(canvas, row.x + LABEL_WIDTH + room + 1, row.y, STYLE_NORMAL, view->account->unit);
    if (view->amount_trouble) {
        const int rows = show_trouble(canvas, *rect, view->amount_trouble);
        layout_top(rect, rows);
    }
    if (state->kind == ACCOUNT_ETHEREUM)
        return;
    row = layout_top(rect, 1);
    field_draw_labelled(canvas, row.x, row.y, LABEL_WIDTH, row.width - LABEL_WIDTH, "Label",
                        &state->label, state->editing == EDITING_LABEL);
}

static void draw_left(struct canvas *canvas, struct rect rect, const struct receive *state,
                      struct view *view)
{
    struct rect row = layout_top(&rect, 1);
    const int spare = rect.height >= 14 ? 1 : 0;

    canvas_print(canvas, row.x, row.y, STYLE_STRONG, "%s", show_account(state->kind));
    if (state->kind != ACCOUNT_ETHEREUM)
        canvas_print(canvas, row.x + canvas_width(show_account(state->kind)), row.y, STYLE_DIM,
                     " · address %" PRIu32, state->index);
    layout_top(&rect, spare);
    struct rect address = layout_inside(rect, 1, 0);
    layout_top(&rect, show_groups(canvas, address, STYLE_STRONG, state->address) + spare);
    draw_fields(canvas, &rect, state, view);
    layout_top(&rect, spare);
    if (view->request.size > 0 && (view->has_amount || state->label.text[0])) {
        canvas_text(canvas, rect.x, rect.y, STYLE_DIM, "As a request:");
        layout_top(&rect, 1);
        struct rect text = rect;
        text.height = rect.height > 4 ? rect.height - 3 : 1;
        const int rows = canvas_paragraph(canvas, text, STYLE_DIM, buffer_text(&view->request));
        layout_top(&rect, (rows < text.height ? rows : text.height) + spare);
    }
    draw_waiting(canvas, rect, view);
}

static void draw_full(struct canvas *canvas, const struct receive *state, struct view *view)
{
    struct rect area = canvas_area(canvas);
    int columns = 0;
    int rows = 0;

    if (code_draw(canvas, area, buffer_text(&view->code), state->is_inverted))
        return;
    if (canvas->is_ascii) {
        canvas_paragraph(canvas, area, STYLE_CARE,
                         "A code needs half blocks, which the plain character set does not have. "
                         "Esc goes back; y copies the address.");
        return;
    }
    if (!code_size(&columns, &rows, buffer_text(&view->code))) {
        canvas_paragraph(canvas, area, STYLE_CARE,
                         "This request is too long for a code. Esc goes back.");
        return;
    }
    canvas_print(canvas, area.x, area.y, STYLE_CARE,
                 "The code needs %d x %d, this window has %d x %d.", columns, rows, area.width,
                 area.height);
    canvas_text(canvas, area.x, area.y + 1, STYLE_NORMAL, "Make it larger, or Esc goes back.");
}

static const char *keys_of(const struct receive *state, const struct view *view)
{
    if (!view->account)
        return "←→ account   Esc back   ? help";
    if (state->editing)
        return "Enter done   Esc leave it";
    return state->kind == ACCOUNT_ETHEREUM
               ? "←→ account   a amount   y copy   b request   F full   i invert   u look   ?"
               : "←→ account   n new   a amount   l label   y copy   b request   F full   ?";
}

static const char *hint_of(const struct receive *state, const struct view *view)
{
    if (!view->account)
        return "There is no address before the wallet's key is made.";
    if (state->editing)
        return "The code changes with it. What is typed here is only a wish: anything can be paid.";
    if (view->has_arrived && state->kind != ACCOUNT_ETHEREUM)
        return "n shows a fresh address: one for each payer keeps your payments apart.";
    if (state->kind == ACCOUNT_SEGWIT)
        return "SegWit, for senders who do not know Taproot addresses yet.";
    return "Every guardian can derive this address too; none of them can spend from it.";
}

static void draw_body(struct canvas *canvas, struct rect body, const struct receive *state,
                      struct view *view)
{
    int columns = 0;
    int rows = 0;

    if (!view->account) {
        canvas_paragraph(canvas, body, STYLE_NORMAL,
                         "There is no address to show yet. Make a wallet first; its guardians make "
                         "the key together, and the addresses follow from it.");
        return;
    }
    const bool is_beside = code_size(&columns, &rows, buffer_text(&view->code)) &&
                           !canvas->is_ascii && rows <= body.height &&
                           body.width >= columns + LEFT_WIDTH;
    if (is_beside) {
        struct rect right = layout_right(&body, columns);
        code_draw(canvas, right, buffer_text(&view->code), state->is_inverted);
        layout_right(&body, 1);
    } else if (!canvas->is_ascii && body.height > 8) {
        struct rect row = layout_bottom(&body, 1);
        canvas_text(canvas, row.x + 1, row.y, STYLE_DIM, "F shows the code on the whole screen.");
    }
    draw_left(canvas, layout_inside(body, 1, 0), state, view);
}

static void draw(struct canvas *canvas, const void *memory, const struct snapshot *snapshot)
{
    const struct receive *state = memory;
    struct view view;
    struct frame frame = {.name = "receive"};

    present(&view, state, snapshot);
    if (state->is_full && view.account) {
        draw_full(canvas, state, &view);
    } else {
        frame.keys = keys_of(state, &view);
        frame.hint = hint_of(state, &view);
        const struct rect body = frame_draw(canvas, snapshot, &frame);
        (void)canvas_clip(canvas, body);
        draw_body(canvas, body, state, &view);
    }
    view_free(&view);
}

static void turn_account(struct receive *state, const struct snapshot *snapshot, int by)
{
    const int count = ACCOUNT_ETHEREUM;

    state->kind = (enum account_kind)(((int)state->kind - 1 + by + count) % count + 1);
    field_set(&state->amount, ""); /* another unit: the number would mean something else */
    take_address(state, snapshot);
}

static enum screen_answer edit(struct receive *state, const struct key *key)
{
    struct field *field = state->editing == EDITING_AMOUNT ? &state->amount : &state->label;

    if (field_key(field, key))
        return SCREEN_STAY;
    if (key->press == PRESS_TAB && state->kind != ACCOUNT_ETHEREUM) {
        state->editing = state->editing == EDITING_AMOUNT ? EDITING_LABEL : EDITING_AMOUNT;
        return SCREEN_STAY;
    }
    if (key->press != PRESS_ENTER && key->press != PRESS_ESCAPE)
        return SCREEN_PASS;
    state->editing = EDITING_NOTHING;
    return SCREEN_STAY;
}

static enum screen_answer copy(struct command *command, const char *text)
{
    if (!is_ok(text_copy(command->text, sizeof command->text, text)))
        return SCREEN_STAY;
    command->kind = COMMAND_COPY;
    return SCREEN_COMMAND;
}

static enum screen_answer copy_request(const struct receive *state, struct command *command,
                                       const struct snapshot *snapshot)
{
    struct view view;

    present(&view, state, snapshot);
    const enum screen_answer answer = copy(command, buffer_text(&view.request));
    view_free(&view);
    return answer;
}

static enum screen_answer ask(struct receive *state, struct command *command,
                              const struct snapshot *snapshot, enum command_kind kind)
{
    command->kind = kind;
    memcpy(command->id, state->wallet, sizeof command->id);
    command->account = state->kind;
    state->serial = snapshot->outcome.serial;
    state->is_renewing = kind == COMMAND_NEW_ADDRESS;
    return SCREEN_COMMAND;
}

static enum screen_answer letter(struct receive *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    const bool is_bitcoin = state->kind != ACCOUNT_ETHEREUM;

    if (key_is(key, 'a') || (key_is(key, 'l') && is_bitcoin))
        state->editing = key_is(key, 'a') ? EDITING_AMOUNT : EDITING_LABEL;
    else if (key_is(key, 'F'))
        state->is_full = true;
    else if (key_is(key, 'i'))
        state->is_inverted = !state->is_inverted;
    else if (key_is(key, 'y'))
        return copy(command, state->address);
    else if (key_is(key, 'b'))
        return copy_request(state, command, snapshot);
    else if (key_is(key, 'n') && is_bitcoin)
        return ask(state, command, snapshot, COMMAND_NEW_ADDRESS);
    else if (key_is(key, 'u') || key->press == PRESS_F5)
        return ask(state, command, snapshot, COMMAND_SYNC);
    else
        return SCREEN_PASS;
    return SCREEN_STAY;
}

static enum screen_answer key(void *memory, struct command *command,
                              const struct snapshot *snapshot, const struct key *key)
{
    struct receive *state = memory;

    if (state->is_full) {
        if (key_is(key, 'i'))
            state->is_inverted = !state->is_inverted;
        else if (key->press == PRESS_ESCAPE || key->press == PRESS_ENTER || key_is(key, 'F') ||
                 key_is(key, 'q'))
            state->is_full = false;
        else
            return SCREEN_PASS;
        return SCREEN_STAY;
    }
    if (state->editing)
        return edit(state, key);
    if (key->press == PRESS_ESCAPE)
        return SCREEN_BACK;
    if (key->press == PRESS_LEFT || key->press == PRESS_RIGHT) {
        turn_account(state, snapshot, key->press == PRESS_LEFT ? -1 : 1);
        return SCREEN_STAY;
    }
    return state->address[0] ? letter(state, command, snapshot, key) : SCREEN_PASS;
}

static enum screen_answer heard(void *memory, struct command *command,
                                const struct snapshot *snapshot)
{
    struct receive *state = memory;
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);
    const bool is_other = wallet && memcmp(wallet->id, state->wallet, sizeof state->wallet) != 0;

    (void)command;
    if (state->is_renewing && snapshot->outcome.serial != state->serial) {
        state->is_renewing = false;
        if (snapshot->outcome.code == ERROR_NONE)
            take_address(state, snapshot);
    } else if (state->address[0] == 0 || is_other) {
        take_address(state, snapshot);
    }
    return SCREEN_STAY;
}

const struct screen screen_receive = {
    .name = "receive",
    .title = "Receive",
    .keys = "←→\tanother account: Taproot, SegWit, Ethereum\n"
            "n\ta new address (Bitcoin)\n"
            "a\task for an amount\n"
            "l\ta label in the request (Bitcoin)\n"
            "y\tcopy the address\n"
            "b\tcopy the payment request, BIP-21 or EIP-681\n"
            "F\tthe code on the whole screen\n"
            "i\tinvert the code, for cameras that want it\n"
            "u\tlook now whether something has arrived\n"
            "Esc\tback\n",
    .state_size = sizeof(struct receive),
    .open = open,
    .draw = draw,
    .key = key,
    .heard = heard,
};
