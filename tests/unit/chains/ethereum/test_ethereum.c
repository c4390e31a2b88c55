/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/ethereum/transaction.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "support/ethereum_account.h"

TestSuite(ethereum, .init = crypto_start);

static const uint8_t friend_[20] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                    11, 12, 13, 14, 15, 16, 17, 18, 19, 20};

static struct buffer payload_for(const struct account *account, uint32_t index, uint64_t nonce)
{
    const struct ethereum_transaction t = {.chain_id = account->chain_id,
                                           .nonce = nonce,
                                           .priority_fee = amount_of(1),
                                           .max_fee = amount_of(1000),
                                           .gas = 21000,
                                           .to = slice_of(friend_, 20),
                                           .value = amount_of(1000000000000)};
    struct buffer out = {0};
    wire_write_u32(&out, index);
    ethereum_transaction_write_unsigned(&out, &t);
    return out;
}

static struct signature_bytes signature_for(const struct account *account, struct buffer *payload,
                                            uint32_t index)
{
    struct explanation e;
    cr_assert(is_ok(chain_ethereum.explain(&e, account, buffer_slice(payload))));
    const struct signature_bytes s = test_sign(account, index, e.items[0].digest);
    explanation_free(&e);
    return s;
}

Test(ethereum, finishes_with_signatures_of_both_parities)
{
    const struct account account = test_account(137);
    int seen[2] = {0};
    for (uint64_t nonce = 0; nonce < 12; nonce++) {
        struct buffer payload = payload_for(&account, 2, nonce), raw = {0};
        const struct signature_bytes s = signature_for(&account, &payload, 2);
        char txid[TXID_MAX], expected[65];
        uint8_t hash[32];
        cr_assert(
            is_ok(chain_ethereum.finish(&raw, txid, &account, buffer_slice(&payload), &s, 1)));
        hash_keccak256(hash, buffer_slice(&raw));
        hex_encode(expected, slice_of(hash, 32));
        cr_assert_eq(strncmp(txid, "0x", 2), 0);
        cr_assert_str_eq(txid + 2, expected);
        cr_assert_eq(raw.data[0], 2);
        seen[s.recid & 1]++;
        buffer_free(&raw);
        buffer_free(&payload);
    }
    cr_assert(seen[0] > 0 && seen[1] > 0);
}

Test(ethereum, refuses_signatures_that_do_not_lead_to_the_payer)
{
    const struct account account = test_account(1);
    struct buffer payload = payload_for(&account, 0, 5), raw = {0};
    const struct signature_bytes good = signature_for(&account, &payload, 0);
    char txid[TXID_MAX] = "untouched";
    struct signature_bytes bad = good;
    const struct slice bytes = buffer_slice(&payload);
    bad.recid ^= 1;
    cr_assert_eq(chain_ethereum.finish(&raw, txid, &account, bytes, &bad, 1).code,
                 ERROR_ETHEREUM_SIGNATURE);
    bad.recid = good.recid | 2; /* R.x >= q: Ethereum cannot say so */
    cr_assert_eq(chain_ethereum.finish(&raw, txid, &account, bytes, &bad, 1).code,
                 ERROR_ETHEREUM_SIGNATURE);
    for (int i = 0; i < 64; i += 7) {
        bad = good;
        bad.bytes[i] ^= 1;
        cr_assert_eq(chain_ethereum.finish(&raw, txid, &account, bytes, &bad, 1).code,
                     ERROR_ETHEREUM_SIGNATURE);
    }
    bad = test_sign(&account, 1, good.bytes); /* another digest, another address */
    cr_assert_eq(chain_ethereum.finish(&raw, txid, &account, bytes, &bad, 1).code,
                 ERROR_ETHEREUM_SIGNATURE);
    memset(&bad, 0, sizeof bad);
    cr_assert_eq(chain_ethereum.finish(&raw, txid, &account, bytes, &bad, 1).code,
                 ERROR_ETHEREUM_SIGNATURE);
    cr_assert_eq(chain_ethereum.finish(&raw, txid, &account, bytes, &good, 0).code,
                 ERROR_ETHEREUM_SIGNATURE);
    cr_assert_eq(chain_ethereum.finish(&raw, txid, &account, bytes, &good, 2).code,
                 ERROR_ETHEREUM_SIGNATURE);
    cr_assert_eq(raw.size, 0);
    cr_assert_str_eq(txid, "untouched");
    cr_assert(is_ok(chain_ethereum.finish(&raw, txid, &account, bytes, &good, 1)));
    buffer_free(&raw);
    buffer_free(&payload);
}

/* (r, q - s) with the other parity is the same signature to mathematics, and refused by nodes. */
Test(ethereum, refuses_the_high_s_twin)
{
    const struct account account = test_account(1);
    struct buffer payload = payload_for(&account, 0, 5), raw = {0};
    struct signature_bytes twin = signature_for(&account, &payload, 0);
    char txid[TXID_MAX];
    struct scalar s;
    cr_assert(is_ok(scalar_read(&s, twin.bytes + 32)));
    s = scalar_negate(&s);
    scalar_write(twin.bytes + 32, &s);
    twin.recid ^= 1;
    cr_assert_eq(chain_ethereum.finish(&raw, txid, &account, buffer_slice(&payload), &twin, 1).code,
                 ERROR_ETHEREUM_SIGNATURE);
    buffer_free(&payload);
}

Test(ethereum, refuses_to_finish_for_another_chain)
{
    const struct account account = test_account(1), other = test_account(10);
    struct buffer payload = payload_for(&account, 0, 5), raw = {0};
    const struct signature_bytes good = signature_for(&account, &payload, 0);
    char txid[TXID_MAX];
    cr_assert_eq(chain_ethereum.finish(&raw, txid, &other, buffer_slice(&payload), &good, 1).code,
                 ERROR_ETHEREUM_CHAIN);
    buffer_free(&payload);
}

Test(ethereum, checks_recipients_and_gives_their_proper_text)
{
    const struct account account = test_account(1);
    char out[ADDRESS_MAX];
    cr_assert(is_ok(
        chain_ethereum.address_check(out, &account, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")));
    cr_assert_str_eq(out, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    cr_assert_eq(
        chain_ethereum.address_check(out, &account, "0x0000000000000000000000000000000000000000")
            .code,
        ERROR_ETHEREUM_NULL_ADDRESS);
    cr_assert_eq(
        chain_ethereum.address_check(out, &account, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeaEd")
            .code,
        ERROR_ETHEREUM_CHECKSUM);
}

Test(ethereum, has_the_same_address_on_every_chain_and_change)
{
    const struct account one = test_account(1), other = test_account(137);
    char a[ADDRESS_MAX], b[ADDRESS_MAX];
    cr_assert(is_ok(chain_ethereum.address_of(a, &one, 0, 4)));
    cr_assert(is_ok(chain_ethereum.address_of(b, &other, 1, 4)));
    cr_assert_str_eq(a, b);
}
