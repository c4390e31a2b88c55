/* SPDX-License-Identifier: MIT */
/* psbt.h - writes drafts as BIP-174 version 0, with BIP-371 fields for Taproot. There is no reader
 * here: the only one is the guardian's (explain_psbt.h), which shares nothing with this file.
 *
 * One proprietary global field (0xFC, "gridlock", subtype 0) holds a byte: the network, so that
 * every guardian shows the addresses in their right form.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_PSBT_H
#define GRIDLOCK_CHAINS_BITCOIN_PSBT_H

#include "chains/bitcoin/address.h"
#include "chains/bitcoin/transaction.h"
#include "core/base/buffer.h"
#include "core/wallet/chain.h"

enum { PSBT_BYTES_MAX = 1000000 }; /* fits into one frame with room to spare */

struct psbt_input {
    struct address_own own;
    uint64_t value;
    struct slice previous; /* SegWit: the whole previous transaction, with or without witnesses */
};

/* Parallel to the lists of the unsigned transaction. */
struct psbt {
    const struct account *account;
    const struct transaction *transaction;
    const struct psbt_input *inputs;
    const struct address_own *change; /* NULL: none */
    size_t change_at;                 /* which output it is */
};

void psbt_write(struct buffer *out, const struct psbt *psbt);

#endif
