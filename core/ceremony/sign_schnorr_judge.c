/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/ceremony/sign_schnorr_inside.h"

static bool is_a_signer_set(const struct schnorr_signer *signer, struct schnorr_judged *judged)
{
    const struct schnorr_request *request = &judged->request;
    bool contains_own = false;

    if (request->signers != signer->record.t)
        return false;
    for (size_t i = 0; i < request->signers; i++) {
        if (request->seat[i] >= signer->record.n)
            return false;
        if (request->seat[i] == signer->seat) {
            contains_own = true;
            judged->own = i;
        }
    }
    return contains_own;
}

/* The items are exactly those this guardian worked out for itself, in the same order. */
static bool is_what_was_approved(const struct schnorr_request *request,
                                 const struct schnorr_task *task)
{
    struct slice rest = request->items;

    if (task == NULL || memcmp(request->intent_hash, task->intent_hash, 32) != 0 ||
        request->count != task->item_count)
        return false;
    for (size_t i = 0; i < request->signers; i++) {
        if (task->refused_seats >> request->seat[i] & 1)
            return false;
    }
    for (size_t i = 0; i < request->count; i++) {
        struct schnorr_item item;
        struct slice commitments;
        const struct schnorr_item *own = &task->items[i];
        schnorr_frame_next_item(&item, &commitments, &rest, request->signers);
        if (memcmp(item.digest, own->digest, 32) != 0 || item.depth != own->depth ||
            own->depth > SCHNORR_DEPTH_MAX ||
            memcmp(item.path, own->path, item.depth * sizeof item.path[0]) != 0)
            return false;
    }
    return true;
}

static enum schnorr_code find_offer(const struct schnorr_signer *signer,
                                    struct schnorr_judged *judged)
{
    const struct schnorr_request *request = &judged->request;
    const uint64_t first = request->first[judged->own];

    if (memcmp(request->stream[judged->own], signer->stream, sizeof signer->stream) != 0 ||
        first + request->count > signer->next_index)
        return SCHNORR_NONCE_UNKNOWN;
    for (size_t i = 0; i < signer->offers; i++) {
        const struct schnorr_offer *offer = &signer->offer[i];
        if (first < offer->first || first + request->count > offer->first + offer->count)
            continue;
        judged->offer = i;
        /* nonces were asked for one intent; another one asks for its own */
        return memcmp(offer->intent_hash, request->intent_hash, 32) == 0 ? SCHNORR_ANSWERED
                                                                         : SCHNORR_BAD_REQUEST;
    }
    return SCHNORR_NONCE_SPENT;
}

/* Every commitment is two points; the own ones are, byte for byte, those this guardian offered. */
static enum schnorr_code judge_commitments(struct schnorr_signer *signer,
                                           struct schnorr_judged *judged)
{
    const struct schnorr_request *request = &judged->request;
    const struct schnorr_offer *offer = &signer->offer[judged->offer];
    const size_t skipped = (size_t)(request->first[judged->own] - offer->first);
    struct schnorr_nonces offered;
    struct frame frame;
    struct frost_commitment each[SEATS_MAX];
    struct slice rest = request->items;
    bool matches = true;

    if (!is_ok(frame_read(&frame, buffer_slice(&offer->frame))) ||
        !is_ok(schnorr_frame_read_nonces(&offered, frame.body)))
        return SCHNORR_NONCE_UNKNOWN;
    for (size_t i = 0; i < request->count; i++) {
        struct schnorr_item item;
        struct slice commitments;
        schnorr_frame_next_item(&item, &commitments, &rest, request->signers);
        for (size_t k = 0; k < request->signers; k++) {
            const uint8_t *bytes = commitments.data + k * FROST_COMMITMENT_BYTES;
            if (k != judged->own && !is_ok(frost_commitment_read(&each[k], bytes)))
                return SCHNORR_BAD_REQUEST;
        }
        matches =
            matches && memcmp(commitments.data + judged->own * FROST_COMMITMENT_BYTES,
                              offered.commitments.data + (skipped + i) * FROST_COMMITMENT_BYTES,
                              FROST_COMMITMENT_BYTES) == 0;
        each[judged->own] = signer->published[offer->offset + skipped + i];
        signer->sum[i] = frost_commitment_sum(each, request->signers);
    }
    judged->sum = signer->sum;
    return matches ? SCHNORR_ANSWERED : SCHNORR_NONCE_MISMATCH;
}

static enum schnorr_code judge(struct schnorr_signer *signer, struct schnorr_judged *judged,
                               const struct frame *frame, const struct schnorr_task *task,
                               struct schnorr_clock clock)
{
    if (frame->type != FRAME_SIGN_REQ || !sign_schnorr_has_no_context(frame) ||
        !is_ok(schnorr_frame_read_request(&judged->request, frame->body)))
        return SCHNORR_BAD_REQUEST;
    if (memcmp(judged->request.epoch_hash, signer->record.hash, 32) != 0)
        return SCHNORR_STALE_EPOCH;
    if (!is_a_signer_set(signer, judged))
        return SCHNORR_BAD_REQUEST;
    if (judged->request.expiry <= clock.unix_seconds ||
        (task != NULL && task->expiry <= clock.unix_seconds))
        return SCHNORR_EXPIRED;
    if (!is_what_was_approved(&judged->request, task))
        return SCHNORR_NOT_APPROVED;
    const enum schnorr_code found = find_offer(signer, judged);
    if (found != SCHNORR_ANSWERED)
        return found;
    return judge_commitments(signer, judged);
}

/* The set of the last request is kept: the same seats of one record give the same again. */
static result find_signers(struct schnorr_signer *signer, struct schnorr_judged *judged)
{
    const struct schnorr_request *request = &judged->request;
    const struct epoch_lane *lane = &signer->record.lane[LANE_SCHNORR];
    struct point pubshares[SEATS_MAX];

    judged->signers = &signer->signers;
    if (signer->signers.count == request->signers &&
        memcmp(signer->signers.seat, request->seat, request->signers * sizeof request->seat[0]) ==
            0)
        return OK;
    for (size_t i = 0; i < request->signers; i++)
        pubshares[i] = lane->pubshare[request->seat[i]];
    return frost_signers_fill(&signer->signers, &lane->key, signer->record.t, signer->record.n,
                              request->seat, pubshares, request->signers);
}

result sign_schnorr_judge(struct schnorr_signer *signer, struct schnorr_judged *judged,
                          enum schnorr_code *code, const struct frame *frame,
                          const struct schnorr_task *task, struct schnorr_clock clock)
{
    CHECK(sign_schnorr_is_asked_by(signer, frame), SCHNORR_SENDER);
    (void)schnorr_signer_tick(signer, clock);
    const enum schnorr_code verdict = judge(signer, judged, frame, task, clock);
    if (verdict == SCHNORR_ANSWERED)
        TRY(find_signers(signer, judged));
    *code = verdict;
    return OK;
}

result schnorr_signer_review(struct schnorr_signer *signer, enum schnorr_code *code,
                             const struct frame *request, const struct schnorr_task *task,
                             struct schnorr_clock clock)
{
    struct schnorr_judged judged;

    return sign_schnorr_judge(signer, &judged, code, request, task, clock);
}
