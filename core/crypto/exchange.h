/* SPDX-License-Identifier: MIT */
/* exchange.h - X25519 with keys that live for one exchange (RFC 7748). */
#ifndef GRIDLOCK_CORE_CRYPTO_EXCHANGE_H
#define GRIDLOCK_CORE_CRYPTO_EXCHANGE_H

#include <stdint.h>

#include "core/base/error.h"

void exchange_public(uint8_t pk[static 32], const uint8_t sk[static 32]);
/* KEY_LOW_ORDER: the peer's key would give everybody the same secret. */
MUST_USE result exchange_shared(uint8_t out[static 32], const uint8_t sk[static 32],
                                const uint8_t peer_pk[static 32]);

#endif
