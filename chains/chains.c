/* SPDX-License-Identifier: MIT */
#include "chains/chains.h"

#include <string.h>

#include "core/crypto/point.h"

static const struct chain *const chains[] = {&chain_bitcoin, &chain_ethereum};

enum { COUNT = sizeof chains / sizeof chains[0], SCHNORR = 0, ECDSA = 1 };

size_t chains_count(void)
{
    return COUNT;
}

const struct chain *chains_at(size_t index)
{
    return index < COUNT ? chains[index] : NULL;
}

const struct chain *chains_find(const char *id)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(chains[i]->id, id) == 0)
            return chains[i];
    return NULL;
}

result chains_account_make(struct account *out, enum account_kind kind, enum network network,
                           uint64_t chain_id, uint8_t lane_keys[2][33], uint8_t chaincodes[2][32])
{
    struct account account = {.kind = kind, .network = network, .chain_id = chain_id};
    struct point key;

    switch (kind) {
    case ACCOUNT_TAPROOT:
        account.chain = &chain_bitcoin;
        account.lane = SCHNORR;
        break;
    case ACCOUNT_SEGWIT:
        account.chain = &chain_bitcoin;
        account.lane = ECDSA;
        break;
    case ACCOUNT_ETHEREUM:
        account.chain = &chain_ethereum;
        account.lane = ECDSA;
        break;
    }
    CHECK(account.chain, CHAIN_ACCOUNT);
    CHECK(network <= NETWORK_REGTEST, CHAIN_ACCOUNT);
    CHECK((kind == ACCOUNT_ETHEREUM) == (chain_id != 0), CHAIN_ACCOUNT);
    TRY(point_read(&key, lane_keys[account.lane]));
    memcpy(account.key, lane_keys[account.lane], sizeof account.key);
    memcpy(account.chaincode, chaincodes[account.lane], sizeof account.chaincode);
    *out = account;
    return OK;
}
