/* SPDX-License-Identifier: MIT */
/* What every participant checks of an R1, in the order of frost-taproot 5.5 (C1-C5), and what a
 * recipient checks of its own box (C6-C8). */
#include <string.h>

#include "core/base/memory.h"
#include "core/base/wire_reader.h"
#include "core/ceremony/dealing_state.h"
#include "core/crypto/lagrange.h"

struct dealing_r1 dealing_r1_of(const struct dealing *dealing, uint16_t dealer)
{
    const uint8_t *body = slot_body(&dealing->r1[dealer]).data;
    const size_t core_size = dealing_core_size(dealing);

    return (struct dealing_r1){.view = body + 2,
                               .core = slice_of(body + 2 + 32, core_size),
                               .boxes = body + 2 + 32 + core_size};
}

/* C1. The size was judged when the frame came in. */
result dealing_core_read(struct dealing_core *out, const struct dealing *dealing, struct slice core)
{
    struct wire_reader reader = wire_reader_over(core);
    struct dealing_core read = {0};
    struct point nonce;
    struct scalar response;

    for (size_t l = 0; l < LANES; l++) {
        for (size_t i = 0; i < dealing->proposal.t; i++) {
            const struct slice bytes = wire_read_slice(&reader, POINT_BYTES);
            CHECK(bytes.size > 0, DEALING_PARSE);
            TRY(point_read(&read.commitment[l][i], bytes.data));
        }
        for (size_t i = 0; i < dealing->proposal.t; i++) {
            const struct slice bytes = wire_read_slice(&reader, KNOWLEDGE_BYTES);
            CHECK(bytes.size > 0, DEALING_PARSE);
            TRY(point_read(&nonce, bytes.data));
            TRY(scalar_read(&response, bytes.data + POINT_BYTES));
            read.proof[l][i] = bytes.data;
        }
    }
    if (dealing->proposal.kind == PROPOSAL_DKG)
        read.chaincode_commitment = wire_read_slice(&reader, 32).data;
    TRY(wire_reader_finish(&reader));
    *out = read;
    return OK;
}

/* C3 */
static bool opens_commitment(const struct dealing *dealing, uint16_t dealer, struct slice core)
{
    uint8_t commitment[32];

    dealing_core_commitment(commitment, dealing, dealer, core);
    return memcmp(commitment, slot_body(&dealing->r0d[dealer]).data + 2, 32) == 0;
}

/* C4 */
static bool proofs_hold(const struct dealing *dealing, uint16_t dealer,
                        const struct dealing_core *core)
{
    for (uint8_t l = 0; l < LANES; l++) {
        for (uint16_t i = 0; i < dealing->proposal.t; i++) {
            const uint8_t number[2] = {0, (uint8_t)i};
            const struct knowledge_context context =
                dealing_proof_context(dealing, dealer, l, number);
            if (!is_ok(knowledge_verify(core->proof[l][i], &core->commitment[l][i], &context)))
                return false;
        }
    }
    return true;
}

/* C5. The dealt constant is lambda times the old public share: Q stays what it was. */
static bool constant_is_old_share(const struct dealing *dealing, uint16_t dealer,
                                  const struct dealing_core *core)
{
    const uint16_t seat = dealing->proposal.dealer_seat[dealer];
    const struct scalar lambda = dealing_lambda(dealing, dealer);

    for (size_t l = 0; l < LANES; l++) {
        const struct point expected =
            point_mul_var(&lambda, &dealing->previous.lane[l].pubshare[seat]);
        if (!point_equal(&core->commitment[l][0], &expected))
            return false;
    }
    return true;
}

/* C7 for one lane: f(x_j)*G is what the commitments say. */
static bool part_fits(const struct scalar *part, uint16_t t, uint16_t seat,
                      const struct point *commitment)
{
    const struct point expected = polynomial_evaluate_points(commitment, t, seat + 1u);
    const struct point dealt = point_mul_base(part);

    return point_equal(&dealt, &expected);
}

/* C7, C8 on an opened box. */
static enum dealing_fault take_plain(struct dealing_opened *out, const struct dealing *dealing,
                                     uint16_t dealer, uint16_t seat,
                                     const struct dealing_core *core, const uint8_t *plain)
{
    for (size_t l = 0; l < LANES; l++)
        if (!is_ok(scalar_read(&out->part[l], plain + l * 32)) ||
            !part_fits(&out->part[l], dealing->proposal.t, seat, core->commitment[l]))
            return DEALING_FAULT_SHARE;
    if (!core->chaincode_commitment)
        return DEALING_FAULT_NONE;
    uint8_t commitment[32];
    memcpy(out->chaincode_part, plain + (size_t)LANES * 32, 32);
    dealing_chaincode_commitment(commitment, dealing, dealer, out->chaincode_part);
    return memcmp(commitment, core->chaincode_commitment, 32) == 0 ? DEALING_FAULT_NONE
                                                                   : DEALING_FAULT_CC;
}

enum dealing_fault dealing_open_box(struct dealing_opened *out, const struct dealing *dealing,
                                    uint16_t dealer, uint16_t seat, const uint8_t esk[static 32])
{
    const size_t size = dealing_box_size(dealing);
    const struct share_pair pair = dealing_pair(dealing, dealer, seat);
    const struct dealing_r1 r1 = dealing_r1_of(dealing, dealer);
    const uint8_t *box = r1.boxes + (size_t)seat * size;
    struct dealing_core core;
    uint8_t plain[(LANES + 1) * 32];
    enum dealing_fault fault = DEALING_FAULT_DECRYPT;

    if (!is_ok(dealing_core_read(&core, dealing, r1.core)))
        return DEALING_FAULT_PARSE;
    if (is_ok(share_box_open(plain, &pair, esk, slice_of(box, size))))
        fault = take_plain(out, dealing, dealer, seat, &core, plain);
    memory_wipe(plain, sizeof plain);
    return fault;
}

bool dealing_slot_stands(const struct dealing_slot *slot)
{
    struct frame frame;

    return is_ok(frame_read(&frame, buffer_slice(&slot->frame))) && is_ok(frame_verify(&frame)) &&
           memcmp(frame.hash, slot->hash, 32) == 0;
}

/* The own box; what is good is kept in the arena. */
static enum dealing_fault open_own_box(struct dealing *dealing, uint16_t dealer)
{
    const uint16_t seat = (uint16_t)dealing->seat;
    struct dealing_opened opened;

    struct dealing_secrets *secrets = secret_lend(dealing->arena);
    const enum dealing_fault fault =
        dealing_open_box(&opened, dealing, dealer, seat, secrets->seat_esk[dealer]);
    if (fault == DEALING_FAULT_NONE) {
        memcpy(secrets->part[dealer], opened.part, sizeof opened.part);
        memcpy(secrets->part_chaincode[dealer], opened.chaincode_part,
               sizeof opened.chaincode_part);
    }
    secret_take_back(dealing->arena);
    memory_wipe(&opened, sizeof opened);
    return fault;
}

/* Whether the frames a complaint would rest on, and the own key in them, are still intact here. */
static bool ground_stands(const struct dealing *dealing, uint16_t dealer)
{
    const uint8_t *published = dealing_seat_epk(dealing, (uint16_t)dealing->seat, dealer);
    uint8_t epk[32];

    const struct dealing_secrets *secrets = secret_lend(dealing->arena);
    share_box_public_key(epk, secrets->seat_esk[dealer]);
    secret_take_back(dealing->arena);
    for (size_t k = 0; k < dealing->proposal.d; k++)
        if (!dealing_slot_stands(&dealing->r0d[k]))
            return false;
    for (size_t j = 0; j < dealing->proposal.n; j++)
        if (!dealing_slot_stands(&dealing->r0r[j]))
            return false;
    return dealing_slot_stands(&dealing->r1[dealer]) && memcmp(epk, published, sizeof epk) == 0;
}

/* A flipped bit in this device must not become an accusation, and in a RESHARE an accusation of
 * an honest dealer opens what should stay closed (amendments C4): everything once more, from the
 * bytes of the frames. */
static enum dealing_fault judge_own_box(struct dealing *dealing, uint16_t dealer)
{
    const enum dealing_fault first = open_own_box(dealing, dealer);

    if (first == DEALING_FAULT_NONE)
        return first;
    if (!ground_stands(dealing, dealer))
        return DEALING_FAULT_STORE;
    const enum dealing_fault second = open_own_box(dealing, dealer);
    if (second == DEALING_FAULT_NONE)
        return second;
    return second == first ? second : DEALING_FAULT_STORE;
}

enum dealing_fault dealing_judge_r1(struct dealing *dealing, uint16_t dealer)
{
    const struct dealing_r1 r1 = dealing_r1_of(dealing, dealer);
    struct dealing_core core;

    if (!is_ok(dealing_core_read(&core, dealing, r1.core)))
        return DEALING_FAULT_PARSE;
    if (dealing->has_view && memcmp(r1.view, dealing->view, 32) != 0)
        return DEALING_FAULT_VIEW;
    if (slot_is_full(&dealing->r0d[dealer]) && !opens_commitment(dealing, dealer, r1.core))
        return DEALING_FAULT_COMMIT;
    if (!proofs_hold(dealing, dealer, &core))
        return DEALING_FAULT_POK;
    if (dealing->has_previous && !constant_is_old_share(dealing, dealer, &core))
        return DEALING_FAULT_CONST;
    if (dealing->seat < 0)
        return DEALING_FAULT_NONE;
    return judge_own_box(dealing, dealer);
}
