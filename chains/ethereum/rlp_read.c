/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "chains/ethereum/rlp.h"

/* First byte: itself below 0x80; 0x80.. bytes of 0-55; 0xb8.. bytes with a length of 1-8 bytes;
 * 0xc0.. and 0xf8.. the same for lists. */
enum { BYTES = 0x80, LONG_BYTES = 0xb8, LIST = 0xc0, LONG_LIST = 0xf8, SHORT_END = 56 };

/* A big-endian number of 1 to 8 bytes whose first byte is not zero. */
static result read_length(size_t *out, struct slice bytes)
{
    uint64_t value = 0;

    CHECK(bytes.data[0] != 0, ETHEREUM_RLP);
    for (size_t i = 0; i < bytes.size; i++)
        value = value << 8 | bytes.data[i];
    CHECK(value >= SHORT_END && value <= SIZE_MAX, ETHEREUM_RLP);
    *out = (size_t)value;
    return OK;
}

/* Where the content of the first item lies: behind `head` bytes, `size` long. */
static result measure(size_t *head, size_t *size, struct slice rest)
{
    const uint8_t first = rest.data[0];
    const uint8_t base = first >= LIST ? LIST : BYTES;
    const uint8_t long_base = first >= LIST ? LONG_LIST : LONG_BYTES;

    if (first < long_base) {
        *head = first < BYTES ? 0 : 1;
        *size = first < BYTES ? 1 : (size_t)(first - base);
        return OK;
    }
    const size_t width = (size_t)(first - long_base) + 1;
    CHECK(width < rest.size, ETHEREUM_RLP);
    *head = 1 + width;
    return read_length(size, slice_of(rest.data + 1, width));
}

result rlp_read(struct rlp_item *out, struct rlp_reader *reader)
{
    const struct slice rest = reader->rest;
    size_t head = 0;
    size_t size = 0;

    CHECK(rest.size > 0, ETHEREUM_RLP);
    TRY(measure(&head, &size, rest));
    CHECK(size <= rest.size - head, ETHEREUM_RLP);
    const struct slice content = slice_of(rest.data + head, size);
    /* A single small byte stands for itself. */
    CHECK(!(rest.data[0] == BYTES + 1 && content.data[0] < BYTES), ETHEREUM_RLP);
    *out = (struct rlp_item){.is_list = rest.data[0] >= LIST, .content = content};
    reader->rest = slice_of(rest.data + head + size, rest.size - head - size);
    return OK;
}

result rlp_read_bytes(struct slice *out, struct rlp_reader *reader)
{
    struct rlp_reader ahead = *reader;
    struct rlp_item item = {0};

    TRY(rlp_read(&item, &ahead));
    CHECK(!item.is_list, ETHEREUM_RLP);
    *out = item.content;
    *reader = ahead;
    return OK;
}

result rlp_read_list(struct rlp_reader *items, struct rlp_reader *reader)
{
    struct rlp_reader ahead = *reader;
    struct rlp_item item = {0};

    TRY(rlp_read(&item, &ahead));
    CHECK(item.is_list, ETHEREUM_RLP);
    items->rest = item.content;
    *reader = ahead;
    return OK;
}

result rlp_read_amount(struct amount *out, struct rlp_reader *reader)
{
    struct rlp_reader ahead = *reader;
    struct slice bytes = {0};
    uint8_t padded[32] = {0};

    TRY(rlp_read_bytes(&bytes, &ahead));
    CHECK(bytes.size <= sizeof padded, ETHEREUM_RLP);
    CHECK(bytes.size == 0 || bytes.data[0] != 0, ETHEREUM_RLP);
    if (bytes.size > 0)
        memcpy(padded + sizeof padded - bytes.size, bytes.data, bytes.size);
    *out = amount_read(padded);
    *reader = ahead;
    return OK;
}

result rlp_read_u64(uint64_t *out, struct rlp_reader *reader)
{
    struct rlp_reader ahead = *reader;
    struct amount value;
    uint64_t number;

    TRY(rlp_read_amount(&value, &ahead));
    CHECK(is_ok(amount_to_u64(&number, &value)), ETHEREUM_RLP);
    *out = number;
    *reader = ahead;
    return OK;
}

result rlp_read_end(const struct rlp_reader *reader)
{
    CHECK(reader->rest.size == 0, ETHEREUM_RLP);
    return OK;
}
