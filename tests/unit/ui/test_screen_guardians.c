/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "person.h"
#include "support/golden.h"

static struct snapshot snapshot;

static void set_up(void)
{
    setenv("TZ", "UTC", 1);
    golden_snapshot(&snapshot, GOLDEN_USUAL);
}

static void tear_down(void)
{
    snapshot_wipe(&snapshot);
}

TestSuite(guardians, .init = set_up, .fini = tear_down);

Test(guardians, looks_as_it_should)
{
    for (int i = GOLDEN_EMPTY; i <= GOLDEN_HOSTILE; i++) {
        snapshot_wipe(&snapshot);
        golden_snapshot(&snapshot, (enum golden_case)i);
        golden_check(&screen_guardians, &snapshot, NULL, "", golden_case_name((enum golden_case)i));
    }
    snapshot_wipe(&snapshot);
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    golden_check(&screen_guardians, &snapshot, NULL, "\t", "seats");
}

Test(guardians, opens_an_open_invitation_again)
{
    static struct shown_invite invite = {.rdv = {9}, .name = "Dave", .is_owner = true};
    struct shown_invite *before = snapshot.invites;
    const size_t count = snapshot.invite_count;
    struct person person;

    snapshot.invites = &invite;
    snapshot.invite_count = 1;
    person_sits_down(&person, &screen_guardians, &snapshot, NULL);
    SEES(&person, "invited");
    cr_assert_eq(person_types(&person, "\n"), SCREEN_GO);
    cr_assert_str_eq(person.command.screen, "invite");
    cr_assert_eq(person.command.id[0], 9);
    cr_assert_eq(person.command.number, 1);
    person_leaves(&person);
    snapshot.invites = before;
    snapshot.invite_count = count;
}

Test(guardians, does_what_its_keys_say)
{
    person_tries_every_key(&screen_guardians, &snapshot, NULL, "");
    person_tries_every_key(&screen_guardians, &snapshot, NULL, "\t");
}
