/* SPDX-License-Identifier: MIT */
/* contacts.c - the address book: list, find, add, edit, delete. An address is judged by its chain
 * while it is typed. What others sent is never offered here: only what the person wrote down.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "ui/recipient.h"
#include "ui/screen.h"
#include "ui/show.h"
#include "ui/widget/box.h"
#include "ui/widget/dialog.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/list.h"
#include "ui/widget/table.h"

enum mode { MODE_LIST, MODE_FIND, MODE_FORM, MODE_DELETE };
enum form_focus { FORM_CHAIN, FORM_NAME, FORM_ADDRESS, FORM_NOTE, FORM_SAVE, FORM_FIELDS };
enum { LABELS = 9, FIND_LIMIT = 60, WORD_LIMIT = 16, NAME_LIMIT = 40, ADDRESS_LIMIT = 200 };

static const char delete_word[] = "delete";

struct contacts {
    enum mode mode;
    struct list list;
    struct field find, word;
    /* the form */
    enum form_focus focus;
    enum account_kind account; /* Taproot stands for all of Bitcoin */
    struct field name, address, note;
    char old_name[SHOWN_NAME_MAX]; /* empty: a new one */
    bool is_saving;
    uint64_t serial;
    enum error_code failure;
};

struct rows {
    const struct snapshot *snapshot;
    size_t *indices; /* owned */
    size_t count;
};

static void open(void *memory, const struct snapshot *snapshot, const struct command *why)
{
    struct contacts *state = memory;

    (void)snapshot;
    (void)why;
    state->find.limit = FIND_LIMIT;
    state->word.limit = WORD_LIMIT;
    state->name.limit = NAME_LIMIT;
    state->address.limit = ADDRESS_LIMIT;
    state->note.limit = NOTE_MAX - 1;
}

static enum account_kind account_of(const struct shown_contact *contact)
{
    return strcmp(contact->chain, chain_ethereum.id) == 0 ? ACCOUNT_ETHEREUM : ACCOUNT_TAPROOT;
}

static struct rows rows_of(const struct contacts *state, const struct snapshot *snapshot)
{
    struct rows out = {.snapshot = snapshot};

    out.indices = memory_new(snapshot->contact_count + 1, sizeof *out.indices);
    for (size_t i = 0; i < snapshot->contact_count; i++)
        if (recipient_matches(&snapshot->contacts[i], account_of(&snapshot->contacts[i]),
                              state->find.text))
            out.indices[out.count++] = i;
    return out;
}

/* The selected one, or NULL. */
static const struct shown_contact *selected(const struct contacts *state,
                                            const struct snapshot *snapshot)
{
    struct rows rows = rows_of(state, snapshot);
    const struct shown_contact *out =
        rows.count > 0 ? &snapshot->contacts[rows.indices[list_selected(&state->list, rows.count)]]
                       : NULL;

    memory_free(rows.indices);
    return out;
}

/* ---- drawing ---- */

static void row(struct table_row *out, const void *context, size_t index)
{
    const struct rows *rows = context;
    const struct shown_contact *contact = &rows->snapshot->contacts[rows->indices[index]];
    const bool is_ethereum = account_of(contact) == ACCOUNT_ETHEREUM;

    snprintf(out->text[0], TABLE_TEXT_MAX, "%s", contact->name);
    snprintf(out->text[1], TABLE_TEXT_MAX, "%s", is_ethereum ? "ETH" : "BTC");
    show_short(out->text[2], contact->address);
    if (contact->times_paid > 0)
        show_times(out->text[3], contact->times_paid);
    else
        snprintf(out->text[3], TABLE_TEXT_MAX, "never");
    snprintf(out->text[4], TABLE_TEXT_MAX, "%.159s", contact->note);
}

static void draw_table(struct canvas *canvas, struct rect body, const struct contacts *state,
                       const struct rows *rows)
{
    static const struct table_column columns[] = {
        {"name", 18, ALIGN_LEFT, 0},  {"chain", 5, ALIGN_LEFT, 0}, {"address", 19, ALIGN_LEFT, 0},
        {"paid", 8, ALIGN_RIGHT, 56}, {"note", 0, ALIGN_LEFT, 70},
    };
    const struct table table = {
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .count = rows->count,
        .row = row,
        .context = rows,
        .nothing = state->find.text[0] ? "Nobody of that name or address. Esc shows all again."
                                       : "The address book is empty. a adds somebody.",
    };
    char right[32];

    snprintf(right, sizeof right, "%zu", rows->count);
    table_draw(canvas, box_draw(canvas, body, "People", right), &table, &state->list);
}

static void draw_detail(struct canvas *canvas, struct rect rect,
                        const struct shown_contact *contact)
{
    char title[SHOW_LINE_MAX];

    snprintf(title, sizeof title, "%s · %s", contact->name,
             account_of(contact) == ACCOUNT_ETHEREUM ? "Ethereum" : "Bitcoin");
    struct rect inside = layout_inside(box_draw(canvas, rect, title, NULL), 1, 0);
    layout_top(&inside, show_groups(canvas, inside, STYLE_STRONG, contact->address));
    canvas_paragraph(canvas, inside, STYLE_DIM, contact->note);
}

static void draw_list(struct canvas *canvas, struct rect body, const struct contacts *state,
                      const struct snapshot *snapshot)
{
    struct rows rows = rows_of(state, snapshot);

    if (state->mode == MODE_FIND || state->find.text[0]) {
        const struct rect line = layout_top(&body, 1);
        field_draw_labelled(canvas, line.x + 1, line.y, 6, line.width - 8, "Find", &state->find,
                            state->mode == MODE_FIND);
    }
    if (rows.count > 0 && body.height >= 9)
        draw_detail(canvas, layout_bottom(&body, body.height >= 14 ? 5 : 3),
                    selected(state, snapshot));
    draw_table(canvas, body, state, &rows);
    memory_free(rows.indices);
}

/* What is to be said about the form; the result is what would be stored. */
static bool judge_form(struct recipient *out, const struct contacts *state,
                       const struct snapshot *snapshot)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);

    *out = (struct recipient){.is_empty = true};
    if (!wallet)
        return false;
    recipient_judge(out, snapshot, wallet, state->account, state->address.text);
    return !out->is_empty && is_ok(out->outcome) && out->account == state->account &&
           state->name.text[0];
}

static void draw_judgement(struct canvas *canvas, struct rect *rect, const struct contacts *state,
                           const struct recipient *judged)
{
    char text[SHOW_LINE_MAX];

    if (judged->is_empty)
        return;
    if (!is_ok(judged->outcome)) {
        layout_top(rect, show_trouble(canvas, *rect, judged->outcome.code));
        return;
    }
    layout_top(rect, show_groups(canvas, *rect, STYLE_STRONG, judged->address));
    if (judged->account != state->account) {
        layout_top(rect, show_remark(canvas, *rect, STYLE_CARE,
                                     "This belongs to the other chain; change it above."));
    } else if (judged->lookalike[0]) {
        snprintf(text, sizeof text,
                 "STOP: beginning and end are those of %s, the middle is not. A forgery?",
                 judged->lookalike);
        layout_top(rect, show_remark(canvas, *rect, STYLE_DANGER, text));
    } else if (judged->contact[0] && strcmp(judged->contact, state->old_name) != 0) {
        snprintf(text, sizeof text, "This address stands in the book already, as %s.",
                 judged->contact);
        layout_top(rect, show_remark(canvas, *rect, STYLE_CARE, text));
    } else {
        layout_top(rect, show_remark(canvas, *rect, STYLE_GOOD,
                                     "A complete address. Let the person read it back to you."));
    }
}

static void draw_form(struct canvas *canvas, struct rect body, const struct contacts *state,
                      const struct snapshot *snapshot)
{
    struct recipient judged;
    const bool is_ready = judge_form(&judged, state, snapshot);
    struct rect inside = layout_inside(
        box_draw(canvas, body, state->old_name[0] ? "Change a contact" : "New contact", NULL), 1,
        0);
    struct rect line = layout_top(&inside, 1);

    canvas_cell(canvas, line.x, line.y, LABELS, ALIGN_LEFT,
                state->focus == FORM_CHAIN ? STYLE_ACCENT : STYLE_NORMAL, "Chain");
    canvas_text(canvas, line.x + LABELS, line.y,
                state->focus == FORM_CHAIN ? STYLE_SELECTED : STYLE_NORMAL,
                state->account == ACCOUNT_ETHEREUM ? "◂ Ethereum ▸" : "◂ Bitcoin ▸");
    line = layout_top(&inside, 1);
    field_draw_labelled(canvas, line.x, line.y, LABELS, line.width - LABELS, "Name", &state->name,
                        state->focus == FORM_NAME);
    line = layout_top(&inside, 1);
    field_draw_labelled(canvas, line.x, line.y, LABELS, line.width - LABELS, "Address",
                        &state->address, state->focus == FORM_ADDRESS);
    struct rect words = inside;
    layout_left(&words, LABELS);
    draw_judgement(canvas, &words, state, &judged);
    inside.height -= words.y - inside.y;
    inside.y = words.y;
    line = layout_top(&inside, 1);
    field_draw_labelled(canvas, line.x, line.y, LABELS, line.width - LABELS, "Note", &state->note,
                        state->focus == FORM_NOTE);
    line = layout_top(&inside, 1);
    canvas_print(canvas, line.x, line.y,
                 state->focus == FORM_SAVE ? STYLE_SELECTED
                 : is_ready                ? STYLE_STRONG
                                           : STYLE_DIM,
                 "%s Keep it", state->focus == FORM_SAVE ? "▸" : " ");
    if (state->failure)
        show_trouble(canvas, inside, state->failure);
}

static void draw_delete(struct canvas *canvas, const struct contacts *state,
                        const struct snapshot *snapshot)
{
    const struct shown_contact *contact = selected(state, snapshot);
    char text[SHOWN_TEXT_MAX];

    if (!contact)
        return;
    snprintf(text, sizeof text,
             "%s goes from the address book; payments stay as they are. Type delete to do it.",
             contact->name);
    const struct dialog dialog = {.title = "Delete this contact?",
                                  .text = text,
                                  .keys = "Enter delete   Esc keep",
                                  .style = STYLE_CARE};
    const struct rect rest = dialog_draw(canvas, &dialog, 1);
    field_draw(canvas, rest.x, rest.y, 20, &state->word, true);
}

static const char *keys_of(const struct contacts *state)
{
    switch (state->mode) {
    case MODE_LIST:
        return "a add   e edit   d delete   s send   y copy   / find   Esc back   ? help";
    case MODE_FIND:
        return "Enter keep   Esc show all again";
    case MODE_FORM:
        return state->focus == FORM_CHAIN  ? "←→ chain   Tab next   Esc leave it"
               : state->focus == FORM_SAVE ? "Enter keep   Tab next   Esc leave it"
                                           : "Enter next   Tab next   Esc leave it";
    case MODE_DELETE:
        return "Enter delete   Esc keep";
    }
    return "";
}

static void draw(struct canvas *canvas, const void *memory, const struct snapshot *snapshot)
{
    const struct contacts *state = memory;
    struct frame frame = {.name = "contacts", .keys = keys_of(state)};

    frame.hint = state->mode == MODE_LIST && state->failure
                     ? error_sentence(state->failure)
                     : "Contacts never leave this device. Addresses others sent are never offered.";
    frame.hint_style = state->failure ? STYLE_CARE : STYLE_DIM;
    const struct rect body = frame_draw(canvas, snapshot, &frame);
    if (state->mode == MODE_FORM)
        draw_form(canvas, body, state, snapshot);
    else
        draw_list(canvas, body, state, snapshot);
    if (state->mode == MODE_DELETE)
        draw_delete(canvas, state, snapshot);
}

/* ---- keys ---- */

static enum screen_answer begin_form(struct contacts *state, const struct shown_contact *contact)
{
    state->mode = MODE_FORM;
    state->focus = FORM_NAME;
    state->failure = ERROR_NONE;
    state->account = contact ? account_of(contact) : ACCOUNT_TAPROOT;
    snprintf(state->old_name, sizeof state->old_name, "%s", contact ? contact->name : "");
    field_set(&state->name, contact ? contact->name : "");
    field_set(&state->address, contact ? contact->address : "");
    field_set(&state->note, contact ? contact->note : "");
    return SCREEN_STAY;
}

static enum screen_answer save(struct contacts *state, struct command *command,
                               const struct snapshot *snapshot)
{
    struct recipient judged;

    if (!judge_form(&judged, state, snapshot)) {
        state->focus = state->name.text[0] ? FORM_ADDRESS : FORM_NAME;
        if (!snapshot_wallet(snapshot))
            state->failure = ERROR_CONTACT_CHAIN;
        return SCREEN_STAY;
    }
    command->kind = state->old_name[0] ? COMMAND_CONTACT_EDIT : COMMAND_CONTACT_ADD;
    command->account = state->account;
    snprintf(command->name, sizeof command->name, "%.*s", NAME_LIMIT, state->name.text);
    snprintf(command->old_name, sizeof command->old_name, "%s", state->old_name);
    snprintf(command->text, sizeof command->text, "%s", judged.address);
    snprintf(command->note, sizeof command->note, "%.*s", NOTE_MAX - 1, state->note.text);
    state->is_saving = true;
    state->serial = snapshot->outcome.serial;
    return SCREEN_COMMAND;
}

static bool form_field(struct contacts *state, const struct key *key)
{
    switch (state->focus) {
    case FORM_CHAIN:
        if (key->press != PRESS_LEFT && key->press != PRESS_RIGHT)
            return false;
        state->account = state->account == ACCOUNT_ETHEREUM ? ACCOUNT_TAPROOT : ACCOUNT_ETHEREUM;
        return true;
    case FORM_NAME:
        return field_key(&state->name, key);
    case FORM_ADDRESS:
        return field_key(&state->address, key);
    case FORM_NOTE:
        return field_key(&state->note, key);
    case FORM_SAVE:
    case FORM_FIELDS:
        return false;
    }
    return false;
}

static enum screen_answer form_key(struct contacts *state, struct command *command,
                                   const struct snapshot *snapshot, const struct key *key)
{
    if (key->press == PRESS_ESCAPE) {
        state->mode = MODE_LIST;
        state->failure = ERROR_NONE;
        return SCREEN_STAY;
    }
    if (form_field(state, key))
        return SCREEN_STAY;
    if (key->press == PRESS_ENTER && state->focus == FORM_SAVE)
        return save(state, command, snapshot);
    if (key->press == PRESS_TAB || key->press == PRESS_DOWN || key->press == PRESS_ENTER)
        state->focus = (state->focus + 1) % FORM_FIELDS;
    else if (key->press == PRESS_BACK_TAB || key->press == PRESS_UP)
        state->focus = (state->focus + FORM_FIELDS - 1) % FORM_FIELDS;
    else /* elsewhere a letter would lead away from what was typed */
        return key->press == PRESS_CHARACTER && !key_is(key, '?') ? SCREEN_STAY : SCREEN_PASS;
    return SCREEN_STAY;
}

static enum screen_answer delete_key(struct contacts *state, struct command *command,
                                     const struct snapshot *snapshot, const struct key *key)
{
    const struct shown_contact *contact = selected(state, snapshot);

    if (key->press == PRESS_ESCAPE || !contact) {
        state->mode = MODE_LIST;
        return SCREEN_STAY;
    }
    if (key->press != PRESS_ENTER)
        return field_key(&state->word, key) ? SCREEN_STAY : SCREEN_PASS;
    if (strcasecmp(state->word.text, delete_word) != 0)
        return SCREEN_STAY;
    command->kind = COMMAND_CONTACT_DELETE;
    command->account = account_of(contact);
    snprintf(command->name, sizeof command->name, "%s", contact->name);
    state->mode = MODE_LIST;
    state->is_saving = true;
    state->serial = snapshot->outcome.serial;
    return SCREEN_COMMAND;
}

static enum screen_answer find_key(struct contacts *state, const struct key *key)
{
    if (key->press == PRESS_ENTER || key->press == PRESS_ESCAPE) {
        state->mode = MODE_LIST;
        if (key->press == PRESS_ESCAPE)
            field_set(&state->find, "");
        return SCREEN_STAY;
    }
    state->list.selected = 0;
    return field_key(&state->find, key) ? SCREEN_STAY : SCREEN_PASS;
}

/* Keys about the selected one. */
static enum screen_answer contact_key(struct contacts *state, struct command *command,
                                      const struct shown_contact *contact, const struct key *key)
{
    if (key_is(key, 'e') || key->press == PRESS_ENTER)
        return begin_form(state, contact);
    if (key_is(key, 'd')) {
        state->mode = MODE_DELETE;
        field_set(&state->word, "");
        return SCREEN_STAY;
    }
    snprintf(command->text, sizeof command->text, "%s", contact->address);
    if (key_is(key, 'y')) {
        command->kind = COMMAND_COPY;
        return SCREEN_COMMAND;
    }
    if (!key_is(key, 's'))
        return SCREEN_PASS;
    command->account = account_of(contact);
    snprintf(command->name, sizeof command->name, "%s", contact->name);
    snprintf(command->screen, sizeof command->screen, "send");
    return SCREEN_GO;
}

static enum screen_answer list_keys(struct contacts *state, struct command *command,
                                    const struct snapshot *snapshot, const struct key *key)
{
    const struct shown_contact *contact = selected(state, snapshot);
    struct rows rows = rows_of(state, snapshot);
    const bool is_moved = list_key(&state->list, key, rows.count);

    memory_free(rows.indices);
    state->failure = ERROR_NONE;
    if (is_moved)
        return SCREEN_STAY;
    if (key->press == PRESS_ESCAPE && state->find.text[0]) {
        field_set(&state->find, "");
        return SCREEN_STAY;
    }
    if (key_is(key, 'a'))
        return begin_form(state, NULL);
    if (key_is(key, '/')) {
        state->mode = MODE_FIND;
        return SCREEN_STAY;
    }
    return contact ? contact_key(state, command, contact, key) : SCREEN_PASS;
}

static enum screen_answer key(void *memory, struct command *command,
                              const struct snapshot *snapshot, const struct key *key)
{
    struct contacts *state = memory;

    switch (state->mode) {
    case MODE_LIST:
        return list_keys(state, command, snapshot, key);
    case MODE_FIND:
        return find_key(state, key);
    case MODE_FORM:
        return form_key(state, command, snapshot, key);
    case MODE_DELETE:
        return delete_key(state, command, snapshot, key);
    }
    return SCREEN_PASS;
}

static enum screen_answer heard(void *memory, struct command *command,
                                const struct snapshot *snapshot)
{
    struct contacts *state = memory;
    const struct shown_outcome *outcome = &snapshot->outcome;

    (void)command;
    if (!state->is_saving || outcome->serial == state->serial)
        return SCREEN_STAY;
    state->is_saving = false;
    state->failure = outcome->code;
    if (outcome->code == ERROR_NONE)
        state->mode = MODE_LIST;
    return SCREEN_STAY;
}

const struct screen screen_contacts = {
    .name = "contacts",
    .title = "People",
    .keys = "a\tadd somebody\n"
            "e\tedit the selected one; Enter does it too\n"
            "d\tdelete, behind a typed word\n"
            "s\tsend to the selected one\n"
            "y\tcopy the address\n"
            "/\tfind by name or address\n"
            "↑↓\tmove\n"
            "Esc\tshow all again, then back\n",
    .state_size = sizeof(struct contacts),
    .open = open,
    .draw = draw,
    .key = key,
    .heard = heard,
};
