/* SPDX-License-Identifier: MIT */
#include "chains/ethereum/rlp.h"

enum { SHORT_MOST = 55, BYTES_BASE = 0x80, LIST_BASE = 0xc0 };

/* The bytes of a big-endian number without its leading zeros. */
static struct slice without_zeros(const uint8_t *bytes, size_t size)
{
    while (size > 0 && *bytes == 0) {
        bytes++;
        size--;
    }
    return slice_of(bytes, size);
}

static void write_head(struct buffer *out, uint8_t base, size_t size)
{
    uint8_t number[8];

    if (size <= SHORT_MOST) {
        wire_write_u8(out, (uint8_t)(base + size));
        return;
    }
    for (size_t i = 0; i < sizeof number; i++)
        number[i] = (uint8_t)((uint64_t)size >> (56 - 8 * i));
    const struct slice length = without_zeros(number, sizeof number);
    wire_write_u8(out, (uint8_t)(base + SHORT_MOST + length.size));
    buffer_append_slice(out, length);
}

void rlp_write_bytes(struct buffer *out, struct slice bytes)
{
    if (bytes.size != 1 || bytes.data[0] >= BYTES_BASE)
        write_head(out, BYTES_BASE, bytes.size);
    buffer_append_slice(out, bytes);
}

void rlp_write_amount(struct buffer *out, const struct amount *value)
{
    uint8_t bytes[32];

    amount_write(bytes, value);
    rlp_write_bytes(out, without_zeros(bytes, sizeof bytes));
}

void rlp_write_u64(struct buffer *out, uint64_t value)
{
    const struct amount amount = amount_of(value);

    rlp_write_amount(out, &amount);
}

void rlp_write_list(struct buffer *out, struct slice items)
{
    write_head(out, LIST_BASE, items.size);
    buffer_append_slice(out, items);
}
