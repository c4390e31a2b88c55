/* SPDX-License-Identifier: MIT */
/* plain_money.c - balance, receiving, activity. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/plain_inside.h"
#include "ui/groups.h"
#include "ui/show.h"
#include "ui/when.h"

enum { LINES_AT_ONCE = 20, IDLE_MOST = 10 };

/* Whether every node has told of its account since then. */
static bool is_fresh(const struct plain *plain, uint64_t since)
{
    const struct shown_wallet *wallet = snapshot_wallet(plain_look(plain));

    for (size_t i = 0; wallet && i < wallet->account_count; i++)
        if (wallet->accounts[i].has_node && wallet->accounts[i].synced < since)
            return false;
    return true;
}

static void sync(struct plain *plain)
{
    static struct command command;
    const uint64_t since = plain_look(plain)->now;
    unsigned idle = 0; /* between two conversations there is a moment of silence */

    plain_command(&command, COMMAND_SYNC);
    plain_this_wallet(plain, command.id);
    if (!plain_do(plain, &command))
        return;
    plain_say(plain, "Asking the nodes.");
    while (!is_fresh(plain, since) && idle < IDLE_MOST) {
        if (!plain_serve(plain))
            return;
        idle = plain_look(plain)->is_talking ? 0 : idle + 1;
    }
}

void plain_balance(struct plain *plain)
{
    sync(plain);
    const struct snapshot *snapshot = plain_look(plain);
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);
    for (size_t i = 0; wallet && i < wallet->account_count; i++) {
        const struct shown_account *account = &wallet->accounts[i];
        char ago[SHOW_TIME_MAX];
        show_ago(ago, account->synced, snapshot->now);
        if (!account->has_node) {
            plain_say(plain, "%s: no node is set.", account->title);
            continue;
        }
        plain_say(plain, "%s: %s %s, seen %s.", account->title, account->confirmed_text,
                  account->unit, account->synced ? ago : "never");
        if (!amount_is_zero(&account->unconfirmed))
            plain_say(plain, "%s: %s %s more on its way.", account->title,
                      account->unconfirmed_text, account->unit);
    }
    if (snapshot->node != ERROR_NONE)
        plain_trouble(plain, snapshot->node, "");
}

const struct shown_account *plain_choose_account(struct plain *plain)
{
    const struct shown_wallet *wallet = snapshot_wallet(plain_look(plain));

    if (!wallet || wallet->account_count == 0) {
        plain_say(plain, "The key of this wallet is not finished yet.");
        return NULL;
    }
    for (size_t i = 0; i < wallet->account_count; i++)
        plain_say(plain, "%zu  %s, %s %s", i + 1, wallet->accounts[i].title,
                  wallet->accounts[i].confirmed_text, wallet->accounts[i].unit);
    plain_say(plain, "0  Back");
    const size_t number = plain_choose(plain, "Which account? ", wallet->account_count);
    wallet = snapshot_wallet(plain_look(plain));
    return number > 0 && wallet && number <= wallet->account_count ? &wallet->accounts[number - 1]
                                                                   : NULL;
}

static void say_address(const struct plain *plain, const struct shown_account *account)
{
    char groups[GROUPS_TEXT_MAX];

    groups_write(groups, account->address);
    plain_say(plain, "%s address %" PRIu32 ":", account->title, account->index + 1);
    plain_say(plain, "%s", groups);
    plain_say(plain, "In one piece: %s", account->address);
}

void plain_receive(struct plain *plain)
{
    static struct command command;
    const struct shown_account *account = plain_choose_account(plain);

    while (account && !plain->is_over) {
        const enum account_kind kind = account->kind;
        say_address(plain, account);
        if (kind == ACCOUNT_ETHEREUM || !plain_confirm(plain, "Another, fresh address? (yes, no) "))
            return;
        plain_command(&command, COMMAND_NEW_ADDRESS);
        plain_this_wallet(plain, command.id);
        command.account = kind;
        if (!plain_do(plain, &command))
            return;
        account = snapshot_account(snapshot_wallet(plain_look(plain)), kind);
    }
}

static void say_transfer(const struct plain *plain, const struct shown_transfer *transfer,
                         size_t number)
{
    char when[WHEN_MAX];

    when_date(when, plain_look(plain)->now, transfer->created);
    plain_say(plain, "%zu  %s, sent %s %s to %s, %s%s%s.", number, when, transfer->amount,
              transfer->unit, transfer->contact[0] ? transfer->contact : transfer->recipient,
              transfer->state_text, transfer->label[0] ? ", " : "", transfer->label);
}

static void say_whole(const struct plain *plain, const struct shown_transfer *transfer)
{
    char groups[GROUPS_TEXT_MAX];

    groups_write(groups, transfer->recipient);
    plain_say(plain, "To %s", groups);
    plain_say(plain, "Amount %s %s, fee %s %s.", transfer->amount, transfer->unit, transfer->fee,
              transfer->unit);
    if (transfer->txid[0])
        plain_say(plain, "Transaction %s, %" PRIu32 " confirmations.", transfer->txid,
                  transfer->confirmations);
    if (transfer->may_be_sent)
        plain_say(plain, "Possibly signed: a part of the signature has left a device, so it may "
                         "still appear on the chain.");
    if (transfer->failure != ERROR_NONE)
        plain_trouble(plain, transfer->failure, "");
}

static void answer_transfer(struct plain *plain, const uint8_t intent[static 32])
{
    static struct command command;
    const struct shown_transfer *transfer = snapshot_transfer(plain_look(plain), intent);

    if (!transfer)
        return;
    say_whole(plain, transfer);
    if (transfer->state != SHOWN_ASKED)
        return;
    plain_say(plain, "1  Go on with it");
    plain_say(plain, "2  Withdraw it");
    plain_say(plain, "0  Back");
    const size_t number = plain_choose(plain, "Number? ", 2);
    if (number == 0)
        return;
    plain_command(&command, number == 1 ? COMMAND_RESUME : COMMAND_CANCEL);
    memcpy(command.id, intent, sizeof command.id);
    if (plain_do(plain, &command))
        plain_say(plain, number == 1 ? "The guardians are asked again." : "Withdrawn.");
}

void plain_activity(struct plain *plain)
{
    const struct snapshot *snapshot = plain_look(plain);
    uint8_t intents[LINES_AT_ONCE][32];
    uint8_t wallet[32];
    size_t count = 0;

    plain_this_wallet(plain, wallet);
    for (size_t i = 0; i < snapshot->event_count && i < LINES_AT_ONCE; i++) {
        char when[WHEN_MAX];
        when_date(when, snapshot->now, snapshot->events[i].time);
        plain_say(plain, "   %s, received %s %s, %" PRIu32 " confirmations.", when,
                  snapshot->events[i].amount, snapshot->events[i].unit,
                  snapshot->events[i].confirmations);
    }
    for (size_t i = 0; i < snapshot->transfer_count && count < LINES_AT_ONCE; i++) {
        if (memcmp(snapshot->transfers[i].wallet, wallet, sizeof wallet) != 0)
            continue;
        memcpy(intents[count++], snapshot->transfers[i].intent, 32);
        say_transfer(plain, &snapshot->transfers[i], count);
    }
    if (count == 0) {
        plain_say(plain, "No payment was made yet.");
        return;
    }
    plain_say(plain, "0  Back");
    const size_t number = plain_choose(plain, "Which one in full? ", count);
    if (number > 0)
        answer_transfer(plain, intents[number - 1]);
}
