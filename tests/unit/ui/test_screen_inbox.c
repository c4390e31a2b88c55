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

TestSuite(inbox, .init = set_up, .fini = tear_down);

Test(inbox, looks_as_it_should)
{
    for (int i = GOLDEN_EMPTY; i <= GOLDEN_HOSTILE; i++) {
        snapshot_wipe(&snapshot);
        golden_snapshot(&snapshot, (enum golden_case)i);
        golden_check(&screen_inbox, &snapshot, NULL, "", golden_case_name((enum golden_case)i));
    }
}

Test(inbox, opens_the_request_that_is_selected)
{
    struct person person;

    cr_assert_geq(snapshot.request_count, 2);
    person_sits_down(&person, &screen_inbox, &snapshot, NULL);
    cr_assert_eq(person_types(&person, "\x0e\n"), SCREEN_GO);
    cr_assert_str_eq(person.command.screen, "approve");
    cr_assert_arr_eq(person.command.id, snapshot.requests[1].id, 32);
    person_leaves(&person);
}

Test(inbox, does_what_its_keys_say)
{
    person_tries_every_key(&screen_inbox, &snapshot, NULL, "");
    snapshot_wipe(&snapshot);
    golden_snapshot(&snapshot, GOLDEN_EMPTY);
    person_tries_every_key(&screen_inbox, &snapshot, NULL, "");
}
