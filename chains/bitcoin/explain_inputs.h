/* SPDX-License-Identifier: MIT */
/* explain_inputs.h - proves that every coin a payment spends is this account's own, what it is
 * worth, and works out what is to be signed for it. Both explain and finish stand on this.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_EXPLAIN_INPUTS_H
#define GRIDLOCK_CHAINS_BITCOIN_EXPLAIN_INPUTS_H

#include "chains/bitcoin/address.h"
#include "chains/bitcoin/explain_psbt.h"
#include "core/base/error.h"
#include "core/wallet/chain.h"

struct explain_inputs {
    struct explain_psbt *psbt; /* owned */
    struct address_own own[EXPLAIN_INPUTS_MAX];
    struct sign_item items[EXPLAIN_INPUTS_MAX];
    size_t count;
    uint64_t sum; /* satoshi */
};

/* On the heap, for explain_inputs_free. Borrows the payload. */
MUST_USE result explain_inputs_prove(struct explain_inputs **out, const struct account *account,
                                     struct slice payload);
void explain_inputs_free(struct explain_inputs *inputs);
void explain_inputs_free_at(struct explain_inputs **inputs);

/* Whether a claimed origin is really this account's address, and of which one.
 * (BITCOIN_PSBT_PATH, BITCOIN_PSBT_FOREIGN) */
MUST_USE result explain_inputs_own(struct address_own *out, const struct account *account,
                                   const struct explain_origin *taproot,
                                   const struct explain_origin *segwit, struct slice internal_key,
                                   struct slice script);

#endif
