/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/bytes.h"

static void write_little(struct buffer *out, uint64_t value, size_t width)
{
    uint8_t *bytes = buffer_extend(out, width);

    for (size_t i = 0; i < width; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}

void bytes_write_u32(struct buffer *out, uint32_t value)
{
    write_little(out, value, 4);
}

void bytes_write_u64(struct buffer *out, uint64_t value)
{
    write_little(out, value, 8);
}

size_t bytes_compact_size(uint64_t value)
{
    if (value < 0xfd)
        return 1;
    if (value <= 0xffff)
        return 3;
    return value <= 0xffffffff ? 5 : 9;
}

void bytes_write_compact(struct buffer *out, uint64_t value)
{
    const size_t size = bytes_compact_size(value);

    if (size == 1) {
        write_little(out, value, 1);
        return;
    }
    write_little(out, size == 3 ? 0xfd : size == 5 ? 0xfe : 0xff, 1);
    write_little(out, value, size - 1);
}

void bytes_write_field(struct buffer *out, struct slice bytes)
{
    bytes_write_compact(out, bytes.size);
    buffer_append_slice(out, bytes);
}
