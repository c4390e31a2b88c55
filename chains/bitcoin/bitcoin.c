/* SPDX-License-Identifier: MIT */
/* Bitcoin: Taproot key path over lane 0, P2WPKH over lane 1, through a Bitcoin Core node. */
#include "chains/bitcoin/address.h"
#include "chains/bitcoin/explain.h"
#include "chains/bitcoin/finish.h"
#include "chains/bitcoin/talk.h"
#include "core/wallet/chain.h"

static result address_of(char out[static ADDRESS_MAX], const struct account *account,
                         uint32_t change, uint32_t index)
{
    struct address_own own;

    TRY(address_own(&own, account, change, index));
    return address_write(out, account->network, script_slice(&own.script));
}

static result address_check(char out[static ADDRESS_MAX], const struct account *account,
                            const char *text)
{
    struct script script;

    TRY(address_read(&script, account->network, text));
    return address_write(out, account->network, script_slice(&script));
}

const struct chain chain_bitcoin = {
    .id = "bitcoin",
    .name = "Bitcoin",
    .unit = "BTC",
    .decimals = 8,
    .address_of = address_of,
    .address_check = address_check,
    .talk_open = talk_open,
    .talk_step = talk_step,
    .talk_answer = talk_answer,
    .talk_close = talk_close,
    .explain = explain_payment,
    .finish = finish_payment,
};
