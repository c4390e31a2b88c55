/* SPDX-License-Identifier: MIT */
#include "core/base/wire_reader.h"

#include <string.h>

struct wire_reader wire_reader_over(struct slice bytes)
{
    return (struct wire_reader){.next = bytes.data, .left = bytes.size, .failure = ERROR_NONE};
}

static void fail(struct wire_reader *reader, enum error_code why)
{
    if (reader->failure == ERROR_NONE)
        reader->failure = why;
    reader->left = 0;
}

/* The only place where the cursor moves. Returns NULL once the reader has failed. */
static const uint8_t *take(struct wire_reader *reader, size_t size)
{
    if (reader->failure != ERROR_NONE || size > reader->left) {
        fail(reader, ERROR_WIRE_SHORT);
        return NULL;
    }
    const uint8_t *taken = reader->next;
    if (size) {
        reader->next += size;
        reader->left -= size;
    }
    return taken;
}

static uint64_t read_big_endian(struct wire_reader *reader, size_t width)
{
    const uint8_t *bytes = take(reader, width);
    uint64_t value = 0;

    for (size_t i = 0; bytes && i < width; i++)
        value = value << 8 | bytes[i];
    return value;
}

uint8_t wire_read_u8(struct wire_reader *reader)
{
    return (uint8_t)read_big_endian(reader, 1);
}

uint16_t wire_read_u16(struct wire_reader *reader)
{
    return (uint16_t)read_big_endian(reader, 2);
}

uint32_t wire_read_u32(struct wire_reader *reader)
{
    return (uint32_t)read_big_endian(reader, 4);
}

uint64_t wire_read_u64(struct wire_reader *reader)
{
    return read_big_endian(reader, 8);
}

void wire_read_fixed(struct wire_reader *reader, uint8_t *out, size_t size)
{
    const uint8_t *bytes = take(reader, size);

    if (bytes && size)
        memcpy(out, bytes, size);
    else
        memset(out, 0, size);
}

struct slice wire_read_slice(struct wire_reader *reader, size_t size)
{
    const uint8_t *bytes = take(reader, size);

    return (struct slice){.data = bytes, .size = bytes ? size : 0};
}

struct slice wire_read_bytes(struct wire_reader *reader, size_t most)
{
    const size_t size = wire_read_u16(reader);

    if (size > most)
        fail(reader, ERROR_WIRE_LIMIT);
    return wire_read_slice(reader, size);
}

struct slice wire_read_rest(struct wire_reader *reader)
{
    return wire_read_slice(reader, reader->failure == ERROR_NONE ? reader->left : 0);
}

void wire_expect(struct wire_reader *reader, bool condition)
{
    if (!condition)
        fail(reader, ERROR_WIRE_VALUE);
}

result wire_reader_finish(const struct wire_reader *reader)
{
    if (reader->failure != ERROR_NONE)
        return (result){reader->failure};
    CHECK(reader->left == 0, WIRE_LONG);
    return OK;
}
