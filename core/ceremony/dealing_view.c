/* SPDX-License-Identifier: MIT */
/* What a caller may see of a dealing. */
#include <string.h>

#include "core/ceremony/dealing_state.h"

enum dealing_status dealing_status(const struct dealing *dealing)
{
    return dealing->status;
}

const struct dealing_verdict *dealing_verdict(const struct dealing *dealing)
{
    return &dealing->verdict;
}

const struct proposal *dealing_proposal(const struct dealing *dealing)
{
    return &dealing->proposal;
}

const uint8_t *dealing_proposer(const struct dealing *dealing)
{
    return dealing->proposer;
}

struct slice dealing_proposal_frame(const struct dealing *dealing)
{
    return buffer_slice(&dealing->proposal_frame);
}

int dealing_seat(const struct dealing *dealing)
{
    return dealing->seat;
}

int dealing_dealer(const struct dealing *dealing)
{
    return dealing->dealer;
}

bool dealing_has_dealt(const struct dealing *dealing)
{
    return dealing->has_dealt;
}

bool dealing_has_acknowledged(const struct dealing *dealing)
{
    return dealing->has_acknowledged;
}

const struct epoch_record *dealing_record(const struct dealing *dealing)
{
    return dealing->has_record ? &dealing->record : NULL;
}

result dealing_certificate(const struct dealing *dealing, struct buffer *out)
{
    struct buffer bytes SCOPED(buffer_free) = {0};
    struct epoch_record record = dealing->record;
    struct slice acks[SEATS_MAX];

    CHECK(dealing->status == DEALING_CERTIFIED, DEALING_ORDER);
    record_write(&bytes, &record);
    for (size_t j = 0; j < record.n; j++)
        acks[j] = buffer_slice(&dealing->ack[j].frame);
    certificate_write(out, buffer_slice(&bytes), acks, record.n);
    return OK;
}

void dealing_evidence(const struct dealing *dealing, struct buffer *out)
{
    buffer_append_slice(out, buffer_slice(&dealing->proposal_frame));
    buffer_append_slice(out, buffer_slice(&dealing->verdict.evidence));
}

/* The own VIEWs, and in a DKG the own COMPLAINT. */
static void append_words(const struct dealing *dealing, struct buffer *out)
{
    const int person = dealing_person_of(dealing, dealing->self);

    for (size_t round = 0; person >= 0 && round < DEALING_ROUNDS; round++)
        buffer_append_slice(out, buffer_slice(&dealing->shown[person][round].frame));
    if (dealing->seat >= 0 && dealing->proposal.kind == PROPOSAL_DKG)
        buffer_append_slice(out, buffer_slice(&dealing->complaint[dealing->seat].frame));
}

bool dealing_confided(const struct dealing *dealing, struct buffer *out, uint8_t to[static 32])
{
    const struct epoch_record *previous = dealing->has_previous ? &dealing->previous : NULL;
    struct complaint complaint;

    if (dealing->seat < 0 || dealing->proposal.kind == PROPOSAL_DKG)
        return false;
    const struct dealing_slot *slot = &dealing->complaint[dealing->seat];
    if (!slot_is_full(slot) || !is_ok(complaint_read(&complaint, slot_body(slot))))
        return false;
    buffer_append_slice(out, buffer_slice(&slot->frame));
    memcpy(to, proposal_dealer_id(&dealing->proposal, previous, complaint.dealer), 32);
    return true;
}

void dealing_outgoing(const struct dealing *dealing, struct buffer *out)
{
    if (dealing->status != DEALING_FAILED) {
        if (dealing->dealer >= 0) {
            buffer_append_slice(out, buffer_slice(&dealing->r0d[dealing->dealer].frame));
            buffer_append_slice(out, buffer_slice(&dealing->r1[dealing->dealer].frame));
        }
        if (dealing->seat >= 0) {
            buffer_append_slice(out, buffer_slice(&dealing->r0r[dealing->seat].frame));
            buffer_append_slice(out, buffer_slice(&dealing->ack[dealing->seat].frame));
        }
    }
    append_words(dealing, out);
    buffer_append_slice(out, buffer_slice(&dealing->abort));
}

void dealing_bundle(const struct dealing *dealing, struct buffer *out)
{
    for (size_t k = 0; k < dealing->proposal.d; k++) {
        buffer_append_slice(out, buffer_slice(&dealing->r0d[k].frame));
        buffer_append_slice(out, buffer_slice(&dealing->r1[k].frame));
    }
    for (size_t j = 0; j < dealing->proposal.n; j++) {
        buffer_append_slice(out, buffer_slice(&dealing->r0r[j].frame));
        buffer_append_slice(out, buffer_slice(&dealing->ack[j].frame));
        if (dealing->proposal.kind == PROPOSAL_DKG)
            buffer_append_slice(out, buffer_slice(&dealing->complaint[j].frame));
    }
    for (size_t i = 0; i < DEALING_PEOPLE; i++)
        for (size_t round = 0; round < DEALING_ROUNDS; round++)
            buffer_append_slice(out, buffer_slice(&dealing->shown[i][round].frame));
}

bool dealing_heard_dealer(const struct dealing *dealing, uint16_t dealer)
{
    return dealer < dealing->proposal.d && slot_is_full(&dealing->r0d[dealer]) &&
           slot_is_full(&dealing->r1[dealer]);
}

bool dealing_heard_seat(const struct dealing *dealing, uint16_t seat)
{
    return seat < dealing->proposal.n && slot_is_full(&dealing->r0r[seat]) &&
           slot_is_full(&dealing->ack[seat]);
}
