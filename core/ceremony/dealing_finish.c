/* SPDX-License-Identifier: MIT */
/* The end of round 1: sums, the epoch record, the own share (frost-taproot 5.5, below the table).
 */
#include <string.h>

#include "core/ceremony/dealing_state.h"
#include "core/crypto/hash.h"
#include "core/crypto/lagrange.h"

/* B_i = sum over dealers of A_{k,i}: the commitment to the sum of all polynomials. */
static enum dealing_fault sum_commitments(struct point sum[LANES][SEATS_MAX],
                                          const struct dealing *dealing)
{
    const uint16_t t = dealing->proposal.t;

    for (size_t l = 0; l < LANES; l++)
        for (size_t i = 0; i < t; i++)
            sum[l][i] = point_infinity();
    for (uint16_t k = 0; k < dealing->proposal.d; k++) {
        struct dealing_core core;
        if (!is_ok(dealing_core_read(&core, dealing, dealing_r1_of(dealing, k).core)))
            return DEALING_FAULT_PARSE; /* cannot be: it was judged good */
        for (size_t l = 0; l < LANES; l++)
            for (size_t i = 0; i < t; i++)
                sum[l][i] = point_add(&sum[l][i], &core.commitment[l][i]);
    }
    for (size_t l = 0; l < LANES; l++) {
        if (sum[l][0].is_infinity)
            return DEALING_FAULT_QINF;
        if (t >= 2 && sum[l][t - 1].is_infinity)
            return DEALING_FAULT_DEGREE; /* the real threshold would be lower */
    }
    return DEALING_FAULT_NONE;
}

/* DKG: every dealer had a hand in the chain codes. */
static void make_chaincode(uint8_t out[static 32], const struct dealing *dealing, uint8_t scheme)
{
    const struct dealing_secrets *secrets = secret_lend(dealing->arena);
    struct hash_tagged hash;

    hash_tagged_begin(&hash, "gw/1/chaincode");
    hash_tagged_add(&hash, dealing->proposal.cid, 32);
    hash_tagged_add_u8(&hash, scheme);
    for (size_t k = 0; k < dealing->proposal.d; k++)
        hash_tagged_add(&hash, secrets->part_chaincode[k], 32);
    hash_tagged_end(&hash, out);
    secret_take_back(dealing->arena);
}

static void make_transcript(uint8_t out[static 32], const struct dealing *dealing)
{
    struct hash_tagged hash;

    hash_tagged_begin(&hash, "gw/1/transcript");
    hash_tagged_add(&hash, dealing->view, 32);
    for (size_t k = 0; k < dealing->proposal.d; k++)
        hash_tagged_add(&hash, dealing->r1[k].hash, 32);
    hash_tagged_end(&hash, out);
}

static void fill_lane(struct epoch_lane *lane, const struct dealing *dealing, size_t l,
                      const struct point *sum)
{
    const struct proposal *proposal = &dealing->proposal;

    lane->scheme = l == LANE_SCHNORR ? SCHEME_SCHNORR : SCHEME_ECDSA;
    lane->key = sum[0];
    for (uint32_t j = 0; j < proposal->n; j++)
        lane->pubshare[j] = polynomial_evaluate_points(sum, proposal->t, j + 1);
    if (dealing->has_previous)
        memcpy(lane->chaincode, dealing->previous.lane[l].chaincode, 32);
    else
        make_chaincode(lane->chaincode, dealing, lane->scheme);
}

static void fill_record(struct epoch_record *record, const struct dealing *dealing,
                        struct point sum[LANES][SEATS_MAX])
{
    const struct proposal *proposal = &dealing->proposal;
    struct buffer bytes SCOPED(buffer_free) = {0};

    memset(record, 0, sizeof *record);
    memcpy(record->wallet_id, proposal->wallet_id, 32);
    memcpy(record->prev_epoch_hash, proposal->prev_epoch_hash, 32);
    record->epoch = proposal->new_epoch;
    record->t = proposal->t;
    record->n = proposal->n;
    memcpy(record->id_pk, proposal->id_pk, sizeof record->id_pk);
    for (size_t l = 0; l < LANES; l++)
        fill_lane(&record->lane[l], dealing, l, sum[l]);
    make_transcript(record->transcript, dealing);
    record_write(&bytes, record); /* for its hash */
}

/* s_j, which must be what the record says of this seat. */
static enum dealing_fault sum_parts(struct dealing *dealing, const struct epoch_record *record)
{
    enum dealing_fault fault = DEALING_FAULT_NONE;

    struct dealing_secrets *secrets = secret_lend(dealing->arena);
    for (size_t l = 0; l < LANES; l++) {
        struct scalar sum SCOPED(scalar_wipe) = scalar_zero();
        for (size_t k = 0; k < dealing->proposal.d; k++)
            sum = scalar_add(&sum, &secrets->part[k][l]);
        const struct point public_share = point_mul_base(&sum);
        if (public_share.is_infinity)
            fault = DEALING_FAULT_QINF;
        else if (!point_equal(&public_share, &record->lane[l].pubshare[dealing->seat]))
            fault = DEALING_FAULT_STORE;
        secrets->share[l] = sum;
    }
    secret_take_back(dealing->arena);
    return fault;
}

enum dealing_fault dealing_finish(struct dealing *dealing)
{
    struct point sum[LANES][SEATS_MAX] = {0};
    struct epoch_record record;

    enum dealing_fault fault = sum_commitments(sum, dealing);
    if (fault != DEALING_FAULT_NONE)
        return fault;
    fill_record(&record, dealing, sum);
    if (!is_ok(record_validate(&record))) /* infinity somewhere, or two equal keys */
        return DEALING_FAULT_QINF;
    if (dealing->has_previous && !is_ok(record_succeeds(&record, &dealing->previous)))
        return DEALING_FAULT_STORE; /* cannot be: C5 held for a valid old record */
    if (dealing->seat >= 0) {
        fault = sum_parts(dealing, &record);
        if (fault != DEALING_FAULT_NONE)
            return fault;
    }
    dealing->record = record;
    dealing->has_record = true;
    return DEALING_FAULT_NONE;
}
