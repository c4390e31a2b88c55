/* SPDX-License-Identifier: MIT */
#include "core/message/replay_window.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/wire_reader.h"

enum { BLOCK_COUNTERS = 16, COUNTER_BITS = 52 };

static uint16_t bit_of(uint64_t ctr)
{
    return (uint16_t)(1u << (ctr % BLOCK_COUNTERS));
}

/* The first block at or above `index`; count if there is none. */
static unsigned place_of(const struct replay_window *window, uint64_t index)
{
    unsigned place = 0;

    while (place < window->count && window->blocks[place].index < index)
        place++;
    return place;
}

enum replay_verdict replay_window_judge(const struct replay_window *window, uint64_t ctr)
{
    const uint64_t index = ctr / BLOCK_COUNTERS;
    const unsigned place = place_of(window, index);

    if (place < window->count && window->blocks[place].index == index &&
        (window->blocks[place].seen & bit_of(ctr)))
        return REPLAY_SEEN;
    if (ctr <= window->floor || ctr >> COUNTER_BITS != 0)
        return REPLAY_OLD;
    /* In a full window a block below all others would itself be the one that falls out. */
    if (window->count == REPLAY_WINDOW_BLOCKS && index < window->blocks[0].index)
        return REPLAY_OLD;
    return REPLAY_NEW;
}

static void drop_lowest(struct replay_window *window)
{
    window->floor = window->blocks[0].index * BLOCK_COUNTERS + (BLOCK_COUNTERS - 1);
    window->count--;
    memmove(window->blocks, window->blocks + 1, window->count * sizeof window->blocks[0]);
}

void replay_window_take(struct replay_window *window, uint64_t ctr)
{
    const uint64_t index = ctr / BLOCK_COUNTERS;

    if (replay_window_judge(window, ctr) != REPLAY_NEW)
        return;
    unsigned place = place_of(window, index);
    if (place < window->count && window->blocks[place].index == index) {
        window->blocks[place].seen |= bit_of(ctr);
        return;
    }
    if (window->count == REPLAY_WINDOW_BLOCKS) {
        drop_lowest(window);
        place--;
    }
    memmove(window->blocks + place + 1, window->blocks + place,
            (window->count - place) * sizeof window->blocks[0]);
    window->blocks[place] = (struct replay_block){.index = index, .seen = bit_of(ctr)};
    window->count++;
}

static void write_u64(uint8_t *out, uint64_t value)
{
    for (unsigned i = 0; i < 8; i++)
        out[i] = (uint8_t)(value >> (56 - 8 * i));
}

void replay_window_write(const struct replay_window *window,
                         uint8_t out[static REPLAY_WINDOW_BYTES])
{
    memset(out, 0, REPLAY_WINDOW_BYTES);
    write_u64(out, window->floor);
    for (unsigned i = 0; i < window->count; i++)
        write_u64(out + 8 + 8 * i,
                  window->blocks[i].index << BLOCK_COUNTERS | window->blocks[i].seen);
}

/* One packed block, which must lie above the one before it, or be unused like all after it. */
static void read_block(struct wire_reader *reader, struct replay_window *window, bool *is_over)
{
    const uint64_t packed = wire_read_u64(reader);
    const struct replay_block block = {.index = packed >> BLOCK_COUNTERS,
                                       .seen = (uint16_t)(packed & UINT16_MAX)};

    if (packed == 0) {
        *is_over = true;
        return;
    }
    const struct replay_block *before = window->count ? &window->blocks[window->count - 1] : NULL;
    wire_expect(reader, !*is_over && block.seen != 0);
    wire_expect(reader, before == NULL || before->index < block.index);
    wire_expect(reader, window->floor == 0 || block.index > window->floor / BLOCK_COUNTERS);
    window->blocks[window->count++] = block;
}

result replay_window_read(struct replay_window *out,
                          const uint8_t bytes[static REPLAY_WINDOW_BYTES])
{
    struct wire_reader reader = wire_reader_over(slice_of(bytes, REPLAY_WINDOW_BYTES));
    struct replay_window window = {.floor = wire_read_u64(&reader)};
    bool is_over = false;

    for (unsigned i = 0; i < REPLAY_WINDOW_BLOCKS; i++)
        read_block(&reader, &window, &is_over);
    CHECK(is_ok(wire_reader_finish(&reader)), REPLAY_WINDOW_SHAPE);
    CHECK(window.floor >> COUNTER_BITS == 0, REPLAY_WINDOW_SHAPE);
    *out = window;
    return OK;
}
