/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/finish.h"

#include "chains/bitcoin/bytes.h"
#include "chains/bitcoin/explain_inputs.h"
#include "chains/bitcoin/transaction.h"
#include "core/base/memory.h"
#include "core/crypto/ecdsa.h"
#include "core/crypto/schnorr.h"

static result taproot_witness(struct buffer *out, const struct address_own *own,
                              const struct sign_item *item, const uint8_t signature[static 64])
{
    TRY(schnorr_verify(signature, own->output, slice_of(item->digest, sizeof item->digest)));
    bytes_write_compact(out, 1);
    bytes_write_field(out, slice_of(signature, SCHNORR_BYTES));
    return OK;
}

static result segwit_witness(struct buffer *out, const struct address_own *own,
                             const struct sign_item *item, const uint8_t signature[static 64])
{
    uint8_t der[ECDSA_DER_MOST + 1];
    uint8_t key[POINT_BYTES];

    TRY(ecdsa_verify(signature, &own->key, item->digest));
    const size_t size = ecdsa_write_der(der, signature);
    der[size] = 0x01; /* SIGHASH_ALL */
    point_write(key, &own->key);
    bytes_write_compact(out, 2);
    bytes_write_field(out, slice_of(der, size + 1));
    bytes_write_field(out, slice_of(key, sizeof key));
    return OK;
}

static result make_witnesses(struct buffer *witnesses, const struct account *account,
                             const struct explain_inputs *inputs,
                             const struct signature_bytes *signatures)
{
    for (size_t i = 0; i < inputs->count; i++) {
        const struct address_own *own = &inputs->own[i];
        const struct sign_item *item = &inputs->items[i];
        if (account->kind == ACCOUNT_SEGWIT)
            TRY(segwit_witness(&witnesses[i], own, item, signatures[i].bytes));
        else
            TRY(taproot_witness(&witnesses[i], own, item, signatures[i].bytes));
    }
    return OK;
}

static void write_all(struct buffer *raw, char txid[static TXID_MAX],
                      const struct explain_inputs *inputs, const struct buffer *witnesses)
{
    const struct explain_tx *from = &inputs->psbt->tx;
    SCOPED(transaction_free)
    struct transaction tx = transaction_new(from->input_count, from->output_count);
    uint8_t id[32];

    tx.version = from->version;
    tx.locktime = from->locktime;
    for (size_t i = 0; i < from->input_count; i++) {
        memcpy(tx.inputs[i].txid, from->inputs[i].txid, sizeof tx.inputs[i].txid);
        tx.inputs[i].vout = from->inputs[i].vout;
        tx.inputs[i].sequence = from->inputs[i].sequence;
        tx.inputs[i].witness = buffer_slice(&witnesses[i]);
    }
    for (size_t i = 0; i < from->output_count; i++)
        tx.outputs[i] =
            (struct transaction_output){from->outputs[i].value, from->outputs[i].script};
    transaction_write(raw, &tx, true);
    transaction_id(id, &tx);
    transaction_id_print(txid, id);
}

result finish_payment(struct buffer *raw, char txid[static TXID_MAX], const struct account *account,
                      struct slice payload, const struct signature_bytes *signatures, size_t count)
{
    SCOPED(explain_inputs_free_at) struct explain_inputs *inputs = NULL;

    TRY(explain_inputs_prove(&inputs, account, payload));
    CHECK(count == inputs->count, BITCOIN_SIGNATURES);
    struct buffer *witnesses = memory_new(count, sizeof *witnesses);
    const result r = make_witnesses(witnesses, account, inputs, signatures);
    if (is_ok(r))
        write_all(raw, txid, inputs, witnesses);
    for (size_t i = 0; i < count; i++)
        buffer_free(&witnesses[i]);
    memory_free(witnesses);
    return r;
}
