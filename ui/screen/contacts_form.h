/* SPDX-License-Identifier: MIT */
/* contacts_form.h - one entry of the address book being written: the inner half of contacts.c. The
 * address is judged by its chain while it is typed.
 */
#ifndef GRIDLOCK_UI_SCREEN_CONTACTS_FORM_H
#define GRIDLOCK_UI_SCREEN_CONTACTS_FORM_H

#include "ui/recipient.h"
#include "ui/screen.h"
#include "ui/widget/field.h"

enum contacts_focus {
    CONTACTS_CHAIN,
    CONTACTS_NAME,
    CONTACTS_ADDRESS,
    CONTACTS_NOTE,
    CONTACTS_SAVE,
    CONTACTS_FIELDS
};

struct contacts_form {
    enum contacts_focus focus;
    enum account_kind account; /* Taproot stands for all of Bitcoin */
    struct field name, address, note;
    char old_name[SHOWN_NAME_MAX]; /* empty: a new one */
    enum error_code failure;
};

enum contacts_form_answer { CONTACTS_FORM_PASS, CONTACTS_FORM_STAY, CONTACTS_FORM_SAVE };

/* NULL: a new one. */
void contacts_form_open(struct contacts_form *form, const struct shown_contact *contact);
void contacts_form_draw(struct canvas *canvas, struct rect body, const struct contacts_form *form,
                        const struct snapshot *snapshot);
/* CONTACTS_FORM_SAVE: `command` holds what is to be stored. */
enum contacts_form_answer contacts_form_key(struct contacts_form *form, struct command *command,
                                            const struct snapshot *snapshot, const struct key *key);
const char *contacts_form_keys(const struct contacts_form *form);
enum account_kind contacts_account(const struct shown_contact *contact);

#endif
