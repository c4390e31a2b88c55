/* SPDX-License-Identifier: MIT */
/* plain_send.c - a payment: to whom, how much, what the finished bytes do, and how it goes. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "app/plain_inside.h"
#include "core/base/rng.h"
#include "ui/challenge.h"
#include "ui/groups.h"
#include "ui/recipient.h"

static void say_output(const struct plain *plain, const struct shown_output *output,
                       const char *unit)
{
    char groups[GROUPS_TEXT_MAX];

    groups_write(groups, output->address);
    plain_say(plain, "%s %s %s to %s", output->is_change ? "Comes back:" : "Pays:", output->amount,
              unit, groups);
}

void plain_explain(const struct plain *plain, const struct shown_explanation *explanation)
{
    const bool is_ether = explanation->account == ACCOUNT_ETHEREUM;

    for (size_t i = 0; i < explanation->output_count; i++)
        say_output(plain, &explanation->outputs[i], explanation->unit);
    plain_say(plain, "Fee: %s %s%s.", explanation->fee, explanation->unit,
              is_ether ? " at most" : "");
    if (is_ether)
        plain_say(plain, "From %s, chain %" PRIu64 ", payment number %" PRIu64 ".",
                  explanation->sender, explanation->chain_id, explanation->nonce);
    if (explanation->warning[0])
        plain_say(plain, "Care: %s", explanation->warning);
}

/* ---- what is wanted ---- */

static bool judge(struct plain *plain, enum account_kind account, struct recipient *recipient)
{
    const struct snapshot *snapshot = plain_look(plain);

    recipient_judge(recipient, snapshot, snapshot_wallet(snapshot), account, plain->line);
    if (!is_ok(recipient->outcome)) {
        plain_trouble(plain, recipient->outcome.code, "");
        return false;
    }
    if (recipient->lookalike[0]) {
        plain_say(plain, "Care: this address looks like the one of %s, and is another.",
                  recipient->lookalike);
        return plain_confirm(plain, "Did you check it with the recipient? (yes, no) ");
    }
    return true;
}

static bool ask_recipient(struct plain *plain, enum account_kind account,
                          struct transfer_order *order)
{
    static struct recipient recipient;
    char groups[GROUPS_TEXT_MAX];

    while (plain_hear(plain, "To whom? A contact's name, an address, or a payment request; 0 goes "
                             "back. ")) {
        if (strcmp(plain->line, "0") == 0)
            return false;
        if (plain->line[0] == 0 || !judge(plain, account, &recipient))
            continue;
        groups_write(groups, recipient.address);
        plain_say(plain, "%s%s%s", recipient.contact, recipient.contact[0] ? ", " : "", groups);
        if (!plain_confirm(plain, "Is that right? (yes, no) "))
            continue;
        snprintf(order->to[0].address, sizeof order->to[0].address, "%s", recipient.address);
        order->to_count = 1;
        return true;
    }
    return false;
}

static bool ask_amount(struct plain *plain, const struct shown_account *account,
                       struct transfer_order *order)
{
    const unsigned decimals = account->decimals;
    char prompt[160];

    snprintf(prompt, sizeof prompt, "How much %s? Or all; 0 goes back. ", account->unit);
    while (plain_hear(plain, prompt)) {
        if (strcmp(plain->line, "0") == 0)
            return false;
        order->send_all = strcasecmp(plain->line, "all") == 0;
        if (order->send_all)
            return true;
        const result parsed = amount_parse(&order->to[0].value, plain->line, decimals);
        if (is_ok(parsed) && !amount_is_zero(&order->to[0].value))
            return true;
        plain_trouble(plain, is_ok(parsed) ? ERROR_AMOUNT_TEXT : parsed.code, "");
    }
    return false;
}

/* ---- draft ---- */

/* A high fee is nobody's accident: it is allowed by a typed word only. */
static bool allows_high_fee(struct plain *plain, const struct shown_draft *draft)
{
    if (draft->failure != ERROR_BITCOIN_FEE_HIGH && draft->failure != ERROR_ETHEREUM_FEE_HIGH)
        return false;
    return plain_hear(plain, "To pay it all the same, type HIGH FEE: ") &&
           strcmp(plain->line, "HIGH FEE") == 0;
}

static bool wait_for_draft(struct plain *plain)
{
    plain_say(plain, "Preparing it with your node.");
    while (plain_look(plain)->draft.state == SHOWN_DRAFT_BUSY)
        if (!plain_serve(plain))
            return false;
    const struct shown_draft *draft = &plain_look(plain)->draft;
    if (draft->state == SHOWN_DRAFT_READY && draft->explanation)
        return true;
    plain_trouble(plain, draft->failure ? draft->failure : ERROR_INTERNAL, "");
    return false;
}

static bool draft(struct plain *plain, struct command *command)
{
    bool is_ready = plain_do(plain, command) && wait_for_draft(plain);

    if (!is_ready && allows_high_fee(plain, &plain_look(plain)->draft)) {
        command->order.allow_high_fee = true;
        is_ready = plain_do(plain, command) && wait_for_draft(plain);
    }
    if (!is_ready)
        return false;
    const struct shown_draft *drafted = &plain_look(plain)->draft;
    plain_say(plain, "This is what the finished payment does:");
    plain_explain(plain, drafted->explanation);
    if (drafted->note[0])
        plain_say(plain, "Note: %s", drafted->note);
    return true;
}

static bool agree(struct plain *plain)
{
    struct challenge challenge;
    char question[CHALLENGE_TEXT_MAX];
    char prompt[CHALLENGE_TEXT_MAX + 2];

    challenge_make(&challenge, plain_look(plain)->draft.explanation, rng_system());
    challenge_question(question, &challenge, plain_look(plain)->draft.explanation);
    snprintf(prompt, sizeof prompt, "%s ", question);
    plain_say(plain, "To ask your guardians, copy from above; 0 drops the payment.");
    while (plain_hear(plain, prompt)) {
        if (strcmp(plain->line, "0") == 0)
            return false;
        if (challenge_is_met(&challenge, plain->line))
            return true;
        plain_say(plain, "That is another group. Count again, from the left.");
    }
    return false;
}

/* ---- how it goes ---- */

static const char *seat_words(enum shown_seat_state state)
{
    switch (state) {
    case SHOWN_SEAT_ASKED:
        return "is asked";
    case SHOWN_SEAT_SEEN:
        return "has it on the screen";
    case SHOWN_SEAT_YES:
        return "said yes";
    case SHOWN_SEAT_NO:
        return "refused";
    case SHOWN_SEAT_SIGNING:
        return "is signing";
    case SHOWN_SEAT_SILENT:
        return "cannot be reached";
    case SHOWN_SEAT_FAULTY:
        return "sent something that does not fit";
    }
    return "";
}

struct told {
    enum shown_seat_state seats[SHOWN_SEATS_MAX];
    bool is_told[SHOWN_SEATS_MAX];
};

static void tell_changes(const struct plain *plain, struct told *told,
                         const struct shown_payment *payment)
{
    for (size_t i = 0; i < payment->n && i < SHOWN_SEATS_MAX; i++) {
        if (told->is_told[i] && told->seats[i] == payment->seats[i].state)
            continue;
        told->is_told[i] = true;
        told->seats[i] = payment->seats[i].state;
        plain_say(plain, "%s %s%s%s", payment->seats[i].name, seat_words(payment->seats[i].state),
                  payment->seats[i].why ? ": " : ".",
                  payment->seats[i].why ? error_sentence(payment->seats[i].why) : "");
    }
}

static void follow(struct plain *plain)
{
    struct told told = {.is_told = {false}};

    plain_say(plain, "Enter leaves; it goes on in the background.");
    for (;;) {
        const struct shown_payment *payment = &plain_look(plain)->payment;
        tell_changes(plain, &told, payment);
        if (payment->state == SHOWN_SENT || payment->state == SHOWN_CONFIRMED) {
            plain_say(plain, "Sent. Transaction %s", payment->txid);
            return;
        }
        if (payment->has_given_up) {
            plain_trouble(plain, payment->failure ? payment->failure : ERROR_INTERNAL, "");
            if (payment->may_be_sent)
                plain_say(plain, "Possibly signed: it may still appear on the chain.");
            return;
        }
        if (!plain_serve(plain)) {
            plain_say(plain, "It stays open. See Activity.");
            return;
        }
    }
}

static void drop(struct plain *plain)
{
    static struct command command;

    plain_command(&command, COMMAND_FORGET_DRAFT);
    if (plain_do(plain, &command))
        plain_say(plain, "Nothing was sent.");
}

void plain_send(struct plain *plain)
{
    static struct command command;
    const struct shown_account *account = plain_choose_account(plain);

    if (!account)
        return;
    plain_command(&command, COMMAND_DRAFT);
    plain_this_wallet(plain, command.id);
    command.account = account->kind;
    if (!ask_recipient(plain, command.account, &command.order))
        return;
    account = snapshot_account(snapshot_wallet(plain_look(plain)), command.account);
    if (!account || !ask_amount(plain, account, &command.order) || !draft(plain, &command))
        return;
    if (!agree(plain)) {
        drop(plain);
        return;
    }
    plain_command(&command, COMMAND_PAY);
    if (plain_hear(plain, "A label for yourself, or nothing: ") && strlen(plain->line) < NOTE_MAX)
        memcpy(command.text, plain->line, strlen(plain->line) + 1);
    if (plain_do(plain, &command))
        follow(plain);
}
