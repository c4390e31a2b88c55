/* SPDX-License-Identifier: MIT */
/* balance: asks the nodes of one account, or of all that have a node. */
#include "app/commands.h"
#include "app/json_line.h"
#include "app/lookup.h"
#include "app/node_talk.h"

static void show(const struct session *session, const struct wallet *wallet,
                 const struct account_row *row)
{
    struct json_line line = {0};
    const enum account_kind kind = (enum account_kind)row->kind;
    const struct chain *chain = lookup_chain(kind);
    char confirmed[AMOUNT_TEXT_MAX];
    char unconfirmed[AMOUNT_TEXT_MAX];

    amount_print(confirmed, &row->confirmed, chain->decimals);
    amount_print(unconfirmed, &row->unconfirmed, chain->decimals);
    print_line(session->print, "%-9s %s %s", lookup_account_name(kind), confirmed, chain->unit);
    if (!amount_is_zero(&row->unconfirmed))
        print_line(session->print, "          %s %s on the way, not confirmed yet", unconfirmed,
                   chain->unit);
    if (!session->print->is_json)
        return;
    json_line_text(&line, "wallet", wallet->name);
    json_line_text(&line, "account", lookup_account_name(kind));
    json_line_text(&line, "confirmed", confirmed);
    json_line_text(&line, "unconfirmed", unconfirmed);
    json_line_text(&line, "unit", chain->unit);
    json_line_print(&line);
}

static bool is_node_missing(const struct session *session, enum account_kind kind)
{
    return kind == ACCOUNT_ETHEREUM ? session->config.ethereum_rpc[0] == 0
                                    : session->config.bitcoin_rpc[0] == 0;
}

result command_balance(struct session *session)
{
    struct wallet wallet;
    struct account_row row;
    enum account_kind only = ACCOUNT_TAPROOT;
    const bool is_one = options_has(session->options, "account");

    TRY(lookup_own_wallet(session, &wallet, NULL));
    TRY(lookup_account(session, &only, ACCOUNT_TAPROOT));
    CHECK(config_has_node(&session->config), NODE_MISSING);
    for (size_t i = 0; i < LOOKUP_ACCOUNTS; i++) {
        const enum account_kind kind = lookup_account_at(i);
        if (is_one ? kind != only : is_node_missing(session, kind))
            continue;
        const result done = node_talk_sync(session, &row, wallet.id, kind);
        if (!is_ok(done)) {
            print_detail(session->print, "%s", lookup_account_name(kind));
            return done;
        }
        show(session, &wallet, &row);
    }
    return OK;
}
