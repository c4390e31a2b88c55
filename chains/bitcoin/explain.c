/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/explain.h"

#include <stdio.h>
#include <string.h>

#include "chains/bitcoin/explain_inputs.h"
#include "core/base/buffer.h"
#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/base/text.h"

enum {
    TAPROOT_WITNESS_WEIGHT = 66,
    SEGWIT_WITNESS_WEIGHT = 108,
    HIGH_FEERATE = 1000, /* sat/vB */
    HIGH_SHARE = 10,
    SHOWN_DATA_MOST = 40
};

/* Set while the outputs are read, for the one sentence of warning. */
struct findings {
    uint64_t spent; /* to others */
    uint64_t change;
    bool burns;  /* value on an output that nobody can spend */
    bool is_odd; /* an output script without rules or without an address */
};

static result judge_network(enum network *out, const struct account *account,
                            const struct explain_psbt *psbt)
{
    *out = account->network;
    if (!psbt->has_network)
        return OK;
    CHECK(psbt->network <= NETWORK_REGTEST, BITCOIN_PSBT_NETWORK);
    *out = (enum network)psbt->network;
    return OK;
}

/* "data: 68656c6c6f" or, for scripts without address, "script: ...". */
static void show_bytes(char out[static ADDRESS_MAX], const char *label, struct slice bytes)
{
    char hex[2 * SHOWN_DATA_MOST + 1];
    const bool is_cut = bytes.size > SHOWN_DATA_MOST;

    hex_encode(hex, slice_of(bytes.data, is_cut ? SHOWN_DATA_MOST - 2 : bytes.size));
    snprintf(out, ADDRESS_MAX, "%s: %s%s", label, hex, is_cut ? "..." : "");
}

static void show_script(struct explanation_output *out, struct findings *findings,
                        enum network network, const struct explain_paid *paid)
{
    const enum script_kind kind = script_kind_of(paid->script);

    if (is_ok(address_write(out->address, network, paid->script))) {
        findings->is_odd = findings->is_odd || kind == SCRIPT_WITNESS;
        return;
    }
    if (kind == SCRIPT_DATA) {
        show_bytes(out->address, "data", slice_of(paid->script.data + 1, paid->script.size - 1));
        findings->burns = findings->burns || paid->value > 0;
        return;
    }
    show_bytes(out->address, "script", paid->script);
    findings->is_odd = true;
}

/* Change is only what pays to our own change chain at an index that our wallets look at. */
static bool is_change(const struct account *account, const struct explain_psbt *psbt, size_t at)
{
    const struct explain_claim *claim = &psbt->claims[at];
    struct address_own own;

    if (!is_ok(explain_inputs_own(&own, account, &claim->taproot, &claim->segwit,
                                  claim->internal_key, psbt->tx.outputs[at].script)))
        return false;
    return own.path[own.depth - 2] == 1 && own.path[own.depth - 1] < ADDRESS_INDEX_MOST;
}

static result judge_outputs(struct explanation *out, struct findings *findings,
                            const struct account *account, const struct explain_psbt *psbt)
{
    for (size_t i = 0; i < psbt->tx.output_count; i++) {
        const struct explain_paid *paid = &psbt->tx.outputs[i];
        struct explanation_output *output = &out->outputs[i];
        CHECK(paid->value <= EXPLAIN_MONEY_MAX - findings->spent - findings->change,
              BITCOIN_PSBT_SUM);
        output->value = amount_of(paid->value);
        output->is_change = is_change(account, psbt, i);
        show_script(output, findings, out->network, paid);
        *(output->is_change ? &findings->change : &findings->spent) += paid->value;
    }
    out->output_count = psbt->tx.output_count;
    return OK;
}

static bool is_high_fee(const struct account *account, const struct explain_inputs *inputs,
                        const struct findings *findings, uint64_t fee)
{
    const uint64_t witness =
        account->kind == ACCOUNT_SEGWIT ? SEGWIT_WITNESS_WEIGHT : TAPROOT_WITNESS_WEIGHT;
    const uint64_t weight = 4 * (uint64_t)inputs->psbt->tx.size + 2 + witness * inputs->count;
    const uint64_t amount = findings->spent > 0 ? findings->spent : findings->change;

    return fee > amount / HIGH_SHARE || fee > HIGH_FEERATE * ((weight + 3) / 4);
}

static void warn(struct explanation *out, const struct account *account, bool has_high_fee,
                 const struct findings *findings)
{
    struct buffer text = {0};

    if (has_high_fee)
        buffer_print(&text, "The fee is above 10 %% of the amount, or above 1,000 sat/vB. ");
    if (!account->any_network && out->network != account->network)
        buffer_print(&text, "It says it is for another network than this wallet's. ");
    if (findings->burns)
        buffer_print(&text, "Part of it is destroyed. ");
    if (findings->is_odd)
        buffer_print(&text, "A recipient is of an unusual kind. ");
    if (text.size > 0) {
        text.size--; /* the space */
        text_showable(out->warning, sizeof out->warning, buffer_slice(&text));
    }
    buffer_free(&text);
}

static result judge(struct explanation *out, const struct account *account,
                    const struct explain_inputs *inputs)
{
    struct findings findings = {0};

    TRY(judge_network(&out->network, account, inputs->psbt));
    TRY(judge_outputs(out, &findings, account, inputs->psbt));
    CHECK(findings.spent + findings.change <= inputs->sum, BITCOIN_PSBT_SUM);
    const uint64_t fee = inputs->sum - findings.spent - findings.change;
    out->spent = amount_of(findings.spent);
    out->fee = amount_of(fee);
    warn(out, account, is_high_fee(account, inputs, &findings, fee), &findings);
    return OK;
}

result explain_payment(struct explanation *out, const struct account *account, struct slice payload)
{
    SCOPED(explain_inputs_free_at) struct explain_inputs *inputs = NULL;
    struct explanation said = {.kind = INTENT_PSBT,
                               .account_kind = account->kind,
                               .lane = account->lane,
                               .asset = "BTC",
                               .unit = "BTC",
                               .decimals = 8};

    TRY(explain_inputs_prove(&inputs, account, payload));
    TRY(judge(&said, account, inputs));
    said.items = memory_copy(inputs->items, inputs->count * sizeof *said.items);
    said.item_count = inputs->count;
    *out = said;
    return OK;
}
