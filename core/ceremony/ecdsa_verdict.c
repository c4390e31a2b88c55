/* SPDX-License-Identifier: MIT */
/* How a session speaks, and how it ends: marks and wiping as amendments B3 ask, ABORT frames as G4
 * does, and finding out who signed two. */
#include <string.h>

#include "core/ceremony/sign_ecdsa_internal.h"

static uint32_t everyone_else(const struct sign_ecdsa *s)
{
    uint32_t seats = 0;

    for (size_t i = 0; i < s->t; i++)
        if (i != s->me)
            seats |= (uint32_t)1 << s->signer[i].seat;
    return seats;
}

static void keep_own(struct sign_ecdsa *s, uint8_t type, struct slice bytes)
{
    struct ecdsa_signer *const own = &s->signer[s->me];
    struct frame frame;

    if (!is_ok(frame_read(&frame, bytes)))
        return;
    buffer_clear(&own->slot[ecdsa_slot_of(type)]);
    buffer_append_slice(&own->slot[ecdsa_slot_of(type)], bytes);
    memcpy(own->hash[ecdsa_slot_of(type)], frame.hash, 32);
}

void ecdsa_verdict_post(struct sign_ecdsa *s, uint8_t type, struct slice body, size_t position)
{
    const bool is_pairwise = position != s->me;
    const uint32_t seats = is_pairwise ? (uint32_t)1 << s->signer[position].seat : everyone_else(s);
    struct buffer *const out = ecdsa_outbox_add(&s->outbox, seats, !is_pairwise, is_pairwise);

    frame_write(out, type, s->sigid, body, s->setting.identity);
    if (!is_pairwise)
        keep_own(s, type, buffer_slice(out));
}

void ecdsa_verdict_end(struct sign_ecdsa *s, enum sign_ecdsa_status status)
{
    secret_free_at(&s->arena);
    if (s->is_locked)
        pair_store_unlock(s->setting.pairs, everyone_else(s));
    s->is_locked = false;
    s->phase = ECDSA_PHASE_OVER;
    s->status = status;
}

static void post_abort(struct sign_ecdsa *s, enum ecdsa_reason reason, uint16_t accused,
                       const struct slice *frames, size_t frame_count)
{
    struct buffer *const out = ecdsa_outbox_add(&s->outbox, everyone_else(s), true, false);

    ecdsa_frame_write_abort(out, s->sigid, reason, accused, frames, frame_count,
                            s->setting.identity);
}

static void add_mark(struct sign_ecdsa *s, size_t a, size_t b, enum ecdsa_reason reason)
{
    const uint16_t x = s->signer[a].seat, y = s->signer[b].seat;

    s->verdict.marks[s->verdict.mark_count++] =
        (struct ecdsa_mark){.a = x < y ? x : y, .b = x < y ? y : x, .reason = reason};
}

/* B3: the edge to this peer is marked, and what the two share is gone. */
static void mark_own(struct sign_ecdsa *s, size_t position, enum ecdsa_reason reason)
{
    add_mark(s, s->me, position, reason);
    pair_store_kill(s->setting.pairs, s->signer[position].seat);
    s->verdict.wiped |= (uint32_t)1 << s->signer[position].seat;
}

/* One ABORT for each accused, with its frames of these types; one for nobody if none is. */
static void accuse(struct sign_ecdsa *s, enum ecdsa_reason reason, uint32_t accused,
                   const uint8_t *types, size_t type_count)
{
    s->verdict.reason = reason;
    if (!accused)
        post_abort(s, reason, ECDSA_NO_SEAT, NULL, 0);
    for (size_t i = 0; i < s->t; i++) {
        struct slice frames[2];

        if (!(accused >> i & 1))
            continue;
        for (size_t k = 0; k < type_count; k++) {
            frames[k] = buffer_slice(&s->signer[i].slot[ecdsa_slot_of(types[k])]);
            buffer_append_slice(&s->verdict.evidence, frames[k]);
        }
        s->verdict.accused |= (uint32_t)1 << s->signer[i].seat;
        s->verdict.is_provable = type_count > 0;
        post_abort(s, reason, s->signer[i].seat, frames, type_count);
    }
    ecdsa_verdict_end(s, SIGN_ECDSA_FAILED);
}

static bool is_marked(enum ecdsa_reason reason)
{
    return reason == ECDSA_REASON_EXT || reason == ECDSA_REASON_VOLE ||
           reason == ECDSA_REASON_GAMMA;
}

void ecdsa_verdict_fail(struct sign_ecdsa *s, enum ecdsa_reason reason, uint32_t accused)
{
    static const uint8_t commit[] = {FRAME_E_COM, FRAME_E_R2}, relation[] = {FRAME_E_R2};

    for (size_t i = 0; i < s->t; i++)
        if (is_marked(reason) && (accused >> i & 1))
            mark_own(s, i, reason);
    if (reason == ECDSA_REASON_COMMIT)
        accuse(s, reason, accused, commit, sizeof commit);
    else if (reason == ECDSA_REASON_PK_RELATION)
        accuse(s, reason, accused, relation, sizeof relation);
    else
        accuse(s, reason, accused, NULL, 0);
}

void ecdsa_verdict_fail_pairs(struct sign_ecdsa *s, const uint32_t *pairs)
{
    uint32_t own = 0, others = 0;

    for (size_t a = 0; a < s->t; a++)
        for (size_t b = a + 1; b < s->t; b++) {
            if (!(pairs[a] >> b & 1))
                continue;
            if (a == s->me || b == s->me) {
                const size_t peer = a == s->me ? b : a;
                own |= (uint32_t)1 << peer;
                mark_own(s, peer, ECDSA_REASON_Z_MISMATCH);
            } else {
                others |= (uint32_t)1 << a | (uint32_t)1 << b;
                add_mark(s, a, b, ECDSA_REASON_Z_MISMATCH);
            }
        }
    accuse(s, ECDSA_REASON_Z_MISMATCH, own ? own : others, NULL, 0);
}

void ecdsa_verdict_malformed(struct sign_ecdsa *s, uint32_t accused, uint8_t type)
{
    const bool is_pairwise = type == FRAME_E_M1 || type == FRAME_E_M2;

    accuse(s, ECDSA_REASON_MALFORMED, accused, &type, is_pairwise ? 0 : 1);
}

/* Two frames of one signer in one slot: proof against it, if they were for all. */
static void convict(struct sign_ecdsa *s, size_t position, const struct frame *first,
                    const struct frame *second)
{
    const uint32_t seat = (uint32_t)1 << s->signer[position].seat;
    const bool is_proved = s->verdict.is_provable && (s->verdict.accused & seat);

    s->verdict.accused |= seat;
    if (!is_proved && ecdsa_evidence_is_twofold(first, second)) {
        s->verdict.is_provable = true;
        buffer_append_slice(&s->verdict.evidence, first->bytes);
        buffer_append_slice(&s->verdict.evidence, second->bytes);
    }
}

void ecdsa_verdict_two_frames(struct sign_ecdsa *s, size_t position, const struct frame *second)
{
    const struct buffer *const slot = &s->signer[position].slot[ecdsa_slot_of(second->type)];
    const bool is_pairwise = second->type == FRAME_E_M1 || second->type == FRAME_E_M2;
    const struct slice both[2] = {buffer_slice(slot), second->bytes};
    struct frame first;

    if (!is_ok(frame_read(&first, both[0])))
        return;
    s->verdict.reason = ECDSA_REASON_EQUIVOCATION;
    convict(s, position, &first, second);
    post_abort(s, ECDSA_REASON_EQUIVOCATION, s->signer[position].seat, both, is_pairwise ? 0 : 2);
    ecdsa_verdict_end(s, SIGN_ECDSA_FAILED);
}

void ecdsa_verdict_show_frames(struct sign_ecdsa *s, uint8_t type)
{
    struct slice frames[ECDSA_SEATS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < s->t; i++) {
        frames[count] = buffer_slice(&s->signer[i].slot[ecdsa_slot_of(type)]);
        if (frames[count].size != 0)
            count++;
    }
    post_abort(s, ECDSA_REASON_EQUIVOCATION, ECDSA_NO_SEAT, frames, count);
    if (s->status != SIGN_ECDSA_RUNNING)
        return;
    s->verdict.reason = ECDSA_REASON_EQUIVOCATION;
    ecdsa_verdict_end(s, SIGN_ECDSA_FAILED);
}

static uint32_t find_silent(const struct sign_ecdsa *s)
{
    uint32_t silent = 0;
    size_t first = 0, last = 0;

    if (s->phase == ECDSA_PHASE_OPENED)
        return 0;
    if (s->phase == ECDSA_PHASE_PAIRING)
        return s->pairing;
    if (s->phase == ECDSA_PHASE_ROUND2)
        first = ecdsa_slot_of(FRAME_E_R2);
    if (s->phase == ECDSA_PHASE_ROUND3)
        first = ecdsa_slot_of(FRAME_E_R3);
    last = s->phase == ECDSA_PHASE_ROUND3 ? first : first + 1;
    for (size_t i = 0; i < s->t; i++)
        if (i != s->me && (s->signer[i].slot[first].size == 0 || s->signer[i].slot[last].size == 0))
            silent |= (uint32_t)1 << i;
    return silent;
}

void ecdsa_verdict_time_out(struct sign_ecdsa *s)
{
    if (s->phase != ECDSA_PHASE_OPENED) {
        accuse(s, ECDSA_REASON_TIMEOUT, find_silent(s), NULL, 0);
        return;
    }
    s->verdict.reason = ECDSA_REASON_TIMEOUT; /* no bundle came: there is no session to speak in */
    ecdsa_verdict_end(s, SIGN_ECDSA_FAILED);
}

/* Compares the frames that somebody shows with those used here. */
static bool compare_shown(struct sign_ecdsa *s, const struct ecdsa_abort *abort, uint8_t *type)
{
    struct slice rest = abort->frames;
    bool has_found = false;

    for (size_t k = 0; k < abort->frame_count; k++) {
        struct frame shown, used;

        if (!is_ok(ecdsa_frame_next_inside(&shown, &rest)))
            return has_found;
        for (size_t i = 0; i < s->t; i++) {
            if ((shown.type != FRAME_E_COM && shown.type != FRAME_E_R2 &&
                 shown.type != FRAME_E_R3) ||
                memcmp(shown.ctx, s->sigid, 32) != 0)
                continue;
            const struct buffer *const slot = &s->signer[i].slot[ecdsa_slot_of(shown.type)];
            if (i != s->me && slot->size != 0 && is_ok(frame_read(&used, buffer_slice(slot))) &&
                ecdsa_evidence_is_twofold(&used, &shown)) {
                convict(s, i, &used, &shown);
                *type = shown.type;
                has_found = true;
            }
        }
    }
    return has_found;
}

static void stop_by_report(struct sign_ecdsa *s, const struct ecdsa_abort *abort, uint16_t reporter)
{
    s->verdict.reason = abort->reason;
    s->verdict.is_reported = true;
    s->verdict.reporter = reporter;
    for (size_t i = 0; i < s->t; i++)
        if (s->signer[i].seat == abort->accused)
            s->verdict.accused |= (uint32_t)1 << abort->accused;
    ecdsa_verdict_end(s, SIGN_ECDSA_FAILED);
}

static void hear_equivocation(struct sign_ecdsa *s, const struct ecdsa_abort *abort)
{
    uint8_t type = FRAME_E_COM;
    const bool has_found = compare_shown(s, abort, &type);

    if (has_found && s->status == SIGN_ECDSA_RUNNING)
        ecdsa_verdict_show_frames(s, type);
    else if (has_found && s->verdict.is_reported) {
        s->verdict.reason = ECDSA_REASON_EQUIVOCATION;
        s->verdict.is_reported = false;
    }
}

/* Whose ABORT it is: a position, t for the coordinator, or -1. */
static int speaker_of(const struct sign_ecdsa *s, const struct frame *frame)
{
    const bool is_session = s->phase != ECDSA_PHASE_OPENED && memcmp(frame->ctx, s->sigid, 32) == 0;
    const bool is_request = memcmp(frame->ctx, s->request.hash, 32) == 0;

    for (size_t i = 0; is_session && i < s->t; i++)
        if (memcmp(frame->sender, s->setting.record->id_pk[s->signer[i].seat], 32) == 0)
            return i == s->me ? -1 : (int)i;
    if ((is_session || is_request) && memcmp(frame->sender, s->request.coordinator, 32) == 0)
        return (int)s->t;
    return -1;
}

bool ecdsa_verdict_hear_abort(struct sign_ecdsa *s, const struct frame *frame)
{
    const int speaker = speaker_of(s, frame);
    struct ecdsa_abort abort;

    if (speaker < 0)
        return false;
    if (!is_ok(ecdsa_frame_read_abort(&abort, frame->body)))
        return true;
    if (abort.reason == ECDSA_REASON_EQUIVOCATION)
        hear_equivocation(s, &abort);
    if (s->status != SIGN_ECDSA_RUNNING)
        return true;
    const bool is_peer = (size_t)speaker < s->t;
    if (s->phase == ECDSA_PHASE_ROUND3 && is_peer &&
        s->signer[speaker].slot[ecdsa_slot_of(FRAME_E_R3)].size != 0)
        return true; /* its part is here: the signature may still come */
    stop_by_report(s, &abort, is_peer ? s->signer[speaker].seat : (uint16_t)ECDSA_NO_SEAT);
    return true;
}
