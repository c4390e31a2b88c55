/* SPDX-License-Identifier: MIT */
/* descriptor.h - how an account is told to a node: "tr(XPUB/0/ *)#checksum" (BIP-380, 382, 386),
 * and how the node says which address a coin is on: "tr([fingerprint/0/5]key)#checksum".
 */
#ifndef GRIDLOCK_CHAINS_BITCOIN_DESCRIPTOR_H
#define GRIDLOCK_CHAINS_BITCOIN_DESCRIPTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/wallet/chain.h"

enum { DESCRIPTOR_MAX = 160, DESCRIPTOR_CHECKSUM = 8 };

/* change: 0 or 1. With its checksum. (BITCOIN_ACCOUNT, POINT_ENCODING) */
MUST_USE result descriptor_write(char out[static DESCRIPTOR_MAX], const struct account *account,
                                 uint32_t change);
/* Eight characters and a zero; false when the text holds a character that no descriptor has. */
bool descriptor_checksum(char out[static DESCRIPTOR_CHECKSUM + 1], const char *text);
/* The address a node's descriptor of one coin names; false if it is not one of this account. */
bool descriptor_read_origin(uint32_t *change, uint32_t *index, const struct account *account,
                            const char *text);

#endif
