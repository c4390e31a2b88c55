/* SPDX-License-Identifier: MIT */
#include "chains/ethereum/address.h"

#include <string.h>

#include "core/base/hex.h"
#include "core/base/text.h"
#include "core/crypto/derive.h"
#include "core/crypto/hash.h"
#include "core/crypto/point.h"

enum {
    DIGITS = 2 * ETHEREUM_ADDRESS_BYTES,
    PURPOSE = 60,            /* keeps every Ethereum key apart from Bitcoin's 84 */
    INDEX_MOST = 0x7fffffff, /* hardened steps need a private key, and there is none */
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static char capital(char c)
{
    return c >= 'a' && c <= 'f' ? (char)(c - 'a' + 'A') : c;
}

/* Digit i is a capital when nibble i of the hash of the small text is 8 or more. */
void ethereum_address_print(char out[static ADDRESS_MAX],
                            const uint8_t address[static ETHEREUM_ADDRESS_BYTES])
{
    uint8_t hash[32];
    char *digits = out + 2;

    memcpy(out, "0x", 2);
    hex_encode(digits, slice_of(address, ETHEREUM_ADDRESS_BYTES));
    hash_keccak256(hash, slice_of(digits, DIGITS));
    for (size_t i = 0; i < DIGITS; i++) {
        const unsigned nibble = i % 2 ? hash[i / 2] & 15U : hash[i / 2] >> 4U;
        digits[i] = nibble >= 8 ? capital(digits[i]) : digits[i];
    }
}

static bool has_one_case(const char *digits)
{
    bool has_small = false;
    bool has_capital = false;

    for (const char *c = digits; *c; c++) {
        has_small = has_small || (is_letter(*c) && *c != capital(*c));
        has_capital = has_capital || (is_letter(*c) && *c == capital(*c));
    }
    return !(has_small && has_capital);
}

static bool looks_like_bitcoin(const char *text)
{
    static const char *const starts[] = {"bc1", "BC1", "tb1", "TB1", "bcrt1", "BCRT1"};
    const size_t size = strlen(text);

    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (text_starts_with(text, starts[i]))
            return true;
    return size >= 26 && size <= 35 && strchr("13mn2", text[0]);
}

result ethereum_address_parse(uint8_t out[static ETHEREUM_ADDRESS_BYTES], const char *text)
{
    uint8_t address[ETHEREUM_ADDRESS_BYTES];
    char checked[ADDRESS_MAX];

    CHECK(!looks_like_bitcoin(text), ETHEREUM_BITCOIN_ADDRESS);
    CHECK(text_starts_with(text, "0x"), ETHEREUM_ADDRESS);
    CHECK(is_ok(hex_decode(address, sizeof address, text + 2)), ETHEREUM_ADDRESS);
    ethereum_address_print(checked, address);
    CHECK(has_one_case(text + 2) || strcmp(checked, text) == 0, ETHEREUM_CHECKSUM);
    memcpy(out, address, sizeof address);
    return OK;
}

result ethereum_address_of_key(uint8_t out[static ETHEREUM_ADDRESS_BYTES],
                               const uint8_t key[static 33])
{
    struct point point;
    uint8_t coordinates[64];
    uint8_t hash[32];

    TRY(point_read(&point, key));
    point_coordinates(coordinates, &point);
    hash_keccak256(hash, slice_of(coordinates, sizeof coordinates));
    memcpy(out, hash + 32 - ETHEREUM_ADDRESS_BYTES, ETHEREUM_ADDRESS_BYTES);
    return OK;
}

result ethereum_address_path(uint32_t path[static ETHEREUM_PATH_DEPTH], uint32_t index)
{
    CHECK(index <= INDEX_MOST, ETHEREUM_PATH);
    path[0] = PURPOSE;
    path[1] = 0;
    path[2] = index;
    return OK;
}

result ethereum_address_key(uint8_t key[static 33], const struct account *account, uint32_t index)
{
    uint32_t path[ETHEREUM_PATH_DEPTH];
    struct point lane;
    struct derived derived;

    TRY(ethereum_address_path(path, index));
    TRY(point_read(&lane, account->key));
    TRY(derive_path(&derived, &lane, account->chaincode, path, ETHEREUM_PATH_DEPTH));
    point_write(key, &derived.key);
    return OK;
}

result ethereum_address_at(uint8_t out[static ETHEREUM_ADDRESS_BYTES],
                           const struct account *account, uint32_t index)
{
    uint8_t key[33];

    TRY(ethereum_address_key(key, account, index));
    return ethereum_address_of_key(out, key);
}
