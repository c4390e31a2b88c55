/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/ethereum/rlp.h"
#include "core/base/hex.h"
#include "support/vectors.h"

static struct buffer bytes_of(const char *hex)
{
    struct buffer out = {0};
    if (strncmp(hex, "0x", 2) == 0)
        hex += 2;
    cr_assert(is_ok(hex_decode_append(&out, slice_of_text(hex))), "%s", hex);
    return out;
}

/* Whether the bytes are one canonical item all the way down. Test data is at most a few deep. */
static bool is_canonical(struct slice bytes)
{
    struct rlp_reader reader = {.rest = bytes};
    struct rlp_item item;
    if (!is_ok(rlp_read(&item, &reader)) || !is_ok(rlp_read_end(&reader)))
        return false;
    struct rlp_reader inner = {.rest = item.content};
    while (item.is_list && inner.rest.size > 0) {
        struct slice before = inner.rest;
        struct rlp_item child;
        if (!is_ok(rlp_read(&child, &inner)))
            return false;
        if (!is_canonical(slice_of(before.data, before.size - inner.rest.size)))
            return false;
    }
    return true;
}

/* The vectors' values: texts (hex or plain), numbers, "#big numbers", lists. */
static void write_value(struct buffer *out, const cJSON *value, bool is_hex)
{
    struct buffer items = {0};
    if (cJSON_IsArray(value)) {
        for (const cJSON *child = value->child; child; child = child->next)
            write_value(&items, child, is_hex);
        rlp_write_list(out, buffer_slice(&items));
    } else if (cJSON_IsNumber(value)) {
        rlp_write_u64(out, (uint64_t)value->valuedouble);
    } else if (is_hex) {
        items = bytes_of(value->valuestring);
        rlp_write_bytes(out, buffer_slice(&items));
    } else if (value->valuestring[0] == '#') {
        struct amount amount;
        cr_assert(is_ok(amount_parse_integer(&amount, value->valuestring + 1)));
        rlp_write_amount(out, &amount);
    } else {
        rlp_write_bytes(out, slice_of_text(value->valuestring));
    }
    buffer_free(&items);
}

static void check(const cJSON *in, const char *out, bool is_hex, const char *name)
{
    struct buffer written = {0}, expected = bytes_of(out);
    write_value(&written, in, is_hex);
    cr_assert(slice_equal(buffer_slice(&written), buffer_slice(&expected)), "%s", name);
    cr_assert(is_canonical(buffer_slice(&expected)), "%s", name);
    buffer_free(&written);
    buffer_free(&expected);
}

Test(rlp, writes_and_reads_the_official_examples)
{
    cJSON *root = vectors_load("tests/vectors/eth-rlp/rlptest.json");
    int count = 0;
    for (const cJSON *item = root->child; item; item = item->next) {
        const char *name = item->string;
        /* 2^256 does not fit an amount; a text of a zero byte does not fit cJSON. */
        if (strcmp(name, "bigint") == 0 || strcmp(name, "bytestring00") == 0)
            continue;
        check(vectors_at(item, "in"), vectors_string_at(item, "out"), false, name);
        count++;
    }
    cr_assert_geq(count, 25);
    cJSON_Delete(root);
}

Test(rlp, writes_and_reads_the_ethers_examples)
{
    cJSON *root = vectors_load("tests/vectors/eth-rlp/ethers-rlp.json");
    cr_assert_eq(cJSON_GetArraySize(root), 61);
    for (const cJSON *item = root->child; item; item = item->next)
        check(vectors_at(item, "decoded"), vectors_string_at(item, "encoded"), true,
              vectors_string_at(item, "name"));
    cJSON_Delete(root);
}

Test(rlp, refuses_all_that_is_not_canonical)
{
    cJSON *root = vectors_load("tests/vectors/eth-rlp/invalidRLPTest.json");
    cr_assert_geq(cJSON_GetArraySize(root), 26);
    for (const cJSON *item = root->child; item; item = item->next) {
        struct buffer bytes = bytes_of(vectors_string_at(item, "out"));
        cr_assert_not(is_canonical(buffer_slice(&bytes)), "%s", item->string);
        buffer_free(&bytes);
    }
    cJSON_Delete(root);
}

Test(rlp, takes_a_random_valid_example)
{
    cJSON *root = vectors_load("tests/vectors/eth-rlp/example.json");
    struct buffer bytes = bytes_of(vectors_string_at(root, "listsoflists2.out"));
    cr_assert(is_canonical(buffer_slice(&bytes)));
    buffer_free(&bytes);
    cJSON_Delete(root);
}

Test(rlp, refuses_numbers_with_leading_zeros_or_too_many_bytes)
{
    uint64_t number = 5;
    struct amount amount;
    const uint8_t zero[] = {0x00}, leading[] = {0x82, 0x00, 0x01},
                  nine[] = {0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    uint8_t large[34] = {0xa1, 1};
    struct rlp_reader reader = {.rest = slice_of(zero, 1)};
    cr_assert_eq(rlp_read_u64(&number, &reader).code, ERROR_ETHEREUM_RLP);
    cr_assert_eq(reader.rest.size, 1); /* untouched */
    reader.rest = slice_of(leading, 3);
    cr_assert_eq(rlp_read_u64(&number, &reader).code, ERROR_ETHEREUM_RLP);
    reader.rest = slice_of(nine, 10);
    cr_assert_eq(rlp_read_u64(&number, &reader).code, ERROR_ETHEREUM_RLP);
    cr_assert(is_ok(rlp_read_amount(&amount, &reader)));
    reader.rest = slice_of(large, 34);
    cr_assert_eq(rlp_read_amount(&amount, &reader).code, ERROR_ETHEREUM_RLP);
    cr_assert_eq(number, 5);
}

Test(rlp, tells_lists_from_bytes)
{
    const uint8_t list[] = {0xc1, 0x05}, bytes[] = {0x05};
    struct rlp_reader reader = {.rest = slice_of(list, 2)}, items;
    struct slice content;
    cr_assert_eq(rlp_read_bytes(&content, &reader).code, ERROR_ETHEREUM_RLP);
    cr_assert(is_ok(rlp_read_list(&items, &reader)));
    cr_assert_eq(items.rest.size, 1);
    reader.rest = slice_of(bytes, 1);
    cr_assert_eq(rlp_read_list(&items, &reader).code, ERROR_ETHEREUM_RLP);
}

/* Whatever the reader takes, the writer writes in exactly the same bytes. */
Test(rlp, reader_and_writer_agree_on_random_bytes)
{
    uint64_t state = 42;
    int taken = 0;
    for (int round = 0; round < 300000; round++) {
        uint8_t bytes[12];
        for (size_t i = 0; i < sizeof bytes; i++) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            bytes[i] = (uint8_t)(state >> 56);
        }
        bytes[0] = (uint8_t)(round & 1 ? 0x80 + bytes[0] % 60 : bytes[0]);
        struct rlp_reader reader = {.rest = slice_of(bytes, sizeof bytes)};
        struct rlp_item item;
        struct buffer out = {0};
        if (!is_ok(rlp_read(&item, &reader)))
            continue;
        if (item.is_list)
            rlp_write_list(&out, item.content);
        else
            rlp_write_bytes(&out, item.content);
        cr_assert_eq(out.size, sizeof bytes - reader.rest.size);
        cr_assert_arr_eq(out.data, bytes, out.size);
        buffer_free(&out);
        taken++;
    }
    cr_assert_gt(taken, 10000);
}
