/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "person.h"
#include "support/golden.h"

static struct snapshot snapshot;
static struct shown_invite invite;
static struct shown_peer peers[2];
static struct person bob;

static void set_up(void)
{
    snapshot = (struct snapshot){.now = 1700000000, .now_ms = 1000, .home = SHOWN_OPEN};
    snapshot.invites = &invite;
    snapshot.peers = peers;
    strcpy(snapshot.self.name, "Bob");
    invite = (struct shown_invite){.rdv = {5}, .expires = 1700000000 + 86000};
    peers[0] = (struct shown_peer){.name = "Alice", .role = "device", .seen = 1700000001};
    person_sits_down(&bob, &screen_join, &snapshot, NULL);
}

static void tear_down(void)
{
    person_leaves(&bob);
}

TestSuite(join, .init = set_up, .fini = tear_down);

static void answer_it(void)
{
    person_types(&bob, "GLINV1:ABC\n");
    snapshot.invite_count = 1;
    snapshot.outcome.id[0] = 5;
    person_hears(&bob, COMMAND_JOIN, ERROR_NONE);
}

Test(join, answers_what_was_pasted)
{
    static const char pasted[] = "GLINV1:ABCDEF@http://127.0.0.1:1\n";
    struct key key = key_press(PRESS_PASTE);

    key.paste = pasted;
    key.paste_size = strlen(pasted);
    cr_assert_eq(person_presses(&bob, key), SCREEN_STAY);
    cr_assert_eq(person_types(&bob, "\n"), SCREEN_COMMAND);
    cr_assert_eq(bob.command.kind, COMMAND_JOIN);
    cr_assert(strstr(bob.command.text, "GLINV1:ABCDEF@http://127.0.0.1:1"));
}

Test(join, says_at_once_what_is_no_invitation)
{
    person_types(&bob, "hello");
    SEES(&bob, "An invitation begins with GLINV1");
    cr_assert_eq(person_types(&bob, "\n"), SCREEN_COMMAND);
    person_hears(&bob, COMMAND_JOIN, ERROR_INVITE_FOREIGN);
    SEES(&bob, "Invitation");
    SEES(&bob, "✗");
}

Test(join, waits_until_both_know_each_other)
{
    answer_it();
    SEES(&bob, "Waiting for the owner's device");
    snapshot.invite_count = 0;
    snapshot.peer_count = 1;
    person_hears(&bob, COMMAND_NONE, ERROR_NONE);
    SEES(&bob, "You are paired.");
    SEES(&bob, "With: Alice");
    SEES(&bob, "not compared");
    cr_assert_eq(person_types(&bob, "\n"), SCREEN_REPLACE);
    cr_assert_str_eq(bob.command.screen, "inbox");
}

Test(join, says_when_it_ended_without_a_pairing)
{
    answer_it();
    snapshot.invite_count = 0;
    SEES(&bob, "It ended without a pairing");
}

Test(join, takes_a_megabyte_of_paste)
{
    char *large = memory_new(1 << 20, 1);
    struct key key = key_press(PRESS_PASTE);

    memset(large, 'A', 1 << 20);
    key.paste = large;
    key.paste_size = 1 << 20;
    person_presses(&bob, key);
    cr_assert_eq(person_types(&bob, "\n"), SCREEN_COMMAND);
    cr_assert_lt(strlen(bob.command.text), COMMAND_TEXT_MAX);
    memory_free(large);
}

Test(join, looks_as_it_should)
{
    golden_check(&screen_join, &snapshot, NULL, "", "empty");
    golden_check(&screen_join, &snapshot, NULL, "GLINV1:ABCDEFGHIJKLMNOPQRSTUVWXYZ", "usual");
    golden_check(&screen_join, &snapshot, NULL, "hello", "hostile");
    golden_check(&screen_join, &snapshot, NULL, "GLINV1:ABC\n", "asked");
}

Test(join, does_what_its_keys_say)
{
    person_tries_every_key(&screen_join, &snapshot, NULL, "");
    person_tries_every_key(&screen_join, &snapshot, NULL, "GLINV1:ABC\n");
}
