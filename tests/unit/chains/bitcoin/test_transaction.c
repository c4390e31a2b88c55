/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "chains/bitcoin/explain_tx.h"
#include "chains/bitcoin/transaction.h"
#include "core/base/hex.h"
#include "core/crypto/point.h"
#include "support/vectors.h"

TestSuite(transaction, .init = crypto_start);

/* Bitcoin Core's valid transactions: written back byte for byte, and both readers agree. */
Test(transaction, reads_and_writes_bitcoin_cores_valid_ones)
{
    cJSON *root = vectors_load("tests/vectors/bitcoin-core/tx_valid.json");
    const cJSON *entry;
    int count = 0, with_witness = 0;

    cJSON_ArrayForEach(entry, root)
    {
        if (cJSON_GetArraySize(entry) < 2)
            continue;
        const char *hex = cJSON_GetStringValue(cJSON_GetArrayItem(entry, 1));
        struct buffer bytes = {0}, again = {0}, bare = {0};
        struct transaction tx;
        struct explain_paid paid;
        uint8_t txid[32];
        cr_assert(is_ok(hex_decode_append(&bytes, slice_of_text(hex))));
        const result r = transaction_read(&tx, buffer_slice(&bytes));
        cr_assert(is_ok(r), "%s", hex);
        transaction_write(&again, &tx, true);
        cr_assert_eq(again.size, bytes.size);
        cr_assert_arr_eq(again.data, bytes.data, bytes.size);
        transaction_write(&bare, &tx, false);
        with_witness += bare.size != bytes.size;
        cr_assert_eq(transaction_weight(&tx), bare.size * 3 + bytes.size);
        transaction_id(txid, &tx);
        for (uint32_t i = 0; i < tx.output_count; i++) {
            cr_assert(is_ok(explain_tx_prove(&paid, buffer_slice(&bytes), txid, i)));
            cr_assert_eq(paid.value, tx.outputs[i].value);
            cr_assert(slice_equal(paid.script, tx.outputs[i].script));
        }
        cr_assert_eq(
            explain_tx_prove(&paid, buffer_slice(&bytes), txid, (uint32_t)tx.output_count).code,
            ERROR_BITCOIN_PSBT_AMOUNT);
        txid[5] ^= 1;
        cr_assert_eq(explain_tx_prove(&paid, buffer_slice(&bytes), txid, 0).code,
                     ERROR_BITCOIN_PSBT_AMOUNT);
        transaction_free(&tx);
        buffer_free(&bytes);
        buffer_free(&again);
        buffer_free(&bare);
        count++;
    }
    cr_assert_geq(count, 100);
    cr_assert_geq(with_witness, 20);
    cJSON_Delete(root);
}

static const char genesis_spend[] = /* the first payment, block 170 */
    "0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd370400000000484730440220"
    "4e"
    "45e16932b8af514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd12"
    "90"
    "9d831cc56cbbac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f51b13905f07f0"
    "6b"
    "99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e"
    "6c"
    "d84cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2"
    "e0"
    "eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000";

Test(transaction, knows_the_id_of_the_first_payment)
{
    struct buffer bytes = {0};
    struct transaction tx;
    uint8_t txid[32], back[32];
    char text[TXID_MAX];

    cr_assert(is_ok(hex_decode_append(&bytes, slice_of_text(genesis_spend))));
    cr_assert(is_ok(transaction_read(&tx, buffer_slice(&bytes))));
    transaction_id(txid, &tx);
    transaction_id_print(text, txid);
    cr_assert_str_eq(text, "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16");
    cr_assert(is_ok(transaction_id_parse(back, text)));
    cr_assert_arr_eq(back, txid, 32);
    cr_assert_eq(tx.outputs[0].value, 1000000000);
    transaction_free(&tx);
    buffer_free(&bytes);
}

Test(transaction, refuses_every_cut_and_every_tail)
{
    struct buffer bytes = {0};
    struct transaction tx;
    struct explain_paid paid;
    uint8_t txid[32];

    cr_assert(is_ok(hex_decode_append(&bytes, slice_of_text(genesis_spend))));
    cr_assert(is_ok(transaction_read(&tx, buffer_slice(&bytes))));
    transaction_id(txid, &tx);
    transaction_free(&tx);
    for (size_t size = 0; size < bytes.size; size++) {
        uint8_t *cut =
            malloc(size ? size : 1); /* exactly so long: a sanitizer sees a step beyond */
        memcpy(cut, bytes.data, size);
        cr_assert_eq(transaction_read(&tx, slice_of(cut, size)).code, ERROR_BITCOIN_RAW);
        cr_assert_eq(explain_tx_prove(&paid, slice_of(cut, size), txid, 0).code,
                     ERROR_BITCOIN_PSBT_AMOUNT);
        free(cut);
    }
    buffer_append(&bytes, "", 1);
    cr_assert_eq(transaction_read(&tx, buffer_slice(&bytes)).code, ERROR_BITCOIN_RAW);
    cr_assert_eq(explain_tx_prove(&paid, buffer_slice(&bytes), txid, 0).code,
                 ERROR_BITCOIN_PSBT_AMOUNT);
    buffer_free(&bytes);
}

static enum error_code verdict(const char *hex)
{
    struct buffer bytes = {0};
    struct transaction tx;

    cr_assert(is_ok(hex_decode_append(&bytes, slice_of_text(hex))));
    const result r = transaction_read(&tx, buffer_slice(&bytes));
    if (is_ok(r))
        transaction_free(&tx);
    buffer_free(&bytes);
    return r.code;
}

#define OUTPOINT                                                                                   \
    "0101010101010101010101010101010101010101010101010101010101010101"                             \
    "00000000"

Test(transaction, refuses_odd_encodings)
{
    cr_assert_eq(verdict("02000000"
                         "01" OUTPOINT "00"
                         "fdffffff"
                         "01"
                         "e803000000000000"
                         "00"
                         "00000000"),
                 ERROR_NONE);
    /* a count of 1 in three bytes */
    cr_assert_eq(verdict("02000000"
                         "fd0100" OUTPOINT "00"
                         "fdffffff"
                         "01"
                         "e803000000000000"
                         "00"
                         "00000000"),
                 ERROR_BITCOIN_RAW);
    /* no inputs, no outputs */
    cr_assert_eq(verdict("02000000"
                         "00"
                         "00"
                         "00000000"),
                 ERROR_BITCOIN_RAW);
    cr_assert_eq(verdict("02000000"
                         "01" OUTPOINT "00"
                         "fdffffff"
                         "00"
                         "00000000"),
                 ERROR_BITCOIN_RAW);
    /* marked as having witnesses, with none */
    cr_assert_eq(verdict("02000000"
                         "0001"
                         "01" OUTPOINT "00"
                         "fdffffff"
                         "01"
                         "e803000000000000"
                         "00"
                         "00"
                         "00000000"),
                 ERROR_BITCOIN_RAW);
    /* another flag */
    cr_assert_eq(verdict("02000000"
                         "0002"
                         "01" OUTPOINT "00"
                         "fdffffff"
                         "01"
                         "e803000000000000"
                         "00"
                         "0101aa"
                         "00000000"),
                 ERROR_BITCOIN_RAW);
    /* more money than there is */
    cr_assert_eq(verdict("02000000"
                         "01" OUTPOINT "00"
                         "fdffffff"
                         "01"
                         "0140075af0750700"
                         "00"
                         "00000000"),
                 ERROR_BITCOIN_RAW);
    /* a count that promises 2^32 inputs */
    cr_assert_eq(verdict("02000000"
                         "feffffffff" OUTPOINT "00"
                         "fdffffff"),
                 ERROR_BITCOIN_RAW);
    /* a script that promises 2^64 - 1 bytes */
    cr_assert_eq(verdict("02000000"
                         "01" OUTPOINT "ffffffffffffffffff"
                         "fdffffff"),
                 ERROR_BITCOIN_RAW);
}
