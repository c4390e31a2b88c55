/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/sign_schnorr_inside.h"

bool schnorr_signer_repeat(struct schnorr_signer *signer, struct buffer *out,
                           const struct frame *request)
{
    for (size_t i = 0; i < signer->answers; i++) {
        const struct schnorr_answer *answer = &signer->answer[i];
        if (memcmp(answer->request_hash, request->hash, 32) == 0) {
            buffer_append_slice(out, buffer_slice(&answer->frame));
            return true;
        }
    }
    return false;
}

/* The key of an item's path. All inputs of a payment share the first step, or two. */
static result derive_item(struct schnorr_signer *signer, struct derived *out,
                          const struct schnorr_item *item)
{
    const struct epoch_lane *lane = &signer->record.lane[LANE_SCHNORR];

    if (item->depth == 0 || item->path[0] >= SCHNORR_BRANCHES)
        return derive_path(out, &lane->key, lane->chaincode, item->path, item->depth);
    struct derived *branch = &signer->branch[item->path[0]];
    if (branch->depth == 0)
        TRY(derive_path(branch, &lane->key, lane->chaincode, item->path, 1));
    *out = *branch;
    return derive_further(out, item->path + 1, item->depth - 1u);
}

/* One partial signature for each item, into the vault. Every nonce it comes to is gone afterwards,
 * whatever happens: frost_sign_published wipes it first. */
static result sign_items(struct schnorr_signer *signer, struct schnorr_vault *vault,
                         const struct schnorr_judged *judged, const struct scalar *share)
{
    const struct schnorr_request *request = &judged->request;
    const struct schnorr_offer *offer = &signer->offer[judged->offer];
    const size_t start = offer->offset + (size_t)(request->first[judged->own] - offer->first);
    struct slice rest = request->items;

    for (size_t i = 0; i < request->count; i++) {
        struct schnorr_item item;
        struct slice commitments;
        struct derived child;
        struct tweak tweak;
        struct frost_session session;
        schnorr_frame_next_item(&item, &commitments, &rest, request->signers);
        TRY(derive_item(signer, &child, &item));
        TRY(tweak_for_child(&tweak, &child));
        TRY(frost_session_fill(&session, judged->signers, &judged->sum[i], &tweak,
                               slice_of(item.digest, sizeof item.digest)));
        TRY(frost_sign_published(vault->partial[i], &vault->nonce[start + i],
                                 &signer->published[start + i], share, &session, judged->signers,
                                 judged->own));
    }
    return OK;
}

static void keep_answer(struct schnorr_signer *signer, const struct schnorr_judged *judged,
                        const struct frame *request, const struct schnorr_vault *vault)
{
    const struct schnorr_request *read = &judged->request;
    struct buffer body = {0};

    if (signer->answers == SCHNORR_ANSWERS_MAX)
        sign_schnorr_drop_answer(signer, 0);
    struct schnorr_answer *answer = &signer->answer[signer->answers++];
    *answer = (struct schnorr_answer){.expiry = read->expiry};
    memcpy(answer->request_hash, request->hash, 32);
    memcpy(answer->offer_hash, signer->offer[judged->offer].request_hash, 32);
    wire_write_u16(&body, signer->seat);
    buffer_append(&body, signer->stream, sizeof signer->stream);
    wire_write_u64(&body, read->first[judged->own]);
    wire_write_u16(&body, read->count);
    buffer_append(&body, vault->partial, (size_t)read->count * FROST_PARTIAL_BYTES);
    frame_write(&answer->frame, FRAME_PSIG, read->sid, buffer_slice(&body), signer->identity);
    buffer_wipe(&body);
}

result schnorr_signer_sign(struct schnorr_signer *signer, struct buffer *out,
                           enum schnorr_code *code, const struct frame *request,
                           const struct schnorr_task *task, const struct scalar *share,
                           struct schnorr_clock clock)
{
    struct schnorr_judged judged;
    enum schnorr_code verdict = SCHNORR_BAD_REQUEST;

    CHECK(sign_schnorr_is_asked_by(signer, request), SCHNORR_SENDER);
    if (schnorr_signer_repeat(signer, out, request)) {
        *code = SCHNORR_ANSWERED;
        return OK;
    }
    TRY(sign_schnorr_judge(signer, &judged, &verdict, request, task, clock));
    if (verdict != SCHNORR_ANSWERED) {
        schnorr_signer_reject(signer, out, request, verdict);
        *code = verdict;
        return OK;
    }

    struct schnorr_vault *vault = secret_lend(signer->vault);
    const result signed_all = sign_items(signer, vault, &judged, share);
    if (is_ok(signed_all))
        keep_answer(signer, &judged, request, vault);
    memory_wipe(vault->partial, sizeof vault->partial);
    /* used or not, no nonce of this offer outlives its use, and nothing was handed out so far */
    sign_schnorr_drop_offer(signer, judged.offer);
    secret_take_back(signer->vault);
    TRY(signed_all);
    buffer_append_slice(out, buffer_slice(&signer->answer[signer->answers - 1].frame));
    *code = SCHNORR_ANSWERED;
    return OK;
}
