/* SPDX-License-Identifier: MIT */
/* The shapes of a repair's messages and the hashes they are bound by (frost-taproot 11). */
#include <string.h>

#include "core/ceremony/repair_state.h"
#include "core/crypto/hash.h"
#include "core/crypto/lagrange.h"

uint16_t repair_seat_at(const struct repair *repair, uint16_t place)
{
    return place < repair->request.t ? repair->request.helper[place] : repair->request.target;
}

int repair_place_of(const struct repair *repair, uint16_t seat)
{
    for (uint16_t place = 0; place <= repair->request.t; place++)
        if (repair_seat_at(repair, place) == seat)
            return place;
    return -1;
}

/* Where a place's receiving keys start in its H0: the target has no key to send with. */
static size_t receiver_offset(const struct repair *repair, uint16_t place)
{
    return place < repair->request.t ? 2 + 32 + 2 : 2 + 2;
}

size_t repair_body_size(const struct repair *repair, uint8_t type, uint16_t place)
{
    const size_t t = repair->request.t;

    switch (type) {
    case FRAME_REPAIR_H0:
        return receiver_offset(repair, place) + t * 32;
    case FRAME_REPAIR_H1:
        return 2 + 32 + t * (LANES * POINT_BYTES + REPAIR_BOX);
    case FRAME_REPAIR_H2:
        return 2 + 32 + REPAIR_BOX;
    case FRAME_REPAIR_H3:
        return 2 + (size_t)LANES * KNOWLEDGE_BYTES;
    case FRAME_COMPLAINT:
        return COMPLAINT_BODY_BYTES;
    default:
        return 0;
    }
}

struct dealing_slot *repair_slot(struct repair *repair, uint8_t type, uint16_t place)
{
    const bool is_target = place == repair->request.t;

    switch (type) {
    case FRAME_REPAIR_H0:
        return &repair->h0[place];
    case FRAME_REPAIR_H1:
        return is_target ? NULL : &repair->h1[place];
    case FRAME_REPAIR_H2:
        return is_target ? NULL : &repair->h2[place];
    case FRAME_REPAIR_H3:
        return is_target ? &repair->h3 : NULL;
    case FRAME_COMPLAINT:
        return &repair->complaint[place];
    default:
        return NULL;
    }
}

struct share_pair repair_pair(const struct repair *repair, uint16_t from, uint16_t to)
{
    return (struct share_pair){.cid = repair->request.cid,
                               .dealer = repair_seat_at(repair, from),
                               .seat = repair_seat_at(repair, to),
                               .dealer_epk = slot_body(&repair->h0[from]).data + 2,
                               .seat_epk = slot_body(&repair->h0[to]).data +
                                           receiver_offset(repair, to) + (size_t)from * 32};
}

const uint8_t *repair_sender_view(const struct dealing_slot *slot)
{
    return slot_body(slot).data + 2;
}

const uint8_t *repair_point_bytes(const struct repair *repair, uint16_t from, size_t lane,
                                  uint16_t to)
{
    const size_t number = lane * repair->request.t + to;

    return slot_body(&repair->h1[from]).data + 2 + 32 + number * POINT_BYTES;
}

struct slice repair_box(const struct repair *repair, uint16_t from, uint16_t to)
{
    const size_t t = repair->request.t;

    if (to == t)
        return slice_of(slot_body(&repair->h2[from]).data + 2 + 32, REPAIR_BOX);
    const uint8_t *boxes = slot_body(&repair->h1[from]).data + 2 + 32 + LANES * t * POINT_BYTES;
    return slice_of(boxes + (size_t)to * REPAIR_BOX, REPAIR_BOX);
}

struct scalar repair_zeta(const struct repair *repair, uint16_t helper)
{
    return lagrange_coefficient(repair->request.helper, repair->request.t, helper,
                                repair->request.target + 1u);
}

struct knowledge_context repair_proof_context(const struct repair *repair, uint8_t lane)
{
    return (struct knowledge_context){.purpose = KNOWLEDGE_REPAIR,
                                      .hash = repair->request.cid,
                                      .index = repair->request.target,
                                      .lane = lane,
                                      .scheme = repair->record.lane[lane].scheme};
}

static bool all_full(const struct dealing_slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!slot_is_full(&slots[i]))
            return false;
    return true;
}

static void hash_slots(uint8_t out[static 32], const char *tag, const uint8_t first[static 32],
                       const struct dealing_slot *slots, size_t count)
{
    struct hash_tagged hash;

    hash_tagged_begin(&hash, tag);
    hash_tagged_add(&hash, first, 32);
    for (size_t i = 0; i < count; i++)
        hash_tagged_add(&hash, slots[i].hash, 32);
    hash_tagged_end(&hash, out);
}

void repair_look(struct repair *repair)
{
    const size_t t = repair->request.t;

    if (!repair->has_view && all_full(repair->h0, t + 1)) {
        hash_slots(repair->view, "gw/1/view0", repair->request.cid, repair->h0, t + 1);
        repair->has_view = true;
    }
    if (repair->has_view && !repair->has_transcript && all_full(repair->h1, t)) {
        hash_slots(repair->transcript, "gw/1/transcript", repair->view, repair->h1, t);
        repair->has_transcript = true;
    }
}

void repair_wipe(struct repair *repair)
{
    secret_free(repair->arena);
    repair->arena = NULL;
}
