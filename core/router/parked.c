/* SPDX-License-Identifier: MIT */
#include "core/router/parked.h"

#include <stddef.h>
#include <string.h>

#include "core/base/memory.h"

enum { ROWS = 1 << 14, RINGS = 256, RING_MS = 250 /* 256 rings of 250 ms: 64 seconds */ };

struct queue {
    struct parked_wait *first, *last;
};

struct parked {
    struct queue rows[ROWS];   /* by key */
    struct queue rings[RINGS]; /* by end, rounded up to a ring */
    uint64_t swept;            /* the last ring number that parked_take_due emptied */
    size_t count;
};

struct parked *parked_new(void)
{
    return memory_new(1, sizeof(struct parked));
}

void parked_free(struct parked *parked)
{
    memory_free(parked);
}

/* Keys are outputs of a hash, or half random: their bytes spread by themselves. */
static struct queue *row_of(struct parked *parked, const uint8_t key[static PARKED_KEY])
{
    return &parked->rows[((size_t)key[0] << 8 | key[1]) % ROWS];
}

/* The ring after the end, so that nobody is taken out before his time. */
static uint64_t ring_number(uint64_t until_ms)
{
    return until_ms / RING_MS + 1;
}

static struct parked_wait *oldest_of(struct queue *row, size_t *count,
                                     const uint8_t key[static PARKED_KEY])
{
    struct parked_wait *oldest = NULL;

    *count = 0;
    for (struct parked_wait *wait = row->first; wait; wait = wait->key_next) {
        if (memcmp(wait->key, key, PARKED_KEY) != 0)
            continue;
        oldest = oldest ? oldest : wait;
        (*count)++;
    }
    return oldest;
}

bool parked_add(struct parked *parked, struct parked_wait **displaced, struct parked_wait *wait,
                const uint8_t key[static PARKED_KEY], uint64_t now_ms, uint64_t until_ms)
{
    struct queue *row = row_of(parked, key);
    struct queue *ring = &parked->rings[ring_number(until_ms) % RINGS];
    size_t count = 0;
    struct parked_wait *oldest = oldest_of(row, &count, key);

    *displaced = NULL;
    if (count >= PARKED_PER_KEY && oldest) {
        if (now_ms - oldest->since_ms < PARKED_SECURE_MS)
            return false;
        parked_remove(parked, oldest);
        *displaced = oldest;
    }
    *wait = (struct parked_wait){.since_ms = now_ms, .until_ms = until_ms, .is_waiting = true};
    memcpy(wait->key, key, PARKED_KEY);
    wait->key_previous = row->last;
    *(row->last ? &row->last->key_next : &row->first) = wait;
    row->last = wait;
    wait->time_previous = ring->last;
    *(ring->last ? &ring->last->time_next : &ring->first) = wait;
    ring->last = wait;
    parked->count++;
    return true;
}

void parked_remove(struct parked *parked, struct parked_wait *wait)
{
    if (!wait->is_waiting)
        return;
    struct queue *row = row_of(parked, wait->key);
    struct queue *ring = &parked->rings[ring_number(wait->until_ms) % RINGS];

    *(wait->key_previous ? &wait->key_previous->key_next : &row->first) = wait->key_next;
    *(wait->key_next ? &wait->key_next->key_previous : &row->last) = wait->key_previous;
    *(wait->time_previous ? &wait->time_previous->time_next : &ring->first) = wait->time_next;
    *(wait->time_next ? &wait->time_next->time_previous : &ring->last) = wait->time_previous;
    wait->is_waiting = false;
    parked->count--;
}

static struct parked_wait *taken(struct parked *parked, struct parked_wait *wait)
{
    if (wait)
        parked_remove(parked, wait);
    return wait;
}

struct parked_wait *parked_take(struct parked *parked, const uint8_t key[static PARKED_KEY])
{
    size_t count = 0;

    return taken(parked, oldest_of(row_of(parked, key), &count, key));
}

struct parked_wait *parked_take_due(struct parked *parked, uint64_t now_ms)
{
    const uint64_t current = now_ms / RING_MS;

    /* After a long pause one turn over all rings is enough. */
    if (current - parked->swept > RINGS)
        parked->swept = current - RINGS;
    while (parked->count > 0 && parked->swept < current) {
        struct queue *ring = &parked->rings[(parked->swept + 1) % RINGS];
        for (struct parked_wait *wait = ring->first; wait; wait = wait->time_next)
            if (wait->until_ms <= now_ms)
                return taken(parked, wait);
        parked->swept++;
    }
    if (parked->count == 0)
        parked->swept = current;
    return NULL;
}

struct parked_wait *parked_take_any(struct parked *parked)
{
    for (size_t i = 0; i < RINGS && parked->count > 0; i++)
        if (parked->rings[i].first)
            return taken(parked, parked->rings[i].first);
    return NULL;
}

uint64_t parked_patience(const struct parked *parked, uint64_t now_ms, uint64_t most_ms)
{
    const uint64_t next_ring = (now_ms / RING_MS + 1) * RING_MS;

    if (parked->count == 0 || next_ring - now_ms > most_ms)
        return most_ms;
    return next_ring - now_ms;
}
