/* SPDX-License-Identifier: MIT */
/* address.h - the 20 bytes of an Ethereum account and their EIP-55 text, whose capital letters are
 * a checksum.
 */
#ifndef GRIDLOCK_CHAINS_ETHEREUM_ADDRESS_H
#define GRIDLOCK_CHAINS_ETHEREUM_ADDRESS_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/wallet/chain.h"

enum { ETHEREUM_ADDRESS_BYTES = 20 };

/* "0x" and 40 letters and digits with the checksum. */
void ethereum_address_print(char out[static ADDRESS_MAX],
                            const uint8_t address[static ETHEREUM_ADDRESS_BYTES]);
/* All small or all capital letters carry no checksum and are taken; mixed ones must fit it.
 * (ETHEREUM_ADDRESS, ETHEREUM_CHECKSUM, ETHEREUM_BITCOIN_ADDRESS) */
MUST_USE result ethereum_address_parse(uint8_t out[static ETHEREUM_ADDRESS_BYTES],
                                       const char *text);
/* The last 20 bytes of Keccak-256 of the uncompressed key. (POINT_ENCODING) */
MUST_USE result ethereum_address_of_key(uint8_t out[static ETHEREUM_ADDRESS_BYTES],
                                        const uint8_t key[static 33]);

enum { ETHEREUM_PATH_DEPTH = 3 };
/* The path of an address: X1 / 60 / 0 / index. (ETHEREUM_PATH) */
MUST_USE result ethereum_address_path(uint32_t path[static ETHEREUM_PATH_DEPTH], uint32_t index);
/* The public key and the address at that path. */
MUST_USE result ethereum_address_key(uint8_t key[static 33], const struct account *account,
                                     uint32_t index);
MUST_USE result ethereum_address_at(uint8_t out[static ETHEREUM_ADDRESS_BYTES],
                                    const struct account *account, uint32_t index);

#endif
