/* SPDX-License-Identifier: MIT */
#include "support/drafts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chains/bitcoin/address.h"
#include "chains/bitcoin/psbt.h"
#include "chains/bitcoin/transaction.h"
#include "chains/ethereum/transaction.h"
#include "core/base/memory.h"
#include "core/engine/payment.h"

static void must(result r)
{
    if (is_ok(r))
        return;
    fprintf(stderr, "draft: %s\n", error_sentence(r.code));
    abort();
}

void draft_ethereum(struct family *family, const uint8_t wallet[static 32], uint64_t wei,
                    uint64_t nonce)
{
    struct engine *owner = family->member[0].engine;
    static const uint8_t to[20] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                   11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
    struct ethereum_transaction tx = {.chain_id = 31337,
                                      .nonce = nonce,
                                      .gas = 21000,
                                      .priority_fee = amount_of(1000000000),
                                      .max_fee = amount_of(2000000000),
                                      .to = slice_of(to, 20),
                                      .value = amount_of(wei)};
    struct account account;
    must(engine_account_of(owner, &account, wallet, ACCOUNT_ETHEREUM));
    memset(&owner->draft, 0, sizeof owner->draft);
    memcpy(owner->draft.wallet, wallet, 32);
    owner->draft.account = ACCOUNT_ETHEREUM;
    owner->draft.kind = INTENT_EVM;
    wire_write_u32(&owner->draft.payload, 0);
    ethereum_transaction_write_unsigned(&owner->draft.payload, &tx);
    const result r = account.chain->explain(&owner->draft.explanation, &account,
                                            buffer_slice(&owner->draft.payload));
    must(r), "%s", error_sentence(r.code);
    owner->draft.is_ready = true;
}

void draft_bitcoin(struct family *family, const uint8_t wallet[static 32], enum account_kind kind,
                   size_t inputs)
{
    struct engine *owner = family->member[0].engine;
    struct account account;
    struct transaction tx = transaction_new(inputs, 2);
    struct psbt_input *ins = memory_new(inputs, sizeof *ins);
    struct address_own change, other;
    struct buffer *previous = memory_new(inputs, sizeof *previous);
    must(engine_account_of(owner, &account, wallet, kind));
    must(address_own(&change, &account, 1, 0));
    must(address_own(&other, &account, 0, 999));
    tx.version = 2;
    for (size_t i = 0; i < inputs; i++) {
        must(address_own(&ins[i].own, &account, 0, (uint32_t)i));
        ins[i].value = 100000;
        struct transaction before = transaction_new(1, 1);
        before.version = 2;
        memset(before.inputs[0].txid, (int)i + 1, 32);
        before.inputs[0].sequence = 0xffffffff;
        before.outputs[0].value = 100000;
        before.outputs[0].script = slice_of(ins[i].own.script.bytes, ins[i].own.script.size);
        transaction_write(&previous[i], &before, false);
        transaction_id(tx.inputs[i].txid, &before);
        ins[i].previous = buffer_slice(&previous[i]);
        tx.inputs[i].sequence = TRANSACTION_SEQUENCE;
        transaction_free(&before);
    }
    static const uint8_t stranger[22] = {0, 20, 9, 9, 9};
    tx.outputs[0].value = 60000 * inputs;
    tx.outputs[0].script = slice_of(stranger, 22);
    tx.outputs[1].value = 39000 * inputs;
    tx.outputs[1].script = slice_of(change.script.bytes, change.script.size);
    const struct psbt psbt = {
        .account = &account, .transaction = &tx, .inputs = ins, .change = &change, .change_at = 1};
    memset(&owner->draft, 0, sizeof owner->draft);
    memcpy(owner->draft.wallet, wallet, 32);
    owner->draft.account = kind;
    owner->draft.kind = INTENT_PSBT;
    psbt_write(&owner->draft.payload, &psbt);
    const result r = account.chain->explain(&owner->draft.explanation, &account,
                                            buffer_slice(&owner->draft.payload));
    must(r), "%s", error_sentence(r.code);
    owner->draft.is_ready = true;
}
