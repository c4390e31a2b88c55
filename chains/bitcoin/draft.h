/* SPDX-License-Identifier: MIT */
/* draft.h - from an order and a list of coins to an unsigned payment. No network: talk.h asks.
 *
 * Order of calls: draft_open judges the order before any node is asked; draft_choose picks coins
 * and fee; the caller fills in `previous` of each picked coin (SegWit only); draft_write.
 * Inputs and outputs stand in the order of BIP-69, so that the change does not stand out.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_DRAFT_H
#define GRIDLOCK_CHAINS_BITCOIN_DRAFT_H

#include "chains/bitcoin/address.h"
#include "chains/bitcoin/coins.h"
#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/wallet/chain.h"

enum { DRAFT_RECIPIENTS_MAX = OUTPUTS_MAX - 1 };

/* A coin as a node tells of it; the path is proved by derivation before it is used. */
struct draft_coin {
    uint8_t txid[32];
    uint32_t vout;
    uint64_t value;
    struct script script;
    uint32_t change;
    uint32_t index;
    uint32_t height;        /* of its block, where it is known; else 0 */
    struct buffer previous; /* of picked coins: its whole transaction; owned by the draft */
};

struct draft_recipient {
    struct script script;
    uint64_t value;
};

struct draft {
    struct account account;
    struct draft_recipient to[DRAFT_RECIPIENTS_MAX];
    size_t to_count;
    bool send_all;
    bool allow_high_fee;
    uint64_t feerate;    /* sat per 1000 vB; set by the caller if the order left it open */
    uint16_t fee_blocks; /* what the caller asks an estimate for then */
    uint32_t locktime;
    uint32_t next_change;
    struct draft_coin *picked; /* in the order of BIP-69 */
    size_t picked_count;
    uint64_t fee;
    uint64_t change;
};

MUST_USE result draft_open(struct draft *out, const struct account *account,
                           const struct transfer_order *order);
void draft_close(struct draft *draft);
MUST_USE result draft_choose(struct draft *draft, const struct draft_coin *coins, size_t count);
/* The PSBT. Checks each previous transaction against its coin. (BITCOIN_NODE_COIN,
 * BITCOIN_DRAFT_LARGE) */
MUST_USE result draft_write(struct draft *draft, struct buffer *payload);

#endif
