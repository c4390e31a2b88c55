/* SPDX-License-Identifier: MIT */
/* Faults while signing: a partial signature that does not hold (frost-taproot 9.8), and the
 * broadcasts of an ECDSA session (amendments G3, G4). */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/ecdsa_evidence.h"
#include "core/ceremony/evidence_inside.h"
#include "core/ceremony/schnorr_frame.h"

/* --- Taproot --- */

/* One PSIG beside the request it answers. */
struct partial_case {
    const struct epoch_record *record;
    struct schnorr_request request;
    struct schnorr_nonces nonces;
    struct frost_signers signers;
    size_t at; /* the guardian's place in the set */
};

/* Its nonces for item i, as it published them itself; NULL if they are not in the evidence. */
static const uint8_t *published(const struct partial_case *c, size_t i)
{
    const uint64_t index = c->request.first[c->at] + i;

    if (index < c->nonces.first || index - c->nonces.first >= c->nonces.count)
        return NULL;
    return c->nonces.commitments.data + (index - c->nonces.first) * FROST_COMMITMENT_BYTES;
}

/* The session of one item; false if the request is not one an honest guardian would answer. */
static bool fill_item(struct frost_session *out, const struct partial_case *c,
                      const struct schnorr_item *item, struct slice commitments)
{
    const struct epoch_lane *lane = &c->record->lane[LANE_SCHNORR];
    struct frost_commitment each[SEATS_MAX];
    struct tweak tweak;

    for (size_t i = 0; i < c->request.signers; i++)
        if (!is_ok(frost_commitment_read(&each[i], commitments.data + i * FROST_COMMITMENT_BYTES)))
            return false;
    const struct frost_commitment sum = frost_commitment_sum(each, c->request.signers);
    return is_ok(tweak_for_path(&tweak, &lane->key, lane->chaincode, item->path, item->depth)) &&
           is_ok(frost_session_fill(out, &c->signers, &sum, &tweak, slice_of(item->digest, 32)));
}

/* Whether some item's partial signature is false under the guardian's own published nonces. Any
 * doubt about the request itself (its nonces altered, a point that is none) is the coordinator's,
 * and convicts nobody here. */
static bool is_false(const struct partial_case *c, struct slice partials)
{
    struct slice rest = c->request.items;
    bool has_false = false;

    for (size_t i = 0; i < c->request.count; i++) {
        struct frost_commitment own;
        struct frost_session session;
        struct schnorr_item item;
        struct slice commitments;
        const uint8_t *nonces = published(c, i);
        schnorr_frame_next_item(&item, &commitments, &rest, c->request.signers);
        if (!nonces ||
            memcmp(nonces, commitments.data + c->at * FROST_COMMITMENT_BYTES,
                   FROST_COMMITMENT_BYTES) != 0 ||
            !is_ok(frost_commitment_read(&own, nonces)) ||
            !fill_item(&session, c, &item, commitments))
            return false;
        has_false = has_false || !is_ok(frost_verify(partials.data + i * FROST_PARTIAL_BYTES, &own,
                                                     &session, &c->signers, c->at));
    }
    return has_false;
}

/* The set, and the guardian's place in it. */
static bool take_place(struct partial_case *c, const struct frame *psig)
{
    const int seat = record_seat_of(c->record, psig->sender);
    const struct epoch_lane *lane = &c->record->lane[LANE_SCHNORR];
    struct point pubshares[SEATS_MAX];

    for (size_t i = 0; i < c->request.signers; i++) {
        if (c->request.seat[i] >= c->record->n)
            return false;
        pubshares[i] = lane->pubshare[c->request.seat[i]];
    }
    if (seat < 0 || !is_ok(frost_signers_fill(&c->signers, &lane->key, c->record->t, c->record->n,
                                              c->request.seat, pubshares, c->request.signers)))
        return false;
    const int at = frost_signers_find(&c->signers, (uint16_t)seat);
    c->at = at < 0 ? 0 : (size_t)at;
    return at >= 0;
}

static bool find_nonces(struct partial_case *c, const struct evidence_bag *bag,
                        const struct frame *psig)
{
    for (size_t i = 0; i < bag->count; i++) {
        const struct frame *frame = &bag->frame[i];
        if (frame->type == FRAME_NONCES && memcmp(frame->sender, psig->sender, 32) == 0 &&
            is_ok(schnorr_frame_read_nonces(&c->nonces, frame->body)) &&
            memcmp(c->nonces.epoch_hash, c->record->hash, 32) == 0 &&
            memcmp(c->nonces.stream, c->request.stream[c->at], SCHNORR_STREAM_BYTES) == 0)
            return true;
    }
    return false;
}

static void judge_psig(struct evidence_finding *out, const struct evidence_bag *bag,
                       const struct frame *psig, struct partial_case *c)
{
    struct schnorr_partials partials;

    if (!take_place(c, psig))
        return;
    const bool fits = is_ok(schnorr_frame_read_partials(&partials, psig->body)) &&
                      partials.seat == c->request.seat[c->at] &&
                      partials.count == c->request.count &&
                      partials.first == c->request.first[c->at] &&
                      memcmp(partials.stream, c->request.stream[c->at], SCHNORR_STREAM_BYTES) == 0;
    /* A body of another shape under this sid is the guardian's own doing. */
    if (!fits || (find_nonces(c, bag, psig) && is_false(c, partials.partials)))
        evidence_convict(out, psig->sender, EVIDENCE_FALSE_PARTIAL);
}

result evidence_judge_partial(struct evidence_finding *out, const struct evidence_bag *bag)
{
    const struct frame *asked = evidence_find(bag, FRAME_SIGN_REQ, 0);
    struct partial_case c = {.record = bag->record};

    if (!asked || !evidence_find(bag, FRAME_PSIG, 0))
        return OK;
    CHECK(bag->record, EVIDENCE_RECORD);
    if (!is_ok(schnorr_frame_read_request(&c.request, asked->body)))
        return OK; /* nobody honest answers it */
    CHECK(memcmp(c.request.epoch_hash, bag->record->hash, 32) == 0, EVIDENCE_RECORD);
    for (size_t i = 0; i < bag->count && !out->is_proved; i++)
        if (bag->frame[i].type == FRAME_PSIG && memcmp(bag->frame[i].ctx, c.request.sid, 32) == 0)
            judge_psig(out, bag, &bag->frame[i], &c);
    return OK;
}

/* --- ECDSA --- */

struct ecdsa_case {
    struct ecdsa_request request;
    struct derived derived[ECDSA_ITEMS_MAX];
    uint8_t sigid[32];
};

/* sigid needs every signer's E_OPEN: only so it belongs to this epoch and request. */
static bool bind_session(struct ecdsa_case *c, const struct evidence_bag *bag)
{
    uint8_t hashes[ECDSA_SEATS_MAX][32];

    for (size_t k = 0; k < c->request.signer_count; k++) {
        const uint8_t *id = bag->record->id_pk[c->request.seat[k]];
        bool is_here = false;
        for (size_t i = 0; i < bag->count && !is_here; i++) {
            const struct frame *frame = &bag->frame[i];
            is_here = frame->type == FRAME_E_OPEN && memcmp(frame->sender, id, 32) == 0 &&
                      memcmp(frame->ctx, c->request.hash, 32) == 0;
            if (is_here)
                memcpy(hashes[k], frame->hash, 32);
        }
        if (!is_here)
            return false;
    }
    ecdsa_frame_session_id(c->sigid, &c->request, &hashes[0][0]);
    return true;
}

static bool open_case(struct ecdsa_case *c, const struct evidence_bag *bag,
                      const struct frame *asked)
{
    const struct epoch_lane *lane = &bag->record->lane[LANE_ECDSA];
    enum ecdsa_code code = ECDSA_CODE_BAD_REQUEST;

    /* It is read as one of its seats reads it: as any that is in it. */
    for (uint16_t seat = 0; seat < bag->record->n && code != ECDSA_CODE_OK; seat++)
        code = ecdsa_frame_read_request(&c->request, asked, bag->record, seat);
    if (code != ECDSA_CODE_OK)
        return false;
    for (size_t i = 0; i < c->request.item_count; i++)
        if (!is_ok(derive_path(&c->derived[i], &lane->key, lane->chaincode, c->request.item[i].path,
                               c->request.item[i].depth)))
            return false;
    return bind_session(c, bag);
}

static const struct frame *of_session(const struct evidence_bag *bag, const struct ecdsa_case *c,
                                      uint8_t type, const uint8_t *sender)
{
    for (size_t i = 0; i < bag->count; i++) {
        const struct frame *frame = &bag->frame[i];
        if (frame->type == type && memcmp(frame->ctx, c->sigid, 32) == 0 &&
            memcmp(frame->sender, sender, 32) == 0)
            return frame;
    }
    return NULL;
}

static void judge_signer(struct evidence_finding *out, const struct evidence_bag *bag,
                         const struct ecdsa_case *c, size_t position)
{
    static const uint8_t broadcasts[] = {FRAME_E_COM, FRAME_E_R2, FRAME_E_R3};
    const struct ecdsa_public public = {bag->record, &c->request, c->sigid, c->derived};
    const uint8_t *id = bag->record->id_pk[c->request.seat[position]];
    const struct frame *frame[3];

    for (size_t k = 0; k < 3; k++) {
        frame[k] = of_session(bag, c, broadcasts[k], id);
        if (!frame[k])
            continue;
        const size_t size =
            ecdsa_frame_body_size(broadcasts[k], c->request.signer_count, c->request.item_count);
        if (frame[k]->body.size != size ||
            !ecdsa_evidence_reads(&public, broadcasts[k], frame[k]->body.data)) {
            evidence_convict(out, id, EVIDENCE_MALFORMED);
            return;
        }
    }
    if (frame[0] && frame[1] &&
        !ecdsa_evidence_opens(&public, position, frame[0]->body.data, frame[1]->body.data))
        evidence_convict(out, id, EVIDENCE_COMMITMENT);
    else if (frame[1] && !ecdsa_evidence_relates(&public, position, frame[1]->body.data))
        evidence_convict(out, id, EVIDENCE_KEY_RELATION);
}

result evidence_judge_ecdsa(struct evidence_finding *out, const struct evidence_bag *bag)
{
    const struct frame *asked = evidence_find(bag, FRAME_E_REQ, 0);

    if (!asked)
        return OK;
    CHECK(bag->record, EVIDENCE_RECORD);
    struct ecdsa_case *c = memory_new(1, sizeof *c);
    const bool is_open = open_case(c, bag, asked);
    for (size_t i = 0; is_open && i < c->request.signer_count && !out->is_proved; i++)
        judge_signer(out, bag, c, i);
    const bool is_other =
        !is_open && asked->body.size >= 32 && memcmp(asked->body.data, bag->record->hash, 32) != 0;
    memory_free(c);
    CHECK(!is_other, EVIDENCE_RECORD);
    return OK;
}
