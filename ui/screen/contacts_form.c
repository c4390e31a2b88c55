/* SPDX-License-Identifier: MIT */
#include "ui/screen/contacts_form.h"

#include <stdio.h>
#include <string.h>

#include "ui/show.h"
#include "ui/widget/box.h"

enum { LABELS = 9, NAME_LIMIT = COMMAND_NAME_MAX - 1, ADDRESS_LIMIT = 200 };

enum account_kind contacts_account(const struct shown_contact *contact)
{
    return strcmp(contact->chain, chain_ethereum.id) == 0 ? ACCOUNT_ETHEREUM : ACCOUNT_TAPROOT;
}

void contacts_form_open(struct contacts_form *form, const struct shown_contact *contact)
{
    *form = (struct contacts_form){.focus = CONTACTS_NAME};
    form->name.limit = NAME_LIMIT;
    form->address.limit = ADDRESS_LIMIT;
    form->note.limit = NOTE_MAX - 1;
    form->account = contact ? contacts_account(contact) : ACCOUNT_TAPROOT;
    snprintf(form->old_name, sizeof form->old_name, "%s", contact ? contact->name : "");
    field_set(&form->name, contact ? contact->name : "");
    field_set(&form->address, contact ? contact->address : "");
    field_set(&form->note, contact ? contact->note : "");
}

/* What is to be said about the form; the result is what would be stored. */
static bool judge_form(struct recipient *out, const struct contacts_form *form,
                       const struct snapshot *snapshot)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);

    *out = (struct recipient){.is_empty = true};
    if (!wallet)
        return false;
    recipient_judge(out, snapshot, wallet, form->account, form->address.text);
    return !out->is_empty && is_ok(out->outcome) && out->account == form->account &&
           form->name.text[0];
}

static void draw_judgement(struct canvas *canvas, struct rect *rect,
                           const struct contacts_form *form, const struct recipient *judged)
{
    char text[SHOW_LINE_MAX];

    if (judged->is_empty)
        return;
    if (!is_ok(judged->outcome)) {
        layout_top(rect, show_trouble(canvas, *rect, judged->outcome.code));
        return;
    }
    layout_top(rect, show_groups(canvas, *rect, STYLE_STRONG, judged->address));
    if (judged->account != form->account) {
        layout_top(rect, show_remark(canvas, *rect, STYLE_CARE,
                                     "This belongs to the other chain; change it above."));
    } else if (judged->lookalike[0]) {
        snprintf(text, sizeof text,
                 "STOP: beginning and end are those of %s, the middle is not. A forgery?",
                 judged->lookalike);
        layout_top(rect, show_remark(canvas, *rect, STYLE_DANGER, text));
    } else if (judged->contact[0] && strcmp(judged->contact, form->old_name) != 0) {
        snprintf(text, sizeof text, "This address stands in the book already, as %s.",
                 judged->contact);
        layout_top(rect, show_remark(canvas, *rect, STYLE_CARE, text));
    } else {
        layout_top(rect, show_remark(canvas, *rect, STYLE_GOOD,
                                     "A complete address. Let the person read it back to you."));
    }
}

void contacts_form_draw(struct canvas *canvas, struct rect body, const struct contacts_form *form,
                        const struct snapshot *snapshot)
{
    struct recipient judged;
    const bool is_ready = judge_form(&judged, form, snapshot);
    struct rect inside = layout_inside(
        box_draw(canvas, body, form->old_name[0] ? "Change a contact" : "New contact", NULL), 1, 0);
    struct rect line = layout_top(&inside, 1);

    canvas_cell(canvas, line.x, line.y, LABELS, ALIGN_LEFT,
                form->focus == CONTACTS_CHAIN ? STYLE_ACCENT : STYLE_NORMAL, "Chain");
    canvas_text(canvas, line.x + LABELS, line.y,
                form->focus == CONTACTS_CHAIN ? STYLE_SELECTED : STYLE_NORMAL,
                form->account == ACCOUNT_ETHEREUM ? "◂ Ethereum ▸" : "◂ Bitcoin ▸");
    line = layout_top(&inside, 1);
    field_draw_labelled(canvas, line.x, line.y, LABELS, line.width - LABELS, "Name", &form->name,
                        form->focus == CONTACTS_NAME);
    line = layout_top(&inside, 1);
    field_draw_labelled(canvas, line.x, line.y, LABELS, line.width - LABELS, "Address",
                        &form->address, form->focus == CONTACTS_ADDRESS);
    struct rect words = inside;
    layout_left(&words, LABELS);
    draw_judgement(canvas, &words, form, &judged);
    inside.height -= words.y - inside.y;
    inside.y = words.y;
    line = layout_top(&inside, 1);
    field_draw_labelled(canvas, line.x, line.y, LABELS, line.width - LABELS, "Note", &form->note,
                        form->focus == CONTACTS_NOTE);
    line = layout_top(&inside, 1);
    canvas_print(canvas, line.x, line.y,
                 form->focus == CONTACTS_SAVE ? STYLE_SELECTED
                 : is_ready                   ? STYLE_STRONG
                                              : STYLE_DIM,
                 "%s Keep it", form->focus == CONTACTS_SAVE ? "▸" : " ");
    if (form->failure)
        show_trouble(canvas, inside, form->failure);
}

const char *contacts_form_keys(const struct contacts_form *form)
{
    return form->focus == CONTACTS_CHAIN  ? "←→ chain   Tab next   Esc leave it"
           : form->focus == CONTACTS_SAVE ? "Enter keep   Tab next   Esc leave it"
                                          : "Enter next   Tab next   Esc leave it";
}

static enum contacts_form_answer save(struct contacts_form *form, struct command *command,
                                      const struct snapshot *snapshot)
{
    struct recipient judged;

    if (!judge_form(&judged, form, snapshot)) {
        form->focus = form->name.text[0] ? CONTACTS_ADDRESS : CONTACTS_NAME;
        if (!snapshot_wallet(snapshot))
            form->failure = ERROR_CONTACT_CHAIN;
        return CONTACTS_FORM_STAY;
    }
    command->kind = form->old_name[0] ? COMMAND_CONTACT_EDIT : COMMAND_CONTACT_ADD;
    command->account = form->account;
    snprintf(command->name, sizeof command->name, "%.*s", NAME_LIMIT, form->name.text);
    snprintf(command->old_name, sizeof command->old_name, "%s", form->old_name);
    snprintf(command->text, sizeof command->text, "%s", judged.address);
    snprintf(command->note, sizeof command->note, "%.*s", NOTE_MAX - 1, form->note.text);
    return CONTACTS_FORM_SAVE;
}

static bool edit_field(struct contacts_form *form, const struct key *key)
{
    switch (form->focus) {
    case CONTACTS_CHAIN:
        if (key->press != PRESS_LEFT && key->press != PRESS_RIGHT)
            return false;
        form->account = form->account == ACCOUNT_ETHEREUM ? ACCOUNT_TAPROOT : ACCOUNT_ETHEREUM;
        return true;
    case CONTACTS_NAME:
        return field_key(&form->name, key);
    case CONTACTS_ADDRESS:
        return field_key(&form->address, key);
    case CONTACTS_NOTE:
        return field_key(&form->note, key);
    case CONTACTS_SAVE:
    case CONTACTS_FIELDS:
        return false;
    }
    return false;
}

enum contacts_form_answer contacts_form_key(struct contacts_form *form, struct command *command,
                                            const struct snapshot *snapshot, const struct key *key)
{
    if (edit_field(form, key))
        return CONTACTS_FORM_STAY;
    if (key->press == PRESS_ENTER && form->focus == CONTACTS_SAVE)
        return save(form, command, snapshot);
    if (key->press == PRESS_TAB || key->press == PRESS_DOWN || key->press == PRESS_ENTER)
        form->focus = (form->focus + 1) % CONTACTS_FIELDS;
    else if (key->press == PRESS_BACK_TAB || key->press == PRESS_UP)
        form->focus = (form->focus + CONTACTS_FIELDS - 1) % CONTACTS_FIELDS;
    else /* elsewhere a letter would lead away from what was typed */
        return key->press == PRESS_CHARACTER && !key_is(key, '?') ? CONTACTS_FORM_STAY
                                                                  : CONTACTS_FORM_PASS;
    return CONTACTS_FORM_STAY;
}
