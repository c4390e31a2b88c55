/* SPDX-License-Identifier: MIT */
/* VIEW: when two devices saw different frames, each shows its frame of the first slot in which they
 * differ; two frames in one slot name its owner (frost-taproot 5.8). Who claims a hash and shows no
 * frame for it is suspected by this device, and by it alone: silence proves nothing. */
#include <string.h>

#include "core/base/wire_reader.h"
#include "core/ceremony/dealing_state.h"

enum { VIEW_HEAD = 1 + 2 };

static size_t slot_count(const struct dealing *dealing, size_t round)
{
    const struct proposal *proposal = &dealing->proposal;

    return round == 0 ? (size_t)proposal->d + proposal->n : proposal->d;
}

/* Slot order as in V0, then as in T. */
static const struct dealing_slot *slot_at(const struct dealing *dealing, size_t round, size_t i)
{
    const uint16_t d = dealing->proposal.d;

    if (round == 1)
        return &dealing->r1[i];
    return i < d ? &dealing->r0d[i] : &dealing->r0r[i - d];
}

static bool is_complete(const struct dealing *dealing, size_t round)
{
    for (size_t i = 0; i < slot_count(dealing, round); i++)
        if (!slot_is_full(slot_at(dealing, round, i)))
            return false;
    return true;
}

int dealing_person_of(const struct dealing *dealing, const uint8_t id_pk[static 32])
{
    const struct epoch_record *previous = dealing->has_previous ? &dealing->previous : NULL;
    const int seat = proposal_seat_of(&dealing->proposal, id_pk);
    const int dealer = proposal_dealer_of(&dealing->proposal, previous, id_pk);

    if (seat >= 0)
        return seat;
    return dealer < 0 ? -1 : SEATS_MAX + dealer;
}

bool dealing_view_is_well_formed(const struct dealing *dealing, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    const uint8_t round = wire_read_u8(&reader);
    const uint16_t count = wire_read_u16(&reader);

    return reader.failure == ERROR_NONE && round < DEALING_ROUNDS &&
           count == slot_count(dealing, round) && reader.left == (size_t)count * 32;
}

static void show_round(struct dealing *dealing, struct dealing_step *out, int person, uint8_t round,
                       const struct identity *identity)
{
    struct buffer body SCOPED(buffer_free) = {0};

    if (slot_is_full(&dealing->shown[person][round]) || !is_complete(dealing, round))
        return;
    wire_write_u8(&body, round);
    wire_write_u16(&body, (uint16_t)slot_count(dealing, round));
    for (size_t i = 0; i < slot_count(dealing, round); i++)
        buffer_append(&body, slot_at(dealing, round, i)->hash, 32);
    dealing_emit(dealing, out, &dealing->shown[person][round], FRAME_VIEW, buffer_slice(&body),
                 identity);
    dealing->shown[person][round].is_good = true; /* nothing to compare with ourselves */
}

void dealing_show_view(struct dealing *dealing, struct dealing_step *out,
                       const struct identity *identity)
{
    const int person = dealing_person_of(dealing, dealing->self);

    if (!identity || dealing_watches(dealing) || person < 0)
        return;
    for (uint8_t round = 0; round < DEALING_ROUNDS; round++)
        show_round(dealing, out, person, round, identity);
}

/* The first slot in which a VIEW differs from ours, or -1. Ours is complete for its round. */
static int first_difference(const struct dealing *dealing, const struct dealing_slot *view,
                            size_t round)
{
    const uint8_t *hashes = slot_body(view).data + VIEW_HEAD;

    for (size_t i = 0; i < slot_count(dealing, round); i++)
        if (memcmp(hashes + i * 32, slot_at(dealing, round, i)->hash, 32) != 0)
            return (int)i;
    return -1;
}

void dealing_compare_views(struct dealing *dealing, struct dealing_step *out,
                           const struct identity *identity)
{
    for (size_t person = 0; person < DEALING_PEOPLE; person++) {
        for (size_t round = 0; round < DEALING_ROUNDS; round++) {
            struct dealing_slot *view = &dealing->shown[person][round];
            if (!slot_is_full(view) || view->is_good || !is_complete(dealing, round))
                continue;
            view->is_good = true;
            out->has_changed = true;
            const int slot = first_difference(dealing, view, round);
            if (slot < 0)
                continue;
            dealing_show_view(dealing, out, identity);
            buffer_append_slice(&out->frames,
                                buffer_slice(&slot_at(dealing, round, (size_t)slot)->frame));
        }
    }
}

bool dealing_find_unbacked(const struct dealing *dealing, enum dealing_role *role, uint16_t *index)
{
    for (size_t person = 0; person < DEALING_PEOPLE; person++) {
        for (size_t round = 0; round < DEALING_ROUNDS; round++) {
            const struct dealing_slot *view = &dealing->shown[person][round];
            if (!slot_is_full(view) || !is_complete(dealing, round) ||
                first_difference(dealing, view, round) < 0)
                continue;
            *role = person < SEATS_MAX ? DEALING_RECIPIENT : DEALING_DEALER;
            *index = (uint16_t)(person < SEATS_MAX ? person : person - SEATS_MAX);
            return true;
        }
    }
    return false;
}
