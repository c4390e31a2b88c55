/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/psbt.h"

#include "chains/bitcoin/bytes.h"
#include "core/crypto/derive.h"

enum {
    GLOBAL_UNSIGNED_TX = 0x00,
    PROPRIETARY = 0xfc,
    IN_NON_WITNESS_UTXO = 0x00,
    IN_WITNESS_UTXO = 0x01,
    IN_BIP32_DERIVATION = 0x06,
    IN_TAP_BIP32_DERIVATION = 0x16,
    IN_TAP_INTERNAL_KEY = 0x17,
    OUT_BIP32_DERIVATION = 0x02,
    OUT_TAP_INTERNAL_KEY = 0x05,
    OUT_TAP_BIP32_DERIVATION = 0x07,
    NETWORK_SUBTYPE = 0
};

static const uint8_t magic[] = {'p', 's', 'b', 't', 0xff};
static const char identifier[] = "gridlock";

/* One key of a type byte and data, one value. */
static void write_entry(struct buffer *out, uint8_t type, struct slice key, struct slice value)
{
    bytes_write_compact(out, 1 + key.size);
    buffer_append(out, &type, 1);
    buffer_append_slice(out, key);
    bytes_write_field(out, value);
}

static void end_map(struct buffer *out)
{
    bytes_write_compact(out, 0);
}

static void write_global(struct buffer *out, const struct psbt *psbt)
{
    SCOPED(buffer_free) struct buffer unsigned_tx = {0};
    SCOPED(buffer_free) struct buffer name = {0};
    const uint8_t network = (uint8_t)psbt->account->network;

    transaction_write(&unsigned_tx, psbt->transaction, false);
    write_entry(out, GLOBAL_UNSIGNED_TX, (struct slice){0}, buffer_slice(&unsigned_tx));
    bytes_write_field(&name, slice_of_text(identifier));
    bytes_write_compact(&name, NETWORK_SUBTYPE);
    write_entry(out, PROPRIETARY, buffer_slice(&name), slice_of(&network, 1));
    end_map(out);
}

/* The fingerprint of the lane's key, then the steps: this wallet has no hardened ones. */
static void append_origin(struct buffer *out, const struct psbt *psbt,
                          const struct address_own *own)
{
    uint8_t fingerprint[DERIVE_FINGERPRINT_BYTES] = {0};
    struct point key;

    if (is_ok(point_read(&key, psbt->account->key)))
        derive_fingerprint(fingerprint, &key);
    buffer_append(out, fingerprint, sizeof fingerprint);
    for (size_t i = 0; i < own->depth; i++)
        bytes_write_u32(out, own->path[i]);
}

static void write_taproot_key(struct buffer *out, const struct psbt *psbt,
                              const struct address_own *own, uint8_t internal_key,
                              uint8_t derivation)
{
    SCOPED(buffer_free) struct buffer origin = {0};
    uint8_t x[32];

    point_x(x, &own->key);
    bytes_write_compact(&origin, 0); /* no leaf hashes: the key is the internal key */
    append_origin(&origin, psbt, own);
    /* Types in ascending order, in inputs and outputs alike. */
    if (derivation < internal_key)
        write_entry(out, derivation, slice_of(x, sizeof x), buffer_slice(&origin));
    write_entry(out, internal_key, (struct slice){0}, slice_of(x, sizeof x));
    if (derivation > internal_key)
        write_entry(out, derivation, slice_of(x, sizeof x), buffer_slice(&origin));
}

static void write_segwit_key(struct buffer *out, const struct psbt *psbt,
                             const struct address_own *own, uint8_t derivation)
{
    SCOPED(buffer_free) struct buffer origin = {0};
    uint8_t key[POINT_BYTES];

    point_write(key, &own->key);
    append_origin(&origin, psbt, own);
    write_entry(out, derivation, slice_of(key, sizeof key), buffer_slice(&origin));
}

static void write_input(struct buffer *out, const struct psbt *psbt, const struct psbt_input *input)
{
    SCOPED(buffer_free) struct buffer coin = {0};
    const bool is_segwit = psbt->account->kind == ACCOUNT_SEGWIT;

    if (is_segwit)
        write_entry(out, IN_NON_WITNESS_UTXO, (struct slice){0}, input->previous);
    bytes_write_u64(&coin, input->value);
    bytes_write_field(&coin, script_slice(&input->own.script));
    write_entry(out, IN_WITNESS_UTXO, (struct slice){0}, buffer_slice(&coin));
    if (is_segwit)
        write_segwit_key(out, psbt, &input->own, IN_BIP32_DERIVATION);
    else
        write_taproot_key(out, psbt, &input->own, IN_TAP_INTERNAL_KEY, IN_TAP_BIP32_DERIVATION);
    end_map(out);
}

void psbt_write(struct buffer *out, const struct psbt *psbt)
{
    buffer_append(out, magic, sizeof magic);
    write_global(out, psbt);
    for (size_t i = 0; i < psbt->transaction->input_count; i++)
        write_input(out, psbt, &psbt->inputs[i]);
    for (size_t i = 0; i < psbt->transaction->output_count; i++) {
        if (psbt->change && i == psbt->change_at) {
            if (psbt->account->kind == ACCOUNT_SEGWIT)
                write_segwit_key(out, psbt, psbt->change, OUT_BIP32_DERIVATION);
            else
                write_taproot_key(out, psbt, psbt->change, OUT_TAP_INTERNAL_KEY,
                                  OUT_TAP_BIP32_DERIVATION);
        }
        end_map(out);
    }
}
