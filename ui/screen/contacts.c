/* SPDX-License-Identifier: MIT */
/* contacts.c - the address book: list, find, add, edit, delete. An address is judged by its chain
 * while it is typed. What others sent is never offered here: only what the person wrote down.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "ui/screen.h"
#include "ui/screen/contacts_form.h"
#include "ui/show.h"
#include "ui/widget/box.h"
#include "ui/widget/dialog.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/list.h"
#include "ui/widget/table.h"

enum mode { MODE_LIST, MODE_FIND, MODE_FORM, MODE_DELETE };
enum { FIND_LIMIT = 60, WORD_LIMIT = 16 };

static const char delete_word[] = "delete";

struct contacts {
    enum mode mode;
    struct list list;
    struct field find, word;
    struct contacts_form form;
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
}

static struct rows rows_of(const struct contacts *state, const struct snapshot *snapshot)
{
    struct rows out = {.snapshot = snapshot};

    out.indices = memory_new(snapshot->contact_count + 1, sizeof *out.indices);
    for (size_t i = 0; i < snapshot->contact_count; i++)
        if (recipient_matches(&snapshot->contacts[i], contacts_account(&snapshot->contacts[i]),
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
    const bool is_ethereum = contacts_account(contact) == ACCOUNT_ETHEREUM;

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

    if (!contact)
        return;
    snprintf(title, sizeof title, "%s · %s", contact->name,
             contacts_account(contact) == ACCOUNT_ETHEREUM ? "Ethereum" : "Bitcoin");
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
        return contacts_form_keys(&state->form);
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
        contacts_form_draw(canvas, body, &state->form, snapshot);
    else
        draw_list(canvas, body, state, snapshot);
    if (state->mode == MODE_DELETE)
        draw_delete(canvas, state, snapshot);
}

/* ---- keys ---- */

static enum screen_answer begin_form(struct contacts *state, const struct shown_contact *contact)
{
    state->mode = MODE_FORM;
    contacts_form_open(&state->form, contact);
    return SCREEN_STAY;
}

static enum screen_answer form_key(struct contacts *state, struct command *command,
                                   const struct snapshot *snapshot, const struct key *key)
{
    if (key->press == PRESS_ESCAPE) {
        state->mode = MODE_LIST;
        return SCREEN_STAY;
    }
    switch (contacts_form_key(&state->form, command, snapshot, key)) {
    case CONTACTS_FORM_PASS:
        return SCREEN_PASS;
    case CONTACTS_FORM_STAY:
        return SCREEN_STAY;
    case CONTACTS_FORM_SAVE:
        state->is_saving = true;
        state->serial = snapshot->outcome.serial;
        return SCREEN_COMMAND;
    }
    return SCREEN_PASS;
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
    command->account = contacts_account(contact);
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
    command->account = contacts_account(contact);
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
    if (state->mode == MODE_FORM)
        state->form.failure = outcome->code;
    else
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
