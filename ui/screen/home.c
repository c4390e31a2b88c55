/* SPDX-License-Identifier: MIT */
/* home.c - balances, guardians, what is to be done, what happened last. */
#include <stdio.h>
#include <string.h>

#include "ui/screen.h"
#include "ui/show.h"
#include "ui/widget/box.h"
#include "ui/widget/frame.h"
#include "ui/widget/list.h"
#include "ui/widget/steps.h"

enum { TODO_MAX = 8, LINE = 200, SILENT_SECONDS = 7 * 24 * 3600 };

struct state {
    struct list list; /* among what is to be done */
};

/* ---- what is to be done ---- */

struct todo {
    char text[LINE];
    const char *screen; /* where Enter leads */
    uint8_t id[32];
    enum step_state state;
};

struct todos {
    struct todo list[TODO_MAX];
    size_t count;
};

static struct todo *add(struct todos *todos, enum step_state state, const char *screen,
                        const uint8_t *id)
{
    static struct todo spare;

    if (todos->count == TODO_MAX)
        return &spare;
    struct todo *todo = &todos->list[todos->count++];
    *todo = (struct todo){.screen = screen, .state = state};
    if (id)
        memcpy(todo->id, id, sizeof todo->id);
    return todo;
}

static void add_requests(struct todos *todos, const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->request_count; i++) {
        const struct shown_request *request = &snapshot->requests[i];
        if (request->answer != SHOWN_OPEN_QUESTION)
            continue;
        struct todo *todo = add(todos, STEP_CARE, "approve", request->id);
        snprintf(todo->text, LINE, "%s asks: %.140s", request->owner, request->text);
    }
}

static void add_payments(struct todos *todos, const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->transfer_count; i++) {
        const struct shown_transfer *transfer = &snapshot->transfers[i];
        if (transfer->state != SHOWN_ASKED && transfer->state != SHOWN_SIGNED)
            continue;
        struct todo *todo = add(todos, STEP_RUNS, "signing", transfer->intent);
        snprintf(todo->text, LINE, "%.60s %s to %.60s %s", transfer->amount, transfer->unit,
                 transfer->contact[0] ? transfer->contact : transfer->recipient,
                 transfer->state_text);
    }
}

static void add_making(struct todos *todos, const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->ceremony_count; i++) {
        const struct shown_ceremony *ceremony = &snapshot->ceremonies[i];
        if (!ceremony->is_mine || (ceremony->state != SHOWN_CEREMONY_RUNNING &&
                                   ceremony->state != SHOWN_CEREMONY_PREPARED))
            continue;
        struct todo *todo = add(todos, STEP_RUNS, "create", ceremony->cid);
        snprintf(todo->text, LINE, "The key of %s is being made", ceremony->wallet_name);
    }
    for (size_t i = 0; i < snapshot->invite_count; i++) {
        if (!snapshot->invites[i].is_owner)
            continue;
        struct todo *todo = add(todos, STEP_WAITS, "invite", NULL);
        snprintf(todo->text, LINE, "%s has not joined yet", snapshot->invites[i].name);
    }
}

static void add_silent(struct todos *todos, const struct snapshot *snapshot)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);
    char ago[SHOW_TIME_MAX];

    for (uint16_t seat = 0; wallet && seat < wallet->n; seat++) {
        const struct shown_seat *one = &wallet->seats[seat];
        if (one->is_self || snapshot->now < one->seen + SILENT_SECONDS)
            continue;
        struct todo *todo = add(todos, STEP_CARE, "guardians", NULL);
        show_ago(ago, one->seen, snapshot->now);
        snprintf(todo->text, LINE, "%s was last heard %s", one->name, one->seen ? ago : "never");
    }
}

static struct todos collect(const struct snapshot *snapshot)
{
    struct todos todos = {.count = 0};

    add_requests(&todos, snapshot);
    add_payments(&todos, snapshot);
    add_making(&todos, snapshot);
    add_silent(&todos, snapshot);
    return todos;
}

static void draw_todos(struct canvas *canvas, struct rect rect, const struct state *state,
                       const struct snapshot *snapshot)
{
    const struct todos todos = collect(snapshot);
    char count[16];

    snprintf(count, sizeof count, "%zu", todos.count);
    struct rect rest = box_draw(canvas, rect, "To do", todos.count ? count : NULL);
    if (todos.count == 0) {
        (void)canvas_text(canvas, rest.x + 1, rest.y, STYLE_DIM, "Nothing. All is quiet.");
        return;
    }
    const size_t top = list_top(&state->list, todos.count, rest.height);
    for (size_t i = top; i < todos.count && rest.height > 0; i++) {
        struct rect row = layout_top(&rest, 1);
        const struct rect whole = row;
        (void)layout_left(&row, 2);
        steps_draw(canvas, row, todos.list[i].state, todos.list[i].text, "");
        if (i == list_selected(&state->list, todos.count))
            list_mark(canvas, whole);
    }
}

/* ---- the boxes ---- */

static void draw_account(struct canvas *canvas, struct rect row,
                         const struct shown_account *account)
{
    char amount[AMOUNT_TEXT_MAX + SHOWN_UNIT_MAX + 2];
    const enum style style = account->synced ? STYLE_STRONG : STYLE_DIM;

    snprintf(amount, sizeof amount, "%s %s", account->synced ? account->confirmed_text : "?",
             account->unit);
    canvas_cell(canvas, row.x + 1, row.y, 10, ALIGN_LEFT, STYLE_NORMAL, account->title);
    canvas_cell(canvas, row.x + 11, row.y, row.width - 12, ALIGN_RIGHT, style, amount);
}

static void draw_incoming(struct canvas *canvas, struct rect row,
                          const struct shown_account *account)
{
    char amount[AMOUNT_TEXT_MAX + SHOWN_UNIT_MAX + 16];

    snprintf(amount, sizeof amount, "↓ +%s %s coming", account->unconfirmed_text, account->unit);
    canvas_cell(canvas, row.x + 1, row.y, row.width - 2, ALIGN_RIGHT, STYLE_CARE, amount);
}

static const char *freshness(char out[static LINE], const struct shown_wallet *wallet,
                             const struct snapshot *snapshot)
{
    char ago[SHOW_TIME_MAX];
    uint64_t oldest = UINT64_MAX;

    for (size_t i = 0; i < wallet->account_count; i++)
        if (wallet->accounts[i].has_node && wallet->accounts[i].synced < oldest)
            oldest = wallet->accounts[i].synced;
    if (oldest == UINT64_MAX)
        return "no node: 8 settings";
    if (oldest == 0)
        return "asking ...";
    show_ago(ago, oldest, snapshot->now);
    snprintf(out, LINE, "%s", ago);
    return out;
}

static void draw_balances(struct canvas *canvas, struct rect rect,
                          const struct shown_wallet *wallet, const struct snapshot *snapshot)
{
    char right[LINE];
    struct rect rest = box_draw(canvas, rect, "Balance", freshness(right, wallet, snapshot));

    for (size_t i = 0; i < wallet->account_count; i++)
        draw_account(canvas, layout_top(&rest, 1), &wallet->accounts[i]);
    for (size_t i = 0; i < wallet->account_count && rest.height > 0; i++)
        if (!amount_is_zero(&wallet->accounts[i].unconfirmed))
            draw_incoming(canvas, layout_top(&rest, 1), &wallet->accounts[i]);
}

static enum step_state seat_state(const struct shown_seat *seat, uint64_t now)
{
    if (seat->is_self)
        return STEP_DONE;
    if (seat->seen == 0)
        return STEP_WAITS;
    return now < seat->seen + SILENT_SECONDS ? STEP_DONE : STEP_CARE;
}

static void draw_seats(struct canvas *canvas, struct rect rect, const struct shown_wallet *wallet,
                       const struct snapshot *snapshot)
{
    char right[32];
    char note[LINE];

    snprintf(right, sizeof right, "any %u of %u sign", wallet->t, wallet->n);
    struct rect rest = layout_inside(box_draw(canvas, rect, "Guardians", right), 1, 0);
    for (uint16_t seat = 0; seat < wallet->n && rest.height > 0; seat++) {
        const struct shown_seat *one = &wallet->seats[seat];
        char ago[SHOW_TIME_MAX] = "never heard";
        if (one->seen)
            show_ago(ago, one->seen, snapshot->now);
        snprintf(note, sizeof note, "%s%s%s", one->role, one->role[0] ? ", " : "",
                 one->is_self ? "here" : ago);
        if (rest.height == 1 && seat + 1 < wallet->n) {
            canvas_print(canvas, rest.x, rest.y, STYLE_DIM, "and %d more: 6 guardians",
                         wallet->n - seat);
            return;
        }
        steps_draw(canvas, layout_top(&rest, 1), seat_state(one, snapshot->now), one->name, note);
    }
}

static void draw_latest_row(struct canvas *canvas, struct rect row, bool is_incoming, uint64_t time,
                            uint64_t now, const char *amount, const char *unit, const char *what,
                            const char *state)
{
    char ago[SHOW_TIME_MAX];
    char money[AMOUNT_TEXT_MAX + SHOWN_UNIT_MAX + 4];
    const int state_width = row.width > 70 ? 19 : 10;

    show_ago(ago, time, now);
    snprintf(money, sizeof money, "%s%s %s", is_incoming ? "+" : "-", amount, unit);
    (void)canvas_text(canvas, row.x, row.y, is_incoming ? STYLE_GOOD : STYLE_NORMAL,
                      is_incoming ? "↓" : "↑");
    canvas_cell(canvas, row.x + 2, row.y, 11, ALIGN_LEFT, STYLE_DIM, ago);
    const int money_width = row.width < 70 ? 19 : 26;
    canvas_cell(canvas, row.x + 14, row.y, money_width, ALIGN_LEFT, STYLE_NORMAL, money);
    const int x = 14 + money_width + 1;
    canvas_cell(canvas, row.x + x, row.y, row.width - x - state_width - 1, ALIGN_LEFT, STYLE_NORMAL,
                what);
    canvas_cell(canvas, row.x + row.width - state_width, row.y, state_width, ALIGN_RIGHT, STYLE_DIM,
                state);
}

static void draw_latest(struct canvas *canvas, struct rect rect, const struct snapshot *snapshot)
{
    struct rect rest = layout_inside(box_draw(canvas, rect, "Latest", "2 all"), 1, 0);
    size_t out = 0;
    size_t in = 0;

    if (snapshot->transfer_count + snapshot->event_count == 0)
        (void)canvas_text(canvas, rest.x, rest.y, STYLE_DIM, "No payments yet. r receive");
    while (rest.height > 0 && (out < snapshot->transfer_count || in < snapshot->event_count)) {
        const struct shown_transfer *sent = &snapshot->transfers[out];
        const struct shown_event *came = &snapshot->events[in];
        const bool takes_in = in < snapshot->event_count &&
                              (out >= snapshot->transfer_count || came->time >= sent->created);
        char state[32];
        char what[SHOW_SHORT_MAX];
        const struct rect row = layout_top(&rest, 1);
        if (takes_in) {
            snprintf(state, sizeof state, "%s", came->confirmations ? "✓ arrived" : "◐ coming");
            show_short(what, came->address);
            draw_latest_row(canvas, row, true, came->time, snapshot->now, came->amount, came->unit,
                            what, state);
            in++;
            continue;
        }
        show_short(what, sent->recipient);
        draw_latest_row(canvas, row, false, sent->created, snapshot->now, sent->amount, sent->unit,
                        sent->label[0]     ? sent->label
                        : sent->contact[0] ? sent->contact
                                           : what,
                        sent->state_text);
        out++;
    }
}

/* ---- without a wallet of one's own ---- */

static size_t guarded(const struct snapshot *snapshot)
{
    size_t count = 0;

    for (size_t i = 0; i < snapshot->wallet_count; i++)
        count += !snapshot->wallets[i].is_mine && snapshot->wallets[i].state == SHOWN_ACTIVE;
    return count;
}

static void draw_beginning(struct canvas *canvas, struct rect rest, const struct snapshot *snapshot)
{
    struct rect box = layout_inside(
        box_draw(canvas, layout_top(&rest, 8), "This device", snapshot->self.role), 1, 0);

    canvas_print(canvas, box.x, layout_top(&box, 1).y, STYLE_NORMAL, "Name    %s",
                 snapshot->self.name);
    canvas_print(canvas, box.x, layout_top(&box, 1).y, STYLE_NORMAL, "Router  %s",
                 snapshot->self.router);
    canvas_print(canvas, box.x, layout_top(&box, 1).y, STYLE_NORMAL,
                 "Paired with %zu %s; guards %zu %s for others", snapshot->peer_count,
                 snapshot->peer_count == 1 ? "device" : "devices", guarded(snapshot),
                 guarded(snapshot) == 1 ? "wallet" : "wallets");
    (void)layout_top(&box, 1);
    (void)canvas_paragraph(
        canvas, box, STYLE_DIM,
        "No wallet of its own yet. i invite guardians, then n make a wallet with "
        "them; or J join somebody who invited you.");
}

static void draw_wallet(struct canvas *canvas, struct rect rest, const struct state *state,
                        const struct shown_wallet *wallet, const struct snapshot *snapshot)
{
    if (layout_size(canvas_area(canvas)) == LAYOUT_NARROW) {
        draw_balances(canvas, layout_top(&rest, 4), wallet, snapshot);
        const int spare = rest.height > 8 ? rest.height - 8 : 0;
        draw_seats(canvas, layout_top(&rest, 3 + spare / 2), wallet, snapshot);
        draw_todos(canvas, layout_top(&rest, 2 + spare / 4), state, snapshot);
        draw_latest(canvas, rest, snapshot);
        return;
    }
    const int seats = wallet->n + 2 < 7 ? 7 : wallet->n + 2;
    struct rect top = layout_top(&rest, seats < rest.height / 2 ? seats : rest.height / 2 - 1);
    const struct rect left = layout_left(&top, top.width / 2);
    draw_balances(canvas, left, wallet, snapshot);
    draw_seats(canvas, top, wallet, snapshot);
    draw_todos(canvas, layout_top(&rest, rest.height > 16 ? 8 : 4), state, snapshot);
    draw_latest(canvas, rest, snapshot);
}

/* ---- the screen ---- */

static const char *keys_of(const struct snapshot *snapshot)
{
    if (!snapshot_wallet(snapshot))
        return "i invite   n new wallet   J join   5 inbox   L lock   ? help   q quit";
    if (snapshot->practice.is_ready)
        return "s send   r receive   b mine a block   c get BTC   e get ETH   ? help   q quit";
    return "s send   r receive   5 inbox   6 guardians   L lock   ? help   q quit";
}

static const char *hint_of(const struct snapshot *snapshot)
{
    if (snapshot->outcome.code != ERROR_NONE)
        return error_sentence(snapshot->outcome.code);
    if (snapshot->notice_count > 0 && snapshot->now < snapshot->notices[0].time + 60)
        return snapshot->notices[0].text;
    return "The key was never in one place, and never will be.";
}

static void draw(struct canvas *canvas, const void *given, const struct snapshot *snapshot)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);
    const struct frame frame = {.name = "home",
                                .hint = hint_of(snapshot),
                                .hint_style =
                                    snapshot->outcome.code != ERROR_NONE ? STYLE_CARE : STYLE_DIM,
                                .keys = keys_of(snapshot)};
    struct rect body = frame_draw(canvas, snapshot, &frame);

    if (wallet) {
        draw_wallet(canvas, body, given, wallet, snapshot);
        return;
    }
    draw_beginning(canvas, layout_top(&body, 8), snapshot);
    draw_todos(canvas, body, given, snapshot);
}

static enum screen_answer go(struct command *command, const char *screen)
{
    snprintf(command->screen, sizeof command->screen, "%s", screen);
    return SCREEN_GO;
}

static enum screen_answer open_todo(const struct state *state, struct command *command,
                                    const struct snapshot *snapshot)
{
    const struct todos todos = collect(snapshot);

    if (todos.count == 0)
        return SCREEN_STAY;
    const struct todo *todo = &todos.list[list_selected(&state->list, todos.count)];
    memcpy(command->id, todo->id, sizeof command->id);
    return go(command, todo->screen);
}

static enum screen_answer ask(struct command *command, enum command_kind kind,
                              enum account_kind account)
{
    command->kind = kind;
    command->account = account;
    command->number = 1;
    return SCREEN_COMMAND;
}

/* The own wallet after the one that is shown. */
static enum screen_answer next_wallet(struct command *command, const struct snapshot *snapshot)
{
    const struct shown_wallet *now = snapshot_wallet(snapshot);
    const size_t count = snapshot->wallet_count;

    for (size_t i = 0; now && i < count; i++) {
        const struct shown_wallet *next =
            &snapshot->wallets[((size_t)(now - snapshot->wallets) + 1 + i) % count];
        if (!next->is_mine || next->state != SHOWN_ACTIVE)
            continue;
        memcpy(command->id, next->id, sizeof command->id);
        return ask(command, COMMAND_SELECT_WALLET, ACCOUNT_TAPROOT);
    }
    return SCREEN_STAY;
}

static enum screen_answer key(void *given, struct command *command, const struct snapshot *snapshot,
                              const struct key *key)
{
    struct state *state = given;
    const bool is_practice = snapshot->practice.is_ready;

    if (key->press == PRESS_ENTER)
        return open_todo(state, command, snapshot);
    if (list_key(&state->list, key, collect(snapshot).count))
        return SCREEN_STAY;
    if (key_is(key, 's') && snapshot_wallet(snapshot))
        return go(command, "send");
    if (key_is(key, 'r') && snapshot_wallet(snapshot))
        return go(command, "receive");
    if (key_is(key, 'i'))
        return go(command, "invite");
    if (key_is(key, 'n'))
        return go(command, "create");
    if (key_is(key, 'J'))
        return go(command, "join");
    if (key_is(key, 'W'))
        return next_wallet(command, snapshot);
    if (is_practice && key_is(key, 'b'))
        return ask(command, COMMAND_MINE, ACCOUNT_TAPROOT);
    if (is_practice && key_is(key, 'c'))
        return ask(command, COMMAND_GET_COINS, ACCOUNT_TAPROOT);
    if (is_practice && key_is(key, 'e'))
        return ask(command, COMMAND_GET_COINS, ACCOUNT_ETHEREUM);
    return SCREEN_PASS;
}

const struct screen screen_home = {
    .name = "home",
    .title = "Home",
    .keys = "s\tsend\nr\treceive\nEnter\topen what is to be done\n↑↓\tmove among it\n"
            "i\tinvite a guardian\nn\tmake a wallet\nJ\tjoin by an invitation\nW\tnext wallet\n"
            "b\tpractice: mine a block\nc\tpractice: get 0.1 BTC\ne\tpractice: get 1 ETH\n",
    .state_size = sizeof(struct state),
    .draw = draw,
    .key = key,
};
