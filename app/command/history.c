/* SPDX-License-Identifier: MIT */
/* history: the own payments with their state, asked from the node, and what came in. */
#include <inttypes.h>
#include <string.h>

#include "app/commands.h"
#include "app/json_line.h"
#include "app/lookup.h"
#include "app/node_talk.h"
#include "core/base/memory.h"
#include "core/engine/view.h"

enum { SETTLED = 100 }; /* confirmations after which nobody asks any more */

static const char *const states[] = {"unknown",   "asked",  "signed",    "sent",
                                     "confirmed", "failed", "cancelled", "refused"};

static void show_transfer(const struct session *session, const struct transfer *transfer)
{
    struct json_line line = {0};
    const enum account_kind kind = (enum account_kind)transfer->account;
    const char *unit = lookup_chain(kind)->unit;
    const char *state = states[transfer->state <= TRANSFER_REFUSED ? transfer->state : 0];
    const char *failure =
        transfer->failure ? error_sentence((enum error_code)transfer->failure) : "";
    char id[PRINT_ID_MAX];
    char when[PRINT_TIME_MAX];

    print_id(id, transfer->intent);
    print_time(when, transfer->created);
    print_line(session->print, "%s  %s  %-9s -%s %s to %s, fee %s%s%s", id, when, state,
               transfer->amount, unit, transfer->recipient, transfer->fee,
               transfer->label[0] ? "  " : "", transfer->label);
    if (transfer->txid[0])
        print_line(session->print, "          %s, %" PRIu32 " confirmations", transfer->txid,
                   transfer->confirmations);
    if (failure[0])
        print_line(session->print, "          %s", failure);
    if (!session->print->is_json)
        return;
    json_line_text(&line, "event", "payment");
    json_line_text(&line, "id", id);
    json_line_text(&line, "account", lookup_account_name(kind));
    json_line_text(&line, "state", state);
    json_line_text(&line, "amount", transfer->amount);
    json_line_text(&line, "fee", transfer->fee);
    json_line_text(&line, "unit", unit);
    json_line_text(&line, "recipient", transfer->recipient);
    json_line_text(&line, "txid", transfer->txid);
    json_line_number(&line, "confirmations", transfer->confirmations);
    json_line_number(&line, "created", transfer->created);
    json_line_text(&line, "label", transfer->label);
    json_line_text(&line, "failure", failure);
    json_line_print(&line);
}

/* Asks the node for the open ones; one that does not answer is not asked again. */
static result ask_states(const struct session *session, const struct wallet *wallet)
{
    struct transfer *list = NULL;
    size_t count = 0;
    result done = OK;

    TRY(transfer_all(session_store(session), &list, &count));
    for (size_t i = 0; i < count && is_ok(done); i++)
        if (memcmp(list[i].wallet, wallet->id, 32) == 0 && list[i].txid[0] &&
            list[i].confirmations < SETTLED)
            done = node_talk_watch(session, list[i].intent);
    transfer_list_free(list, count);
    return done;
}

static result list_transfers(const struct session *session, const struct wallet *wallet)
{
    struct transfer *list = NULL;
    size_t count = 0;

    TRY(transfer_all(session_store(session), &list, &count));
    for (size_t i = 0; i < count; i++)
        if (memcmp(list[i].wallet, wallet->id, 32) == 0)
            show_transfer(session, &list[i]);
    transfer_list_free(list, count);
    return OK;
}

static void show_event(const struct session *session, enum account_kind kind,
                       const struct chain_event *event)
{
    struct json_line line = {0};
    const struct chain *chain = lookup_chain(kind);
    char amount[AMOUNT_TEXT_MAX];
    char when[PRINT_TIME_MAX];

    amount_print(amount, &event->value, chain->decimals);
    print_time(when, event->time);
    print_line(session->print,
               "          %s  received  +%s %s at %s\n          %s, %" PRIu32 " confirmations",
               when, amount, chain->unit, event->address, event->txid, event->confirmations);
    if (!session->print->is_json)
        return;
    json_line_text(&line, "event", "received");
    json_line_text(&line, "account", lookup_account_name(kind));
    json_line_text(&line, "amount", amount);
    json_line_text(&line, "unit", chain->unit);
    json_line_text(&line, "address", event->address);
    json_line_text(&line, "txid", event->txid);
    json_line_number(&line, "confirmations", event->confirmations);
    json_line_number(&line, "time", event->time);
    json_line_print(&line);
}

/* What came in, as far as a node tells. */
static result list_received(const struct session *session, const struct wallet *wallet)
{
    result outcome = OK;

    for (size_t i = 0; i < LOOKUP_ACCOUNTS; i++) {
        const enum account_kind kind = lookup_account_at(i);
        struct account_row row;
        size_t count = 0;
        const result asked = node_talk_sync(session, &row, wallet->id, kind);
        if (!is_ok(asked)) {
            outcome = asked.code == ERROR_NODE_MISSING ? outcome : asked;
            continue;
        }
        const struct chain_event *events = view_events(session->engine, &count);
        for (size_t e = 0; e < count; e++)
            if (events[e].is_incoming)
                show_event(session, kind, &events[e]);
    }
    return outcome;
}

/* What is stored is shown in any case; a node that does not answer is told. */
result command_history(struct session *session)
{
    struct wallet wallet;
    const bool has_node = config_has_node(&session->config);
    result asked = FAIL(NODE_MISSING);

    TRY(lookup_own_wallet(session, &wallet, NULL));
    if (has_node)
        asked = ask_states(session, &wallet);
    CHECK(asked.code != ERROR_STOPPED, STOPPED);
    TRY(list_transfers(session, &wallet));
    if (is_ok(asked))
        asked = list_received(session, &wallet);
    if (!is_ok(asked))
        print_notice(session->print, error_sentence(asked.code));
    return OK;
}
