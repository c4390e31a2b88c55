/* SPDX-License-Identifier: MIT */
/* chains.h - every blockchain Gridlock knows. Adding one is a folder and a line in chains.c. */
#ifndef GRIDLOCK_CHAINS_CHAINS_H
#define GRIDLOCK_CHAINS_CHAINS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/wallet/chain.h"

size_t chains_count(void);
const struct chain *chains_at(size_t index); /* NULL beyond the end */
/* By its stored id ("bitcoin"); NULL when there is none. */
const struct chain *chains_find(const char *id);

/* The account of a wallet: which chain and which lane follow from the kind. lane_keys and
 * chaincodes are those of lane 0 (Schnorr) and lane 1 (ECDSA) of the epoch record. chain_id is for
 * Ethereum only and 0 otherwise. (CHAIN_ACCOUNT; POINT_ENCODING for a key that is no point)
 * They are not const because C11 does not let a plain array of arrays pass as a const one. */
MUST_USE result chains_account_make(struct account *out, enum account_kind kind,
                                    enum network network, uint64_t chain_id,
                                    uint8_t lane_keys[2][33], uint8_t chaincodes[2][32]);

#endif
