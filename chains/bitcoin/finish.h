/* SPDX-License-Identifier: MIT */
/* finish.h - puts signatures into a payment: each is verified once more before it goes in. */
#ifndef GRIDLOCK_CHAINS_BITCOIN_FINISH_H
#define GRIDLOCK_CHAINS_BITCOIN_FINISH_H

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/wallet/chain.h"

/* (BITCOIN_SIGNATURES, SIGNATURE_FALSE, and all that explain refuses) */
MUST_USE result finish_payment(struct buffer *raw, char txid[static TXID_MAX],
                               const struct account *account, struct slice payload,
                               const struct signature_bytes *signatures, size_t count);

#endif
