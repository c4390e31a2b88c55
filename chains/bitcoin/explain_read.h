/* SPDX-License-Identifier: MIT */
/* explain_read.h - the guardian's own reader of Bitcoin's bytes. It shares nothing with the side
 * that drafts (bytes.h, transaction.h): a mistake there must not hide itself here.
 *
 * The first bad read spoils the reader for good; later reads yield zeros. One check at the end.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_EXPLAIN_READ_H
#define GRIDLOCK_CHAINS_BITCOIN_EXPLAIN_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/slice.h"

struct explain_reader {
    const uint8_t *next;
    size_t left;
    bool is_spoiled;
};

struct explain_reader explain_read_over(struct slice bytes);
/* Borrows exactly `size` bytes; empty once spoiled. */
struct slice explain_read_bytes(struct explain_reader *reader, uint64_t size);
uint8_t explain_read_u8(struct explain_reader *reader);
uint32_t explain_read_u32(struct explain_reader *reader); /* little-endian */
uint64_t explain_read_u64(struct explain_reader *reader);
/* A compact size in its shortest form; longer ones spoil the reader. */
uint64_t explain_read_compact(struct explain_reader *reader);
/* Bytes behind their own compact size. */
struct slice explain_read_field(struct explain_reader *reader);
/* Read to the last byte, and never spoiled. */
bool explain_read_is_done(const struct explain_reader *reader);

#endif
