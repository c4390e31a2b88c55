/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/coins_search.h"

/* While fees are low each further input is a gain, for small coins are joined cheaply. Up to a
 * point: every input also ties one more address to the others, and is one more thing to sign
 * together. */
static int64_t waste_of(const struct coins_search *search, const struct coins_set *set)
{
    const bool is_gain = search->input_waste < 0 && set->count > COINS_JOIN_MAX;
    const int64_t counted = is_gain ? COINS_JOIN_MAX : (int64_t)set->count;

    return counted * search->input_waste +
           (int64_t)(set->has_change ? search->change_cost : set->worth - search->goal);
}

static void keep_better(struct coins_set *best, const struct coins_search *search,
                        const struct coins_set *set)
{
    if (set->count == 0 || set->worth < search->goal)
        return;
    if (best->count > 0) {
        const int64_t old = waste_of(search, best);
        const int64_t new = waste_of(search, set);
        if (new > old || (new == old && set->count >= best->count))
            return;
    }
    *best = *set;
}

static void add(struct coins_set *set, const struct coins_search *search, size_t member)
{
    set->members[set->count++] = member;
    set->worth += search->list[member].worth;
    set->has_change = set->worth >= search->goal_with_change;
}

static void smallest_single(struct coins_set *out, const struct coins_search *search)
{
    for (size_t i = search->count; i-- > 0;) {
        if (search->list[i].worth < search->goal_with_change)
            continue;
        add(out, search, i);
        return;
    }
}

static void largest_first(struct coins_set *out, const struct coins_search *search)
{
    for (size_t i = 0; i < search->count && out->count < search->order->count_max; i++) {
        if (out->has_change)
            return;
        add(out, search, i);
    }
}

/* Joins small coins while that is cheap: a few of the smallest, and the smallest that makes them
 * enough. The list is sorted, so those left stand in front. */
static void join_small(struct coins_set *out, const struct coins_search *search)
{
    const size_t most =
        search->order->count_max < COINS_JOIN_MAX ? search->order->count_max : COINS_JOIN_MAX;
    size_t left = search->count;

    while (left > 0 && out->count + 1 < most && !out->has_change)
        add(out, search, --left);
    while (left > 0 && !out->has_change) {
        if (out->worth + search->list[--left].worth >= search->goal_with_change)
            add(out, search, left);
    }
}

void coins_search_best(struct coins_set *best, const struct coins_search *search)
{
    struct coins_set exact = {0};
    struct coins_set single = {0};
    struct coins_set largest = {0};
    struct coins_set joined = {0};

    coins_search_exact(&exact, search);
    smallest_single(&single, search);
    largest_first(&largest, search);
    if (search->input_waste < 0)
        join_small(&joined, search);
    *best = (struct coins_set){0};
    keep_better(best, search, &exact);
    keep_better(best, search, &single);
    keep_better(best, search, &largest);
    keep_better(best, search, &joined);
}

/* Depth first over the sorted list: each coin is first taken, then left out. */
struct walk {
    struct coins_set set;
    uint64_t rest; /* worth of the coins not decided yet */
    size_t next;   /* the first of them */
};

static bool is_hopeless(const struct coins_search *search, const struct walk *walk,
                        const struct coins_set *best)
{
    if (walk->set.worth > search->goal + search->change_cost ||
        walk->set.worth + walk->rest < search->goal)
        return true;
    if (walk->set.worth < search->goal && walk->set.count >= search->order->count_max)
        return true;
    /* Each further input only adds waste when fees are above the long-term rate. */
    return best->count > 0 && search->input_waste > 0 &&
           (int64_t)walk->set.count * search->input_waste > waste_of(search, best);
}

static void decide_next(const struct coins_search *search, struct walk *walk)
{
    const size_t at = walk->next++;
    const size_t count = walk->set.count;
    const uint64_t worth = search->list[at].worth;

    walk->rest -= worth;
    /* Its equal before it was left out: taking this one gives a set that was seen already. */
    if (at > 0 && worth == search->list[at - 1].worth &&
        (count == 0 || walk->set.members[count - 1] != at - 1))
        return;
    walk->set.members[walk->set.count++] = at;
    walk->set.worth += worth;
}

/* Leaves out the coin that was taken last; false when all was tried. */
static bool turn_back(const struct coins_search *search, struct walk *walk)
{
    if (walk->set.count == 0)
        return false;
    const size_t last = walk->set.members[--walk->set.count];
    walk->set.worth -= search->list[last].worth;
    while (walk->next > last + 1)
        walk->rest += search->list[--walk->next].worth;
    return true;
}

void coins_search_exact(struct coins_set *out, const struct coins_search *search)
{
    struct coins_set best = {0};
    struct walk walk = {0};

    for (size_t i = 0; i < search->count; i++)
        walk.rest += search->list[i].worth;
    for (unsigned tries = 0; tries < COINS_TRIES_MAX; tries++) {
        const bool is_found = walk.set.worth >= search->goal && walk.set.count > 0;
        const bool is_dead = is_hopeless(search, &walk, &best);
        if (is_found && !is_dead)
            keep_better(&best, search, &walk.set);
        if (!is_found && !is_dead && walk.next < search->count)
            decide_next(search, &walk);
        else if (!turn_back(search, &walk))
            break;
    }
    *out = best;
}
