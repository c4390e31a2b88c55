/* SPDX-License-Identifier: MIT */
/* One request of somebody whose wallet this person guards: what this program reads in its bytes,
 * the sentence to read aloud, and the answer. A yes to a payment needs a group of the recipient's
 * address typed; keys are not heard for a moment, so that nobody answers by typing on.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/rng.h"
#include "ui/challenge.h"
#include "ui/groups.h"
#include "ui/screen.h"
#include "ui/when.h"
#include "ui/widget/box.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/page.h"

enum { DEAF_MS = 600, LABEL_WIDTH = 8, LINES_EACH = 4, LINES_ELSE = 30, QUESTION_ROWS = 4 };

struct approve {
    uint8_t id[32];
    uint64_t opened_ms;
    bool has_challenge;
    struct challenge challenge;
    bool is_typing;
    bool is_wrong; /* what was typed was another group */
    struct field answer;
    bool is_sent;
    bool said_yes;
    uint64_t serial; /* of the outcome before it was sent */
    int top;
};

/* Once, and never again: another group must not be drawn until one is known by chance. */
static void make_challenge(struct approve *approve, const struct snapshot *snapshot)
{
    const struct shown_request *request = snapshot_request(snapshot, approve->id);

    if (approve->has_challenge || !request || !request->explanation)
        return;
    challenge_make(&approve->challenge, request->explanation, rng_system());
    approve->has_challenge = true;
}

static void open_it(void *state, const struct snapshot *snapshot, const struct command *why)
{
    struct approve *approve = state;

    approve->opened_ms = snapshot->now_ms;
    approve->answer.limit = CHALLENGE_ANSWER_MAX - 1;
    if (!why)
        return;
    memcpy(approve->id, why->id, sizeof approve->id);
    make_challenge(approve, snapshot);
}

static bool is_open(const struct shown_request *request)
{
    return request && request->answer == SHOWN_OPEN_QUESTION;
}

static bool may_say_yes(const struct approve *approve, const struct shown_request *request)
{
    return is_open(request) && !approve->is_sent &&
           (request->is_share || (approve->has_challenge && request->explanation));
}

/* ---- the page ---- */

struct view {
    const struct approve *approve;
    const struct shown_request *request;
    const struct snapshot *snapshot;
};

static void write_output(struct page *page, const struct shown_output *output, const char *unit)
{
    char groups[GROUPS_TEXT_MAX];
    char amount[AMOUNT_TEXT_MAX + 16];

    groups_write(groups, output->address);
    snprintf(amount, sizeof amount, "%s %s", output->amount, unit);
    page_pair(page, LABEL_WIDTH, output->is_change ? "Back" : "Pay", STYLE_STRONG, amount);
    page_pair(page, LABEL_WIDTH, output->is_change ? "" : "To",
              output->is_change ? STYLE_DIM : STYLE_STRONG, groups);
    if (output->is_change)
        page_pair(page, LABEL_WIDTH, "", STYLE_GOOD, "✓ comes back to the same wallet");
}

static void write_ether(struct page *page, const struct shown_explanation *explanation)
{
    char groups[GROUPS_TEXT_MAX];
    char text[GROUPS_TEXT_MAX + 64];

    groups_write(groups, explanation->sender);
    snprintf(text, sizeof text, "%s, chain %" PRIu64 ", payment number %" PRIu64, groups,
             explanation->chain_id, explanation->nonce);
    page_pair(page, LABEL_WIDTH, "From", STYLE_DIM, text);
}

static void write_bytes(struct page *page, const struct shown_explanation *explanation)
{
    const bool is_ether = explanation->account == ACCOUNT_ETHEREUM;
    char fee[AMOUNT_TEXT_MAX + 32];

    for (size_t i = 0; i < explanation->output_count; i++)
        if (!explanation->outputs[i].is_change)
            write_output(page, &explanation->outputs[i], explanation->unit);
    snprintf(fee, sizeof fee, "%s %s%s", explanation->fee, explanation->unit,
             is_ether ? " at most" : "");
    page_pair(page, LABEL_WIDTH, "Fee", STYLE_NORMAL, fee);
    if (is_ether)
        write_ether(page, explanation);
    if (explanation->warning[0]) {
        char text[NOTE_MAX + 8];
        snprintf(text, sizeof text, "▲ %s", explanation->warning);
        page_pair(page, LABEL_WIDTH, "Care", STYLE_CARE, text);
    }
}

static void write_change(struct page *page, const struct shown_explanation *explanation)
{
    for (size_t i = 0; i < explanation->output_count; i++)
        if (explanation->outputs[i].is_change)
            write_output(page, &explanation->outputs[i], explanation->unit);
}

static void write_aloud(struct page *page, const struct view *view)
{
    char sentence[CHALLENGE_TEXT_MAX];

    challenge_sentence(sentence, &view->approve->challenge, view->request->explanation);
    page_gap(page);
    page_print(page, STYLE_ACCENT,
               "Read to %s, by telephone or face to face:", view->request->owner);
    page_print(page, STYLE_STRONG, "“%s”", sentence);
    page_gap(page);
}

static void write_payment(struct page *page, const struct view *view)
{
    char left[WHEN_MAX];

    page_print(page, STYLE_STRONG, "%s asks you to sign a payment.", view->request->owner);
    if (!view->request->explanation) {
        page_text(page, STYLE_DANGER,
                  "✗ This program cannot read what these bytes do. A yes is not possible; say no.");
        return;
    }
    write_bytes(page, view->request->explanation);
    write_aloud(page, view);
    write_change(page, view->request->explanation);
    when_left(left, view->snapshot->now, view->request->expires);
    page_pair(page, LABEL_WIDTH, "Time", STYLE_DIM, left);
    page_print(page, STYLE_DIM,
               "Decoded here, from the bytes that will be signed; %s was not asked "
               "what they do.",
               view->request->owner);
}

static void write_share(struct page *page, const struct view *view)
{
    const struct shown_request *request = view->request;
    char left[WHEN_MAX];

    page_print(page, STYLE_STRONG, "%s asks you to guard one share of a wallet.", request->owner);
    page_gap(page);
    page_print(page, STYLE_NORMAL,
               "%u guardians hold a share each; any %u of them sign together. "
               "With yours alone nobody can spend anything, you neither.",
               request->n, request->t);
    page_text(page, STYLE_NORMAL,
              "When the owner wants to pay, this device asks you. You look, you "
              "call, and you say yes or no.");
    page_gap(page);
    for (size_t i = 0; i < request->n && i < SHOWN_SEATS_MAX; i++) {
        char seat[16];
        snprintf(seat, sizeof seat, "seat %zu", i + 1);
        page_pair(page, LABEL_WIDTH, seat, STYLE_NORMAL, request->seats[i]);
    }
    when_left(left, view->snapshot->now, request->expires);
    page_pair(page, LABEL_WIDTH, "Time", STYLE_DIM, left);
}

static void write_answered(struct page *page, const struct view *view)
{
    static const char *const words[] = {"", "✓ You said yes.", "✗ You said no.",
                                        "─ The owner has withdrawn it.", "─ Its time is over."};
    const struct shown_request *request = view->request;

    page_text(page, STYLE_STRONG, words[request->answer]);
    page_gap(page);
    page_print(page, STYLE_NORMAL, "%s asked: %s", request->owner, request->text);
    page_gap(page);
    if (request->answer == SHOWN_SAID_YES)
        page_text(
            page, STYLE_NORMAL,
            view->snapshot->settings.has_guardian
                ? "It holds for exactly these bytes. Your background guardian takes part by "
                  "itself when enough others have said yes."
                : "It holds for exactly these bytes. Signing takes about a second, when enough "
                  "others have said yes: leave Gridlock open until then, or run 'gridlock "
                  "guardian', so that this device can be reached.");
    if (request->answer == SHOWN_SAID_NO)
        page_text(page, STYLE_NORMAL,
                  "This device will not sign it. The owner is told that you "
                  "refused, and can ask the others.");
}

static void write_page(struct page *page, const void *context)
{
    const struct view *view = context;

    if (!view->request)
        page_text(page, STYLE_NORMAL, "This request is not here any more.");
    else if (!is_open(view->request))
        write_answered(page, view);
    else if (view->request->is_share)
        write_share(page, view);
    else
        write_payment(page, view);
}

/* ---- drawing ---- */

static void draw_question(struct canvas *canvas, struct rect rect, const struct view *view)
{
    char question[CHALLENGE_TEXT_MAX];
    const struct approve *approve = view->approve;

    challenge_question(question, &approve->challenge, view->request->explanation);
    canvas_line(canvas, rect.x, rect.y, rect.width, STYLE_ACCENT);
    canvas_paragraph(canvas, rect_of(rect.x + 1, rect.y + 1, rect.width - 2, 1), STYLE_STRONG,
                     question);
    field_draw(canvas, rect.x + 1, rect.y + 2, rect.width > 30 ? 30 : rect.width - 2,
               &approve->answer, true);
    canvas_cell(canvas, rect.x + 1, rect.y + 3, rect.width - 2, ALIGN_LEFT,
                approve->is_wrong ? STYLE_DANGER : STYLE_DIM,
                approve->is_wrong ? "✗ That is another group. Count again, from the left."
                                  : "Copy it from above: that is how you know you have looked.");
}

static const char *keys_of(const struct approve *approve, const struct shown_request *request)
{
    if (!is_open(request))
        return "Enter done   Esc back   ? help";
    if (approve->is_sent)
        return "Esc back   ? help";
    if (approve->is_typing)
        return "Enter say yes   Esc not yet";
    return may_say_yes(approve, request) ? "y yes   n no   ↑↓ more   Esc back   ? help"
                                         : "n no   ↑↓ more   Esc back   ? help";
}

static const char *hint_of(const struct approve *approve, const struct shown_request *request)
{
    if (!is_open(request))
        return NULL;
    if (approve->is_sent)
        return "Your answer is being stored.";
    return request->is_share ? "Say yes only to somebody you know, after talking to them."
                             : "In doubt, call on a number you already had.";
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct approve *approve = state;
    const struct shown_request *request = snapshot_request(snapshot, approve->id);
    const struct view view = {.approve = approve, .request = request, .snapshot = snapshot};
    const struct frame frame = {.name = "inbox",
                                .title = !request || !request->is_share ? "A payment to look at"
                                                                        : "A share to guard",
                                .right = request ? request->short_id : NULL,
                                .hint = hint_of(approve, request),
                                .keys = keys_of(approve, request)};
    struct rect body = frame_draw(canvas, snapshot, &frame);

    if (approve->is_typing && may_say_yes(approve, request))
        draw_question(canvas, layout_bottom(&body, QUESTION_ROWS), &view);
    page_draw(canvas, layout_inside(body, 1, 0), approve->top, write_page, &view);
}

/* ---- keys ---- */

static enum screen_answer answer(struct approve *approve, struct command *command,
                                 const struct shown_request *request,
                                 const struct snapshot *snapshot, bool yes)
{
    command->kind = request->is_share ? COMMAND_ANSWER_SHARE : COMMAND_ANSWER_PAYMENT;
    memcpy(command->id, approve->id, sizeof command->id);
    command->yes = yes;
    approve->is_sent = true;
    approve->is_typing = false;
    approve->said_yes = yes;
    approve->serial = snapshot->outcome.serial;
    return SCREEN_COMMAND;
}

static bool scroll(struct approve *approve, const struct shown_request *request,
                   const struct key *key)
{
    const size_t outputs = request && request->explanation ? request->explanation->output_count : 0;
    const int most = (int)outputs * LINES_EACH + LINES_ELSE;
    const int before = approve->top;

    if (key_is_up(key))
        approve->top--;
    else if (key_is_down(key))
        approve->top++;
    else if (key->press == PRESS_PAGE_UP)
        approve->top -= 10;
    else if (key->press == PRESS_PAGE_DOWN)
        approve->top += 10;
    if (approve->top > most)
        approve->top = most;
    if (approve->top < 0)
        approve->top = 0;
    return approve->top != before || key_is_up(key) || key_is_down(key);
}

static enum screen_answer key_typing(struct approve *approve, struct command *command,
                                     const struct shown_request *request,
                                     const struct snapshot *snapshot, const struct key *key)
{
    if (key->press == PRESS_ESCAPE) {
        approve->is_typing = false;
        return SCREEN_STAY;
    }
    if (key->press == PRESS_ENTER) {
        if (challenge_is_met(&approve->challenge, approve->answer.text))
            return answer(approve, command, request, snapshot, true);
        approve->is_wrong = approve->answer.text[0] != 0;
        field_set(&approve->answer, "");
        return SCREEN_STAY;
    }
    if (field_key(&approve->answer, key))
        approve->is_wrong = false;
    else
        scroll(approve, request, key);
    return SCREEN_STAY;
}

static enum screen_answer key_open(struct approve *approve, struct command *command,
                                   const struct shown_request *request,
                                   const struct snapshot *snapshot, const struct key *key)
{
    if (key_is(key, 'n'))
        return answer(approve, command, request, snapshot, false);
    if (!key_is(key, 'y') || !may_say_yes(approve, request))
        return SCREEN_PASS;
    if (request->is_share)
        return answer(approve, command, request, snapshot, true);
    approve->is_typing = true;
    approve->is_wrong = false;
    field_set(&approve->answer, "");
    return SCREEN_STAY;
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    struct approve *approve = state;
    const struct shown_request *request = snapshot_request(snapshot, approve->id);

    if (key->at_ms < approve->opened_ms + DEAF_MS)
        return SCREEN_STAY;
    if (approve->is_typing && may_say_yes(approve, request))
        return key_typing(approve, command, request, snapshot, key);
    if (scroll(approve, request, key))
        return SCREEN_STAY;
    if (!is_open(request))
        return key->press == PRESS_ENTER ? SCREEN_BACK : SCREEN_PASS;
    return approve->is_sent ? SCREEN_PASS : key_open(approve, command, request, snapshot, key);
}

/* An answer that could not be stored can be given again. */
static enum screen_answer heard(void *state, struct command *command,
                                const struct snapshot *snapshot)
{
    struct approve *approve = state;
    const enum command_kind kind = snapshot->outcome.kind;

    (void)command;
    make_challenge(approve, snapshot);
    if (approve->is_sent && snapshot->outcome.serial != approve->serial &&
        snapshot->outcome.code != ERROR_NONE &&
        (kind == COMMAND_ANSWER_PAYMENT || kind == COMMAND_ANSWER_SHARE))
        approve->is_sent = false;
    return SCREEN_STAY;
}

const struct screen screen_approve = {
    .name = "approve",
    .title = "Answer a request",
    .keys = "y\tyes: asks for a group of the recipient's address\nn\tno, at once\n"
            "↑↓\tread on\nEnter\tdone, when it is answered\n",
    .state_size = sizeof(struct approve),
    .open = open_it,
    .draw = draw,
    .key = on_key,
    .heard = heard,
};
