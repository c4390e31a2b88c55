/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "core/base/hex.h"
#include "support/bitcoin_craft.h"

TestSuite(explain, .init = crypto_start);

#define FOR_BOTH_KINDS(c)                                                                          \
    struct craft c;                                                                                \
    for (int kind = ACCOUNT_TAPROOT; kind <= ACCOUNT_SEGWIT; craft_close(&c), kind++)              \
        if (craft_open(&c, kind), true)

Test(explain, says_what_a_payment_does)
{
    FOR_BOTH_KINDS(c)
    {
        struct explanation said;
        char own[ADDRESS_MAX];
        cr_assert_eq(craft_explain(&said, &c, &c.account), ERROR_NONE);
        cr_assert_eq(said.kind, INTENT_PSBT);
        cr_assert_eq(said.account_kind, kind);
        cr_assert_eq(said.lane, kind == ACCOUNT_SEGWIT);
        cr_assert_eq(said.network, NETWORK_REGTEST);
        cr_assert_str_eq(said.asset, "BTC");
        cr_assert_str_eq(said.unit, "BTC");
        cr_assert_eq(said.decimals, 8);
        cr_assert_eq(said.spent.limb[0], 900000);
        cr_assert_eq(said.fee.limb[0], 1000);
        cr_assert_eq(said.output_count, 2);
        cr_assert_str_eq(said.outputs[0].address, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");
        cr_assert_eq(said.outputs[0].value.limb[0], 900000);
        cr_assert_not(said.outputs[0].is_change);
        cr_assert(said.outputs[1].is_change);
        cr_assert(is_ok(chain_bitcoin.address_of(own, &c.account, 1, 8)));
        cr_assert_str_eq(said.outputs[1].address, own);
        cr_assert_str_eq(said.warning, "");
        cr_assert_eq(said.item_count, 2);
        const size_t first = kind == ACCOUNT_SEGWIT;
        cr_assert_eq(said.items[0].depth, first + 2);
        cr_assert_eq(said.items[1].path[first], 1);
        cr_assert_eq(said.items[1].path[first + 1], 5);
        if (first)
            cr_assert_eq(said.items[0].path[0], 84);
        explanation_free(&said);
    }
}

/* --- coins that are not proved to be ours ------------------------------------------------- */

Test(explain, refuses_a_coin_on_another_address_of_ours)
{
    FOR_BOTH_KINDS(c)
    {
        c.inputs[0].own.path[c.inputs[0].own.depth - 1]++;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_FOREIGN);
    }
}

Test(explain, refuses_a_strangers_coin)
{
    FOR_BOTH_KINDS(c)
    {
        const struct account stranger = test_account_of(kind, NETWORK_REGTEST, 99);
        cr_assert(is_ok(address_own(&c.inputs[1].own, &stranger, 1, 5)));
        /* taproot: nothing else to say about it; segwit: the previous transaction disagrees */
        cr_assert_eq(craft_verdict(&c), kind == ACCOUNT_TAPROOT ? ERROR_BITCOIN_PSBT_FOREIGN
                                                                : ERROR_BITCOIN_PSBT_AMOUNT);
    }
}

Test(explain, refuses_a_whole_payment_of_another_wallet_or_lane)
{
    FOR_BOTH_KINDS(c)
    {
        const struct account stranger = test_account_of(kind, NETWORK_REGTEST, 99);
        const struct account other_lane =
            test_account(kind == ACCOUNT_TAPROOT ? ACCOUNT_SEGWIT : ACCOUNT_TAPROOT);
        struct account no_bitcoin = c.account;
        struct explanation said;
        cr_assert_eq(craft_explain(&said, &c, &stranger), ERROR_BITCOIN_PSBT_FOREIGN);
        cr_assert_neq(craft_explain(&said, &c, &other_lane), ERROR_NONE);
        no_bitcoin.kind = ACCOUNT_ETHEREUM;
        cr_assert_eq(craft_explain(&said, &c, &no_bitcoin), ERROR_BITCOIN_ACCOUNT);
    }
}

Test(explain, refuses_every_path_but_our_own)
{
    FOR_BOTH_KINDS(c)
    {
        struct address_own *own = &c.inputs[0].own;
        const struct address_own good = *own;
        own->path[own->depth - 2] = 2;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_PATH);
        *own = good;
        own->path[own->depth - 1] |= 0x80000000u;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_PATH);
        *own = good;
        own->depth--;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_PATH);
        *own = good;
        own->depth++;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_PATH);
        *own = good;
        own->path[0] = 60; /* Ethereum's first step, amendments F2(26) */
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_PATH);
        *own = good;
        cr_assert_eq(craft_verdict(&c), ERROR_NONE);
    }
}

Test(explain, refuses_a_foreign_fingerprint_and_a_foreign_internal_key)
{
    FOR_BOTH_KINDS(c)
    {
        struct buffer payload = {0};
        uint8_t fingerprint[4], key[33];
        struct point lane;
        struct explanation said;
        craft_write(&payload, &c);
        cr_assert(is_ok(point_read(&lane, c.account.key)));
        derive_fingerprint(fingerprint, &lane);
        point_write(key, &c.inputs[0].own.key);
        bool is_hit = false;
        for (size_t i = 0; i + 32 <= payload.size; i++) {
            const bool is_key = memcmp(payload.data + i, key + 1, 32) == 0;
            if (!is_key && memcmp(payload.data + i, fingerprint, 4) != 0)
                continue;
            /* each place where a key or a fingerprint of an input stands */
            payload.data[i] ^= 1;
            const result r = explain_payment(&said, &c.account, buffer_slice(&payload));
            if (is_ok(r)) { /* that of the change: then it is a payment */
                cr_assert_not(said.outputs[1].is_change);
                explanation_free(&said);
            } else {
                cr_assert_eq(r.code, ERROR_BITCOIN_PSBT_FOREIGN);
            }
            payload.data[i] ^= 1;
            is_hit = true;
        }
        cr_assert(is_hit);
        buffer_free(&payload);
    }
}

/* --- amounts ------------------------------------------------------------------------------ */

/* CVE-2020-14199: SegWit signatures do not cover the other inputs' amounts. */
Test(explain, segwit_amounts_are_those_of_the_previous_transactions)
{
    struct craft c;
    struct buffer wrong = {0};

    craft_open(&c, ACCOUNT_SEGWIT);
    c.inputs[0].value += 1000000;
    cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_AMOUNT);
    c.inputs[0].value -= 1000000;
    c.inputs[0].previous.size = 0;
    cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT); /* an empty field */
    c.inputs[0].previous = c.inputs[1].previous;
    cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_AMOUNT);
    buffer_append_slice(&wrong, buffer_slice(&c.coins[0].previous));
    wrong.data[wrong.size - 1] ^= 1;
    c.inputs[0].previous = buffer_slice(&wrong);
    cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_AMOUNT);
    c.inputs[0].previous = buffer_slice(&c.coins[0].previous);
    c.tx.inputs[0].vout = 1 - c.tx.inputs[0].vout; /* the other output: 1,234 satoshi */
    cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_AMOUNT);
    c.tx.inputs[0].vout = 7;
    cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_AMOUNT);
    buffer_free(&wrong);
    craft_close(&c);
}

/* Cuts the NON_WITNESS_UTXO entry of one input out of a good payment. */
static enum error_code without_previous(size_t which)
{
    struct craft c;
    struct buffer payload = {0}, cut = {0};
    struct explanation said;

    craft_open(&c, ACCOUNT_SEGWIT);
    craft_write(&payload, &c);
    const struct slice previous = c.inputs[which].previous;
    cr_assert_lt(previous.size, 0xfd);
    size_t at = 0;
    while (memcmp(payload.data + at, previous.data, previous.size) != 0)
        at++;
    cr_assert_eq(payload.data[at - 3], 1); /* key: one byte, 0x00; then the size */
    cr_assert_eq(payload.data[at - 2], 0);
    buffer_append(&cut, payload.data, at - 3);
    at += previous.size;
    buffer_append(&cut, payload.data + at, payload.size - at);
    const result r = explain_payment(&said, &c.account, buffer_slice(&cut));
    if (is_ok(r))
        explanation_free(&said);
    buffer_free(&payload);
    buffer_free(&cut);
    craft_close(&c);
    return r.code;
}

Test(explain, segwit_coins_without_their_previous_transaction_are_refused)
{
    cr_assert_eq(without_previous(0), ERROR_BITCOIN_PSBT_AMOUNT);
    cr_assert_eq(without_previous(1), ERROR_BITCOIN_PSBT_AMOUNT);
}

/* Taproot signatures cover all amounts: a lie gives another digest, so no valid signature. */
Test(explain, a_lie_about_a_taproot_amount_changes_every_digest)
{
    struct craft c;
    struct explanation honest, lie;

    craft_open(&c, ACCOUNT_TAPROOT);
    cr_assert_eq(craft_explain(&honest, &c, &c.account), ERROR_NONE);
    c.inputs[0].value += 50000;
    cr_assert_eq(craft_explain(&lie, &c, &c.account), ERROR_NONE);
    for (size_t i = 0; i < 2; i++)
        cr_assert_neq(memcmp(honest.items[i].digest, lie.items[i].digest, 32), 0);
    explanation_free(&honest);
    explanation_free(&lie);
    craft_close(&c);
}

Test(explain, refuses_sums_that_do_not_add_up)
{
    FOR_BOTH_KINDS(c)
    {
        c.tx.outputs[0].value = 901001; /* one satoshi more than there is */
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_SUM);
        c.tx.outputs[0].value = 901000; /* no fee at all is odd, but adds up */
        cr_assert_eq(craft_verdict(&c), ERROR_NONE);
        c.tx.outputs[0].value = 2100000000000001;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_SUM);
        c.tx.outputs[0].value = UINT64_MAX;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_SUM);
        c.tx.outputs[0].value = c.tx.outputs[1].value = 2100000000000000;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_SUM);
        c.tx.outputs[0].value = c.tx.outputs[1].value = (uint64_t)1 << 63;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_SUM);
    }
}

Test(explain, refuses_more_money_in_than_there_is)
{
    struct craft c;

    craft_open(&c, ACCOUNT_TAPROOT);
    c.inputs[0].value = 2100000000000000;
    cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_SUM);
    c.inputs[0].value = UINT64_MAX;
    cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_AMOUNT);
    craft_close(&c);
}

/* --- change -------------------------------------------------------------------------------- */

/* T51: the sender says "change"; only derivation counts. */
static void expect_payment(struct craft *c)
{
    struct explanation said;

    cr_assert_eq(craft_explain(&said, c, &c->account), ERROR_NONE);
    cr_assert_not(said.outputs[1].is_change);
    cr_assert_eq(said.spent.limb[0], 900000 + 199000);
    cr_assert_eq(said.fee.limb[0], 1000);
    explanation_free(&said);
}

Test(explain, shows_false_change_as_a_payment)
{
    FOR_BOTH_KINDS(c)
    {
        const struct account stranger = test_account_of(kind, NETWORK_REGTEST, 99);
        const struct address_own good = c.change;

        /* a stranger's script under our path and key */
        struct address_own foreign;
        cr_assert(is_ok(address_own(&foreign, &stranger, 1, 8)));
        c.tx.outputs[1].script = script_slice(&foreign.script);
        expect_payment(&c);
        /* a stranger's script and key under our path */
        c.change = foreign;
        c.tx.outputs[1].script = script_slice(&c.change.script);
        expect_payment(&c);
        /* ours, under another path of ours */
        c.change = good;
        c.change.path[c.change.depth - 1]++;
        expect_payment(&c);
        /* ours, on the receive chain */
        cr_assert(is_ok(address_own(&c.change, &c.account, 0, 8)));
        expect_payment(&c);
        /* ours, where no wallet would ever look */
        cr_assert(is_ok(address_own(&c.change, &c.account, 1, 100000)));
        expect_payment(&c);
        cr_assert(is_ok(address_own(&c.change, &c.account, 1, 0x7fffffff)));
        expect_payment(&c);
        /* ours, but nobody says so */
        c.change = good;
        c.change_at = 9;
        expect_payment(&c);
        /* and the last index that counts */
        c.change_at = 1;
        cr_assert(is_ok(address_own(&c.change, &c.account, 1, 99999)));
        struct explanation said;
        cr_assert_eq(craft_explain(&said, &c, &c.account), ERROR_NONE);
        cr_assert(said.outputs[1].is_change);
        explanation_free(&said);
    }
}

Test(explain, shows_change_of_the_other_lane_as_a_payment)
{
    FOR_BOTH_KINDS(c)
    {
        const struct account other =
            test_account(kind == ACCOUNT_TAPROOT ? ACCOUNT_SEGWIT : ACCOUNT_TAPROOT);
        struct address_own own;
        cr_assert(is_ok(address_own(&own, &other, 1, 8)));
        c.tx.outputs[1].script = script_slice(&own.script);
        expect_payment(&c);
    }
}

/* --- what else must be as it is ------------------------------------------------------------ */

Test(explain, refuses_other_times_and_versions)
{
    FOR_BOTH_KINDS(c)
    {
        c.tx.inputs[1].sequence = 0xffffffff;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_TIMING);
        c.tx.inputs[1].sequence = 144; /* a relative lock */
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_TIMING);
        c.tx.inputs[1].sequence = 0xfffffffd;
        c.tx.version = 1;
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_TIMING);
        c.tx.version = 2;
        c.tx.locktime = 500000000; /* a date */
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_TIMING);
        c.tx.locktime = 499999999;
        cr_assert_eq(craft_verdict(&c), ERROR_NONE);
    }
}

Test(explain, refuses_a_coin_spent_twice_and_filled_input_scripts)
{
    FOR_BOTH_KINDS(c)
    {
        static const uint8_t script[] = {0x51};
        c.tx.inputs[0].script = slice_of(script, 1);
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT_SIGNED);
        c.tx.inputs[0].script.size = 0;
        c.tx.inputs[1] = c.tx.inputs[0];
        cr_assert_eq(craft_verdict(&c), ERROR_BITCOIN_PSBT);
    }
}

/* Puts an entry in front of the first field of input 0 and judges the result. */
static enum error_code with_sighash(enum account_kind kind, uint8_t type, uint8_t high)
{
    struct craft c;
    struct buffer payload = {0}, changed = {0};
    struct explanation said;
    struct buffer tx = {0};

    craft_open(&c, kind);
    craft_write(&payload, &c);
    transaction_write(&tx, &c.tx, false);
    /* The global map is: magic, the transaction, the network, a zero byte. */
    const size_t at = 5 + 1 + 1 + 1 + tx.size + 1 + 11 + 2 + 1;
    cr_assert_lt(tx.size, 0xfd);
    cr_assert_eq(payload.data[at - 1], 0);
    const uint8_t entry[] = {1, 0x03, 4, type, 0, 0, high};
    buffer_append(&changed, payload.data, at);
    buffer_append(&changed, entry, sizeof entry);
    buffer_append(&changed, payload.data + at, payload.size - at);
    const result r = explain_payment(&said, &c.account, buffer_slice(&changed));
    if (is_ok(r))
        explanation_free(&said);
    buffer_free(&tx);
    buffer_free(&payload);
    buffer_free(&changed);
    craft_close(&c);
    return r.code;
}

Test(explain, refuses_every_sighash_but_the_one_that_covers_all)
{
    for (int type = 0; type < 256; type++) {
        cr_assert_eq(with_sighash(ACCOUNT_TAPROOT, type, 0),
                     type == 0 ? ERROR_NONE : ERROR_BITCOIN_PSBT_SIGHASH, "%d", type);
        cr_assert_eq(with_sighash(ACCOUNT_SEGWIT, type, 0),
                     type == 1 ? ERROR_NONE : ERROR_BITCOIN_PSBT_SIGHASH, "%d", type);
    }
    cr_assert_eq(with_sighash(ACCOUNT_SEGWIT, 1, 1), ERROR_BITCOIN_PSBT_SIGHASH);
}

Test(explain, shows_addresses_of_the_network_it_names_and_warns_of_a_strange_one)
{
    FOR_BOTH_KINDS(c)
    {
        const struct account ours = c.account; /* regtest */
        struct explanation said;
        c.account.network = NETWORK_MAIN;
        cr_assert_eq(craft_explain(&said, &c, &ours), ERROR_NONE);
        cr_assert_eq(said.network, NETWORK_MAIN);
        cr_assert_str_eq(said.outputs[0].address, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
        cr_assert_not_null(strstr(said.warning, "another network"));
        cr_assert_str_eq(said.asset, "BTC"); /* limits count it all the same */
        explanation_free(&said);
        c.account.network = 3;
        cr_assert_eq(craft_explain(&said, &c, &ours), ERROR_BITCOIN_PSBT_NETWORK);
    }
}

Test(explain, warns_of_a_high_fee)
{
    FOR_BOTH_KINDS(c)
    {
        struct explanation said;
        c.tx.outputs[0].value = 900000;
        c.tx.outputs[1].value = 110000; /* the fee is 90,000: a tenth, and below 1,000 sat/vB */
        cr_assert_eq(craft_explain(&said, &c, &c.account), ERROR_NONE);
        cr_assert_str_eq(said.warning, "");
        explanation_free(&said);
        c.tx.outputs[1].value = 109999;
        cr_assert_eq(craft_explain(&said, &c, &c.account), ERROR_NONE);
        cr_assert_not_null(strstr(said.warning, "fee"));
        explanation_free(&said);
    }
}

Test(explain, warns_of_a_high_feerate_below_a_tenth)
{
    struct craft c;
    struct explanation said;

    craft_open(&c, ACCOUNT_TAPROOT);
    c.inputs[0].value = 401000000;
    c.tx.outputs[0].value = 100000000;
    c.tx.outputs[1].value = 301400000; /* fee 300,000 of 100,000,000: 0.3 %, over 1,000 sat/vB */
    cr_assert_eq(craft_explain(&said, &c, &c.account), ERROR_NONE);
    cr_assert_eq(said.fee.limb[0], 300000);
    cr_assert_not_null(strstr(said.warning, "1,000 sat/vB"));
    explanation_free(&said);
    craft_close(&c);
}

static void explain_output(struct explanation *out, const char *script_hex, uint64_t value)
{
    struct buffer script = {0};
    struct craft c;

    craft_open(&c, ACCOUNT_TAPROOT);
    cr_assert(is_ok(hex_decode_append(&script, slice_of_text(script_hex))));
    c.tx.outputs[0].script = buffer_slice(&script);
    c.tx.outputs[0].value = value;
    c.tx.outputs[1].value = 1099000 - value;
    cr_assert_eq(craft_explain(out, &c, &c.account), ERROR_NONE);
    buffer_free(&script);
    craft_close(&c);
}

Test(explain, shows_outputs_without_an_address_as_what_they_are)
{
    struct explanation said;

    explain_output(&said, "6a1b5b324a68656c6c6f", 0); /* with a terminal's escape code inside */
    cr_assert_str_eq(said.outputs[0].address, "data: 1b5b324a68656c6c6f");
    cr_assert_null(strstr(said.warning, "destroyed"));
    explanation_free(&said);
    explain_output(&said, "6a0568656c6c6f", 50000);
    cr_assert_not_null(strstr(said.warning, "destroyed"));
    explanation_free(&said);
    explain_output(&said,
                   "6a"
                   "4c50"
                   "0000000000000000000000000000000000000000000000000000000000000000"
                   "0000000000000000000000000000000000000000000000000000000000000000"
                   "00000000000000000000000000000000",
                   0);
    cr_assert_lt(strlen(said.outputs[0].address), ADDRESS_MAX);
    cr_assert_not_null(strstr(said.outputs[0].address, "..."));
    explanation_free(&said);
    explain_output(&said, "51", 50000); /* anyone can spend it */
    cr_assert_str_eq(said.outputs[0].address, "script: 51");
    cr_assert_not_null(strstr(said.warning, "unusual"));
    explanation_free(&said);
    explain_output(&said, "", 50000);
    cr_assert_str_eq(said.outputs[0].address, "script: ");
    explanation_free(&said);
    explain_output(&said, "51024e73", 50000); /* pay to anchor */
    cr_assert_eq(strncmp(said.outputs[0].address, "bcrt1p", 6), 0);
    cr_assert_not_null(strstr(said.warning, "unusual"));
    explanation_free(&said);
}

Test(explain, judges_at_most_64_outputs_and_256_inputs)
{
    for (size_t outputs = 64; outputs <= 65; outputs++) {
        struct craft c;
        craft_open(&c, ACCOUNT_TAPROOT);
        struct transaction tx = transaction_new(2, outputs);
        memcpy(tx.inputs, c.tx.inputs, 2 * sizeof *tx.inputs);
        for (size_t i = 0; i < outputs; i++)
            tx.outputs[i] = (struct transaction_output){1000, c.tx.outputs[0].script};
        transaction_free(&c.tx);
        c.tx = tx;
        c.change_at = 9;
        cr_assert_eq(craft_verdict(&c), outputs == 64 ? ERROR_NONE : ERROR_BITCOIN_PSBT_LIMIT);
        craft_close(&c);
    }
    for (size_t inputs = 256; inputs <= 257; inputs++) {
        const struct account account = test_account(ACCOUNT_TAPROOT);
        struct transaction tx = transaction_new(inputs, 1);
        struct psbt_input *list = calloc(inputs, sizeof *list);
        struct address_own own;
        struct explanation said;
        struct buffer payload = {0};
        cr_assert(is_ok(address_own(&own, &account, 0, 0)));
        for (size_t i = 0; i < inputs; i++) {
            list[i] = (struct psbt_input){.own = own, .value = 10000};
            tx.inputs[i].vout = (uint32_t)i;
            tx.inputs[i].sequence = 0xfffffffd;
        }
        tx.outputs[0] =
            (struct transaction_output){inputs * 10000 - 20000, script_slice(&own.script)};
        const struct psbt psbt = {.account = &account, .transaction = &tx, .inputs = list};
        psbt_write(&payload, &psbt);
        const result r = explain_payment(&said, &account, buffer_slice(&payload));
        cr_assert_eq(r.code, inputs == 256 ? ERROR_NONE : ERROR_BITCOIN_PSBT_LIMIT);
        if (is_ok(r)) {
            cr_assert_eq(said.item_count, 256);
            explanation_free(&said);
        }
        buffer_free(&payload);
        transaction_free(&tx);
        free(list);
    }
}

Test(explain, is_untouched_by_what_it_refuses)
{
    struct explanation said;
    struct craft c;

    memset(&said, 0x5a, sizeof said);
    const struct explanation before = said;
    craft_open(&c, ACCOUNT_TAPROOT);
    c.tx.version = 1;
    cr_assert_neq(craft_explain(&said, &c, &c.account), ERROR_NONE);
    cr_assert_arr_eq(&said, &before, sizeof said);
    craft_close(&c);
}
