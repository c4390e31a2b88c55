/* SPDX-License-Identifier: MIT */
/* settings_rows.h - the rows of the settings as a table: what each is called, means, and offers. */
#ifndef GRIDLOCK_UI_SCREEN_SETTINGS_ROWS_H
#define GRIDLOCK_UI_SCREEN_SETTINGS_ROWS_H

#include "core/engine/snapshot.h"

enum { SETTINGS_VALUE_MAX = 512 };

enum settings_row_kind {
    SETTINGS_ROW_TEXT,
    SETTINGS_ROW_CHOICE,
    SETTINGS_ROW_PASSPHRASE,
    SETTINGS_ROW_EXPORT,
    SETTINGS_ROW_GO, /* another screen */
    SETTINGS_ROW_FORGET
};

struct settings_row {
    const char *title;
    const char *name; /* of the setting, of what is exported, or of the screen */
    enum settings_row_kind kind;
    bool can_test;
    enum account_kind account; /* which node is tested */
    const char *meaning;
};

size_t settings_row_count(void);
const struct settings_row *settings_row(size_t index);
/* As it is shown ("not set", "after 5 minutes"), and as it is stored. */
void settings_value(char out[static SETTINGS_VALUE_MAX], const struct settings_row *row,
                    const struct shown_settings *settings);
void settings_raw_value(char out[static SETTINGS_VALUE_MAX], const struct settings_row *row,
                        const struct shown_settings *settings);
const char *settings_next_choice(const struct settings_row *row,
                                 const struct shown_settings *settings, bool is_forward);
/* "written", "the node answers", ... */
const char *settings_done_words(enum command_kind kind);

#endif
