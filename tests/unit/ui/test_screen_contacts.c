/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "support/golden.h"
#include "support/shown_payment.h"
#include "support/walk_keys.h"

static struct snapshot snapshot;

static void close_down(void)
{
    snapshot_wipe(&snapshot);
}

static void answer(enum command_kind kind, enum error_code code)
{
    snapshot.outcome.serial++;
    snapshot.outcome.kind = kind;
    snapshot.outcome.code = code;
}

TestSuite(screen_contacts, .fini = close_down);

Test(screen_contacts, looks_as_it_did)
{
    for (enum golden_case which = GOLDEN_EMPTY; which <= GOLDEN_HOSTILE; which++) {
        golden_snapshot(&snapshot, which);
        golden_check(&screen_contacts, &snapshot, NULL, "", golden_case_name(which));
        snapshot_wipe(&snapshot);
    }
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    golden_check(&screen_contacts, &snapshot, NULL, "aBob\nbcrt1qwrong", "adding");
    golden_check(&screen_contacts, &snapshot, NULL, "d", "deleting");
}

Test(screen_contacts, keeps_every_promise_of_its_help_line)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    walk_keys(&screen_contacts, &snapshot, NULL, "");
    walk_keys(&screen_contacts, &snapshot, NULL, "/");
    walk_keys(&screen_contacts, &snapshot, NULL, "a");
    walk_keys(&screen_contacts, &snapshot, NULL, "aBob\t\t\t");
    walk_keys(&screen_contacts, &snapshot, NULL, "aBob\t\t\t\t");
    walk_keys(&screen_contacts, &snapshot, NULL, "d");
}

Test(screen_contacts, draws_hostile_texts_inside_their_cells)
{
    golden_snapshot(&snapshot, GOLDEN_HOSTILE);
    walk_check_frame(&screen_contacts, &snapshot, NULL, "");
    walk_check_frame(&screen_contacts, &snapshot, NULL, "d");
    walk_check_frame(&screen_contacts, &snapshot, NULL, "e");
}

Test(screen_contacts, adds_somebody_whose_address_is_whole)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk =
        walk_open(&screen_contacts, &snapshot, NULL, "aNew friend\n" SHOWN_BITCOIN "\nnote\n");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_CONTACT_ADD);
    cr_assert_str_eq(walk.command->name, "New friend");
    cr_assert_str_eq(walk.command->text, SHOWN_BITCOIN);
    cr_assert_str_eq(walk.command->note, "note");
    cr_assert_neq(walk.command->account, ACCOUNT_ETHEREUM);
    answer(COMMAND_CONTACT_ADD, ERROR_NONE);
    walk_heard(&walk);
    cr_assert_eq(walk_type(&walk, "a"), SCREEN_STAY, "back in the list");
    walk_close(&walk);
}

Test(screen_contacts, shows_a_mistake_in_the_address_in_place_and_stores_nothing)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_contacts, &snapshot, NULL,
                                 "aBob\nbcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt08q\n\n");
    cr_assert(walk_shows(&walk, error_sentence(ERROR_BITCOIN_ADDRESS_CHECKSUM)));
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_STAY);
    cr_assert_eq(walk.command->kind, COMMAND_NONE);
    walk_close(&walk);
    walk = walk_open(&screen_contacts, &snapshot, NULL, "aBob\n" SHOWN_ETHEREUM "\n\n");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_STAY, "an address of the other chain");
    cr_assert_eq(walk.command->kind, COMMAND_NONE);
    walk_close(&walk);
}

Test(screen_contacts, keeps_the_form_when_the_book_refuses_it)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk =
        walk_open(&screen_contacts, &snapshot, NULL, "aBob\n" SHOWN_BITCOIN "\n\n\n");
    answer(COMMAND_CONTACT_ADD, ERROR_CONTACT_CHAIN);
    walk_heard(&walk);
    cr_assert(walk_shows(&walk, error_sentence(ERROR_CONTACT_CHAIN)));
    cr_assert(walk_shows(&walk, "Bob"));
    walk_close(&walk);
}

Test(screen_contacts, edits_under_the_old_name)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    cr_assert_gt(snapshot.contact_count, 0);
    const bool is_ethereum = strcmp(snapshot.contacts[0].chain, "ethereum") == 0;
    snprintf(snapshot.contacts[0].address, ADDRESS_MAX, "%s",
             is_ethereum ? SHOWN_ETHEREUM : SHOWN_BITCOIN);
    struct walk walk = walk_open(&screen_contacts, &snapshot, NULL, "e2\n\n\n");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_CONTACT_EDIT);
    cr_assert_str_eq(walk.command->old_name, snapshot.contacts[0].name);
    cr_assert_eq(walk.command->name[strlen(walk.command->name) - 1], '2');
    walk_close(&walk);
}

Test(screen_contacts, deletes_behind_a_typed_word_only)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_contacts, &snapshot, NULL, "d");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_STAY);
    cr_assert_eq(walk_type(&walk, "y\n"), SCREEN_STAY);
    cr_assert_eq(walk.command->kind, COMMAND_NONE);
    cr_assert_eq(walk_type(&walk, "\x7f"
                                  "delete\n"),
                 SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_CONTACT_DELETE);
    cr_assert_str_eq(walk.command->name, snapshot.contacts[0].name);
    walk_close(&walk);
}

Test(screen_contacts, leads_to_a_payment)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_contacts, &snapshot, NULL, "");
    cr_assert_eq(walk_type(&walk, "s"), SCREEN_GO);
    cr_assert_str_eq(walk.command->screen, "send");
    cr_assert_str_eq(walk.command->name, snapshot.contacts[0].name);
    walk_close(&walk);
}

Test(screen_contacts, finds_by_a_part_of_the_name)
{
    golden_snapshot(&snapshot, GOLDEN_OVERFLOWING);
    snprintf(snapshot.contacts[snapshot.contact_count - 1].name, SHOWN_NAME_MAX, "Zuzana");
    struct walk walk = walk_open(&screen_contacts, &snapshot, NULL, "/uzan\n");
    cr_assert_eq(walk_type(&walk, "y"), SCREEN_COMMAND);
    cr_assert_str_eq(walk.command->text, snapshot.contacts[snapshot.contact_count - 1].address);
    walk_close(&walk);
}
