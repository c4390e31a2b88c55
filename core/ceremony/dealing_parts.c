/* SPDX-License-Identifier: MIT */
/* The shapes of a ceremony's messages and the hashes they are bound by (frost-taproot 5.3, 5.4). */
#include <string.h>

#include "core/ceremony/dealing_state.h"
#include "core/crypto/hash.h"
#include "core/crypto/lagrange.h"

enum { SCALAR_BYTES = 32, CHAINCODE_BYTES = 32 };

static size_t dkg_only(const struct dealing *dealing, size_t size)
{
    return dealing->proposal.kind == PROPOSAL_DKG ? size : 0;
}

size_t dealing_core_size(const struct dealing *dealing)
{
    return (size_t)LANES * dealing->proposal.t * (POINT_BYTES + KNOWLEDGE_BYTES) +
           dkg_only(dealing, HASH_BYTES);
}

size_t dealing_plain_size(const struct dealing *dealing)
{
    return (size_t)LANES * SCALAR_BYTES + dkg_only(dealing, CHAINCODE_BYTES);
}

size_t dealing_box_size(const struct dealing *dealing)
{
    return dealing_plain_size(dealing) + SHARE_BOX_OVERHEAD;
}

size_t dealing_body_size(const struct dealing *dealing, uint8_t type)
{
    const struct proposal *proposal = &dealing->proposal;

    switch (type) {
    case FRAME_R0D:
        return 2 + HASH_BYTES + 32;
    case FRAME_R0R:
        return 2 + 2 + (size_t)proposal->d * 32;
    case FRAME_R1:
        return 2 + HASH_BYTES + dealing_core_size(dealing) +
               (size_t)proposal->n * dealing_box_size(dealing);
    case FRAME_ACK:
        return ACK_BODY_BYTES;
    case FRAME_COMPLAINT:
        return COMPLAINT_BODY_BYTES;
    default:
        return 0;
    }
}

const uint8_t *dealing_dealer_epk(const struct dealing *dealing, uint16_t dealer)
{
    return slot_body(&dealing->r0d[dealer]).data + 2 + HASH_BYTES;
}

const uint8_t *dealing_seat_epk(const struct dealing *dealing, uint16_t seat, uint16_t dealer)
{
    return slot_body(&dealing->r0r[seat]).data + 4 + (size_t)dealer * 32;
}

struct share_pair dealing_pair(const struct dealing *dealing, uint16_t dealer, uint16_t seat)
{
    return (struct share_pair){.cid = dealing->proposal.cid,
                               .dealer = dealer,
                               .seat = seat,
                               .dealer_epk = dealing_dealer_epk(dealing, dealer),
                               .seat_epk = dealing_seat_epk(dealing, seat, dealer)};
}

struct scalar dealing_lambda(const struct dealing *dealing, uint16_t dealer)
{
    return lagrange_coefficient(dealing->proposal.dealer_seat, dealing->proposal.d, dealer, 0);
}

static void hash_for_dealer(uint8_t out[static 32], const char *tag, const struct dealing *dealing,
                            uint16_t dealer, struct slice bytes)
{
    struct hash_tagged hash;

    hash_tagged_begin(&hash, tag);
    hash_tagged_add(&hash, dealing->proposal.cid, 32);
    hash_tagged_add_u16(&hash, dealer);
    hash_tagged_add(&hash, bytes.data, bytes.size);
    hash_tagged_end(&hash, out);
}

void dealing_core_commitment(uint8_t out[static 32], const struct dealing *dealing, uint16_t dealer,
                             struct slice core)
{
    hash_for_dealer(out, "gw/1/r1commit", dealing, dealer, core);
}

void dealing_chaincode_commitment(uint8_t out[static 32], const struct dealing *dealing,
                                  uint16_t dealer, const uint8_t chaincode_part[static 32])
{
    hash_for_dealer(out, "gw/1/cc-commit", dealing, dealer, slice_of(chaincode_part, 32));
}

struct knowledge_context dealing_proof_context(const struct dealing *dealing, uint16_t dealer,
                                               uint8_t lane, const uint8_t number[static 2])
{
    return (struct knowledge_context){.purpose = KNOWLEDGE_DEAL,
                                      .hash = dealing->proposal.cid,
                                      .index = dealer,
                                      .lane = lane,
                                      .scheme =
                                          lane == LANE_SCHNORR ? SCHEME_SCHNORR : SCHEME_ECDSA,
                                      .extra = slice_of(number, 2)};
}

void dealing_fill(struct dealing_slot *slot, const struct frame *frame)
{
    buffer_clear(&slot->frame);
    buffer_append_slice(&slot->frame, frame->bytes);
    memcpy(slot->hash, frame->hash, sizeof slot->hash);
    slot->is_good = false;
}

void dealing_wipe(struct dealing *dealing)
{
    secret_free(dealing->arena);
    dealing->arena = NULL;
}
