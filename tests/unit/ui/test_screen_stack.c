/* SPDX-License-Identifier: MIT */
/* The keys that work everywhere, and what the answers of screens do. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/crypto/point.h" /* crypto_start */
#include "support/golden.h"

static struct snapshot snapshot;
static struct screen_stack *stack;
static struct command *command;

static void start(void)
{
    crypto_start();
    golden_snapshot(&snapshot, GOLDEN_USUAL);
    stack = screen_stack_new();
    command = memory_new(1, sizeof *command);
    screen_stack_start(stack, "home", &snapshot);
}

static void stop(void)
{
    screen_stack_free(stack);
    memory_free(command);
    snapshot_wipe(&snapshot);
}

TestSuite(screen_stack, .init = start, .fini = stop);

static enum screen_answer press(struct key key)
{
    memset(command, 0, sizeof *command);
    key.at_ms = snapshot.now_ms + 10000;
    return screen_stack_key(stack, command, &snapshot, &key);
}

static const char *top(void)
{
    return screen_stack_top(stack)->name;
}

Test(screen_stack, every_tab_has_its_number)
{
    for (int tab = 1; tab <= 8; tab++) {
        screen_stack_start(stack, "home", &snapshot);
        cr_assert(screen_by_tab(tab), "tab %d", tab);
        cr_assert_eq(press(key_of((uint32_t)('0' + tab))), SCREEN_STAY);
        cr_assert_str_eq(top(), screen_by_tab(tab)->name);
    }
}

Test(screen_stack, escape_goes_up_and_never_out)
{
    (void)press(key_of('6'));
    cr_assert_str_eq(top(), "guardians");
    cr_assert_eq(press(key_press(PRESS_ESCAPE)), SCREEN_STAY);
    cr_assert_str_eq(top(), "home");
    cr_assert_eq(press(key_press(PRESS_ESCAPE)), SCREEN_STAY);
    cr_assert_str_eq(top(), "home");
    cr_assert_eq(press(key_of('q')), SCREEN_QUIT);
}

Test(screen_stack, help_knows_where_it_was_asked)
{
    cr_assert_eq(press(key_of('?')), SCREEN_STAY);
    cr_assert_str_eq(top(), "help");
    (void)press(key_press(PRESS_ESCAPE));
    cr_assert_str_eq(top(), "home");
}

Test(screen_stack, control_c_asks_to_quit_wherever_one_is)
{
    (void)screen_stack_open(stack, "first_run", &snapshot, NULL);
    cr_assert_eq(press(key_press(PRESS_STOP)), SCREEN_QUIT);
}

Test(screen_stack, no_letter_fires_while_a_text_is_typed)
{
    (void)screen_stack_open(stack, "first_run", &snapshot, NULL);
    for (uint32_t c = ' '; c < 0x7f; c++) {
        cr_assert_eq(press(key_of(c)), SCREEN_STAY);
        cr_assert_str_eq(top(), "first_run");
    }
}

Test(screen_stack, capital_l_locks)
{
    cr_assert_eq(press(key_of('L')), SCREEN_COMMAND);
    cr_assert_eq(command->kind, COMMAND_LOCK);
    snapshot.home = SHOWN_LOCKED;
    screen_stack_start(stack, "welcome", &snapshot);
    cr_assert_eq(press(key_of('L')), SCREEN_STAY);
}

Test(screen_stack, is_never_deeper_than_its_room)
{
    for (int i = 0; i < 100; i++)
        (void)screen_stack_open(stack, "quit", &snapshot, NULL);
    cr_assert_not(screen_stack_open(stack, "quit", &snapshot, NULL));
    cr_assert_not(screen_stack_open(stack, "no such screen", &snapshot, NULL));
}

Test(screen_stack, survives_any_key_on_any_screen_at_any_size)
{
    uint32_t dice = 20251125;

    for (int round = 0; round < 30000; round++) {
        dice = dice * 1664525 + 1013904223;
        struct key key = key_press((enum press)((dice >> 8) % (PRESS_F10 + 1)));
        if ((dice >> 20) % 3 != 0)
            key = key_of(0x20 + (dice >> 12) % 0x5f);
        if (key.press == PRESS_PASTE) {
            key.paste = "bcrt1q\x1b[2J\xff\n\xe2\x80\xae";
            key.paste_size = strlen(key.paste);
        }
        const enum screen_answer answer = press(key);
        secret_free(command->secret);
        secret_free(command->secret_new);
        if (answer == SCREEN_QUIT)
            screen_stack_start(stack, round % 2 ? "home" : "welcome", &snapshot);
        if (round % 50 != 0)
            continue;
        struct canvas *canvas = canvas_new(1 + (int)(dice >> 4) % 140, 1 + (int)(dice >> 16) % 50);
        screen_stack_draw(stack, canvas, &snapshot);
        golden_check_frame(canvas);
        canvas_free(canvas);
    }
}
