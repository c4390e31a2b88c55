/* SPDX-License-Identifier: MIT */
/* The account's history, newest first, from the watching wallet. */
#include <string.h>

#include "chains/bitcoin/talk_state.h"
#include "chains/bitcoin/transaction.h"
#include "core/base/text.h"

enum { DECIMALS = 8 };

static result ask_list(struct chain_talk *talk, struct rpc_request *request)
{
    (void)talk;
    rpc_call(request, "listtransactions", "[\"*\",200]");
    return OK;
}

/* Left out: what was replaced, abandoned or orphaned. Never shown as if it could still count. */
static result is_dead(bool *out, const struct json *entry, int64_t confirmations)
{
    bool is_abandoned = false;

    if (json_has(entry, "abandoned"))
        TRY(json_get_bool(&is_abandoned, entry, "abandoned"));
    *out = is_abandoned || confirmations < 0;
    return OK;
}

static result read_value(struct amount *out, const struct json *entry)
{
    const struct json *value;

    TRY(json_get(&value, entry, "amount"));
    const char *digits = json_number(value);
    CHECK(digits, NODE_ANSWER);
    return amount_parse(out, digits + (digits[0] == '-'), DECIMALS);
}

static result read_event(struct chain_event *event, const struct json *entry)
{
    const char *text;
    uint8_t txid[32];

    TRY(json_get_text(&text, entry, "txid"));
    TRY(transaction_id_parse(txid, text));
    transaction_id_print(event->txid, txid);
    TRY(json_get_text(&text, entry, "category"));
    event->is_incoming = strcmp(text, "send") != 0;
    if (json_has(entry, "address")) {
        TRY(json_get_text(&text, entry, "address"));
        text_showable(event->address, sizeof event->address, slice_of_text(text));
    }
    TRY(read_value(&event->value, entry));
    return json_get_u64(&event->time, entry, "time");
}

static result hear_entry(struct chain_talk *talk, const struct json *entry)
{
    struct chain_answer *answer = &talk->answer;
    struct chain_event event = {0};
    const struct json *conflicts;
    int64_t confirmations;
    bool dead;

    TRY(talk_get_integer(&confirmations, entry, "confirmations"));
    TRY(is_dead(&dead, entry, confirmations));
    if (dead)
        return OK;
    TRY(read_event(&event, entry));
    event.confirmations = confirmations > INT32_MAX ? INT32_MAX : (uint32_t)confirmations;
    if (confirmations == 0 && is_ok(json_get(&conflicts, entry, "walletconflicts")))
        talk->is_doubtful[answer->event_count] = json_count(conflicts) > 0;
    answer->events[answer->event_count++] = event;
    return OK;
}

static bool has_doubts(const struct chain_talk *talk)
{
    for (size_t i = 0; i < talk->answer.event_count; i++)
        if (talk->is_doubtful[i])
            return true;
    return false;
}

static result hear_list(struct chain_talk *talk, const struct rpc_reply *reply)
{
    CHECK(reply->code == RPC_NONE, NODE_REFUSED);
    for (size_t i = json_count(reply->result); i-- > 0;) { /* Core lists the newest last */
        if (talk->answer.event_count == CHAIN_EVENTS_MAX)
            break;
        TRY(hear_entry(talk, json_at(reply->result, i)));
    }
    talk->at = has_doubts(talk) ? TALK_HISTORY_CHECK : TALK_DONE;
    return OK;
}

static result ask_check(struct chain_talk *talk, struct rpc_request *request)
{
    uint8_t txid[32];

    for (size_t i = 0; i < talk->answer.event_count; i++) {
        if (!talk->is_doubtful[i])
            continue;
        TRY(transaction_id_parse(txid, talk->answer.events[i].txid));
        talk_call_with_txid(request, "getmempoolentry", txid, "");
    }
    return OK;
}

/* Of two transactions that spend the same coin only the one in the mempool is shown. */
static result hear_check(struct chain_talk *talk, const struct rpc_reply *reply)
{
    struct chain_answer *answer = &talk->answer;
    struct rpc_reply item = {0};
    size_t asked = 0;
    size_t kept = 0;

    for (size_t i = 0; i < answer->event_count; i++) {
        if (talk->is_doubtful[i]) {
            TRY(rpc_item(&item, reply, talk->id + asked++));
            if (item.code != RPC_NONE)
                continue;
        }
        answer->events[kept++] = answer->events[i];
    }
    answer->event_count = kept;
    talk->at = TALK_DONE;
    return OK;
}

const struct talk_step talk_history_list = {
    .ask = ask_list, .hear = hear_list, .to_wallet = true, .is_large = true};
const struct talk_step talk_history_check = {
    .ask = ask_check, .hear = hear_check, .is_batch = true};
