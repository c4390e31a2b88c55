/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "chains/ethereum/explain.h"
#include "chains/ethereum/talk_steps.h"
#include "chains/ethereum/transaction.h"

enum {
    FEE_SHARE = 10, /* a fee above a tenth of the amount must be allowed knowingly */
    TIP_SHARE = 10, /* of the base fee, when the node names no tip */
    BASE_ROOM = 2,  /* the base fee may grow twofold (six full blocks) before the payment waits */
    GAS_ROOM = 5,   /* a contract gets a fifth more gas than estimated */
};

static const struct transfer_output *recipient(const struct chain_talk *talk)
{
    return &talk->order.to[0];
}

result ethereum_draft_begin(struct chain_talk *talk, const struct chain_task *task)
{
    static const uint8_t nobody[ETHEREUM_ADDRESS_BYTES] = {0};
    const struct transfer_order *order = &task->order;

    CHECK(order->to_count == 1, ETHEREUM_ONE_RECIPIENT);
    TRY(ethereum_address_parse(talk->to, order->to[0].address));
    CHECK(memcmp(talk->to, nobody, sizeof nobody) != 0, ETHEREUM_NULL_ADDRESS);
    CHECK(order->send_all || !amount_is_zero(&order->to[0].value), ETHEREUM_ZERO);
    CHECK(amount_is_zero(&order->max_fee_per_gas) ||
              amount_compare(&order->priority_fee, &order->max_fee_per_gas) <= 0,
          ETHEREUM_FEE_ORDER);
    talk->order = *order;
    return ethereum_talk_address(talk, order->from_index);
}

enum talk_ask ethereum_draft_after_nonce(const struct chain_talk *talk)
{
    const bool has_all_fees =
        !amount_is_zero(&talk->order.max_fee_per_gas) && !amount_is_zero(&talk->order.priority_fee);

    return has_all_fees ? ASK_GAS : ASK_FEE_HISTORY;
}

static enum talk_ask after_base_fee(const struct chain_talk *talk)
{
    return amount_is_zero(&talk->order.priority_fee) ? ASK_TIP : ASK_GAS;
}

/* The last base fee of the list is that of the next block (EIP-1559, eth_feeHistory). */
result ethereum_hear_fee_history(struct chain_talk *talk, const struct rpc_answer *answer)
{
    const struct json *fees = NULL;

    if (answer->refusal != RPC_ACCEPTED) {
        talk->ask = ASK_GAS_PRICE;
        return OK;
    }
    CHECK(is_ok(json_get(&fees, answer->result, "baseFeePerGas")), NODE_ANSWER);
    CHECK(json_count(fees) > 0, NODE_ANSWER);
    TRY(ethereum_rpc_amount(&talk->base_fee, json_at(fees, json_count(fees) - 1)));
    talk->ask = after_base_fee(talk);
    return OK;
}

result ethereum_hear_gas_price(struct chain_talk *talk, const struct rpc_answer *answer)
{
    CHECK(answer->refusal == RPC_ACCEPTED, NODE_REFUSED);
    TRY(ethereum_rpc_amount(&talk->base_fee, answer->result));
    ethereum_talk_note(talk, "The node has no fee history; its gas price was used.");
    talk->ask = after_base_fee(talk);
    return OK;
}

result ethereum_hear_tip(struct chain_talk *talk, const struct rpc_answer *answer)
{
    talk->tip = amount_div_u64(&talk->base_fee, TIP_SHARE);
    if (answer->refusal == RPC_ACCEPTED)
        TRY(ethereum_rpc_amount(&talk->tip, answer->result));
    else
        ethereum_talk_note(talk, "The node names no tip; a tenth of the base fee was used.");
    talk->ask = ASK_GAS;
    return OK;
}

/* Quantities have no leading zeros; zero is "0x0". */
static void print_quantity(struct buffer *out, const struct amount *value)
{
    size_t limb = 3;

    while (limb > 0 && value->limb[limb] == 0)
        limb--;
    buffer_print(out, "0x%llx", (unsigned long long)value->limb[limb]);
    while (limb-- > 0)
        buffer_print(out, "%016llx", (unsigned long long)value->limb[limb]);
}

/* Asked with the whole balance when everything is sent, as the fee is not known yet. */
void ethereum_draft_gas_question(struct buffer *params, const struct chain_talk *talk)
{
    char to[ADDRESS_MAX];

    ethereum_address_print(to, talk->to);
    buffer_print(params, "[{\"from\":\"%s\",\"to\":\"%s\",\"value\":\"", talk->address, to);
    print_quantity(params, talk->order.send_all ? &talk->spendable : &recipient(talk)->value);
    buffer_print(params, "\"}]");
}

/* The fees per gas: the owner's where named, else room for twice the base fee, and the tip. */
static result settle_fees(struct ethereum_transaction *transaction, const struct chain_talk *talk)
{
    const struct transfer_order *order = &talk->order;
    struct amount max_fee = order->max_fee_per_gas;
    struct amount tip = amount_is_zero(&order->priority_fee) ? talk->tip : order->priority_fee;

    if (amount_is_zero(&max_fee)) {
        CHECK(is_ok(amount_mul_u64(&max_fee, &talk->base_fee, BASE_ROOM)), NODE_ANSWER);
        CHECK(is_ok(amount_add(&max_fee, &max_fee, &tip)), NODE_ANSWER);
    } else if (amount_compare(&tip, &max_fee) > 0) {
        tip = max_fee; /* the owner's limit holds over the node's tip */
    }
    transaction->priority_fee = tip;
    transaction->max_fee = max_fee;
    return OK;
}

/* What arrives, after the most that the fee can be. */
static result settle_value(struct ethereum_transaction *transaction, const struct chain_talk *talk)
{
    struct amount fee;
    struct amount rest;

    CHECK(is_ok(amount_mul_u64(&fee, &transaction->max_fee, transaction->gas)), NODE_ANSWER);
    CHECK(is_ok(amount_sub(&rest, &talk->spendable, &fee)), ETHEREUM_BALANCE);
    transaction->value = talk->order.send_all ? rest : recipient(talk)->value;
    CHECK(!amount_is_zero(&transaction->value), ETHEREUM_BALANCE);
    CHECK(amount_compare(&transaction->value, &rest) <= 0, ETHEREUM_BALANCE);
    const struct amount share = amount_div_u64(&transaction->value, FEE_SHARE);
    CHECK(talk->order.allow_high_fee || amount_compare(&fee, &share) <= 0, ETHEREUM_FEE_HIGH);
    return OK;
}

/* The guardians' decoder must see the payment that was ordered, or nobody is asked. */
static result look_again(const struct chain_talk *talk,
                         const struct ethereum_transaction *transaction, struct slice payload)
{
    struct ethereum_payment payment;

    TRY(ethereum_explain_decode(&payment, payload));
    CHECK(payment.chain_id == talk->account->chain_id && payment.index == talk->index, INTERNAL);
    CHECK(memcmp(payment.to, talk->to, sizeof payment.to) == 0, INTERNAL);
    CHECK(amount_compare(&payment.value, &transaction->value) == 0, INTERNAL);
    return OK;
}

static result compose(struct chain_talk *talk)
{
    struct ethereum_transaction transaction = {
        .chain_id = talk->account->chain_id,
        .nonce = talk->next_nonce,
        .gas = talk->gas,
        .to = slice_of(talk->to, sizeof talk->to),
    };
    struct buffer *payload = &talk->answer.payload;

    TRY(settle_fees(&transaction, talk));
    TRY(settle_value(&transaction, talk));
    wire_write_u32(payload, talk->index);
    ethereum_transaction_write_unsigned(payload, &transaction);
    talk->answer.payload_kind = INTENT_EVM;
    if (talk->order.send_all)
        ethereum_talk_note(talk, "What the fee does not use up stays on the address.");
    return look_again(talk, &transaction, buffer_slice(payload));
}

result ethereum_hear_gas(struct chain_talk *talk, const struct rpc_answer *answer)
{
    CHECK(answer->refusal != RPC_POOR, ETHEREUM_BALANCE);
    CHECK(answer->refusal != RPC_REVERTED, ETHEREUM_UNWILLING);
    CHECK(answer->refusal == RPC_ACCEPTED, NODE_REFUSED);
    TRY(ethereum_rpc_u64(&talk->gas, answer->result));
    CHECK(talk->gas >= ETHEREUM_GAS_LEAST && talk->gas <= ETHEREUM_GAS_MOST, ETHEREUM_GAS);
    if (talk->gas > ETHEREUM_GAS_LEAST) {
        talk->gas += talk->gas / GAS_ROOM;
        CHECK(talk->gas <= ETHEREUM_GAS_MOST, ETHEREUM_GAS);
        ethereum_talk_note(talk, "This transfer needs more gas than usual.");
    }
    talk->ask = ASK_NOTHING;
    return compose(talk);
}
