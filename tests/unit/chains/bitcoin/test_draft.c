/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "chains/bitcoin/explain.h"
#include "chains/bitcoin/finish.h"
#include "support/bitcoin_account.h"

TestSuite(draft, .init = crypto_start);

static const char payee[] = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

static enum error_code verdict(const struct transfer_order *order, enum account_kind kind)
{
    const struct account account = test_account(kind);
    struct draft_coin coins[2] = {test_coin(&account, 0, 3, 400000, 1),
                                  test_coin(&account, 1, 5, 700000, 2)};
    struct buffer payload = {0};
    const result r = test_draft(&payload, &account, order, coins, 2);

    buffer_free(&payload);
    test_coins_free(coins, 2);
    return r.code;
}

static enum error_code pay(const char *address, uint64_t value, uint64_t feerate)
{
    const struct transfer_order order = test_order(address, value, feerate);
    const enum error_code code = verdict(&order, ACCOUNT_TAPROOT);

    cr_assert_eq(code, verdict(&order, ACCOUNT_SEGWIT));
    return code;
}

Test(draft, refuses_bad_amounts)
{
    cr_assert_eq(pay(payee, 0, 2000), ERROR_BITCOIN_AMOUNT_ZERO);
    cr_assert_eq(pay(payee, 1, 2000), ERROR_BITCOIN_AMOUNT_DUST);
    cr_assert_eq(pay(payee, 293, 1000), ERROR_BITCOIN_AMOUNT_DUST);
    cr_assert_eq(pay(payee, 1100001, 2000), ERROR_BITCOIN_BALANCE);
    cr_assert_eq(pay(payee, 1100000, 2000), ERROR_BITCOIN_BALANCE_FEE);
    cr_assert_eq(pay(payee, 2100000000000001, 2000), ERROR_BITCOIN_AMOUNT_RANGE);
    cr_assert_eq(pay(payee, UINT64_MAX, 2000), ERROR_BITCOIN_AMOUNT_RANGE);
    struct transfer_order order = test_order(payee, 0, 2000);
    order.to[0].value.limb[1] = 1; /* 2^64 satoshi */
    cr_assert_eq(verdict(&order, ACCOUNT_TAPROOT), ERROR_BITCOIN_AMOUNT_RANGE);
    cr_assert_eq(pay(payee, 900000, 2000), ERROR_NONE);
}

Test(draft, refuses_bad_addresses)
{
    cr_assert_eq(pay("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 5000, 1000),
                 ERROR_BITCOIN_ADDRESS_MAIN);
    cr_assert_eq(pay("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt08q", 5000, 1000),
                 ERROR_BITCOIN_ADDRESS_CHECKSUM);
    cr_assert_eq(pay("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygT080", 5000, 1000),
                 ERROR_BITCOIN_ADDRESS_CASE);
}

Test(draft, refuses_a_high_fee_unless_it_is_allowed)
{
    struct transfer_order order = test_order(payee, 1000, 2000); /* about 300 of 1,000 */

    for (int kind = ACCOUNT_TAPROOT; kind <= ACCOUNT_SEGWIT; kind++) {
        order = test_order(payee, 1000, 2000);
        cr_assert_eq(verdict(&order, kind), ERROR_BITCOIN_FEE_HIGH);
        order.allow_high_fee = true;
        cr_assert_eq(verdict(&order, kind), ERROR_NONE);
        order = test_order(payee, 500000, 1000001); /* more than 1,000 sat/vB */
        cr_assert_eq(verdict(&order, kind), ERROR_BITCOIN_FEE_HIGH);
        order.allow_high_fee = true;
        cr_assert_eq(verdict(&order, kind), ERROR_NONE);
        order.feerate = UINT64_MAX;
        cr_assert_eq(verdict(&order, kind), ERROR_BITCOIN_FEE_HIGH);
    }
}

Test(draft, refuses_orders_of_no_or_too_many_recipients)
{
    struct transfer_order order = test_order(payee, 900000, 2000);

    order.to_count = 0;
    cr_assert_eq(verdict(&order, ACCOUNT_TAPROOT), ERROR_BITCOIN_RECIPIENTS);
    order.to_count = OUTPUTS_MAX;
    cr_assert_eq(verdict(&order, ACCOUNT_TAPROOT), ERROR_BITCOIN_RECIPIENTS);
    order.to_count = 2;
    order.send_all = true;
    cr_assert_eq(verdict(&order, ACCOUNT_TAPROOT), ERROR_BITCOIN_RECIPIENTS);
    order = test_order(payee, 900000, 2000);
    order.next_change = 100000;
    cr_assert_eq(verdict(&order, ACCOUNT_TAPROOT), ERROR_BITCOIN_CHANGE_INDEX);
}

Test(draft, believes_no_node_about_coins)
{
    for (int kind = ACCOUNT_TAPROOT; kind <= ACCOUNT_SEGWIT; kind++) {
        const struct account account = test_account(kind);
        const struct account stranger = test_account_of(kind, NETWORK_REGTEST, 99);
        const struct transfer_order order = test_order(payee, 900000, 2000);
        struct draft_coin coins[3] = {test_coin(&account, 0, 3, 400000, 1),
                                      test_coin(&account, 1, 5, 700000, 2),
                                      test_coin(&stranger, 1, 5, 1100000, 3)};
        struct buffer payload = {0};
        /* a coin that is not ours under a path of ours */
        cr_assert_eq(test_draft(&payload, &account, &order, coins + 1, 2).code,
                     ERROR_BITCOIN_NODE_COIN);
        /* one coin told twice */
        struct draft_coin twice[2] = {coins[1], coins[1]};
        cr_assert_eq(test_draft(&payload, &account, &order, twice, 2).code,
                     ERROR_BITCOIN_NODE_COIN);
        /* more than all bitcoin */
        struct draft_coin rich[2] = {coins[0], coins[1]};
        rich[0].value = rich[1].value = 2000000000000000;
        cr_assert_eq(test_draft(&payload, &account, &order, rich, 2).code, ERROR_BITCOIN_NODE_COIN);
        /* an amount that its transaction does not bear out */
        rich[0] = coins[0];
        rich[1] = coins[1];
        rich[1].value += 1000;
        const struct transfer_order both = test_order(payee, 1000000, 2000);
        cr_assert_eq(test_draft(&payload, &account, &both, rich, 2).code,
                     kind == ACCOUNT_SEGWIT ? ERROR_BITCOIN_NODE_COIN : ERROR_NONE);
        buffer_free(&payload);
        test_coins_free(coins, 3);
    }
}

/* Draft and explain share no code; over random coins and orders they must say the same. */
static void agree(uint32_t *seed, enum account_kind kind, int *drafted, int *with_change)
{
    static const char *const payees[] = {
        "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", "mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ",
        "2NC2hEhe28ULKAJkW5MjZ3jtTMJdvXmByvK",
        "bcrt1pz90rwtyjelvjyn0ssmryaujhuxpp80tflu979ula82xjtz53yvwstka6u9"};
    const struct account account = test_account(kind);
    const size_t count = 1 + test_random(seed) % 12;
    struct draft_coin coins[12];
    struct transfer_order order = {.to_count = 1 + test_random(seed) % 3};
    uint64_t all = 0, ordered = 0, in = 0, out = 0;

    for (size_t i = 0; i < count; i++) {
        coins[i] = test_coin(&account, test_random(seed) % 2, test_random(seed) % 1000,
                             2000 + test_random(seed) % 1000000, test_random(seed));
        all += coins[i].value;
    }
    order.send_all = test_random(seed) % 5 == 0;
    if (order.send_all)
        order.to_count = 1;
    order.feerate = 1000 + test_random(seed) % 20000;
    order.next_change = test_random(seed) % 5000;
    order.allow_high_fee = true;
    for (size_t i = 0; i < order.to_count; i++) {
        const uint64_t value = 600 + test_random(seed) % (all / 4 + 1);
        strcpy(order.to[i].address, payees[test_random(seed) % 4]);
        order.to[i].value = amount_of(value);
        ordered += value;
    }
    struct buffer payload = {0}, raw = {0};
    struct explanation said;
    char txid[TXID_MAX], change[ADDRESS_MAX];
    const result r = test_draft(&payload, &account, &order, coins, count);
    if (is_ok(r)) {
        cr_assert(is_ok(explain_payment(&said, &account, buffer_slice(&payload))));
        size_t changes = 0, matched = 0;
        cr_assert(is_ok(chain_bitcoin.address_of(change, &account, 1, order.next_change)));
        for (size_t i = 0; i < said.output_count; i++) {
            out += said.outputs[i].value.limb[0];
            if (said.outputs[i].is_change) {
                changes++;
                cr_assert_str_eq(said.outputs[i].address, change);
                continue;
            }
            for (size_t k = 0; k < order.to_count; k++)
                if (strcmp(order.to[k].address, said.outputs[i].address) == 0 &&
                    (order.send_all ||
                     amount_compare(&order.to[k].value, &said.outputs[i].value) == 0)) {
                    order.to[k].address[0] = 0;
                    matched++;
                    break;
                }
        }
        cr_assert_leq(changes, 1);
        cr_assert_eq(matched, order.to_count);
        if (order.send_all)
            cr_assert_eq(changes, 0);
        else
            cr_assert_eq(said.spent.limb[0], ordered);
        /* The signed transaction pays the feerate that was asked for, and hardly more. */
        struct signature_bytes signatures[16];
        for (size_t i = 0; i < said.item_count; i++)
            test_sign(&signatures[i], &account, &said.items[i], TEST_LANE_KEY);
        cr_assert(is_ok(finish_payment(&raw, txid, &account, buffer_slice(&payload), signatures,
                                       said.item_count)));
        struct transaction tx;
        cr_assert(is_ok(transaction_read(&tx, buffer_slice(&raw))));
        cr_assert_eq(tx.locktime, 700000);
        for (size_t i = 0; i < tx.input_count; i++)
            for (size_t k = 0; k < count; k++)
                if (memcmp(coins[k].txid, tx.inputs[i].txid, 32) == 0)
                    in += coins[k].value;
        cr_assert_eq(in - out, said.fee.limb[0]);
        const uint64_t vbytes = (transaction_weight(&tx) + 3) / 4;
        cr_assert_geq(said.fee.limb[0] * 1000, vbytes * order.feerate);
        if (changes) /* signatures may turn out a byte shorter */
            cr_assert_leq(said.fee.limb[0] * 1000,
                          (vbytes + tx.input_count + 1) * order.feerate + 1000);
        (*drafted)++;
        *with_change += changes;
        transaction_free(&tx);
        explanation_free(&said);
    } else {
        cr_assert(r.code == ERROR_BITCOIN_BALANCE || r.code == ERROR_BITCOIN_BALANCE_FEE ||
                      r.code == ERROR_BITCOIN_AMOUNT_DUST,
                  "%s", error_name(r.code));
    }
    buffer_free(&payload);
    buffer_free(&raw);
    test_coins_free(coins, count);
}

Test(draft, and_explain_agree_over_random_coins, .timeout = 60)
{
    uint32_t seed = 7;
    int drafted = 0, with_change = 0;

    for (int round = 0; round < 150; round++)
        agree(&seed, round % 2 ? ACCOUNT_TAPROOT : ACCOUNT_SEGWIT, &drafted, &with_change);
    cr_assert_gt(drafted, 100);
    cr_assert_gt(with_change, 40);
    cr_assert_lt(with_change, drafted);
}

Test(draft, of_segwit_takes_at_most_16_coins)
{
    const struct account account = test_account(ACCOUNT_SEGWIT);
    struct draft_coin coins[20];
    struct buffer payload = {0};
    struct transfer_order order = test_order(payee, 1550000, 1000);

    for (size_t i = 0; i < 20; i++)
        coins[i] = test_coin(&account, 0, (uint32_t)i, 100000, (uint32_t)i);
    cr_assert(is_ok(test_draft(&payload, &account, &order, coins, 20)));
    order.to[0].value = amount_of(1650000);
    cr_assert_eq(test_draft(&payload, &account, &order, coins, 20).code, ERROR_BITCOIN_COINS_MANY);
    order.send_all = true;
    cr_assert_eq(test_draft(&payload, &account, &order, coins, 20).code, ERROR_BITCOIN_COINS_MANY);
    buffer_free(&payload);
    test_coins_free(coins, 20);
}

Test(draft, does_not_betray_the_change_by_its_place)
{
    const struct account account = test_account(ACCOUNT_TAPROOT);
    int first = 0;

    for (int i = 0; i < 2; i++) {
        struct draft_coin coin = test_coin(&account, 0, 0, 1000000, 5);
        const struct transfer_order order = test_order(payee, i ? 900000 : 100000, 1000);
        struct buffer payload = {0};
        struct explanation said;
        cr_assert(is_ok(test_draft(&payload, &account, &order, &coin, 1)));
        cr_assert(is_ok(explain_payment(&said, &account, buffer_slice(&payload))));
        cr_assert_eq(said.output_count, 2);
        first += said.outputs[0].is_change;
        explanation_free(&said);
        buffer_free(&payload);
        buffer_free(&coin.previous);
    }
    cr_assert_eq(first, 1);
}
