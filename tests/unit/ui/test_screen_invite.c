/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "person.h"
#include "support/golden.h"

static const char text[] = "GLINV1:AEAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRH"
                           "FAUSUKZMFUXC6MBRGIZTINJWG44DSOR3@https://router.example";
static struct snapshot snapshot;
static struct shown_invite invite;
static struct shown_peer peers[2];
static struct person alice;

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    snapshot = (struct snapshot){.now = 1700000000, .now_ms = 1000, .home = SHOWN_OPEN};
    snapshot.invites = &invite;
    snapshot.peers = peers;
    invite = (struct shown_invite){
        .rdv = {5}, .is_owner = true, .expires = 1700000000 + 86000, .name = "Bob"};
    strcpy(invite.text, text);
    peers[0] = (struct shown_peer){.name = "Bob", .role = "friend", .seen = 1700000001};
    person_sits_down(&alice, &screen_invite, &snapshot, NULL);
}

static void tear_down(void)
{
    person_leaves(&alice);
}

TestSuite(invite, .init = set_up, .fini = tear_down);

static void make_it(void)
{
    person_types(&alice, "Bob\n");
    snapshot.invite_count = 1;
    snapshot.outcome.id[0] = 5;
    person_hears(&alice, COMMAND_INVITE, ERROR_NONE);
}

Test(invite, asks_for_a_name_and_a_kind)
{
    cr_assert_eq(person_types(&alice, "\n"), SCREEN_STAY);
    person_types(&alice, "Bob\t");
    person_presses(&alice, key_press(PRESS_RIGHT));
    person_presses(&alice, key_press(PRESS_RIGHT));
    cr_assert_eq(person_types(&alice, "\n"), SCREEN_COMMAND);
    cr_assert_eq(alice.command.kind, COMMAND_INVITE);
    cr_assert_str_eq(alice.command.name, "Bob");
    cr_assert_eq(alice.command.number, 2);
}

Test(invite, shows_the_text_and_copies_it_whole)
{
    make_it();
    SEES(&alice, "GLINV1:AEAQ");
    SEES(&alice, "waiting for Bob");
    cr_assert_eq(person_types(&alice, "y"), SCREEN_COMMAND);
    cr_assert_eq(alice.command.kind, COMMAND_COPY);
    cr_assert_str_eq(alice.command.text, text);
}

Test(invite, fills_the_screen_with_the_code)
{
    make_it();
    cr_assert_eq(person_types(&alice, "F"), SCREEN_STAY);
    cr_assert(strstr(person_sees(&alice, 120, 50), "▀"));
    SEES_NOT(&alice, "GLINV1");
    person_types(&alice, "x");
    SEES(&alice, "GLINV1:AEAQ");
}

Test(invite, says_paired_and_not_compared)
{
    make_it();
    snapshot.invite_count = 0;
    snapshot.peer_count = 1;
    person_hears(&alice, COMMAND_NONE, ERROR_NONE);
    SEES(&alice, "Paired with Bob.");
    SEES(&alice, "not compared");
    cr_assert_eq(person_types(&alice, "\n"), SCREEN_BACK);
}

Test(invite, says_when_it_ended_without_a_pairing)
{
    make_it();
    snapshot.invite_count = 0;
    SEES(&alice, "nobody was paired");
}

Test(invite, goes_back_to_the_form_when_it_was_not_made)
{
    person_types(&alice, "Bob\n");
    person_hears(&alice, COMMAND_INVITE, ERROR_STORE_FULL);
    SEES(&alice, error_sentence(ERROR_STORE_FULL));
    cr_assert_eq(person_types(&alice, "\n"), SCREEN_COMMAND);
}

Test(invite, looks_as_it_should)
{
    const struct command shown = {.id = {5}, .number = 1, .name = "Bob"};

    golden_check(&screen_invite, &snapshot, NULL, "", "empty");
    golden_check(&screen_invite, &snapshot, NULL, "Grandmother\t", "usual");
    golden_check(&screen_invite, &snapshot, NULL,
                 "A name that is far too long for forty bytes of room\t", "overflowing");
    snapshot.invite_count = 1;
    golden_check(&screen_invite, &snapshot, &shown, "", "shown");
    snapshot.invite_count = 0;
    golden_check(&screen_invite, &snapshot, &shown, "", "ended");
}

Test(invite, does_what_its_keys_say)
{
    const struct command shown = {.id = {5}, .number = 1, .name = "Bob"};

    person_tries_every_key(&screen_invite, &snapshot, NULL, "");
    person_tries_every_key(&screen_invite, &snapshot, NULL, "B\t");
    snapshot.invite_count = 1;
    person_tries_every_key(&screen_invite, &snapshot, &shown, "");
    snapshot.invite_count = 0;
    person_tries_every_key(&screen_invite, &snapshot, &shown, "");
}
