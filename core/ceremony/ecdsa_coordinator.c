/* SPDX-License-Identifier: MIT */
#include "core/ceremony/ecdsa_coordinator.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/ecdsa_gather.h"

static result fill(struct ecdsa_coordinator *c, const struct ecdsa_order *order)
{
    struct ecdsa_request *const request = &c->request;

    CHECK(order->record->t >= 2 && order->record->t <= ECDSA_SEATS_MAX, ECDSA_ORDER);
    CHECK(order->item_count >= 1 && order->item_count <= ECDSA_ITEMS_MAX, ECDSA_ORDER);
    c->record = order->record;
    c->identity = order->identity;
    c->t = order->record->t;
    c->m = order->item_count;
    memcpy(request->coordinator, order->identity->sign_pk, 32);
    memcpy(request->epoch_hash, order->record->hash, 32);
    memcpy(request->intent_hash, order->intent_hash, 32);
    request->attempt = order->attempt;
    request->expiry = order->expiry;
    request->signer_count = (uint8_t)c->t;
    request->item_count = (uint8_t)c->m;
    for (size_t i = 0; i < c->t; i++) {
        request->seat[i] = order->seat[i];
        CHECK(order->seat[i] < order->record->n, ECDSA_ORDER);
        CHECK(i == 0 || order->seat[i] > order->seat[i - 1], ECDSA_ORDER);
    }
    for (size_t k = 0; k < c->m; k++) {
        const struct epoch_lane *const lane = &order->record->lane[LANE_ECDSA];
        request->item[k] = order->items[k];
        TRY(derive_path(&c->derived[k], &lane->key, lane->chaincode, order->items[k].path,
                        order->items[k].depth));
    }
    return OK;
}

static void free_at(struct ecdsa_coordinator **coordinator)
{
    ecdsa_coordinator_free(*coordinator);
}

result ecdsa_coordinator_new(struct ecdsa_coordinator **out, const struct ecdsa_order *order,
                             uint64_t now_ms)
{
    struct ecdsa_coordinator *c SCOPED(free_at) = memory_new(1, sizeof *c);
    struct frame frame;

    TRY(fill(c, order));
    struct buffer *const request =
        ecdsa_outbox_add(&c->outbox, ecdsa_gather_seats(c), false, false);
    ecdsa_frame_write_request(request, &c->request, c->identity);
    TRY(frame_read(&frame, buffer_slice(request)));
    memcpy(c->request.hash, frame.hash, sizeof c->request.hash);
    buffer_append_slice(&c->request_frame, frame.bytes);
    c->deadline = now_ms + ECDSA_OPEN_MS;
    *out = c;
    c = NULL;
    return OK;
}

void ecdsa_coordinator_free(struct ecdsa_coordinator *coordinator)
{
    if (!coordinator)
        return;
    for (size_t i = 0; i < ECDSA_SEATS_MAX; i++)
        for (size_t k = 0; k < ECDSA_GATHER_SLOTS; k++)
            buffer_free(&coordinator->signer[i].slot[k]);
    ecdsa_outbox_clear(&coordinator->outbox);
    buffer_free(&coordinator->report.evidence);
    buffer_free(&coordinator->request_frame);
    memory_free(coordinator);
}

void ecdsa_coordinator_cancel(struct ecdsa_coordinator *coordinator)
{
    if (coordinator->attempt == ECDSA_ATTEMPT_OPENING ||
        coordinator->attempt == ECDSA_ATTEMPT_RUNNING)
        ecdsa_gather_stop(coordinator, ECDSA_REASON_TIMEOUT, true);
}

static void hear_reject(struct ecdsa_coordinator *c, size_t position, const struct frame *frame)
{
    struct ecdsa_reject reject;

    if (c->attempt != ECDSA_ATTEMPT_OPENING ||
        !is_ok(ecdsa_frame_read_reject(&reject, frame->body)) ||
        reject.seat != c->request.seat[position])
        return;
    c->report.rejected |= ecdsa_gather_bit(c, position);
    c->report.code[reject.seat] = reject.code;
    ecdsa_gather_stop(c, ECDSA_REASON_NONE, false);
}

bool ecdsa_coordinator_feed(struct ecdsa_coordinator *coordinator, const struct frame *frame,
                            uint64_t now_ms)
{
    struct ecdsa_coordinator *const c = coordinator;
    const bool is_request = memcmp(frame->ctx, c->request.hash, 32) == 0;
    const bool is_session =
        c->attempt != ECDSA_ATTEMPT_OPENING && memcmp(frame->ctx, c->sigid, 32) == 0;
    size_t position = 0;

    while (position < c->t &&
           memcmp(c->record->id_pk[c->request.seat[position]], frame->sender, 32) != 0)
        position++;
    if (position == c->t || !(is_request || is_session))
        return false;
    if (is_request && frame->type == FRAME_REJECT)
        hear_reject(c, position, frame);
    else if (is_request && frame->type == FRAME_E_OPEN)
        ecdsa_gather_opening(c, position, frame, now_ms);
    else if (is_session && frame->type == FRAME_ABORT)
        ecdsa_accusation_hear(c, position, frame);
    else if (is_session && ecdsa_gather_slot(frame->type) != 0)
        ecdsa_gather_broadcast(c, position, frame, now_ms);
    else
        return false;
    return true;
}

static uint32_t find_silent(const struct ecdsa_coordinator *c)
{
    const uint8_t round[] = {FRAME_E_COM, FRAME_E_R2, FRAME_E_R3};
    uint32_t silent = 0;

    for (size_t k = 0; k < sizeof round && silent == 0; k++)
        for (size_t i = 0; i < c->t; i++)
            if (c->signer[i]
                    .slot[c->attempt == ECDSA_ATTEMPT_OPENING ? 0 : ecdsa_gather_slot(round[k])]
                    .size == 0)
                silent |= ecdsa_gather_bit(c, i);
    return silent;
}

void ecdsa_coordinator_tick(struct ecdsa_coordinator *coordinator, uint64_t now_ms)
{
    const bool is_waiting = coordinator->attempt == ECDSA_ATTEMPT_OPENING ||
                            coordinator->attempt == ECDSA_ATTEMPT_RUNNING;

    if (!is_waiting || now_ms < coordinator->deadline)
        return;
    coordinator->report.silent = find_silent(coordinator);
    ecdsa_gather_stop(coordinator, ECDSA_REASON_TIMEOUT, true);
}

uint64_t ecdsa_coordinator_wake_at(const struct ecdsa_coordinator *coordinator)
{
    return coordinator->attempt == ECDSA_ATTEMPT_OPENING ||
                   coordinator->attempt == ECDSA_ATTEMPT_RUNNING
               ? coordinator->deadline
               : UINT64_MAX;
}

enum ecdsa_attempt ecdsa_coordinator_attempt(const struct ecdsa_coordinator *coordinator)
{
    return coordinator->attempt;
}

const struct ecdsa_report *ecdsa_coordinator_report(const struct ecdsa_coordinator *coordinator)
{
    return &coordinator->report;
}

void ecdsa_coordinator_evidence(const struct ecdsa_coordinator *coordinator, struct buffer *out)
{
    buffer_append_slice(out, buffer_slice(&coordinator->request_frame));
    for (size_t i = 0; i < coordinator->t; i++)
        buffer_append_slice(
            out, buffer_slice(&coordinator->signer[i].slot[ecdsa_gather_slot(FRAME_E_OPEN)]));
    buffer_append_slice(out, buffer_slice(&coordinator->report.evidence));
}

struct ecdsa_outbox *ecdsa_coordinator_outbox(struct ecdsa_coordinator *coordinator)
{
    return &coordinator->outbox;
}

bool ecdsa_coordinator_signature(const struct ecdsa_coordinator *coordinator,
                                 struct ecdsa_signature *out, size_t item)
{
    if (item >= coordinator->m || !(coordinator->signed_items >> item & 1))
        return false;
    *out = coordinator->signature[item];
    return true;
}
