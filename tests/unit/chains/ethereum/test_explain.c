/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/ethereum/explain.h"
#include "chains/ethereum/rlp.h"
#include "chains/ethereum/transaction.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "support/ethereum_account.h"
#include "support/vectors.h"

TestSuite(ethereum_explain, .init = crypto_start);

static const uint8_t friend_[20] = {0x5a, 0xae, 0xb6, 0x05, 0x3f, 0x3e, 0x94, 0xc9, 0xb9, 0xa0,
                                    0x9f, 0x33, 0x66, 0x94, 0x35, 0xe7, 0xef, 0x1b, 0xea, 0xed};

/* 2 ETH at 30 gwei: a fee of at most 0.00063 ETH. */
static struct ethereum_transaction ordinary(void)
{
    return (struct ethereum_transaction){.chain_id = 1,
                                         .nonce = 7,
                                         .priority_fee = amount_of(1000000000),
                                         .max_fee = amount_of(30000000000),
                                         .gas = 21000,
                                         .to = slice_of(friend_, 20),
                                         .value = amount_of(2000000000000000000)};
}

static struct buffer payload_of(const struct ethereum_transaction *transaction, uint32_t index)
{
    struct buffer out = {0};
    wire_write_u32(&out, index);
    ethereum_transaction_write_unsigned(&out, transaction);
    return out;
}

static enum error_code verdict_of(struct slice payload, uint64_t chain_id)
{
    const struct account account = test_account(chain_id);
    struct explanation explanation;
    memset(&explanation, 0xee, sizeof explanation);
    const enum error_code code = ethereum_explain(&explanation, &account, payload).code;
    if (code == ERROR_NONE)
        explanation_free(&explanation);
    else
        cr_assert_eq(((uint8_t *)&explanation)[0], 0xee);
    return code;
}

static enum error_code verdict(const struct ethereum_transaction *transaction)
{
    struct buffer payload = payload_of(transaction, 0);
    const enum error_code code = verdict_of(buffer_slice(&payload), 1);
    buffer_free(&payload);
    return code;
}

Test(ethereum_explain, says_all_that_a_payment_does)
{
    const struct account account = test_account(1);
    const struct ethereum_transaction transaction = ordinary();
    struct buffer payload = payload_of(&transaction, 3);
    struct explanation e;
    char text[AMOUNT_TEXT_MAX], sender[ADDRESS_MAX];
    uint8_t digest[32], address[20];
    cr_assert(is_ok(ethereum_explain(&e, &account, buffer_slice(&payload))));
    cr_assert_eq(e.kind, INTENT_EVM);
    cr_assert_eq(e.account_kind, ACCOUNT_ETHEREUM);
    cr_assert_eq(e.lane, 1);
    cr_assert_str_eq(e.asset, "ETH");
    cr_assert_str_eq(e.unit, "ETH");
    cr_assert_eq(e.decimals, 18);
    amount_print(text, &e.spent, 18);
    cr_assert_str_eq(text, "2.000000000000000000");
    amount_print(text, &e.fee, 18);
    cr_assert_str_eq(text, "0.000630000000000000");
    cr_assert_eq(e.output_count, 1);
    cr_assert_str_eq(e.outputs[0].address, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    cr_assert_not(e.outputs[0].is_change);
    cr_assert_eq(amount_compare(&e.outputs[0].value, &e.spent), 0);
    cr_assert_eq(e.nonce, 7);
    cr_assert_eq(e.chain_id, 1);
    cr_assert_str_eq(e.warning, "");
    cr_assert(is_ok(ethereum_address_at(address, &account, 3)));
    ethereum_address_print(sender, address);
    cr_assert_str_eq(e.sender, sender);
    cr_assert_eq(e.item_count, 1);
    hash_keccak256(digest, slice_of(payload.data + 4, payload.size - 4));
    cr_assert_arr_eq(e.items[0].digest, digest, 32);
    cr_assert_eq(e.items[0].depth, 3);
    cr_assert_eq(e.items[0].path[0], 60);
    cr_assert_eq(e.items[0].path[1], 0);
    cr_assert_eq(e.items[0].path[2], 3);
    explanation_free(&e);
    explanation_free(&e); /* twice is harmless */
    buffer_free(&payload);
}

Test(ethereum_explain, names_other_chains_in_the_asset)
{
    struct ethereum_transaction transaction = ordinary();
    const uint64_t ids[] = {137, 31337, 9223372036854775771};
    const char *const names[] = {"ETH@137", "ETH@31337", "ETH@9223372036854775771"};
    for (int i = 0; i < 3; i++) {
        const struct account account = test_account(ids[i]);
        struct explanation e;
        transaction.chain_id = ids[i];
        struct buffer payload = payload_of(&transaction, 0);
        cr_assert(is_ok(ethereum_explain(&e, &account, buffer_slice(&payload))));
        cr_assert_str_eq(e.asset, names[i]);
        explanation_free(&e);
        buffer_free(&payload);
    }
    transaction.chain_id = 9223372036854775772U;
    struct buffer payload = payload_of(&transaction, 0);
    cr_assert_eq(verdict_of(buffer_slice(&payload), transaction.chain_id), ERROR_ETHEREUM_CHAIN);
    buffer_free(&payload);
}

Test(ethereum_explain, warns_of_a_fee_above_a_tenth)
{
    const struct account account = test_account(1);
    struct ethereum_transaction transaction = ordinary();
    const uint64_t tenfold = 10 * 21000 * UINT64_C(30000000000);
    for (int i = 0; i < 2; i++) {
        struct explanation e;
        transaction.value = amount_of(tenfold - (uint64_t)i);
        struct buffer payload = payload_of(&transaction, 0);
        cr_assert(is_ok(ethereum_explain(&e, &account, buffer_slice(&payload))));
        cr_assert_eq(e.warning[0] != 0, i == 1);
        explanation_free(&e);
        buffer_free(&payload);
    }
}

Test(ethereum_explain, proves_a_payment_to_itself)
{
    const struct account account = test_account(1);
    struct ethereum_transaction transaction = ordinary();
    uint8_t own[20];
    struct explanation e;
    cr_assert(is_ok(ethereum_address_at(own, &account, 0)));
    transaction.to = slice_of(own, 20);
    struct buffer payload = payload_of(&transaction, 0);
    cr_assert(is_ok(ethereum_explain(&e, &account, buffer_slice(&payload))));
    cr_assert(e.outputs[0].is_change);
    cr_assert(amount_is_zero(&e.spent));
    explanation_free(&e);
    buffer_free(&payload);
}

Test(ethereum_explain, refuses_all_that_is_not_a_plain_payment)
{
    struct ethereum_transaction t = ordinary();
    cr_assert_eq(verdict(&t), ERROR_NONE);
    t.chain_id = 5;
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_CHAIN);
    t.chain_id = 0;
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_CHAIN);
    t = ordinary();
    t.data = slice_of_text("\xa9\x05\x9c\xbb");
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_DATA);
    t = ordinary();
    t.to = slice_of(friend_, 0);
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_CREATION);
    t.to = slice_of(friend_, 19);
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_RLP);
    t = ordinary();
    t.access_list = slice_of("\xc0", 1);
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_ACCESS_LIST);
    t = ordinary();
    t.value = amount_of(0);
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_ZERO);
    t = ordinary();
    t.gas = 20999;
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_GAS);
    t.gas = 3000001;
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_GAS);
    t = ordinary();
    t.priority_fee = amount_of(30000000001);
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_FEE_ORDER);
    t = ordinary();
    t.nonce = UINT64_MAX;
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_RLP);
    t = ordinary();
    uint8_t nobody[20] = {0};
    t.to = slice_of(nobody, 20);
    cr_assert_eq(verdict(&t), ERROR_ETHEREUM_NULL_ADDRESS);
    t = ordinary();
    t.max_fee = (struct amount){{0, 0, 0, UINT64_MAX}};
    cr_assert_eq(verdict(&t), ERROR_AMOUNT_RANGE);
}

Test(ethereum_explain, refuses_other_transaction_types)
{
    const struct ethereum_transaction t = ordinary();
    struct buffer payload = payload_of(&t, 0);
    for (unsigned type = 0; type < 256; type++) {
        payload.data[4] = (uint8_t)type;
        cr_assert_eq(verdict_of(buffer_slice(&payload), 1),
                     type == 2 ? ERROR_NONE : ERROR_ETHEREUM_TYPE, "%02x", type);
    }
    buffer_free(&payload);
}

/* A legacy transaction without a chain id could be replayed on another chain. */
Test(ethereum_explain, refuses_legacy_forms_of_ethers)
{
    cJSON *root = vectors_load("tests/vectors/eth-signed-tx/ethers-transaction.json");
    static const char *const forms[] = {"unsignedLegacy", "unsignedEip155", "unsignedBerlin",
                                        "signedLondon"};
    for (int i = 0; i < 40; i++)
        for (int j = 0; j < 4; j++) {
            struct buffer payload = {0};
            wire_write_u32(&payload, 0);
            const char *hex = vectors_string_at(cJSON_GetArrayItem(root, i), forms[j]);
            cr_assert(is_ok(hex_decode_append(&payload, slice_of_text(hex + 2))));
            const enum error_code code = verdict_of(buffer_slice(&payload), 1);
            cr_assert(code == ERROR_ETHEREUM_TYPE || (j == 3 && code == ERROR_ETHEREUM_RLP),
                      "%d %s", i, forms[j]);
            buffer_free(&payload);
        }
    cJSON_Delete(root);
}

Test(ethereum_explain, refuses_every_cut_and_every_addition)
{
    const struct ethereum_transaction t = ordinary();
    struct buffer payload = payload_of(&t, 0);
    for (size_t size = 0; size < payload.size; size++)
        cr_assert_neq(verdict_of(slice_of(payload.data, size), 1), ERROR_NONE, "%zu", size);
    buffer_append(&payload, "", 1);
    cr_assert_eq(verdict_of(buffer_slice(&payload), 1), ERROR_ETHEREUM_RLP);
    buffer_free(&payload);
}

Test(ethereum_explain, refuses_an_index_beyond_the_plain_ones)
{
    const struct ethereum_transaction t = ordinary();
    struct buffer payload = payload_of(&t, 0x80000000);
    cr_assert_eq(verdict_of(buffer_slice(&payload), 1), ERROR_ETHEREUM_PATH);
    buffer_free(&payload);
}

Test(ethereum_explain, refuses_accounts_of_another_kind)
{
    struct account account = test_account(1);
    const struct ethereum_transaction t = ordinary();
    struct buffer payload = payload_of(&t, 0);
    struct explanation e;
    account.kind = ACCOUNT_SEGWIT;
    cr_assert_eq(ethereum_explain(&e, &account, buffer_slice(&payload)).code, ERROR_CHAIN_ACCOUNT);
    buffer_free(&payload);
}

/* One bit changed anywhere: either refused, or it is seen as another payment; never the same one.
 */
Test(ethereum_explain, never_takes_a_changed_payment_for_the_old_one)
{
    const struct account account = test_account(1);
    const struct ethereum_transaction t = ordinary();
    struct buffer payload = payload_of(&t, 0);
    struct ethereum_payment before, after;
    cr_assert(is_ok(ethereum_explain_decode(&before, buffer_slice(&payload))));
    for (size_t bit = 0; bit < 8 * payload.size; bit++) {
        payload.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (is_ok(ethereum_explain_decode(&after, buffer_slice(&payload)))) {
            const bool is_same_digest = memcmp(after.digest, before.digest, 32) == 0;
            cr_assert_eq(is_same_digest, bit < 32, "bit %zu", bit);
            struct ethereum_payment plain = after;
            memcpy(plain.digest, before.digest, 32);
            cr_assert_neq(memcmp(&plain, &before, sizeof plain), 0, "bit %zu", bit);
        }
        payload.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    buffer_free(&payload);
}

/* What the decoder takes, the writer writes in the same bytes: there is one encoding. */
Test(ethereum_explain, agrees_with_the_writer_on_random_payments)
{
    uint64_t state = 3;
    for (int i = 0; i < 2000; i++) {
        struct ethereum_transaction t = ordinary();
        uint8_t to[20];
        uint64_t random[8];
        for (int j = 0; j < 8; j++) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            random[j] = (state >> 8) >> (state % 56);
        }
        memset(to, (int)(random[0] & 255) | 1, 20);
        t.to = slice_of(to, 20);
        t.chain_id = random[1] + 1;
        t.nonce = random[2];
        t.gas = 21000 + random[3] % 1000000;
        t.max_fee = amount_of(random[4] + 1);
        t.priority_fee = amount_of(random[4] % (random[5] + 1));
        t.value = (struct amount){{random[6] + 1, i % 3 ? 0 : random[7], 0, 0}};
        struct buffer payload = payload_of(&t, (uint32_t)random[0] >> 1);
        struct ethereum_payment p;
        cr_assert(is_ok(ethereum_explain_decode(&p, buffer_slice(&payload))));
        cr_assert_eq(p.index, (uint32_t)random[0] >> 1);
        cr_assert_eq(p.chain_id, t.chain_id);
        cr_assert_eq(p.nonce, t.nonce);
        cr_assert_eq(p.gas, t.gas);
        cr_assert_eq(amount_compare(&p.max_fee, &t.max_fee), 0);
        cr_assert_eq(amount_compare(&p.priority_fee, &t.priority_fee), 0);
        cr_assert_eq(amount_compare(&p.value, &t.value), 0);
        cr_assert_arr_eq(p.to, to, 20);
        buffer_free(&payload);
    }
}
