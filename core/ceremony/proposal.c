/* SPDX-License-Identifier: MIT */
#include "core/ceremony/proposal.h"

#include <string.h>

#include "core/base/wire_reader.h"
#include "core/crypto/hash.h"
#include "core/crypto/identity.h"

static const uint8_t lane_schemes[LANES] = {SCHEME_SCHNORR, SCHEME_ECDSA};

void proposal_write(struct buffer *out, struct proposal *proposal)
{
    const size_t start = out->size;

    wire_write_u8(out, (uint8_t)proposal->kind);
    wire_write_u8(out, LANES);
    buffer_append(out, lane_schemes, sizeof lane_schemes);
    buffer_append(out, proposal->wallet_id, sizeof proposal->wallet_id);
    buffer_append(out, proposal->prev_epoch_hash, sizeof proposal->prev_epoch_hash);
    wire_write_u32(out, proposal->new_epoch);
    wire_write_u16(out, proposal->t);
    wire_write_u16(out, proposal->n);
    for (size_t j = 0; j < proposal->n; j++)
        buffer_append(out, proposal->id_pk[j], sizeof proposal->id_pk[j]);
    wire_write_u16(out, proposal->d);
    for (size_t k = 0; k < proposal->d; k++)
        wire_write_u16(out, proposal->dealer_seat[k]);
    wire_write_u64(out, proposal->expiry);
    buffer_append(out, proposal->rnd, sizeof proposal->rnd);
    hash_tagged(proposal->cid, "gw/1/ceremony", slice_of(out->data + start, out->size - start));
}

result proposal_read(struct proposal *out, struct slice body)
{
    struct wire_reader reader = wire_reader_over(body);
    struct proposal proposal = {0};

    const uint8_t kind = wire_read_u8(&reader);
    wire_expect(&reader, kind == PROPOSAL_DKG || kind == PROPOSAL_RESHARE);
    proposal.kind = kind == PROPOSAL_DKG ? PROPOSAL_DKG : PROPOSAL_RESHARE;
    wire_expect(&reader, wire_read_u8(&reader) == LANES);
    for (size_t l = 0; l < LANES; l++)
        wire_expect(&reader, wire_read_u8(&reader) == lane_schemes[l]);
    wire_read_fixed(&reader, proposal.wallet_id, sizeof proposal.wallet_id);
    wire_read_fixed(&reader, proposal.prev_epoch_hash, sizeof proposal.prev_epoch_hash);
    proposal.new_epoch = wire_read_u32(&reader);
    proposal.t = wire_read_u16(&reader);
    proposal.n = wire_read_u16(&reader);
    CHECK(reader.failure == ERROR_NONE && proposal.n <= SEATS_MAX, PROPOSAL_SHAPE);
    for (size_t j = 0; j < proposal.n; j++)
        wire_read_fixed(&reader, proposal.id_pk[j], sizeof proposal.id_pk[j]);
    proposal.d = wire_read_u16(&reader);
    CHECK(reader.failure == ERROR_NONE && proposal.d <= SEATS_MAX, PROPOSAL_SHAPE);
    for (size_t k = 0; k < proposal.d; k++)
        proposal.dealer_seat[k] = wire_read_u16(&reader);
    proposal.expiry = wire_read_u64(&reader);
    wire_read_fixed(&reader, proposal.rnd, sizeof proposal.rnd);
    CHECK(is_ok(wire_reader_finish(&reader)), PROPOSAL_SHAPE);
    TRY(proposal_check(&proposal));

    hash_tagged(proposal.cid, "gw/1/ceremony", body);
    *out = proposal;
    return OK;
}

/* Distinct, and points that can sign: small-order keys verify anything. */
static bool ids_are_usable(const struct proposal *proposal)
{
    for (size_t i = 0; i < proposal->n; i++) {
        if (!identity_key_is_usable(proposal->id_pk[i]))
            return false;
        for (size_t j = i + 1; j < proposal->n; j++)
            if (memcmp(proposal->id_pk[i], proposal->id_pk[j], sizeof proposal->id_pk[i]) == 0)
                return false;
    }
    return true;
}

static bool is_fresh_wallet(const struct proposal *proposal)
{
    static const uint8_t zero[32];

    if (proposal->new_epoch != 1 || memcmp(proposal->prev_epoch_hash, zero, sizeof zero) != 0 ||
        proposal->d != proposal->n)
        return false;
    for (size_t k = 0; k < proposal->d; k++)
        if (proposal->dealer_seat[k] != k)
            return false;
    return true;
}

result proposal_check(const struct proposal *proposal)
{
    CHECK(1 <= proposal->t && proposal->t <= proposal->n && proposal->n <= SEATS_MAX,
          PROPOSAL_SHAPE);
    CHECK(1 <= proposal->d && proposal->d <= SEATS_MAX, PROPOSAL_SHAPE);
    CHECK(ids_are_usable(proposal), PROPOSAL_SHAPE);
    if (proposal->kind == PROPOSAL_DKG) {
        CHECK(is_fresh_wallet(proposal), PROPOSAL_SHAPE);
        return OK;
    }
    CHECK(proposal->t >= 2 && proposal->d >= 2, PROPOSAL_COPIES);
    for (size_t k = 1; k < proposal->d; k++)
        CHECK(proposal->dealer_seat[k - 1] < proposal->dealer_seat[k], PROPOSAL_DEALERS);
    CHECK(proposal->dealer_seat[proposal->d - 1u] < SEATS_MAX, PROPOSAL_DEALERS);
    return OK;
}

result proposal_follows(const struct proposal *proposal, const struct epoch_record *previous)
{
    CHECK(memcmp(proposal->wallet_id, previous->wallet_id, 32) == 0, PROPOSAL_STALE);
    CHECK(memcmp(proposal->prev_epoch_hash, previous->hash, 32) == 0, PROPOSAL_STALE);
    CHECK(previous->t >= 2, PROPOSAL_COPIES);
    CHECK(proposal->d == previous->t, PROPOSAL_DEALERS);
    CHECK(proposal->dealer_seat[proposal->d - 1u] < previous->n, PROPOSAL_DEALERS);
    CHECK(proposal->new_epoch > previous->epoch, PROPOSAL_NUMBER_LOW);
    return OK;
}

int proposal_seat_of(const struct proposal *proposal, const uint8_t id_pk[static 32])
{
    for (int j = 0; j < proposal->n; j++)
        if (memcmp(proposal->id_pk[j], id_pk, 32) == 0)
            return j;
    return -1;
}

const uint8_t *proposal_dealer_id(const struct proposal *proposal,
                                  const struct epoch_record *previous, uint16_t k)
{
    const uint16_t seat = proposal->dealer_seat[k];

    return previous ? previous->id_pk[seat] : proposal->id_pk[seat];
}

int proposal_dealer_of(const struct proposal *proposal, const struct epoch_record *previous,
                       const uint8_t id_pk[static 32])
{
    for (uint16_t k = 0; k < proposal->d; k++)
        if (memcmp(proposal_dealer_id(proposal, previous, k), id_pk, 32) == 0)
            return k;
    return -1;
}

uint64_t proposal_deadline(const struct proposal *proposal, uint64_t first_seen)
{
    const uint64_t latest = first_seen > UINT64_MAX - PROPOSAL_LIFE_SECONDS
                                ? UINT64_MAX
                                : first_seen + PROPOSAL_LIFE_SECONDS;

    return proposal->expiry < latest ? proposal->expiry : latest;
}
