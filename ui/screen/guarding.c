/* SPDX-License-Identifier: MIT */
/* Whom I protect: the shares this device holds, and what it answered. */
#include <stdio.h>
#include <string.h>

#include "ui/screen.h"
#include "ui/when.h"
#include "ui/widget/box.h"
#include "ui/widget/frame.h"
#include "ui/widget/table.h"

enum { SHARES_ROWS_LEAST = 4 };

struct guarding {
    struct list list;
    bool is_history; /* which of the two tables has the cursor */
};

/* ---- my shares ---- */

static const struct table_column share_columns[] = {
    {.title = "whose", .width = 12, .align = ALIGN_LEFT},
    {.title = "wallet", .width = 0, .align = ALIGN_LEFT},
    {.title = "seat", .width = 7, .align = ALIGN_LEFT},
    {.title = "needed", .width = 7, .align = ALIGN_LEFT},
    {.title = "epoch", .width = 5, .align = ALIGN_RIGHT},
    {.title = "state", .width = 10, .align = ALIGN_LEFT, .least_screen = 56},
    {.title = "since", .width = 12, .align = ALIGN_LEFT, .least_screen = 66},
};

static const char *state_word(enum shown_wallet_state state)
{
    switch (state) {
    case SHOWN_MAKING:
        return "◐ making";
    case SHOWN_ACTIVE:
        return "● held";
    case SHOWN_FAILED:
        return "✗ not made";
    case SHOWN_RETIRED:
        return "─ retired";
    }
    return "";
}

static int own_seat(const struct shown_wallet *wallet)
{
    for (int i = 0; i < wallet->n && i < SHOWN_SEATS_MAX; i++)
        if (wallet->seats[i].is_self)
            return i + 1;
    return 0;
}

static void fill_share(struct table_row *out, const void *context, size_t index)
{
    const struct snapshot *snapshot = context;
    const struct shown_wallet *wallet = &snapshot->wallets[index];
    const int seat = own_seat(wallet);

    snprintf(out->text[0], TABLE_TEXT_MAX, "%s", wallet->is_mine ? "my own" : wallet->owner);
    snprintf(out->text[1], TABLE_TEXT_MAX, "%s", wallet->name);
    snprintf(out->text[2], TABLE_TEXT_MAX, seat > 0 ? "%d of %u" : "─", seat, wallet->n);
    snprintf(out->text[3], TABLE_TEXT_MAX, "%u of %u", wallet->t, wallet->n);
    snprintf(out->text[4], TABLE_TEXT_MAX, "%u", wallet->epoch);
    snprintf(out->text[5], TABLE_TEXT_MAX, "%s", state_word(wallet->state));
    char since[WHEN_MAX];
    when_date(since, snapshot->now, wallet->created);
    snprintf(out->text[6], TABLE_TEXT_MAX, "%s", since);
    out->style = wallet->state == SHOWN_ACTIVE ? STYLE_NORMAL : STYLE_DIM;
}

/* ---- what was answered ---- */

static const struct table_column answer_columns[] = {
    {.title = "", .width = 2, .align = ALIGN_LEFT},
    {.title = "who asked", .width = 14, .align = ALIGN_LEFT},
    {.title = "what it does", .width = 0, .align = ALIGN_LEFT},
    {.title = "answer", .width = 10, .align = ALIGN_LEFT},
};

struct answered {
    const struct snapshot *snapshot;
    size_t first; /* requests: open ones come first */
};

static size_t first_answered(const struct snapshot *snapshot)
{
    size_t first = 0;

    while (first < snapshot->request_count &&
           snapshot->requests[first].answer == SHOWN_OPEN_QUESTION)
        first++;
    return first;
}

static void fill_answer(struct table_row *out, const void *context, size_t index)
{
    static const char *const signs[] = {"●", "✓", "✗", "─", "─"};
    static const char *const words[] = {"open", "yes", "no", "withdrawn", "expired"};
    const struct answered *answered = context;
    const struct shown_request *request = &answered->snapshot->requests[answered->first + index];

    snprintf(out->text[0], TABLE_TEXT_MAX, "%s", signs[request->answer]);
    snprintf(out->text[1], TABLE_TEXT_MAX, "%s", request->owner);
    snprintf(out->text[2], TABLE_TEXT_MAX, "%.190s", request->text);
    snprintf(out->text[3], TABLE_TEXT_MAX, "%s", words[request->answer]);
    out->style = STYLE_NORMAL;
}

/* ---- drawing and keys ---- */

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct guarding *guarding = state;
    const struct frame frame = {.name = "inbox",
                                .title = "Whom I protect",
                                .hint =
                                    "A share alone can spend nothing. Answer when you are asked.",
                                .keys = "Tab other list   ↑↓ choose   Esc back   ? help"};
    struct rect body = frame_draw(canvas, snapshot, &frame);
    const struct answered answered = {.snapshot = snapshot, .first = first_answered(snapshot)};
    const struct table shares = {.columns = share_columns,
                                 .column_count = sizeof share_columns / sizeof share_columns[0],
                                 .count = snapshot->wallet_count,
                                 .row = fill_share,
                                 .context = snapshot,
                                 .nothing = "This device holds no share yet."};
    const struct table answers = {.columns = answer_columns,
                                  .column_count = sizeof answer_columns / sizeof answer_columns[0],
                                  .count = snapshot->request_count - answered.first,
                                  .row = fill_answer,
                                  .context = &answered,
                                  .nothing = "Nothing was answered yet."};
    const int wanted = (int)(snapshot->wallet_count < 20 ? snapshot->wallet_count : 20) + 3;
    const int half = body.height / 2;
    const struct rect above = layout_top(&body, wanted < SHARES_ROWS_LEAST ? SHARES_ROWS_LEAST
                                                : wanted < half            ? wanted
                                                                           : half);

    table_draw(canvas, box_draw(canvas, above, "My shares", NULL), &shares,
               guarding->is_history ? NULL : &guarding->list);
    table_draw(canvas, box_draw(canvas, body, "What I answered", NULL), &answers,
               guarding->is_history ? &guarding->list : NULL);
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    struct guarding *guarding = state;
    const size_t answered = snapshot->request_count - first_answered(snapshot);

    (void)command;
    if (key->press == PRESS_TAB || key->press == PRESS_BACK_TAB) {
        guarding->is_history = !guarding->is_history;
        guarding->list.selected = 0;
        return SCREEN_STAY;
    }
    return list_key(&guarding->list, key, guarding->is_history ? answered : snapshot->wallet_count)
               ? SCREEN_STAY
               : SCREEN_PASS;
}

const struct screen screen_guarding = {
    .name = "guarding",
    .title = "Whom I protect",
    .keys = "Tab\tthe other list\n↑↓\tchoose\n",
    .state_size = sizeof(struct guarding),
    .draw = draw,
    .key = on_key,
};
