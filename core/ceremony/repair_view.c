/* SPDX-License-Identifier: MIT */
/* What a caller may see of a repair. */
#include <string.h>

#include "core/ceremony/repair_state.h"

enum repair_status repair_status(const struct repair *repair)
{
    return repair->status;
}

const struct repair_verdict *repair_verdict(const struct repair *repair)
{
    return &repair->verdict;
}

const struct repair_request *repair_request(const struct repair *repair)
{
    return &repair->request;
}

int repair_seat(const struct repair *repair)
{
    return repair->place < 0 ? -1 : repair_seat_at(repair, (uint16_t)repair->place);
}

bool repair_is_target(const struct repair *repair)
{
    return repair->place == repair->request.t;
}

bool repair_heard(const struct repair *repair, uint16_t seat)
{
    const int place = repair_place_of(repair, seat);

    if (place < 0)
        return false;
    if (place == repair->request.t)
        return slot_is_full(&repair->h0[place]);
    return slot_is_full(&repair->h2[place]);
}

static void append(struct buffer *out, const struct dealing_slot *slot)
{
    buffer_append_slice(out, buffer_slice(&slot->frame));
}

void repair_outgoing(const struct repair *repair, struct buffer *out)
{
    if (repair->place >= 0 && repair->status != REPAIR_FAILED) {
        append(out, &repair->h0[repair->place]);
        if (repair->place < repair->request.t) {
            append(out, &repair->h1[repair->place]);
            append(out, &repair->h2[repair->place]);
        } else {
            append(out, &repair->h3);
        }
    }
    buffer_append_slice(out, buffer_slice(&repair->abort));
}

bool repair_confided(const struct repair *repair, struct buffer *out, uint8_t to[static 32])
{
    struct complaint complaint;

    if (repair->place < 0)
        return false;
    const struct dealing_slot *slot = &repair->complaint[repair->place];
    if (!slot_is_full(slot) || !is_ok(complaint_read(&complaint, slot_body(slot))))
        return false;
    append(out, slot);
    memcpy(to, repair->record.id_pk[complaint.dealer], 32);
    return true;
}

void repair_bundle(const struct repair *repair, struct buffer *out)
{
    const size_t t = repair->request.t;

    for (size_t i = 0; i <= t; i++)
        append(out, &repair->h0[i]);
    for (size_t i = 0; i < t; i++)
        append(out, &repair->h1[i]);
    for (size_t i = 0; i < t; i++)
        append(out, &repair->h2[i]);
    append(out, &repair->h3);
}
