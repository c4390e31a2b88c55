/* SPDX-License-Identifier: MIT */
/* explain.h - the second opinion on an unsigned Ethereum payment: a decoder of its own, which takes
 * plain EIP-1559 transfers in their one proper encoding and refuses everything else.
 *
 * Payload of an INTENT: u32 address index, big-endian | typed transaction bytes.
 */
#ifndef GRIDLOCK_CHAINS_ETHEREUM_EXPLAIN_H
#define GRIDLOCK_CHAINS_ETHEREUM_EXPLAIN_H

#include <stdint.h>

#include "chains/ethereum/address.h"
#include "core/base/amount.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/wallet/chain.h"

/* A plain transfer needs 21,000; a contract that receives one, or a chain that counts its data
 * elsewhere, needs more. Beyond the most, something is wrong. */
enum { ETHEREUM_GAS_LEAST = 21000, ETHEREUM_GAS_MOST = 3000000 };

/* A decoded payload. */
struct ethereum_payment {
    uint32_t index;
    uint64_t chain_id;
    uint64_t nonce;
    struct amount priority_fee;
    struct amount max_fee;
    uint64_t gas;
    uint8_t to[ETHEREUM_ADDRESS_BYTES];
    struct amount value;
    uint8_t digest[32];
};

MUST_USE result ethereum_explain_decode(struct ethereum_payment *out, struct slice payload);
/* chain.explain. (ETHEREUM_TYPE, _RLP, _CHAIN, _GAS, _CREATION, _ZERO, _DATA, _ACCESS_LIST, ...) */
MUST_USE result ethereum_explain(struct explanation *out, const struct account *account,
                                 struct slice payload);

#endif
