/* SPDX-License-Identifier: MIT */
/* Before round 1: the own E_OPEN, the bundle that fixes the sigid, and the pair setups. */
#include <string.h>

#include "core/ceremony/sign_ecdsa_internal.h"

void ecdsa_open_send(struct sign_ecdsa *s, uint64_t now_ms)
{
    struct buffer body SCOPED(buffer_free) = {0};
    struct buffer *const out = ecdsa_outbox_add(&s->outbox, 0, true, false);
    struct frame written;
    uint8_t nonce[32];

    rng_fill(s->setting.rng, nonce, sizeof nonce);
    wire_write_u16(&body, s->setting.own);
    buffer_append(&body, nonce, sizeof nonce);
    for (size_t i = 0; i < s->t; i++) {
        uint8_t *const psid = s->signer[i].named_psid;

        if (i == s->me)
            continue;
        pair_store_name(s->setting.pairs, psid, s->signer[i].seat, s->m, now_ms);
        buffer_append(&body, psid, 32);
    }
    frame_write(out, FRAME_E_OPEN, s->request.hash, buffer_slice(&body), s->setting.identity);
    if (is_ok(frame_read(&written, buffer_slice(out))))
        memcpy(s->open_hash, written.hash, sizeof s->open_hash);
}

/* The E_OPEN of one position, signed by its seat; gives the psid that it names for this device. */
static result read_opening(const uint8_t **psid, const struct sign_ecdsa *s, size_t position,
                           const struct frame *frame)
{
    const uint16_t seat = s->signer[position].seat;
    struct ecdsa_opening opening;

    CHECK(frame->type == FRAME_E_OPEN, ECDSA_BODY);
    CHECK(memcmp(frame->ctx, s->request.hash, 32) == 0, ECDSA_BODY);
    CHECK(memcmp(frame->sender, s->setting.record->id_pk[seat], 32) == 0, ECDSA_BODY);
    TRY(ecdsa_frame_read_opening(&opening, frame->body, s->t));
    CHECK(opening.seat == seat, ECDSA_BODY);
    if (position == s->me) {
        CHECK(memcmp(frame->hash, s->open_hash, 32) == 0, ECDSA_BODY);
        *psid = NULL;
        return OK;
    }
    TRY(frame_verify(frame));
    *psid = opening.psids + 32 * (s->me < position ? s->me : s->me - 1);
    return OK;
}

static bool has_named_setup(const struct ecdsa_signer *signer)
{
    static const uint8_t none[32] = {0};

    return !pair_setup_is_same_name(signer->named_psid, none);
}

bool ecdsa_open_bundle(struct sign_ecdsa *s, struct slice bundle)
{
    uint8_t hashes[ECDSA_SEATS_MAX][32];
    const uint8_t *psid[ECDSA_SEATS_MAX];

    for (size_t i = 0; i < s->t; i++) {
        struct frame frame;

        if (!is_ok(frame_read_next(&frame, &bundle)) ||
            !is_ok(read_opening(&psid[i], s, i, &frame)))
            return false;
        memcpy(hashes[i], frame.hash, 32);
    }
    if (bundle.size != 0)
        return false;
    ecdsa_frame_session_id(s->sigid, &s->request, hashes[0]);
    for (size_t i = 0; i < s->t; i++) {
        struct ecdsa_signer *const signer = &s->signer[i];

        if (i == s->me || !has_named_setup(signer) ||
            !pair_setup_is_same_name(psid[i], signer->named_psid))
            continue;
        memcpy(signer->psid, psid[i], 32);
        signer->has_setup = true;
    }
    return true;
}

/* A pair without a common psid drops what it has, and both send a PAIR at once (B2). */
void ecdsa_open_pairs(struct sign_ecdsa *s)
{
    s->phase = ECDSA_PHASE_PAIRING;
    for (size_t i = 0; i < s->t; i++) {
        struct ecdsa_signer *const signer = &s->signer[i];

        if (i == s->me || signer->has_setup)
            continue;
        pair_store_kill(s->setting.pairs, signer->seat);
        pair_store_begin_inside(
            s->setting.pairs,
            ecdsa_outbox_add(&s->outbox, (uint32_t)1 << signer->seat, false, true), signer->seat,
            s->sigid);
        s->pairing |= (uint32_t)1 << i;
    }
}

bool ecdsa_open_hear_pair(struct sign_ecdsa *s, size_t position, const struct frame *frame,
                          uint64_t now_ms)
{
    struct ecdsa_signer *const signer = &s->signer[position];
    struct pair_body body;

    if (memcmp(frame->ctx, s->request.epoch_hash, 32) != 0 ||
        !is_ok(pair_setup_read(&body, frame->body)) || body.to != s->setting.own ||
        body.from != signer->seat || memcmp(body.re, s->sigid, sizeof s->sigid) != 0)
        return false;
    if (s->phase != ECDSA_PHASE_PAIRING || !(s->pairing >> position & 1))
        return true; /* this session's, but nobody waits for it */
    if (!is_ok(pair_store_finish_inside(s->setting.pairs, signer->seat, frame, now_ms))) {
        ecdsa_verdict_fail(s, ECDSA_REASON_PAIR_MALFORMED, (uint32_t)1 << position);
        return true;
    }
    const struct pair_whole *const whole = pair_store_lend(s->setting.pairs, signer->seat);
    memcpy(signer->psid, whole->psid, sizeof signer->psid);
    pair_store_take_back(s->setting.pairs, signer->seat);
    s->pairing &= ~((uint32_t)1 << position);
    return true;
}
