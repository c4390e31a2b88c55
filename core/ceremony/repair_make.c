/* SPDX-License-Identifier: MIT */
/* The frames a participant of a repair makes itself. */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/repair_state.h"

void repair_emit(struct repair *repair, struct repair_step *out, struct dealing_slot *slot,
                 uint8_t type, struct slice body, const struct identity *identity)
{
    struct buffer bytes SCOPED(buffer_free) = {0};
    struct frame frame;

    frame_write(&bytes, type, repair->request.cid, body, identity);
    if (!is_ok(frame_read(&frame, buffer_slice(&bytes))))
        return; /* cannot be: it was written a line above */
    dealing_fill(slot, &frame);
    if (type != FRAME_COMPLAINT)
        buffer_append_slice(&out->frames, frame.bytes);
    out->has_changed = true;
}

/* zeta * share as a sum of t scalars, all but one random: nobody sees the product itself, which
 * would be the share times a public number. */
static result split_lane(struct scalar *split, const struct repair *repair, size_t l,
                         const uint8_t share_bytes[static 32], struct rng *rng)
{
    const uint16_t t = repair->request.t;
    const struct scalar zeta = repair_zeta(repair, (uint16_t)repair->place);
    struct scalar share SCOPED(scalar_wipe) = scalar_zero();

    CHECK(is_ok(scalar_read_nonzero(&share, share_bytes)), DEALING_SHARE_CORRUPT);
    const struct point public_share = point_mul_base(&share);
    const uint16_t seat = repair_seat_at(repair, (uint16_t)repair->place);
    CHECK(point_equal(&public_share, &repair->record.lane[l].pubshare[seat]),
          DEALING_SHARE_CORRUPT);
    struct scalar rest SCOPED(scalar_wipe) = scalar_mul(&zeta, &share);
    for (size_t j = 0; j + 1 < t; j++) {
        split[j] = scalar_random(rng);
        rest = scalar_sub(&rest, &split[j]);
    }
    split[t - 1] = rest;
    return OK;
}

result repair_make_h0(struct repair *repair, struct repair_step *out, struct secret *shares,
                      const struct identity *identity, struct rng *rng)
{
    const uint16_t place = (uint16_t)repair->place;
    const bool is_helper = place < repair->request.t;
    struct buffer body SCOPED(buffer_free) = {0};
    result made = OK;

    CHECK(!is_helper || (shares && secret_size(shares) >= (size_t)LANES * 32),
          DEALING_SHARE_CORRUPT);
    const uint8_t *bytes = is_helper ? secret_lend(shares) : NULL;
    struct repair_secrets *secrets = secret_lend(repair->arena);
    for (size_t l = 0; is_helper && l < LANES && is_ok(made); l++)
        made = split_lane(secrets->split[l], repair, l, bytes + l * 32, rng);
    wire_write_u16(&body, repair_seat_at(repair, place));
    if (is_helper) {
        rng_fill(rng, secrets->sender_esk, sizeof secrets->sender_esk);
        share_box_public_key(buffer_extend(&body, 32), secrets->sender_esk);
    }
    wire_write_u16(&body, repair->request.t);
    for (size_t k = 0; k < repair->request.t; k++) {
        rng_fill(rng, secrets->receiver_esk[k], sizeof secrets->receiver_esk[k]);
        share_box_public_key(buffer_extend(&body, 32), secrets->receiver_esk[k]);
    }
    secret_take_back(repair->arena);
    if (is_helper)
        secret_take_back(shares);
    TRY(made);

    repair_emit(repair, out, &repair->h0[place], FRAME_REPAIR_H0, buffer_slice(&body), identity);
    return OK;
}

static result seal_pair(struct buffer *body, const struct repair *repair, uint16_t to,
                        const struct repair_secrets *secrets, const struct scalar *lanes[LANES],
                        struct rng *rng)
{
    const struct share_pair pair = repair_pair(repair, (uint16_t)repair->place, to);
    uint8_t plain[LANES * 32];

    for (size_t l = 0; l < LANES; l++)
        scalar_write(plain + l * 32, lanes[l]);
    const result sealed = share_box_seal(buffer_extend(body, REPAIR_BOX), &pair,
                                         secrets->sender_esk, slice_of(plain, sizeof plain), rng);
    memory_wipe(plain, sizeof plain);
    return sealed;
}

static result write_h1(struct buffer *body, const struct repair *repair,
                       const struct repair_secrets *secrets, struct rng *rng)
{
    const uint16_t t = repair->request.t;

    wire_write_u16(body, repair_seat_at(repair, (uint16_t)repair->place));
    buffer_append(body, repair->view, sizeof repair->view);
    for (size_t l = 0; l < LANES; l++) {
        for (size_t j = 0; j < t; j++) {
            const struct point point = point_mul_base(&secrets->split[l][j]);
            point_write(buffer_extend(body, POINT_BYTES), &point);
        }
    }
    for (uint16_t j = 0; j < t; j++) {
        const struct scalar *lanes[LANES] = {&secrets->split[0][j], &secrets->split[1][j]};
        TRY(seal_pair(body, repair, j, secrets, lanes, rng));
    }
    return OK;
}

result repair_make_h1(struct repair *repair, struct repair_step *out,
                      const struct identity *identity, struct rng *rng)
{
    struct buffer body SCOPED(buffer_free) = {0};

    struct repair_secrets *secrets = secret_lend(repair->arena);
    const result written = write_h1(&body, repair, secrets, rng);
    if (is_ok(written)) /* the own part is read from the own box, like everybody's */
        memory_wipe(secrets->split, sizeof secrets->split);
    secret_take_back(repair->arena);
    TRY(written);

    repair_emit(repair, out, &repair->h1[repair->place], FRAME_REPAIR_H1, buffer_slice(&body),
                identity);
    return OK;
}

static result write_h2(struct buffer *body, const struct repair *repair,
                       const struct repair_secrets *secrets, struct rng *rng)
{
    const uint16_t t = repair->request.t;
    struct scalar sum[LANES];
    const struct scalar *lanes[LANES] = {&sum[0], &sum[1]};

    wire_write_u16(body, repair_seat_at(repair, (uint16_t)repair->place));
    buffer_append(body, repair->transcript, sizeof repair->transcript);
    for (size_t l = 0; l < LANES; l++) {
        sum[l] = scalar_zero();
        for (size_t i = 0; i < t; i++)
            sum[l] = scalar_add(&sum[l], &secrets->part[i][l]);
    }
    const result sealed = seal_pair(body, repair, t, secrets, lanes, rng);
    memory_wipe(sum, sizeof sum);
    return sealed;
}

/* The helper's last frame: nothing secret is needed after it. */
result repair_make_h2(struct repair *repair, struct repair_step *out,
                      const struct identity *identity, struct rng *rng)
{
    struct buffer body SCOPED(buffer_free) = {0};

    const struct repair_secrets *secrets = secret_lend(repair->arena);
    const result written = write_h2(&body, repair, secrets, rng);
    secret_take_back(repair->arena);
    TRY(written);

    repair_wipe(repair);
    repair_emit(repair, out, &repair->h2[repair->place], FRAME_REPAIR_H2, buffer_slice(&body),
                identity);
    repair->status = REPAIR_WAITING;
    return OK;
}

static result write_h3(struct buffer *body, const struct repair *repair,
                       const struct repair_secrets *secrets, struct rng *rng)
{
    const uint16_t seat = repair->request.target;

    wire_write_u16(body, seat);
    for (uint8_t l = 0; l < LANES; l++) {
        const struct knowledge_context context = repair_proof_context(repair, l);
        uint8_t proof[KNOWLEDGE_BYTES];
        TRY(knowledge_prove(proof, &secrets->share[l], &repair->record.lane[l].pubshare[seat],
                            &context, rng));
        buffer_append(body, proof, sizeof proof);
    }
    return OK;
}

result repair_make_h3(struct repair *repair, struct repair_step *out,
                      const struct identity *identity, struct rng *rng)
{
    struct buffer body SCOPED(buffer_free) = {0};

    const struct repair_secrets *secrets = secret_lend(repair->arena);
    const result written = write_h3(&body, repair, secrets, rng);
    secret_take_back(repair->arena);
    TRY(written);
    repair_emit(repair, out, &repair->h3, FRAME_REPAIR_H3, buffer_slice(&body), identity);
    return OK;
}
