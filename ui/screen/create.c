/* SPDX-License-Identifier: MIT */
/* create.c - a new wallet: its name, who guards it, how many must agree; then how the making of its
 * key goes on, guardian by guardian. */
#include <stdio.h>
#include <string.h>

#include "ui/screen.h"
#include "ui/widget/box.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/list.h"
#include "ui/widget/meter.h"
#include "ui/widget/steps.h"

enum page { PAGE_NAME, PAGE_GUARDIANS, PAGE_THRESHOLD, PAGE_CEREMONY };
enum { NAME_BYTES = 40, PEERS_MAX = 64, LINE = 300, LABEL = 10, FINISHED_PARTS = 3 };

struct state {
    enum page page;
    struct field name;
    enum network network;
    struct list list;
    bool is_chosen[PEERS_MAX];
    unsigned t;
    uint64_t serial;
    uint8_t cid[32];
    bool is_asked;
    const char *said;
};

static const struct {
    const char *title;
    const char *note;
    uint64_t chain_id; /* of Ethereum */
} networks[] = {[NETWORK_MAIN] = {"mainnet", "real money", 1},
                [NETWORK_TEST] = {"testnet", "worthless coins, for trying out", 11155111},
                [NETWORK_REGTEST] = {"regtest", "a chain on your own machine", 31337}};

static void open(void *given, const struct snapshot *snapshot, const struct command *why)
{
    static const uint8_t none[32] = {0};
    struct state *state = given;

    state->name.limit = NAME_BYTES;
    state->serial = snapshot->outcome.serial;
    state->network = snapshot->practice.is_practice ? NETWORK_REGTEST : NETWORK_MAIN;
    if (why && memcmp(why->id, none, sizeof none) != 0) {
        memcpy(state->cid, why->id, sizeof state->cid);
        state->page = PAGE_CEREMONY;
    }
}

static size_t peers(const struct snapshot *snapshot)
{
    return snapshot->peer_count < PEERS_MAX ? snapshot->peer_count : PEERS_MAX;
}

/* Guardians and this device. */
static unsigned seats(const struct state *state, const struct snapshot *snapshot)
{
    unsigned count = 1;

    for (size_t i = 0; i < peers(snapshot); i++)
        count += state->is_chosen[i];
    return count;
}

/* ---- pages ---- */

static void draw_name(struct canvas *canvas, struct rect rest, const struct state *state)
{
    (void)layout_top(
        &rest, canvas_paragraph(canvas, rest, STYLE_NORMAL,
                                "Several devices make one key together, and none of them ever has "
                                "it whole. First: what is the wallet called? Only you see the "
                                "name."));
    (void)layout_top(&rest, 1);
    const struct rect row = layout_top(&rest, 1);
    field_draw_labelled(canvas, row.x, row.y, LABEL, row.width - LABEL, "Name", &state->name, true);
    (void)layout_top(&rest, 1);
    for (int i = NETWORK_MAIN; i <= NETWORK_REGTEST; i++) {
        const struct rect line = layout_top(&rest, 1);
        const bool is_here = (int)state->network == i;
        canvas_cell(canvas, line.x, line.y, LABEL, ALIGN_LEFT, STYLE_NORMAL,
                    i == NETWORK_MAIN ? "Network" : "");
        canvas_print(canvas, line.x + LABEL, line.y, is_here ? STYLE_STRONG : STYLE_NORMAL,
                     "(%s) %-8s %s", is_here ? "•" : " ", networks[i].title, networks[i].note);
    }
}

static void draw_guardians(struct canvas *canvas, struct rect rest, const struct state *state,
                           const struct snapshot *snapshot)
{
    char right[64];

    snprintf(right, sizeof right, "this device and %u chosen", seats(state, snapshot) - 1);
    rest = box_draw(canvas, rest, "Who guards it with you?", right);
    if (snapshot->peer_count == 0) {
        (void)canvas_paragraph(canvas, layout_inside(rest, 1, 0), STYLE_DIM,
                               "Nobody is paired with this device yet. Press i to invite the "
                               "first: a friend, a second device of yours, or a service.");
        return;
    }
    const size_t top = list_top(&state->list, peers(snapshot), rest.height);
    const struct rect whole = rest;
    for (size_t i = top; i < peers(snapshot) && rest.height > 0; i++) {
        const struct rect row = layout_top(&rest, 1);
        const struct shown_peer *peer = &snapshot->peers[i];
        canvas_print(canvas, row.x + 2, row.y, STYLE_NORMAL, "[%s]",
                     state->is_chosen[i] ? "✓" : " ");
        canvas_cell(canvas, row.x + 6, row.y, 24, ALIGN_LEFT, STYLE_NORMAL, peer->name);
        canvas_cell(canvas, row.x + 31, row.y, 8, ALIGN_LEFT, STYLE_NORMAL, peer->role);
        canvas_cell(canvas, row.x + 40, row.y, row.width - 40, ALIGN_LEFT,
                    peer->is_compared ? STYLE_GOOD : STYLE_DIM,
                    peer->is_compared ? "✓ words compared" : "○ words not compared");
        if (i == list_selected(&state->list, peers(snapshot)))
            list_mark(canvas, row);
    }
    list_more(canvas, whole, top, peers(snapshot));
}

static void write_loss(char out[static LINE], unsigned t, unsigned n)
{
    const unsigned spare = n - t;

    if (spare == 0)
        snprintf(out, LINE, "Lose any one of the %u and the money is locked for good.", n);
    else
        snprintf(out, LINE, "Any %u may be lost or silent; the other %u still pay.", spare, t);
}

static void write_theft(char out[static LINE], unsigned t)
{
    if (t == 1)
        snprintf(out, LINE, "Whoever gets into any single one of them can take everything.");
    else
        snprintf(out, LINE, "A thief needs %u of them; %u alone can do nothing.", t, t - 1);
}

static void write_advice(char out[static LINE], unsigned t, unsigned n)
{
    if (n == 1)
        snprintf(out, LINE, "▲ One device alone is an ordinary wallet. Invite guardians first.");
    else if (t == 1)
        snprintf(out, LINE, "▲ This makes theft easier than a single device would. Take more.");
    else if (t == n)
        snprintf(out, LINE, "▲ No spare at all: a broken phone is enough to lose the money.");
    else
        snprintf(out, LINE,
                 "A good balance has both: spare guardians, and more than one to agree.");
}

static void draw_threshold(struct canvas *canvas, struct rect rest, const struct state *state,
                           const struct snapshot *snapshot)
{
    const unsigned n = seats(state, snapshot);
    char line[LINE];

    const struct rect row = layout_top(&rest, 1);
    canvas_print(canvas, row.x, row.y, STYLE_STRONG, "How many of the %u must agree?   ◂ %u ▸", n,
                 state->t);
    (void)layout_top(&rest, 1);
    const struct rect bar = layout_top(&rest, 1);
    meter_draw(canvas, bar.x, bar.y, bar.width < 40 ? bar.width : 40, state->t, n, STYLE_ACCENT);
    (void)layout_top(&rest, 1);
    struct rect box = layout_inside(
        box_draw(canvas, layout_top(&rest, rest.height > 9 ? 7 : rest.height), "In words", NULL), 1,
        0);
    snprintf(line, sizeof line, "Spend   this device and %u more %s yes.", state->t - 1,
             state->t == 2 ? "says" : "say");
    canvas_cell(canvas, box.x, layout_top(&box, 1).y, box.width, ALIGN_LEFT, STYLE_NORMAL, line);
    (void)canvas_text(canvas, box.x, box.y, STYLE_NORMAL, "Lose");
    write_loss(line, state->t, n);
    canvas_cell(canvas, box.x + 8, layout_top(&box, 1).y, box.width - 8, ALIGN_LEFT, STYLE_NORMAL,
                line);
    (void)canvas_text(canvas, box.x, box.y, STYLE_NORMAL, "Theft");
    write_theft(line, state->t);
    canvas_cell(canvas, box.x + 8, layout_top(&box, 1).y, box.width - 8, ALIGN_LEFT, STYLE_NORMAL,
                line);
    write_advice(line, state->t, n);
    (void)canvas_paragraph(canvas, box, state->t == 1 || state->t == n ? STYLE_CARE : STYLE_DIM,
                           line);
}

static enum step_state part(uint32_t bits, uint16_t seat, bool is_next, bool has_failed)
{
    if (bits >> seat & 1)
        return STEP_DONE;
    if (has_failed)
        return STEP_FAILED;
    return is_next ? STEP_RUNS : STEP_WAITS;
}

static void draw_seat(struct canvas *canvas, struct rect row, const struct shown_ceremony *ceremony,
                      uint16_t seat)
{
    const bool has_failed = ceremony->state == SHOWN_CEREMONY_FAILED;
    const bool has_joined = ceremony->joined >> seat & 1;
    const bool has_dealt = ceremony->dealt >> seat & 1;
    const bool is_narrow = row.width < 70;
    const int width = is_narrow ? 12 : 16;
    const struct {
        enum step_state state;
        const char *text;
    } parts[] = {{part(ceremony->joined, seat, true, has_failed), "joined"},
                 {part(ceremony->dealt, seat, has_joined, has_failed), "dealt"},
                 {part(ceremony->acknowledged, seat, has_dealt, has_failed), "has its share"}};

    canvas_cell(canvas, row.x, row.y, row.width - 3 * width - 1, ALIGN_LEFT, STYLE_NORMAL,
                ceremony->seats[seat]);
    for (int i = 0; i < FINISHED_PARTS; i++)
        steps_draw(canvas, rect_of(row.x + row.width - (3 - i) * width, row.y, width, 1),
                   parts[i].state, parts[i].text, "");
}

static unsigned bits(uint32_t word)
{
    unsigned count = 0;

    for (; word; word &= word - 1)
        count++;
    return count;
}

static void draw_end(struct canvas *canvas, struct rect rest, const struct shown_ceremony *ceremony)
{
    if (ceremony->state == SHOWN_CEREMONY_DONE) {
        canvas_print(canvas, rest.x, rest.y, STYLE_GOOD,
                     "✓ The key is made: any %u of %u sign. Enter opens the wallet.", ceremony->t,
                     ceremony->n);
        return;
    }
    if (ceremony->state != SHOWN_CEREMONY_FAILED && ceremony->state != SHOWN_CEREMONY_REFUSED)
        return;
    const enum error_code why =
        ceremony->failure != ERROR_NONE ? ceremony->failure : ERROR_DEALING_ABORTED;
    canvas_print(canvas, rest.x, layout_top(&rest, 1).y, STYLE_DANGER, "✗ %s", error_sentence(why));
    if (ceremony->culprit[0])
        canvas_print(canvas, rest.x, layout_top(&rest, 1).y, STYLE_DANGER, "  %s",
                     ceremony->culprit);
    (void)canvas_paragraph(canvas, rest, STYLE_NORMAL, error_remedy(why));
}

static void draw_ceremony(struct canvas *canvas, struct rect rest, const struct state *state,
                          const struct snapshot *snapshot)
{
    const struct shown_ceremony *ceremony = snapshot_ceremony(snapshot, state->cid);

    if (!ceremony) {
        (void)canvas_text(canvas, rest.x, rest.y, STYLE_DIM, "◐ Asking the guardians ...");
        return;
    }
    const struct rect end = layout_bottom(&rest, 4);
    const struct rect bar = layout_top(&rest, 1);
    const unsigned done =
        bits(ceremony->joined) + bits(ceremony->dealt) + bits(ceremony->acknowledged);
    canvas_cell(canvas, bar.x, bar.y, 26, ALIGN_LEFT, STYLE_STRONG, "Making the key together");
    meter_draw(canvas, bar.x + 27, bar.y, bar.width - 27, done, FINISHED_PARTS * ceremony->n,
               STYLE_ACCENT);
    (void)layout_top(&rest, rest.height > ceremony->n + 1);
    for (uint16_t seat = 0; seat < ceremony->n && rest.height > 0; seat++)
        draw_seat(canvas, layout_top(&rest, 1), ceremony, seat);
    draw_end(canvas, layout_inside(end, 0, end.height > 3), ceremony);
}

/* ---- the screen ---- */

static const char *const step_texts[] = {"step 1 of 4  ■□□□", "step 2 of 4  ■■□□",
                                         "step 3 of 4  ■■■□", "step 4 of 4  ■■■■"};
static const char *const key_texts[] = {
    "Enter next   ↑↓ network   Esc back", "space choose   i invite   Enter next   Esc back",
    "←→ change   Enter make the key   Esc back", "Enter open   Esc leave it running   ? help"};
static const char *const hint_texts[] = {
    "Nothing is created until you confirm.",
    "Different kinds fail in different ways: mix friends, devices and services.",
    "The number cannot be changed in this version; choose it with care.",
    "Every guardian must be reachable once. You may leave; it goes on by itself."};

static void draw(struct canvas *canvas, const void *given, const struct snapshot *snapshot)
{
    const struct state *state = given;
    const struct frame frame = {.name = "create",
                                .title = "New wallet",
                                .right = step_texts[state->page],
                                .hint = state->said ? state->said : hint_texts[state->page],
                                .hint_style = state->said ? STYLE_CARE : STYLE_DIM,
                                .keys = key_texts[state->page]};
    const struct rect body = frame_draw(canvas, snapshot, &frame);
    const struct rect inner = layout_inside(body, 2, body.height > 12);

    switch (state->page) {
    case PAGE_NAME:
        draw_name(canvas, inner, state);
        break;
    case PAGE_GUARDIANS:
        draw_guardians(canvas, body, state, snapshot);
        break;
    case PAGE_THRESHOLD:
        draw_threshold(canvas, inner, state, snapshot);
        break;
    case PAGE_CEREMONY:
        draw_ceremony(canvas, inner, state, snapshot);
        break;
    }
}

/* ---- keys ---- */

static enum screen_answer key_name(struct state *state, const struct key *key)
{
    if (field_key(&state->name, key))
        return SCREEN_STAY;
    if (key->press == PRESS_DOWN && state->network < NETWORK_REGTEST)
        state->network = (enum network)(state->network + 1);
    else if (key->press == PRESS_UP && state->network > NETWORK_MAIN)
        state->network = (enum network)(state->network - 1);
    else if (key->press == PRESS_ENTER && state->name.text[0])
        state->page = PAGE_GUARDIANS;
    else if (key->press == PRESS_ENTER)
        state->said = "Give the wallet a name, like 'Savings'.";
    else if (key->press != PRESS_UP && key->press != PRESS_DOWN)
        return SCREEN_PASS;
    return SCREEN_STAY;
}

static enum screen_answer key_guardians(struct state *state, struct command *command,
                                        const struct snapshot *snapshot, const struct key *key)
{
    const size_t at = list_selected(&state->list, peers(snapshot));

    if (key->press == PRESS_ENTER) {
        const unsigned n = seats(state, snapshot);
        if (n < 2) {
            state->said = "Choose at least one guardian with space, or invite one with i.";
            return SCREEN_STAY;
        }
        state->t = n / 2 + 1;
        state->page = PAGE_THRESHOLD;
        return SCREEN_STAY;
    }
    if (key_is(key, ' ') && snapshot->peer_count > 0) {
        if (!state->is_chosen[at] && seats(state, snapshot) > COMMAND_GUARDIANS_MAX) {
            state->said = "Sixteen devices are the most, this one included.";
            return SCREEN_STAY;
        }
        state->is_chosen[at] = !state->is_chosen[at];
        return SCREEN_STAY;
    }
    if (key_is(key, 'i')) {
        snprintf(command->screen, sizeof command->screen, "invite");
        return SCREEN_GO;
    }
    if (key->press == PRESS_ESCAPE) {
        state->page = PAGE_NAME;
        return SCREEN_STAY;
    }
    return list_key(&state->list, key, peers(snapshot)) ? SCREEN_STAY : SCREEN_PASS;
}

static enum screen_answer make(struct state *state, struct command *command,
                               const struct snapshot *snapshot)
{
    command->kind = COMMAND_CREATE_WALLET;
    command->threshold = state->t;
    command->network = state->network;
    command->chain_id = networks[state->network].chain_id;
    snprintf(command->name, sizeof command->name, "%.40s", state->name.text);
    for (size_t i = 0; i < peers(snapshot); i++)
        if (state->is_chosen[i] && command->guardian_count < COMMAND_GUARDIANS_MAX)
            snprintf(command->guardians[command->guardian_count++], COMMAND_NAME_MAX, "%s",
                     snapshot->peers[i].name);
    state->is_asked = true;
    return SCREEN_COMMAND;
}

static enum screen_answer key_threshold(struct state *state, struct command *command,
                                        const struct snapshot *snapshot, const struct key *key)
{
    const unsigned n = seats(state, snapshot);

    if (key->press == PRESS_LEFT || key_is(key, 'h') || key_is(key, '-'))
        state->t -= state->t > 1;
    else if (key->press == PRESS_RIGHT || key_is(key, 'l') || key_is(key, '+'))
        state->t += state->t < n;
    else if (key->press == PRESS_ESCAPE)
        state->page = PAGE_GUARDIANS;
    else if (key->press == PRESS_ENTER)
        return make(state, command, snapshot);
    else
        return SCREEN_PASS;
    return SCREEN_STAY;
}

static enum screen_answer key_ceremony(const struct state *state, struct command *command,
                                       const struct snapshot *snapshot, const struct key *key)
{
    const struct shown_ceremony *ceremony = snapshot_ceremony(snapshot, state->cid);

    if (key->press != PRESS_ENTER)
        return SCREEN_PASS;
    if (!ceremony || ceremony->state == SHOWN_CEREMONY_RUNNING ||
        ceremony->state == SHOWN_CEREMONY_PREPARED)
        return SCREEN_STAY;
    (void)command;
    return SCREEN_BACK;
}

static enum screen_answer key(void *given, struct command *command, const struct snapshot *snapshot,
                              const struct key *key)
{
    struct state *state = given;

    state->said = NULL;
    switch (state->page) {
    case PAGE_NAME:
        return key_name(state, key);
    case PAGE_GUARDIANS:
        return key_guardians(state, command, snapshot, key);
    case PAGE_THRESHOLD:
        return key_threshold(state, command, snapshot, key);
    case PAGE_CEREMONY:
        return key_ceremony(state, command, snapshot, key);
    }
    return SCREEN_PASS;
}

static enum screen_answer heard(void *given, struct command *command,
                                const struct snapshot *snapshot)
{
    struct state *state = given;

    (void)command;
    if (snapshot->outcome.serial == state->serial)
        return SCREEN_STAY;
    state->serial = snapshot->outcome.serial;
    if (!state->is_asked || snapshot->outcome.kind != COMMAND_CREATE_WALLET)
        return SCREEN_STAY;
    state->is_asked = false;
    if (snapshot->outcome.code != ERROR_NONE) {
        state->said = error_sentence(snapshot->outcome.code);
        return SCREEN_STAY;
    }
    memcpy(state->cid, snapshot->outcome.id, sizeof state->cid);
    state->page = PAGE_CEREMONY;
    return SCREEN_STAY;
}

const struct screen screen_create = {
    .name = "create",
    .title = "New wallet",
    .keys = "Enter\tthe next step; at the third: make the key\n↑↓\tnetwork, or move among people\n"
            "space\tchoose or leave out a guardian\ni\tinvite one more\n"
            "←→\thow many must agree\nEsc\tone step back\n",
    .state_size = sizeof(struct state),
    .open = open,
    .draw = draw,
    .key = key,
    .heard = heard,
};
