/* SPDX-License-Identifier: MIT */
/* parked.h - polls that wait: which key each waits for, and until when.
 *
 * A struct parked_wait lies inside what waits (a request of the server); nothing is allocated for
 * it. At most two wait for one key: a third takes the place of the oldest, which is how a client
 * that lost its connection comes back, unless that one has only just come.
 */
#ifndef GRIDLOCK_CORE_ROUTER_PARKED_H
#define GRIDLOCK_CORE_ROUTER_PARKED_H

#include <stdbool.h>
#include <stdint.h>

enum { PARKED_KEY = 32, PARKED_PER_KEY = 2, PARKED_SECURE_MS = 1000 };

struct parked_wait {
    uint8_t key[PARKED_KEY];
    uint64_t since_ms;
    uint64_t until_ms;
    struct parked_wait *key_next, *key_previous; /* same hash of the key, oldest first */
    struct parked_wait *time_next, *time_previous;
    bool is_waiting;
};

struct parked;

struct parked *parked_new(void);
void parked_free(struct parked *parked); /* nothing may wait any more */
/* False: two others wait for this key and the oldest came less than a second ago. *displaced is the
 * one that had to go, or NULL; it waits no more. Waits are at most 63 seconds long. */
bool parked_add(struct parked *parked, struct parked_wait **displaced, struct parked_wait *wait,
                const uint8_t key[static PARKED_KEY], uint64_t now_ms, uint64_t until_ms);
void parked_remove(struct parked *parked, struct parked_wait *wait);
/* Takes out one that waits for this key, the oldest first; NULL: none does. */
struct parked_wait *parked_take(struct parked *parked, const uint8_t key[static PARKED_KEY]);
/* Takes out one whose time is over; NULL: none. */
struct parked_wait *parked_take_due(struct parked *parked, uint64_t now_ms);
/* Takes out any; NULL: nobody waits. */
struct parked_wait *parked_take_any(struct parked *parked);
/* How long until parked_take_due may find one, at most `most_ms`. */
uint64_t parked_patience(const struct parked *parked, uint64_t now_ms, uint64_t most_ms);

#endif
