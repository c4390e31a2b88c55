/* SPDX-License-Identifier: MIT */
/* rlp.h - Ethereum's encoding of nested byte strings (Yellow Paper, appendix B).
 *
 * Writer and reader share no code: the one makes payments, the other is the guardians' second
 * opinion. The reader takes only the one canonical encoding of a value.
 */
#ifndef GRIDLOCK_CHAINS_ETHEREUM_RLP_H
#define GRIDLOCK_CHAINS_ETHEREUM_RLP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/amount.h"
#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"

void rlp_write_bytes(struct buffer *out, struct slice bytes);
void rlp_write_u64(struct buffer *out, uint64_t value);
void rlp_write_amount(struct buffer *out, const struct amount *value);
/* A list around items that are encoded already. */
void rlp_write_list(struct buffer *out, struct slice items);

/* Reads item after item from the front of `rest`. On failure everything is untouched. */
struct rlp_reader {
    struct slice rest;
};
struct rlp_item {
    bool is_list;
    struct slice content; /* borrowed */
};
/* (ETHEREUM_RLP) */
MUST_USE result rlp_read(struct rlp_item *out, struct rlp_reader *reader);
MUST_USE result rlp_read_bytes(struct slice *out, struct rlp_reader *reader);
MUST_USE result rlp_read_list(struct rlp_reader *items, struct rlp_reader *reader);
/* Numbers have no leading zero and at most 8 or 32 bytes. */
MUST_USE result rlp_read_u64(uint64_t *out, struct rlp_reader *reader);
MUST_USE result rlp_read_amount(struct amount *out, struct rlp_reader *reader);
/* Nothing may be left. */
MUST_USE result rlp_read_end(const struct rlp_reader *reader);

#endif
