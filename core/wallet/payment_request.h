/* SPDX-License-Identifier: MIT */
/* payment_request.h - where and how much to pay, as text for a QR code or a link: BIP-21 for
 * Bitcoin, EIP-681 for Ethereum. payment_uri.h reads them back.
 */
#ifndef GRIDLOCK_CORE_WALLET_PAYMENT_REQUEST_H
#define GRIDLOCK_CORE_WALLET_PAYMENT_REQUEST_H

#include "core/base/buffer.h"
#include "core/wallet/chain.h"

struct payment_request {
    enum account_kind kind;
    const char *address;
    uint64_t chain_id;           /* Ethereum */
    const struct amount *amount; /* satoshi or wei; NULL: any */
    const char *label;           /* NULL or empty: none; Ethereum requests have no place for one */
};

void payment_request_write(struct buffer *out, const struct payment_request *request);
/* The same for a QR code: segwit addresses in capitals, which make a smaller code and mean the
 * same; the bare address where nothing else has to be said. */
void payment_request_write_code(struct buffer *out, const struct payment_request *request);

#endif
