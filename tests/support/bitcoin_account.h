/* SPDX-License-Identifier: MIT */
/* bitcoin_account.h - for tests: Bitcoin accounts whose lane key is known, coins on them, drafts
 * and signatures. Only static functions: support/ is linked into every test. */
#ifndef GRIDLOCK_TESTS_SUPPORT_BITCOIN_ACCOUNT_H
#define GRIDLOCK_TESTS_SUPPORT_BITCOIN_ACCOUNT_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "chains/bitcoin/draft.h"
#include "chains/bitcoin/transaction.h"
#include "core/base/rng.h"
#include "core/crypto/derive.h"
#include "core/crypto/ecdsa.h"
#include "core/crypto/schnorr.h"
#include "core/wallet/chain.h"

enum { TEST_LANE_KEY = 424242 };

static inline struct account test_account_of(enum account_kind kind, enum network network,
                                             uint64_t secret)
{
    struct account account = {
        .chain = &chain_bitcoin, .kind = kind, .network = network, .lane = kind == ACCOUNT_SEGWIT};
    const struct scalar k = scalar_from_u64(secret);
    const struct point key = point_mul_base(&k);

    point_write(account.key, &key);
    memset(account.chaincode, 7, sizeof account.chaincode);
    return account;
}

static inline struct account test_account(enum account_kind kind)
{
    return test_account_of(kind, NETWORK_REGTEST, TEST_LANE_KEY);
}

/* A small generator, so that a failing round can be repeated. */
static inline uint32_t test_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* A coin and the whole transaction that made it (with a witness, as a node would give it). */
static inline struct draft_coin test_coin(const struct account *account, uint32_t change,
                                          uint32_t index, uint64_t value, uint32_t salt)
{
    struct draft_coin coin = {.value = value, .change = change, .index = index, .height = 7};
    struct transaction tx = transaction_new(1, 2);
    static const uint8_t witness[] = {1, 2, 0xaa, 0xbb};
    struct address_own own;

    cr_assert(is_ok(address_own(&own, account, change, index)));
    coin.script = own.script;
    coin.vout = salt % 2;
    memset(tx.inputs[0].txid, 0x11, 32);
    memcpy(tx.inputs[0].txid, &salt, sizeof salt);
    tx.inputs[0].witness = slice_of(witness, sizeof witness);
    tx.outputs[coin.vout] = (struct transaction_output){value, script_slice(&own.script)};
    tx.outputs[1 - coin.vout] = (struct transaction_output){1234, script_slice(&own.script)};
    transaction_id(coin.txid, &tx);
    transaction_write(&coin.previous, &tx, true);
    transaction_free(&tx);
    return coin;
}

static inline void test_coins_free(struct draft_coin *coins, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_free(&coins[i].previous);
}

/* Gives each picked coin its previous transaction, as the conversation would. */
static inline void test_give_previous(struct draft *draft, const struct draft_coin *coins,
                                      size_t count)
{
    for (size_t i = 0; i < draft->picked_count; i++)
        for (size_t k = 0; k < count; k++)
            if (memcmp(draft->picked[i].txid, coins[k].txid, 32) == 0)
                buffer_append_slice(&draft->picked[i].previous, buffer_slice(&coins[k].previous));
}

static inline struct transfer_order test_order(const char *address, uint64_t value,
                                               uint64_t feerate)
{
    struct transfer_order order = {.to_count = 1, .feerate = feerate};

    strcpy(order.to[0].address, address);
    order.to[0].value = amount_of(value);
    return order;
}

/* Opens, chooses, writes; the verdict of whichever refuses. */
static inline result test_draft(struct buffer *payload, const struct account *account,
                                const struct transfer_order *order, const struct draft_coin *coins,
                                size_t count)
{
    struct draft draft;

    TRY(draft_open(&draft, account, order));
    draft.locktime = 700000;
    result r = draft_choose(&draft, coins, count);
    if (is_ok(r)) {
        test_give_previous(&draft, coins, count);
        r = draft_write(&draft, payload);
    }
    draft_close(&draft);
    return r;
}

static inline void test_sign(struct signature_bytes *out, const struct account *account,
                             const struct sign_item *item, uint64_t secret)
{
    const struct scalar lane = scalar_from_u64(secret);
    struct ecdsa_signature ecdsa;
    struct derived derived;
    struct scalar tweak, key;
    struct point point;
    uint8_t x[32];

    cr_assert(is_ok(point_read(&point, account->key)));
    cr_assert(is_ok(derive_path(&derived, &point, account->chaincode, item->path, item->depth)));
    key = scalar_add(&lane, &derived.sum);
    if (account->kind == ACCOUNT_SEGWIT) {
        cr_assert(is_ok(ecdsa_sign(&ecdsa, &key, item->digest)));
        memcpy(out->bytes, ecdsa.bytes, sizeof out->bytes);
        out->recid = ecdsa.recid;
        return;
    }
    cr_assert(is_ok(derive_taproot_output(x, &tweak, &derived.key)));
    key = scalar_negate_if(&key, point_y_is_odd(&derived.key));
    key = scalar_add(&key, &tweak);
    cr_assert(is_ok(schnorr_sign(out->bytes, &key, item->digest, rng_system())));
}

#endif
