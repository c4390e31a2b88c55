/* SPDX-License-Identifier: MIT */
/* wire_reader.h - walk untrusted bytes without ever leaving them.
 *
 * The first bad read makes the reader fail for good: it keeps the reason, and every later read
 * yields zeros. A decoder is a straight list of fields with one check at its end,
 * wire_reader_finish(), which also refuses trailing bytes: every message has one encoding.
 */
#ifndef GRIDLOCK_CORE_BASE_WIRE_READER_H
#define GRIDLOCK_CORE_BASE_WIRE_READER_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"

struct wire_reader {
    const uint8_t *next;
    size_t left;
    enum error_code failure;
};

struct wire_reader wire_reader_over(struct slice bytes);

/* Integers travel big-endian and at full width. */
uint8_t wire_read_u8(struct wire_reader *reader);
uint16_t wire_read_u16(struct wire_reader *reader);
uint32_t wire_read_u32(struct wire_reader *reader);
uint64_t wire_read_u64(struct wire_reader *reader);
/* Copies exactly `size` bytes into `out`, or zeros on failure. */
void wire_read_fixed(struct wire_reader *reader, uint8_t *out, size_t size);
/* Borrows exactly `size` bytes; an empty slice on failure. */
struct slice wire_read_slice(struct wire_reader *reader, size_t size);
/* Borrows a field that carries its own u16 length. Fails above `most` bytes. */
struct slice wire_read_bytes(struct wire_reader *reader, size_t most);
/* Borrows all that is left. */
struct slice wire_read_rest(struct wire_reader *reader);
/* Fails the reader with WIRE_VALUE unless the condition holds. */
void wire_expect(struct wire_reader *reader, bool condition);

/* Says whether everything was read, and nothing is left over. */
MUST_USE result wire_reader_finish(const struct wire_reader *reader);

#endif
