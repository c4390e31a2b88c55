/* SPDX-License-Identifier: MIT */
/* Which coins the account has: from the watching wallet, or by scanning all unspent outputs. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chains/bitcoin/talk_state.h"
#include "chains/bitcoin/transaction.h"
#include "core/base/hex.h"
#include "core/base/memory.h"

enum { COINBASE_MATURITY = 100, DECIMALS = 8, FIRST_COINS_ROOM = 64 };

static void keep_coin(struct chain_talk *talk, const struct draft_coin *coin)
{
    if (talk->coin_count == talk->coin_room) {
        talk->coin_room = talk->coin_room ? 2 * talk->coin_room : FIRST_COINS_ROOM;
        talk->coins = memory_grow(talk->coins, talk->coin_room, sizeof *talk->coins);
    }
    talk->coins[talk->coin_count++] = *coin;
}

static result read_script(struct script *out, const struct json *entry)
{
    const char *hex;

    TRY(json_get_text(&hex, entry, "scriptPubKey"));
    out->size = strlen(hex) / 2;
    CHECK(out->size <= sizeof out->bytes, BITCOIN_NODE_COIN);
    return hex_decode(out->bytes, out->size, hex);
}

/* Sets *is_ours by the path the node names; a draft proves it by derivation before it is used. */
static result read_coin(struct draft_coin *coin, bool *is_ours, const struct chain_talk *talk,
                        const struct json *entry)
{
    struct amount value;
    const char *text;
    uint64_t vout;

    *coin = (struct draft_coin){0};
    *is_ours = false;
    if (!is_ok(json_get_text(&text, entry, "desc")) ||
        !descriptor_read_origin(&coin->change, &coin->index, &talk->account, text))
        return OK;
    TRY(json_get_text(&text, entry, "txid"));
    TRY(transaction_id_parse(coin->txid, text));
    TRY(json_get_u64(&vout, entry, "vout"));
    CHECK(vout < UINT32_MAX, NODE_ANSWER);
    coin->vout = (uint32_t)vout;
    TRY(json_get_amount(&value, entry, "amount", DECIMALS));
    TRY(amount_to_u64(&coin->value, &value));
    TRY(read_script(&coin->script, entry));
    *is_ours = true;
    return OK;
}

/* The sums of a lying node must not overflow. */
static result count_value(struct chain_talk *talk, struct amount *total, uint64_t value)
{
    const struct amount more = amount_of(value);

    CHECK(value <= TRANSACTION_MONEY_MAX - talk->money, BITCOIN_NODE_COIN);
    talk->money += value;
    return amount_add(total, total, &more);
}

static void note_used(struct chain_talk *talk, const struct draft_coin *coin)
{
    struct talk_watch *watch = &talk->watch[coin->change];

    if (coin->index < ADDRESS_INDEX_MOST && watch->next <= coin->index)
        watch->next = coin->index + 1;
}

static result ask_unspent(struct chain_talk *talk, struct rpc_request *request)
{
    rpc_call(request, "listunspent", talk->kind == TASK_DRAFT ? "[1]" : "[0]");
    return OK;
}

static result hear_unspent(struct chain_talk *talk, const struct rpc_reply *reply)
{
    struct draft_coin coin;
    int64_t confirmations;
    bool is_ours;

    CHECK(reply->code == RPC_NONE, NODE_REFUSED);
    talk->coin_count = 0;
    talk->money = 0;
    for (size_t i = 0; i < json_count(reply->result); i++) {
        const struct json *entry = json_at(reply->result, i);
        TRY(read_coin(&coin, &is_ours, talk, entry));
        if (!is_ours)
            continue;
        TRY(talk_get_integer(&confirmations, entry, "confirmations"));
        note_used(talk, &coin);
        if (confirmations < 1) {
            TRY(count_value(talk, &talk->answer.unconfirmed, coin.value));
            continue;
        }
        TRY(count_value(talk, &talk->answer.confirmed, coin.value));
        keep_coin(talk, &coin);
    }
    return talk_coins_are_known(talk);
}

/* A scan sees no coin that was spent, so there only the addresses shown so far are a guide. */
static void remember_shown(struct chain_talk *talk)
{
    for (unsigned change = 0; change <= 1; change++)
        if (talk->watch[change].next < talk->known[change])
            talk->watch[change].next = talk->known[change];
}

result talk_coins_are_known(struct chain_talk *talk)
{
    if (talk->scans)
        remember_shown(talk);
    talk->answer.next_receive = (uint32_t)talk->watch[0].next;
    talk->answer.next_change = (uint32_t)talk->watch[1].next;
    if (talk->kind == TASK_SYNC) {
        talk->at = talk->scans ? TALK_DONE : TALK_HISTORY;
        return OK;
    }
    /* Never an address that the node has seen, even if our own count was lost. */
    if (talk->draft.next_change < talk->watch[1].next)
        talk->draft.next_change = (uint32_t)talk->watch[1].next;
    CHECK(talk->draft.next_change < ADDRESS_INDEX_MOST, BITCOIN_CHANGE_INDEX);
    talk->at = talk->draft.feerate == 0 ? TALK_FEERATE : TALK_MEMPOOL;
    return OK;
}

static result ask_scan(struct chain_talk *talk, struct rpc_request *request)
{
    SCOPED(buffer_free) struct buffer params = {0};
    char descriptor[DESCRIPTOR_MAX];

    buffer_print(&params, "[\"start\",[");
    for (uint32_t change = 0; change <= 1; change++) {
        TRY(descriptor_write(descriptor, &talk->account, change));
        buffer_print(&params, "%s{\"desc\":\"%s\",\"range\":[0,%" PRIu32 "]}", change ? "," : "",
                     descriptor, talk_watch_end(talk, change));
    }
    buffer_print(&params, "]]");
    rpc_call(request, "scantxoutset", buffer_text(&params));
    return OK;
}

static result hear_scan_entry(struct chain_talk *talk, const struct json *entry)
{
    struct draft_coin coin;
    uint64_t height;
    bool is_ours;

    TRY(read_coin(&coin, &is_ours, talk, entry));
    if (!is_ours)
        return OK;
    TRY(json_get_u64(&height, entry, "height"));
    CHECK(height <= UINT32_MAX, NODE_ANSWER);
    coin.height = (uint32_t)height;
    note_used(talk, &coin);
    if (!talk->has_birth || height < talk->birth_height)
        talk->birth_height = height;
    talk->has_birth = true;
    TRY(count_value(talk, &talk->answer.confirmed, coin.value));
    keep_coin(talk, &coin);
    return OK;
}

static int compare_values(const void *a, const void *b)
{
    const struct draft_coin *left = a;
    const struct draft_coin *right = b;

    return left->value > right->value ? -1 : left->value < right->value;
}

/* After a scan: either the wallet can now be told since when to watch, or the scan is all there is.
 */
static result after_scan(struct chain_talk *talk)
{
    if (!talk->scans && talk->has_birth && talk->is_pruned &&
        talk->birth_height < talk->pruned_below) {
        talk->scans = true;
        talk_note(talk, "The node has thrown away old blocks, so the history is not known.");
    }
    if (!talk->scans) {
        talk->answer.confirmed = amount_of(0);
        talk->at = talk->has_birth ? TALK_BIRTH_BLOCK : TALK_IMPORT;
        return OK;
    }
    if (talk->coin_count > 1)
        qsort(talk->coins, talk->coin_count, sizeof *talk->coins, compare_values);
    if (talk->coin_count == 0)
        return talk_coins_are_known(talk);
    talk->at = TALK_STILL_UNSPENT;
    return OK;
}

static result hear_scan(struct chain_talk *talk, const struct rpc_reply *reply)
{
    const struct json *list;

    if (reply->code == RPC_PARAMETER && strstr(reply->message, "in progress")) {
        CHECK(talk->scan_tries++ < TALK_SCAN_TRIES, NODE_STARTING);
        talk->at = TALK_SCAN_ABORT;
        return OK;
    }
    CHECK(reply->code == RPC_NONE, NODE_REFUSED);
    TRY(json_get(&list, reply->result, "unspents"));
    talk->coin_count = 0;
    talk->money = 0;
    talk->answer.confirmed = amount_of(0);
    for (size_t i = 0; i < json_count(list); i++)
        TRY(hear_scan_entry(talk, json_at(list, i)));
    return after_scan(talk);
}

static result ask_abort(struct chain_talk *talk, struct rpc_request *request)
{
    (void)talk;
    rpc_call(request, "scantxoutset", "[\"abort\"]");
    return OK;
}

static result hear_abort(struct chain_talk *talk, const struct rpc_reply *reply)
{
    (void)reply; /* false when that scan has just ended by itself */
    talk->at = TALK_SCAN;
    return OK;
}

static size_t recheck_count(const struct chain_talk *talk)
{
    return talk->coin_count < TALK_RECHECK_MOST ? talk->coin_count : TALK_RECHECK_MOST;
}

static result ask_recheck(struct chain_talk *talk, struct rpc_request *request)
{
    char more[32];

    for (size_t i = 0; i < recheck_count(talk); i++) {
        snprintf(more, sizeof more, ",%" PRIu32 ",true", talk->coins[i].vout);
        talk_call_with_txid(request, "gettxout", talk->coins[i].txid, more);
    }
    return OK;
}

static result read_recheck(bool *is_spendable, const struct rpc_reply *item)
{
    bool is_coinbase = false;
    int64_t confirmations;

    CHECK(item->code == RPC_NONE, NODE_REFUSED);
    *is_spendable = false;
    if (json_is_null(item->result))
        return OK; /* spent by a transaction that waits to be mined */
    TRY(talk_get_integer(&confirmations, item->result, "confirmations"));
    TRY(json_get_bool(&is_coinbase, item->result, "coinbase"));
    *is_spendable = confirmations >= (is_coinbase ? COINBASE_MATURITY : 1);
    return OK;
}

/* Without a wallet only the largest coins are looked up, and only those are offered to a draft. */
static result hear_recheck(struct chain_talk *talk, const struct rpc_reply *reply)
{
    const size_t checked = recheck_count(talk);
    struct rpc_reply item = {0};
    bool is_spendable;
    size_t kept = 0;

    talk->money = 0;
    talk->answer.confirmed = amount_of(0);
    for (size_t i = 0; i < talk->coin_count; i++) {
        is_spendable = talk->kind == TASK_SYNC;
        if (i < checked) {
            TRY(rpc_item(&item, reply, talk->id + i));
            TRY(read_recheck(&is_spendable, &item));
        }
        if (!is_spendable)
            continue;
        TRY(count_value(talk, &talk->answer.confirmed, talk->coins[i].value));
        talk->coins[kept++] = talk->coins[i];
    }
    talk->coin_count = kept;
    return talk_coins_are_known(talk);
}

const struct talk_step talk_coins_scan = {
    .ask = ask_scan, .hear = hear_scan, .is_slow = true, .is_large = true};
const struct talk_step talk_coins_abort = {.ask = ask_abort, .hear = hear_abort};
const struct talk_step talk_coins_unspent = {
    .ask = ask_unspent, .hear = hear_unspent, .to_wallet = true, .is_large = true};
const struct talk_step talk_coins_recheck = {
    .ask = ask_recheck, .hear = hear_recheck, .is_batch = true, .is_large = true};
