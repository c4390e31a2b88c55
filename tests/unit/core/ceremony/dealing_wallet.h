/* SPDX-License-Identifier: MIT */
/* dealing_wallet.h - whole wallets made by honest parties, for tests. */
#ifndef TESTS_DEALING_WALLET_H
#define TESTS_DEALING_WALLET_H

#include "dealing_party.h"

/* Every t-subset gives Q in both lanes; no (t-1)-subset does. `mask` walks all subsets. */
static void expect_threshold(struct net *net, uint16_t t, uint16_t n)
{
    for (uint32_t mask = 1; mask < (1u << n); mask++) {
        uint16_t seats[SEATS_MAX];
        size_t count = 0;
        for (uint16_t j = 0; j < n; j++)
            if (mask >> j & 1)
                seats[count++] = j;
        if (count != t && count + 1 != t)
            continue;
        for (size_t l = 0; l < LANES; l++) {
            const struct point key = key_of(net, seats, count, l);
            cr_assert_eq(point_equal(&key, &net->previous.lane[l].key), count == t);
        }
    }
}

static struct net *certified(uint16_t t, uint16_t n, uint64_t seed)
{
    struct net *net = net_of(n, seed);

    net_propose_dkg(net, t, n);
    net_run(net);
    net_turn(net);
    return net;
}

static void expect_same_wallet(struct net *net, const struct epoch_record *before)
{
    for (size_t i = 0; i < net->count; i++)
        if (net->party[i]->dealing)
            cr_assert_eq(dealing_status(net->party[i]->dealing), DEALING_CERTIFIED);
    net_turn(net);
    cr_assert(is_ok(record_succeeds(&net->previous, before)));
    cr_assert(is_ok(record_validate(&net->previous)));
}

#endif
