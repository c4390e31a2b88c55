/* SPDX-License-Identifier: MIT */
/* sighash.h - the two messages that are signed: BIP-341 key path with SIGHASH_DEFAULT, and BIP-143
 * with SIGHASH_ALL. Other types do not exist here. Used by the explaining side only.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_SIGHASH_H
#define GRIDLOCK_CHAINS_BITCOIN_SIGHASH_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/slice.h"

struct sighash_input {
    const uint8_t *txid; /* 32 bytes, borrowed */
    uint32_t vout;
    uint32_t sequence;
    uint64_t value;
    struct slice script;
};

struct sighash_tx {
    uint32_t version;
    uint32_t locktime;
    const struct sighash_input *inputs;
    size_t input_count;
    struct slice output_bytes; /* the outputs as they are written, without their count */
};

/* What all inputs of a transaction have in common; single SHA-256. */
struct sighash_common {
    uint8_t prevouts[32];
    uint8_t amounts[32];
    uint8_t scripts[32];
    uint8_t sequences[32];
    uint8_t outputs[32];
};

void sighash_begin(struct sighash_common *out, const struct sighash_tx *tx);
void sighash_taproot(uint8_t out[static 32], const struct sighash_common *common,
                     const struct sighash_tx *tx, size_t index);
/* The input's script is a P2WPKH one. */
void sighash_segwit(uint8_t out[static 32], const struct sighash_common *common,
                    const struct sighash_tx *tx, size_t index);

#endif
