/* SPDX-License-Identifier: MIT */
/* bitcoin_craft.h - for tests: a payment of two coins that can be spoiled before it is written as a
 * PSBT. Only static functions: support/ is linked into every test. */
#ifndef GRIDLOCK_TESTS_SUPPORT_BITCOIN_CRAFT_H
#define GRIDLOCK_TESTS_SUPPORT_BITCOIN_CRAFT_H

#include "chains/bitcoin/explain.h"
#include "chains/bitcoin/finish.h"
#include "chains/bitcoin/psbt.h"
#include "support/bitcoin_account.h"

struct craft {
    struct account account; /* whose PSBT is written */
    struct draft_coin coins[2];
    struct psbt_input inputs[2];
    struct transaction tx;
    struct script payee;
    struct address_own change;
    size_t change_at; /* 1; set to 9 for none */
};

/* 400,000 (0/3) + 700,000 (1/5) -> 900,000 to a stranger, 199,000 change (1/8), fee 1,000. */
static inline void craft_open(struct craft *c, enum account_kind kind)
{
    memset(c, 0, sizeof *c);
    c->account = test_account(kind);
    c->coins[0] = test_coin(&c->account, 0, 3, 400000, 1);
    c->coins[1] = test_coin(&c->account, 1, 5, 700000, 2);
    c->tx = transaction_new(2, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct draft_coin *coin = &c->coins[i];
        cr_assert(is_ok(address_own(&c->inputs[i].own, &c->account, coin->change, coin->index)));
        c->inputs[i].value = coin->value;
        c->inputs[i].previous = buffer_slice(&c->coins[i].previous);
        memcpy(c->tx.inputs[i].txid, coin->txid, 32);
        c->tx.inputs[i].vout = coin->vout;
        c->tx.inputs[i].sequence = 0xfffffffd;
    }
    cr_assert(is_ok(
        address_read(&c->payee, NETWORK_REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080")));
    cr_assert(is_ok(address_own(&c->change, &c->account, 1, 8)));
    c->tx.outputs[0] = (struct transaction_output){900000, script_slice(&c->payee)};
    c->tx.outputs[1] = (struct transaction_output){199000, script_slice(&c->change.script)};
    c->change_at = 1;
}

static inline void craft_write(struct buffer *out, const struct craft *c)
{
    const struct psbt psbt = {.account = &c->account,
                              .transaction = &c->tx,
                              .inputs = c->inputs,
                              .change = c->change_at < 2 ? &c->change : NULL,
                              .change_at = c->change_at};
    psbt_write(out, &psbt);
}

static inline void craft_close(struct craft *c)
{
    test_coins_free(c->coins, 2);
    transaction_free(&c->tx);
}

/* Explains it for `account`. On success *out is for explanation_free. */
static inline enum error_code craft_explain(struct explanation *out, const struct craft *c,
                                            const struct account *account)
{
    struct buffer payload = {0};

    craft_write(&payload, c);
    const result r = explain_payment(out, account, buffer_slice(&payload));
    buffer_free(&payload);
    return r.code;
}

static inline enum error_code craft_verdict(const struct craft *c)
{
    const struct account account = test_account(c->account.kind);
    struct explanation said;
    const enum error_code code = craft_explain(&said, c, &account);

    if (code == ERROR_NONE)
        explanation_free(&said);
    return code;
}

#endif
