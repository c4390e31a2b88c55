/* SPDX-License-Identifier: MIT */
#include "core/router/quota.h"

#include <criterion/criterion.h>
#include <string.h>

static const uint8_t key[32] = {1};

static struct quota_address address4(uint32_t number)
{
    struct quota_address address = {.bytes = {[10] = 0xff, [11] = 0xff}};

    memcpy(address.bytes + 12, &number, 4);
    return address;
}

static unsigned passing(struct quota *quota, const struct quota_address *address, unsigned tries,
                        uint64_t now)
{
    uint32_t retry = 0;
    unsigned count = 0;

    for (unsigned i = 0; i < tries; i++)
        count += quota_take(quota, &retry, QUOTA_REQUEST, address, now);
    return count;
}

Test(quota, lets_a_burst_through_and_then_the_rate)
{
    const struct quota_rate rates[QUOTA_KINDS] = {{60, 60, 10}, {0, 0, 0}};
    struct quota *quota = quota_new(rates, key);
    const struct quota_address one = address4(1), two = address4(2);

    cr_assert_eq(passing(quota, &one, 50, 1000000), 10);
    cr_assert_eq(passing(quota, &one, 50, 1000000 + 500), 0);
    cr_assert_eq(passing(quota, &one, 50, 1000000 + 3000), 3);
    cr_assert_eq(passing(quota, &one, 50, 1000000 + 3600000), 10);
    cr_assert_eq(passing(quota, &two, 50, 1000000), 10, "another address has its own");
    quota_free(quota);
}

Test(quota, says_when_to_come_back)
{
    const struct quota_rate rates[QUOTA_KINDS] = {{1, 100, 1}, {0, 0, 0}};
    struct quota *quota = quota_new(rates, key);
    const struct quota_address one = address4(1);
    uint32_t retry = 0;

    cr_assert(quota_take(quota, &retry, QUOTA_REQUEST, &one, 5000));
    cr_assert_not(quota_take(quota, &retry, QUOTA_REQUEST, &one, 5000));
    cr_assert(retry >= 100 && retry <= 101, "%u", retry);
    cr_assert(quota_take(quota, &retry, QUOTA_REQUEST, &one, 5000 + retry * 1000));
    quota_free(quota);
}

Test(quota, counts_kinds_apart_and_zero_is_no_limit)
{
    const struct quota_rate rates[QUOTA_KINDS] = {{0, 60, 1}, {2, 86400, 2}};
    struct quota *quota = quota_new(rates, key);
    const struct quota_address one = address4(1);
    uint32_t retry = 0;

    cr_assert_eq(passing(quota, &one, 1000, 1), 1000);
    cr_assert(quota_take(quota, &retry, QUOTA_CREATE, &one, 1));
    cr_assert(quota_take(quota, &retry, QUOTA_CREATE, &one, 1));
    cr_assert_not(quota_take(quota, &retry, QUOTA_CREATE, &one, 1));
    quota_free(quota);
}

Test(quota, counts_an_ipv6_network_as_one_and_ipv4_addresses_apart)
{
    const struct quota_rate rates[QUOTA_KINDS] = {{60, 60, 1}, {0, 0, 0}};
    struct quota *quota = quota_new(rates, key);
    struct quota_address a = {.bytes = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 1}}, b = a;

    b.bytes[15] = 77;
    cr_assert_eq(passing(quota, &a, 5, 1), 1);
    cr_assert_eq(passing(quota, &b, 5, 1), 0);
    b.bytes[7] = 2;
    cr_assert_eq(passing(quota, &b, 5, 1), 1);
    quota_free(quota);
}

Test(quota, still_limits_when_many_addresses_ask)
{
    const struct quota_rate rates[QUOTA_KINDS] = {{60, 60, 2}, {0, 0, 0}};
    struct quota *quota = quota_new(rates, key);
    const struct quota_address busy = address4(0);
    unsigned count = 0;

    for (uint32_t i = 1; i < 20000; i++) {
        const struct quota_address other = address4(i);
        passing(quota, &other, 1, 1);
    }
    for (int i = 0; i < 100; i++)
        count += passing(quota, &busy, 1, 1);
    cr_assert_eq(count, 2);
    quota_free(quota);
}
