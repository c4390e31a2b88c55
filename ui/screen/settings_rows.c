/* SPDX-License-Identifier: MIT */
#include "ui/screen/settings_rows.h"

#include <stdio.h>
#include <string.h>

static const struct settings_row rows[] = {
    {"Bitcoin node", "bitcoin.rpc", SETTINGS_ROW_TEXT, true, ACCOUNT_TAPROOT,
     "Your Bitcoin node, as http://127.0.0.1:8332. Only this node learns your addresses."},
    {"Its cookie file", "bitcoin.cookie", SETTINGS_ROW_TEXT, true, ACCOUNT_TAPROOT,
     "The whole path of the node's .cookie file. It is read anew each time."},
    {"Ethereum node", "ethereum.rpc", SETTINGS_ROW_TEXT, true, ACCOUNT_ETHEREUM,
     "Your Ethereum node, as http://127.0.0.1:8545."},
    {"Colours", "theme", SETTINGS_ROW_CHOICE, false, 0,
     "Sixteen colours of your terminal, or none. Every state has a sign and a word as well."},
    {"Drawing characters", "ascii", SETTINGS_ROW_CHOICE, false, 0,
     "Lines and signs, or plain ASCII for terminals that lack them."},
    {"Lock by itself", "lock_minutes", SETTINGS_ROW_CHOICE, false, 0,
     "After so long without a key Gridlock forgets the passphrase and shows no amounts. L locks at "
     "once."},
    {"Tell me with", "notify", SETTINGS_ROW_TEXT, false, 0,
     "The whole path of a program that is run with one sentence when money or a request arrives, "
     "as /usr/bin/notify-send. Empty: only the terminal's bell."},
    {"Change passphrase", "", SETTINGS_ROW_PASSPHRASE, false, 0,
     "Seals this home under a new passphrase. The old one opens nothing afterwards."},
    {"Export descriptors", "descriptors", SETTINGS_ROW_EXPORT, false, 0,
     "Writes what is public about the wallet to a file. Another program can watch with it, and "
     "spend nothing."},
    {"Export history", "history", SETTINGS_ROW_EXPORT, false, 0,
     "Writes all payments of the wallet to a CSV file, for a spreadsheet."},
    {"Export labels", "labels", SETTINGS_ROW_EXPORT, false, 0,
     "Writes labels and contacts to a BIP-329 file, which other Bitcoin wallets read."},
    {"Log", "log", SETTINGS_ROW_GO, false, 0, "What was told since the start."},
    {"Forget everything here", "", SETTINGS_ROW_FORGET, false, 0,
     "Erases this device's share and all that is stored here. A word has to be typed."},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

struct choice {
    const char *name;
    const char *value;
    const char *words;
};

static const struct choice choices[] = {
    {"theme", "16", "16 colours"},
    {"theme", "none", "none"},
    {"ascii", "no", "lines and signs"},
    {"ascii", "yes", "plain ASCII"},
    {"lock_minutes", "1", "after a minute"},
    {"lock_minutes", "5", "after 5 minutes"},
    {"lock_minutes", "15", "after 15 minutes"},
    {"lock_minutes", "60", "after an hour"},
    {"lock_minutes", "0", "never, only by L"},
};

enum { CHOICES = sizeof choices / sizeof choices[0] };

size_t settings_row_count(void)
{
    return ROWS;
}

const struct settings_row *settings_row(size_t index)
{
    return &rows[index < ROWS ? index : ROWS - 1];
}

void settings_raw_value(char out[static SETTINGS_VALUE_MAX], const struct settings_row *row,
                        const struct shown_settings *settings)
{
    out[0] = 0;
    if (strcmp(row->name, "bitcoin.rpc") == 0)
        snprintf(out, SETTINGS_VALUE_MAX, "%s", settings->bitcoin_rpc);
    else if (strcmp(row->name, "bitcoin.cookie") == 0)
        snprintf(out, SETTINGS_VALUE_MAX, "%s", settings->bitcoin_cookie);
    else if (strcmp(row->name, "ethereum.rpc") == 0)
        snprintf(out, SETTINGS_VALUE_MAX, "%s", settings->ethereum_rpc);
    else if (strcmp(row->name, "theme") == 0)
        snprintf(out, SETTINGS_VALUE_MAX, "%s", settings->theme);
    else if (strcmp(row->name, "ascii") == 0)
        snprintf(out, SETTINGS_VALUE_MAX, "%s", settings->is_ascii ? "yes" : "no");
    else if (strcmp(row->name, "lock_minutes") == 0)
        snprintf(out, SETTINGS_VALUE_MAX, "%u", settings->lock_minutes);
    else if (strcmp(row->name, "notify") == 0)
        snprintf(out, SETTINGS_VALUE_MAX, "%s", settings->notify);
}

static bool is_same(const struct choice *choice, const struct settings_row *row, const char *value)
{
    return strcmp(choice->name, row->name) == 0 && strcmp(choice->value, value) == 0;
}

void settings_value(char out[static SETTINGS_VALUE_MAX], const struct settings_row *row,
                    const struct shown_settings *settings)
{
    char raw[SETTINGS_VALUE_MAX];

    settings_raw_value(raw, row, settings);
    snprintf(out, SETTINGS_VALUE_MAX, "%s",
             raw[0] || row->kind != SETTINGS_ROW_TEXT ? raw : "not set");
    for (size_t i = 0; row->kind == SETTINGS_ROW_CHOICE && i < CHOICES; i++)
        if (is_same(&choices[i], row, raw))
            snprintf(out, SETTINGS_VALUE_MAX, "%s", choices[i].words);
}

const char *settings_next_choice(const struct settings_row *row,
                                 const struct shown_settings *settings, bool is_forward)
{
    char raw[SETTINGS_VALUE_MAX];
    size_t first = CHOICES;
    size_t count = 0;
    size_t now = 0;

    settings_raw_value(raw, row, settings);
    for (size_t i = 0; i < CHOICES; i++) {
        if (strcmp(choices[i].name, row->name) != 0)
            continue;
        if (first == CHOICES)
            first = i;
        if (is_same(&choices[i], row, raw))
            now = count;
        count++;
    }
    if (count == 0)
        return "";
    return choices[first + (now + (is_forward ? 1 : count - 1)) % count].value;
}

const char *settings_done_words(enum command_kind kind)
{
    if (kind == COMMAND_CHANGE_SETTING)
        return "Kept";
    if (kind == COMMAND_CHANGE_PASSPHRASE)
        return "From now on only the new passphrase opens this home";
    if (kind == COMMAND_EXPORT)
        return "Written";
    return "Done";
}
