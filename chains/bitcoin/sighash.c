/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/sighash.h"

#include "core/base/buffer.h"
#include "core/crypto/hash.h"

enum { HASH_DEFAULT = 0x00, HASH_ALL = 0x01, P2WPKH_SCRIPT_BYTES = 22 };

static void add_little(struct buffer *out, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++) {
        const uint8_t byte = (uint8_t)(value >> 8 * i & 0xff);
        buffer_append(out, &byte, 1);
    }
}

static void add_script(struct buffer *out, struct slice script)
{
    /* Our own scripts are 22 or 34 bytes; their size is one byte long. */
    add_little(out, script.size, 1);
    buffer_append_slice(out, script);
}

static void add_outpoint(struct buffer *out, const struct sighash_input *input)
{
    buffer_append(out, input->txid, 32);
    add_little(out, input->vout, 4);
}

static void close_hash(uint8_t out[static 32], struct buffer *bytes)
{
    hash_sha256(out, buffer_slice(bytes));
    buffer_clear(bytes);
}

void sighash_begin(struct sighash_common *out, const struct sighash_tx *tx)
{
    SCOPED(buffer_free) struct buffer bytes = {0};

    for (size_t i = 0; i < tx->input_count; i++)
        add_outpoint(&bytes, &tx->inputs[i]);
    close_hash(out->prevouts, &bytes);
    for (size_t i = 0; i < tx->input_count; i++)
        add_little(&bytes, tx->inputs[i].value, 8);
    close_hash(out->amounts, &bytes);
    for (size_t i = 0; i < tx->input_count; i++)
        add_script(&bytes, tx->inputs[i].script);
    close_hash(out->scripts, &bytes);
    for (size_t i = 0; i < tx->input_count; i++)
        add_little(&bytes, tx->inputs[i].sequence, 4);
    close_hash(out->sequences, &bytes);
    hash_sha256(out->outputs, tx->output_bytes);
}

void sighash_taproot(uint8_t out[static 32], const struct sighash_common *common,
                     const struct sighash_tx *tx, size_t index)
{
    SCOPED(buffer_free) struct buffer message = {0};

    add_little(&message, 0, 1); /* epoch */
    add_little(&message, HASH_DEFAULT, 1);
    add_little(&message, tx->version, 4);
    add_little(&message, tx->locktime, 4);
    buffer_append(&message, common->prevouts, 32);
    buffer_append(&message, common->amounts, 32);
    buffer_append(&message, common->scripts, 32);
    buffer_append(&message, common->sequences, 32);
    buffer_append(&message, common->outputs, 32);
    add_little(&message, 0, 1); /* key path, no annex */
    add_little(&message, index, 4);
    hash_tagged(out, "TapSighash", buffer_slice(&message));
}

/* BIP-143 hashes the common parts twice. */
static void add_twice(struct buffer *out, const uint8_t once[static 32])
{
    uint8_t twice[32];

    hash_sha256(twice, slice_of(once, 32));
    buffer_append(out, twice, sizeof twice);
}

void sighash_segwit(uint8_t out[static 32], const struct sighash_common *common,
                    const struct sighash_tx *tx, size_t index)
{
    static const uint8_t head[] = {0x19, 0x76, 0xa9, 0x14};
    static const uint8_t tail[] = {0x88, 0xac};
    SCOPED(buffer_free) struct buffer message = {0};
    const struct sighash_input *input = &tx->inputs[index];

    add_little(&message, tx->version, 4);
    add_twice(&message, common->prevouts);
    add_twice(&message, common->sequences);
    add_outpoint(&message, input);
    buffer_append(&message, head, sizeof head);
    buffer_append(&message, input->script.data + 2, P2WPKH_SCRIPT_BYTES - 2);
    buffer_append(&message, tail, sizeof tail);
    add_little(&message, input->value, 8);
    add_little(&message, input->sequence, 4);
    add_twice(&message, common->outputs);
    add_little(&message, tx->locktime, 4);
    add_little(&message, HASH_ALL, 4);
    hash_sha256_twice(out, buffer_slice(&message));
}
