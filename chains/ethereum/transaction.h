/* SPDX-License-Identifier: MIT */
/* transaction.h - writes Ethereum transactions; explain.h reads them back without this code.
 *
 * EIP-1559: 0x02 | rlp([chain id, nonce, priority fee, max fee, gas, to, value, data, access list])
 * is hashed with Keccak-256 and signed; the signed form has y parity, r, s behind it.
 */
#ifndef GRIDLOCK_CHAINS_ETHEREUM_TRANSACTION_H
#define GRIDLOCK_CHAINS_ETHEREUM_TRANSACTION_H

#include <stdint.h>

#include "chains/ethereum/address.h"
#include "core/base/amount.h"
#include "core/base/buffer.h"
#include "core/base/slice.h"
#include "core/wallet/chain.h"

struct ethereum_transaction {
    uint64_t chain_id;
    uint64_t nonce;
    struct amount priority_fee; /* wei per gas; unused in the legacy form */
    struct amount max_fee;      /* wei per gas; the gas price in the legacy form */
    uint64_t gas;
    struct slice to; /* 20 bytes; empty creates a contract */
    struct amount value;
    struct slice data;
    struct slice access_list; /* its items, encoded already; a payment has none */
};

/* What is hashed for the signature. */
void ethereum_transaction_write_unsigned(struct buffer *out,
                                         const struct ethereum_transaction *transaction);
void ethereum_transaction_write_signed(struct buffer *out,
                                       const struct ethereum_transaction *transaction,
                                       const struct signature_bytes *signature);
/* EIP-155: the digest of the legacy form that is bound to a chain. Kept as a tested primitive;
 * Gridlock makes and signs no legacy transactions. */
void ethereum_transaction_legacy_digest(uint8_t out[static 32],
                                        const struct ethereum_transaction *transaction);

#endif
