/* SPDX-License-Identifier: MIT */
/* replay_window.h - which counters of one sender were already seen.
 *
 * Counters jump by 2^20 every second (amendments E1), so a bitmap below the highest one would
 * refuse every envelope that arrives a second out of order. The same 136 bytes therefore hold a
 * floor, at or below which nothing is accepted, and the newest 16 blocks of 16 counters above it,
 * as bitmaps: what one sender sent within a second is usually one block. A window is stored in the
 * same transaction as the effect of the envelope, and left out of backups.
 */
#ifndef GRIDLOCK_CORE_MESSAGE_REPLAY_WINDOW_H
#define GRIDLOCK_CORE_MESSAGE_REPLAY_WINDOW_H

#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

enum { REPLAY_WINDOW_BLOCKS = 16, REPLAY_WINDOW_BYTES = 8 + 8 * REPLAY_WINDOW_BLOCKS };

struct replay_block {
    uint64_t index; /* counters 16 * index + 0..15 */
    uint16_t seen;  /* bit i: 16 * index + i; never zero */
};

/* {0} has seen nothing. Counter 0 and those from 2^52 (the year 2106) are never accepted. */
struct replay_window {
    uint64_t floor;
    unsigned count;
    struct replay_block blocks[REPLAY_WINDOW_BLOCKS]; /* ascending, above the floor */
};

enum replay_verdict {
    REPLAY_NEW,  /* act on it, and take it in */
    REPLAY_SEEN, /* a repeat: do nothing, send the receipt again */
    REPLAY_OLD   /* cannot be told: a receipt with RECEIPT_OLD, so that the sender seals it anew */
};

enum replay_verdict replay_window_judge(const struct replay_window *window, uint64_t ctr);
/* Takes in a counter that was judged REPLAY_NEW; anything else changes nothing. */
void replay_window_take(struct replay_window *window, uint64_t ctr);
/* u64 floor | 16 x u64 (index << 16 | seen), unused ones zero: exactly 136 bytes. All zero
 * bytes are the window that has seen nothing. (REPLAY_WINDOW_SHAPE) */
void replay_window_write(const struct replay_window *window,
                         uint8_t out[static REPLAY_WINDOW_BYTES]);
MUST_USE result replay_window_read(struct replay_window *out,
                                   const uint8_t bytes[static REPLAY_WINDOW_BYTES]);

#endif
