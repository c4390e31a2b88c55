/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/base/hex.h"

Test(hex, writes_small_letters_and_reads_both)
{
    const uint8_t bytes[] = {0x00, 0x1f, 0xab, 0xff};
    char text[9];
    uint8_t back[4];
    hex_encode(text, slice_of(bytes, sizeof bytes));
    cr_assert_str_eq(text, "001fabff");
    cr_assert(is_ok(hex_decode(back, 4, "001FaBfF")));
    cr_assert_arr_eq(back, bytes, 4);
}

Test(hex, takes_every_byte_there_and_back)
{
    for (unsigned i = 0; i < 256; i++) {
        const uint8_t byte = (uint8_t)i;
        uint8_t back = 0;
        char text[3];
        hex_encode(text, slice_of(&byte, 1));
        cr_assert(is_ok(hex_decode(&back, 1, text)));
        cr_assert_eq(back, byte);
    }
}

Test(hex, refuses_every_other_character)
{
    uint8_t out;
    for (unsigned c = 1; c < 256; c++) {
        const char text[3] = {(char)c, '0', 0}, other[3] = {'0', (char)c, 0};
        const bool is_digit = strchr("0123456789abcdefABCDEF", (int)c) != NULL;
        cr_assert_eq(is_ok(hex_decode(&out, 1, text)), is_digit, "%02x", c);
        cr_assert_eq(is_ok(hex_decode(&out, 1, other)), is_digit, "%02x", c);
    }
}

Test(hex, refuses_another_size)
{
    uint8_t out[4];
    static const char *const texts[] = {"",          "0",          "001fab",   "001fabf",
                                        "001fabff0", "001fabff00", "0x1fabff0"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cr_assert_eq(hex_decode(out, 4, texts[i]).code, ERROR_HEX_DIGITS, "%s", texts[i]);
}

Test(hex, appends_and_leaves_the_buffer_alone_on_failure)
{
    struct buffer buffer = {0};
    buffer_append(&buffer, "A", 1);
    hex_append(&buffer, slice_of("\x01\xfe", 2));
    cr_assert_str_eq(buffer_text(&buffer), "A01fe");
    cr_assert_eq(hex_decode_append(&buffer, slice_of_text("00zz")).code, ERROR_HEX_DIGITS);
    cr_assert_eq(hex_decode_append(&buffer, slice_of_text("000")).code, ERROR_HEX_DIGITS);
    cr_assert_eq(buffer.size, 5);
    cr_assert(is_ok(hex_decode_append(&buffer, slice_of_text("4243"))));
    cr_assert(is_ok(hex_decode_append(&buffer, slice_of_text(""))));
    cr_assert_str_eq(buffer_text(&buffer), "A01feBC");
    buffer_free(&buffer);
}
