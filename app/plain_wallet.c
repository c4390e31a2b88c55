/* SPDX-License-Identifier: MIT */
/* plain_wallet.c - making a wallet with paired guardians, and choosing one. */
#include <stdio.h>
#include <string.h>

#include "app/plain_inside.h"

enum { WALLETS_MOST = 64 };

static void say_names(const struct plain *plain, const struct shown_ceremony *ceremony,
                      uint32_t before, uint32_t now, const char *what)
{
    for (size_t i = 0; i < ceremony->n && i < SHOWN_SEATS_MAX; i++)
        if ((now & ~before) >> i & 1U)
            plain_say(plain, "%s %s.", ceremony->seats[i], what);
}

/* Until the key is made. */
static void follow(struct plain *plain, const uint8_t cid[static 32])
{
    uint32_t joined = 0;
    uint32_t dealt = 0;
    uint32_t acknowledged = 0;

    plain_say(plain, "Every guardian is asked. Enter leaves; it goes on in the background.");
    for (;;) {
        const struct shown_ceremony *ceremony = snapshot_ceremony(plain_look(plain), cid);
        if (!ceremony)
            return;
        say_names(plain, ceremony, joined, ceremony->joined, "takes part");
        say_names(plain, ceremony, dealt, ceremony->dealt, "has dealt");
        say_names(plain, ceremony, acknowledged, ceremony->acknowledged, "confirms");
        joined = ceremony->joined;
        dealt = ceremony->dealt;
        acknowledged = ceremony->acknowledged;
        if (ceremony->state == SHOWN_CEREMONY_DONE) {
            plain_say(plain, "The key of %s is made. It was never in one place.",
                      ceremony->wallet_name);
            return;
        }
        if (ceremony->state == SHOWN_CEREMONY_FAILED || ceremony->state == SHOWN_CEREMONY_REFUSED) {
            plain_trouble(plain, ceremony->failure ? ceremony->failure : ERROR_INTERNAL,
                          ceremony->culprit);
            return;
        }
        if (!plain_serve(plain))
            return;
    }
}

/* One after the other, 0 ends. */
static bool ask_guardians(struct plain *plain, struct command *command)
{
    const struct snapshot *snapshot = plain_look(plain);
    char names[COMMAND_GUARDIANS_MAX][COMMAND_NAME_MAX];
    bool is_taken[COMMAND_GUARDIANS_MAX] = {false};
    size_t count = 0;

    for (; count < snapshot->peer_count && count < COMMAND_GUARDIANS_MAX; count++) {
        snprintf(names[count], sizeof names[count], "%s", snapshot->peers[count].name);
        plain_say(plain, "%zu  %s, %s", count + 1, names[count], snapshot->peers[count].role);
    }
    plain_say(plain, "0  These are all");
    for (;;) {
        const size_t number = plain_choose(plain, "Which guardian? ", count);
        if (number == 0)
            return !plain->is_over && command->guardian_count > 0;
        if (is_taken[number - 1])
            continue;
        is_taken[number - 1] = true;
        memcpy(command->guardians[command->guardian_count++], names[number - 1], COMMAND_NAME_MAX);
        plain_say(plain, "%s is in; with this device %zu.", names[number - 1],
                  command->guardian_count + 1);
    }
}

void plain_create(struct plain *plain)
{
    static struct command command;
    char prompt[80];

    if (plain_look(plain)->peer_count == 0) {
        plain_say(plain, "Invite somebody first: a wallet needs guardians.");
        return;
    }
    plain_command(&command, COMMAND_CREATE_WALLET);
    if (!plain_hear(plain, "How is the wallet called? 0 goes back. ") || plain->line[0] == 0 ||
        strcmp(plain->line, "0") == 0)
        return;
    snprintf(command.name, sizeof command.name, "%.40s", plain->line);
    plain_say(plain, "1  Main network, real money");
    plain_say(plain, "2  Test network");
    plain_say(plain, "3  Regtest, a network of your own");
    const size_t network = plain_choose(plain, "Which network? ", 3);
    if (network == 0 || !ask_guardians(plain, &command))
        return;
    command.network = (enum network)(network - 1);
    snprintf(prompt, sizeof prompt, "How many of the %zu must sign? ", command.guardian_count + 1);
    command.threshold = (unsigned)plain_choose(plain, prompt, command.guardian_count + 1);
    if (command.threshold == 0 || !plain_do(plain, &command))
        return;
    uint8_t cid[32];
    memcpy(cid, plain_look(plain)->outcome.id, sizeof cid);
    follow(plain, cid);
}

void plain_wallets(struct plain *plain)
{
    static struct command command;
    const struct snapshot *snapshot = plain_look(plain);
    uint8_t own[WALLETS_MOST][32];
    size_t count = 0;

    for (size_t i = 0; i < snapshot->wallet_count && count < WALLETS_MOST; i++) {
        if (!snapshot->wallets[i].is_mine)
            continue;
        memcpy(own[count++], snapshot->wallets[i].id, sizeof own[0]);
        plain_say(plain, "%zu  %s", count, snapshot->wallets[i].name);
    }
    plain_say(plain, "0  Back");
    const size_t number = plain_choose(plain, "Which wallet? ", count);
    if (number == 0)
        return;
    plain_command(&command, COMMAND_SELECT_WALLET);
    memcpy(command.id, own[number - 1], sizeof command.id);
    plain_do(plain, &command);
}
