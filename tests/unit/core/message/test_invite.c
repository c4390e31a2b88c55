/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/message/invite.h"
#include "unit/core/message/people.h"

static struct person ann;
static struct invite made;
static struct buffer text;

static void begin(void)
{
    ann = person_new(1, CARD_DEVICE);
    if (!is_ok(invite_make(&made, &ann.card, "https://router.example:8443", rng_system())))
        abort();
    text = (struct buffer){0};
    invite_print(&text, &made);
}

static void end(void)
{
    person_free(&ann);
    buffer_wipe(&text);
}

TestSuite(invite, .init = begin, .fini = end);

static enum error_code parse(const char *bytes)
{
    struct invite out;

    return invite_parse(&out, slice_of_text(bytes)).code;
}

Test(invite, comes_back_whole)
{
    struct invite out;

    cr_assert_eq(text.size, 7 + 85 + 1 + 27);
    cr_assert(is_ok(invite_parse(&out, buffer_slice(&text))));
    cr_assert_arr_eq(out.rdv_id, made.rdv_id, 16);
    cr_assert_arr_eq(out.secret, made.secret, 16);
    cr_assert_arr_eq(out.card_hash, made.card_hash, 16);
    cr_assert_str_eq(out.router, "https://router.example:8443");
    cr_assert(invite_matches(&out, &ann.card));
    struct person bob = person_new(2, CARD_DEVICE);
    cr_assert_not(invite_matches(&out, &bob.card));
    person_free(&bob);
}

Test(invite, bears_blanks_line_breaks_and_small_letters_in_its_code)
{
    SCOPED(buffer_free) struct buffer mail = {0};
    struct invite out;

    buffer_print(&mail, "  \r\n");
    for (size_t i = 0; i < text.size; i++) {
        const char c = (char)text.data[i];
        buffer_print(&mail, "%c", i < 92 && c >= 'A' && c <= 'Z' ? c + 32 : c);
        if (i % 30 == 29)
            buffer_print(&mail, "\r\n\t");
    }
    buffer_print(&mail, "\n");
    cr_assert(is_ok(invite_parse(&out, buffer_slice(&mail))));
    cr_assert_arr_eq(out.secret, made.secret, 16);
}

Test(invite, says_what_is_wrong)
{
    cr_assert_eq(parse(""), ERROR_INVITE_FOREIGN);
    cr_assert_eq(parse("hello"), ERROR_INVITE_FOREIGN);
    cr_assert_eq(parse("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), ERROR_INVITE_FOREIGN);
    cr_assert_eq(parse("GLINVITATION"), ERROR_INVITE_FOREIGN);
    cr_assert_eq(parse("GLINV2:ABCDEFG@https://a"), ERROR_INVITE_VERSION);
    cr_assert_eq(parse("GLINV12:ABCDEFG@https://a"), ERROR_INVITE_VERSION);
    cr_assert_eq(parse("GLINV1"), ERROR_INVITE_TRUNCATED);
    cr_assert_eq(parse("GLINV1:"), ERROR_INVITE_TRUNCATED);
    cr_assert_eq(parse("GLINV1:ABCD@https://a"), ERROR_INVITE_TRUNCATED);
    SCOPED(buffer_free) struct buffer long_one = {0};
    for (unsigned i = 0; i < 5000; i++)
        buffer_print(&long_one, "G");
    cr_assert_eq(parse(buffer_text(&long_one)), ERROR_INVITE_FOREIGN);
}

Test(invite, is_refused_when_cut_anywhere)
{
    struct invite out;

    for (size_t size = 0; size < text.size; size++) {
        const enum error_code code = invite_parse(&out, slice_of(text.data, size)).code;
        const enum error_code expected = size < 5     ? ERROR_INVITE_FOREIGN
                                         : size <= 93 ? ERROR_INVITE_TRUNCATED
                                                      : ERROR_INVITE_ALTERED;
        cr_assert_eq(code, expected, "cut at %zu: %d", size, code);
    }
}

Test(invite, is_refused_when_any_character_is_another)
{
    struct invite out;

    for (size_t i = 0; i < text.size; i++) {
        const uint8_t was = text.data[i];
        for (unsigned c = 33; c < 127; c++) {
            text.data[i] = (uint8_t)c;
            const bool same_letter = i < 92 && (c ^ 32) == was && was >= 'A' && was <= 'Z';
            if (c != was && !same_letter)
                cr_assert_not(is_ok(invite_parse(&out, buffer_slice(&text))), "%zu: %c", i, c);
        }
        text.data[i] = was;
    }
    text.data[40] = 0;
    cr_assert_not(is_ok(invite_parse(&out, buffer_slice(&text))));
}

Test(invite, takes_only_addresses_of_routers)
{
    char longest[INVITE_ROUTER_MAX + 2];

    cr_assert(invite_is_router("https://a"));
    cr_assert(invite_is_router("http://127.0.0.1:9000"));
    memset(longest, 'a', sizeof longest);
    memcpy(longest, "https://", 8);
    longest[INVITE_ROUTER_MAX + 1] = 0;
    cr_assert_not(invite_is_router(longest));
    longest[INVITE_ROUTER_MAX] = 0;
    cr_assert(invite_is_router(longest));
    const char *wrong[] = {
        "",           "https://",    "http://",     "router.example",   "ftp://a",
        "https://a/", "https://a b", "https://a\n", "https://\xc3\xa4", "HTTPS://a",
        "file:///etc"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct invite out;
        cr_assert_not(invite_is_router(wrong[i]), "%s", wrong[i]);
        cr_assert_eq(invite_make(&out, &ann.card, wrong[i], rng_system()).code,
                     ERROR_INVITE_ROUTER);
    }
}
