/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

#include "chains/ethereum/address.h"
#include "core/base/hex.h"
#include "core/crypto/point.h"
#include "support/vectors.h"

TestSuite(ethereum_address, .init = crypto_start);

static enum error_code verdict(const char *text)
{
    uint8_t out[20];
    return ethereum_address_parse(out, text).code;
}

/* EIP-55's own list. */
Test(ethereum_address, writes_the_checksum_of_eip55)
{
    cJSON *list = vectors_load("tests/vectors/eip55/eip55.json");
    cr_assert_eq(cJSON_GetArraySize(list), 8);
    for (const cJSON *item = list->child; item; item = item->next) {
        uint8_t address[20];
        char text[ADDRESS_MAX];
        cr_assert(is_ok(ethereum_address_parse(address, item->valuestring)), "%s",
                  item->valuestring);
        ethereum_address_print(text, address);
        cr_assert_str_eq(text, item->valuestring);
    }
    cJSON_Delete(list);
}

Test(ethereum_address, refuses_every_single_changed_case)
{
    const char *good = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    char text[64];
    for (size_t i = 2; good[i]; i++) {
        if (!isalpha((unsigned char)good[i]))
            continue;
        strcpy(text, good);
        text[i] = (char)(isupper((unsigned char)text[i]) ? tolower((unsigned char)text[i])
                                                         : toupper((unsigned char)text[i]));
        cr_assert_eq(verdict(text), ERROR_ETHEREUM_CHECKSUM, "%s", text);
    }
}

Test(ethereum_address, takes_one_case_without_a_checksum)
{
    cr_assert_eq(verdict("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"), ERROR_NONE);
    cr_assert_eq(verdict("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED"), ERROR_NONE);
}

Test(ethereum_address, says_what_is_wrong)
{
    cr_assert_eq(verdict(""), ERROR_ETHEREUM_ADDRESS);
    cr_assert_eq(verdict("0x"), ERROR_ETHEREUM_ADDRESS);
    cr_assert_eq(verdict("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), ERROR_ETHEREUM_ADDRESS);
    cr_assert_eq(verdict("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe"), ERROR_ETHEREUM_ADDRESS);
    cr_assert_eq(verdict("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd"), ERROR_ETHEREUM_ADDRESS);
    cr_assert_eq(verdict("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg"), ERROR_ETHEREUM_ADDRESS);
    cr_assert_eq(verdict(" 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), ERROR_ETHEREUM_ADDRESS);
    cr_assert_eq(verdict("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n"), ERROR_ETHEREUM_ADDRESS);
    cr_assert_eq(verdict("vitalik.eth"), ERROR_ETHEREUM_ADDRESS);
    cr_assert_eq(verdict("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
                 ERROR_ETHEREUM_BITCOIN_ADDRESS);
    cr_assert_eq(verdict("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"), ERROR_ETHEREUM_BITCOIN_ADDRESS);
    cr_assert_eq(verdict("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"), ERROR_ETHEREUM_BITCOIN_ADDRESS);
}

static void address_of_secret(char text[static ADDRESS_MAX], const uint8_t secret[static 32])
{
    struct scalar k;
    uint8_t key[33], address[20];
    cr_assert(is_ok(scalar_read_nonzero(&k, secret)));
    const struct point p = point_mul_base(&k);
    point_write(key, &p);
    cr_assert(is_ok(ethereum_address_of_key(address, key)));
    ethereum_address_print(text, address);
}

Test(ethereum_address, belongs_to_the_known_keys)
{
    cJSON *list = vectors_load("tests/vectors/eth-basic/keyaddrtest.json");
    cr_assert_eq(cJSON_GetArraySize(list), 2);
    for (const cJSON *item = list->child; item; item = item->next) {
        uint8_t secret[32];
        char text[ADDRESS_MAX];
        vectors_hex_at(secret, 32, item, "key");
        address_of_secret(text, secret);
        cr_assert_eq(strcasecmp(text + 2, vectors_string_at(item, "addr")), 0);
    }
    cJSON_Delete(list);
}

/* m / 44' ... is not ours: the lane key itself is the parent, then 60 / 0 / index. */
Test(ethereum_address, differs_for_every_index_and_refuses_hardened_ones)
{
    struct account account = {.kind = ACCOUNT_ETHEREUM, .chain_id = 1, .lane = 1};
    const struct scalar k = scalar_from_u64(5);
    const struct point p = point_mul_base(&k);
    uint8_t seen[8][20];
    point_write(account.key, &p);
    memset(account.chaincode, 7, 32);
    for (uint32_t i = 0; i < 8; i++) {
        cr_assert(is_ok(ethereum_address_at(seen[i], &account, i)));
        for (uint32_t j = 0; j < i; j++)
            cr_assert_neq(memcmp(seen[i], seen[j], 20), 0);
    }
    uint8_t out[20];
    cr_assert_eq(ethereum_address_at(out, &account, 0x80000000).code, ERROR_ETHEREUM_PATH);
    account.chaincode[0] ^= 1;
    cr_assert(is_ok(ethereum_address_at(out, &account, 0)));
    cr_assert_neq(memcmp(out, seen[0], 20), 0);
}
