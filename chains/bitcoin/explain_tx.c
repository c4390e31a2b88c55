/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/explain_tx.h"

#include <stdbool.h>
#include <string.h>

#include "chains/bitcoin/explain_read.h"
#include "core/base/buffer.h"
#include "core/crypto/hash.h"

static bool is_same_coin(const struct explain_spent *a, const struct explain_spent *b)
{
    return a->vout == b->vout && memcmp(a->txid, b->txid, sizeof a->txid) == 0;
}

static result read_inputs(struct explain_tx *tx, struct explain_reader *reader)
{
    for (size_t i = 0; i < tx->input_count; i++) {
        struct explain_spent *input = &tx->inputs[i];
        const struct slice txid = explain_read_bytes(reader, sizeof input->txid);
        CHECK(txid.size == sizeof input->txid, BITCOIN_PSBT);
        memcpy(input->txid, txid.data, sizeof input->txid);
        input->vout = explain_read_u32(reader);
        CHECK(explain_read_field(reader).size == 0, BITCOIN_PSBT_SIGNED);
        input->sequence = explain_read_u32(reader);
        for (size_t k = 0; k < i; k++)
            CHECK(!is_same_coin(input, &tx->inputs[k]), BITCOIN_PSBT);
    }
    return OK;
}

static result read_outputs(struct explain_tx *tx, struct explain_reader *reader)
{
    const uint8_t *start = reader->next;

    for (size_t i = 0; i < tx->output_count; i++) {
        tx->outputs[i].value = explain_read_u64(reader);
        tx->outputs[i].script = explain_read_field(reader);
        CHECK(tx->outputs[i].value <= EXPLAIN_MONEY_MAX, BITCOIN_PSBT_SUM);
    }
    CHECK(!reader->is_spoiled, BITCOIN_PSBT);
    tx->output_bytes = slice_of(start, (size_t)(reader->next - start));
    return OK;
}

result explain_tx_read(struct explain_tx *tx, struct slice bytes)
{
    struct explain_reader reader = explain_read_over(bytes);

    tx->size = bytes.size;
    tx->version = explain_read_u32(&reader);
    const uint64_t inputs = explain_read_compact(&reader);
    CHECK(inputs > 0, BITCOIN_PSBT); /* also the mark of a transaction with witnesses */
    CHECK(inputs <= EXPLAIN_INPUTS_MAX, BITCOIN_PSBT_LIMIT);
    tx->input_count = (size_t)inputs;
    TRY(read_inputs(tx, &reader));
    const uint64_t outputs = explain_read_compact(&reader);
    CHECK(outputs > 0, BITCOIN_PSBT);
    CHECK(outputs <= EXPLAIN_OUTPUTS_MAX, BITCOIN_PSBT_LIMIT);
    tx->output_count = (size_t)outputs;
    TRY(read_outputs(tx, &reader));
    tx->locktime = explain_read_u32(&reader);
    CHECK(explain_read_is_done(&reader), BITCOIN_PSBT);
    return OK;
}

static void skip_inputs(struct explain_reader *reader, uint64_t count)
{
    for (uint64_t i = 0; i < count && !reader->is_spoiled; i++) {
        explain_read_bytes(reader, 36);
        explain_read_field(reader);
        explain_read_u32(reader);
    }
}

static struct explain_paid find_output(struct explain_reader *reader, uint64_t count, uint32_t vout)
{
    struct explain_paid found = {0};

    for (uint64_t i = 0; i < count && !reader->is_spoiled; i++) {
        const uint64_t value = explain_read_u64(reader);
        const struct slice script = explain_read_field(reader);
        if (i == vout)
            found = (struct explain_paid){value, script};
    }
    if (vout >= count)
        reader->is_spoiled = true;
    return found;
}

static void skip_witnesses(struct explain_reader *reader, uint64_t inputs)
{
    for (uint64_t i = 0; i < inputs && !reader->is_spoiled; i++) {
        const uint64_t items = explain_read_compact(reader);
        for (uint64_t k = 0; k < items && !reader->is_spoiled; k++)
            explain_read_field(reader);
    }
}

/* BIP-141: the id covers version, inputs, outputs and locktime, not the mark and the witnesses. */
result explain_tx_prove(struct explain_paid *out, struct slice bytes, const uint8_t txid[static 32],
                        uint32_t vout)
{
    struct explain_reader reader = explain_read_over(bytes);
    SCOPED(buffer_free) struct buffer covered = {0};
    uint8_t hash[32];

    buffer_append_slice(&covered, explain_read_bytes(&reader, 4));
    const bool has_witnesses = reader.left >= 2 && reader.next[0] == 0 && reader.next[1] == 1;
    if (has_witnesses)
        explain_read_bytes(&reader, 2);
    const uint8_t *start = reader.next;
    const uint64_t inputs = explain_read_compact(&reader);
    CHECK(inputs > 0, BITCOIN_PSBT_AMOUNT);
    skip_inputs(&reader, inputs);
    const uint64_t outputs = explain_read_compact(&reader);
    const struct explain_paid found = find_output(&reader, outputs, vout);
    CHECK(!reader.is_spoiled, BITCOIN_PSBT_AMOUNT);
    buffer_append(&covered, start, (size_t)(reader.next - start));
    if (has_witnesses)
        skip_witnesses(&reader, inputs);
    buffer_append_slice(&covered, explain_read_bytes(&reader, 4));
    CHECK(explain_read_is_done(&reader), BITCOIN_PSBT_AMOUNT);
    hash_sha256_twice(hash, buffer_slice(&covered));
    CHECK(memcmp(hash, txid, sizeof hash) == 0, BITCOIN_PSBT_AMOUNT);
    *out = found;
    return OK;
}
