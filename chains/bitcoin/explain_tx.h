/* SPDX-License-Identifier: MIT */
/* explain_tx.h - the guardian's reading of the unsigned transaction, and of previous ones. */
#ifndef GRIDLOCK_CHAINS_BITCOIN_EXPLAIN_TX_H
#define GRIDLOCK_CHAINS_BITCOIN_EXPLAIN_TX_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"

enum { EXPLAIN_INPUTS_MAX = 256, EXPLAIN_OUTPUTS_MAX = 64 };
#define EXPLAIN_MONEY_MAX 2100000000000000u /* satoshi; there are never more */

struct explain_spent {
    uint8_t txid[32];
    uint32_t vout;
    uint32_t sequence;
};

struct explain_paid {
    uint64_t value;
    struct slice script;
};

struct explain_tx {
    uint32_t version;
    uint32_t locktime;
    struct explain_spent inputs[EXPLAIN_INPUTS_MAX];
    size_t input_count;
    struct explain_paid outputs[EXPLAIN_OUTPUTS_MAX];
    size_t output_count;
    struct slice output_bytes; /* all outputs as they are written, without their count */
    size_t size;
};

/* Without witnesses, with empty input scripts, no coin twice. Borrows the bytes.
 * (BITCOIN_PSBT, BITCOIN_PSBT_LIMIT, BITCOIN_PSBT_SIGNED, BITCOIN_PSBT_SUM) */
MUST_USE result explain_tx_read(struct explain_tx *out, struct slice bytes);
/* What output `vout` of the transaction with this id is, proved by hashing `bytes`.
 * (BITCOIN_PSBT_AMOUNT) */
MUST_USE result explain_tx_prove(struct explain_paid *out, struct slice bytes,
                                 const uint8_t txid[static 32], uint32_t vout);

#endif
