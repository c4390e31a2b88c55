/* SPDX-License-Identifier: MIT */
/* Settings: nodes, look, lock, passphrase, exports, and forgetting. One row each; below it what the
 * row means. Texts are typed in place, choices turn with the arrows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/screen.h"
#include "ui/screen/settings_rows.h"
#include "ui/widget/box.h"
#include "ui/widget/dialog.h"
#include "ui/widget/field.h"
#include "ui/widget/frame.h"
#include "ui/widget/hidden_field.h"
#include "ui/widget/page.h"
#include "ui/widget/table.h"

enum settings_mode { SETTINGS_LIST, SETTINGS_TEXT, SETTINGS_PASSPHRASE, SETTINGS_FORGET };
enum { SECRETS = 3, SECRET_LABEL = 18, HINT_MAX = SHOWN_TEXT_MAX + 64 };

struct settings {
    enum settings_mode mode;
    struct list list;
    struct field text;
    struct hidden_field secrets[SECRETS]; /* old, new, new again */
    size_t secret;
    bool is_different; /* the two new ones */
    uint64_t serial;   /* of the outcome before the last command */
    bool has_asked;
    bool is_testing; /* a node; what comes of it is seen in the snapshot */
    enum account_kind tested;
    uint64_t tested_at;
    char hint[HINT_MAX];
};

static const struct settings_row *selected(const struct settings *settings)
{
    return settings_row(list_selected(&settings->list, settings_row_count()));
}

/* ---- the list ---- */

static const struct table_column columns[] = {
    {.title = NULL, .width = 26, .align = ALIGN_LEFT},
    {.title = NULL, .width = 0, .align = ALIGN_LEFT},
};

static void fill_row(struct table_row *out, const void *context, size_t index)
{
    const struct settings_row *row = settings_row(index);
    char value[SETTINGS_VALUE_MAX];

    settings_value(value, row, context);
    snprintf(out->text[0], TABLE_TEXT_MAX, "%s", row->title);
    if (row->kind == SETTINGS_ROW_CHOICE)
        snprintf(out->text[1], TABLE_TEXT_MAX, "◂ %.180s ▸", value);
    else
        snprintf(out->text[1], TABLE_TEXT_MAX, "%.190s", value);
    out->style = row->kind == SETTINGS_ROW_FORGET ? STYLE_DANGER : STYLE_NORMAL;
}

static void write_meaning(struct page *page, const void *context)
{
    const struct settings *settings = context;

    page_text(page, STYLE_NORMAL, selected(settings)->meaning);
}

static const char *list_keys(const struct settings_row *row)
{
    switch (row->kind) {
    case SETTINGS_ROW_TEXT:
        return row->can_test ? "Enter change   t test   ↑↓ choose   ? help"
                             : "Enter change   ↑↓ choose   ? help";
    case SETTINGS_ROW_CHOICE:
        return "←→ change   ↑↓ choose   ? help";
    case SETTINGS_ROW_PASSPHRASE:
    case SETTINGS_ROW_EXPORT:
    case SETTINGS_ROW_GO:
    case SETTINGS_ROW_FORGET:
        return "Enter do it   ↑↓ choose   ? help";
    }
    return "";
}

static const char *keys_of(const struct settings *settings)
{
    switch (settings->mode) {
    case SETTINGS_LIST:
        return list_keys(selected(settings));
    case SETTINGS_TEXT:
        return "Enter keep   Ctrl-U clear   Esc leave it as it was";
    case SETTINGS_PASSPHRASE:
        return "Enter next   Tab other field   Esc leave it as it was";
    case SETTINGS_FORGET:
        return "Enter forget   Esc keep everything";
    }
    return "";
}

static void draw_list(struct canvas *canvas, struct rect body, const struct settings *settings,
                      const struct snapshot *snapshot)
{
    const struct rect below = layout_bottom(&body, body.height >= 18   ? 5
                                                   : body.height >= 12 ? 3
                                                                       : 0);
    const struct table table = {.columns = columns,
                                .column_count = sizeof columns / sizeof columns[0],
                                .count = settings_row_count(),
                                .row = fill_row,
                                .context = &snapshot->settings,
                                .nothing = ""};

    table_draw(canvas, box_draw(canvas, body, "Settings", snapshot->settings.version), &table,
               &settings->list);
    if (below.height > 0)
        page_draw(canvas, layout_inside(below, 1, 0), 0, write_meaning, settings);
}

/* ---- what stands over the list ---- */

static void draw_text(struct canvas *canvas, const struct settings *settings)
{
    const struct dialog dialog = {.title = selected(settings)->title,
                                  .text = selected(settings)->meaning,
                                  .keys = keys_of(settings),
                                  .style = STYLE_NORMAL};
    const struct rect rect = dialog_draw(canvas, &dialog, 1);

    field_draw(canvas, rect.x, rect.y, rect.width, &settings->text, true);
}

static void draw_passphrase(struct canvas *canvas, const struct settings *settings)
{
    static const char *const labels[SECRETS] = {"The old one", "The new one", "The new one again"};
    const struct dialog dialog = {
        .title = "Change passphrase",
        .text = settings->is_different
                    ? "▲ The two new ones are not the same. Type them again."
                    : "It seals this device's share. Use several words. Nobody can reset it; if it "
                      "is lost, the other guardians still sign without this device.",
        .keys = keys_of(settings),
        .style = settings->is_different ? STYLE_CARE : STYLE_NORMAL};
    const struct rect rect = dialog_draw(canvas, &dialog, SECRETS);

    for (size_t i = 0; i < SECRETS; i++) {
        canvas_cell(canvas, rect.x, rect.y + (int)i, SECRET_LABEL, ALIGN_LEFT, STYLE_NORMAL,
                    labels[i]);
        hidden_field_draw(canvas, rect.x + SECRET_LABEL, rect.y + (int)i, rect.width - SECRET_LABEL,
                          &settings->secrets[i], i == settings->secret);
    }
}

static void draw_forget(struct canvas *canvas, const struct settings *settings)
{
    const struct dialog dialog = {
        .title = "Forget everything on this device",
        .text = "This device's share, identity, contacts and history are erased from this "
                "computer. Nothing moves on the chain. A wallet can still pay if enough other "
                "guardians are left; this device cannot take part again.\n\nTo do it, type: FORGET",
        .keys = keys_of(settings),
        .style = STYLE_DANGER};
    const struct rect rect = dialog_draw(canvas, &dialog, 1);

    field_draw(canvas, rect.x, rect.y, rect.width < 20 ? rect.width : 20, &settings->text, true);
}

/* A node is tested by asking it about the wallet's account. */
static const char *test_words(const struct settings *settings, const struct snapshot *snapshot,
                              enum style *style)
{
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);
    const struct shown_account *account = snapshot_account(wallet, settings->tested);

    *style = STYLE_CARE;
    if (!account)
        return "▲ Make a wallet first: a node is tested by asking about its account.";
    if (!account->has_node)
        return "▲ No node is set.";
    if (account->synced >= settings->tested_at) {
        *style = STYLE_GOOD;
        return "✓ The node answers.";
    }
    if (!snapshot->is_talking && snapshot->node != ERROR_NONE)
        return error_sentence(snapshot->node);
    *style = STYLE_NORMAL;
    return "◐ asking the node …";
}

static void draw(struct canvas *canvas, const void *state, const struct snapshot *snapshot)
{
    const struct settings *settings = state;
    struct frame frame = {.name = "settings",
                          .hint = settings->hint[0] ? settings->hint : NULL,
                          .hint_style = STYLE_GOOD,
                          .keys = keys_of(settings)};
    if (settings->is_testing)
        frame.hint = test_words(settings, snapshot, &frame.hint_style);
    const struct rect body = frame_draw(canvas, snapshot, &frame);

    draw_list(canvas, body, settings, snapshot);
    switch (settings->mode) {
    case SETTINGS_LIST:
        break;
    case SETTINGS_TEXT:
        draw_text(canvas, settings);
        break;
    case SETTINGS_PASSPHRASE:
        draw_passphrase(canvas, settings);
        break;
    case SETTINGS_FORGET:
        draw_forget(canvas, settings);
        break;
    }
}

/* ---- keys ---- */

static enum screen_answer ask(struct settings *settings, struct command *command,
                              const struct snapshot *snapshot, enum command_kind kind)
{
    command->kind = kind;
    settings->serial = snapshot->outcome.serial;
    settings->has_asked = true;
    settings->is_testing = kind == COMMAND_TEST_NODE;
    settings->hint[0] = 0;
    return SCREEN_COMMAND;
}

static enum screen_answer change(struct settings *settings, struct command *command,
                                 const struct snapshot *snapshot, const char *value)
{
    snprintf(command->name, sizeof command->name, "%s", selected(settings)->name);
    snprintf(command->text, sizeof command->text, "%s", value);
    return ask(settings, command, snapshot, COMMAND_CHANGE_SETTING);
}

static void wipe_secrets(struct settings *settings)
{
    for (size_t i = 0; i < SECRETS; i++)
        hidden_field_wipe(&settings->secrets[i]);
    settings->secret = 0;
}

static enum screen_answer key_in_text(struct settings *settings, struct command *command,
                                      const struct snapshot *snapshot, const struct key *key)
{
    if (key->press == PRESS_ENTER) {
        settings->mode = SETTINGS_LIST;
        return change(settings, command, snapshot, settings->text.text);
    }
    field_key(&settings->text, key);
    return SCREEN_STAY;
}

static enum screen_answer submit_passphrase(struct settings *settings, struct command *command,
                                            const struct snapshot *snapshot)
{
    if (!hidden_field_is_same(&settings->secrets[1], &settings->secrets[2])) {
        hidden_field_wipe(&settings->secrets[1]);
        hidden_field_wipe(&settings->secrets[2]);
        settings->secret = 1;
        settings->is_different = true;
        return SCREEN_STAY;
    }
    command->secret = hidden_field_take(&settings->secrets[0]);
    command->secret_new = hidden_field_take(&settings->secrets[1]);
    wipe_secrets(settings);
    settings->mode = SETTINGS_LIST;
    return ask(settings, command, snapshot, COMMAND_CHANGE_PASSPHRASE);
}

static enum screen_answer key_passphrase(struct settings *settings, struct command *command,
                                         const struct snapshot *snapshot, const struct key *key)
{
    if (key->press == PRESS_ENTER && settings->secrets[settings->secret].size == 0)
        return SCREEN_STAY;
    if (key->press == PRESS_ENTER && settings->secret + 1 == SECRETS)
        return submit_passphrase(settings, command, snapshot);
    if (key->press == PRESS_TAB || key->press == PRESS_ENTER || key->press == PRESS_DOWN)
        settings->secret = (settings->secret + 1) % SECRETS;
    else if (key->press == PRESS_BACK_TAB || key->press == PRESS_UP)
        settings->secret = (settings->secret + SECRETS - 1) % SECRETS;
    else if (hidden_field_key(&settings->secrets[settings->secret], key))
        settings->is_different = false;
    return SCREEN_STAY;
}

static enum screen_answer key_forget(struct settings *settings, struct command *command,
                                     const struct snapshot *snapshot, const struct key *key)
{
    if (key->press != PRESS_ENTER) {
        field_key(&settings->text, key);
        return SCREEN_STAY;
    }
    if (strcmp(settings->text.text, "FORGET") != 0)
        return SCREEN_STAY;
    settings->mode = SETTINGS_LIST;
    snprintf(command->text, sizeof command->text, "%s", settings->text.text);
    return ask(settings, command, snapshot, COMMAND_FORGET_HOME);
}

static enum screen_answer do_row(struct settings *settings, struct command *command,
                                 const struct snapshot *snapshot, const struct settings_row *row)
{
    char value[SETTINGS_VALUE_MAX] = "";

    switch (row->kind) {
    case SETTINGS_ROW_TEXT:
        settings_raw_value(value, row, &snapshot->settings);
        field_set(&settings->text, value);
        settings->mode = SETTINGS_TEXT;
        return SCREEN_STAY;
    case SETTINGS_ROW_CHOICE:
        return SCREEN_STAY;
    case SETTINGS_ROW_PASSPHRASE:
        if (snapshot->practice.is_practice) {
            snprintf(settings->hint, sizeof settings->hint,
                     "The practice home keeps its own: it guards nothing.");
            return SCREEN_STAY;
        }
        wipe_secrets(settings);
        settings->is_different = false;
        settings->mode = SETTINGS_PASSPHRASE;
        return SCREEN_STAY;
    case SETTINGS_ROW_EXPORT:
        if (snapshot_wallet(snapshot))
            memcpy(command->id, snapshot_wallet(snapshot)->id, sizeof command->id);
        snprintf(command->name, sizeof command->name, "%s", row->name);
        return ask(settings, command, snapshot, COMMAND_EXPORT);
    case SETTINGS_ROW_GO:
        snprintf(command->screen, sizeof command->screen, "%s", row->name);
        return SCREEN_GO;
    case SETTINGS_ROW_FORGET:
        field_set(&settings->text, "");
        settings->mode = SETTINGS_FORGET;
        return SCREEN_STAY;
    }
    return SCREEN_STAY;
}

static enum screen_answer key_list(struct settings *settings, struct command *command,
                                   const struct snapshot *snapshot, const struct key *key)
{
    const struct settings_row *row = selected(settings);
    const bool is_back = key->press == PRESS_LEFT || key_is(key, 'h');
    const bool is_on = key->press == PRESS_RIGHT || key_is(key, 'l');

    if (key->press == PRESS_ENTER)
        return do_row(settings, command, snapshot, row);
    if (key_is(key, 't') && row->can_test) {
        command->account = settings->tested = row->account;
        settings->tested_at = snapshot->now;
        return ask(settings, command, snapshot, COMMAND_TEST_NODE);
    }
    if (row->kind == SETTINGS_ROW_CHOICE && (is_back || is_on))
        return change(settings, command, snapshot,
                      settings_next_choice(row, &snapshot->settings, is_on));
    return list_key(&settings->list, key, settings_row_count()) ? SCREEN_STAY : SCREEN_PASS;
}

static enum screen_answer on_key(void *state, struct command *command,
                                 const struct snapshot *snapshot, const struct key *key)
{
    struct settings *settings = state;

    if (settings->mode != SETTINGS_LIST && key->press == PRESS_ESCAPE) {
        wipe_secrets(settings);
        settings->mode = SETTINGS_LIST;
        return SCREEN_STAY;
    }
    switch (settings->mode) {
    case SETTINGS_LIST:
        return key_list(settings, command, snapshot, key);
    case SETTINGS_TEXT:
        return key_in_text(settings, command, snapshot, key);
    case SETTINGS_PASSPHRASE:
        return key_passphrase(settings, command, snapshot, key);
    case SETTINGS_FORGET:
        return key_forget(settings, command, snapshot, key);
    }
    return SCREEN_PASS;
}

/* What came of it stands in the line above the keys; a failure is shown there by the frame. */
static enum screen_answer heard(void *state, struct command *command,
                                const struct snapshot *snapshot)
{
    struct settings *settings = state;
    const struct shown_outcome *outcome = &snapshot->outcome;

    (void)command;
    if (!settings->has_asked || outcome->serial == settings->serial)
        return SCREEN_STAY;
    settings->has_asked = false;
    settings->is_testing = settings->is_testing && outcome->code == ERROR_NONE;
    if (outcome->code == ERROR_NONE)
        snprintf(settings->hint, sizeof settings->hint, "✓ %s%s%s",
                 settings_done_words(outcome->kind), outcome->detail[0] ? ": " : "",
                 outcome->detail);
    return SCREEN_STAY;
}

static void close_it(void *state)
{
    wipe_secrets(state);
}

const struct screen screen_settings = {
    .name = "settings",
    .title = "Settings",
    .keys = "Enter\tchange the row, or do what it says\n←→\tanother value\nt\ttest a node\n"
            "↑↓\tchoose\n",
    .state_size = sizeof(struct settings),
    .draw = draw,
    .key = on_key,
    .heard = heard,
    .close = close_it,
};
