/* SPDX-License-Identifier: MIT */
#include "chains/ethereum/explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chains/ethereum/rlp.h"
#include "core/base/memory.h"
#include "core/crypto/hash.h"

/* EIP-2294; also keeps "ETH@id" within ASSET_MAX. */
static const uint64_t chain_id_most = (uint64_t)INT64_MAX - 36;

enum {
    INDEX_BYTES = 4,
    TYPE_EIP_1559 = 2,
    DECIMALS = 18,
    FEE_SHARE = 10, /* a fee above a tenth of the amount is worth a warning */
};

/* to, data and access list decide whether this is a payment at all. */
static result read_meaning(struct ethereum_payment *payment, struct rlp_reader *fields)
{
    struct slice to = {0};
    struct slice data = {0};
    struct rlp_reader access_list = {0};

    TRY(rlp_read_bytes(&to, fields));
    TRY(rlp_read_amount(&payment->value, fields));
    TRY(rlp_read_bytes(&data, fields));
    TRY(rlp_read_list(&access_list, fields));
    TRY(rlp_read_end(fields));
    CHECK(to.size > 0, ETHEREUM_CREATION);
    CHECK(to.size == sizeof payment->to, ETHEREUM_RLP);
    CHECK(data.size == 0, ETHEREUM_DATA);
    CHECK(access_list.rest.size == 0, ETHEREUM_ACCESS_LIST);
    memcpy(payment->to, to.data, to.size);
    return OK;
}

static result read_fields(struct ethereum_payment *payment, struct slice list)
{
    struct rlp_reader outer = {.rest = list};
    struct rlp_reader fields = {0};

    TRY(rlp_read_list(&fields, &outer));
    TRY(rlp_read_end(&outer));
    TRY(rlp_read_u64(&payment->chain_id, &fields));
    TRY(rlp_read_u64(&payment->nonce, &fields));
    TRY(rlp_read_amount(&payment->priority_fee, &fields));
    TRY(rlp_read_amount(&payment->max_fee, &fields));
    TRY(rlp_read_u64(&payment->gas, &fields));
    return read_meaning(payment, &fields);
}

/* What every plain payment obeys, whoever made it. */
static result judge(const struct ethereum_payment *payment)
{
    static const uint8_t nobody[ETHEREUM_ADDRESS_BYTES] = {0};

    CHECK(payment->chain_id != 0 && payment->chain_id <= chain_id_most, ETHEREUM_CHAIN);
    CHECK(payment->nonce < UINT64_MAX, ETHEREUM_RLP); /* EIP-2681 */
    CHECK(payment->gas >= ETHEREUM_GAS_LEAST && payment->gas <= ETHEREUM_GAS_MOST, ETHEREUM_GAS);
    CHECK(amount_compare(&payment->priority_fee, &payment->max_fee) <= 0, ETHEREUM_FEE_ORDER);
    CHECK(!amount_is_zero(&payment->value), ETHEREUM_ZERO);
    CHECK(memcmp(payment->to, nobody, sizeof nobody) != 0, ETHEREUM_NULL_ADDRESS);
    return OK;
}

result ethereum_explain_decode(struct ethereum_payment *out, struct slice payload)
{
    struct ethereum_payment payment = {0};

    CHECK(payload.size > INDEX_BYTES + 1, ETHEREUM_TYPE);
    const struct slice typed = slice_of(payload.data + INDEX_BYTES, payload.size - INDEX_BYTES);
    CHECK(typed.data[0] == TYPE_EIP_1559, ETHEREUM_TYPE);
    for (size_t i = 0; i < INDEX_BYTES; i++)
        payment.index = payment.index << 8 | payload.data[i];
    TRY(read_fields(&payment, slice_of(typed.data + 1, typed.size - 1)));
    TRY(judge(&payment));
    hash_keccak256(payment.digest, typed);
    *out = payment;
    return OK;
}

static void warn_of_fee(struct explanation *explanation, const struct amount *value)
{
    const struct amount share = amount_div_u64(value, FEE_SHARE);

    if (amount_compare(&explanation->fee, &share) > 0)
        snprintf(explanation->warning, sizeof explanation->warning,
                 "The fee may be more than 10 %% of the amount.");
}

static void name_asset(struct explanation *explanation)
{
    if (explanation->chain_id == 1)
        snprintf(explanation->asset, sizeof explanation->asset, "ETH");
    else
        snprintf(explanation->asset, sizeof explanation->asset, "ETH@%" PRIu64,
                 explanation->chain_id);
}

static result sum_up(struct explanation *out, const struct ethereum_payment *payment,
                     const uint8_t sender[static ETHEREUM_ADDRESS_BYTES])
{
    struct explanation_output *output = &out->outputs[0];
    struct amount total;

    TRY(amount_mul_u64(&out->fee, &payment->max_fee, payment->gas));
    TRY(amount_add(&total, &out->fee, &payment->value));
    ethereum_address_print(out->sender, sender);
    ethereum_address_print(output->address, payment->to);
    output->value = payment->value;
    output->is_change = memcmp(payment->to, sender, ETHEREUM_ADDRESS_BYTES) == 0;
    out->output_count = 1;
    out->spent = output->is_change ? amount_of(0) : payment->value;
    out->nonce = payment->nonce;
    out->chain_id = payment->chain_id;
    warn_of_fee(out, &payment->value);
    name_asset(out);
    return OK;
}

result ethereum_explain(struct explanation *out, const struct account *account,
                        struct slice payload)
{
    struct ethereum_payment payment;
    uint8_t sender[ETHEREUM_ADDRESS_BYTES];
    struct sign_item item = {.depth = ETHEREUM_PATH_DEPTH};
    struct explanation explanation = {
        .kind = INTENT_EVM,
        .account_kind = ACCOUNT_ETHEREUM,
        .lane = account->lane,
        .network = account->network,
        .unit = "ETH",
        .decimals = DECIMALS,
        .item_count = 1,
    };

    TRY(ethereum_explain_decode(&payment, payload));
    CHECK(account->kind == ACCOUNT_ETHEREUM, CHAIN_ACCOUNT);
    CHECK(account->any_network || payment.chain_id == account->chain_id, ETHEREUM_CHAIN);
    TRY(ethereum_address_path(item.path, payment.index));
    TRY(ethereum_address_at(sender, account, payment.index));
    TRY(sum_up(&explanation, &payment, sender));
    memcpy(item.digest, payment.digest, sizeof item.digest);
    explanation.items = memory_copy(&item, sizeof item);
    *out = explanation;
    return OK;
}
