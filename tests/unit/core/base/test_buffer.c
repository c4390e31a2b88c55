/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"

Test(buffer, grows_and_keeps_what_it_had)
{
    struct buffer buffer = {0};
    for (unsigned i = 0; i < 10000; i++) {
        const uint8_t byte = (uint8_t)(i * 7);
        buffer_append(&buffer, &byte, 1);
    }
    cr_assert_eq(buffer.size, 10000);
    cr_assert_geq(buffer.room, buffer.size);
    for (unsigned i = 0; i < 10000; i++)
        cr_assert_eq(buffer.data[i], (uint8_t)(i * 7));
    buffer_free(&buffer);
    cr_assert_null(buffer.data);
    cr_assert_eq(buffer.size, 0);
}

Test(buffer, takes_empty_appends)
{
    struct buffer buffer = {0};
    buffer_append(&buffer, NULL, 0);
    buffer_append_slice(&buffer, slice_of(NULL, 0));
    cr_assert_eq(buffer.size, 0);
    cr_assert_not_null(buffer_extend(&buffer, 0));
    cr_assert_eq(buffer.size, 0);
    buffer_free(&buffer);
}

Test(buffer, extends_with_zeros_even_where_bytes_were_before)
{
    struct buffer buffer = {0};
    buffer_append(&buffer, "xxxxxxxx", 8);
    buffer_clear(&buffer);
    const uint8_t *zeros = buffer_extend(&buffer, 8);
    for (int i = 0; i < 8; i++)
        cr_assert_eq(zeros[i], 0);
    cr_assert_eq(buffer.size, 8);
    buffer_free(&buffer);
}

Test(buffer, prints_and_is_a_text)
{
    struct buffer buffer = {0};
    buffer_print(&buffer, "%d-%s", 42, "abc");
    cr_assert_eq(buffer.size, 6);
    buffer_print(&buffer, "%s", "");
    cr_assert_str_eq(buffer_text(&buffer), "42-abc");
    cr_assert_eq(buffer.size, 6);
    char long_text[500];
    memset(long_text, 'y', sizeof long_text);
    long_text[sizeof long_text - 1] = 0;
    buffer_print(&buffer, "%s", long_text);
    cr_assert_eq(buffer.size, 6 + 499);
    cr_assert_str_eq(buffer_text(&buffer) + 6, long_text);
    buffer_free(&buffer);
}

Test(buffer, empty_one_is_an_empty_text)
{
    struct buffer buffer = {0};
    cr_assert_str_eq(buffer_text(&buffer), "");
    cr_assert_eq(buffer.size, 0);
    buffer_wipe(&buffer);
    cr_assert_null(buffer.data);
}

Test(buffer, clears_but_keeps_its_room)
{
    struct buffer buffer = {0};
    buffer_append(&buffer, "secret", 6);
    const size_t room = buffer.room;
    buffer_clear(&buffer);
    cr_assert_eq(buffer.size, 0);
    cr_assert_eq(buffer.room, room);
    buffer_wipe(&buffer);
}

Test(buffer, writes_big_endian)
{
    struct buffer buffer = {0};
    wire_write_u16(&buffer, 0x0102);
    wire_write_u32(&buffer, 0x03040506);
    wire_write_u64(&buffer, 0x0708090a0b0c0d0e);
    for (uint8_t i = 0; i < 14; i++)
        cr_assert_eq(buffer.data[i], i + 1);
    buffer_free(&buffer);
}

Test(buffer, never_writes_a_field_longer_than_its_length_can_say, .signal = SIGABRT)
{
    struct buffer buffer = {0};
    uint8_t *large = calloc(1, 65536);
    wire_write_bytes(&buffer, slice_of(large, 65536));
}

Test(buffer, ends_the_program_when_sizes_wrap_around, .signal = SIGABRT)
{
    struct buffer buffer = {0};
    buffer_append(&buffer, "x", 1);
    buffer_extend(&buffer, SIZE_MAX);
}
