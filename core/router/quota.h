/* SPDX-License-Identifier: MIT */
/* quota.h - how often one network address may ask, and how often it may create something.
 *
 * A bucket per address and kind, as one time per bucket (the moment it would be empty again: GCRA).
 * Only in memory, under a keyed hash of the address: the address itself is never kept. An IPv6
 * address counts as its /64.
 */
#ifndef GRIDLOCK_CORE_ROUTER_QUOTA_H
#define GRIDLOCK_CORE_ROUTER_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

enum quota_kind { QUOTA_REQUEST, QUOTA_CREATE, QUOTA_KINDS };

struct quota_rate {
    uint64_t count;   /* so many... */
    uint64_t seconds; /* ...in so many seconds; 0 = no limit */
    uint64_t burst;   /* and so many at once */
};

struct quota_address {
    uint8_t bytes[16]; /* IPv6, or IPv4 as ::ffff:a.b.c.d */
};

struct quota;

struct quota *quota_new(const struct quota_rate rates[static QUOTA_KINDS],
                        const uint8_t hash_key[static 32]);
void quota_free(struct quota *quota);
/* Whether it may; else *retry_seconds (>= 1) is when to come back. now_ms: any clock that only
 * rises. */
bool quota_take(struct quota *quota, uint32_t *retry_seconds, enum quota_kind kind,
                const struct quota_address *address, uint64_t now_ms);

#endif
