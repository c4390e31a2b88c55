/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/bitcoin/explain_tx.h"
#include "chains/bitcoin/sighash.h"
#include "chains/bitcoin/transaction.h"
#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/crypto/ecdsa.h"
#include "core/crypto/hash.h"
#include "support/vectors.h"

TestSuite(sighash, .init = crypto_start);

/* A parsed unsigned transaction with the coins it spends, ready for sighash.h. */
struct fixture {
    struct buffer bytes;
    struct explain_tx *read;
    struct sighash_input inputs[16];
    struct buffer scripts[16];
    struct sighash_tx tx;
};

static void load(struct fixture *f, const char *hex)
{
    memset(f, 0, sizeof *f);
    f->read = memory_new(1, sizeof *f->read);
    cr_assert(is_ok(hex_decode_append(&f->bytes, slice_of_text(hex))));
    cr_assert(is_ok(explain_tx_read(f->read, buffer_slice(&f->bytes))));
    cr_assert_leq(f->read->input_count, 16);
    for (size_t i = 0; i < f->read->input_count; i++)
        f->inputs[i] = (struct sighash_input){.txid = f->read->inputs[i].txid,
                                              .vout = f->read->inputs[i].vout,
                                              .sequence = f->read->inputs[i].sequence};
    f->tx = (struct sighash_tx){.version = f->read->version,
                                .locktime = f->read->locktime,
                                .inputs = f->inputs,
                                .input_count = f->read->input_count,
                                .output_bytes = f->read->output_bytes};
}

static void give_script(struct fixture *f, size_t at, const char *hex, uint64_t value)
{
    cr_assert(is_ok(hex_decode_append(&f->scripts[at], slice_of_text(hex))));
    f->inputs[at].script = buffer_slice(&f->scripts[at]);
    f->inputs[at].value = value;
}

static void unload(struct fixture *f)
{
    for (size_t i = 0; i < 16; i++)
        buffer_free(&f->scripts[i]);
    buffer_free(&f->bytes);
    memory_free(f->read);
}

static void expect_hash(const uint8_t *hash, const cJSON *root, const char *path)
{
    uint8_t expected[32];

    vectors_hex_at(expected, 32, root, path);
    cr_assert_arr_eq(hash, expected, 32, "%s", path);
}

Test(sighash, of_taproot_agrees_with_bip_341)
{
    cJSON *root = vectors_load("tests/vectors/bip341/wallet-test-vectors.json");
    const cJSON *spending = vectors_at(root, "keyPathSpending.0");
    const cJSON *entry;
    struct sighash_common common;
    struct fixture f;
    uint8_t hash[32];
    size_t at = 0, count = 0;

    load(&f, vectors_string_at(spending, "given.rawUnsignedTx"));
    cJSON_ArrayForEach(entry, vectors_at(spending, "given.utxosSpent"))
        give_script(&f, at++, vectors_string_at(entry, "scriptPubKey"),
                    (uint64_t)vectors_number_at(entry, "amountSats"));
    cr_assert_eq(at, f.tx.input_count);
    sighash_begin(&common, &f.tx);
    expect_hash(common.prevouts, spending, "intermediary.hashPrevouts");
    expect_hash(common.amounts, spending, "intermediary.hashAmounts");
    expect_hash(common.scripts, spending, "intermediary.hashScriptPubkeys");
    expect_hash(common.sequences, spending, "intermediary.hashSequences");
    expect_hash(common.outputs, spending, "intermediary.hashOutputs");
    cJSON_ArrayForEach(entry, vectors_at(spending, "inputSpending"))
    {
        if (vectors_number_at(entry, "given.hashType") != 0)
            continue; /* other types do not exist here */
        sighash_taproot(hash, &common, &f.tx, (size_t)vectors_number_at(entry, "given.txinIndex"));
        expect_hash(hash, entry, "intermediary.sigHash");
        count++;
    }
    cr_assert_geq(count, 1);
    unload(&f);
    cJSON_Delete(root);
}

static const char *field(const cJSON *example, const char *name)
{
    const cJSON *entry;

    cJSON_ArrayForEach(
        entry,
        vectors_at(
            example,
            "fields_in_order")) if (cJSON_GetObjectItem(entry,
                                                        name)) return vectors_string_at(entry,
                                                                                        name);
    cr_assert_fail("no field %s", name);
    return NULL;
}

Test(sighash, of_segwit_agrees_with_bip_143)
{
    cJSON *root = vectors_load("tests/vectors/bip143/bip143.json");
    const cJSON *example = vectors_at(root, "examples.0");
    struct sighash_common common;
    struct fixture f;
    uint8_t hash[32], expected[32], key[33], der[80], again[ECDSA_DER_MOST], compact[64] = {0};
    struct point point;

    cr_assert_str_eq(vectors_string_at(example, "title"), "Native P2WPKH");
    load(&f, vectors_string_at(example, "unsigned_tx"));
    give_script(&f, 0, "2103c9f4836b9a4f77fc0d81f7bcb01b7f1b35916864b9476c241ce9fc198bd25432ac",
                625000000);
    give_script(&f, 1, "00141d0f172a0ecb48aee1be1f2687d2963ae33f71a1", 600000000);
    sighash_begin(&common, &f.tx);
    sighash_segwit(hash, &common, &f.tx, 1);
    cr_assert(is_ok(hex_decode(expected, 32, field(example, "sigHash"))));
    cr_assert_arr_eq(hash, expected, 32);

    /* The published signature holds for it, and its DER form is the one we would write. */
    const char *signature = field(example, "signature");
    const size_t size = strlen(signature) / 2;
    cr_assert(is_ok(hex_decode(der, size, signature)));
    cr_assert(is_ok(hex_decode(key, 33, field(example, "public key"))));
    cr_assert(is_ok(point_read(&point, key)));
    memcpy(compact, der + 4, 32);
    memcpy(compact + 32, der + 4 + 32 + 2, 32);
    cr_assert(is_ok(ecdsa_verify(compact, &point, hash)));
    cr_assert_eq(ecdsa_write_der(again, compact), size - 1);
    cr_assert_arr_eq(again, der, size - 1);
    unload(&f);
    cJSON_Delete(root);
}

/* Each thing that a signature must cover changes it. */
Test(sighash, covers_everything_it_must)
{
    cJSON *root = vectors_load("tests/vectors/bip341/wallet-test-vectors.json");
    struct sighash_common common;
    struct fixture f;
    uint8_t first[32], hash[32];
    uint8_t outputs[1024], txid[32];

    load(&f, vectors_string_at(root, "keyPathSpending.0.given.rawUnsignedTx"));
    for (size_t i = 0; i < f.tx.input_count; i++)
        give_script(&f, i, "00141d0f172a0ecb48aee1be1f2687d2963ae33f71a1", 1000 + i);
    for (int is_segwit = 0; is_segwit <= 1; is_segwit++) {
        void (*digest)(uint8_t *, const struct sighash_common *, const struct sighash_tx *,
                       size_t) = is_segwit ? sighash_segwit : sighash_taproot;
#define AGAIN(is_equal)                                                                            \
    sighash_begin(&common, &f.tx);                                                                 \
    digest(hash, &common, &f.tx, 2);                                                               \
    cr_assert_eq(memcmp(hash, first, 32) == 0, is_equal)
        sighash_begin(&common, &f.tx);
        digest(first, &common, &f.tx, 2);
        AGAIN(true);
        f.tx.version ^= 1;
        AGAIN(false);
        f.tx.version ^= 1;
        f.tx.locktime ^= 1;
        AGAIN(false);
        f.tx.locktime ^= 1;
        f.inputs[2].value ^= 1;
        AGAIN(false);
        f.inputs[2].value ^= 1;
        f.inputs[0].value ^= 1; /* the flaw of BIP-143 that BIP-341 mended */
        AGAIN(is_segwit);
        f.inputs[0].value ^= 1;
        f.inputs[0].sequence ^= 1;
        AGAIN(false);
        f.inputs[0].sequence ^= 1;
        f.inputs[0].vout ^= 1;
        AGAIN(false);
        f.inputs[0].vout ^= 1;
        memcpy(txid, f.inputs[1].txid, 32);
        txid[31] ^= 1;
        const uint8_t *old = f.inputs[1].txid;
        f.inputs[1].txid = txid;
        AGAIN(false);
        f.inputs[1].txid = old;
        memcpy(outputs, f.tx.output_bytes.data, f.tx.output_bytes.size);
        outputs[0] ^= 1;
        const struct slice kept = f.tx.output_bytes;
        f.tx.output_bytes = slice_of(outputs, kept.size);
        AGAIN(false);
        f.tx.output_bytes = kept;
        f.scripts[2].data[5] ^= 1;
        AGAIN(false);
        f.scripts[2].data[5] ^= 1;
        AGAIN(true);
        digest(hash, &common, &f.tx, 3);
        cr_assert_neq(memcmp(hash, first, 32), 0);
    }
    unload(&f);
    cJSON_Delete(root);
}
