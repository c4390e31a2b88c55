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

TestSuite(guarding, .init = set_up, .fini = tear_down);

Test(guarding, looks_as_it_should)
{
    for (int i = GOLDEN_EMPTY; i <= GOLDEN_HOSTILE; i++) {
        snapshot_wipe(&snapshot);
        golden_snapshot(&snapshot, (enum golden_case)i);
        golden_check(&screen_guarding, &snapshot, NULL, "", golden_case_name((enum golden_case)i));
    }
}

Test(guarding, tells_wallet_epoch_seat_and_since_when)
{
    struct person person;

    cr_assert_gt(snapshot.wallet_count, 0);
    snapshot.wallets[0].is_mine = false;
    snprintf(snapshot.wallets[0].owner, SHOWN_NAME_MAX, "Mum");
    snapshot.wallets[0].epoch = 7;
    snapshot.wallets[0].created = snapshot.now - 3600;
    for (size_t i = 0; i < SHOWN_SEATS_MAX; i++)
        snapshot.wallets[0].seats[i].is_self = i == 2;
    person_sits_down(&person, &screen_guarding, &snapshot, NULL);
    SEES(&person, "Mum");
    SEES(&person, "3 of 5");
    SEES(&person, " 7 ");
    person_leaves(&person);
}

Test(guarding, does_what_its_keys_say)
{
    person_tries_every_key(&screen_guarding, &snapshot, NULL, "");
    person_tries_every_key(&screen_guarding, &snapshot, NULL, "\t");
}
