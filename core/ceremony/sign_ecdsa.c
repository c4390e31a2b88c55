/* SPDX-License-Identifier: MIT */
#include "core/ceremony/sign_ecdsa.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/sign_ecdsa_internal.h"

static bool is_same_item(const struct ecdsa_item *a, const struct ecdsa_item *b)
{
    return memcmp(a->digest, b->digest, sizeof a->digest) == 0 && a->depth == b->depth &&
           memcmp(a->path, b->path, a->depth * sizeof a->path[0]) == 0;
}

/* The engine's own item decides what is signed; the request's is only compared. */
static result take_items(struct sign_ecdsa *s, const struct ecdsa_item *items, size_t count)
{
    const struct epoch_lane *const lane = &s->setting.record->lane[LANE_ECDSA];

    for (size_t i = 0; i < s->m; i++) {
        struct ecdsa_item *const asked = &s->request.item[i];
        size_t k = 0;

        while (k < count && !is_same_item(asked, &items[k]))
            k++;
        CHECK(k < count, ECDSA_ITEM_FOREIGN);
        asked->is_ethereum = items[k].is_ethereum;
        TRY(derive_path(&s->derived[i], &lane->key, lane->chaincode, asked->path, asked->depth));
    }
    return OK;
}

static result set_up(struct sign_ecdsa *s, const struct sign_ecdsa_setting *setting,
                     const struct ecdsa_request *request)
{
    s->setting = *setting;
    s->request = *request;
    s->t = request->signer_count;
    s->m = request->item_count;
    s->me = s->t;
    for (size_t i = 0; i < s->t; i++) {
        s->signer[i].seat = request->seat[i];
        if (request->seat[i] == setting->own)
            s->me = i;
    }
    CHECK(s->me < s->t && s->t >= 2, ECDSA_ORDER);
    s->verdict.reporter = ECDSA_NO_SEAT;
    return OK;
}

static uint32_t peers_of(const struct sign_ecdsa *s)
{
    uint32_t seats = 0;

    for (size_t i = 0; i < s->t; i++)
        if (i != s->me)
            seats |= (uint32_t)1 << s->signer[i].seat;
    return seats;
}

static void free_at(struct sign_ecdsa **session)
{
    sign_ecdsa_free(*session);
}

result sign_ecdsa_new(struct sign_ecdsa **out, const struct sign_ecdsa_setting *setting,
                      const struct ecdsa_request *request, const struct ecdsa_item *items,
                      size_t item_count, const struct scalar *share, uint64_t now_ms)
{
    struct sign_ecdsa *s SCOPED(free_at) = memory_new(1, sizeof *s);

    TRY(set_up(s, setting, request));
    TRY(take_items(s, items, item_count));
    TRY(pair_store_lock(setting->pairs, peers_of(s)));
    s->is_locked = true;
    s->arena = secret_new(sizeof(struct ecdsa_arena) + s->t * s->m * sizeof(struct ecdsa_cell));
    struct ecdsa_arena *const arena = secret_lend(s->arena);
    arena->share = *share;
    secret_take_back(s->arena);
    s->deadline = now_ms + ECDSA_ROUND_MS;
    ecdsa_open_send(s, now_ms);
    *out = s;
    s = NULL;
    return OK;
}

void sign_ecdsa_free(struct sign_ecdsa *session)
{
    if (!session)
        return;
    ecdsa_verdict_end(session, session->status);
    for (size_t i = 0; i < ECDSA_SEATS_MAX; i++) {
        for (size_t k = 0; k < ECDSA_SLOTS; k++)
            buffer_wipe(&session->signer[i].slot[k]);
        for (size_t k = 0; k < ECDSA_HELD_MAX; k++)
            buffer_wipe(&session->signer[i].held[k]);
    }
    ecdsa_outbox_clear(&session->outbox);
    buffer_free(&session->verdict.evidence);
    memory_free(session);
}

static int position_of(const struct sign_ecdsa *s, const uint8_t id_pk[static 32])
{
    for (size_t i = 0; i < s->t; i++)
        if (memcmp(s->setting.record->id_pk[s->signer[i].seat], id_pk, 32) == 0)
            return (int)i;
    return -1;
}

/* Whether all peers filled the two slots of a round (or one, for the last). */
static bool is_complete(const struct sign_ecdsa *s, uint8_t broadcast, bool has_pairwise)
{
    for (size_t i = 0; i < s->t; i++) {
        const struct buffer *const slot = &s->signer[i].slot[ecdsa_slot_of(broadcast)];

        if (i != s->me && (slot->size == 0 || (has_pairwise && slot[1].size == 0)))
            return false;
    }
    return true;
}

/* Does whatever has become possible. */
static void advance(struct sign_ecdsa *s, uint64_t now_ms)
{
    for (enum ecdsa_phase before = ECDSA_PHASE_OVER; before != s->phase;) {
        before = s->phase;
        if (s->phase == ECDSA_PHASE_PAIRING && s->pairing == 0)
            ecdsa_round1_send(s);
        else if (s->phase == ECDSA_PHASE_ROUND1 && is_complete(s, FRAME_E_COM, true))
            ecdsa_round2_send(s);
        else if (s->phase == ECDSA_PHASE_ROUND2 && is_complete(s, FRAME_E_R2, true))
            ecdsa_round3_send(s);
        else if (s->phase == ECDSA_PHASE_ROUND3 && is_complete(s, FRAME_E_R3, false))
            ecdsa_round3_finish(s);
        if (s->phase != before)
            s->deadline = now_ms + ECDSA_ROUND_MS;
    }
}

/* The sigid is not known yet: keep a few, judge them later. The newest pushes out the oldest. */
static void hold(struct ecdsa_signer *signer, const struct frame *frame)
{
    size_t total = frame->bytes.size;

    if (frame->type != FRAME_PAIR && frame->type != FRAME_E_COM && frame->type != FRAME_E_M1)
        return;
    for (size_t k = 1; k < ECDSA_HELD_MAX; k++)
        total += signer->held[k].size;
    if (total > ECDSA_HELD_BYTES)
        return;
    buffer_wipe(&signer->held[0]);
    memmove(&signer->held[0], &signer->held[1], (ECDSA_HELD_MAX - 1) * sizeof signer->held[0]);
    signer->held[ECDSA_HELD_MAX - 1] = (struct buffer){0};
    buffer_append_slice(&signer->held[ECDSA_HELD_MAX - 1], frame->bytes);
}

/* Of this round or the next. */
static bool is_due(const struct sign_ecdsa *s, uint8_t type)
{
    switch (s->phase) {
    case ECDSA_PHASE_PAIRING:
    case ECDSA_PHASE_ROUND1:
        return type <= FRAME_E_M2;
    case ECDSA_PHASE_ROUND2:
    case ECDSA_PHASE_ROUND3:
        return true;
    case ECDSA_PHASE_OPENED:
    case ECDSA_PHASE_OVER:
        return false;
    }
    return false;
}

/* A frame of this session's sigid. */
static void take(struct sign_ecdsa *s, size_t position, const struct frame *frame)
{
    struct ecdsa_signer *const signer = &s->signer[position];
    const size_t slot = ecdsa_slot_of(frame->type);
    const bool is_pairwise = frame->type == FRAME_E_M1 || frame->type == FRAME_E_M2;

    if (!is_due(s, frame->type))
        return;
    if (is_pairwise && frame->body.size >= 2 &&
        (frame->body.data[0] << 8 | frame->body.data[1]) != s->setting.own)
        return; /* for another seat: not ours to judge */
    if (signer->slot[slot].size != 0) {
        if (memcmp(signer->hash[slot], frame->hash, 32) != 0)
            ecdsa_verdict_two_frames(s, position, frame);
        return;
    }
    buffer_append_slice(&signer->slot[slot], frame->bytes);
    memcpy(signer->hash[slot], frame->hash, 32);
    if (frame->body.size != ecdsa_frame_body_size(frame->type, s->t, s->m))
        ecdsa_verdict_malformed(s, (uint32_t)1 << position, frame->type);
}

bool sign_ecdsa_feed(struct sign_ecdsa *session, const struct frame *frame, uint64_t now_ms)
{
    struct sign_ecdsa *const s = session;

    if (frame->type == FRAME_ABORT)
        return ecdsa_verdict_hear_abort(s, frame);
    const int position = position_of(s, frame->sender);
    if (position < 0 || (size_t)position == s->me)
        return false;
    if (s->phase == ECDSA_PHASE_OPENED && s->status == SIGN_ECDSA_RUNNING) {
        hold(&s->signer[position], frame);
        return false; /* perhaps somebody else's: let the engine ask on */
    }
    if (frame->type == FRAME_PAIR) {
        if (s->status != SIGN_ECDSA_RUNNING)
            return false;
        const bool is_taken = ecdsa_open_hear_pair(s, (size_t)position, frame, now_ms);
        advance(s, now_ms);
        return is_taken;
    }
    if (frame->type < FRAME_E_COM || frame->type > FRAME_E_R3 ||
        memcmp(frame->ctx, s->sigid, sizeof s->sigid) != 0)
        return false;
    take(s, (size_t)position, frame);
    advance(s, now_ms);
    return true;
}

/* Frames that came before the bundle. */
static void release_held(struct sign_ecdsa *s, uint64_t now_ms)
{
    for (size_t i = 0; i < s->t; i++)
        for (size_t k = 0; k < ECDSA_HELD_MAX; k++) {
            struct buffer held SCOPED(buffer_wipe) = s->signer[i].held[k];
            struct frame frame;

            s->signer[i].held[k] = (struct buffer){0};
            if (held.size != 0 && is_ok(frame_read(&frame, buffer_slice(&held))))
                (void)sign_ecdsa_feed(s, &frame, now_ms);
        }
}

bool sign_ecdsa_feed_bundle(struct sign_ecdsa *session, struct slice bundle, uint64_t now_ms)
{
    if (session->phase != ECDSA_PHASE_OPENED || session->status != SIGN_ECDSA_RUNNING ||
        !ecdsa_open_bundle(session, bundle))
        return false;
    session->deadline = now_ms + ECDSA_ROUND_MS;
    ecdsa_open_pairs(session);
    advance(session, now_ms);
    release_held(session, now_ms);
    return true;
}

void sign_ecdsa_tick(struct sign_ecdsa *session, uint64_t now_ms)
{
    if (session->status == SIGN_ECDSA_RUNNING && now_ms >= session->deadline)
        ecdsa_verdict_time_out(session);
}

uint64_t sign_ecdsa_wake_at(const struct sign_ecdsa *session)
{
    return session->status == SIGN_ECDSA_RUNNING ? session->deadline : UINT64_MAX;
}

enum sign_ecdsa_status sign_ecdsa_status(const struct sign_ecdsa *session)
{
    return session->status;
}

const struct ecdsa_verdict *sign_ecdsa_verdict(const struct sign_ecdsa *session)
{
    return &session->verdict;
}

struct ecdsa_outbox *sign_ecdsa_outbox(struct sign_ecdsa *session)
{
    return &session->outbox;
}

bool sign_ecdsa_signature(const struct sign_ecdsa *session, struct ecdsa_signature *out,
                          size_t item)
{
    if (item >= session->m || !(session->signed_items >> item & 1))
        return false;
    *out = session->signature[item];
    return true;
}

const struct ecdsa_request *sign_ecdsa_request(const struct sign_ecdsa *session)
{
    return &session->request;
}
