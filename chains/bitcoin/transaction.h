/* SPDX-License-Identifier: MIT */
/* transaction.h - transactions as the network writes them, with and without witnesses (BIP-144).
 *
 * A transaction that was read borrows its scripts and witnesses from the bytes it was read from;
 * the two lists are its own. Transaction ids are kept in the order of the bytes, and shown
 * reversed.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_TRANSACTION_H
#define GRIDLOCK_CHAINS_BITCOIN_TRANSACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/wallet/chain.h"

enum { TRANSACTION_BYTES_MAX = 4000000, TRANSACTION_VERSION = 2 };
#define TRANSACTION_SEQUENCE                                                                       \
    0xfffffffdu /* can be replaced (BIP-125), and lets the locktime count */
#define TRANSACTION_MONEY_MAX 2100000000000000u /* 21 million bitcoin in satoshi */

struct transaction_input {
    uint8_t txid[32];
    uint32_t vout;
    struct slice script;
    uint32_t sequence;
    struct slice witness; /* as it is written: a count, then fields; empty when there is none */
};

struct transaction_output {
    uint64_t value;
    struct slice script;
};

struct transaction {
    uint32_t version;
    struct transaction_input *inputs;
    size_t input_count;
    struct transaction_output *outputs;
    size_t output_count;
    uint32_t locktime;
};

/* Empty lists of the given lengths. */
struct transaction transaction_new(size_t input_count, size_t output_count);
/* Exactly one transaction, with or without witnesses. (BITCOIN_RAW) */
MUST_USE result transaction_read(struct transaction *out, struct slice bytes);
void transaction_free(struct transaction *transaction);

void transaction_write(struct buffer *out, const struct transaction *tx, bool with_witness);
void transaction_id(uint8_t out[static 32], const struct transaction *tx);
/* Weight units of BIP-141; a virtual byte is four of them. */
size_t transaction_weight(const struct transaction *tx);

void transaction_id_print(char out[static TXID_MAX], const uint8_t txid[static 32]);
/* (HEX_DIGITS) */
MUST_USE result transaction_id_parse(uint8_t out[static 32], const char *text);

#endif
