/* SPDX-License-Identifier: MIT */
#include "bench/drafts.h"

#include <string.h>

#include "bench/committee.h"
#include "chains/bitcoin/address.h"
#include "chains/bitcoin/psbt.h"
#include "chains/bitcoin/transaction.h"
#include "chains/ethereum/transaction.h"
#include "core/base/memory.h"
#include "core/engine/engine_state.h"

static void begin(struct engine *owner, struct account *account, const uint8_t *wallet,
                  enum account_kind kind, enum intent_kind payload)
{
    bench_must(engine_account_of(owner, account, wallet, kind), "account");
    memset(&owner->draft, 0, sizeof owner->draft);
    memcpy(owner->draft.wallet, wallet, 32);
    owner->draft.account = kind;
    owner->draft.kind = payload;
}

static void finish(struct engine *owner, const struct account *account)
{
    bench_must(account->chain->explain(&owner->draft.explanation, account,
                                       buffer_slice(&owner->draft.payload)),
               "explanation");
    owner->draft.is_ready = true;
}

void draft_ether(struct engine *owner, const uint8_t wallet[static 32], uint32_t number)
{
    static const uint8_t to[20] = {1, 2, 3};
    struct ethereum_transaction tx = {.chain_id = 31337,
                                      .nonce = number,
                                      .gas = 21000,
                                      .priority_fee = amount_of(1000000000),
                                      .max_fee = amount_of(2000000000),
                                      .to = slice_of(to, sizeof to),
                                      .value = amount_of(1000 + number)};
    struct account account;

    begin(owner, &account, wallet, ACCOUNT_ETHEREUM, INTENT_EVM);
    wire_write_u32(&owner->draft.payload, 0);
    ethereum_transaction_write_unsigned(&owner->draft.payload, &tx);
    finish(owner, &account);
}

/* The transaction that the input comes from. */
static void write_previous(struct buffer *out, uint8_t txid[static 32],
                           const struct psbt_input *input, uint32_t number)
{
    struct transaction before = transaction_new(1, 1);

    before.version = 2;
    memcpy(before.inputs[0].txid, &number, sizeof number);
    before.inputs[0].txid[31] = 1;
    before.inputs[0].sequence = 0xffffffff;
    before.outputs[0].value = input->value;
    before.outputs[0].script = slice_of(input->own.script.bytes, input->own.script.size);
    transaction_write(out, &before, false);
    transaction_id(txid, &before);
    transaction_free(&before);
}

void draft_taproot(struct engine *owner, const uint8_t wallet[static 32], uint32_t number)
{
    static const uint8_t stranger[22] = {0, 20, 9, 9, 9};
    struct transaction tx = transaction_new(1, 2);
    struct psbt_input input = {.value = 100000};
    struct buffer previous = {0};
    struct address_own change;
    struct account account;

    begin(owner, &account, wallet, ACCOUNT_TAPROOT, INTENT_PSBT);
    bench_must(address_own(&change, &account, 1, 0), "change");
    bench_must(address_own(&input.own, &account, 0, 0), "address");
    write_previous(&previous, tx.inputs[0].txid, &input, number);
    input.previous = buffer_slice(&previous);
    tx.version = 2;
    tx.inputs[0].sequence = TRANSACTION_SEQUENCE;
    tx.outputs[0].value = 60000;
    tx.outputs[0].script = slice_of(stranger, sizeof stranger);
    tx.outputs[1].value = 39000;
    tx.outputs[1].script = slice_of(change.script.bytes, change.script.size);
    const struct psbt psbt = {.account = &account,
                              .transaction = &tx,
                              .inputs = &input,
                              .change = &change,
                              .change_at = 1};
    psbt_write(&owner->draft.payload, &psbt);
    finish(owner, &account);
    buffer_free(&previous);
    transaction_free(&tx);
}
