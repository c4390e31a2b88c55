/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/explain_read.h"

struct explain_reader explain_read_over(struct slice bytes)
{
    return (struct explain_reader){.next = bytes.data, .left = bytes.size};
}

struct slice explain_read_bytes(struct explain_reader *reader, uint64_t size)
{
    if (reader->is_spoiled || size > reader->left) {
        reader->is_spoiled = true;
        return (struct slice){0};
    }
    const struct slice taken = {.data = reader->next, .size = (size_t)size};
    if (taken.size > 0)
        reader->next += taken.size;
    reader->left -= taken.size;
    return taken;
}

uint8_t explain_read_u8(struct explain_reader *reader)
{
    const struct slice byte = explain_read_bytes(reader, 1);

    return byte.size == 1 ? byte.data[0] : 0;
}

uint32_t explain_read_u32(struct explain_reader *reader)
{
    const struct slice b = explain_read_bytes(reader, 4);

    if (b.size != 4)
        return 0;
    return (uint32_t)b.data[0] | (uint32_t)b.data[1] << 8 | (uint32_t)b.data[2] << 16 |
           (uint32_t)b.data[3] << 24;
}

uint64_t explain_read_u64(struct explain_reader *reader)
{
    const uint64_t low = explain_read_u32(reader);
    const uint64_t high = explain_read_u32(reader);

    return low | high << 32;
}

uint64_t explain_read_compact(struct explain_reader *reader)
{
    const uint8_t first = explain_read_u8(reader);
    uint64_t value = first;
    uint64_t least = 0;

    if (first == 0xfd) {
        const struct slice b = explain_read_bytes(reader, 2);
        value = b.size == 2 ? (uint64_t)(b.data[0] | b.data[1] << 8) : 0;
        least = 0xfd;
    } else if (first == 0xfe) {
        value = explain_read_u32(reader);
        least = 0x10000;
    } else if (first == 0xff) {
        value = explain_read_u64(reader);
        least = 0x100000000u;
    }
    if (value < least)
        reader->is_spoiled = true;
    return reader->is_spoiled ? 0 : value;
}

struct slice explain_read_field(struct explain_reader *reader)
{
    const uint64_t size = explain_read_compact(reader);

    return explain_read_bytes(reader, size);
}

bool explain_read_is_done(const struct explain_reader *reader)
{
    return !reader->is_spoiled && reader->left == 0;
}
