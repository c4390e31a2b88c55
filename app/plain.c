/* SPDX-License-Identifier: MIT */
#include "app/plain.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/plain_inside.h"

/* ---- asking and saying ---- */

const struct snapshot *plain_look(const struct plain *plain)
{
    return plain->world->look(plain->world->context);
}

void plain_say(const struct plain *plain, const char *format, ...)
{
    char line[PLAIN_LINE_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    plain->world->say(plain->world->context, line);
}

static void trim(char *line)
{
    const size_t blanks = strspn(line, " \t");
    size_t size = strlen(line + blanks);

    memmove(line, line + blanks, size + 1);
    while (size > 0 && (line[size - 1] == ' ' || line[size - 1] == '\t' || line[size - 1] == '\r'))
        line[--size] = 0;
}

bool plain_hear(struct plain *plain, const char *prompt)
{
    if (plain->is_over || !plain->world->hear(plain->world->context, prompt, plain->line)) {
        plain->is_over = true;
        plain->line[0] = 0;
        return false;
    }
    trim(plain->line);
    return true;
}

size_t plain_choose(struct plain *plain, const char *prompt, size_t most)
{
    while (plain_hear(plain, prompt)) {
        char *end = NULL;
        const unsigned long number = strtoul(plain->line, &end, 10);
        if (plain->line[0] >= '0' && plain->line[0] <= '9' && *end == 0 && number <= most)
            return (size_t)number;
        plain_say(plain, "Please type a number from 0 to %zu.", most);
    }
    return 0;
}

bool plain_confirm(struct plain *plain, const char *question)
{
    while (plain_hear(plain, question)) {
        if (strcasecmp(plain->line, "yes") == 0 || strcasecmp(plain->line, "y") == 0)
            return true;
        if (strcasecmp(plain->line, "no") == 0 || strcasecmp(plain->line, "n") == 0)
            return false;
        plain_say(plain, "Please type yes or no.");
    }
    return false;
}

void plain_trouble(const struct plain *plain, enum error_code code, const char *detail)
{
    plain_say(plain, "%s%s%s %s", detail, detail[0] ? ": " : "", error_sentence(code),
              error_remedy(code));
}

bool plain_serve(const struct plain *plain)
{
    return plain->world->serve(plain->world->context, true);
}

void plain_this_wallet(const struct plain *plain, uint8_t id[static 32])
{
    const struct shown_wallet *wallet = snapshot_wallet(plain_look(plain));

    memset(id, 0, 32);
    if (wallet)
        memcpy(id, wallet->id, 32);
}

void plain_command(struct command *out, enum command_kind kind)
{
    memset(out, 0, sizeof *out);
    out->kind = kind;
}

bool plain_do(struct plain *plain, struct command *command)
{
    const uint64_t before = plain_look(plain)->outcome.serial;

    plain->world->ask(plain->world->context, command);
    while (plain_look(plain)->outcome.serial == before)
        if (!plain->world->serve(plain->world->context, false))
            break;
    const struct shown_outcome *outcome = &plain_look(plain)->outcome;
    if (outcome->serial == before) {
        plain_say(plain, "It goes on in the background.");
        return false;
    }
    if (outcome->code != ERROR_NONE)
        plain_trouble(plain, outcome->code, outcome->detail);
    return outcome->code == ERROR_NONE;
}

/* ---- the first menu ---- */

static void lock(struct plain *plain)
{
    struct command command;

    plain_command(&command, COMMAND_LOCK);
    if (plain_do(plain, &command))
        plain_say(plain, "Locked.");
}

static void help(struct plain *plain)
{
    plain_say(plain,
              "Everything here is a question with a number, a word or a text as its answer.");
    plain_say(plain, "0 always goes back. While something is waited for, Enter goes back, and it "
                     "goes on in the background.");
    plain_say(plain, "Addresses are read out in groups of four. To agree to money leaving you type "
                     "one group of the recipient's address.");
    plain_say(plain, "Every action is also a verb of its own: 'gridlock help' lists them.");
}

static const struct {
    const char *title;
    void (*run)(struct plain *plain);
    bool needs_wallet;
    bool needs_practice;
} entries[] = {
    {"Balance", plain_balance, true, false},
    {"Receive", plain_receive, true, false},
    {"Send", plain_send, true, false},
    {"Activity", plain_activity, true, false},
    {"Inbox", plain_inbox, false, false},
    {"Whom I protect", plain_guarding, false, false},
    {"Guardians", plain_guardians, false, false},
    {"Invite a guardian", plain_invite, false, false},
    {"Be a guardian", plain_join, false, false},
    {"Contacts", plain_contacts, false, false},
    {"New wallet", plain_create, false, false},
    {"Choose a wallet", plain_wallets, true, false},
    {"Practice: mine a block, get coins", plain_practice, true, true},
    {"Settings", plain_settings, false, false},
    {"Log", plain_log, false, false},
    {"Lock", lock, false, false},
    {"Help", help, false, false},
};

enum { ENTRIES = sizeof entries / sizeof entries[0] };

static void say_where(const struct plain *plain)
{
    const struct snapshot *snapshot = plain_look(plain);
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);

    if (snapshot->practice.is_practice)
        plain_say(plain, "PRACTICE: this money is worth nothing.");
    if (wallet)
        plain_say(plain, "Gridlock, %s, %u of %u guardians sign.", wallet->name, wallet->t,
                  wallet->n);
    else
        plain_say(plain, "Gridlock, %s. There is no wallet yet.", snapshot->self.name);
    if (snapshot->router != ERROR_NONE && snapshot->router != ERROR_ROUTER_NOT_YET)
        plain_trouble(plain, snapshot->router, "");
}

static void menu(struct plain *plain)
{
    const struct snapshot *snapshot = plain_look(plain);
    size_t shown[ENTRIES];
    size_t count = 0;

    say_where(plain);
    for (size_t i = 0; i < ENTRIES; i++) {
        if ((entries[i].needs_wallet && !snapshot_wallet(snapshot)) ||
            (entries[i].needs_practice && !snapshot->practice.is_practice))
            continue;
        shown[count++] = i;
        if (entries[i].run == plain_inbox)
            plain_say(plain, "%zu  Inbox, %zu open", count, snapshot_open_requests(snapshot));
        else
            plain_say(plain, "%zu  %s", count, entries[i].title);
    }
    plain_say(plain, "0  Leave");
    const size_t number = plain_choose(plain, "Number? ", count);
    if (number == 0)
        plain->is_over = true;
    else
        entries[shown[number - 1]].run(plain);
}

void plain_run(const struct plain_world *world)
{
    static struct plain plain; /* one person, one conversation; its line is large */

    plain = (struct plain){.world = world};
    while (!plain.is_over) {
        switch (plain_look(&plain)->home) {
        case SHOWN_NO_HOME:
            plain_begin(&plain);
            break;
        case SHOWN_LOCKED:
            plain_unlock(&plain);
            break;
        case SHOWN_OPENING:
            if (!world->serve(world->context, false))
                plain.is_over = true;
            break;
        case SHOWN_OPEN:
            menu(&plain);
            break;
        }
    }
}
