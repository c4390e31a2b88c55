/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/transaction.h"

#include <string.h>

#include "chains/bitcoin/bytes.h"
#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"

enum { INPUT_LEAST = 41, OUTPUT_LEAST = 9 };

static uint64_t read_little(struct wire_reader *reader, size_t width)
{
    const struct slice bytes = wire_read_slice(reader, width);
    uint64_t value = 0;

    for (size_t i = bytes.size; i-- > 0;)
        value = value << 8 | bytes.data[i];
    return value;
}

/* Only the shortest form, as the network demands. */
static uint64_t read_compact(struct wire_reader *reader)
{
    const uint8_t head = wire_read_u8(reader);
    const size_t width = head < 0xfd ? 0 : (size_t)2 << (head - 0xfd);

    if (width == 0)
        return head;
    const uint64_t value = read_little(reader, width);
    wire_expect(reader, bytes_compact_size(value) == width + 1);
    return value;
}

static struct slice read_field(struct wire_reader *reader)
{
    const uint64_t size = read_compact(reader);

    wire_expect(reader, size <= reader->left);
    return wire_read_slice(reader, (size_t)size);
}

/* A list cannot be longer than the bytes that are left allow. */
static size_t read_count(struct wire_reader *reader, size_t least)
{
    const uint64_t count = read_compact(reader);

    wire_expect(reader, count <= reader->left / least);
    return reader->failure == ERROR_NONE ? (size_t)count : 0;
}

struct transaction transaction_new(size_t input_count, size_t output_count)
{
    return (struct transaction){
        .version = TRANSACTION_VERSION,
        .inputs = memory_new(input_count ? input_count : 1, sizeof(struct transaction_input)),
        .input_count = input_count,
        .outputs = memory_new(output_count ? output_count : 1, sizeof(struct transaction_output)),
        .output_count = output_count,
    };
}

void transaction_free(struct transaction *transaction)
{
    memory_free(transaction->inputs);
    memory_free(transaction->outputs);
    *transaction = (struct transaction){0};
}

static void read_inputs(struct transaction *tx, struct wire_reader *reader)
{
    for (size_t i = 0; i < tx->input_count; i++) {
        struct transaction_input *input = &tx->inputs[i];
        wire_read_fixed(reader, input->txid, sizeof input->txid);
        input->vout = (uint32_t)read_little(reader, 4);
        input->script = read_field(reader);
        input->sequence = (uint32_t)read_little(reader, 4);
    }
}

static void read_outputs(struct transaction *tx, struct wire_reader *reader)
{
    for (size_t i = 0; i < tx->output_count; i++) {
        tx->outputs[i].value = read_little(reader, 8);
        wire_expect(reader, tx->outputs[i].value <= TRANSACTION_MONEY_MAX);
        tx->outputs[i].script = read_field(reader);
    }
}

static void read_witnesses(struct transaction *tx, struct wire_reader *reader)
{
    bool is_any = false;

    for (size_t i = 0; i < tx->input_count; i++) {
        const uint8_t *start = reader->next;
        const size_t count = read_count(reader, 1);
        for (size_t k = 0; k < count; k++)
            read_field(reader);
        is_any = is_any || count > 0;
        if (count > 0 && reader->failure == ERROR_NONE)
            tx->inputs[i].witness = slice_of(start, (size_t)(reader->next - start));
    }
    wire_expect(reader, is_any); /* an empty list must be written in the short form */
}

/* BIP-144 marks the long form by a zero where the number of inputs stands, and a flag 01. */
static bool skip_marker(struct wire_reader *reader)
{
    if (reader->failure != ERROR_NONE || reader->left < 2 || reader->next[0] != 0)
        return false;
    wire_expect(reader, reader->next[1] == 1);
    wire_read_slice(reader, 2);
    return true;
}

result transaction_read(struct transaction *out, struct slice bytes)
{
    SCOPED(transaction_free) struct transaction tx = {0};

    CHECK(bytes.size <= TRANSACTION_BYTES_MAX, BITCOIN_RAW);
    struct wire_reader reader = wire_reader_over(bytes);
    tx.version = (uint32_t)read_little(&reader, 4);
    const bool has_witness = skip_marker(&reader);
    tx.input_count = read_count(&reader, INPUT_LEAST);
    CHECK(tx.input_count > 0, BITCOIN_RAW);
    tx.inputs = memory_new(tx.input_count, sizeof *tx.inputs);
    read_inputs(&tx, &reader);
    tx.output_count = read_count(&reader, OUTPUT_LEAST);
    CHECK(tx.output_count > 0, BITCOIN_RAW);
    tx.outputs = memory_new(tx.output_count, sizeof *tx.outputs);
    read_outputs(&tx, &reader);
    if (has_witness)
        read_witnesses(&tx, &reader);
    tx.locktime = (uint32_t)read_little(&reader, 4);
    CHECK(is_ok(wire_reader_finish(&reader)), BITCOIN_RAW);
    *out = tx;
    tx = (struct transaction){0};
    return OK;
}

static bool has_witness(const struct transaction *tx)
{
    for (size_t i = 0; i < tx->input_count; i++)
        if (tx->inputs[i].witness.size > 0)
            return true;
    return false;
}

static void write_witnesses(struct buffer *out, const struct transaction *tx)
{
    for (size_t i = 0; i < tx->input_count; i++) {
        if (tx->inputs[i].witness.size > 0)
            buffer_append_slice(out, tx->inputs[i].witness);
        else
            bytes_write_compact(out, 0);
    }
}

void transaction_write(struct buffer *out, const struct transaction *tx, bool with_witness)
{
    static const uint8_t marker[] = {0, 1};
    const bool is_long = with_witness && has_witness(tx);

    bytes_write_u32(out, tx->version);
    if (is_long)
        buffer_append(out, marker, sizeof marker);
    bytes_write_compact(out, tx->input_count);
    for (size_t i = 0; i < tx->input_count; i++) {
        buffer_append(out, tx->inputs[i].txid, sizeof tx->inputs[i].txid);
        bytes_write_u32(out, tx->inputs[i].vout);
        bytes_write_field(out, tx->inputs[i].script);
        bytes_write_u32(out, tx->inputs[i].sequence);
    }
    bytes_write_compact(out, tx->output_count);
    for (size_t i = 0; i < tx->output_count; i++) {
        bytes_write_u64(out, tx->outputs[i].value);
        bytes_write_field(out, tx->outputs[i].script);
    }
    if (is_long)
        write_witnesses(out, tx);
    bytes_write_u32(out, tx->locktime);
}

void transaction_id(uint8_t out[static 32], const struct transaction *tx)
{
    SCOPED(buffer_free) struct buffer bytes = {0};

    transaction_write(&bytes, tx, false);
    hash_sha256_twice(out, buffer_slice(&bytes));
}

size_t transaction_weight(const struct transaction *tx)
{
    SCOPED(buffer_free) struct buffer with = {0};
    SCOPED(buffer_free) struct buffer without = {0};

    transaction_write(&with, tx, true);
    transaction_write(&without, tx, false);
    return without.size * 3 + with.size;
}

void transaction_id_print(char out[static TXID_MAX], const uint8_t txid[static 32])
{
    uint8_t reversed[32];

    for (size_t i = 0; i < sizeof reversed; i++)
        reversed[i] = txid[sizeof reversed - 1 - i];
    hex_encode(out, slice_of(reversed, sizeof reversed));
}

result transaction_id_parse(uint8_t out[static 32], const char *text)
{
    uint8_t reversed[32];

    TRY(hex_decode(reversed, sizeof reversed, text));
    for (size_t i = 0; i < sizeof reversed; i++)
        out[i] = reversed[sizeof reversed - 1 - i];
    return OK;
}
