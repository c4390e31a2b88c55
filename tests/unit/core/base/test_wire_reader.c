/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/base/wire_reader.h"

static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

Test(wire_reader, reads_big_endian_integers_in_order)
{
    struct wire_reader reader = wire_reader_over(slice_of(bytes, sizeof bytes));
    cr_assert_eq(wire_read_u8(&reader), 1);
    cr_assert_eq(wire_read_u16(&reader), 0x0203);
    cr_assert_eq(wire_read_u32(&reader), 0x04050607);
    cr_assert_eq(wire_read_u64(&reader), 0x08090a0b0c0d0e0f);
    cr_assert(is_ok(wire_reader_finish(&reader)));
}

Test(wire_reader, reads_what_the_writer_wrote)
{
    struct buffer out = {0};
    wire_write_u8(&out, 0xff);
    wire_write_u16(&out, 0x8001);
    wire_write_u32(&out, 0xdeadbeef);
    wire_write_u64(&out, UINT64_MAX - 1);
    wire_write_bytes(&out, slice_of_text("hello"));
    wire_write_bytes(&out, slice_of(NULL, 0));
    struct wire_reader reader = wire_reader_over(buffer_slice(&out));
    cr_assert_eq(wire_read_u8(&reader), 0xff);
    cr_assert_eq(wire_read_u16(&reader), 0x8001);
    cr_assert_eq(wire_read_u32(&reader), 0xdeadbeef);
    cr_assert_eq(wire_read_u64(&reader), UINT64_MAX - 1);
    cr_assert(slice_equal(wire_read_bytes(&reader, 5), slice_of_text("hello")));
    cr_assert_eq(wire_read_bytes(&reader, 0).size, 0);
    cr_assert(is_ok(wire_reader_finish(&reader)));
    buffer_free(&out);
}

Test(wire_reader, refuses_trailing_bytes)
{
    struct wire_reader reader = wire_reader_over(slice_of(bytes, 2));
    cr_assert_eq(wire_read_u8(&reader), 1);
    cr_assert_eq(wire_reader_finish(&reader).code, ERROR_WIRE_LONG);
}

Test(wire_reader, stays_failed_and_yields_zeros)
{
    struct wire_reader reader = wire_reader_over(slice_of(bytes, 3));
    uint8_t out[4] = {9, 9, 9, 9};
    cr_assert_eq(wire_read_u32(&reader), 0);
    cr_assert_eq(wire_read_u8(&reader), 0);
    wire_read_fixed(&reader, out, sizeof out);
    for (int i = 0; i < 4; i++)
        cr_assert_eq(out[i], 0);
    cr_assert_eq(wire_read_slice(&reader, 1).size, 0);
    cr_assert_eq(wire_read_rest(&reader).size, 0);
    cr_assert_eq(wire_reader_finish(&reader).code, ERROR_WIRE_SHORT);
}

Test(wire_reader, fails_at_every_cut)
{
    for (size_t size = 0; size < sizeof bytes; size++) {
        struct wire_reader reader = wire_reader_over(slice_of(bytes, size));
        wire_read_u8(&reader);
        wire_read_u16(&reader);
        wire_read_u32(&reader);
        wire_read_u64(&reader);
        cr_assert_eq(wire_reader_finish(&reader).code, ERROR_WIRE_SHORT, "%zu", size);
    }
}

Test(wire_reader, limits_fields_before_reading_them)
{
    const uint8_t field[] = {0, 3, 'a', 'b', 'c'};
    struct wire_reader reader = wire_reader_over(slice_of(field, sizeof field));
    cr_assert_eq(wire_read_bytes(&reader, 2).size, 0);
    cr_assert_eq(wire_reader_finish(&reader).code, ERROR_WIRE_LIMIT);
    const uint8_t lie[] = {0xff, 0xff, 'a'};
    reader = wire_reader_over(slice_of(lie, sizeof lie));
    cr_assert_eq(wire_read_bytes(&reader, SIZE_MAX).size, 0);
    cr_assert_eq(wire_reader_finish(&reader).code, ERROR_WIRE_SHORT);
}

Test(wire_reader, refuses_sizes_that_would_wrap_around)
{
    struct wire_reader reader = wire_reader_over(slice_of(bytes, sizeof bytes));
    wire_read_u8(&reader);
    cr_assert_eq(wire_read_slice(&reader, SIZE_MAX).size, 0);
    cr_assert_eq(wire_reader_finish(&reader).code, ERROR_WIRE_SHORT);
}

Test(wire_reader, keeps_the_first_reason)
{
    struct wire_reader reader = wire_reader_over(slice_of(bytes, 1));
    wire_expect(&reader, true);
    cr_assert_eq(reader.failure, ERROR_NONE);
    wire_expect(&reader, false);
    wire_read_u64(&reader);
    cr_assert_eq(wire_reader_finish(&reader).code, ERROR_WIRE_VALUE);
}

Test(wire_reader, takes_the_rest_and_nothing_from_nothing)
{
    struct wire_reader reader = wire_reader_over(slice_of(bytes, 5));
    wire_read_u8(&reader);
    cr_assert(slice_equal(wire_read_rest(&reader), slice_of(bytes + 1, 4)));
    cr_assert(is_ok(wire_reader_finish(&reader)));
    reader = wire_reader_over(slice_of(NULL, 0));
    cr_assert_eq(wire_read_rest(&reader).size, 0);
    cr_assert(is_ok(wire_reader_finish(&reader)));
}
