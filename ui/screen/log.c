/* SPDX-License-Identifier: MIT */
/* Log: what was told since the start, newest first; '/' narrows it to lines with a word. */
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "ui/find.h"
#include "ui/screen.h"
#include "ui/when.h"
#include "ui/widget/box.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/page.h"
#include "ui/widget/table.h"

struct log {
    struct list list;
    bool is_finding;
    struct field wanted;
};

struct found {
    const struct snapshot *snapshot;
    size_t index[SHOWN_NOTICES_MAX];
    size_t count;
};

static void find(struct found *out, const struct log *log, const struct snapshot *snapshot)
{
    *out = (struct found){.snapshot = snapshot};
    for (size_t i = 0; i < snapshot->notice_count && out->count < SHOWN_NOTICES_MAX; i++)
        if (find_in(snapshot->notices[i].text, log->wanted.text))
            out->index[out->count++] = i;
}

static const struct table_column columns[] = {
    {.title = "when", .width = 14, .align = ALIGN_LEFT},
    {.title = "what", .width = 0, .align = ALIGN_LEFT},
};

static void fill_row(struct table_row *out, const void *context, size_t index)
{
    const struct found *found = context;
    const struct shown_notice *notice = &found->snapshot->notices[found->index[index]];
    char when[WHEN_MAX];

    when_date(when, found->snapshot->now, notice->time);
    snprintf(out->text[0], TABLE_TEXT_MAX, "%s", when);
    snprintf(out->text[1], TABLE_TEXT_MAX, "%.190s", notice->text);
    out->style = STYLE_NORMAL;
}

static void write_whole(struct page *page, const void *context)
{
    page_text(page, STYLE_NORMAL, context);
}

static void draw_list(struct canvas *canvas, struct rect body, const struct log *log,
                      const struct snapshot *snapshot)
{
    struct found found;

    find(&found, log, snapshot);
    const struct table table = {.columns = columns,
                                .column_count = sizeof columns / sizeof columns[0],
                                .count = found.count,
                                .row = fill_row,
                                .context = &found,
                                .nothing = log->wanted.text[0] ? "No line has this word."
                                                               : "Nothing was told yet."};
    const struct rect below = layout_bottom(&body, body.height >= 12 ? 4 : 0);

    table_draw(canvas, box_draw(canvas, body, "Log", "newest first"), &table, &log->list);
    if (found.count > 0 && below.height > 0)
        page_draw(canvas, layout_inside(below, 1, 0), 0, write_whole,
                  snapshot->notices[found.index[list_selected(&log->list, found.count)]].text);
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct log *log = state;
    const struct frame frame = {.name = "log",
                                .title = "Log",
                                .hint = "What was told since Gridlock was started. It is not kept.",
                                .keys = log->is_finding ? "Enter keep   Esc show all"
                                                        : "/ find   ↑↓ choose   y copy   Esc back"};
    struct rect body = frame_draw(canvas, snapshot, &frame);

    if (log->is_finding || log->wanted.text[0]) {
        const struct rect line = layout_top(&body, 1);
        field_draw_labelled(canvas, line.x + 1, line.y, 6, line.width - 2, "find", &log->wanted,
                            log->is_finding);
    }
    draw_list(canvas, body, log, snapshot);
}

static enum screen_answer key_finding(struct log *log, const struct key *key)
{
    if (key->press == PRESS_ESCAPE)
        field_set(&log->wanted, "");
    if (key->press == PRESS_ESCAPE || key->press == PRESS_ENTER) {
        log->is_finding = false;
        return SCREEN_STAY;
    }
    if (field_key(&log->wanted, key))
        log->list.selected = 0;
    return SCREEN_STAY;
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    struct log *log = state;
    struct found found;

    if (log->is_finding)
        return key_finding(log, key);
    if (key_is(key, '/')) {
        log->is_finding = true;
        return SCREEN_STAY;
    }
    find(&found, log, snapshot);
    if (key_is(key, 'y') && found.count > 0) {
        const size_t at = found.index[list_selected(&log->list, found.count)];
        command->kind = COMMAND_COPY;
        snprintf(command->text, sizeof command->text, "%s", snapshot->notices[at].text);
        return SCREEN_COMMAND;
    }
    if (key->press == PRESS_ESCAPE && log->wanted.text[0]) {
        field_set(&log->wanted, "");
        return SCREEN_STAY;
    }
    return list_key(&log->list, key, found.count) ? SCREEN_STAY : SCREEN_PASS;
}

const struct screen screen_log = {
    .name = "log",
    .title = "Log",
    .keys = "/\tfind a word\n↑↓\tchoose\ny\tcopy the line\n",
    .state_size = sizeof(struct log),
    .draw = draw,
    .key = on_key,
};
