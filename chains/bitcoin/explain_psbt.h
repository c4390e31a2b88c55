/* SPDX-License-Identifier: MIT */
/* explain_psbt.h - the guardian's strict reading of a PSBT (BIP-174 version 0, BIP-371).
 *
 * Every field is either understood or the payment is refused; only proprietary fields of others are
 * passed over, because they cannot change what is signed. What the fields claim is proved later.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_EXPLAIN_PSBT_H
#define GRIDLOCK_CHAINS_BITCOIN_EXPLAIN_PSBT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chains/bitcoin/explain_tx.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/wallet/chain.h"

enum { EXPLAIN_PSBT_BYTES_MAX = 1 << 20, EXPLAIN_ENTRIES_MAX = 64 };

/* A key and where it claims to come from. */
struct explain_origin {
    struct slice key; /* 33 bytes, Taproot 32; empty: none was given */
    uint8_t fingerprint[4];
    uint32_t path[PATH_STEPS_MAX];
    size_t depth;
};

struct explain_coin {
    bool has_value; /* the WITNESS_UTXO field */
    struct explain_paid paid;
    struct slice previous; /* the NON_WITNESS_UTXO field */
    bool has_sighash;
    uint32_t sighash;
    struct slice internal_key;
    struct explain_origin taproot;
    struct explain_origin segwit;
};

struct explain_claim { /* what the sender says about an output */
    struct slice internal_key;
    struct explain_origin taproot;
    struct explain_origin segwit;
};

struct explain_psbt {
    struct explain_tx tx;
    struct explain_coin coins[EXPLAIN_INPUTS_MAX];
    struct explain_claim claims[EXPLAIN_OUTPUTS_MAX];
    bool has_network;
    uint8_t network;
};

/* Borrows the payload. The caller frees *out with memory_free. */
MUST_USE result explain_psbt_read(struct explain_psbt **out, struct slice payload);

#endif
