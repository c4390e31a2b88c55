/* SPDX-License-Identifier: MIT */
#include "core/base/buffer.h"

#include <sodium.h> /* allowed: sodium_memzero */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

/* Grows by copying, so that a buffer which held a secret leaves no copy behind. */
static void make_room(struct buffer *buffer, size_t more)
{
    if (more > SIZE_MAX / 2 - buffer->size)
        abort();
    const size_t needed = buffer->size + more;
    if (needed <= buffer->room)
        return;
    size_t room = buffer->room ? buffer->room : 64;
    while (room < needed)
        room *= 2;
    uint8_t *data = memory_new(1, room);
    if (buffer->size)
        memcpy(data, buffer->data, buffer->size);
    if (buffer->data)
        sodium_memzero(buffer->data, buffer->room);
    memory_free(buffer->data);
    buffer->data = data;
    buffer->room = room;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    make_room(buffer, size);
    memcpy(buffer->data + buffer->size, bytes, size);
    buffer->size += size;
}

void buffer_append_slice(struct buffer *buffer, struct slice bytes)
{
    buffer_append(buffer, bytes.data, bytes.size);
}

uint8_t *buffer_extend(struct buffer *buffer, size_t size)
{
    make_room(buffer, size ? size : 1);
    uint8_t *start = buffer->data + buffer->size;
    memset(start, 0, size);
    buffer->size += size;
    return start;
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_list again;

    va_start(arguments, format);
    va_copy(again, arguments);
    const int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0)
        abort();
    make_room(buffer, (size_t)size + 1);
    vsnprintf((char *)buffer->data + buffer->size, (size_t)size + 1, format, again);
    va_end(again);
    buffer->size += (size_t)size;
}

const char *buffer_text(struct buffer *buffer)
{
    make_room(buffer, 1);
    buffer->data[buffer->size] = 0;
    return (const char *)buffer->data;
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
}

void buffer_free(struct buffer *buffer)
{
    memory_free(buffer->data);
    *buffer = (struct buffer){0};
}

void buffer_wipe(struct buffer *buffer)
{
    if (buffer->data)
        sodium_memzero(buffer->data, buffer->room);
    buffer_free(buffer);
}

static void write_big_endian(struct buffer *buffer, uint64_t value, size_t width)
{
    uint8_t *out = buffer_extend(buffer, width);

    for (size_t i = 0; i < width; i++)
        out[i] = (uint8_t)(value >> (8 * (width - 1 - i)));
}

void wire_write_u8(struct buffer *buffer, uint8_t value)
{
    write_big_endian(buffer, value, 1);
}

void wire_write_u16(struct buffer *buffer, uint16_t value)
{
    write_big_endian(buffer, value, 2);
}

void wire_write_u32(struct buffer *buffer, uint32_t value)
{
    write_big_endian(buffer, value, 4);
}

void wire_write_u64(struct buffer *buffer, uint64_t value)
{
    write_big_endian(buffer, value, 8);
}

void wire_write_bytes(struct buffer *buffer, struct slice bytes)
{
    if (bytes.size > UINT16_MAX)
        abort();
    wire_write_u16(buffer, (uint16_t)bytes.size);
    buffer_append_slice(buffer, bytes);
}
