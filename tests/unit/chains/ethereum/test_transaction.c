/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/ethereum/rlp.h"
#include "chains/ethereum/transaction.h"
#include "core/base/hex.h"
#include "core/crypto/ecdsa.h"
#include "core/crypto/hash.h"
#include "support/vectors.h"

TestSuite(ethereum_transaction, .init = crypto_start);

static struct buffer bytes_of(const char *hex)
{
    struct buffer out = {0};
    if (strncmp(hex, "0x", 2) == 0)
        hex += 2;
    cr_assert(is_ok(hex_decode_append(&out, slice_of_text(hex))), "%s", hex);
    return out;
}

static struct buffer bytes_at(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    return bytes_of(cJSON_IsString(item) ? item->valuestring : "");
}

static struct amount amount_at(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    struct amount amount = amount_of(0);
    if (cJSON_IsNumber(item))
        return amount_of((uint64_t)item->valuedouble);
    if (cJSON_IsString(item) && strcmp(item->valuestring, "0x") != 0) /* ethers' zero */
        cr_assert(is_ok(amount_parse_hex(&amount, item->valuestring)), "%s", item->valuestring);
    return amount;
}

static uint64_t u64_at(const cJSON *object, const char *name)
{
    const struct amount amount = amount_at(object, name);
    uint64_t value;
    cr_assert(is_ok(amount_to_u64(&value, &amount)));
    return value;
}

static void write_bytes_at(struct buffer *out, const cJSON *value)
{
    struct buffer bytes = bytes_of(value->valuestring);
    rlp_write_bytes(out, buffer_slice(&bytes));
    buffer_free(&bytes);
}

static struct buffer access_list_of(const cJSON *list)
{
    struct buffer out = {0};
    const cJSON *entry;
    cJSON_ArrayForEach(entry, list)
    {
        struct buffer fields = {0}, keys = {0};
        const cJSON *key;
        write_bytes_at(&fields, cJSON_GetObjectItem(entry, "address"));
        cJSON_ArrayForEach(key, cJSON_GetObjectItem(entry, "storageKeys"))
            write_bytes_at(&keys, key);
        rlp_write_list(&fields, buffer_slice(&keys));
        rlp_write_list(&out, buffer_slice(&fields));
        buffer_free(&fields);
        buffer_free(&keys);
    }
    return out;
}

static struct signature_bytes sign(const uint8_t digest[static 32], const cJSON *item,
                                   const char *key)
{
    uint8_t secret[32];
    struct scalar k;
    struct ecdsa_signature signature;
    struct signature_bytes out;
    vectors_hex_at(secret, 32, item, key);
    cr_assert(is_ok(scalar_read_nonzero(&k, secret)));
    cr_assert(is_ok(ecdsa_sign(&signature, &k, digest)));
    memcpy(out.bytes, signature.bytes, 64);
    out.recid = signature.recid;
    return out;
}

/* 299 cases by ethers, with the signed bytes: the nonces are RFC 6979 there as here. */
Test(ethereum_transaction, equals_ethers_unsigned_and_signed)
{
    cJSON *root = vectors_load("tests/vectors/eth-signed-tx/ethers-transaction.json");
    int count = 0;
    for (const cJSON *item = root->child; item; item = item->next) {
        const cJSON *fields = vectors_at(item, "transaction");
        struct buffer to = bytes_at(fields, "to"), data = bytes_at(fields, "data");
        struct buffer list = access_list_of(cJSON_GetObjectItem(fields, "accessList"));
        struct buffer expected = bytes_of(vectors_string_at(item, "unsignedLondon")), written = {0};
        const struct ethereum_transaction transaction = {
            /* ethers takes mainnet where the case names no chain */
            .chain_id = cJSON_HasObjectItem(fields, "chainId") ? u64_at(fields, "chainId") : 1,
            .nonce = u64_at(fields, "nonce"),
            .priority_fee = amount_at(fields, "maxPriorityFeePerGas"),
            .max_fee = amount_at(fields, "maxFeePerGas"),
            .gas = u64_at(fields, "gasLimit"),
            .to = buffer_slice(&to),
            .value = amount_at(fields, "value"),
            .data = buffer_slice(&data),
            .access_list = buffer_slice(&list),
        };
        ethereum_transaction_write_unsigned(&written, &transaction);
        cr_assert(slice_equal(buffer_slice(&written), buffer_slice(&expected)), "%s",
                  vectors_string_at(item, "name"));
        uint8_t digest[32];
        hash_keccak256(digest, buffer_slice(&written));
        const struct signature_bytes signature = sign(digest, item, "privateKey");
        buffer_clear(&written);
        buffer_free(&expected);
        expected = bytes_of(vectors_string_at(item, "signedLondon"));
        ethereum_transaction_write_signed(&written, &transaction, &signature);
        cr_assert(slice_equal(buffer_slice(&written), buffer_slice(&expected)), "%s",
                  vectors_string_at(item, "name"));
        buffer_free(&written);
        buffer_free(&expected);
        buffer_free(&list);
        buffer_free(&data);
        buffer_free(&to);
        count++;
    }
    cr_assert_eq(count, 299);
    cJSON_Delete(root);
}

/* The legacy digest: hash of ethers' own EIP-155 bytes. */
Test(ethereum_transaction, legacy_digest_equals_ethers)
{
    cJSON *root = vectors_load("tests/vectors/eth-signed-tx/ethers-transaction.json");
    int count = 0;
    for (const cJSON *item = root->child; item; item = item->next) {
        const cJSON *fields = vectors_at(item, "transaction");
        struct ethereum_transaction transaction = {.chain_id = u64_at(fields, "chainId")};
        if (transaction.chain_id == 0)
            continue; /* ethers then writes the form without EIP-155 */
        struct buffer to = bytes_at(fields, "to"), data = bytes_at(fields, "data");
        struct buffer unsigned_bytes = bytes_of(vectors_string_at(item, "unsignedEip155"));
        uint8_t digest[32], expected[32];
        transaction.nonce = u64_at(fields, "nonce");
        transaction.max_fee = amount_at(fields, "gasPrice");
        transaction.gas = u64_at(fields, "gasLimit");
        transaction.to = buffer_slice(&to);
        transaction.value = amount_at(fields, "value");
        transaction.data = buffer_slice(&data);
        ethereum_transaction_legacy_digest(digest, &transaction);
        hash_keccak256(expected, buffer_slice(&unsigned_bytes));
        cr_assert_arr_eq(digest, expected, 32);
        buffer_free(&to);
        buffer_free(&data);
        buffer_free(&unsigned_bytes);
        count++;
    }
    cr_assert_gt(count, 100);
    cJSON_Delete(root);
}

Test(ethereum_transaction, legacy_digest_and_signature_of_eip155)
{
    cJSON *root = vectors_load("tests/vectors/eip155/eip155.json");
    const cJSON *item = root->child;
    struct buffer to = bytes_at(item, "to");
    struct ethereum_transaction transaction = {
        .chain_id = (uint64_t)vectors_number_at(item, "chainId"),
        .nonce = (uint64_t)vectors_number_at(item, "nonce"),
        .max_fee = amount_of((uint64_t)vectors_number_at(item, "gasPrice")),
        .gas = (uint64_t)vectors_number_at(item, "gas"),
        .to = buffer_slice(&to),
    };
    uint8_t digest[32], expected[32];
    struct amount r, s, part;
    cr_assert(is_ok(amount_parse_integer(&transaction.value, vectors_string_at(item, "value"))));
    ethereum_transaction_legacy_digest(digest, &transaction);
    vectors_hex_at(expected, 32, item, "signing_hash");
    cr_assert_arr_eq(digest, expected, 32);
    const struct signature_bytes signature = sign(digest, item, "private_key");
    cr_assert(is_ok(amount_parse_integer(&r, vectors_string_at(item, "r"))));
    cr_assert(is_ok(amount_parse_integer(&s, vectors_string_at(item, "s"))));
    part = amount_read(signature.bytes);
    cr_assert_eq(amount_compare(&part, &r), 0);
    part = amount_read(signature.bytes + 32);
    cr_assert_eq(amount_compare(&part, &s), 0);
    cr_assert_eq(vectors_number_at(item, "v"), 35 + 2 * 1 + signature.recid);
    buffer_free(&to);
    cJSON_Delete(root);
}
