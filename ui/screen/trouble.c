/* SPDX-License-Identifier: MIT */
/* Trouble: made from the error table. What happened, what can be done now, what was not lost. */
#include <stdio.h>

#include "core/base/error.h"
#include "ui/screen.h"
#include "ui/widget/box.h"
#include "ui/widget/frame.h"
#include "ui/widget/page.h"

enum { BOX_WIDTH = 72, BOX_MOST = 16, BOX_LEAST = 5 };

struct trouble {
    enum error_code code;
    char detail[SHOWN_TEXT_MAX];
    int top;
};

/* By the hundreds of the numbers: core/base/errors/. */
static const char *const not_lost[] = {
    "Nothing was changed.",
    "Nothing was changed.", /* base */
    "Nothing was signed, and no secret has left this device.",
    "The message was set aside. Keys, shares and money are as they were.",
    "Shares that were in use are still in use: nothing is erased before all guardians have "
    "confirmed. The addresses stay the same.",
    "Nothing was signed. The coins are where they were.",
    "What you decided is stored here, and is sent as soon as the router is reached. The money does "
    "not depend on the router.",
    "A step that is not stored whole is not stored at all, and nothing leaves before it is stored. "
    "The money is on the chain, and the other guardians hold their shares.",
    "What was stored before stays stored. Nothing was signed that was not explained.",
    "What was begun stays open, and can be taken up again.", /* app */
    "What was begun stays open, and can be taken up again.", /* ui */
};

static const char *what_was_not_lost(enum error_code code)
{
    const size_t area = (size_t)code / 100;

    return area < sizeof not_lost / sizeof not_lost[0] ? not_lost[area] : not_lost[0];
}

static void open_it(void *state, const struct snapshot *snapshot, const struct command *why)
{
    struct trouble *trouble = state;

    if (why && why->number > 0) {
        trouble->code = (enum error_code)why->number;
        snprintf(trouble->detail, sizeof trouble->detail, "%.390s", why->text);
    } else {
        trouble->code = snapshot->outcome.code;
        snprintf(trouble->detail, sizeof trouble->detail, "%s", snapshot->outcome.detail);
    }
}

static void write_page(struct page *page, const void *context)
{
    const struct trouble *trouble = context;

    if (trouble->code == ERROR_NONE) {
        page_text(page, STYLE_GOOD, "✓ Nothing is wrong.");
        return;
    }
    page_text(page, STYLE_ACCENT, "What happened");
    page_print(page, STYLE_STRONG, "✗ %s", error_sentence(trouble->code));
    page_gap(page);
    page_text(page, STYLE_ACCENT, "What you can do now");
    page_text(page, STYLE_NORMAL, error_remedy(trouble->code));
    page_gap(page);
    page_text(page, STYLE_ACCENT, "What was not lost");
    page_text(page, STYLE_NORMAL, what_was_not_lost(trouble->code));
    page_gap(page);
    if (trouble->detail[0])
        page_text(page, STYLE_DIM, trouble->detail);
    page_print(page, STYLE_DIM, "%s, number %d", error_name(trouble->code), (int)trouble->code);
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct trouble *trouble = state;
    const struct frame frame = {.name = "trouble",
                                .title = "Trouble",
                                .hint =
                                    "Your key is not in one place, so it cannot be lost in one.",
                                .keys = "Enter go on   l log   y copy   ↑↓ more"};
    const struct rect body = frame_draw(canvas, snapshot, &frame);
    const int rows = trouble->code == ERROR_NONE ? BOX_LEAST : BOX_MOST;
    const struct rect box = layout_middle(body, BOX_WIDTH, body.height < rows ? body.height : rows);

    page_draw(
        canvas,
        layout_inside(box_draw_double(canvas, box, "Trouble",
                                      trouble->code == ERROR_NONE ? STYLE_NORMAL : STYLE_DANGER),
                      1, 0),
        trouble->top, write_page, trouble);
}

static enum screen_answer copy(const struct trouble *trouble, struct command *command)
{
    command->kind = COMMAND_COPY;
    snprintf(command->text, sizeof command->text, "%s %s %s (%s, number %d)",
             error_sentence(trouble->code), trouble->detail, error_remedy(trouble->code),
             error_name(trouble->code), (int)trouble->code);
    return SCREEN_COMMAND;
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    enum { LINES_MOST = 30 };
    struct trouble *trouble = state;

    (void)snapshot;
    if (key->press == PRESS_ENTER)
        return SCREEN_BACK;
    if (key_is(key, 'y'))
        return copy(trouble, command);
    if (key_is(key, 'l')) {
        snprintf(command->screen, sizeof command->screen, "log");
        return SCREEN_GO;
    }
    if (key_is_down(key) && trouble->top < LINES_MOST)
        trouble->top++;
    else if (key_is_up(key) && trouble->top > 0)
        trouble->top--;
    else
        return key_is_up(key) || key_is_down(key) ? SCREEN_STAY : SCREEN_PASS;
    return SCREEN_STAY;
}

const struct screen screen_trouble = {
    .name = "trouble",
    .title = "Trouble",
    .keys = "Enter\tgo on\nl\tlog\ny\tcopy what stands here\n↑↓\tread on\n",
    .state_size = sizeof(struct trouble),
    .open = open_it,
    .draw = draw,
    .key = on_key,
};
