/* SPDX-License-Identifier: MIT */
/* bytes.h - Bitcoin's little-endian integers and compact sizes, for the drafting side. The side
 * that explains has a reader of its own (explain_read.h).
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_BYTES_H
#define GRIDLOCK_CHAINS_BITCOIN_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/slice.h"

void bytes_write_u32(struct buffer *out, uint32_t value);
void bytes_write_u64(struct buffer *out, uint64_t value);
void bytes_write_compact(struct buffer *out, uint64_t value);
/* A compact size, then the bytes. */
void bytes_write_field(struct buffer *out, struct slice bytes);
size_t bytes_compact_size(uint64_t value);

#endif
