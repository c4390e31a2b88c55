/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"

static const char *shown(const char *foreign, size_t size, size_t room)
{
    static char out[256];
    memset(out, 'X', sizeof out);
    text_showable(out, room, slice_of(foreign, size));
    return out;
}

Test(text, copies_only_what_fits)
{
    char out[4] = "abc";
    cr_assert(is_ok(text_copy(out, sizeof out, "xyz")));
    cr_assert_str_eq(out, "xyz");
    cr_assert_eq(text_copy(out, sizeof out, "wxyz").code, ERROR_TEXT_LONG);
    cr_assert_str_eq(out, "xyz");
}

Test(text, leaves_ordinary_text_of_all_scripts)
{
    const char *text = "Grüße, 世界 — Привет ₿ 🙂";
    cr_assert_str_eq(shown(text, strlen(text), 200), text);
    cr_assert(text_is_showable(slice_of_text(text)));
    cr_assert(text_is_showable(slice_of_text("")));
}

Test(text, replaces_every_control_byte)
{
    for (unsigned c = 0; c < 256; c++) {
        const char text[3] = {'a', (char)c, 'b'};
        const bool is_plain = c >= 0x20 && c < 0x7f;
        char expected[4] = {'a', is_plain ? (char)c : '?', 'b', 0};
        cr_assert_str_eq(shown(text, 3, 200), expected, "byte %02x", c);
        cr_assert_eq(text_is_showable(slice_of(text, 3)), is_plain);
    }
}

Test(text, replaces_c1_bidi_and_invisible_characters)
{
    static const char *const hidden[] = {"\xc2\x85", "\xc2\x9b",  "\u200b", "\u200d", "\u200e",
                                         "\u200f",   "\u202a",    "\u202e", "\u2060", "\u2066",
                                         "\u2069",   "\ufeff",    "\u00ad", "\u061c", "\u2028",
                                         "\u2029",   "\U000e0041"};
    char text[16];
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        snprintf(text, sizeof text, "a%sb", hidden[i]);
        cr_assert_str_eq(shown(text, strlen(text), 200), "a?b", "%zu", i);
        cr_assert_not(text_is_showable(slice_of_text(text)));
    }
    cr_assert_str_eq(shown("\x1b]52;c;aGk=\x07", 12, 200), "?]52;c;aGk=?");
}

Test(text, replaces_bytes_that_are_no_utf8)
{
    cr_assert_str_eq(shown("\xc0\x80", 2, 200), "??");           /* overlong zero */
    cr_assert_str_eq(shown("\xed\xa0\x80", 3, 200), "???");      /* surrogate */
    cr_assert_str_eq(shown("\xf4\x90\x80\x80", 4, 200), "????"); /* beyond U+10FFFF */
    cr_assert_str_eq(shown("\xe2\x82", 2, 200), "??");           /* cut short */
    cr_assert_str_eq(shown("\xe0\x80\xaf", 3, 200), "???");      /* overlong slash */
    cr_assert_str_eq(shown("\xe2\x82\xac", 3, 200), "€");
}

Test(text, cuts_at_the_end_of_a_character)
{
    cr_assert_str_eq(shown("ab€", 5, 5), "ab"); /* three bytes and the zero do not fit */
    cr_assert_str_eq(shown("ab€", 5, 6), "ab€");
    cr_assert_str_eq(shown("abc", 3, 1), "");
    char out = 'X';
    text_showable(&out, 0, slice_of_text("abc"));
    cr_assert_eq(out, 'X');
}

Test(text, finds_prefixes)
{
    cr_assert(text_starts_with("bc1q", "bc1"));
    cr_assert(text_starts_with("bc1q", ""));
    cr_assert_not(text_starts_with("bc", "bc1"));
}
