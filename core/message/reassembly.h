/* SPDX-License-Identifier: MIT */
/* reassembly.h - puts the chunks of long bodies together again, in memory, within bounds.
 *
 * Chunks belong together when sender, type, session, round, chunk_count and ctr - chunk_index are
 * the same. One sender holds at most REASSEMBLY_PER_SENDER unfinished bodies (its oldest makes
 * room), all senders together REASSEMBLY_TOTAL bytes, so nobody can crowd out the others for long.
 */
#ifndef GRIDLOCK_CORE_MESSAGE_REASSEMBLY_H
#define GRIDLOCK_CORE_MESSAGE_REASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/message/envelope.h"

enum { REASSEMBLY_BODIES = 32, REASSEMBLY_PER_SENDER = 2, REASSEMBLY_TOTAL = 64 << 20 };

struct reassembly;

/* A body put together, and the envelopes it came in: their counters go into the replay window and
 * their receipts out in the transaction of the body's effect, not earlier, because an unfinished
 * body does not survive the process. For the same reason the router is acknowledged only up to the
 * first chunk of an unfinished body. */
struct reassembly_whole {
    struct buffer body; /* owned: reassembly_whole_free */
    size_t count;
    uint64_t ctr[ENVELOPE_CHUNKS_MAX];
    uint8_t mid[ENVELOPE_CHUNKS_MAX][ENVELOPE_MID_BYTES];
};

struct reassembly *reassembly_new(void);
void reassembly_free(struct reassembly *reassembly); /* wipes; NULL is fine */

/* Takes an opened envelope whose counter is new; a chunk already here changes nothing. When it
 * completes a body (always, if chunk_count is 1), *is_whole is set and `out` filled. Refuses when
 * there is no room (REASSEMBLY_FULL). */
MUST_USE result reassembly_take(struct reassembly *reassembly, struct reassembly_whole *out,
                                bool *is_whole, const struct envelope_content *content);
void reassembly_whole_free(struct reassembly_whole *whole); /* wipes */
/* Forgets unfinished bodies of which a chunk has expired. */
void reassembly_tidy(struct reassembly *reassembly, uint64_t now);
/* How many bytes it holds now. */
size_t reassembly_held(const struct reassembly *reassembly);

#endif
