/* SPDX-License-Identifier: MIT */
/* plain_home.c - making and opening the home, settings, log, practice. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/plain_inside.h"
#include "ui/screen/settings_rows.h"
#include "ui/when.h"

static bool is_same(struct secret *one, struct secret *other)
{
    bool is_equal = one && other && secret_size(one) == secret_size(other);

    if (!is_equal)
        return false;
    const uint8_t *a = secret_lend(one);
    const uint8_t *b = secret_lend(other);
    uint8_t difference = 0;
    for (size_t i = 0; i < secret_size(one); i++)
        difference |= (uint8_t)(a[i] ^ b[i]);
    secret_take_back(one);
    secret_take_back(other);
    return difference == 0;
}

/* Typed twice; NULL when they differ or nothing was typed. */
static struct secret *ask_new_passphrase(struct plain *plain)
{
    struct secret *one = plain->world->hear_secret(plain->world->context, "A passphrase: ");
    struct secret *again =
        one ? plain->world->hear_secret(plain->world->context, "Once more: ") : NULL;
    const bool is_equal = is_same(one, again);

    secret_free(again);
    if (is_equal)
        return one;
    secret_free(one);
    plain_say(plain, "The two are not the same, or nothing was typed.");
    return NULL;
}

static void wait_until_open(struct plain *plain)
{
    while (plain_look(plain)->home == SHOWN_OPENING)
        if (!plain_serve(plain))
            return;
}

static void make_home(struct plain *plain)
{
    static struct command command;

    plain_command(&command, COMMAND_MAKE_HOME);
    if (!plain_hear(plain, "How is this device called, as others will see it? ") ||
        plain->line[0] == 0)
        return;
    snprintf(command.name, sizeof command.name, "%.40s", plain->line);
    plain_say(plain, "1  My own device: I want a wallet");
    plain_say(plain, "2  A friend's: I guard for others");
    command.number = plain_choose(plain, "Which? ", 2);
    if (command.number == 0 ||
        !plain_hear(plain, "The router's address, as https://router.example: "))
        return;
    memcpy(command.text, plain->line, strlen(plain->line) + 1);
    plain_say(plain, "The passphrase seals the share on this device. Nobody can reset it.");
    command.secret = ask_new_passphrase(plain);
    if (command.secret && plain_do(plain, &command)) {
        wait_until_open(plain);
        plain_say(plain, "The home is made.");
    }
}

static void start_practice(struct plain *plain)
{
    static struct command command;
    size_t told = 0;

    plain_command(&command, COMMAND_START_PRACTICE);
    if (!plain_do(plain, &command))
        return;
    for (;;) {
        const struct shown_practice *practice = &plain_look(plain)->practice;
        for (; told < practice->step_count && practice->steps[told].state >= SHOWN_STEP_DONE;
             told++)
            plain_say(plain, "%s%s%s", practice->steps[told].text,
                      practice->steps[told].state == SHOWN_STEP_FAILED ? ": it did not work. "
                                                                       : ": done. ",
                      practice->steps[told].note);
        if (practice->failure != ERROR_NONE) {
            plain_trouble(plain, practice->failure, practice->folder);
            return;
        }
        if (practice->is_ready && plain_look(plain)->home == SHOWN_OPEN)
            return;
        if (!plain_serve(plain))
            return;
    }
}

void plain_begin(struct plain *plain)
{
    plain_say(plain, "Gridlock: a key that is never whole. There is no home on this device yet.");
    plain_say(plain, "1  Make one: for a wallet, or to be a guardian");
    plain_say(plain, "2  Try it here, with money that is worth nothing");
    plain_say(plain, "0  Leave");
    const size_t number = plain_choose(plain, "Number? ", 2);
    if (number == 0)
        plain->is_over = true;
    else if (number == 1)
        make_home(plain);
    else
        start_practice(plain);
}

void plain_unlock(struct plain *plain)
{
    static struct command command;

    plain_command(&command, COMMAND_UNLOCK);
    command.secret = plain->world->hear_secret(plain->world->context, "Passphrase: ");
    if (!command.secret) {
        plain->is_over = true;
        return;
    }
    if (plain_do(plain, &command))
        wait_until_open(plain);
}

/* ---- settings ---- */

static void change_text(struct plain *plain, const struct settings_row *row)
{
    static struct command command;

    plain_say(plain, "%s", row->meaning);
    if (!plain_hear(plain, "New value, or nothing to clear it: "))
        return;
    plain_command(&command, COMMAND_CHANGE_SETTING);
    snprintf(command.name, sizeof command.name, "%s", row->name);
    memcpy(command.text, plain->line, strlen(plain->line) + 1);
    if (plain_do(plain, &command))
        plain_say(plain, "Kept.");
}

static void turn_choice(struct plain *plain, const struct settings_row *row)
{
    static struct command command;
    char value[SETTINGS_VALUE_MAX];

    plain_command(&command, COMMAND_CHANGE_SETTING);
    snprintf(command.name, sizeof command.name, "%s", row->name);
    snprintf(command.text, sizeof command.text, "%s",
             settings_next_choice(row, &plain_look(plain)->settings, true));
    if (!plain_do(plain, &command))
        return;
    settings_value(value, row, &plain_look(plain)->settings);
    plain_say(plain, "%s: %s.", row->title, value);
}

static void change_passphrase(struct plain *plain)
{
    static struct command command;

    plain_command(&command, COMMAND_CHANGE_PASSPHRASE);
    command.secret = plain->world->hear_secret(plain->world->context, "The old passphrase: ");
    if (!command.secret)
        return;
    command.secret_new = ask_new_passphrase(plain);
    if (!command.secret_new) {
        secret_free(command.secret);
        return;
    }
    if (plain_do(plain, &command)) {
        wait_until_open(plain);
        plain_say(plain, "From now on only the new passphrase opens this home.");
    }
}

static void export_file(struct plain *plain, const struct settings_row *row)
{
    static struct command command;

    plain_command(&command, COMMAND_EXPORT);
    plain_this_wallet(plain, command.id);
    snprintf(command.name, sizeof command.name, "%s", row->name);
    if (plain_do(plain, &command))
        plain_say(plain, "Written: %s", plain_look(plain)->outcome.detail);
}

static void forget(struct plain *plain)
{
    static struct command command;

    plain_say(plain, "This device's share, identity, contacts and history are erased from this "
                     "computer. Nothing moves on the chain.");
    if (!plain_hear(plain, "To do it, type FORGET: ") || strcmp(plain->line, "FORGET") != 0) {
        plain_say(plain, "Nothing was forgotten.");
        return;
    }
    plain_command(&command, COMMAND_FORGET_HOME);
    snprintf(command.text, sizeof command.text, "FORGET");
    if (plain_do(plain, &command))
        plain_say(plain, "Everything of this home was erased.");
}

static void do_row(struct plain *plain, const struct settings_row *row)
{
    switch (row->kind) {
    case SETTINGS_ROW_TEXT:
        change_text(plain, row);
        return;
    case SETTINGS_ROW_CHOICE:
        turn_choice(plain, row);
        return;
    case SETTINGS_ROW_PASSPHRASE:
        change_passphrase(plain);
        return;
    case SETTINGS_ROW_EXPORT:
        export_file(plain, row);
        return;
    case SETTINGS_ROW_GO:
        plain_log(plain);
        return;
    case SETTINGS_ROW_FORGET:
        forget(plain);
        return;
    }
}

void plain_settings(struct plain *plain)
{
    for (size_t i = 0; i < settings_row_count(); i++) {
        const struct settings_row *row = settings_row(i);
        char value[SETTINGS_VALUE_MAX];
        settings_value(value, row, &plain_look(plain)->settings);
        plain_say(plain, "%zu  %s%s%s", i + 1, row->title, value[0] ? ": " : "", value);
    }
    plain_say(plain, "0  Back");
    const size_t number = plain_choose(plain, "Number? ", settings_row_count());
    if (number > 0)
        do_row(plain, settings_row(number - 1));
}

/* ---- log and practice ---- */

void plain_log(struct plain *plain)
{
    const struct snapshot *snapshot = plain_look(plain);

    for (size_t i = snapshot->notice_count; i > 0; i--) {
        char when[WHEN_MAX];
        when_date(when, snapshot->now, snapshot->notices[i - 1].time);
        plain_say(plain, "%s  %s", when, snapshot->notices[i - 1].text);
    }
    if (snapshot->notice_count == 0)
        plain_say(plain, "Nothing was told yet.");
}

void plain_practice(struct plain *plain)
{
    static struct command command;

    plain_say(plain, "1  Mine a block");
    plain_say(plain, "2  Get practice Bitcoin");
    plain_say(plain, "3  Get practice Ether");
    plain_say(plain, "0  Back");
    const size_t number = plain_choose(plain, "Number? ", 3);
    if (number == 0)
        return;
    plain_command(&command, number == 1 ? COMMAND_MINE : COMMAND_GET_COINS);
    command.number = 1;
    command.account = number == 3 ? ACCOUNT_ETHEREUM : ACCOUNT_TAPROOT;
    if (plain_do(plain, &command))
        plain_say(plain, "Done.");
}
