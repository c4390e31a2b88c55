/* SPDX-License-Identifier: MIT */
#include "core/router/parked.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t a[32] = {1, 1}, same_row[32] = {1, 1, 9}, b[32] = {2};

Test(parked, wakes_the_oldest_of_a_key_first_and_nobody_else)
{
    struct parked *parked = parked_new();
    struct parked_wait wait[4], *displaced = NULL;

    cr_assert(parked_add(parked, &displaced, &wait[0], a, 1000, 20000));
    cr_assert(parked_add(parked, &displaced, &wait[1], same_row, 1000, 20000));
    cr_assert(parked_add(parked, &displaced, &wait[2], a, 1000, 20000));
    cr_assert(parked_add(parked, &displaced, &wait[3], b, 1000, 20000));

    cr_assert_eq(parked_take(parked, a), &wait[0]);
    cr_assert_eq(parked_take(parked, a), &wait[2]);
    cr_assert_null(parked_take(parked, a));
    cr_assert_eq(parked_take(parked, same_row), &wait[1]);
    cr_assert_eq(parked_take_any(parked), &wait[3]);
    cr_assert_null(parked_take_any(parked));
    parked_free(parked);
}

Test(parked, gives_the_place_of_the_oldest_to_a_third_but_not_at_once)
{
    struct parked *parked = parked_new();
    struct parked_wait wait[4], *displaced = NULL;

    cr_assert(parked_add(parked, &displaced, &wait[0], a, 1000, 20000));
    cr_assert(parked_add(parked, &displaced, &wait[1], a, 1500, 20000));
    cr_assert_not(parked_add(parked, &displaced, &wait[2], a, 1999, 20000));
    cr_assert_null(displaced);
    cr_assert(parked_add(parked, &displaced, &wait[2], a, 2000, 20000));
    cr_assert_eq(displaced, &wait[0]);
    cr_assert_not(wait[0].is_waiting);
    cr_assert_eq(parked_take(parked, a), &wait[1]);
    cr_assert_eq(parked_take(parked, a), &wait[2]);
    parked_free(parked);
}

Test(parked, ends_each_wait_after_its_time_and_not_before)
{
    enum { COUNT = 400 };
    struct parked *parked = parked_new();
    struct parked_wait *wait = calloc(COUNT, sizeof *wait), *displaced = NULL, *due;
    size_t ended = 0;

    srand(7);
    for (size_t i = 0; i < COUNT; i++) {
        uint8_t key[32] = {(uint8_t)i, (uint8_t)(i >> 8)};
        cr_assert(parked_add(parked, &displaced, &wait[i], key, 100000,
                             101000 + (uint64_t)(rand() % 24000)));
    }
    for (uint64_t now = 100000; now < 127000; now += 1 + (uint64_t)(rand() % 400)) {
        while ((due = parked_take_due(parked, now)) != NULL) {
            cr_assert_geq(now, due->until_ms);
            ended++;
        }
        for (size_t i = 0; i < COUNT; i++)
            cr_assert(!wait[i].is_waiting || wait[i].until_ms + 700 > now);
    }
    cr_assert_eq(ended, COUNT);
    cr_assert_eq(parked_patience(parked, 127000, 1000), 1000);
    free(wait);
    parked_free(parked);
}

Test(parked, finds_all_that_is_due_after_a_long_pause)
{
    struct parked *parked = parked_new();
    struct parked_wait wait[3], *displaced = NULL;

    cr_assert(parked_add(parked, &displaced, &wait[0], a, 5000, 6000));
    cr_assert(parked_add(parked, &displaced, &wait[1], b, 5000, 30000));
    cr_assert(parked_take_due(parked, 10000000) != NULL);
    cr_assert(parked_take_due(parked, 10000000) != NULL);
    cr_assert_null(parked_take_due(parked, 10000000));
    cr_assert(parked_add(parked, &displaced, &wait[2], a, 10000000, 10001000));
    cr_assert_null(parked_take_due(parked, 10000999));
    cr_assert_eq(parked_take_due(parked, 10001500), &wait[2]);
    parked_free(parked);
}

Test(parked, forgets_a_wait_that_is_removed)
{
    struct parked *parked = parked_new();
    struct parked_wait wait[3], never = {0}, *displaced = NULL;

    for (size_t i = 0; i < 3; i++)
        cr_assert(parked_add(parked, &displaced, &wait[i], i == 1 ? b : a, 1000, 3000));
    parked_remove(parked, &wait[1]);
    parked_remove(parked, &wait[1]);
    parked_remove(parked, &never);
    cr_assert_null(parked_take(parked, b));
    parked_remove(parked, &wait[0]);
    cr_assert_eq(parked_take_due(parked, 9000), &wait[2]);
    cr_assert_null(parked_take_due(parked, 9000));
    parked_free(parked);
}
