/* SPDX-License-Identifier: MIT */
/* From known coins to an unsigned payment: the feerate, the choice, the previous transactions. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chains/bitcoin/talk_state.h"
#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/base/text.h"

enum { DECIMALS = 8, LEAST_FEERATE = 1000, USUAL_BLOCKS = 6 };

static result get_feerate(uint64_t *out, const struct json *object, const char *name)
{
    struct amount per_kilo_vbyte; /* bitcoin per 1000 vB, so satoshi per 1000 vB */

    TRY(json_get_amount(&per_kilo_vbyte, object, name, DECIMALS));
    TRY(amount_to_u64(out, &per_kilo_vbyte));
    CHECK(*out <= COINS_FEERATE_MAX, BITCOIN_FEE_HIGH);
    return OK;
}

static result ask_feerate(struct chain_talk *talk, struct rpc_request *request)
{
    char params[16];

    snprintf(params, sizeof params, "[%u]",
             talk->draft.fee_blocks ? talk->draft.fee_blocks : (unsigned)USUAL_BLOCKS);
    rpc_call(request, "estimatesmartfee", params);
    return OK;
}

static result hear_feerate(struct chain_talk *talk, const struct rpc_reply *reply)
{
    if (reply->code == RPC_NONE && json_has(reply->result, "feerate")) {
        TRY(get_feerate(&talk->draft.feerate, reply->result, "feerate"));
        talk->has_estimate = true;
    }
    talk->at = TALK_MEMPOOL;
    return OK;
}

static result ask_mempool(struct chain_talk *talk, struct rpc_request *request)
{
    (void)talk;
    rpc_call(request, "getmempoolinfo", "[]");
    return OK;
}

static result least_feerate(uint64_t *out, const struct json *info)
{
    uint64_t relayed;
    uint64_t kept;

    TRY(get_feerate(&relayed, info, "minrelaytxfee"));
    TRY(get_feerate(&kept, info, "mempoolminfee"));
    *out = relayed > kept ? relayed : kept;
    return OK;
}

static result settle_feerate(struct chain_talk *talk, uint64_t least)
{
    struct draft *draft = &talk->draft;
    char note[NOTE_MAX];

    if (draft->feerate == 0) {
        draft->feerate = least > LEAST_FEERATE ? least : LEAST_FEERATE;
        snprintf(note, sizeof note,
                 "The node has no estimate of fees yet: %" PRIu64 ".%03" PRIu64
                 " sat/vB, the least that is passed on, is used.",
                 draft->feerate / 1000, draft->feerate % 1000);
        talk_note(talk, note);
    } else if (draft->feerate < least) {
        CHECK(talk->has_estimate, BITCOIN_FEERATE_LOW);
        draft->feerate = least;
    }
    return OK;
}

static result finish_draft(struct chain_talk *talk)
{
    TRY(draft_write(&talk->draft, &talk->answer.payload));
    talk->answer.payload_kind = INTENT_PSBT;
    talk->at = TALK_DONE;
    return OK;
}

static result hear_mempool(struct chain_talk *talk, const struct rpc_reply *reply)
{
    uint64_t least;

    CHECK(reply->code == RPC_NONE, NODE_REFUSED);
    TRY(least_feerate(&least, reply->result));
    TRY(settle_feerate(talk, least));
    TRY(draft_choose(&talk->draft, talk->coins, talk->coin_count));
    if (talk->account.kind == ACCOUNT_TAPROOT)
        return finish_draft(talk);
    talk->at = talk->scans ? TALK_BLOCKS : TALK_PREVIOUS;
    return OK;
}

static result ask_blocks(struct chain_talk *talk, struct rpc_request *request)
{
    char params[32];

    for (size_t i = 0; i < talk->draft.picked_count; i++) {
        snprintf(params, sizeof params, "[%" PRIu32 "]", talk->draft.picked[i].height);
        rpc_call(request, "getblockhash", params);
    }
    return OK;
}

static result hear_blocks(struct chain_talk *talk, const struct rpc_reply *reply)
{
    struct rpc_reply item = {0};
    uint8_t hash[32];

    memory_free(talk->blocks);
    talk->blocks = memory_new(talk->draft.picked_count, sizeof *talk->blocks);
    for (size_t i = 0; i < talk->draft.picked_count; i++) {
        TRY(rpc_item(&item, reply, talk->id + i));
        const char *text = json_text(item.result);
        CHECK(item.code == RPC_NONE && text, NODE_ANSWER);
        TRY(hex_decode(hash, sizeof hash, text));
        TRY(text_copy(talk->blocks[i], sizeof talk->blocks[i], text));
    }
    talk->at = TALK_PREVIOUS;
    return OK;
}

/* The wallet knows its transactions; without one the block must be named (no -txindex needed). */
static result ask_previous(struct chain_talk *talk, struct rpc_request *request)
{
    char more[TXID_MAX + 16];

    for (size_t i = 0; i < talk->draft.picked_count; i++) {
        if (talk->scans) {
            snprintf(more, sizeof more, ",false,\"%s\"", talk->blocks[i]);
            talk_call_with_txid(request, "getrawtransaction", talk->draft.picked[i].txid, more);
        } else {
            talk_call_with_txid(request, "gettransaction", talk->draft.picked[i].txid, "");
        }
    }
    return OK;
}

static result hear_previous(struct chain_talk *talk, const struct rpc_reply *reply)
{
    struct rpc_reply item = {0};
    const char *hex;

    for (size_t i = 0; i < talk->draft.picked_count; i++) {
        struct buffer *previous = &talk->draft.picked[i].previous;
        TRY(rpc_item(&item, reply, talk->id + i));
        CHECK(item.code == RPC_NONE || talk->scans, BITCOIN_NODE_COIN);
        CHECK(item.code == RPC_NONE, BITCOIN_NODE_PRUNED);
        hex = json_text(item.result);
        if (!talk->scans)
            TRY(json_get_text(&hex, item.result, "hex"));
        CHECK(hex, NODE_ANSWER);
        buffer_clear(previous);
        TRY(hex_decode_append(previous, slice_of_text(hex)));
    }
    return finish_draft(talk);
}

const struct talk_step talk_draft_feerate = {.ask = ask_feerate, .hear = hear_feerate};
const struct talk_step talk_draft_mempool = {.ask = ask_mempool, .hear = hear_mempool};
const struct talk_step talk_draft_blocks = {
    .ask = ask_blocks, .hear = hear_blocks, .is_batch = true};
const struct talk_step talk_draft_previous = {.ask = ask_previous,
                                              .hear = hear_previous,
                                              .to_wallet = true,
                                              .is_batch = true,
                                              .is_large = true};
