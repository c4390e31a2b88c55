/* SPDX-License-Identifier: MIT */
/* Inbox of a person who guards for others: what is open, and what was answered lately. */
#include <stdio.h>
#include <string.h>

#include "ui/screen.h"
#include "ui/when.h"
#include "ui/widget/box.h"
#include "ui/widget/frame.h"
#include "ui/widget/page.h"
#include "ui/widget/table.h"

struct inbox {
    struct list list;
};

static const struct table_column columns[] = {
    {.title = "", .width = 2, .align = ALIGN_LEFT},
    {.title = "who asks", .width = 14, .align = ALIGN_LEFT},
    {.title = "for", .width = 8, .align = ALIGN_LEFT},
    {.title = "what it does", .width = 0, .align = ALIGN_LEFT, .least_screen = 50},
    {.title = "answer", .width = 13, .align = ALIGN_RIGHT},
};

static const char *answer_sign(enum shown_answer answer)
{
    switch (answer) {
    case SHOWN_OPEN_QUESTION:
        return "●";
    case SHOWN_SAID_YES:
        return "✓";
    case SHOWN_SAID_NO:
        return "✗";
    case SHOWN_WITHDRAWN:
    case SHOWN_EXPIRED:
        return "─";
    }
    return " ";
}

static void answer_words(char out[static WHEN_MAX], const struct shown_request *request,
                         uint64_t now)
{
    static const char *const words[] = {"", "you said yes", "you said no", "withdrawn", "expired"};

    if (request->answer == SHOWN_OPEN_QUESTION)
        when_left(out, now, request->expires);
    else
        snprintf(out, WHEN_MAX, "%s", words[request->answer]);
}

static void fill_row(struct table_row *out, const void *context, size_t index)
{
    const struct snapshot *snapshot = context;
    const struct shown_request *request = &snapshot->requests[index];
    char answer[WHEN_MAX];

    answer_words(answer, request, snapshot->now);
    snprintf(out->text[0], TABLE_TEXT_MAX, "%s", answer_sign(request->answer));
    snprintf(out->text[1], TABLE_TEXT_MAX, "%s", request->owner);
    snprintf(out->text[2], TABLE_TEXT_MAX, "%s", request->is_share ? "a share" : "payment");
    snprintf(out->text[3], TABLE_TEXT_MAX, "%.190s", request->text);
    snprintf(out->text[4], TABLE_TEXT_MAX, "%s", answer);
    out->style = request->answer == SHOWN_OPEN_QUESTION ? STYLE_STRONG : STYLE_DIM;
}

/* ---- the selected one, below ---- */

static void write_detail(struct page *page, const void *context)
{
    const struct shown_request *request = context;

    page_print(page, STYLE_NORMAL, "%s asks: %s", request->owner, request->text);
    if (request->answer != SHOWN_OPEN_QUESTION)
        page_text(page, STYLE_DIM, "This is answered; nothing is left to do.");
    else if (!request->is_share && !request->explanation)
        page_text(page, STYLE_CARE, "▲ Its bytes cannot be read here. Say no.");
    else
        page_text(page, STYLE_DIM, "Enter shows what this program read in it, and asks you.");
}

static void draw_nothing(struct canvas *canvas, struct rect body)
{
    static const char text[] =
        "Nobody asks this device for anything.\n\nWhen somebody whose wallet you guard wants to "
        "pay, the request appears here, decoded by this program. You answer yes or no; without "
        "enough yeses nothing is signed.";

    canvas_paragraph(canvas, layout_middle(body, 60, 8), STYLE_NORMAL, text);
}

static void draw_requests(struct canvas *canvas, struct rect body, const struct inbox *inbox,
                          const struct snapshot *snapshot)
{
    char right[32];
    const int detail_rows = body.height >= 14 ? 6 : body.height >= 9 ? 4 : 0;
    struct rect below = layout_bottom(&body, detail_rows);
    const struct table table = {.columns = columns,
                                .column_count = sizeof columns / sizeof columns[0],
                                .count = snapshot->request_count,
                                .row = fill_row,
                                .context = snapshot,
                                .nothing = ""};
    const size_t selected = list_selected(&inbox->list, snapshot->request_count);

    snprintf(right, sizeof right, "%zu open", snapshot_open_requests(snapshot));
    table_draw(canvas, box_draw(canvas, body, "Inbox", right), &table, &inbox->list);
    if (detail_rows > 0)
        page_draw(canvas, box_draw(canvas, below, snapshot->requests[selected].owner, NULL), 0,
                  write_detail, &snapshot->requests[selected]);
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct frame frame = {
        .name = "inbox",
        .hint = snapshot_open_requests(snapshot) > 0
                    ? "In doubt, call on a number you already had. Waiting costs nothing."
                    : NULL,
        .keys = snapshot->request_count > 0 ? "Enter open   ↑↓ choose   w whom I protect   ? help"
                                            : "w whom I protect   ? help"};
    const struct rect body = frame_draw(canvas, snapshot, &frame);

    if (snapshot->request_count == 0)
        draw_nothing(canvas, body);
    else
        draw_requests(canvas, body, state, snapshot);
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    struct inbox *inbox = state;
    const size_t count = snapshot->request_count;

    if (key_is(key, 'w')) {
        snprintf(command->screen, sizeof command->screen, "guarding");
        return SCREEN_GO;
    }
    if (key->press == PRESS_ENTER && count > 0) {
        memcpy(command->id, snapshot->requests[list_selected(&inbox->list, count)].id, 32);
        snprintf(command->screen, sizeof command->screen, "approve");
        return SCREEN_GO;
    }
    return list_key(&inbox->list, key, count) ? SCREEN_STAY : SCREEN_PASS;
}

const struct screen screen_inbox = {
    .name = "inbox",
    .title = "Inbox",
    .keys = "Enter\topen the request\n↑↓\tchoose\nw\twhom I protect, and what I answered\n",
    .state_size = sizeof(struct inbox),
    .draw = draw,
    .key = on_key,
};
