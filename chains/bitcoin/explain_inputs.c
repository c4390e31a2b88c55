/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/explain_inputs.h"

#include <string.h>

#include "chains/bitcoin/sighash.h"
#include "core/base/memory.h"
#include "core/crypto/derive.h"

enum { VERSION = 2, LOCKTIME_HEIGHT_LIMIT = 500000000, SIGHASH_DEFAULT = 0, SIGHASH_ALL = 1 };
#define SEQUENCE 0xfffffffdu

static result check_fingerprint(const struct account *account, const struct explain_origin *origin)
{
    uint8_t fingerprint[DERIVE_FINGERPRINT_BYTES];
    struct point key;

    TRY(point_read(&key, account->key));
    derive_fingerprint(fingerprint, &key);
    CHECK(memcmp(fingerprint, origin->fingerprint, sizeof fingerprint) == 0, BITCOIN_PSBT_FOREIGN);
    return OK;
}

static bool is_claimed_key(const struct account *account, const struct address_own *own,
                           struct slice claimed, struct slice internal_key)
{
    uint8_t bytes[POINT_BYTES];

    point_write(bytes, &own->key);
    if (account->kind == ACCOUNT_SEGWIT)
        return slice_equal(claimed, slice_of(bytes, sizeof bytes));
    return slice_equal(claimed, slice_of(bytes + 1, 32)) &&
           slice_equal(internal_key, slice_of(bytes + 1, 32));
}

result explain_inputs_own(struct address_own *out, const struct account *account,
                          const struct explain_origin *taproot, const struct explain_origin *segwit,
                          struct slice internal_key, struct slice script)
{
    const bool is_segwit = account->kind == ACCOUNT_SEGWIT;
    const struct explain_origin *origin = is_segwit ? segwit : taproot;
    const struct explain_origin *other = is_segwit ? taproot : segwit;
    struct address_own own;
    uint32_t change;
    uint32_t index;

    CHECK(origin->key.size > 0, BITCOIN_PSBT_FOREIGN);
    CHECK(other->key.size == 0 && (!is_segwit || internal_key.size == 0), BITCOIN_PSBT_FOREIGN);
    CHECK(address_path_read(&change, &index, account, origin->path, origin->depth),
          BITCOIN_PSBT_PATH);
    TRY(check_fingerprint(account, origin));
    TRY(address_own(&own, account, change, index));
    CHECK(is_claimed_key(account, &own, origin->key, internal_key), BITCOIN_PSBT_FOREIGN);
    CHECK(slice_equal(script, script_slice(&own.script)), BITCOIN_PSBT_FOREIGN);
    *out = own;
    return OK;
}

/* Taproot signatures cover every amount; SegWit's only their own, so that two rounds with swapped
 * lies could hide a fee (CVE-2020-14199): there the whole previous transaction must be shown. */
static result check_value(const struct account *account, const struct explain_spent *spent,
                          const struct explain_coin *coin)
{
    struct explain_paid paid;

    CHECK(coin->has_value && coin->paid.value <= EXPLAIN_MONEY_MAX, BITCOIN_PSBT_AMOUNT);
    if (account->kind == ACCOUNT_TAPROOT && coin->previous.size == 0)
        return OK;
    CHECK(coin->previous.size > 0, BITCOIN_PSBT_AMOUNT);
    TRY(explain_tx_prove(&paid, coin->previous, spent->txid, spent->vout));
    CHECK(paid.value == coin->paid.value, BITCOIN_PSBT_AMOUNT);
    CHECK(slice_equal(paid.script, coin->paid.script), BITCOIN_PSBT_AMOUNT);
    return OK;
}

static result check_coin(struct explain_inputs *inputs, const struct account *account, size_t at)
{
    const struct explain_coin *coin = &inputs->psbt->coins[at];
    const uint32_t sighash = account->kind == ACCOUNT_SEGWIT ? SIGHASH_ALL : SIGHASH_DEFAULT;

    CHECK(!coin->has_sighash || coin->sighash == sighash, BITCOIN_PSBT_SIGHASH);
    CHECK(inputs->psbt->tx.inputs[at].sequence == SEQUENCE, BITCOIN_PSBT_TIMING);
    TRY(check_value(account, &inputs->psbt->tx.inputs[at], coin));
    TRY(explain_inputs_own(&inputs->own[at], account, &coin->taproot, &coin->segwit,
                           coin->internal_key, coin->paid.script));
    CHECK(coin->paid.value <= EXPLAIN_MONEY_MAX - inputs->sum, BITCOIN_PSBT_SUM);
    inputs->sum += coin->paid.value;
    return OK;
}

static void make_items(struct explain_inputs *inputs, const struct account *account)
{
    const struct explain_tx *tx = &inputs->psbt->tx;
    struct sighash_input *list = memory_new(inputs->count, sizeof *list);
    const struct sighash_tx whole = {.version = tx->version,
                                     .locktime = tx->locktime,
                                     .inputs = list,
                                     .input_count = inputs->count,
                                     .output_bytes = tx->output_bytes};
    struct sighash_common common;

    for (size_t i = 0; i < inputs->count; i++)
        list[i] = (struct sighash_input){.txid = tx->inputs[i].txid,
                                         .vout = tx->inputs[i].vout,
                                         .sequence = tx->inputs[i].sequence,
                                         .value = inputs->psbt->coins[i].paid.value,
                                         .script = script_slice(&inputs->own[i].script)};
    sighash_begin(&common, &whole);
    for (size_t i = 0; i < inputs->count; i++) {
        struct sign_item *item = &inputs->items[i];
        if (account->kind == ACCOUNT_SEGWIT)
            sighash_segwit(item->digest, &common, &whole, i);
        else
            sighash_taproot(item->digest, &common, &whole, i);
        item->depth = inputs->own[i].depth;
        memcpy(item->path, inputs->own[i].path, sizeof item->path);
    }
    memory_free(list);
}

static result prove(struct explain_inputs *inputs, const struct account *account,
                    struct slice payload)
{
    CHECK(account->kind == ACCOUNT_TAPROOT || account->kind == ACCOUNT_SEGWIT, BITCOIN_ACCOUNT);
    TRY(explain_psbt_read(&inputs->psbt, payload));
    const struct explain_tx *tx = &inputs->psbt->tx;
    CHECK(tx->version == VERSION && tx->locktime < LOCKTIME_HEIGHT_LIMIT, BITCOIN_PSBT_TIMING);
    inputs->count = tx->input_count;
    for (size_t i = 0; i < inputs->count; i++)
        TRY(check_coin(inputs, account, i));
    make_items(inputs, account);
    return OK;
}

result explain_inputs_prove(struct explain_inputs **out, const struct account *account,
                            struct slice payload)
{
    SCOPED(explain_inputs_free_at) struct explain_inputs *inputs = memory_new(1, sizeof *inputs);

    TRY(prove(inputs, account, payload));
    *out = inputs;
    inputs = NULL;
    return OK;
}

void explain_inputs_free(struct explain_inputs *inputs)
{
    if (!inputs)
        return;
    memory_free(inputs->psbt);
    memory_free(inputs);
}

void explain_inputs_free_at(struct explain_inputs **inputs)
{
    explain_inputs_free(*inputs);
    *inputs = NULL;
}
