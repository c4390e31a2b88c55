/* SPDX-License-Identifier: MIT */
/* buffer.h - growing bytes, and the writer of the wire format (wire_reader.h reads it back).
 *
 * {0} is an empty buffer. Public bytes only, unless buffer_wipe ends its life.
 * Integers travel big-endian and at full width.
 */
#ifndef GRIDLOCK_CORE_BASE_BUFFER_H
#define GRIDLOCK_CORE_BASE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/slice.h"

struct buffer {
    uint8_t *data;
    size_t size;
    size_t room;
};

void buffer_append(struct buffer *buffer, const void *bytes, size_t size);
void buffer_append_slice(struct buffer *buffer, struct slice bytes);
/* Appends `size` zero bytes and returns where they start; valid until the next append. */
uint8_t *buffer_extend(struct buffer *buffer, size_t size);
/* printf onto the end, without the terminating zero. */
void buffer_print(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The bytes as a C string: a zero is kept behind the end, not counted in `size`. */
const char *buffer_text(struct buffer *buffer);
void buffer_clear(struct buffer *buffer); /* keeps the room */
void buffer_free(struct buffer *buffer);
void buffer_wipe(struct buffer *buffer); /* zeroes the bytes, then frees */

void wire_write_u8(struct buffer *buffer, uint8_t value);
void wire_write_u16(struct buffer *buffer, uint16_t value);
void wire_write_u32(struct buffer *buffer, uint32_t value);
void wire_write_u64(struct buffer *buffer, uint64_t value);
/* A field with its own u16 length; the caller has checked that it fits. */
void wire_write_bytes(struct buffer *buffer, struct slice bytes);

static inline struct slice buffer_slice(const struct buffer *buffer)
{
    return (struct slice){.data = buffer->data, .size = buffer->size};
}

#endif
