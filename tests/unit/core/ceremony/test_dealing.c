/* SPDX-License-Identifier: MIT */
/* Ceremonies among honest parties: round trips and thresholds. */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "dealing_wallet.h"

Test(dealing, every_t_of_n_up_to_six_gives_the_key_to_t_shares_and_not_to_fewer, .timeout = 120)
{
    for (uint16_t n = 1; n <= 6; n++) {
        for (uint16_t t = 1; t <= n; t++) {
            struct net *net = certified(t, n, 100u * n + t);
            expect_threshold(net, t, n);
            net_free(net);
        }
    }
}

Test(dealing, nine_of_sixteen_makes_a_key_and_refreshes_it, .timeout = 120)
{
    struct net *net = certified(9, 16, 7);
    size_t members[16];
    const uint16_t dealers[] = {0, 2, 3, 5, 7, 8, 11, 13, 15};
    const uint16_t some[] = {1, 2, 4, 6, 8, 9, 12, 14, 15};

    for (size_t i = 0; i < 16; i++)
        members[i] = i;
    for (int round = 0; round < 2; round++) {
        for (size_t l = 0; l < LANES; l++) {
            const struct point key = key_of(net, some, 9, l);
            const struct point fewer = key_of(net, some, 8, l);
            cr_assert(point_equal(&key, &net->previous.lane[l].key));
            cr_assert_not(point_equal(&fewer, &net->previous.lane[l].key));
        }
        if (round == 1)
            break;
        const struct epoch_record before = net->previous;
        net_propose_reshare(net, 9, members, 16, dealers);
        net_run(net);
        expect_same_wallet(net, &before);
    }
    net_free(net);
}

Test(dealing, thirty_two_seats_fit_the_library, .timeout = 120)
{
    struct net *net = certified(3, 32, 32);
    const uint16_t some[] = {0, 17, 31};
    const struct point key = key_of(net, some, 3, LANE_ECDSA);

    cr_assert(point_equal(&key, &net->previous.lane[LANE_ECDSA].key));
    net_free(net);
}

Test(dealing, reshares_to_other_people_and_another_threshold_keep_the_key)
{
    struct net *net = certified(2, 3, 11);
    const size_t wider[] = {1, 2, 3, 4, 5};
    const size_t smaller[] = {5, 1};
    const uint16_t dealers[] = {0, 2};
    const uint16_t three[] = {0, 1, 4};

    for (size_t i = 3; i < 6; i++)
        net->party[net->count++] = party_new(11000 + i);
    struct epoch_record before = net->previous;
    net_propose_reshare(net, 3, wider, 5, dealers);
    net_run(net);
    cr_assert_eq(wire_count(net, FRAME_R1, NULL), 2);
    cr_assert_eq(dealing_seat(net->party[0]->dealing), -1, "a leaving dealer");
    cr_assert_eq(dealing_dealer(net->party[0]->dealing), 0);
    expect_same_wallet(net, &before);
    expect_threshold(net, 3, 5);

    before = net->previous;
    net_propose_reshare(net, 2, smaller, 2, three);
    net_run(net);
    expect_same_wallet(net, &before);
    expect_threshold(net, 2, 2);
    net_free(net);
}

Test(dealing, row_39_shares_of_two_epochs_do_not_give_the_key)
{
    struct net *net = certified(2, 3, 12);
    const size_t members[] = {0, 1, 2};
    const uint16_t dealers[] = {1, 2}, pair[] = {0, 1};
    const struct scalar old = share_of(net->party[0], 0);
    const struct epoch_record before = net->previous;

    net_propose_reshare(net, 2, members, 3, dealers);
    net_run(net);
    expect_same_wallet(net, &before);
    const struct scalar fresh = share_of(net->party[1], 0);
    const struct scalar lambda[] = {lagrange_coefficient(pair, 2, 0, 0),
                                    lagrange_coefficient(pair, 2, 1, 0)};
    const struct scalar a = scalar_mul(&lambda[0], &old), b = scalar_mul(&lambda[1], &fresh);
    const struct scalar sum = scalar_add(&a, &b);
    const struct point mixed = point_mul_base(&sum);
    cr_assert_not(point_equal(&mixed, &net->previous.lane[0].key));
    net_free(net);
}

Test(dealing, row_40_one_share_less_than_t_is_not_the_key)
{
    struct net *net = certified(3, 5, 40);
    const uint16_t two[] = {1, 3};
    const struct point key = key_of(net, two, 2, 0);

    cr_assert_not(point_equal(&key, &net->previous.lane[0].key));
    net_free(net);
}
