/* SPDX-License-Identifier: MIT */
/* shown_payment.h - a draft that is ready and a payment on its way, put into a snapshot of
 * golden.h for the screens that are about one payment.
 */
#ifndef GRIDLOCK_TESTS_SUPPORT_SHOWN_PAYMENT_H
#define GRIDLOCK_TESTS_SUPPORT_SHOWN_PAYMENT_H

#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/engine/snapshot.h"

/* Public test vectors of BIP-173 and BIP-350, regtest form, and EIP-55. */
#define SHOWN_BITCOIN "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
#define SHOWN_BITCOIN_OTHER "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry"
#define SHOWN_ETHEREUM "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"
#define SHOWN_HOSTILE                                                                              \
    "\x1b[2J\xe2\x80\xae"                                                                          \
    "evil\r\n\t"                                                                                   \
    "name"

static inline void shown_output(struct shown_explanation *out, const char *address,
                                const char *amount, bool is_change)
{
    struct shown_output *next = &out->outputs[out->output_count++];

    snprintf(next->address, sizeof next->address, "%s", address);
    snprintf(next->amount, sizeof next->amount, "%s", amount);
    next->is_change = is_change;
}

static inline struct shown_explanation *shown_bitcoin(const char *amount, const char *fee)
{
    struct shown_explanation *out = memory_new(1, sizeof *out);

    out->account = ACCOUNT_TAPROOT;
    out->network = NETWORK_REGTEST;
    out->unit = "BTC";
    snprintf(out->asset, sizeof out->asset, "BTC");
    snprintf(out->spent, sizeof out->spent, "%s", amount);
    snprintf(out->fee, sizeof out->fee, "%s", fee);
    shown_output(out, SHOWN_BITCOIN, amount, false);
    shown_output(out, SHOWN_BITCOIN_OTHER, "0.00228760", true);
    out->signature_count = 2;
    return out;
}

static inline struct shown_explanation *shown_ethereum(void)
{
    struct shown_explanation *out = memory_new(1, sizeof *out);

    out->account = ACCOUNT_ETHEREUM;
    out->unit = "ETH";
    snprintf(out->asset, sizeof out->asset, "ETH@31337");
    snprintf(out->spent, sizeof out->spent, "1.250000000000000000");
    snprintf(out->fee, sizeof out->fee, "0.000063000000000000");
    snprintf(out->sender, sizeof out->sender, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    shown_output(out, SHOWN_ETHEREUM, "1.250000000000000000", false);
    out->chain_id = 31337;
    out->nonce = 7;
    out->signature_count = 1;
    return out;
}

static inline void shown_draft(struct snapshot *snapshot, struct shown_explanation *explanation)
{
    snapshot->draft.state = SHOWN_DRAFT_READY;
    snapshot->draft.account = explanation->account;
    memcpy(snapshot->draft.wallet, snapshot->selected, sizeof snapshot->draft.wallet);
    snapshot->draft.explanation = explanation;
}

/* Follows the first transfer: one seat in each state, in turns. */
static inline void shown_follow(struct snapshot *snapshot, enum shown_transfer_state state,
                                uint16_t t, uint16_t n)
{
    struct shown_payment *out = &snapshot->payment;
    struct shown_transfer *transfer = &snapshot->transfers[0];

    transfer->state = state;
    out->exists = true;
    out->state = state;
    out->t = t;
    out->n = n;
    memcpy(out->intent, transfer->intent, sizeof out->intent);
    snprintf(out->txid, sizeof out->txid, "%s", transfer->txid);
    for (uint16_t i = 0; i < n; i++) {
        out->seats[i].state = (enum shown_seat_state)(i % (SHOWN_SEAT_FAULTY + 1));
        out->seats[i].why =
            out->seats[i].state == SHOWN_SEAT_NO ? ERROR_CONSENT_PERSON : ERROR_NONE;
        snprintf(out->seats[i].name, sizeof out->seats[i].name, "Guardian %u", i + 1);
    }
}

#endif
