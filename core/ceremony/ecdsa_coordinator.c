/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/ecdsa_coordinator.h"
#include "core/ceremony/ecdsa_evidence.h"

enum { SLOTS = 4 }; /* E_OPEN, E_COM, E_R2, E_R3 */

struct signer {
    struct buffer slot[SLOTS];
    uint8_t hash[SLOTS][32];
    bool has_opened;
    bool has_aborted;
};

struct ecdsa_coordinator {
    const struct epoch_record *record;
    const struct identity *identity;
    struct ecdsa_request request;
    struct derived derived[ECDSA_ITEMS_MAX];
    size_t t;
    size_t m;
    uint8_t sigid[32];
    uint64_t deadline;
    enum ecdsa_attempt attempt;
    struct signer signer[ECDSA_SEATS_MAX];
    struct ecdsa_signature signature[ECDSA_ITEMS_MAX];
    uint32_t signed_items;
    struct ecdsa_outbox outbox;
    struct ecdsa_report report;
};

static size_t slot_of(uint8_t type)
{
    if (type == FRAME_E_COM)
        return 1;
    if (type == FRAME_E_R2)
        return 2;
    return type == FRAME_E_R3 ? 3 : 0;
}

static const uint8_t *body_in(const struct ecdsa_coordinator *c, size_t position, uint8_t type)
{
    return c->signer[position].slot[slot_of(type)].data + FRAME_HEAD;
}

static uint32_t seat_bit(const struct ecdsa_coordinator *c, size_t position)
{
    return (uint32_t)1 << c->request.seat[position];
}

static uint32_t all_seats(const struct ecdsa_coordinator *c)
{
    uint32_t seats = 0;

    for (size_t i = 0; i < c->t; i++)
        seats |= seat_bit(c, i);
    return seats;
}

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
    struct buffer *const request = ecdsa_outbox_add(&c->outbox, all_seats(c), false, false);
    ecdsa_frame_write_request(request, &c->request, c->identity);
    TRY(frame_read(&frame, buffer_slice(request)));
    memcpy(c->request.hash, frame.hash, sizeof c->request.hash);
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
        for (size_t k = 0; k < SLOTS; k++)
            buffer_free(&coordinator->signer[i].slot[k]);
    ecdsa_outbox_clear(&coordinator->outbox);
    buffer_free(&coordinator->report.evidence);
    memory_free(coordinator);
}

/* Ends the attempt. Signers that wait for a bundle that will not come are told, so that their pairs
 * are free for the next set; those in a session end it by themselves unless it is given up. */
static void stop(struct ecdsa_coordinator *c, enum ecdsa_reason reason, bool is_given_up)
{
    const bool is_opening = c->attempt == ECDSA_ATTEMPT_OPENING;

    if (c->report.reason == ECDSA_REASON_NONE)
        c->report.reason = reason;
    if (is_opening || is_given_up)
        ecdsa_frame_write_abort(ecdsa_outbox_add(&c->outbox, all_seats(c), false, false),
                                is_opening ? c->request.hash : c->sigid, ECDSA_REASON_TIMEOUT,
                                ECDSA_NO_SEAT, NULL, 0, c->identity);
    c->attempt = ECDSA_ATTEMPT_FAILED;
}

void ecdsa_coordinator_cancel(struct ecdsa_coordinator *coordinator)
{
    if (coordinator->attempt == ECDSA_ATTEMPT_OPENING ||
        coordinator->attempt == ECDSA_ATTEMPT_RUNNING)
        stop(coordinator, ECDSA_REASON_TIMEOUT, true);
}

static void hear_reject(struct ecdsa_coordinator *c, size_t position, const struct frame *frame)
{
    struct ecdsa_reject reject;

    if (c->attempt != ECDSA_ATTEMPT_OPENING ||
        !is_ok(ecdsa_frame_read_reject(&reject, frame->body)) ||
        reject.seat != c->request.seat[position])
        return;
    c->report.rejected |= seat_bit(c, position);
    c->report.code[reject.seat] = reject.code;
    stop(c, ECDSA_REASON_NONE, false);
}

/* Who two different frames in one slot convict. */
static void convict(struct ecdsa_coordinator *c, size_t position, const struct frame *a,
                    const struct frame *b)
{
    if ((c->report.proved & seat_bit(c, position)) || !ecdsa_evidence_is_twofold(a, b))
        return;
    c->report.proved |= seat_bit(c, position);
    buffer_append_slice(&c->report.evidence, a->bytes);
    buffer_append_slice(&c->report.evidence, b->bytes);
}

/* The first frame fills the slot; another one there convicts its sender. True if it was new. */
static bool keep(struct ecdsa_coordinator *c, size_t position, const struct frame *frame)
{
    struct signer *const signer = &c->signer[position];
    const size_t slot = slot_of(frame->type);
    struct frame first;

    if (signer->slot[slot].size == 0) {
        buffer_append_slice(&signer->slot[slot], frame->bytes);
        memcpy(signer->hash[slot], frame->hash, 32);
        return true;
    }
    if (is_ok(frame_read(&first, buffer_slice(&signer->slot[slot]))))
        convict(c, position, &first, frame);
    return false;
}

static void send_bundle(struct ecdsa_coordinator *c, uint64_t now_ms)
{
    struct buffer *const bundle = ecdsa_outbox_add(&c->outbox, all_seats(c), false, false);
    uint8_t hashes[ECDSA_SEATS_MAX][32];

    for (size_t i = 0; i < c->t; i++) {
        buffer_append_slice(bundle, buffer_slice(&c->signer[i].slot[0]));
        memcpy(hashes[i], c->signer[i].hash[0], 32);
    }
    ecdsa_frame_session_id(c->sigid, &c->request, hashes[0]);
    c->attempt = ECDSA_ATTEMPT_RUNNING;
    c->deadline = now_ms + ECDSA_COORDINATOR_MS;
}

static void hear_opening(struct ecdsa_coordinator *c, size_t position, const struct frame *frame,
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
        if (c->signer[i].slot[slot_of(type)].size == 0)
            return false;
    return true;
}

static struct ecdsa_public public_of(const struct ecdsa_coordinator *c)
{
    return (struct ecdsa_public){c->record, &c->request, c->sigid, c->derived};
}

static bool assemble(struct ecdsa_coordinator *c, size_t item)
{
    struct point nonce = point_infinity();
    struct scalar u = scalar_zero(), w = scalar_zero();

    for (size_t i = 0; i < c->t; i++) {
        const uint8_t *const part = body_in(c, i, FRAME_E_R3) + 32 + item * ECDSA_R3_ITEM;
        const struct scalar u_part = scalar_reduce(part), w_part = scalar_reduce(part + 32);
        struct point r;

        if (!is_ok(point_read(&r, ecdsa_evidence_item(body_in(c, i, FRAME_E_R2), c->t, item))))
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
        stop(c, ECDSA_REASON_FINAL, false);
    else
        c->attempt = ECDSA_ATTEMPT_DONE;
}

/* A broadcast that is wrong by itself proves its signer wrong. */
static bool is_sound(struct ecdsa_coordinator *c, size_t position, const struct frame *frame)
{
    const struct ecdsa_public public = public_of(c);

    if (frame->body.size == ecdsa_frame_body_size(frame->type, c->t, c->m) &&
        ecdsa_evidence_reads(&public, frame->type, frame->body.data))
        return true;
    if (!(c->report.proved & seat_bit(c, position)))
        buffer_append_slice(&c->report.evidence, frame->bytes);
    c->report.proved |= seat_bit(c, position);
    stop(c, ECDSA_REASON_MALFORMED, false);
    return false;
}

static void hear_broadcast(struct ecdsa_coordinator *c, size_t position, const struct frame *frame,
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

static int position_of_seat(const struct ecdsa_coordinator *c, uint16_t seat)
{
    for (size_t i = 0; i < c->t; i++)
        if (c->request.seat[i] == seat)
            return (int)i;
    return -1;
}

/* A frame inside an ABORT, of this session and its accused. */
static bool is_of(const struct ecdsa_coordinator *c, const struct frame *frame, size_t position,
                  uint8_t type)
{
    return frame->type == type && memcmp(frame->ctx, c->sigid, 32) == 0 &&
           memcmp(frame->sender, c->record->id_pk[c->request.seat[position]], 32) == 0 &&
           is_ok(frame_verify(frame));
}

/* Judges the frames that came with COMMIT, PK_RELATION or MALFORMED. */
static bool is_proof(const struct ecdsa_coordinator *c, const struct ecdsa_abort *abort,
                     size_t position)
{
    const struct ecdsa_public public = public_of(c);
    struct slice rest = abort->frames;
    struct frame a, b;

    if (abort->frame_count == 0 || !is_ok(ecdsa_frame_next_inside(&a, &rest)) ||
        !is_of(c, &a, position, a.type))
        return false;
    const bool reads = a.body.size == ecdsa_frame_body_size(a.type, c->t, c->m) &&
                       ecdsa_evidence_reads(&public, a.type, a.body.data);
    if (abort->reason == ECDSA_REASON_MALFORMED)
        return !reads && slot_of(a.type) != 0;
    if (abort->reason == ECDSA_REASON_PK_RELATION)
        return reads && a.type == FRAME_E_R2 &&
               !ecdsa_evidence_relates(&public, position, a.body.data);
    if (abort->reason != ECDSA_REASON_COMMIT || abort->frame_count != 2 ||
        !is_ok(ecdsa_frame_next_inside(&b, &rest)))
        return false;
    return reads && a.type == FRAME_E_COM && is_of(c, &b, position, FRAME_E_R2) &&
           b.body.size == ecdsa_frame_body_size(FRAME_E_R2, c->t, c->m) &&
           !ecdsa_evidence_opens(&public, position, a.body.data, b.body.data);
}

/* Frames shown after an EQUIVOCATION, against those kept here. */
static void compare_shown(struct ecdsa_coordinator *c, const struct ecdsa_abort *abort)
{
    struct slice rest = abort->frames;

    for (size_t k = 0; k < abort->frame_count; k++) {
        struct frame shown;

        if (!is_ok(ecdsa_frame_next_inside(&shown, &rest)) || slot_of(shown.type) == 0)
            return;
        for (size_t i = 0; i < c->t; i++) {
            const struct buffer *const slot = &c->signer[i].slot[slot_of(shown.type)];
            struct frame kept;

            if (slot->size != 0 && is_of(c, &shown, i, shown.type) &&
                is_ok(frame_read(&kept, buffer_slice(slot))))
                convict(c, i, &kept, &shown);
        }
    }
}

static void hear_abort(struct ecdsa_coordinator *c, size_t position, const struct frame *frame)
{
    struct ecdsa_abort abort;

    if (c->attempt == ECDSA_ATTEMPT_OPENING ||
        !is_ok(ecdsa_frame_read_abort(&abort, frame->body)))
        return;
    const int accused = position_of_seat(c, abort.accused);
    if (c->report.accusation_count < ECDSA_ACCUSATIONS_MAX)
        c->report.accusations[c->report.accusation_count++] =
            (struct ecdsa_accusation){.by = c->request.seat[position],
                                      .accused = accused < 0 ? (uint16_t)ECDSA_NO_SEAT
                                                             : abort.accused,
                                      .reason = abort.reason};
    if (abort.reason == ECDSA_REASON_EQUIVOCATION)
        compare_shown(c, &abort);
    else if (accused >= 0 && is_proof(c, &abort, (size_t)accused)) {
        if (!(c->report.proved & seat_bit(c, (size_t)accused)))
            buffer_append_slice(&c->report.evidence, frame->bytes);
        c->report.proved |= seat_bit(c, (size_t)accused);
    }
    if (c->attempt == ECDSA_ATTEMPT_RUNNING &&
        c->signer[position].slot[slot_of(FRAME_E_R3)].size == 0)
        stop(c, abort.reason, false);
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
        hear_opening(c, position, frame, now_ms);
    else if (is_session && frame->type == FRAME_ABORT)
        hear_abort(c, position, frame);
    else if (is_session && slot_of(frame->type) != 0)
        hear_broadcast(c, position, frame, now_ms);
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
            if (c->signer[i].slot[c->attempt == ECDSA_ATTEMPT_OPENING ? 0 : slot_of(round[k])]
                    .size == 0)
                silent |= seat_bit(c, i);
    return silent;
}

void ecdsa_coordinator_tick(struct ecdsa_coordinator *coordinator, uint64_t now_ms)
{
    const bool is_waiting = coordinator->attempt == ECDSA_ATTEMPT_OPENING ||
                            coordinator->attempt == ECDSA_ATTEMPT_RUNNING;

    if (!is_waiting || now_ms < coordinator->deadline)
        return;
    coordinator->report.silent = find_silent(coordinator);
    stop(coordinator, ECDSA_REASON_TIMEOUT, true);
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
