/* SPDX-License-Identifier: MIT */
/* ethereum_account.h - for tests: an Ethereum account whose lane key is known, so that a test can
 * sign with the child key of an address. Only static functions. */
#ifndef GRIDLOCK_TESTS_SUPPORT_ETHEREUM_ACCOUNT_H
#define GRIDLOCK_TESTS_SUPPORT_ETHEREUM_ACCOUNT_H

#include <stdlib.h>
#include <string.h>

#include "chains/ethereum/address.h"
#include "core/crypto/derive.h"
#include "core/crypto/ecdsa.h"
#include "core/wallet/chain.h"

static inline struct account test_account(uint64_t chain_id)
{
    struct account account = {.chain = &chain_ethereum,
                              .kind = ACCOUNT_ETHEREUM,
                              .network = chain_id == 1 ? NETWORK_MAIN : NETWORK_TEST,
                              .chain_id = chain_id,
                              .lane = 1};
    const struct scalar secret = scalar_from_u64(0x123456789);
    const struct point key = point_mul_base(&secret);
    point_write(account.key, &key);
    memset(account.chaincode, 0x42, 32);
    return account;
}

/* Signs with the key of an address: the lane's secret plus the tweaks of its path. */
static inline struct signature_bytes test_sign(const struct account *account, uint32_t index,
                                               const uint8_t digest[static 32])
{
    const struct scalar secret = scalar_from_u64(0x123456789);
    struct signature_bytes out = {{0}};
    struct ecdsa_signature signature;
    struct derived derived;
    struct point lane;
    uint32_t path[ETHEREUM_PATH_DEPTH];

    if (!is_ok(point_read(&lane, account->key)) || !is_ok(ethereum_address_path(path, index)) ||
        !is_ok(derive_path(&derived, &lane, account->chaincode, path, ETHEREUM_PATH_DEPTH)))
        abort();
    const struct scalar child = scalar_add(&secret, &derived.sum);
    if (!is_ok(ecdsa_sign(&signature, &child, digest)))
        abort();
    memcpy(out.bytes, signature.bytes, sizeof out.bytes);
    out.recid = signature.recid;
    return out;
}

#endif
