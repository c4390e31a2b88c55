/* SPDX-License-Identifier: MIT */
/* payment_uri.h - payment requests from QR codes and links: BIP-21 (bitcoin:) and the plain
 * transfers of EIP-681 (ethereum:). Anything that could change the meaning of the payment and is
 * not understood is refused: unknown req- parameters, parameters given twice, contract calls.
 * The address is only cut out here; chain.address_check judges it.
 */
#ifndef GRIDLOCK_CORE_WALLET_PAYMENT_URI_H
#define GRIDLOCK_CORE_WALLET_PAYMENT_URI_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/amount.h"
#include "core/base/error.h"
#include "core/wallet/chain.h"

enum { PAYMENT_URI_MAX = 2048 };

struct payment_uri {
    const char *chain; /* "bitcoin" or "ethereum", as chains_find knows them */
    char address[ADDRESS_MAX];
    bool has_amount;
    struct amount amount; /* satoshi or wei */
    uint64_t chain_id;    /* Ethereum: 0 when the request names none */
    char label[NOTE_MAX]; /* foreign text, already showable */
    char message[NOTE_MAX];
};

/* Whether a text claims to be a payment request at all (so that it is not taken for an address). */
bool payment_uri_is_one(const char *text);
/* (PAYMENT_URI_SHAPE, PAYMENT_URI_REQUIRED, PAYMENT_URI_TWICE, PAYMENT_URI_AMOUNT,
 * PAYMENT_URI_CALL) */
MUST_USE result payment_uri_parse(struct payment_uri *out, const char *text);

#endif
