/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/message/replay_window.h"
#include "support/scripted_rng.h"

static enum replay_verdict see(struct replay_window *window, uint64_t ctr)
{
    const enum replay_verdict verdict = replay_window_judge(window, ctr);

    replay_window_take(window, ctr);
    return verdict;
}

static uint64_t at(uint64_t second, uint64_t number)
{
    return (1795000000 + second) << 20 | number;
}

Test(replay_window, tells_a_repeat)
{
    struct replay_window window = {0};

    cr_assert_eq(see(&window, at(0, 0)), REPLAY_NEW);
    cr_assert_eq(see(&window, at(0, 0)), REPLAY_SEEN);
    cr_assert_eq(see(&window, at(0, 1)), REPLAY_NEW);
    cr_assert_eq(see(&window, at(0, 0)), REPLAY_SEEN);
    cr_assert_eq(see(&window, at(0, 1)), REPLAY_SEEN);
}

Test(replay_window, bears_that_seconds_arrive_out_of_order)
{
    struct replay_window window = {0};

    for (unsigned second = 16; second-- > 0;)
        cr_assert_eq(see(&window, at(second * 977, 3)), REPLAY_NEW);
    for (unsigned second = 0; second < 16; second++)
        cr_assert_eq(see(&window, at(second * 977, 3)), REPLAY_SEEN);
}

Test(replay_window, bears_sixty_four_chunks_in_any_order)
{
    struct replay_window window = {0};

    see(&window, at(0, 0));
    for (unsigned i = 0; i < 64; i++)
        cr_assert_eq(see(&window, at(9, i * 29 % 64)), REPLAY_NEW);
    for (unsigned i = 0; i < 64; i++)
        cr_assert_eq(see(&window, at(9, i)), REPLAY_SEEN);
    cr_assert_eq(see(&window, at(0, 0)), REPLAY_SEEN);
}

Test(replay_window, accepts_nothing_at_or_below_its_floor)
{
    struct replay_window window = {0};

    for (unsigned second = 0; second < 17; second++)
        cr_assert_eq(see(&window, at(second, 0)), REPLAY_NEW);
    cr_assert_eq(window.floor, at(0, 15));
    cr_assert_eq(see(&window, at(0, 0)), REPLAY_OLD);
    cr_assert_eq(see(&window, at(0, 15)), REPLAY_OLD);
    /* Full, and below all: would itself fall out. */
    cr_assert_eq(see(&window, at(0, 16)), REPLAY_OLD);
    cr_assert_eq(see(&window, at(1, 5)), REPLAY_NEW);
    cr_assert_eq(see(&window, 0), REPLAY_OLD);
    cr_assert_eq(see(&window, 1), REPLAY_OLD);
    cr_assert_eq(see(&window, UINT64_MAX), REPLAY_OLD);
    cr_assert_eq(see(&window, (uint64_t)1 << 52), REPLAY_OLD);
}

Test(replay_window, never_accepts_zero)
{
    struct replay_window window = {0};

    cr_assert_eq(see(&window, 0), REPLAY_OLD);
    cr_assert_eq(see(&window, 1), REPLAY_NEW);
}

/* Whatever order counters come in, none is ever new twice. */
Test(replay_window, never_takes_a_counter_twice)
{
    static uint8_t taken[1 << 14];
    struct scripted_rng rng;
    struct replay_window window = {0};
    unsigned accepted = 0;

    scripted_rng_seed(&rng, 7);
    for (unsigned round = 0; round < 200000; round++) {
        uint32_t draw;
        rng_fill(&rng.base, &draw, sizeof draw);
        const unsigned ahead = round / 16;
        const uint64_t ctr = 1 + (ahead + draw % 300) % (1 << 14);
        if (see(&window, ctr) == REPLAY_NEW) {
            cr_assert_not(taken[ctr], "counter %lu twice", (unsigned long)ctr);
            taken[ctr] = 1;
            accepted++;
        }
    }
    cr_assert_gt(accepted, 5000);
}

Test(replay_window, survives_being_stored)
{
    struct replay_window window = {0}, back;
    uint8_t bytes[REPLAY_WINDOW_BYTES], again[REPLAY_WINDOW_BYTES];

    for (unsigned i = 0; i < 40; i++) {
        replay_window_write(&window, bytes);
        cr_assert(is_ok(replay_window_read(&back, bytes)));
        cr_assert_eq(back.count, window.count);
        cr_assert_eq(back.floor, window.floor);
        for (unsigned j = 0; j <= i; j++)
            cr_assert_eq(replay_window_judge(&back, at(j, j % 20)),
                         replay_window_judge(&window, at(j, j % 20)));
        replay_window_write(&back, again);
        cr_assert_arr_eq(bytes, again, sizeof bytes);
        see(&window, at(i, i % 20));
    }
}

Test(replay_window, all_zero_bytes_have_seen_nothing)
{
    const uint8_t zero[REPLAY_WINDOW_BYTES] = {0};
    struct replay_window window;

    cr_assert(is_ok(replay_window_read(&window, zero)));
    cr_assert_eq(window.count, 0);
    cr_assert_eq(see(&window, 1), REPLAY_NEW);
}

Test(replay_window, refuses_bytes_it_did_not_write)
{
    struct replay_window window = {0}, out;
    uint8_t bytes[REPLAY_WINDOW_BYTES], wrong[REPLAY_WINDOW_BYTES];

    see(&window, at(5, 1));
    see(&window, at(6, 1));
    replay_window_write(&window, bytes);
    memcpy(wrong, bytes, sizeof wrong); /* descending */
    memcpy(wrong + 8, bytes + 16, 8);
    memcpy(wrong + 16, bytes + 8, 8);
    cr_assert_eq(replay_window_read(&out, wrong).code, ERROR_REPLAY_WINDOW_SHAPE);
    memcpy(wrong, bytes, sizeof wrong); /* a gap */
    memset(wrong + 8, 0, 8);
    cr_assert_eq(replay_window_read(&out, wrong).code, ERROR_REPLAY_WINDOW_SHAPE);
    memcpy(wrong, bytes, sizeof wrong); /* an empty block */
    memset(wrong + 14, 0, 2);
    cr_assert_eq(replay_window_read(&out, wrong).code, ERROR_REPLAY_WINDOW_SHAPE);
    memcpy(wrong, bytes, sizeof wrong); /* the floor above the blocks */
    wrong[1] = 0x0f;
    memset(wrong + 2, 0xff, 6);
    cr_assert_eq(replay_window_read(&out, wrong).code, ERROR_REPLAY_WINDOW_SHAPE);
    memcpy(wrong, bytes, sizeof wrong); /* twice the same */
    memcpy(wrong + 16, wrong + 8, 8);
    cr_assert_eq(replay_window_read(&out, wrong).code, ERROR_REPLAY_WINDOW_SHAPE);
}
