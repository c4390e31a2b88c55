/* SPDX-License-Identifier: MIT */
#include "core/ceremony/sign_schnorr.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/sign_schnorr_inside.h"

struct schnorr_signer *schnorr_signer_new(const struct epoch_record *record, uint16_t seat,
                                          const uint8_t coordinator_pk[static 32],
                                          const struct identity *identity, struct rng *rng)
{
    struct schnorr_signer *signer = memory_new(1, sizeof *signer);

    signer->record = *record;
    signer->seat = seat;
    memcpy(signer->coordinator_pk, coordinator_pk, 32);
    signer->identity = identity;
    signer->rng = rng;
    rng_fill(rng, signer->stream, sizeof signer->stream);
    signer->vault = secret_new(sizeof(struct schnorr_vault));
    return signer;
}

void sign_schnorr_drop_answer(struct schnorr_signer *signer, size_t which)
{
    buffer_free(&signer->answer[which].frame);
    signer->answers--;
    memmove(&signer->answer[which], &signer->answer[which + 1],
            (signer->answers - which) * sizeof signer->answer[0]);
}

/* Erases an offer's nonces and closes the gap they leave. */
void sign_schnorr_drop_offer(struct schnorr_signer *signer, size_t which)
{
    const struct schnorr_offer gone = signer->offer[which];
    const size_t behind = signer->nonces - gone.offset - gone.count;
    struct schnorr_vault *vault = secret_lend(signer->vault);

    memmove(&vault->nonce[gone.offset], &vault->nonce[gone.offset + gone.count],
            behind * sizeof vault->nonce[0]);
    memory_wipe(&vault->nonce[gone.offset + behind], gone.count * sizeof vault->nonce[0]);
    memmove(&signer->published[gone.offset], &signer->published[gone.offset + gone.count],
            behind * sizeof signer->published[0]);
    secret_take_back(signer->vault);

    buffer_free(&signer->offer[which].frame);
    signer->offers--;
    signer->nonces -= gone.count;
    memmove(&signer->offer[which], &signer->offer[which + 1],
            (signer->offers - which) * sizeof signer->offer[0]);
    for (size_t i = which; i < signer->offers; i++)
        signer->offer[i].offset -= gone.count;
}

void schnorr_signer_forget(struct schnorr_signer *signer)
{
    struct schnorr_vault *vault = secret_lend(signer->vault);

    memory_wipe(vault, sizeof *vault);
    secret_take_back(signer->vault);
    while (signer->offers > 0)
        sign_schnorr_drop_offer(signer, signer->offers - 1);
}

void schnorr_signer_free(struct schnorr_signer *signer)
{
    if (signer == NULL)
        return;
    schnorr_signer_forget(signer);
    while (signer->answers > 0)
        sign_schnorr_drop_answer(signer, signer->answers - 1);
    secret_free(signer->vault);
    memory_free(signer);
}

size_t schnorr_signer_open_nonces(const struct schnorr_signer *signer)
{
    return signer->nonces;
}

uint64_t schnorr_signer_tick(struct schnorr_signer *signer, struct schnorr_clock clock)
{
    while (signer->offers > 0) {
        const uint64_t born_ms = signer->offer[0].born_ms;
        /* a clock that runs backwards is as good as one that ran out */
        if (clock.now_ms >= born_ms && clock.now_ms - born_ms < SCHNORR_NONCE_LIFE_MS)
            break;
        sign_schnorr_drop_offer(signer, 0);
    }
    for (size_t i = signer->answers; i > 0; i--) {
        if (signer->answer[i - 1].expiry <= clock.unix_seconds)
            sign_schnorr_drop_answer(signer, i - 1);
    }
    return signer->offers > 0 ? signer->offer[0].born_ms + SCHNORR_NONCE_LIFE_MS : UINT64_MAX;
}

/* --- rejecting --- */

void schnorr_signer_reject(const struct schnorr_signer *signer, struct buffer *out,
                           const struct frame *request, enum schnorr_code code)
{
    struct buffer body = {0};
    struct schnorr_request read;
    const uint8_t *ctx = request->hash;

    /* the answer to a SIGN_REQ carries its sid; where there is none, its frame_hash */
    if (request->type == FRAME_SIGN_REQ && is_ok(schnorr_frame_read_request(&read, request->body)))
        ctx = read.sid;
    wire_write_u16(&body, signer->seat);
    wire_write_u8(&body, (uint8_t)code);
    wire_write_u64(&body, signer->next_index);
    buffer_append(&body, signer->record.hash, 32);
    frame_write(out, FRAME_REJECT, ctx, buffer_slice(&body), signer->identity);
    buffer_free(&body);
}

bool sign_schnorr_is_asked_by(const struct schnorr_signer *signer, const struct frame *request)
{
    return memcmp(request->sender, signer->coordinator_pk, 32) == 0;
}

bool sign_schnorr_has_no_context(const struct frame *request)
{
    static const uint8_t zero[32] = {0};

    return memcmp(request->ctx, zero, sizeof zero) == 0;
}

/* --- offering nonces --- */

static result make_nonces(struct schnorr_signer *signer, struct buffer *commitments, size_t count,
                          const struct scalar *share)
{
    struct schnorr_vault *vault = secret_lend(signer->vault);
    uint8_t pubshare[POINT_BYTES];
    uint8_t fresh[32];
    result made = OK;

    point_write(pubshare, &signer->record.lane[LANE_SCHNORR].pubshare[signer->seat]);
    for (size_t i = 0; i < count && is_ok(made); i++) {
        struct buffer extra = {0};
        buffer_append(&extra, signer->record.hash, 32);
        buffer_append(&extra, signer->stream, sizeof signer->stream);
        wire_write_u64(&extra, signer->next_index + i);
        rng_fill(signer->rng, fresh, sizeof fresh);
        struct frost_commitment *const published = &signer->published[signer->nonces + i];
        made = frost_nonce_draw(&vault->nonce[signer->nonces + i], published,
                                &(struct frost_seed){.fresh = fresh,
                                                     .share = share,
                                                     .pubshare = slice_of(pubshare, POINT_BYTES),
                                                     .extra = buffer_slice(&extra)});
        if (is_ok(made))
            frost_commitment_write(buffer_extend(commitments, FROST_COMMITMENT_BYTES), published);
        buffer_free(&extra);
    }
    memory_wipe(fresh, sizeof fresh);
    secret_take_back(signer->vault);
    return made;
}

static result open_offer(struct schnorr_signer *signer, const struct frame *request,
                         const struct schnorr_nonce_request *read, const struct scalar *share,
                         uint64_t now_ms)
{
    struct buffer commitments SCOPED(buffer_free) = {0};
    struct buffer body SCOPED(buffer_free) = {0};

    /* the newest request is the one the coordinator means: the oldest offers make room */
    while (signer->offers == SCHNORR_OFFERS_MAX ||
           signer->nonces + read->count > SCHNORR_NONCES_MAX)
        sign_schnorr_drop_offer(signer, 0);
    struct schnorr_offer *offer = &signer->offer[signer->offers];
    TRY(make_nonces(signer, &commitments, read->count, share));

    *offer = (struct schnorr_offer){.first = signer->next_index,
                                    .count = read->count,
                                    .offset = signer->nonces,
                                    .born_ms = now_ms};
    memcpy(offer->request_hash, request->hash, 32);
    memcpy(offer->intent_hash, read->intent_hash, 32);
    wire_write_u16(&body, signer->seat);
    buffer_append(&body, signer->record.hash, 32);
    buffer_append(&body, signer->stream, sizeof signer->stream);
    wire_write_u64(&body, offer->first);
    wire_write_u16(&body, read->count);
    buffer_append_slice(&body, buffer_slice(&commitments));
    frame_write(&offer->frame, FRAME_NONCES, request->hash, buffer_slice(&body), signer->identity);
    signer->next_index += read->count;
    signer->nonces += read->count;
    signer->offers++;
    return OK;
}

static enum schnorr_code judge_nonce_request(const struct schnorr_signer *signer,
                                             struct schnorr_nonce_request *read,
                                             const struct frame *request)
{
    if (request->type != FRAME_NONCE_REQ || !sign_schnorr_has_no_context(request) ||
        !is_ok(schnorr_frame_read_nonce_request(read, request->body)))
        return SCHNORR_BAD_REQUEST;
    if (memcmp(read->epoch_hash, signer->record.hash, 32) != 0)
        return SCHNORR_STALE_EPOCH;
    for (size_t i = 0; i < signer->answers; i++) {
        if (memcmp(signer->answer[i].offer_hash, request->hash, 32) == 0)
            return SCHNORR_NONCE_SPENT; /* a late copy of a request whose nonces did their work */
    }
    return SCHNORR_ANSWERED;
}

result schnorr_signer_offer(struct schnorr_signer *signer, struct buffer *out,
                            enum schnorr_code *code, const struct frame *request,
                            const struct scalar *share, struct schnorr_clock clock)
{
    struct schnorr_nonce_request read;

    CHECK(sign_schnorr_is_asked_by(signer, request), SCHNORR_SENDER);
    (void)schnorr_signer_tick(signer, clock);
    const enum schnorr_code verdict = judge_nonce_request(signer, &read, request);
    if (verdict != SCHNORR_ANSWERED) {
        schnorr_signer_reject(signer, out, request, verdict);
        *code = verdict;
        return OK;
    }

    size_t which = 0;
    while (which < signer->offers &&
           memcmp(signer->offer[which].request_hash, request->hash, 32) != 0)
        which++;
    if (which == signer->offers) {
        TRY(open_offer(signer, request, &read, share, clock.now_ms));
        which = signer->offers - 1;
    }
    buffer_append_slice(out, buffer_slice(&signer->offer[which].frame));
    *code = SCHNORR_ANSWERED;
    return OK;
}
