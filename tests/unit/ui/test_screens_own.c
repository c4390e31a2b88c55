/* SPDX-License-Identifier: MIT */
/* The screens of the first minutes: welcome, first run, unlock, practice, create, home, quit. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/crypto/point.h" /* crypto_start */
#include "support/golden.h"
#include "support/walk_keys.h"

static struct snapshot snapshot;

static void close_down(void)
{
    snapshot_wipe(&snapshot);
}

static void start(void)
{
    crypto_start();
}

TestSuite(screens_own, .init = start, .fini = close_down);

static void check_cases(const struct screen *screen, const char *keys)
{
    for (int which = GOLDEN_EMPTY; which <= GOLDEN_HOSTILE; which++) {
        golden_snapshot(&snapshot, (enum golden_case)which);
        golden_check(screen, &snapshot, NULL, keys, golden_case_name((enum golden_case)which));
        snapshot_wipe(&snapshot);
    }
}

Test(screens_own, home_looks_as_it_did)
{
    check_cases(&screen_home, "");
}

Test(screens_own, home_of_a_practice_network_offers_blocks_and_coins)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    snapshot.practice.is_practice = snapshot.practice.is_ready = true;
    golden_check(&screen_home, &snapshot, NULL, "", "practice");
    walk_keys(&screen_home, &snapshot, NULL, "");
}

Test(screens_own, quit_and_create_look_as_they_did)
{
    check_cases(&screen_quit, "");
    check_cases(&screen_create, "Holiday\n");
}

static void without_home(enum shown_home home)
{
    golden_snapshot(&snapshot, GOLDEN_EMPTY);
    snapshot.home = home;
    snapshot.self.name[0] = 0;
}

Test(screens_own, doors_look_as_they_did)
{
    without_home(SHOWN_NO_HOME);
    golden_check(&screen_welcome, &snapshot, NULL, "", "usual");
    golden_check(&screen_welcome, &snapshot, NULL, "r", "recover");
    golden_check(&screen_practice, &snapshot, NULL, "", "before");
    golden_check(&screen_first_run, &snapshot, NULL, "laptop\nhttps://router.example\nfour words",
                 "usual");
    snapshot.home = SHOWN_LOCKED;
    golden_check(&screen_unlock, &snapshot, NULL, "secret", "usual");
    snapshot.unlock_tries = 3;
    snapshot.outcome.code = ERROR_STORE_PASSPHRASE;
    golden_check(&screen_unlock, &snapshot, NULL, "", "wrong");
    snprintf(snapshot.settings.home, sizeof snapshot.settings.home,
             "/tmp/\x1b[2J\xe2\x80\xae%0300d", 1);
    golden_check(&screen_unlock, &snapshot, NULL, "", "hostile");
}

Test(screens_own, practice_shows_each_step)
{
    without_home(SHOWN_NO_HOME);
    snapshot.practice.is_practice = snapshot.practice.is_starting = true;
    snapshot.practice.step_count = 3;
    snprintf(snapshot.practice.steps[0].text, 80, "Bitcoin and Ethereum nodes");
    snapshot.practice.steps[0].state = SHOWN_STEP_DONE;
    snprintf(snapshot.practice.steps[1].text, 80, "Router");
    snprintf(snapshot.practice.steps[1].note, 120, "http://127.0.0.1:1");
    snapshot.practice.steps[1].state = SHOWN_STEP_RUNS;
    snprintf(snapshot.practice.steps[2].text, 80, "Coins");
    golden_check(&screen_practice, &snapshot, NULL, "", "usual");
    snapshot.practice.is_starting = false;
    snapshot.practice.failure = ERROR_NODES_MISSING;
    golden_check(&screen_practice, &snapshot, NULL, "", "failed");
}

Test(screens_own, a_wallet_is_asked_for_as_it_was_chosen)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_create, &snapshot, NULL, "Holiday\x0e\x0e\n \x0e \x0e ");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_STAY);
    golden_check(&screen_create, &snapshot, NULL, "Holiday\x0e\x0e\n \x0e \x0e \n", "threshold");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_CREATE_WALLET);
    cr_assert_str_eq(walk.command->name, "Holiday");
    cr_assert_eq(walk.command->threshold, 3);
    cr_assert_eq(walk.command->guardian_count, 3);
    cr_assert_str_eq(walk.command->guardians[0], "Bob");
    cr_assert_eq(walk.command->network, NETWORK_REGTEST);
    cr_assert_eq(walk.command->chain_id, 31337);
    snapshot.outcome = (struct shown_outcome){.serial = 1, .kind = COMMAND_CREATE_WALLET};
    memset(snapshot.outcome.id, 0xc0, sizeof snapshot.outcome.id);
    cr_assert_eq(walk_heard(&walk), SCREEN_STAY);
    char *text = walk_text(&walk, 80, 24);
    cr_assert(strstr(text, "The key is made"));
    memory_free(text);
    walk_close(&walk);
}

Test(screens_own, nobody_makes_a_wallet_alone)
{
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    struct walk walk = walk_open(&screen_create, &snapshot, NULL, "Holiday\n\n");
    char *text = walk_text(&walk, 80, 24);
    cr_assert(strstr(text, "at least one guardian"));
    memory_free(text);
    walk_close(&walk);
}

Test(screens_own, a_passphrase_must_be_long_and_typed_twice_alike)
{
    without_home(SHOWN_NO_HOME);
    struct walk walk = walk_open(&screen_first_run, &snapshot, NULL,
                                 "laptop\nhttps://router.example\nshort\nshort");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_STAY);
    cr_assert_eq(walk_type(&walk, " but longer\nanother one\n"), SCREEN_STAY);
    walk_close(&walk);
    walk = walk_open(&screen_first_run, &snapshot, NULL,
                     "laptop\nhttps://router.example\nfour grey herons\nfour grey herons");
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_COMMAND);
    cr_assert_eq(walk.command->kind, COMMAND_MAKE_HOME);
    cr_assert_eq(secret_size(walk.command->secret), strlen("four grey herons"));
    secret_free(walk.command->secret);
    walk_close(&walk);
}

Test(screens_own, a_pasted_line_break_never_unlocks)
{
    without_home(SHOWN_LOCKED);
    struct walk walk = walk_open(&screen_unlock, &snapshot, NULL, "");
    cr_assert_eq(walk_paste(&walk, "passphrase\n"), SCREEN_STAY);
    cr_assert_eq(walk_type(&walk, "\n"), SCREEN_COMMAND);
    cr_assert_eq(secret_size(walk.command->secret), strlen("passphrase"));
    secret_free(walk.command->secret);
    walk_close(&walk);
}

Test(screens_own, nothing_of_the_wallet_is_seen_while_it_is_locked)
{
    without_home(SHOWN_LOCKED);
    struct walk walk = walk_open(&screen_unlock, &snapshot, NULL, "hunter2hunter2");
    char *text = walk_text(&walk, 80, 24);
    cr_assert_null(strstr(text, "hunter2"));
    cr_assert_null(strstr(text, "BTC"));
    memory_free(text);
    walk_close(&walk);
}

Test(screens_own, every_screen_fits_every_size)
{
    golden_snapshot(&snapshot, GOLDEN_HOSTILE);
    const struct screen *const screens[] = {&screen_welcome,  &screen_first_run, &screen_unlock,
                                            &screen_practice, &screen_create,    &screen_home,
                                            &screen_quit};
    for (size_t i = 0; i < sizeof screens / sizeof screens[0]; i++) {
        struct walk walk = walk_open(screens[i], &snapshot, NULL, "");
        for (int width = 1; width <= 130; width += 3) {
            for (int height = 1; height <= 45; height += 2) {
                struct canvas *canvas = canvas_new(width, height);
                screens[i]->draw(canvas, walk.state, &snapshot);
                golden_check_frame(canvas);
                canvas_free(canvas);
            }
        }
        walk_close(&walk);
    }
}
