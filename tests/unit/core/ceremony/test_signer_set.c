/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/ceremony/signer_set.h"

enum { DAY = 24 * 60 * 60 };

static struct signer_set_question question(uint16_t t, uint16_t n)
{
    return (struct signer_set_question){.n = n, .t = t, .willing = (1u << n) - 1};
}

static uint32_t chosen(const struct signer_set_question *q)
{
    uint16_t seats[16];
    uint32_t set = 0;

    cr_assert(is_ok(signer_set_choose(seats, q)));
    for (int i = 0; i < q->t; i++) {
        cr_assert(i == 0 || seats[i] > seats[i - 1]);
        set |= 1u << seats[i];
    }
    return set;
}

static void bar(struct signer_set_question *q, int a, int b)
{
    q->barred[a] |= 1u << b;
    q->barred[b] |= 1u << a;
}

Test(signer_set, takes_the_ones_with_the_fewest_failures)
{
    struct signer_set_question q = question(2, 4);

    q.seat[0].failures = 1;
    q.seat[1].timeouts = 5;
    q.seat[2].timeouts = 3;
    cr_assert_eq(chosen(&q), 1u << 3 | 1u << 2);
    q.seat[0].failures = 0;
    cr_assert_eq(chosen(&q), 1u << 3 | 1u << 0);
}

Test(signer_set, breaks_ties_by_availability)
{
    struct signer_set_question q = question(2, 4);

    q.seat[1].availability = 900000;
    q.seat[3].availability = 990000;
    q.seat[2].availability = 500000;
    cr_assert_eq(chosen(&q), 1u << 3 | 1u << 1);
}

Test(signer_set, never_takes_a_barred_edge_and_counts_penalties)
{
    struct signer_set_question q = question(3, 5);

    bar(&q, 0, 1);
    bar(&q, 0, 2);
    q.penalty[1][2] = 10;
    cr_assert_eq(chosen(&q), 1u << 0 | 1u << 3 | 1u << 4);
    q.willing &= ~1u;
    q.penalty[3][4] = 50;
    cr_assert_eq(chosen(&q), 1u << 1 | 1u << 2 | 1u << 3);
}

/* Edges die only next to the corrupt ones, so the honest always keep a set. */
Test(signer_set, finds_the_honest_clique_of_sixteen)
{
    struct signer_set_question q = question(8, 16);

    for (int bad = 0; bad < 8; bad++)
        for (int other = 0; other < 16; other++)
            if (other != bad)
                bar(&q, bad, other);
    cr_assert_eq(chosen(&q), 0xFF00u);
}

Test(signer_set, honours_required_seats)
{
    struct signer_set_question q = question(2, 3);

    q.seat[0].failures = 100;
    q.required = 1;
    cr_assert(chosen(&q) & 1);
}

Test(signer_set, says_when_there_is_none)
{
    struct signer_set_question q = question(2, 3);
    uint16_t seats[16];

    q.willing = 3;
    bar(&q, 0, 1);
    cr_assert_eq(signer_set_choose(seats, &q).code, ERROR_SIGNER_SET_NONE);
    q.n = 17;
    cr_assert_eq(signer_set_choose(seats, &q).code, ERROR_SIGNER_SET_SIZE);
    q.n = 3;
    q.t = 0;
    cr_assert_eq(signer_set_choose(seats, &q).code, ERROR_SIGNER_SET_SIZE);
}

Test(signer_set, lets_an_edge_rest_after_three_marks_in_a_day)
{
    const uint64_t start = 1000000;
    uint64_t marks[64], until;

    marks[0] = start;
    marks[1] = start + 10;
    cr_assert_eq(signer_set_judge_edge(&until, marks, 2, start + 20), SIGNER_SET_EDGE_FREE);
    marks[2] = start + DAY + 1; /* not within a day of the first */
    cr_assert_eq(signer_set_judge_edge(&until, marks, 3, start + DAY + 2), SIGNER_SET_EDGE_FREE);
    marks[2] = start + DAY;
    cr_assert_eq(signer_set_judge_edge(&until, marks, 3, start + DAY + 2), SIGNER_SET_EDGE_RESTING);
    cr_assert_eq(until, start + 2 * DAY);
    cr_assert_eq(signer_set_judge_edge(&until, marks, 3, start + 2 * DAY), SIGNER_SET_EDGE_FREE);
}

Test(signer_set, doubles_the_rest_up_to_fourteen_days)
{
    uint64_t marks[64], until;
    const uint64_t rests[] = {1, 2, 4, 8, 14, 14};
    size_t count = 0;

    for (int k = 0; k < 6; k++) {
        for (int i = 0; i < 3; i++)
            marks[count++] = 1000000 + (uint64_t)k * 20 * DAY + (uint64_t)i;
        cr_assert_eq(signer_set_judge_edge(&until, marks, count, marks[count - 1]),
                     SIGNER_SET_EDGE_RESTING);
        cr_assert_eq(until - marks[count - 1], rests[k] * DAY);
    }
}

Test(signer_set, leaves_an_edge_to_the_owner_after_sixty_four_marks)
{
    uint64_t marks[64], until;

    for (int i = 0; i < 64; i++)
        marks[i] = 1000000 + (uint64_t)i * 10 * DAY;
    cr_assert_eq(signer_set_judge_edge(&until, marks, 63, marks[63] + 100 * DAY),
                 SIGNER_SET_EDGE_FREE);
    cr_assert_eq(signer_set_judge_edge(&until, marks, 64, marks[63] + 100 * DAY),
                 SIGNER_SET_EDGE_OWNER_ONLY);
}
