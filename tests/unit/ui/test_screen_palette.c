/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "person.h"
#include "support/golden.h"

static struct snapshot snapshot;
static struct person alice;

static void set_up(void)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    person_sits_down(&alice, &screen_palette, &snapshot, NULL);
}

static void tear_down(void)
{
    person_leaves(&alice);
    snapshot_wipe(&snapshot);
}

TestSuite(palette, .init = set_up, .fini = tear_down);

Test(palette, finds_a_screen_by_a_part_of_its_name)
{
    cr_assert_eq(person_types(&alice, "protec\n"), SCREEN_REPLACE);
    cr_assert_str_eq(alice.command.screen, "guarding");
}

Test(palette, finds_a_screen_by_what_it_is_for)
{
    cr_assert_eq(person_types(&alice, "passphrase forget\n"), SCREEN_REPLACE);
    cr_assert_str_eq(alice.command.screen, "settings");
}

Test(palette, does_an_action_and_closes)
{
    cr_assert_eq(person_types(&alice, "lock now\n"), SCREEN_COMMAND);
    cr_assert_eq(alice.command.kind, COMMAND_LOCK);
    person_hears(&alice, COMMAND_LOCK, ERROR_NONE);
    cr_assert_eq(alice.answer, SCREEN_BACK);
}

Test(palette, changes_to_a_wallet)
{
    size_t own = 0;

    while (!snapshot.wallets[own].is_mine)
        own++;
    person_types(&alice, snapshot.wallets[own].name);
    cr_assert_eq(person_types(&alice, "\n"), SCREEN_COMMAND);
    cr_assert_eq(alice.command.kind, COMMAND_SELECT_WALLET);
    cr_assert_arr_eq(alice.command.id, snapshot.wallets[own].id, 32);
}

Test(palette, leads_only_to_screens_that_exist)
{
    char name[COMMAND_SCREEN_MAX];
    size_t screens = 0;

    for (size_t i = 0; i < 40; i++) {
        person_leaves(&alice);
        person_sits_down(&alice, &screen_palette, &snapshot, NULL);
        for (size_t down = 0; down < i; down++)
            person_types(&alice, "\x0e");
        if (person_types(&alice, "\n") != SCREEN_REPLACE)
            continue;
        snprintf(name, sizeof name, "%s", alice.command.screen);
        cr_assert(screen_by_name(name), "%s", name);
        screens++;
    }
    cr_assert_gt(screens, 5);
}

Test(palette, offers_nothing_of_the_wallet_while_locked)
{
    snapshot.home = SHOWN_LOCKED;
    SEES(&alice, "Help");
    SEES_NOT(&alice, "Send");
    SEES_NOT(&alice, "show this wallet");
}

Test(palette, offers_mining_only_in_practice)
{
    snapshot.practice.is_practice = snapshot.practice.is_ready = false;
    SEES_NOT(&alice, "Mine a block");
    snapshot.practice.is_practice = snapshot.practice.is_ready = true;
    person_types(&alice, "mine a");
    SEES(&alice, "Mine a block");
    cr_assert_eq(person_types(&alice, "\n"), SCREEN_COMMAND);
    cr_assert_eq(alice.command.kind, COMMAND_MINE);
}

Test(palette, looks_as_it_should)
{
    golden_check(&screen_palette, &snapshot, NULL, "", "usual");
    golden_check(&screen_palette, &snapshot, NULL, "export", "finding");
    golden_check(&screen_palette, &snapshot, NULL, "no such thing", "empty");
    snapshot_wipe(&snapshot);
    golden_snapshot(&snapshot, GOLDEN_HOSTILE);
    golden_check(&screen_palette, &snapshot, NULL, "wallet", "hostile");
    snapshot_wipe(&snapshot);
    golden_snapshot(&snapshot, GOLDEN_OVERFLOWING);
    golden_check(&screen_palette, &snapshot, NULL, "", "overflowing");
}

Test(palette, does_what_its_keys_say)
{
    person_tries_every_key(&screen_palette, &snapshot, NULL, "");
    person_tries_every_key(&screen_palette, &snapshot, NULL, "zzzz");
}
