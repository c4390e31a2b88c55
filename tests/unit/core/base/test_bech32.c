/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

#include "core/base/bech32.h"
#include "support/vectors.h"

static void check_valid(const char *file, const char *list, enum bech32_kind kind)
{
    cJSON *root = vectors_load(file);
    const cJSON *entry;

    cJSON_ArrayForEach(entry, vectors_at(root, list))
    {
        const char *text = vectors_string_at(entry, "string");
        struct bech32 decoded;
        char again[BECH32_ROOM], lower[BECH32_ROOM] = {0};
        cr_assert(is_ok(bech32_decode(&decoded, text)), "%s", text);
        cr_assert_eq(decoded.kind, kind);
        cr_assert(is_ok(
            bech32_encode(again, kind, decoded.prefix, slice_of(decoded.values, decoded.count))));
        for (size_t i = 0; text[i]; i++)
            lower[i] = (char)tolower((unsigned char)text[i]);
        cr_assert_str_eq(again, lower);
    }
    cJSON_Delete(root);
}

static void check_invalid(const char *file, const char *list, enum bech32_kind kind)
{
    cJSON *root = vectors_load(file);
    const cJSON *entry;
    int count = 0;

    cJSON_ArrayForEach(entry, vectors_at(root, list))
    {
        uint8_t bytes[200] = {0};
        struct bech32 decoded;
        const size_t size = vectors_hex(bytes, sizeof bytes - 1, vectors_at(entry, "string_hex"));
        bytes[size] = 0;
        const result r = bech32_decode(&decoded, (const char *)bytes);
        /* A text of the other kind is sound in itself. */
        cr_assert(!is_ok(r) || decoded.kind != kind, "%s", (const char *)bytes);
        count++;
    }
    cr_assert_geq(count, 10);
    cJSON_Delete(root);
}

Test(bech32, accepts_what_the_bips_accept)
{
    check_valid("tests/vectors/bech32/bip173.json", "valid_bech32", BECH32);
    check_valid("tests/vectors/bech32/bip350.json", "valid_bech32m", BECH32M);
}

Test(bech32, refuses_what_the_bips_refuse)
{
    check_invalid("tests/vectors/bech32/bip173.json", "invalid_bech32", BECH32);
    check_invalid("tests/vectors/bech32/bip350.json", "invalid_bech32m", BECH32M);
}

Test(bech32, reads_the_addresses_of_bip_350)
{
    cJSON *root = vectors_load("tests/vectors/bech32/bip350.json");
    const cJSON *entry;

    cJSON_ArrayForEach(entry, vectors_at(root, "valid_address"))
    {
        uint8_t script[64];
        struct bech32_address address;
        char again[BECH32_ROOM];
        const size_t size = vectors_hex(script, sizeof script, vectors_at(entry, "scriptPubKey"));
        const char *text = vectors_string_at(entry, "string");
        cr_assert(is_ok(bech32_address_decode(&address, text)), "%s", text);
        cr_assert_eq(address.size, size - 2);
        cr_assert_arr_eq(address.program, script + 2, address.size);
        cr_assert_eq(script[0], address.version ? 0x50 + address.version : 0);
        cr_assert(is_ok(bech32_address_encode(again, address.prefix, address.version,
                                              slice_of(address.program, address.size))));
        cr_assert_eq(strcasecmp(again, text), 0);
    }
    cJSON_Delete(root);
}

/* The first of the list is sound but for its prefix, which only the chain can judge. */
Test(bech32, refuses_the_wrong_addresses_of_bip_350)
{
    cJSON *root = vectors_load("tests/vectors/bech32/bip350.json");
    const cJSON *entry;
    int refused = 0;

    cJSON_ArrayForEach(entry, vectors_at(root, "invalid_address"))
    {
        struct bech32_address address;
        const result r = bech32_address_decode(&address, vectors_string_at(entry, "string"));
        const bool is_prefix = strstr(vectors_string_at(entry, "reason"), "human-readable") != NULL;
        cr_assert_eq(is_ok(r), is_prefix, "%s", vectors_string_at(entry, "string"));
        refused += !is_ok(r);
    }
    cr_assert_geq(refused, 13);
    cJSON_Delete(root);
}

Test(bech32, names_the_mistake)
{
    struct bech32_address out;

    cr_assert_eq(bech32_address_decode(&out, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4").code, 0);
    cr_assert_eq(bech32_address_decode(&out, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5").code,
                 ERROR_BITCOIN_ADDRESS_CHECKSUM);
    cr_assert_eq(bech32_address_decode(&out, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4").code,
                 ERROR_BITCOIN_ADDRESS_CASE);
    cr_assert_eq(bech32_address_decode(&out, "bc1qb").code, ERROR_BITCOIN_ADDRESS);
    cr_assert_eq(bech32_address_decode(&out, "").code, ERROR_BITCOIN_ADDRESS);
}

Test(bech32, notices_up_to_four_wrong_characters)
{
    const char *good = "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr";
    const char *letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    struct bech32_address out;
    uint32_t seed = 1;
    char bad[100];

    cr_assert(is_ok(bech32_address_decode(&out, good)));
    for (int round = 0; round < 20000; round++) {
        strcpy(bad, good);
        for (int k = 0; k <= round % 4; k++) {
            seed = seed * 1664525 + 1013904223;
            const size_t at = 4 + (seed >> 8) % (strlen(good) - 4);
            bad[at] = letters[seed >> 27];
        }
        if (strcmp(bad, good) != 0)
            cr_assert_neq(bech32_address_decode(&out, bad).code, ERROR_NONE, "%s", bad);
    }
}
