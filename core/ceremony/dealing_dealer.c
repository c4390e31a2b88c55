/* SPDX-License-Identifier: MIT */
/* The dealer: a committed polynomial per lane in round 0, opened and shared out in round 1. */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/dealing_state.h"
#include "core/crypto/lagrange.h"

/* RESHARE: the constant term is lambda times the own old share, which must still be the old share.
 */
static result take_share(struct scalar *out, const struct dealing *dealing, size_t l,
                         const uint8_t *shares)
{
    struct scalar share SCOPED(scalar_wipe) = scalar_zero();
    const uint16_t seat = dealing->proposal.dealer_seat[dealing->dealer];
    const struct scalar lambda = dealing_lambda(dealing, (uint16_t)dealing->dealer);

    CHECK(is_ok(scalar_read_nonzero(&share, shares + l * 32)), DEALING_SHARE_CORRUPT);
    const struct point public_share = point_mul_base(&share);
    CHECK(point_equal(&public_share, &dealing->previous.lane[l].pubshare[seat]),
          DEALING_SHARE_CORRUPT);
    *out = scalar_mul(&lambda, &share);
    return OK;
}

/* t points, then a proof of knowledge for each. */
static result deal_lane(struct buffer *core, struct dealing *dealing,
                        const struct scalar *polynomial, uint8_t l, struct rng *rng)
{
    const uint16_t t = dealing->proposal.t;
    struct point commitment[SEATS_MAX];

    for (uint16_t i = 0; i < t; i++) {
        commitment[i] = point_mul_base(&polynomial[i]);
        point_write(buffer_extend(core, POINT_BYTES), &commitment[i]);
    }
    for (uint16_t i = 0; i < t; i++) {
        const uint8_t number[2] = {0, (uint8_t)i};
        const struct knowledge_context context =
            dealing_proof_context(dealing, (uint16_t)dealing->dealer, l, number);
        uint8_t proof[KNOWLEDGE_BYTES];
        TRY(knowledge_prove(proof, &polynomial[i], &commitment[i], &context, rng));
        buffer_append(core, proof, sizeof proof);
    }
    return OK;
}

static result make_core(struct buffer *core, struct dealing *dealing,
                        struct dealing_secrets *secrets, const uint8_t *shares, struct rng *rng)
{
    const bool is_dkg = dealing->proposal.kind == PROPOSAL_DKG;

    for (uint8_t l = 0; l < LANES; l++) {
        struct scalar *polynomial = secrets->polynomial[l];
        if (!is_dkg)
            TRY(take_share(&polynomial[0], dealing, l, shares));
        for (size_t i = is_dkg ? 0 : 1; i < dealing->proposal.t; i++)
            polynomial[i] = scalar_random(rng);
        TRY(deal_lane(core, dealing, polynomial, l, rng));
    }
    if (is_dkg) {
        rng_fill(rng, secrets->chaincode_part, sizeof secrets->chaincode_part);
        dealing_chaincode_commitment(buffer_extend(core, 32), dealing, (uint16_t)dealing->dealer,
                                     secrets->chaincode_part);
    }
    rng_fill(rng, secrets->dealer_esk, sizeof secrets->dealer_esk);
    return OK;
}

result dealing_deal_r0(struct dealing *dealing, struct dealing_step *out, struct secret *shares,
                       const struct identity *identity, struct rng *rng)
{
    const bool needs_shares = dealing->proposal.kind == PROPOSAL_RESHARE;
    const uint16_t k = (uint16_t)dealing->dealer;
    struct buffer body SCOPED(buffer_free) = {0};

    CHECK(!needs_shares || (shares && secret_size(shares) >= LANES * 32), DEALING_SHARE_CORRUPT);
    const uint8_t *old = needs_shares ? secret_lend(shares) : NULL;
    struct dealing_secrets *secrets = secret_lend(dealing->arena);
    const result made = make_core(&dealing->core, dealing, secrets, old, rng);
    wire_write_u16(&body, k);
    dealing_core_commitment(buffer_extend(&body, 32), dealing, k, buffer_slice(&dealing->core));
    share_box_public_key(buffer_extend(&body, 32), secrets->dealer_esk);
    secret_take_back(dealing->arena);
    if (needs_shares)
        secret_take_back(shares);
    if (!is_ok(made))
        buffer_clear(&dealing->core);
    TRY(made);

    dealing_emit(dealing, out, &dealing->r0d[k], FRAME_R0D, buffer_slice(&body), identity);
    return OK;
}

static result box_for_seat(struct buffer *body, const struct dealing *dealing,
                           const struct dealing_secrets *secrets, uint16_t seat, struct rng *rng)
{
    const struct share_pair pair = dealing_pair(dealing, (uint16_t)dealing->dealer, seat);
    uint8_t plain[(LANES + 1) * 32];

    for (size_t l = 0; l < LANES; l++) {
        struct scalar share SCOPED(scalar_wipe) =
            polynomial_evaluate(secrets->polynomial[l], dealing->proposal.t, seat + 1u);
        scalar_write(plain + l * 32, &share);
    }
    memcpy(plain + (size_t)LANES * 32, secrets->chaincode_part, 32); /* left out unless DKG */
    const result sealed =
        share_box_seal(buffer_extend(body, dealing_box_size(dealing)), &pair, secrets->dealer_esk,
                       slice_of(plain, dealing_plain_size(dealing)), rng);
    memory_wipe(plain, sizeof plain);
    return sealed;
}

static result write_r1(struct buffer *body, const struct dealing *dealing,
                       const struct dealing_secrets *secrets, struct rng *rng)
{
    wire_write_u16(body, (uint16_t)dealing->dealer);
    buffer_append(body, dealing->view, sizeof dealing->view);
    buffer_append_slice(body, buffer_slice(&dealing->core));
    for (uint16_t j = 0; j < dealing->proposal.n; j++)
        TRY(box_for_seat(body, dealing, secrets, j, rng));
    return OK;
}

/* The finished R1 is all that is left of the dealer: it is never computed again. */
static void forget_dealing(struct dealing *dealing, struct dealing_secrets *secrets)
{
    memory_wipe(secrets->polynomial, sizeof secrets->polynomial);
    memory_wipe(secrets->dealer_esk, sizeof secrets->dealer_esk);
    memory_wipe(secrets->chaincode_part, sizeof secrets->chaincode_part);
    buffer_free(&dealing->core);
}

result dealing_deal_r1(struct dealing *dealing, struct dealing_step *out,
                       const struct identity *identity, struct rng *rng)
{
    struct buffer body SCOPED(buffer_free) = {0};

    struct dealing_secrets *secrets = secret_lend(dealing->arena);
    const result written = write_r1(&body, dealing, secrets, rng);
    if (is_ok(written))
        forget_dealing(dealing, secrets);
    secret_take_back(dealing->arena);
    TRY(written);

    dealing_emit(dealing, out, &dealing->r1[dealing->dealer], FRAME_R1, buffer_slice(&body),
                 identity);
    dealing->has_dealt = true;
    return OK;
}
