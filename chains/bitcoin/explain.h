/* SPDX-License-Identifier: MIT */
/* explain.h - what an unsigned Bitcoin payment really does, from its bytes alone. */
#ifndef GRIDLOCK_CHAINS_BITCOIN_EXPLAIN_H
#define GRIDLOCK_CHAINS_BITCOIN_EXPLAIN_H

#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/wallet/chain.h"

MUST_USE result explain_payment(struct explanation *out, const struct account *account,
                                struct slice payload);

#endif
