/* SPDX-License-Identifier: MIT */
/* activity.c - what went out, what came in and what is still open, newest first. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "ui/screen.h"
#include "ui/screen/activity_rows.h"
#include "ui/show.h"
#include "ui/widget/box.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/list.h"
#include "ui/widget/table.h"

enum { FIND_LIMIT = 60 };

struct activity {
    struct list list;
    enum activity_filter filter;
    bool is_finding;
    struct field find;
    uint64_t serial;
    bool is_exporting;
    char told[SHOW_LINE_MAX]; /* where the export went */
    enum error_code failure;
};

struct rows {
    const struct snapshot *snapshot;
    struct activity_row *rows; /* owned */
    size_t count;
};

static void open(void *memory, const struct snapshot *snapshot, const struct command *why)
{
    struct activity *state = memory;

    (void)snapshot;
    (void)why;
    state->find.limit = FIND_LIMIT;
}

static struct rows rows_of(const struct activity *state, const struct snapshot *snapshot)
{
    struct rows out = {.snapshot = snapshot};

    out.rows = activity_rows(snapshot, state->filter, state->find.text, &out.count);
    return out;
}

static void event_row(struct table_row *out, const struct shown_event *event, uint64_t now)
{
    snprintf(out->text[0], TABLE_TEXT_MAX, "↓");
    show_ago(out->text[1], event->confirmations ? event->time : now, now);
    snprintf(out->text[2], TABLE_TEXT_MAX, "+%s %s", event->amount, event->unit);
    show_short(out->text[3], event->address);
    activity_event_brief(out->text[4], event);
    out->style = event->confirmations ? STYLE_GOOD : STYLE_CARE;
}

static void transfer_row(struct table_row *out, const struct shown_transfer *transfer, uint64_t now)
{
    snprintf(out->text[0], TABLE_TEXT_MAX, "%s", activity_sign(transfer));
    show_ago(out->text[1], transfer->created, now);
    snprintf(out->text[2], TABLE_TEXT_MAX, "-%s %s", transfer->amount, transfer->unit);
    if (transfer->contact[0] && transfer->label[0])
        snprintf(out->text[3], TABLE_TEXT_MAX, "%s · %.120s", transfer->contact, transfer->label);
    else if (transfer->contact[0] || transfer->label[0])
        snprintf(out->text[3], TABLE_TEXT_MAX, "%s",
                 transfer->contact[0] ? transfer->contact : transfer->label);
    else
        show_short(out->text[3], transfer->recipient);
    activity_brief(out->text[4], transfer);
    out->style = activity_style(transfer);
}

static void row(struct table_row *out, const void *context, size_t index)
{
    const struct rows *rows = context;
    const struct activity_row *at = &rows->rows[index];

    if (at->is_incoming)
        event_row(out, &rows->snapshot->events[at->index], rows->snapshot->now);
    else
        transfer_row(out, &rows->snapshot->transfers[at->index], rows->snapshot->now);
}

static void draw_table(struct canvas *canvas, struct rect body, const struct activity *state,
                       const struct rows *rows)
{
    static const struct table_column columns[] = {
        {NULL, 1, ALIGN_LEFT, 0},       {"when", 11, ALIGN_LEFT, 76},
        {"amount", 25, ALIGN_RIGHT, 0}, {"who or what for", 0, ALIGN_LEFT, 0},
        {"state", 14, ALIGN_LEFT, 66},
    };
    const bool is_searched = state->filter != ACTIVITY_ALL || state->find.text[0];
    const struct table table = {
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .count = rows->count,
        .row = row,
        .context = rows,
        .nothing = is_searched ? "Nothing here fits. f shows another part, / finds something else."
                               : "Nothing has happened yet. Your payments and what you receive "
                                 "will stand here.",
    };
    char right[SHOW_LINE_MAX];

    snprintf(right, sizeof right, "%s · %zu", activity_filter_name(state->filter), rows->count);
    table_draw(canvas, box_draw(canvas, body, "Activity", right), &table, &state->list);
}

static void draw(struct canvas *canvas, const void *memory, const struct snapshot *snapshot)
{
    const struct activity *state = memory;
    struct rows rows = rows_of(state, snapshot);
    struct frame frame = {.name = "activity"};

    frame.keys = state->is_finding
                     ? "Enter keep   Esc show all again"
                     : "↑↓ move   Enter open   f filter   / find   e CSV   E labels   "
                       "u look   ? help";
    frame.hint = state->failure   ? error_sentence(state->failure)
                 : state->told[0] ? state->told
                                  : "◐ open   ↑ sent   ↓ received   ✗ went wrong   ▲ take care";
    frame.hint_style = state->failure ? STYLE_CARE : STYLE_DIM;
    struct rect body = frame_draw(canvas, snapshot, &frame);
    if (state->is_finding || state->find.text[0]) {
        const struct rect line = layout_top(&body, 1);
        field_draw_labelled(canvas, line.x + 1, line.y, 6, line.width - 8, "Find", &state->find,
                            state->is_finding);
    }
    draw_table(canvas, body, state, &rows);
    memory_free(rows.rows);
}

/* ---- keys ---- */

static enum screen_answer find_key(struct activity *state, const struct key *key)
{
    if (key->press == PRESS_ENTER) {
        state->is_finding = false;
        return SCREEN_STAY;
    }
    if (key->press == PRESS_ESCAPE) {
        state->is_finding = false;
        field_set(&state->find, "");
        return SCREEN_STAY;
    }
    state->list.selected = 0;
    return field_key(&state->find, key) ? SCREEN_STAY : SCREEN_PASS;
}

static enum screen_answer open_row(const struct activity *state, struct command *command,
                                   const struct snapshot *snapshot)
{
    struct rows rows = rows_of(state, snapshot);
    enum screen_answer answer = SCREEN_STAY;

    if (rows.count > 0) {
        const struct activity_row *at = &rows.rows[list_selected(&state->list, rows.count)];
        snprintf(command->screen, sizeof command->screen, "transfer");
        if (at->is_incoming) {
            snprintf(command->text, sizeof command->text, "%s", snapshot->events[at->index].txid);
            snprintf(command->note, sizeof command->note, "%s",
                     snapshot->events[at->index].address);
        } else {
            memcpy(command->id, snapshot->transfers[at->index].intent, sizeof command->id);
        }
        answer = SCREEN_GO;
    }
    memory_free(rows.rows);
    return answer;
}

/* Of the wallet the screen is about. */
static enum screen_answer ask(struct command *command, const struct snapshot *snapshot,
                              enum command_kind kind)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);

    if (!wallet)
        return SCREEN_STAY;
    command->kind = kind;
    memcpy(command->id, wallet->id, sizeof command->id);
    return SCREEN_COMMAND;
}

static enum screen_answer write_out(struct activity *state, struct command *command,
                                    const struct snapshot *snapshot, const char *what)
{
    snprintf(command->name, sizeof command->name, "%s", what);
    state->is_exporting = true;
    state->serial = snapshot->outcome.serial;
    return ask(command, snapshot, COMMAND_EXPORT);
}

static bool move(struct activity *state, const struct snapshot *snapshot, const struct key *key)
{
    struct rows rows = rows_of(state, snapshot);
    const bool is_moved = list_key(&state->list, key, rows.count);

    memory_free(rows.rows);
    return is_moved;
}

static enum screen_answer key(void *memory, struct command *command,
                              const struct snapshot *snapshot, const struct key *key)
{
    struct activity *state = memory;

    if (state->is_finding)
        return find_key(state, key);
    state->told[0] = 0;
    state->failure = ERROR_NONE;
    if (key->press == PRESS_ESCAPE && state->find.text[0]) {
        field_set(&state->find, "");
        return SCREEN_STAY;
    }
    if (key->press == PRESS_ENTER)
        return open_row(state, command, snapshot);
    if (key_is(key, '/'))
        state->is_finding = true;
    else if (key_is(key, 'f'))
        state->filter = (state->filter + 1) % ACTIVITY_FILTERS;
    else if (key_is(key, 'e') || key_is(key, 'E'))
        return write_out(state, command, snapshot, key_is(key, 'e') ? "history" : "labels");
    else if (key_is(key, 'u'))
        return ask(command, snapshot, COMMAND_SYNC);
    else if (!move(state, snapshot, key))
        return SCREEN_PASS;
    return SCREEN_STAY;
}

static enum screen_answer heard(void *memory, struct command *command,
                                const struct snapshot *snapshot)
{
    struct activity *state = memory;
    const struct shown_outcome *outcome = &snapshot->outcome;

    (void)command;
    if (!state->is_exporting || outcome->serial == state->serial || outcome->kind != COMMAND_EXPORT)
        return SCREEN_STAY;
    state->is_exporting = false;
    state->failure = outcome->code;
    if (outcome->code == ERROR_NONE)
        snprintf(state->told, sizeof state->told, "Written to %.200s", outcome->detail);
    return SCREEN_STAY;
}

const struct screen screen_activity = {
    .name = "activity",
    .title = "Activity",
    .keys = "↑↓\tmove\n"
            "Enter\topen the selected one\n"
            "f\tshow all, open, sent or received ones\n"
            "/\tfind by name, label, address, amount or id\n"
            "e\texport the history as CSV\n"
            "E\texport the labels, BIP-329\n"
            "u\task the node again\n"
            "Esc\tshow all again, then back\n",
    .state_size = sizeof(struct activity),
    .open = open,
    .draw = draw,
    .key = key,
    .heard = heard,
};
