/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/draft.h"

#include <stdlib.h>
#include <string.h>

#include "chains/bitcoin/psbt.h"
#include "chains/bitcoin/transaction.h"
#include "core/base/memory.h"

enum {
    OUTPOINT_BYTES = 36,
    TAPROOT_INPUT_WEIGHT = 4 * 41 + 66, /* one signature of 64 bytes */
    SEGWIT_INPUT_WEIGHT = 4 * 41 + 108, /* a signature of at most 72 bytes and a key */
    BARE_WEIGHT = 4 * (4 + 1 + 1 + 4) + 2,
    HIGH_FEERATE = 1000 * 1000, /* sat per 1000 vB */
    HIGH_SHARE = 10             /* a tenth of the amount */
};

static result read_recipient(struct draft_recipient *out, const struct account *account,
                             const struct transfer_output *to, bool send_all)
{
    TRY(address_read(&out->script, account->network, to->address));
    if (send_all)
        return OK;
    CHECK(!amount_is_zero(&to->value), BITCOIN_AMOUNT_ZERO);
    CHECK(is_ok(amount_to_u64(&out->value, &to->value)), BITCOIN_AMOUNT_RANGE);
    CHECK(out->value <= TRANSACTION_MONEY_MAX, BITCOIN_AMOUNT_RANGE);
    CHECK(out->value >= script_dust(script_slice(&out->script)), BITCOIN_AMOUNT_DUST);
    return OK;
}

static uint64_t sum_of_amounts(const struct draft *draft)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < draft->to_count; i++)
        sum += draft->to[i].value;
    return sum;
}

result draft_open(struct draft *out, const struct account *account,
                  const struct transfer_order *order)
{
    struct draft draft = {.account = *account,
                          .to_count = order->to_count,
                          .send_all = order->send_all,
                          .allow_high_fee = order->allow_high_fee,
                          .feerate = order->feerate,
                          .fee_blocks = order->fee_blocks,
                          .next_change = order->next_change};

    CHECK(account->kind == ACCOUNT_TAPROOT || account->kind == ACCOUNT_SEGWIT, BITCOIN_ACCOUNT);
    CHECK(order->to_count > 0 && order->to_count <= DRAFT_RECIPIENTS_MAX, BITCOIN_RECIPIENTS);
    CHECK(!order->send_all || order->to_count == 1, BITCOIN_RECIPIENTS);
    for (size_t i = 0; i < order->to_count; i++)
        TRY(read_recipient(&draft.to[i], account, &order->to[i], order->send_all));
    CHECK(sum_of_amounts(&draft) <= TRANSACTION_MONEY_MAX, BITCOIN_AMOUNT_RANGE);
    CHECK(order->feerate <= COINS_FEERATE_MAX, BITCOIN_FEE_HIGH);
    CHECK(order->next_change < ADDRESS_INDEX_MOST, BITCOIN_CHANGE_INDEX);
    *out = draft;
    return OK;
}

void draft_close(struct draft *draft)
{
    for (size_t i = 0; i < draft->picked_count; i++)
        buffer_free(&draft->picked[i].previous);
    memory_free(draft->picked);
    draft->picked = NULL;
    draft->picked_count = 0;
}

static uint64_t output_weight(const struct script *script)
{
    return 4 * (8 + 1 + (uint64_t)script->size);
}

static result order_of(struct coins_order *out, const struct draft *draft)
{
    struct address_own change;
    const bool is_segwit = draft->account.kind == ACCOUNT_SEGWIT;

    TRY(address_own(&change, &draft->account, 1, draft->next_change));
    *out = (struct coins_order){
        .feerate = draft->feerate,
        .target = sum_of_amounts(draft),
        .send_all = draft->send_all,
        .count_max = is_segwit ? COINS_SEGWIT_MAX : COINS_TAPROOT_MAX,
        .input_weight = is_segwit ? SEGWIT_INPUT_WEIGHT : TAPROOT_INPUT_WEIGHT,
        .fixed_weight = BARE_WEIGHT,
        .change_weight = output_weight(&change.script),
        .change_dust = script_dust(script_slice(&change.script)),
    };
    for (size_t i = 0; i < draft->to_count; i++)
        out->fixed_weight += output_weight(&draft->to[i].script);
    return OK;
}

static int compare_coins(const void *a, const void *b)
{
    const struct draft_coin *left = a;
    const struct draft_coin *right = b;

    for (size_t i = sizeof left->txid; i-- > 0;) /* BIP-69 compares ids as they are shown */
        if (left->txid[i] != right->txid[i])
            return left->txid[i] < right->txid[i] ? -1 : 1;
    return left->vout < right->vout ? -1 : left->vout > right->vout;
}

/* The node's word on whose coin it is does not count: the script must be the derived one. */
static result check_own(const struct draft *draft, const struct draft_coin *coin)
{
    struct address_own own;

    CHECK(is_ok(address_own(&own, &draft->account, coin->change, coin->index)), BITCOIN_NODE_COIN);
    CHECK(slice_equal(script_slice(&own.script), script_slice(&coin->script)), BITCOIN_NODE_COIN);
    return OK;
}

static result check_fee(const struct draft *draft, uint64_t target)
{
    if (draft->allow_high_fee)
        return OK;
    CHECK(draft->feerate <= HIGH_FEERATE, BITCOIN_FEE_HIGH);
    CHECK(draft->fee <= target / HIGH_SHARE, BITCOIN_FEE_HIGH);
    return OK;
}

static result take_coins(struct draft *draft, const struct draft_coin *coins,
                         const struct coins_choice *choice)
{
    draft_close(draft);
    draft->picked = memory_new(choice->count, sizeof *draft->picked);
    draft->picked_count = choice->count;
    for (size_t i = 0; i < choice->count; i++) {
        draft->picked[i] = coins[choice->picked[i]];
        draft->picked[i].previous = (struct buffer){0};
    }
    qsort(draft->picked, draft->picked_count, sizeof *draft->picked, compare_coins);
    for (size_t i = 0; i < draft->picked_count; i++) {
        TRY(check_own(draft, &draft->picked[i]));
        CHECK(i == 0 || compare_coins(&draft->picked[i - 1], &draft->picked[i]) != 0,
              BITCOIN_NODE_COIN);
    }
    return OK;
}

static result choose_from(struct coins_choice *out, const struct draft *draft,
                          const struct draft_coin *coins, const uint64_t *values, size_t count)
{
    struct coins_order order;
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        CHECK(coins[i].value <= TRANSACTION_MONEY_MAX - sum, BITCOIN_NODE_COIN);
        sum += coins[i].value;
    }
    TRY(order_of(&order, draft));
    return coins_choose(out, values, count, &order);
}

result draft_choose(struct draft *draft, const struct draft_coin *coins, size_t count)
{
    struct coins_choice choice = {0};
    uint64_t *values = memory_new(count ? count : 1, sizeof *values);

    for (size_t i = 0; i < count; i++)
        values[i] = coins[i].value;
    const result chosen = choose_from(&choice, draft, coins, values, count);
    memory_free(values);
    TRY(chosen);
    if (draft->send_all) {
        CHECK(choice.target >= script_dust(script_slice(&draft->to[0].script)),
              BITCOIN_AMOUNT_DUST);
        draft->to[0].value = choice.target;
    }
    draft->fee = choice.fee;
    draft->change = choice.change;
    TRY(check_fee(draft, choice.target));
    return take_coins(draft, coins, &choice);
}

/* The previous transaction must have this id and pay this coin; kept without witnesses, which the
 * id does not cover and guardians do not need. */
static result check_previous(struct draft_coin *coin)
{
    SCOPED(transaction_free) struct transaction tx = {0};
    struct buffer stripped = {0};
    uint8_t txid[32];

    TRY(transaction_read(&tx, buffer_slice(&coin->previous)));
    transaction_id(txid, &tx);
    CHECK(memcmp(txid, coin->txid, sizeof txid) == 0, BITCOIN_NODE_COIN);
    CHECK(coin->vout < tx.output_count, BITCOIN_NODE_COIN);
    const struct transaction_output *output = &tx.outputs[coin->vout];
    CHECK(output->value == coin->value, BITCOIN_NODE_COIN);
    CHECK(slice_equal(output->script, script_slice(&coin->script)), BITCOIN_NODE_COIN);
    transaction_write(&stripped, &tx, false);
    buffer_free(&coin->previous);
    coin->previous = stripped;
    return OK;
}

struct planned_output {
    struct draft_recipient to;
    bool is_change;
};

static int compare_outputs(const void *a, const void *b)
{
    const struct planned_output *left = a;
    const struct planned_output *right = b;
    const struct script *x = &left->to.script;
    const struct script *y = &right->to.script;

    if (left->to.value != right->to.value)
        return left->to.value < right->to.value ? -1 : 1;
    const int order = memcmp(x->bytes, y->bytes, x->size < y->size ? x->size : y->size);
    if (order != 0)
        return order;
    return x->size < y->size ? -1 : x->size > y->size;
}

static size_t plan_outputs(struct planned_output out[static OUTPUTS_MAX], const struct draft *draft,
                           const struct address_own *change)
{
    size_t count = 0;

    for (size_t i = 0; i < draft->to_count; i++)
        out[count++].to = draft->to[i];
    if (draft->change > 0) {
        out[count].to = (struct draft_recipient){change->script, draft->change};
        out[count++].is_change = true;
    }
    qsort(out, count, sizeof *out, compare_outputs);
    return count;
}

static result write_inputs(struct transaction *tx, struct psbt_input *inputs, struct draft *draft)
{
    for (size_t i = 0; i < draft->picked_count; i++) {
        struct draft_coin *coin = &draft->picked[i];
        if (draft->account.kind == ACCOUNT_SEGWIT)
            TRY(check_previous(coin));
        TRY(address_own(&inputs[i].own, &draft->account, coin->change, coin->index));
        inputs[i].value = coin->value;
        inputs[i].previous = buffer_slice(&coin->previous);
        memcpy(tx->inputs[i].txid, coin->txid, sizeof coin->txid);
        tx->inputs[i].vout = coin->vout;
        tx->inputs[i].sequence = TRANSACTION_SEQUENCE;
    }
    return OK;
}

result draft_write(struct draft *draft, struct buffer *payload)
{
    struct planned_output planned[OUTPUTS_MAX] = {0};
    struct address_own change;

    TRY(address_own(&change, &draft->account, 1, draft->next_change));
    const size_t count = plan_outputs(planned, draft, &change);
    SCOPED(transaction_free)
    struct transaction tx = transaction_new(draft->picked_count, count);
    struct psbt psbt = {.account = &draft->account, .transaction = &tx};
    tx.locktime = draft->locktime;
    for (size_t i = 0; i < count; i++) {
        tx.outputs[i] =
            (struct transaction_output){planned[i].to.value, script_slice(&planned[i].to.script)};
        if (!planned[i].is_change)
            continue;
        psbt.change = &change;
        psbt.change_at = i;
    }
    struct psbt_input *inputs = memory_new(draft->picked_count, sizeof *inputs);
    const result r = write_inputs(&tx, inputs, draft);
    psbt.inputs = inputs;
    if (is_ok(r))
        psbt_write(payload, &psbt);
    memory_free(inputs);
    TRY(r);
    CHECK(payload->size <= PSBT_BYTES_MAX, BITCOIN_DRAFT_LARGE);
    return OK;
}
