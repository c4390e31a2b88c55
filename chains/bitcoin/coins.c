/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/coins.h"

#include <stdlib.h>

#include "chains/bitcoin/coins_search.h"
#include "core/base/memory.h"

uint64_t coins_fee(uint64_t weight, uint64_t feerate)
{
    const uint64_t vbytes = (weight + 3) / 4;

    return (vbytes * feerate + 999) / 1000;
}

static int compare_worth(const void *a, const void *b)
{
    const struct coins_candidate *left = a;
    const struct coins_candidate *right = b;

    if (left->worth != right->worth)
        return left->worth < right->worth ? 1 : -1;
    return left->position < right->position ? -1 : left->position > right->position;
}

/* Coins that bring more than they cost, best first. */
static void gather(struct coins_search *search, const uint64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (values[i] <= search->input_fee)
            continue;
        search->list[search->count++] = (struct coins_candidate){
            .position = i, .worth = values[i] - search->input_fee, .value = values[i]};
    }
    qsort(search->list, search->count, sizeof *search->list, compare_worth);
}

static uint64_t sum_of_worth(const struct coins_search *search, size_t most)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < search->count && i < most; i++)
        sum += search->list[i].worth;
    return sum;
}

static result check_enough(const struct coins_search *search, const uint64_t *values, size_t count)
{
    uint64_t all = 0;

    for (size_t i = 0; i < count; i++)
        all += values[i];
    CHECK(all >= search->order->target, BITCOIN_BALANCE);
    CHECK(sum_of_worth(search, search->count) >= search->goal, BITCOIN_BALANCE_FEE);
    CHECK(sum_of_worth(search, search->order->count_max) >= search->goal, BITCOIN_COINS_MANY);
    return OK;
}

static uint64_t weight_of(const struct coins_order *order, size_t inputs, bool has_change)
{
    return order->fixed_weight + inputs * order->input_weight +
           (has_change ? order->change_weight : 0);
}

static uint64_t pick(struct coins_choice *out, const struct coins_search *search,
                     const struct coins_set *set)
{
    uint64_t sum = 0;

    out->count = set->count;
    for (size_t i = 0; i < set->count; i++) {
        out->picked[i] = search->list[set->members[i]].position;
        sum += search->list[set->members[i]].value;
    }
    return sum;
}

/* The exact sums of a chosen set. What is too small to be change goes to the fee. */
static result settle(struct coins_choice *out, const struct coins_search *search,
                     const struct coins_set *set)
{
    const struct coins_order *order = search->order;
    struct coins_choice choice = {.target = order->target};
    const uint64_t sum = pick(&choice, search, set);
    const uint64_t bare_fee = coins_fee(weight_of(order, set->count, false), order->feerate);
    const uint64_t full_fee = coins_fee(weight_of(order, set->count, true), order->feerate);

    CHECK(sum >= order->target + bare_fee, BITCOIN_BALANCE_FEE);
    choice.fee = sum - order->target;
    if (set->has_change && sum >= order->target + full_fee + search->change_least) {
        choice.fee = full_fee;
        choice.change = sum - order->target - full_fee;
    }
    *out = choice;
    return OK;
}

static result settle_all(struct coins_choice *out, const struct coins_search *search)
{
    const struct coins_order *order = search->order;
    struct coins_choice choice = {0};
    struct coins_set set = {.count = search->count};

    CHECK(search->count > 0, BITCOIN_BALANCE);
    CHECK(search->count <= order->count_max, BITCOIN_COINS_MANY);
    for (size_t i = 0; i < set.count; i++)
        set.members[i] = i;
    const uint64_t sum = pick(&choice, search, &set);
    choice.fee = coins_fee(weight_of(order, set.count, false), order->feerate);
    CHECK(sum > choice.fee, BITCOIN_BALANCE_FEE);
    choice.target = sum - choice.fee;
    *out = choice;
    return OK;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static struct coins_search search_of(const struct coins_order *order)
{
    const uint64_t spend_later = coins_fee(order->input_weight, COINS_LONG_TERM_FEERATE);
    const uint64_t bare = coins_fee(order->fixed_weight, order->feerate);
    const uint64_t full = coins_fee(order->fixed_weight + order->change_weight, order->feerate);
    const uint64_t input_fee = coins_fee(order->input_weight, order->feerate);

    return (struct coins_search){
        .order = order,
        .input_fee = input_fee,
        .input_waste = (int64_t)input_fee - (int64_t)spend_later,
        .change_cost = full - bare + spend_later,
        .change_least = larger(order->change_dust, spend_later + 1),
        .goal = order->target + bare,
        .goal_with_change = order->target + full + larger(order->change_dust, spend_later + 1),
    };
}

result coins_choose(struct coins_choice *out, const uint64_t *values, size_t count,
                    const struct coins_order *order)
{
    struct coins_search search = search_of(order);
    struct coins_set best = {0};

    search.list = memory_new(count ? count : 1, sizeof *search.list);
    gather(&search, values, count);
    result r;
    if (order->send_all) {
        r = settle_all(out, &search);
    } else {
        r = check_enough(&search, values, count);
        if (is_ok(r)) {
            coins_search_best(&best, &search);
            r = settle(out, &search, &best);
        }
    }
    memory_free(search.list);
    return r;
}
