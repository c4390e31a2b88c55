/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/crypto/point.h" /* crypto_start */
#include "person.h"
#include "support/golden.h"
#include "ui/screen/settings_rows.h"

static struct snapshot snapshot;
static struct person alice;

static void set_up(void)
{
    crypto_start();
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    snapshot.settings.version = "0.1.0";
    snprintf(snapshot.settings.theme, sizeof snapshot.settings.theme, "16");
    snapshot.settings.lock_minutes = 5;
    person_sits_down(&alice, &screen_settings, &snapshot, NULL);
}

static void tear_down(void)
{
    person_leaves(&alice);
    snapshot_wipe(&snapshot);
}

TestSuite(settings, .init = set_up, .fini = tear_down, .timeout = 60);

static void go_to(const char *title)
{
    person_types(&alice, "g");
    for (size_t i = 0; strcmp(settings_row(i)->title, title) != 0; i++) {
        cr_assert_lt(i, settings_row_count());
        person_types(&alice, "\x0e");
    }
}

Test(settings, changes_a_node)
{
    go_to("Bitcoin node");
    cr_assert_eq(person_types(&alice, "\n"), SCREEN_STAY);
    person_presses(&alice, key_press(PRESS_KILL));
    cr_assert_eq(person_types(&alice, "http://localhost:1\n"), SCREEN_COMMAND);
    cr_assert_eq(alice.command.kind, COMMAND_CHANGE_SETTING);
    cr_assert_str_eq(alice.command.name, "bitcoin.rpc");
    cr_assert_str_eq(alice.command.text, "http://localhost:1");
}

Test(settings, leaves_a_node_as_it_was)
{
    go_to("Bitcoin node");
    person_types(&alice, "\nabc");
    cr_assert_eq(person_types(&alice, "\x1b"), SCREEN_STAY);
    cr_assert_eq(alice.command.kind, COMMAND_NONE);
    cr_assert_eq(person_types(&alice, "\x1b"), SCREEN_PASS);
}

Test(settings, tests_a_node_and_tells_what_came_of_it)
{
    go_to("Ethereum node");
    cr_assert_eq(person_types(&alice, "t"), SCREEN_COMMAND);
    cr_assert_eq(alice.command.kind, COMMAND_TEST_NODE);
    cr_assert_eq(alice.command.account, ACCOUNT_ETHEREUM);
    struct shown_account *account = NULL;
    for (size_t i = 0; i < snapshot.wallets[0].account_count; i++)
        if (snapshot.wallets[0].accounts[i].kind == ACCOUNT_ETHEREUM)
            account = &snapshot.wallets[0].accounts[i];
    cr_assert(account);
    memcpy(snapshot.selected, snapshot.wallets[0].id, 32);
    account->has_node = true;
    account->synced = 0;
    snapshot.is_talking = true;
    person_hears(&alice, COMMAND_TEST_NODE, ERROR_NONE);
    SEES(&alice, "asking the node");
    snapshot.is_talking = false;
    snapshot.node = ERROR_NODE_TIMEOUT;
    SEES(&alice, error_sentence(ERROR_NODE_TIMEOUT));
    snapshot.node = ERROR_NONE;
    account->synced = snapshot.now;
    SEES(&alice, "The node answers");
}

Test(settings, turns_choices)
{
    go_to("Lock by itself");
    cr_assert_eq(person_presses(&alice, key_press(PRESS_RIGHT)), SCREEN_COMMAND);
    cr_assert_str_eq(alice.command.name, "lock_minutes");
    cr_assert_str_eq(alice.command.text, "15");
    cr_assert_eq(person_presses(&alice, key_press(PRESS_LEFT)), SCREEN_COMMAND);
    cr_assert_str_eq(alice.command.text, "1");
    go_to("Colours");
    person_presses(&alice, key_press(PRESS_LEFT));
    cr_assert_str_eq(alice.command.text, "none");
}

Test(settings, changes_the_passphrase_only_when_typed_twice_the_same)
{
    go_to("Change passphrase");
    person_types(&alice, "\n");
    cr_assert_eq(person_types(&alice, "\n"), SCREEN_STAY);
    cr_assert_eq(person_types(&alice, "old words\nnew words\nnew wordz\n"), SCREEN_STAY);
    SEES(&alice, "not the same");
    cr_assert_eq(person_types(&alice, "new words\nnew words\n"), SCREEN_COMMAND);
    cr_assert_eq(alice.command.kind, COMMAND_CHANGE_PASSPHRASE);
    cr_assert_eq(secret_size(alice.command.secret), 9);
    cr_assert_eq(memcmp(secret_lend(alice.command.secret), "old words", 9), 0);
    secret_take_back(alice.command.secret);
    cr_assert_eq(memcmp(secret_lend(alice.command.secret_new), "new words", 9), 0);
    secret_take_back(alice.command.secret_new);
}

Test(settings, leaves_the_passphrase_of_a_practice_home_alone)
{
    snapshot.practice.is_practice = true;
    go_to("Change passphrase");
    person_types(&alice, "\n");
    SEES(&alice, "The practice home keeps its own");
    SEES_NOT(&alice, "The new one again");
}

Test(settings, never_shows_a_passphrase)
{
    go_to("Change passphrase");
    person_types(&alice, "\nswordfish\nswordfish");
    SEES_NOT(&alice, "swordfish");
    SEES_NOT(&alice, "sword");
}

Test(settings, forgets_only_behind_the_typed_word)
{
    go_to("Forget everything here");
    person_types(&alice, "\n");
    cr_assert_eq(person_types(&alice, "\n"), SCREEN_STAY);
    cr_assert_eq(person_types(&alice, "y\n"), SCREEN_STAY);
    person_presses(&alice, key_press(PRESS_KILL));
    cr_assert_eq(person_types(&alice, "FORGET\n"), SCREEN_COMMAND);
    cr_assert_eq(alice.command.kind, COMMAND_FORGET_HOME);
    cr_assert_str_eq(alice.command.text, "FORGET");
}

Test(settings, exports_and_says_where_to)
{
    go_to("Export history");
    cr_assert_eq(person_types(&alice, "\n"), SCREEN_COMMAND);
    cr_assert_eq(alice.command.kind, COMMAND_EXPORT);
    cr_assert_str_eq(alice.command.name, "history");
    snprintf(snapshot.outcome.detail, SHOWN_TEXT_MAX, "/home/alice/history.csv");
    person_hears(&alice, COMMAND_EXPORT, ERROR_NONE);
    SEES(&alice, "✓ Written: /home/alice/history.csv");
}

Test(settings, looks_as_it_should)
{
    golden_check(&screen_settings, &snapshot, NULL, "", "usual");
    golden_check(&screen_settings, &snapshot, NULL, "G\n", "forget");
    golden_check(&screen_settings, &snapshot, NULL, "\x0e\x0e\x0e\x0e\x0e\x0e\x0e\nabc\nabcd\t",
                 "passphrase");
    snprintf(snapshot.settings.bitcoin_rpc, SHOWN_URL_MAX,
             "http://a-very-long-name-of-a-node-that-does-not-fit-into-any-row.example:18443/path");
    golden_check(&screen_settings, &snapshot, NULL, "\n", "overflowing");
    snprintf(snapshot.settings.bitcoin_rpc, SHOWN_URL_MAX,
             "http://\x1b[2J\xe2\x80\xae"
             "evil");
    golden_check(&screen_settings, &snapshot, NULL, "", "hostile");
}

Test(settings, does_what_its_keys_say)
{
    char before[64] = "";

    for (size_t i = 0; i < settings_row_count(); i++) {
        person_tries_every_key(&screen_settings, &snapshot, NULL, before);
        strcat(before, "\x0e");
    }
    person_tries_every_key(&screen_settings, &snapshot, NULL, "\n");
    person_tries_every_key(&screen_settings, &snapshot, NULL, "G\n");
    person_tries_every_key(&screen_settings, &snapshot, NULL, "\x0e\x0e\x0e\x0e\x0e\x0e\x0e\n");
}
