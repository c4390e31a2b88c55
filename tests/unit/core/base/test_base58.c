/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/base58.h"
#include "core/base/hex.h"
#include "support/vectors.h"

Test(base58, agrees_with_bitcoin_core)
{
    cJSON *root = vectors_load("tests/vectors/bitcoin-core/base58_encode_decode.json");
    const cJSON *pair;
    int count = 0;

    cJSON_ArrayForEach(pair, root)
    {
        uint8_t bytes[512];
        struct buffer text = {0}, back = {0};
        const size_t size = vectors_hex(bytes, sizeof bytes, cJSON_GetArrayItem(pair, 0));
        const char *expected = cJSON_GetStringValue(cJSON_GetArrayItem(pair, 1));
        base58_encode(&text, slice_of(bytes, size));
        cr_assert_str_eq(buffer_text(&text), expected);
        cr_assert(is_ok(base58_decode(&back, expected)));
        cr_assert_eq(back.size, size);
        if (size)
            cr_assert_arr_eq(back.data, bytes, size);
        buffer_free(&text);
        buffer_free(&back);
        count++;
    }
    cr_assert_geq(count, 10);
    cJSON_Delete(root);
}

Test(base58, reads_every_valid_key_and_writes_it_again)
{
    cJSON *root = vectors_load("tests/vectors/bitcoin-core/base58_keys_valid.json");
    const cJSON *entry;
    int count = 0;

    cJSON_ArrayForEach(entry, root)
    {
        const char *text = cJSON_GetStringValue(cJSON_GetArrayItem(entry, 0));
        uint8_t inner[64];
        const size_t size = vectors_hex(inner, sizeof inner, cJSON_GetArrayItem(entry, 1));
        struct buffer payload = {0}, again = {0};
        cr_assert(is_ok(base58_check_decode(&payload, text)), "%s", text);
        cr_assert_geq(payload.size, size + 1);
        cr_assert_arr_eq(payload.data + 1, inner, size);
        base58_check_encode(&again, buffer_slice(&payload));
        cr_assert_str_eq(buffer_text(&again), text);
        buffer_free(&payload);
        buffer_free(&again);
        count++;
    }
    cr_assert_geq(count, 40);
    cJSON_Delete(root);
}

Test(base58, notices_every_single_wrong_character)
{
    const char *good = "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L";
    char bad[40];

    for (size_t i = 0; i < strlen(good); i++) {
        struct buffer out = {0};
        strcpy(bad, good);
        bad[i] = bad[i] == 'z' ? 'y' : 'z';
        cr_assert_eq(base58_check_decode(&out, bad).code, ERROR_BITCOIN_ADDRESS_CHECKSUM, "%s",
                     bad);
        cr_assert_eq(out.size, 0);
        bad[i] = "0OIl +"[i % 6];
        cr_assert_eq(base58_check_decode(&out, bad).code, ERROR_BITCOIN_ADDRESS, "%s", bad);
        buffer_free(&out);
    }
}

Test(base58, bounds_its_input)
{
    char text[BASE58_TEXT_MAX + 1];
    struct buffer out = {0};

    memset(text, 'z', BASE58_TEXT_MAX);
    text[BASE58_TEXT_MAX] = 0;
    cr_assert_eq(base58_decode(&out, text).code, ERROR_BITCOIN_ADDRESS);
    text[BASE58_TEXT_MAX - 1] = 0; /* fits by its length, not by its value */
    cr_assert_eq(base58_decode(&out, text).code, ERROR_BITCOIN_ADDRESS);
    cr_assert_eq(base58_check_decode(&out, "").code, ERROR_BITCOIN_ADDRESS);
    cr_assert_eq(base58_check_decode(&out, "11111").code, ERROR_BITCOIN_ADDRESS_CHECKSUM);
    cr_assert_eq(out.size, 0);

    uint8_t most[BASE58_BYTES_MAX];
    struct buffer back = {0};
    memset(most, 0xff, sizeof most);
    base58_encode(&out, slice_of(most, sizeof most));
    cr_assert(is_ok(base58_decode(&back, buffer_text(&out))));
    cr_assert_eq(back.size, sizeof most);
    cr_assert_arr_eq(back.data, most, sizeof most);
    buffer_free(&out);
    buffer_free(&back);
}
