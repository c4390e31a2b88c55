/* SPDX-License-Identifier: MIT */
#include "core/ceremony/signer_set.h"

#include <stdbool.h>

enum {
    FAILURE_WEIGHT = 4,
    MARKS_TO_REST = 3,
    MARKS_TO_OWNER = 64,
    DAY = 24 * 60 * 60,
    REST_MOST = 14 * DAY,
};

struct candidate {
    uint32_t seats;
    uint64_t score;
    uint64_t availability;
};

static bool has_barred_edge(const struct signer_set_question *q, uint32_t seats)
{
    for (uint16_t i = 0; i < q->n; i++)
        for (uint16_t j = 0; j < q->n; j++)
            if (i != j && (seats >> i & 1) && (seats >> j & 1) && (q->barred[i] >> j & 1))
                return true;
    return false;
}

static struct candidate weigh(const struct signer_set_question *q, uint32_t seats)
{
    struct candidate c = {.seats = seats};

    for (uint16_t i = 0; i < q->n; i++) {
        if (!(seats >> i & 1))
            continue;
        c.score += (uint64_t)q->seat[i].failures * FAILURE_WEIGHT + q->seat[i].timeouts;
        c.availability += q->seat[i].availability;
        for (uint16_t j = (uint16_t)(i + 1); j < q->n; j++)
            if (seats >> j & 1)
                c.score += q->penalty[i][j];
    }
    return c;
}

static bool is_better(const struct candidate *a, const struct candidate *b)
{
    if (a->score != b->score)
        return a->score < b->score;
    return a->availability > b->availability;
}

result signer_set_choose(uint16_t seats[static SIGNER_SET_SEATS_MAX],
                         const struct signer_set_question *question)
{
    const struct signer_set_question *const q = question;
    struct candidate best = {0};
    size_t count = 0;

    CHECK(q->n <= SIGNER_SET_SEATS_MAX && q->t >= 1 && q->t <= q->n, SIGNER_SET_SIZE);
    for (uint32_t set = 1; set < (uint32_t)1 << q->n; set++) {
        if (__builtin_popcount(set) != q->t || (set & ~q->willing) || (q->required & ~set) ||
            has_barred_edge(q, set))
            continue;
        const struct candidate c = weigh(q, set);
        if (best.seats == 0 || is_better(&c, &best))
            best = c;
    }
    CHECK(best.seats != 0, SIGNER_SET_NONE);
    for (uint16_t i = 0; i < q->n; i++)
        if (best.seats >> i & 1)
            seats[count++] = i;
    return OK;
}

enum signer_set_edge signer_set_judge_edge(uint64_t *until, const uint64_t *mark_times,
                                           size_t count, uint64_t now)
{
    uint64_t rest = DAY, resting_until = 0;
    size_t first = 0; /* marks before it are used up by an earlier rest */

    *until = 0;
    if (count >= MARKS_TO_OWNER)
        return SIGNER_SET_EDGE_OWNER_ONLY;
    for (size_t i = 0; i < count; i++) {
        if (i - first + 1 < MARKS_TO_REST ||
            mark_times[i] - mark_times[i + 1 - MARKS_TO_REST] > DAY)
            continue;
        resting_until = mark_times[i] + rest;
        rest = rest * 2 < REST_MOST ? rest * 2 : REST_MOST;
        first = i + 1;
    }
    if (resting_until <= now)
        return SIGNER_SET_EDGE_FREE;
    *until = resting_until;
    return SIGNER_SET_EDGE_RESTING;
}
