/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "core/base/base32.h"

static void expect(const char *plain, const char *text)
{
    SCOPED(buffer_free) struct buffer out = {0};
    uint8_t back[16] = {0};

    base32_append(&out, slice_of_text(plain));
    cr_assert_str_eq(buffer_text(&out), text);
    cr_assert(is_ok(base32_decode(back, strlen(plain), slice_of_text(text))));
    cr_assert_arr_eq(back, plain, strlen(plain));
}

/* RFC 4648 section 10, without the padding. */
Test(base32, gives_the_answers_of_rfc_4648)
{
    expect("", "");
    expect("f", "MY");
    expect("fo", "MZXQ");
    expect("foo", "MZXW6");
    expect("foob", "MZXW6YQ");
    expect("fooba", "MZXW6YTB");
    expect("foobar", "MZXW6YTBOI");
}

Test(base32, reads_small_letters)
{
    uint8_t out[6];

    cr_assert(is_ok(base32_decode(out, 6, slice_of_text("mzxw6ytboi"))));
    cr_assert_arr_eq(out, "foobar", 6);
}

Test(base32, refuses_other_lengths_digits_and_left_over_bits)
{
    const char *wrong[] = {"MZXW6YTBO",  "MZXW6YTBOII",   "MZXW6YTBO1",
                           "MZXW6YTBO8", "MZXW6YTBO=",    "MZXW6YTBOJ",
                           "MZXW6 TBOI", "MZXW6\xc3TBOI", ""};
    uint8_t out[6] = {1, 2, 3, 4, 5, 6};
    const uint8_t before[6] = {1, 2, 3, 4, 5, 6};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_assert_eq(base32_decode(out, 6, slice_of_text(wrong[i])).code, ERROR_BASE32_TEXT);
        cr_assert_arr_eq(out, before, 6);
    }
}

Test(base32, brings_all_byte_values_back)
{
    SCOPED(buffer_free) struct buffer out = {0};
    uint8_t bytes[256], back[256];

    for (unsigned i = 0; i < 256; i++)
        bytes[i] = (uint8_t)(i * 167 + 13);
    for (size_t size = 0; size <= 256; size++) {
        buffer_clear(&out);
        base32_append(&out, slice_of(bytes, size));
        cr_assert_eq(out.size, (size * 8 + 4) / 5);
        cr_assert(is_ok(base32_decode(back, size, buffer_slice(&out))));
        cr_assert_arr_eq(back, bytes, size);
    }
}
