/* SPDX-License-Identifier: MIT */
/* What a coordinator keeps of the signers' frames, and what it makes of them. */
#include <string.h>

#include "core/ceremony/ecdsa_gather.h"

size_t ecdsa_gather_slot(uint8_t type)
{
    if (type == FRAME_E_COM)
        return 1;
    if (type == FRAME_E_R2)
        return 2;
    return type == FRAME_E_R3 ? 3 : 0;
}

const uint8_t *ecdsa_gather_body(const struct ecdsa_coordinator *c, size_t position, uint8_t type)
{
    return c->signer[position].slot[ecdsa_gather_slot(type)].data + FRAME_HEAD;
}

uint32_t ecdsa_gather_bit(const struct ecdsa_coordinator *c, size_t position)
{
    return (uint32_t)1 << c->request.seat[position];
}

uint32_t ecdsa_gather_seats(const struct ecdsa_coordinator *c)
{
    uint32_t seats = 0;

    for (size_t i = 0; i < c->t; i++)
        seats |= ecdsa_gather_bit(c, i);
    return seats;
}

struct ecdsa_public ecdsa_gather_public(const struct ecdsa_coordinator *c)
{
    return (struct ecdsa_public){c->record, &c->request, c->sigid, c->derived};
}

void ecdsa_gather_stop(struct ecdsa_coordinator *c, enum ecdsa_reason reason, bool is_given_up)
{
    const bool is_opening = c->attempt == ECDSA_ATTEMPT_OPENING;

    if (c->report.reason == ECDSA_REASON_NONE)
        c->report.reason = reason;
    if (is_opening || is_given_up)
        ecdsa_frame_write_abort(ecdsa_outbox_add(&c->outbox, ecdsa_gather_seats(c), false, false),
                                is_opening ? c->request.hash : c->sigid, ECDSA_REASON_TIMEOUT,
                                ECDSA_NO_SEAT, NULL, 0, c->identity);
    c->attempt = ECDSA_ATTEMPT_FAILED;
}

/* The first frame fills the slot; another one there convicts its sender. True if it was new. */
static bool keep(struct ecdsa_coordinator *c, size_t position, const struct frame *frame)
{
    struct ecdsa_gathered *const signer = &c->signer[position];
    const size_t slot = ecdsa_gather_slot(frame->type);
    struct frame first;

    if (signer->slot[slot].size == 0) {
        buffer_append_slice(&signer->slot[slot], frame->bytes);
        memcpy(signer->hash[slot], frame->hash, 32);
        return true;
    }
    if (is_ok(frame_read(&first, buffer_slice(&signer->slot[slot]))))
        ecdsa_accusation_convict(c, position, &first, frame);
    return false;
}

static void send_bundle(struct ecdsa_coordinator *c, uint64_t now_ms)
{
    struct buffer *const bundle = ecdsa_outbox_add(&c->outbox, ecdsa_gather_seats(c), false, false);
    uint8_t hashes[ECDSA_SEATS_MAX][32];

    for (size_t i = 0; i < c->t; i++) {
        buffer_append_slice(bundle, buffer_slice(&c->signer[i].slot[0]));
        memcpy(hashes[i], c->signer[i].hash[0], 32);
    }
    ecdsa_frame_session_id(c->sigid, &c->request, hashes[0]);
    c->attempt = ECDSA_ATTEMPT_RUNNING;
    c->deadline = now_ms + ECDSA_COORDINATOR_MS;
}

void ecdsa_gather_opening(struct ecdsa_coordinator *c, size_t position, const struct frame *frame,
                          uint64_t now_ms)
{
    struct ecdsa_opening opening;
    bool has_all = true;

    if (c->attempt != ECDSA_ATTEMPT_OPENING || c->signer[position].has_opened ||
        !is_ok(ecdsa_frame_read_opening(&opening, frame->body, c->t)) ||
        opening.seat != c->request.seat[position])
        return;
    c->signer[position].has_opened = keep(c, position, frame);
    for (size_t i = 0; i < c->t; i++)
        has_all = c->signer[i].has_opened && has_all;
    if (has_all)
        send_bundle(c, now_ms);
}

static bool has_all_of(const struct ecdsa_coordinator *c, uint8_t type)
{
    for (size_t i = 0; i < c->t; i++)
        if (c->signer[i].slot[ecdsa_gather_slot(type)].size == 0)
            return false;
    return true;
}

static bool assemble(struct ecdsa_coordinator *c, size_t item)
{
    struct point nonce = point_infinity();
    struct scalar u = scalar_zero(), w = scalar_zero();

    for (size_t i = 0; i < c->t; i++) {
        const uint8_t *const part = ecdsa_gather_body(c, i, FRAME_E_R3) + 32 + item * ECDSA_R3_ITEM;
        const struct scalar u_part = scalar_reduce(part), w_part = scalar_reduce(part + 32);
        struct point r;

        if (!is_ok(point_read(
                &r, ecdsa_evidence_item(ecdsa_gather_body(c, i, FRAME_E_R2), c->t, item))))
            return false;
        nonce = point_add(&nonce, &r);
        u = scalar_add(&u, &u_part);
        w = scalar_add(&w, &w_part);
    }
    return is_ok(ecdsa_assemble(&c->signature[item], &nonce, &u, &w, &c->derived[item].key,
                                c->request.item[item].digest));
}

static void finish(struct ecdsa_coordinator *c)
{
    for (size_t item = 0; item < c->m; item++) {
        if (assemble(c, item))
            c->signed_items |= (uint32_t)1 << item;
        else
            c->report.bad_items |= (uint32_t)1 << item;
    }
    if (c->report.bad_items)
        ecdsa_gather_stop(c, ECDSA_REASON_FINAL, false);
    else
        c->attempt = ECDSA_ATTEMPT_DONE;
}

/* A broadcast that is wrong by itself proves its signer wrong. */
static bool is_sound(struct ecdsa_coordinator *c, size_t position, const struct frame *frame)
{
    const struct ecdsa_public public = ecdsa_gather_public(c);

    if (frame->body.size == ecdsa_frame_body_size(frame->type, c->t, c->m) &&
        ecdsa_evidence_reads(&public, frame->type, frame->body.data))
        return true;
    if (!(c->report.proved & ecdsa_gather_bit(c, position)))
        buffer_append_slice(&c->report.evidence, frame->bytes);
    c->report.proved |= ecdsa_gather_bit(c, position);
    ecdsa_gather_stop(c, ECDSA_REASON_MALFORMED, false);
    return false;
}

void ecdsa_gather_broadcast(struct ecdsa_coordinator *c, size_t position, const struct frame *frame,
                            uint64_t now_ms)
{
    if (c->attempt != ECDSA_ATTEMPT_RUNNING || !is_sound(c, position, frame) ||
        !keep(c, position, frame))
        return;
    if (frame->type == FRAME_E_R3)
        c->report.may_be_signed = true;
    if (!has_all_of(c, frame->type))
        return;
    c->deadline = now_ms + ECDSA_COORDINATOR_MS;
    if (has_all_of(c, FRAME_E_R2) && has_all_of(c, FRAME_E_R3))
        finish(c);
}
