/* SPDX-License-Identifier: MIT */
/* address.h - Bitcoin addresses of the three networks, and this wallet's own ones.
 *
 * The same script has another text on each network; scripts are what is signed. Test network stands
 * for testnet 3, testnet 4 and signet alike: their addresses cannot be told apart.
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_ADDRESS_H
#define GRIDLOCK_CHAINS_BITCOIN_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "chains/bitcoin/script.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/crypto/point.h"
#include "core/wallet/chain.h"

/* First path step of lane 1's SegWit addresses; amendments D5. */
enum { ADDRESS_SEGWIT_PURPOSE = 84, ADDRESS_INDEX_MOST = 100000 };

/* What there is to know about one of our own addresses. */
struct address_own {
    struct script script;
    struct point key;   /* child key: the internal key of Taproot, the key of SegWit */
    uint8_t output[32]; /* Taproot: the x-only key that signatures verify under */
    uint32_t path[PATH_STEPS_MAX];
    uint8_t depth;
};

/* (BITCOIN_ACCOUNT, PATH_REFUSED, CHILD_REFUSED) */
MUST_USE result address_own(struct address_own *out, const struct account *account, uint32_t change,
                            uint32_t index);
/* The change and index in a path of this account's addresses; false if it is none. */
bool address_path_read(uint32_t *change, uint32_t *index, const struct account *account,
                       const uint32_t *path, size_t depth);

/* The script a recipient's address stands for; says which mistake it is. */
MUST_USE result address_read(struct script *out, enum network network, const char *text);
/* BITCOIN_ADDRESS when the script has none. */
MUST_USE result address_write(char out[static ADDRESS_MAX], enum network network,
                              struct slice script);

#endif
