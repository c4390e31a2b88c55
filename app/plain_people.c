/* SPDX-License-Identifier: MIT */
/* plain_people.c - the inbox of a guardian, shares, paired devices, invitations, contacts. */
#include <stdio.h>
#include <string.h>

#include "app/plain_inside.h"
#include "core/base/rng.h"
#include "ui/challenge.h"
#include "ui/groups.h"
#include "ui/show.h"
#include "ui/when.h"

enum { LIST_MOST = 64 };

/* ---- inbox ---- */

static bool agree_to_payment(struct plain *plain, const uint8_t id[static 32])
{
    struct challenge challenge;
    char text[CHALLENGE_TEXT_MAX];
    char prompt[CHALLENGE_TEXT_MAX + 20];
    const struct shown_request *request = snapshot_request(plain_look(plain), id);

    if (!request || !request->explanation)
        return false;
    challenge_make(&challenge, request->explanation, rng_system());
    challenge_sentence(text, &challenge, request->explanation);
    plain_say(plain, "Read to %s, by telephone or face to face: %s", request->owner, text);
    plain_say(plain, "Say yes only if the owner does. In doubt, call on a number you already had.");
    challenge_question(text, &challenge, request->explanation);
    snprintf(prompt, sizeof prompt, "%s (0 goes back) ", text);
    while (plain_hear(plain, prompt)) {
        if (strcmp(plain->line, "0") == 0)
            return false;
        if (challenge_is_met(&challenge, plain->line))
            return true;
        plain_say(plain, "That is another group. Count again, from the left.");
    }
    return false;
}

static void answer(struct plain *plain, const uint8_t id[static 32], bool is_share, bool yes)
{
    static struct command command;

    plain_command(&command, is_share ? COMMAND_ANSWER_SHARE : COMMAND_ANSWER_PAYMENT);
    memcpy(command.id, id, sizeof command.id);
    command.yes = yes;
    if (!plain_do(plain, &command))
        return;
    plain_say(plain, yes ? "You said yes." : "You said no.");
    if (yes && !plain_look(plain)->settings.has_guardian)
        plain_say(plain, "Leave Gridlock open, or run 'gridlock guardian', so that this device can "
                         "take part.");
}

static void say_share(const struct plain *plain, const struct shown_request *request)
{
    plain_say(plain, "%s asks you to guard one share of a wallet.", request->owner);
    plain_say(plain, "%u guardians hold a share each; any %u of them sign together.", request->n,
              request->t);
    for (size_t i = 0; i < request->n && i < SHOWN_SEATS_MAX; i++)
        plain_say(plain, "Seat %zu: %s", i + 1, request->seats[i]);
}

static void show_request(struct plain *plain, const uint8_t id[static 32])
{
    const struct shown_request *request = snapshot_request(plain_look(plain), id);

    if (!request || request->answer != SHOWN_OPEN_QUESTION)
        return;
    const bool is_share = request->is_share;
    const bool can_agree = is_share || request->explanation;
    if (is_share)
        say_share(plain, request);
    else
        plain_say(plain, "%s asks you to sign a payment.", request->owner);
    if (request->explanation)
        plain_explain(plain, request->explanation);
    if (!can_agree)
        plain_say(plain, "This program cannot read what these bytes do. A yes is not possible.");
    plain_say(plain, "1  No");
    if (can_agree)
        plain_say(plain, "2  Yes");
    plain_say(plain, "0  Back");
    const size_t number = plain_choose(plain, "Number? ", can_agree ? 2 : 1);
    if (number == 1)
        answer(plain, id, is_share, false);
    else if (number == 2 && (is_share || agree_to_payment(plain, id)))
        answer(plain, id, is_share, true);
}

void plain_inbox(struct plain *plain)
{
    const struct snapshot *snapshot = plain_look(plain);
    uint8_t ids[LIST_MOST][32];
    size_t count = 0;

    for (size_t i = 0; i < snapshot->request_count && count < LIST_MOST; i++) {
        const struct shown_request *request = &snapshot->requests[i];
        char left[WHEN_MAX];
        if (request->answer != SHOWN_OPEN_QUESTION)
            continue;
        memcpy(ids[count++], request->id, 32);
        when_left(left, snapshot->now, request->expires);
        plain_say(plain, "%zu  %s asks: %s, %s.", count, request->owner, request->text, left);
    }
    if (count == 0) {
        plain_say(plain, "Nobody asks this device for anything.");
        return;
    }
    plain_say(plain, "0  Back");
    const size_t number = plain_choose(plain, "Which one? ", count);
    if (number > 0)
        show_request(plain, ids[number - 1]);
}

void plain_guarding(struct plain *plain)
{
    static const char *const answers[] = {"is open", "you said yes", "you said no", "was withdrawn",
                                          "has expired"};
    const struct snapshot *snapshot = plain_look(plain);

    for (size_t i = 0; i < snapshot->wallet_count; i++) {
        const struct shown_wallet *wallet = &snapshot->wallets[i];
        char since[WHEN_MAX];
        int seat = 0;
        for (int s = 0; s < wallet->n && s < SHOWN_SEATS_MAX; s++)
            seat = wallet->seats[s].is_self ? s + 1 : seat;
        when_date(since, snapshot->now, wallet->created);
        plain_say(plain, "%s%s: %s, seat %d of %u, %u needed, epoch %u, since %s.",
                  wallet->is_mine ? "My own" : "For ", wallet->is_mine ? "" : wallet->owner,
                  wallet->name, seat, wallet->n, wallet->t, wallet->epoch, since);
    }
    for (size_t i = 0; i < snapshot->request_count; i++)
        plain_say(plain, "%s asked: %s; %s.", snapshot->requests[i].owner,
                  snapshot->requests[i].text, answers[snapshot->requests[i].answer]);
    if (snapshot->wallet_count + snapshot->request_count == 0)
        plain_say(plain, "This device holds no share yet.");
}

/* ---- paired devices ---- */

void plain_guardians(struct plain *plain)
{
    const struct snapshot *snapshot = plain_look(plain);
    const struct shown_wallet *wallet = snapshot_wallet(snapshot);
    char ago[SHOW_TIME_MAX];

    for (size_t i = 0; i < snapshot->peer_count; i++) {
        show_ago(ago, snapshot->peers[i].seen, snapshot->now);
        plain_say(plain, "%s, %s, words %s, last heard %s.", snapshot->peers[i].name,
                  snapshot->peers[i].role,
                  snapshot->peers[i].is_compared ? "compared" : "not compared",
                  snapshot->peers[i].seen ? ago : "never");
    }
    if (snapshot->peer_count == 0)
        plain_say(plain, "Nobody is paired with this device yet.");
    for (size_t i = 0; wallet && i < wallet->n && i < SHOWN_SEATS_MAX; i++)
        plain_say(plain, "%s, seat %zu: %s%s", wallet->name, i + 1, wallet->seats[i].name,
                  wallet->seats[i].is_self ? ", this device." : ".");
}

static const struct shown_invite *find_invite(const struct snapshot *snapshot,
                                              const uint8_t rdv[static 16])
{
    for (size_t i = 0; i < snapshot->invite_count; i++)
        if (memcmp(snapshot->invites[i].rdv, rdv, 16) == 0)
            return &snapshot->invites[i];
    return NULL;
}

/* Until the pairing with this number is over. */
static void wait_for_pairing(struct plain *plain, const uint8_t rdv[static 16], size_t before)
{
    const struct shown_peer *newest = NULL;

    plain_say(plain, "Waiting. Enter leaves; it goes on in the background.");
    while (find_invite(plain_look(plain), rdv))
        if (!plain_serve(plain))
            return;
    const struct snapshot *snapshot = plain_look(plain);
    for (size_t i = 0; i < snapshot->peer_count; i++)
        if (!newest || snapshot->peers[i].seen >= newest->seen)
            newest = &snapshot->peers[i];
    if (newest && snapshot->peer_count > before)
        plain_say(plain, "Paired with %s. Words not compared: make sure that it was really them.",
                  newest->name);
    else
        plain_say(plain, "It ended without a pairing. The log says why.");
}

void plain_invite(struct plain *plain)
{
    static struct command command;
    static const char *const kinds[] = {"a device of mine", "a friend", "an enclave",
                                        "a backup service"};
    uint8_t rdv[16];

    plain_command(&command, COMMAND_INVITE);
    if (!plain_hear(plain, "How will you call the guardian? ") || plain->line[0] == 0)
        return;
    snprintf(command.name, sizeof command.name, "%.40s", plain->line);
    for (size_t i = 0; i < 4; i++)
        plain_say(plain, "%zu  %s", i + 1, kinds[i]);
    plain_say(plain, "0  anybody");
    command.number = plain_choose(plain, "Which kind? ", 4);
    const size_t before = plain_look(plain)->peer_count;
    if (plain->is_over || !plain_do(plain, &command))
        return;
    memcpy(rdv, plain_look(plain)->outcome.id, sizeof rdv);
    const struct shown_invite *invite = find_invite(plain_look(plain), rdv);
    if (invite) {
        plain_say(plain, "Give this line to that person, and to nobody else. It works once.");
        plain_say(plain, "%s", invite->text);
    }
    wait_for_pairing(plain, rdv, before);
}

void plain_join(struct plain *plain)
{
    static struct command command;
    uint8_t rdv[16];

    plain_command(&command, COMMAND_JOIN);
    if (!plain_hear(plain, "Paste the invitation; it begins with GLINV1. 0 goes back. ") ||
        strcmp(plain->line, "0") == 0 || plain->line[0] == 0)
        return;
    memcpy(command.text, plain->line, strlen(plain->line) + 1);
    const size_t before = plain_look(plain)->peer_count;
    if (!plain_do(plain, &command))
        return;
    memcpy(rdv, plain_look(plain)->outcome.id, sizeof rdv);
    wait_for_pairing(plain, rdv, before);
}

/* ---- contacts ---- */

static void add_contact(struct plain *plain)
{
    static struct command command;

    plain_command(&command, COMMAND_CONTACT_ADD);
    if (!plain_hear(plain, "Name? ") || plain->line[0] == 0)
        return;
    snprintf(command.name, sizeof command.name, "%.40s", plain->line);
    plain_say(plain, "1  Bitcoin");
    plain_say(plain, "2  Ethereum");
    const size_t chain = plain_choose(plain, "Which chain? ", 2);
    if (chain == 0 || !plain_hear(plain, "Address? "))
        return;
    command.account = chain == 2 ? ACCOUNT_ETHEREUM : ACCOUNT_TAPROOT;
    memcpy(command.text, plain->line, strlen(plain->line) + 1);
    if (plain_do(plain, &command))
        plain_say(plain, "Kept.");
}

static void show_contact(struct plain *plain, const char *name)
{
    static struct command command;

    plain_command(&command, COMMAND_CONTACT_DELETE);
    snprintf(command.name, sizeof command.name, "%.40s", name);
    if (plain_confirm(plain, "Delete it? (yes, no) ") && plain_do(plain, &command))
        plain_say(plain, "Deleted.");
}

void plain_contacts(struct plain *plain)
{
    const struct snapshot *snapshot = plain_look(plain);
    char names[LIST_MOST][SHOWN_NAME_MAX];
    size_t count = 0;

    plain_say(plain, "1  Add somebody");
    for (size_t i = 0; i < snapshot->contact_count && count < LIST_MOST; i++) {
        char groups[GROUPS_TEXT_MAX];
        groups_write(groups, snapshot->contacts[i].address);
        snprintf(names[count++], SHOWN_NAME_MAX, "%s", snapshot->contacts[i].name);
        plain_say(plain, "%zu  %s, %s, %s, paid %zu times", count + 1, snapshot->contacts[i].name,
                  snapshot->contacts[i].chain, groups, snapshot->contacts[i].times_paid);
    }
    plain_say(plain, "0  Back");
    const size_t number = plain_choose(plain, "Number? ", count + 1);
    if (number == 1)
        add_contact(plain);
    else if (number > 1)
        show_contact(plain, names[number - 2]);
}
