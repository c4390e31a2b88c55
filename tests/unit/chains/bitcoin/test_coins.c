/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "chains/bitcoin/coins.h"

/* One Taproot output paid, Taproot change. */
static struct coins_order order_for(uint64_t target, uint64_t feerate)
{
    return (struct coins_order){.feerate = feerate,
                                .target = target,
                                .count_max = COINS_TAPROOT_MAX,
                                .input_weight = 230,
                                .fixed_weight = 42 + 4 * 43,
                                .change_weight = 4 * 43,
                                .change_dust = 330};
}

static uint64_t weight_of(const struct coins_order *order, const struct coins_choice *choice)
{
    return order->fixed_weight + choice->count * order->input_weight +
           (choice->change ? order->change_weight : 0);
}

/* What must hold of every choice, whatever the strategy. */
static void check(const struct coins_order *order, const struct coins_choice *choice,
                  const uint64_t *values, size_t count)
{
    bool *seen = calloc(count, sizeof *seen);
    uint64_t sum = 0;

    cr_assert_gt(choice->count, 0);
    cr_assert_leq(choice->count, order->count_max);
    for (size_t i = 0; i < choice->count; i++) {
        cr_assert_lt(choice->picked[i], count);
        cr_assert_not(seen[choice->picked[i]]);
        seen[choice->picked[i]] = true;
        sum += values[choice->picked[i]];
    }
    cr_assert_eq(sum, choice->target + choice->fee + choice->change);
    cr_assert_geq(choice->fee, coins_fee(weight_of(order, choice), order->feerate));
    if (choice->change) {
        cr_assert_geq(choice->change, order->change_dust);
        cr_assert_eq(choice->fee, coins_fee(weight_of(order, choice), order->feerate));
    } else if (!order->send_all) {
        /* What is given away is at most what change would have cost, and a least change. */
        const uint64_t cost = coins_fee(order->change_weight, order->feerate) +
                              2 * coins_fee(order->input_weight, COINS_LONG_TERM_FEERATE) +
                              order->change_dust + choice->count + 8;
        cr_assert_leq(choice->fee, coins_fee(weight_of(order, choice), order->feerate) + cost);
    }
    free(seen);
}

Test(coins, fee_is_rounded_up)
{
    cr_assert_eq(coins_fee(4, 1000), 1);
    cr_assert_eq(coins_fee(5, 1000), 2);
    cr_assert_eq(coins_fee(400, 1500), 150);
    cr_assert_eq(coins_fee(404, 1500), 152);
    cr_assert_eq(coins_fee(0, 1500), 0);
}

Test(coins, finds_the_set_that_needs_no_change)
{
    struct coins_order order = order_for(0, 20000);
    uint64_t values[40];
    struct coins_choice choice;
    const uint64_t input_fee = coins_fee(order.input_weight, order.feerate);

    for (size_t i = 0; i < 40; i++)
        values[i] = 100000 + 7919 * i * i;
    /* the worth of coins 3, 11 and 29 is exactly what is needed */
    order.target = values[3] + values[11] + values[29] - 3 * input_fee -
                   coins_fee(order.fixed_weight, order.feerate);
    cr_assert(is_ok(coins_choose(&choice, values, 40, &order)));
    check(&order, &choice, values, 40);
    cr_assert_eq(choice.change, 0);
    cr_assert_leq(choice.count, 3);
}

Test(coins, makes_change_when_nothing_fits)
{
    const uint64_t values[] = {5000000, 800000};
    struct coins_order order = order_for(1000000, 20000);
    struct coins_choice choice;

    cr_assert(is_ok(coins_choose(&choice, values, 2, &order)));
    check(&order, &choice, values, 2);
    cr_assert_eq(choice.count, 1);
    cr_assert_eq(choice.picked[0], 0);
    cr_assert_gt(choice.change, 3900000);
}

Test(coins, prefers_the_smallest_coin_that_suffices_while_fees_are_high)
{
    const uint64_t values[] = {90000000, 3000000, 1000000, 70000};
    struct coins_order order = order_for(900000, 50000);
    struct coins_choice choice;

    cr_assert(is_ok(coins_choose(&choice, values, 4, &order)));
    check(&order, &choice, values, 4);
    cr_assert_eq(choice.count, 1);
    cr_assert_eq(choice.picked[0], 2);
}

Test(coins, joins_small_coins_while_fees_are_low)
{
    uint64_t values[30];
    struct coins_order order = order_for(250000, 1000);
    struct coins_choice choice;

    values[0] = 10000000;
    for (size_t i = 1; i < 30; i++)
        values[i] = 20000 + i;
    cr_assert(is_ok(coins_choose(&choice, values, 30, &order)));
    check(&order, &choice, values, 30);
    cr_assert_eq(choice.count, 8);
}

Test(coins, are_not_joined_without_end)
{
    uint64_t values[200];
    struct coins_order order = order_for(1000000, 1000);
    struct coins_choice choice;

    values[0] = 10000000;
    for (size_t i = 1; i < 200; i++)
        values[i] = 20000 + 17 * i;
    values[100] = 900000;
    values[101] = 150000;
    cr_assert(is_ok(coins_choose(&choice, values, 200, &order)));
    check(&order, &choice, values, 200);
    cr_assert_gt(choice.count, 1);
    cr_assert_leq(choice.count, 8); /* not the 45 and more that the smallest ones would need */
}

Test(coins, that_cost_more_than_they_bring_are_left_alone)
{
    const uint64_t values[] = {500, 500, 500, 1000000};
    struct coins_order order = order_for(900000, 20000);
    struct coins_choice choice;

    cr_assert(is_ok(coins_choose(&choice, values, 4, &order)));
    cr_assert_eq(choice.count, 1);
    order.send_all = true;
    order.target = 0;
    cr_assert(is_ok(coins_choose(&choice, values, 4, &order)));
    cr_assert_eq(choice.count, 1);
    check(&order, &choice, values, 4);
}

Test(coins, says_what_is_missing)
{
    const uint64_t values[] = {100000, 100000};
    struct coins_order order = order_for(200001, 1000);
    struct coins_choice choice;

    cr_assert_eq(coins_choose(&choice, values, 2, &order).code, ERROR_BITCOIN_BALANCE);
    order.target = 200000;
    cr_assert_eq(coins_choose(&choice, values, 2, &order).code, ERROR_BITCOIN_BALANCE_FEE);
    order.target = 150000;
    order.count_max = 1;
    cr_assert_eq(coins_choose(&choice, values, 2, &order).code, ERROR_BITCOIN_COINS_MANY);
    order.count_max = 2;
    cr_assert(is_ok(coins_choose(&choice, values, 2, &order)));
    cr_assert_eq(coins_choose(&choice, values, 0, &order).code, ERROR_BITCOIN_BALANCE);
    order.send_all = true;
    order.target = 0;
    cr_assert_eq(coins_choose(&choice, values, 0, &order).code, ERROR_BITCOIN_BALANCE);
    order.count_max = 1;
    cr_assert_eq(coins_choose(&choice, values, 2, &order).code, ERROR_BITCOIN_COINS_MANY);
}

Test(coins, send_all_leaves_nothing)
{
    const uint64_t values[] = {100000, 250000, 70000};
    struct coins_order order = order_for(0, 3000);
    struct coins_choice choice;

    order.send_all = true;
    cr_assert(is_ok(coins_choose(&choice, values, 3, &order)));
    check(&order, &choice, values, 3);
    cr_assert_eq(choice.count, 3);
    cr_assert_eq(choice.change, 0);
    cr_assert_eq(choice.target + choice.fee, 420000);
    cr_assert_eq(choice.fee, coins_fee(weight_of(&order, &choice), 3000));
}

Test(coins, hold_their_promises_over_random_sets)
{
    uint32_t seed = 2024;
    int chosen = 0, exact = 0;
    uint64_t *values = calloc(400, sizeof *values);

#define RANDOM(n) ((seed = seed * 1664525 + 1013904223) >> 8) % (n)
    for (int round = 0; round < 600; round++) {
        const size_t count = 1 + RANDOM(round % 50 ? 60 : 400);
        uint64_t all = 0;
        struct coins_choice choice;
        for (size_t i = 0; i < count; i++) {
            values[i] = 1 + RANDOM(round % 3 ? 5000000u : 20000u);
            all += values[i];
        }
        struct coins_order order = order_for(1 + RANDOM(2 * all / 3 + 1), 100 + RANDOM(60000u));
        order.count_max = round % 4 ? COINS_TAPROOT_MAX : COINS_SEGWIT_MAX;
        const result r = coins_choose(&choice, values, count, &order);
        if (!is_ok(r)) {
            cr_assert(r.code == ERROR_BITCOIN_BALANCE_FEE || r.code == ERROR_BITCOIN_COINS_MANY ||
                      r.code == ERROR_BITCOIN_BALANCE);
            continue;
        }
        check(&order, &choice, values, count);
        chosen++;
        exact += choice.change == 0;
        struct coins_choice again;
        cr_assert(is_ok(coins_choose(&again, values, count, &order)));
        cr_assert_eq(again.count, choice.count);
        cr_assert_arr_eq(again.picked, choice.picked, choice.count * sizeof choice.picked[0]);
    }
    cr_assert_gt(chosen, 300);
    cr_assert_gt(exact, 20);
    free(values);
}

/* Equal coins are the worst case of a naive search. */
Test(coins, answers_soon_for_many_equal_coins, .timeout = 20)
{
    const size_t count = 20000;
    uint64_t *values = calloc(count, sizeof *values);
    struct coins_choice choice;
    struct coins_order order = order_for(12345678, 30000);

    for (size_t i = 0; i < count; i++)
        values[i] = 100000;
    cr_assert(is_ok(coins_choose(&choice, values, count, &order)));
    check(&order, &choice, values, count);
    for (size_t i = 0; i < count; i++)
        values[i] = 100000 + i * 3;
    cr_assert(is_ok(coins_choose(&choice, values, count, &order)));
    check(&order, &choice, values, count);
    free(values);
}

Test(coins, sums_of_all_the_money_do_not_overflow)
{
    const uint64_t values[] = {2099999999999000, 900};
    struct coins_order order = order_for(1000000000000000, COINS_FEERATE_MAX);
    struct coins_choice choice;

    cr_assert(is_ok(coins_choose(&choice, values, 2, &order)));
    check(&order, &choice, values, 2);
}
