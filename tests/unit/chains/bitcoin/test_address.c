/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/bitcoin/address.h"
#include "core/base/base58.h"
#include "core/crypto/derive.h"
#include "core/crypto/hash.h"
#include "support/bitcoin_account.h"
#include "support/vectors.h"

TestSuite(address, .init = crypto_start);

static bool network_of(enum network *out, const char *name)
{
    if (strcmp(name, "main") == 0)
        *out = NETWORK_MAIN;
    else if (strcmp(name, "regtest") == 0)
        *out = NETWORK_REGTEST;
    else
        *out = NETWORK_TEST; /* test, testnet4, signet */
    return true;
}

Test(address, agrees_with_bitcoin_core_on_valid_ones)
{
    cJSON *root = vectors_load("tests/vectors/bitcoin-core/key_io_valid.json");
    const cJSON *entry;
    int addresses = 0, keys = 0;

    cJSON_ArrayForEach(entry, root)
    {
        const char *text = cJSON_GetStringValue(cJSON_GetArrayItem(entry, 0));
        const cJSON *about = cJSON_GetArrayItem(entry, 2);
        struct script script;
        enum network network;
        uint8_t expected[64];
        char again[ADDRESS_MAX];
        network_of(&network, vectors_string_at(about, "chain"));
        const result r = address_read(&script, network, text);
        if (cJSON_IsTrue(vectors_at(about, "isPrivkey"))) {
            cr_assert_eq(r.code, ERROR_BITCOIN_ADDRESS_KEY, "%s", text);
            keys++;
            continue;
        }
        const size_t size = vectors_hex(expected, sizeof expected, cJSON_GetArrayItem(entry, 1));
        cr_assert(is_ok(r), "%s", text);
        cr_assert_eq(script.size, size);
        cr_assert_arr_eq(script.bytes, expected, size);
        cr_assert(is_ok(address_write(again, network, script_slice(&script))));
        cr_assert_str_eq(again, text);
        addresses++;
    }
    cr_assert_geq(addresses, 40);
    cr_assert_geq(keys, 10);
    cJSON_Delete(root);
}

Test(address, refuses_what_bitcoin_core_refuses_on_every_network)
{
    cJSON *root = vectors_load("tests/vectors/bitcoin-core/key_io_invalid.json");
    const cJSON *entry;
    int count = 0;

    cJSON_ArrayForEach(entry, root)
    {
        struct script script;
        const char *text = cJSON_GetStringValue(cJSON_GetArrayItem(entry, 0));
        for (unsigned network = NETWORK_MAIN; network <= NETWORK_REGTEST; network++)
            cr_assert_not(is_ok(address_read(&script, network, text)), "%s", text);
        count++;
    }
    cr_assert_geq(count, 50);
    cJSON_Delete(root);
}

static enum error_code verdict(enum network network, const char *text)
{
    struct account account = test_account_of(ACCOUNT_TAPROOT, network, 1);
    char out[ADDRESS_MAX] = "untouched";
    const result r = chain_bitcoin.address_check(out, &account, text);

    if (!is_ok(r))
        cr_assert_str_eq(out, "untouched");
    return r.code;
}

Test(address, says_which_network_a_foreign_address_is_of)
{
    const char *main_segwit = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    const char *test_segwit = "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx";
    const char *regtest = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

    cr_assert_eq(verdict(NETWORK_MAIN, main_segwit), ERROR_NONE);
    cr_assert_eq(verdict(NETWORK_MAIN, test_segwit), ERROR_BITCOIN_ADDRESS_TEST);
    cr_assert_eq(verdict(NETWORK_MAIN, regtest), ERROR_BITCOIN_ADDRESS_REGTEST);
    cr_assert_eq(verdict(NETWORK_TEST, main_segwit), ERROR_BITCOIN_ADDRESS_MAIN);
    cr_assert_eq(verdict(NETWORK_REGTEST, test_segwit), ERROR_BITCOIN_ADDRESS_TEST);
    cr_assert_eq(verdict(NETWORK_REGTEST, "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo"),
                 ERROR_BITCOIN_ADDRESS_MAIN);
    cr_assert_eq(verdict(NETWORK_MAIN, "mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ"),
                 ERROR_BITCOIN_ADDRESS_TEST);
}

Test(address, names_the_mistake)
{
    cr_assert_eq(verdict(NETWORK_MAIN, ""), ERROR_BITCOIN_ADDRESS);
    cr_assert_eq(verdict(NETWORK_MAIN, "hello"), ERROR_BITCOIN_ADDRESS);
    cr_assert_eq(verdict(NETWORK_MAIN, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
                 ERROR_BITCOIN_ADDRESS);
    cr_assert_eq(verdict(NETWORK_MAIN, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"),
                 ERROR_BITCOIN_ADDRESS_CHECKSUM);
    cr_assert_eq(verdict(NETWORK_MAIN, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4"),
                 ERROR_BITCOIN_ADDRESS_CASE);
    cr_assert_eq(verdict(NETWORK_MAIN, "BC1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
                 ERROR_BITCOIN_ADDRESS_CASE);
    cr_assert_eq(verdict(NETWORK_MAIN, "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mp"),
                 ERROR_BITCOIN_ADDRESS_CHECKSUM);
    cr_assert_eq(verdict(NETWORK_MAIN, " 1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo"),
                 ERROR_BITCOIN_ADDRESS);
    cr_assert_eq(verdict(NETWORK_MAIN, "xpub6BgBgsespWvERF3LHQu6CnqdvfEvtMcQjYrcRzx53QJjSxarj2afYWc"
                                       "LteoGVky7D3UKDP9QyrLprQ3VCECoY49yfdDEHGCtMMj92pReUsQ"),
                 ERROR_BITCOIN_ADDRESS_KEY);
}

Test(address, gives_capitals_back_in_small_letters)
{
    struct account account = test_account_of(ACCOUNT_TAPROOT, NETWORK_MAIN, 1);
    char out[ADDRESS_MAX];

    cr_assert(is_ok(
        chain_bitcoin.address_check(out, &account, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4")));
    cr_assert_str_eq(out, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
}

/* The 78 bytes of an extended key: its chain code at 13, its key at 45. */
static void read_extended(uint8_t key[33], uint8_t chaincode[32], const char *text)
{
    struct buffer bytes = {0};

    cr_assert(is_ok(base58_check_decode(&bytes, text)));
    cr_assert_eq(bytes.size, 78);
    memcpy(chaincode, bytes.data + 13, 32);
    memcpy(key, bytes.data + 45, 33);
    buffer_free(&bytes);
}

Test(address, derives_the_taproot_addresses_of_bip_86)
{
    cJSON *root = vectors_load("tests/vectors/bip86/bip86.json");
    struct account account = {.chain = &chain_bitcoin, .kind = ACCOUNT_TAPROOT};
    const cJSON *entry;
    int count = 0;

    read_extended(account.key, account.chaincode, vectors_string_at(root, "1.values.xpub"));
    cJSON_ArrayForEach(entry, root)
    {
        char out[ADDRESS_MAX];
        unsigned change, index;
        const cJSON *path = cJSON_GetObjectItem(entry, "path");
        if (!path || sscanf(path->valuestring, "m/86'/0'/0'/%u/%u", &change, &index) != 2)
            continue;
        cr_assert(is_ok(chain_bitcoin.address_of(out, &account, change, index)));
        cr_assert_str_eq(out, vectors_string_at(entry, "values.address"));
        count++;
    }
    cr_assert_eq(count, 3);
    cJSON_Delete(root);
}

/* BIP-84's account key stands at depth 3; ours starts its own path with 84. The script is the same
 * function of the child key, so it is checked on the published keys. */
Test(address, writes_the_segwit_addresses_of_bip_84)
{
    cJSON *root = vectors_load("tests/vectors/bip84/bip84.json");
    const cJSON *entry;
    uint8_t key[33], chaincode[32], hash[20], bytes[33];
    struct derived derived;
    struct point point;
    int count = 0;

    read_extended(key, chaincode, vectors_string_at(root, "1.values.xpub"));
    cr_assert(is_ok(point_read(&point, key)));
    cJSON_ArrayForEach(entry, root)
    {
        char out[ADDRESS_MAX];
        uint32_t path[2];
        const cJSON *text = cJSON_GetObjectItem(entry, "path");
        if (!text || sscanf(text->valuestring, "m/84'/0'/0'/%u/%u", &path[0], &path[1]) != 2)
            continue;
        cr_assert(is_ok(derive_path(&derived, &point, chaincode, path, 2)));
        point_write(bytes, &derived.key);
        hash_160(hash, slice_of(bytes, 33));
        const struct script script = script_witness(0, slice_of(hash, 20));
        cr_assert(is_ok(address_write(out, NETWORK_MAIN, script_slice(&script))));
        cr_assert_str_eq(out, vectors_string_at(entry, "values.address"));
        count++;
    }
    cr_assert_eq(count, 3);
    cJSON_Delete(root);
}

Test(address, of_segwit_lies_below_the_step_84)
{
    const struct account account = test_account(ACCOUNT_SEGWIT);
    struct address_own own;
    struct derived derived;
    struct point point;
    const uint32_t path[] = {84, 1, 9};

    cr_assert(is_ok(address_own(&own, &account, 1, 9)));
    cr_assert_eq(own.depth, 3);
    cr_assert_arr_eq(own.path, path, sizeof path);
    cr_assert(is_ok(point_read(&point, account.key)));
    cr_assert(is_ok(derive_path(&derived, &point, account.chaincode, path, 3)));
    cr_assert(point_equal(&own.key, &derived.key));
    cr_assert_eq(own.script.size, SCRIPT_WITNESS_20);
}

Test(address, refuses_paths_that_are_not_ours)
{
    const struct account taproot = test_account(ACCOUNT_TAPROOT);
    const struct account segwit = test_account(ACCOUNT_SEGWIT);
    struct account other = taproot;
    struct address_own own;
    uint32_t change, index;

    cr_assert_eq(address_own(&own, &taproot, 2, 0).code, ERROR_PATH_REFUSED);
    cr_assert_eq(address_own(&own, &taproot, 0, 0x80000000u).code, ERROR_PATH_REFUSED);
    other.kind = ACCOUNT_ETHEREUM;
    cr_assert_eq(address_own(&own, &other, 0, 0).code, ERROR_BITCOIN_ACCOUNT);
    cr_assert(address_path_read(&change, &index, &taproot, (uint32_t[]){1, 5}, 2));
    cr_assert_eq(change, 1);
    cr_assert_eq(index, 5);
    cr_assert_not(address_path_read(&change, &index, &taproot, (uint32_t[]){2, 5}, 2));
    cr_assert_not(address_path_read(&change, &index, &taproot, (uint32_t[]){1, 0x80000000u}, 2));
    cr_assert_not(address_path_read(&change, &index, &taproot, (uint32_t[]){1}, 1));
    cr_assert_not(address_path_read(&change, &index, &taproot, (uint32_t[]){84, 1, 5}, 3));
    cr_assert(address_path_read(&change, &index, &segwit, (uint32_t[]){84, 1, 5}, 3));
    cr_assert_not(address_path_read(&change, &index, &segwit, (uint32_t[]){60, 0, 5}, 3));
    cr_assert_not(address_path_read(&change, &index, &segwit, (uint32_t[]){1, 5}, 2));
    cr_assert_not(address_path_read(&change, &index, &segwit, (uint32_t[]){84, 0, 5, 0}, 4));
}

Test(address, dust_limits_are_those_of_bitcoin_core)
{
    static const uint8_t zeros[40];
    const struct script p2pkh = script_p2pkh(zeros), p2sh = script_p2sh(zeros);
    const struct script p2wpkh = script_witness(0, slice_of(zeros, 20));
    const struct script p2wsh = script_witness(0, slice_of(zeros, 32));
    const struct script p2tr = script_witness(1, slice_of(zeros, 32));

    cr_assert_eq(script_dust(script_slice(&p2pkh)), 546);
    cr_assert_eq(script_dust(script_slice(&p2sh)), 540);
    cr_assert_eq(script_dust(script_slice(&p2wpkh)), 294);
    cr_assert_eq(script_dust(script_slice(&p2wsh)), 330);
    cr_assert_eq(script_dust(script_slice(&p2tr)), 330);
}
