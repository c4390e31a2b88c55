/* SPDX-License-Identifier: MIT */
/* Ethereum and every EVM chain, by chain id: the table behind chain_ethereum. */
#include <stdlib.h>
#include <string.h>

#include "chains/ethereum/address.h"
#include "chains/ethereum/explain.h"
#include "chains/ethereum/talk.h"
#include "chains/ethereum/transaction.h"
#include "core/base/hex.h"
#include "core/crypto/ecdsa.h"
#include "core/crypto/hash.h"
#include "core/crypto/point.h"
#include "core/wallet/chain.h"

static result address_of(char out[static ADDRESS_MAX], const struct account *account,
                         uint32_t change, uint32_t index)
{
    uint8_t address[ETHEREUM_ADDRESS_BYTES];

    (void)change; /* payments leave the rest where it is */
    TRY(ethereum_address_at(address, account, index));
    ethereum_address_print(out, address);
    return OK;
}

static result address_check(char out[static ADDRESS_MAX], const struct account *account,
                            const char *text)
{
    static const uint8_t nobody[ETHEREUM_ADDRESS_BYTES] = {0};
    uint8_t address[ETHEREUM_ADDRESS_BYTES];

    (void)account; /* an address is the same on every EVM chain */
    TRY(ethereum_address_parse(address, text));
    CHECK(memcmp(address, nobody, sizeof nobody) != 0, ETHEREUM_NULL_ADDRESS);
    ethereum_address_print(out, address);
    return OK;
}

/* The signature must verify under the key of the paying address, and lead back to it: a wrong
 * recovery bit would make the node see another sender. recid above 1 means R.x >= q, which
 * Ethereum cannot carry. */
static result check_signature(const struct account *account, const struct ethereum_payment *payment,
                              const struct signature_bytes *signature)
{
    struct ecdsa_signature ecdsa = {.recid = signature->recid};
    struct point key;
    struct point recovered;
    uint8_t bytes[33];

    CHECK(signature->recid <= 1, ETHEREUM_SIGNATURE);
    memcpy(ecdsa.bytes, signature->bytes, sizeof ecdsa.bytes);
    TRY(ethereum_address_key(bytes, account, payment->index));
    TRY(point_read(&key, bytes));
    CHECK(is_ok(ecdsa_verify(ecdsa.bytes, &key, payment->digest)), ETHEREUM_SIGNATURE);
    CHECK(is_ok(ecdsa_recover(&recovered, &ecdsa, payment->digest)), ETHEREUM_SIGNATURE);
    CHECK(point_equal(&recovered, &key), ETHEREUM_SIGNATURE);
    return OK;
}

static result finish(struct buffer *raw, char txid[static TXID_MAX], const struct account *account,
                     struct slice payload, const struct signature_bytes *signatures, size_t count)
{
    struct ethereum_payment payment;
    uint8_t hash[HASH_BYTES];

    CHECK(count == 1, ETHEREUM_SIGNATURE);
    TRY(ethereum_explain_decode(&payment, payload));
    CHECK(account->kind == ACCOUNT_ETHEREUM, CHAIN_ACCOUNT);
    CHECK(payment.chain_id == account->chain_id, ETHEREUM_CHAIN);
    TRY(check_signature(account, &payment, &signatures[0]));
    const struct ethereum_transaction transaction = {
        .chain_id = payment.chain_id,
        .nonce = payment.nonce,
        .priority_fee = payment.priority_fee,
        .max_fee = payment.max_fee,
        .gas = payment.gas,
        .to = slice_of(payment.to, sizeof payment.to),
        .value = payment.value,
    };
    SCOPED(buffer_free) struct buffer bytes = {0};
    ethereum_transaction_write_signed(&bytes, &transaction, &signatures[0]);
    hash_keccak256(hash, buffer_slice(&bytes));
    memcpy(txid, "0x", 2);
    hex_encode(txid + 2, slice_of(hash, sizeof hash));
    buffer_append_slice(raw, buffer_slice(&bytes));
    return OK;
}

const struct chain chain_ethereum = {
    .id = "ethereum",
    .name = "Ethereum",
    .unit = "ETH",
    .decimals = 18,
    .address_of = address_of,
    .address_check = address_check,
    .talk_open = ethereum_talk_open,
    .talk_step = ethereum_talk_step,
    .talk_answer = ethereum_talk_answer,
    .talk_close = ethereum_talk_close,
    .explain = ethereum_explain,
    .finish = finish,
};
