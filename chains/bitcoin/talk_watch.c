/* SPDX-License-Identifier: MIT */
/* Makes the node watch the account. A fresh watch begins with a scan of the unspent outputs, which
 * takes minutes where reading all blocks takes hours: blocks are read only from the oldest coin on.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chains/bitcoin/talk_state.h"
#include "core/base/hex.h"
#include "core/base/text.h"

static const char note_scan[] =
    "The node watches no wallet, so its coins are known, but no history.";
static const char note_reading[] =
    "The node is still reading old blocks; something may be missing.";
static const char note_behind[] = "The node is still catching up with the network.";

void talk_watch_is_ready(struct chain_talk *talk)
{
    if (talk->scans)
        talk_note(talk, note_scan);
    talk->at = talk->scans ? TALK_SCAN : TALK_UNSPENT;
}

static void scan_instead(struct chain_talk *talk)
{
    talk->scans = true;
    talk_watch_is_ready(talk);
}

static result ask_chain(struct chain_talk *talk, struct rpc_request *request)
{
    (void)talk;
    rpc_call(request, "getblockchaininfo", "[]");
    return OK;
}

static bool is_network(enum network network, const char *name)
{
    switch (network) {
    case NETWORK_MAIN:
        return strcmp(name, "main") == 0;
    case NETWORK_TEST:
        return strcmp(name, "test") == 0 || strcmp(name, "testnet4") == 0 ||
               strcmp(name, "signet") == 0;
    case NETWORK_REGTEST:
        return strcmp(name, "regtest") == 0;
    }
    return false;
}

static result hear_chain(struct chain_talk *talk, const struct rpc_reply *reply)
{
    const char *name;
    bool is_behind = false;

    CHECK(reply->code == RPC_NONE, NODE_REFUSED);
    TRY(json_get_text(&name, reply->result, "chain"));
    CHECK(is_network(talk->account.network, name), BITCOIN_NODE_NETWORK);
    TRY(json_get_u64(&talk->tip, reply->result, "blocks"));
    TRY(json_get_bool(&is_behind, reply->result, "initialblockdownload"));
    if (json_has(reply->result, "pruned"))
        TRY(json_get_bool(&talk->is_pruned, reply->result, "pruned"));
    if (json_has(reply->result, "pruneheight"))
        TRY(json_get_u64(&talk->pruned_below, reply->result, "pruneheight"));
    if (is_behind)
        talk_note(talk, note_behind);
    else if (talk->tip < 500000000)
        talk->draft.locktime = (uint32_t)talk->tip; /* not worth mining again an older block */
    talk->at = TALK_WALLET;
    return OK;
}

static result ask_wallet(struct chain_talk *talk, struct rpc_request *request)
{
    (void)talk;
    rpc_call(request, "getwalletinfo", "[]");
    return OK;
}

static result hear_wallet(struct chain_talk *talk, const struct rpc_reply *reply)
{
    const struct json *scanning;

    if (reply->code == RPC_WALLET_NOT_FOUND)
        talk->at = TALK_LOAD;
    else if (reply->code != RPC_NONE)
        scan_instead(talk);
    else
        talk->at = TALK_DESCRIPTORS;
    if (reply->code == RPC_NONE && is_ok(json_get(&scanning, reply->result, "scanning")) &&
        json_has(scanning, "progress"))
        talk_note(talk, note_reading);
    return OK;
}

static void call_with_name(const struct chain_talk *talk, struct rpc_request *request,
                           const char *method, const char *more)
{
    struct buffer params = {0};

    buffer_print(&params, "[");
    json_write_text(&params, talk->node.watch_name);
    buffer_print(&params, "%s]", more);
    rpc_call(request, method, buffer_text(&params));
    buffer_free(&params);
}

static result ask_load(struct chain_talk *talk, struct rpc_request *request)
{
    call_with_name(talk, request, "loadwallet", "");
    return OK;
}

static result hear_load(struct chain_talk *talk, const struct rpc_reply *reply)
{
    switch (reply->code) {
    case RPC_NONE:
    case RPC_WALLET_LOADED:
        talk->at = TALK_DESCRIPTORS;
        return OK;
    case RPC_WALLET_NOT_FOUND:
        talk->at = TALK_CREATE;
        return OK;
    default:
        scan_instead(talk);
        return OK;
    }
}

/* No private keys, blank, no passphrase, no avoiding of reuse, descriptors, loaded at the start. */
static result ask_create(struct chain_talk *talk, struct rpc_request *request)
{
    call_with_name(talk, request, "createwallet", ",true,true,\"\",false,true,true");
    return OK;
}

static result hear_create(struct chain_talk *talk, const struct rpc_reply *reply)
{
    if (reply->code != RPC_NONE)
        scan_instead(talk);
    else
        talk->at = TALK_DESCRIPTORS;
    return OK;
}

static result ask_descriptors(struct chain_talk *talk, struct rpc_request *request)
{
    (void)talk;
    rpc_call(request, "listdescriptors", "[]");
    return OK;
}

static result read_watch(struct talk_watch *out, const struct json *entry)
{
    const struct json *range;
    const char *end;
    struct amount last;

    TRY(json_get(&range, entry, "range"));
    end = json_number(json_at(range, 1));
    CHECK(end && is_ok(amount_parse_integer(&last, end)), NODE_ANSWER);
    TRY(amount_to_u64(&out->end, &last));
    TRY(json_get_u64(&out->next, entry, json_has(entry, "next_index") ? "next_index" : "next"));
    CHECK(out->next < ADDRESS_INDEX_MOST && out->end < UINT32_MAX, NODE_ANSWER);
    out->is_there = true;
    return OK;
}

static result find_watch(struct chain_talk *talk, const struct json *list, uint32_t change)
{
    char ours[DESCRIPTOR_MAX];
    const char *text;

    TRY(descriptor_write(ours, &talk->account, change));
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *entry = json_at(list, i);
        TRY(json_get_text(&text, entry, "desc"));
        if (strcmp(text, ours) == 0)
            TRY(read_watch(&talk->watch[change], entry));
    }
    return OK;
}

static bool is_watching(const struct chain_talk *talk, uint32_t change)
{
    const struct talk_watch *watch = &talk->watch[change];

    return watch->is_there && watch->end >= (uint64_t)talk->known[change] + TALK_WATCH_LEAST;
}

static result hear_descriptors(struct chain_talk *talk, const struct rpc_reply *reply)
{
    const struct json *list;

    if (reply->code != RPC_NONE) { /* an old wallet without descriptors */
        scan_instead(talk);
        return OK;
    }
    TRY(json_get(&list, reply->result, "descriptors"));
    TRY(find_watch(talk, list, 0));
    TRY(find_watch(talk, list, 1));
    if (talk->has_imported || (is_watching(talk, 0) && is_watching(talk, 1)))
        talk_watch_is_ready(talk);
    else if (talk->watch[0].is_there && talk->watch[1].is_there)
        talk->at = TALK_IMPORT; /* only further ahead */
    else
        talk->at = TALK_SCAN;
    return OK;
}

static result ask_birth_block(struct chain_talk *talk, struct rpc_request *request)
{
    char params[32];

    snprintf(params, sizeof params, "[%" PRIu64 "]", talk->birth_height);
    rpc_call(request, "getblockhash", params);
    return OK;
}

static result hear_birth_block(struct chain_talk *talk, const struct rpc_reply *reply)
{
    uint8_t hash[32];

    CHECK(reply->code == RPC_NONE && json_text(reply->result), NODE_ANSWER);
    TRY(hex_decode(hash, sizeof hash, json_text(reply->result)));
    TRY(text_copy(talk->birth_block, sizeof talk->birth_block, json_text(reply->result)));
    talk->at = TALK_BIRTH_TIME;
    return OK;
}

static result ask_birth_time(struct chain_talk *talk, struct rpc_request *request)
{
    char params[TXID_MAX + 8];

    snprintf(params, sizeof params, "[\"%s\"]", talk->birth_block);
    rpc_call(request, "getblockheader", params);
    return OK;
}

static result hear_birth_time(struct chain_talk *talk, const struct rpc_reply *reply)
{
    CHECK(reply->code == RPC_NONE, NODE_ANSWER);
    TRY(json_get_u64(&talk->birth_time, reply->result, "time"));
    talk->at = TALK_IMPORT;
    return OK;
}

uint32_t talk_watch_end(const struct chain_talk *talk, uint32_t change)
{
    const uint64_t wanted = (uint64_t)talk->known[change] + TALK_WATCH_AHEAD - 1;
    const uint64_t had = talk->watch[change].end;

    return (uint32_t)(wanted > had ? wanted : had);
}

static result ask_import(struct chain_talk *talk, struct rpc_request *request)
{
    SCOPED(buffer_free) struct buffer params = {0};
    char descriptor[DESCRIPTOR_MAX];
    char since[24] = "\"now\"";

    if (talk->has_birth)
        snprintf(since, sizeof since, "%" PRIu64, talk->birth_time);
    buffer_print(&params, "[[");
    for (uint32_t change = 0; change <= 1; change++) {
        TRY(descriptor_write(descriptor, &talk->account, change));
        buffer_print(&params, "%s{\"desc\":\"%s\",\"active\":false,\"timestamp\":%s,",
                     change ? "," : "", descriptor, since);
        buffer_print(&params, "\"range\":[0,%" PRIu32 "],\"next_index\":%" PRIu64 "}",
                     talk_watch_end(talk, change), talk->watch[change].next);
    }
    buffer_print(&params, "]]");
    rpc_call(request, "importdescriptors", buffer_text(&params));
    return OK;
}

static result hear_import(struct chain_talk *talk, const struct rpc_reply *reply)
{
    bool is_imported = reply->code == RPC_NONE && json_count(reply->result) == 2;

    for (size_t i = 0; is_imported && i < 2; i++)
        TRY(json_get_bool(&is_imported, json_at(reply->result, i), "success"));
    if (reply->code == RPC_WALLET) /* "currently rescanning": it is at it already */
        talk_note(talk, note_reading);
    else if (!is_imported) {
        scan_instead(talk);
        return OK;
    }
    talk->has_imported = true;
    talk->at = TALK_DESCRIPTORS; /* once more: which addresses are used? */
    return OK;
}

void talk_watch_import_goes_on(struct chain_talk *talk)
{
    talk_note(talk, note_reading);
    talk->id += talk->asked;
    talk->has_imported = true;
    talk->at = TALK_DESCRIPTORS;
}

const struct talk_step talk_watch_chain = {.ask = ask_chain, .hear = hear_chain};
const struct talk_step talk_watch_wallet = {
    .ask = ask_wallet, .hear = hear_wallet, .to_wallet = true};
const struct talk_step talk_watch_load = {.ask = ask_load, .hear = hear_load, .is_slow = true};
const struct talk_step talk_watch_create = {.ask = ask_create, .hear = hear_create};
const struct talk_step talk_watch_descriptors = {
    .ask = ask_descriptors, .hear = hear_descriptors, .to_wallet = true};
const struct talk_step talk_watch_birth_block = {.ask = ask_birth_block, .hear = hear_birth_block};
const struct talk_step talk_watch_birth_time = {.ask = ask_birth_time, .hear = hear_birth_time};
const struct talk_step talk_watch_import = {
    .ask = ask_import, .hear = hear_import, .to_wallet = true, .is_slow = true};
