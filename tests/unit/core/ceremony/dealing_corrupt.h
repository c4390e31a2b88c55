/* SPDX-License-Identifier: MIT */
/* dealing_corrupt.h - a corrupt participant inside correctly signed frames. It is the last party:
 * the last to commit, and it sees everybody's secrets. */
#ifndef TESTS_DEALING_CORRUPT_H
#define TESTS_DEALING_CORRUPT_H

#include "core/ceremony/evidence.h"
#include "core/crypto/hash.h"
#include "dealing_party.h"

static const struct config {
    uint16_t t, n;
} configs[] = {{2, 2}, {2, 3}, {3, 5}};
enum { CONFIGS = 3 };

static struct dealing_secrets captured; /* of the corrupt dealer, before it forgets them */
static void (*edit_body)(struct net *net, struct buffer *body);
static uint8_t edit_type;

static struct party *corrupt(struct net *net)
{
    return net->party[net->count - 1];
}

static struct dealing *corrupt_dealing(struct net *net)
{
    return corrupt(net)->dealing;
}

static uint16_t corrupt_dealer(struct net *net)
{
    return net->proposal.kind == PROPOSAL_DKG ? net->proposal.n - 1 : net->proposal.d - 1;
}

static void resign(struct net *net, struct dealing_slot *slot, uint8_t type, struct slice body)
{
    struct buffer bytes = {0};
    struct frame frame;

    frame_write(&bytes, type, net->proposal.cid, body, corrupt(net)->identity);
    cr_assert(is_ok(frame_read(&frame, buffer_slice(&bytes))));
    dealing_fill(slot, &frame);
    buffer_free(&bytes);
}

/* After meddling with the core: the commitment in the own R0D follows. */
static void recommit(struct net *net)
{
    struct dealing *dealing = corrupt_dealing(net);
    struct dealing_slot *slot = &dealing->r0d[dealing->dealer];
    struct buffer body = {0};

    buffer_append_slice(&body, slot_body(slot));
    dealing_core_commitment(body.data + 2, dealing, (uint16_t)dealing->dealer,
                            buffer_slice(&dealing->core));
    resign(net, slot, FRAME_R0D, buffer_slice(&body));
    buffer_free(&body);
}

static void capture(struct net *net, size_t i)
{
    memcpy(&captured, secret_lend(net->party[i]->dealing->arena), sizeof captured);
    secret_take_back(net->party[i]->dealing->arena);
}

/* The tamper hook: edits the corrupt party's frames of one type and signs them again. */
static void edit_frames(struct net *net, size_t from, struct buffer *frames)
{
    struct buffer out = {0};
    struct slice rest = buffer_slice(frames);
    struct frame frame;

    if (!net->party[from]->is_corrupt || !edit_body)
        return;
    while (rest.size > 0 && is_ok(frame_read_next(&frame, &rest))) {
        struct buffer body = {0};
        if (frame.type != edit_type) {
            buffer_append_slice(&out, frame.bytes);
            continue;
        }
        buffer_append_slice(&body, frame.body);
        edit_body(net, &body);
        frame_write(&out, frame.type, frame.ctx, buffer_slice(&body), net->party[from]->identity);
        buffer_free(&body);
    }
    buffer_free(frames);
    *frames = out;
}

static struct net *prepare(const struct config *config, bool is_reshare)
{
    struct net *net = net_of(config->n, 700u + config->n);

    net_propose_dkg(net, config->t, config->n);
    if (is_reshare) {
        size_t members[SEATS_MAX];
        uint16_t dealers[SEATS_MAX];
        net_run(net);
        net_turn(net);
        for (uint16_t j = 0; j < config->n; j++)
            members[j] = j;
        for (uint16_t k = 0; k < config->t; k++)
            dealers[k] = (uint16_t)(config->n - config->t + k);
        net_propose_reshare(net, config->t, members, config->n, dealers);
    }
    corrupt(net)->is_corrupt = true;
    net->tamper = edit_frames;
    return net;
}

static void play(struct net *net, void (*after_begin)(struct net *net, size_t i), uint8_t type,
                 void (*edit)(struct net *net, struct buffer *body))
{
    edit_type = type;
    edit_body = edit;
    net_begin(net, after_begin);
    net_deliver(net);
    net_acknowledge(net);
    net_deliver(net);
}

static void expect_convincing(struct net *net, const struct dealing *dealing);

/* Everybody honest names the corrupt one with frames it signed; nobody confirmed anything. */
static void expect_proved(struct net *net, enum dealing_fault fault, enum dealing_role role)
{
    const uint16_t index = role == DEALING_DEALER ? corrupt_dealer(net) : net->proposal.n - 1;

    for (size_t i = 0; i + 1 < net->count; i++) {
        const struct dealing *dealing = net->party[i]->dealing;
        const struct dealing_verdict *verdict = dealing_verdict(dealing);
        struct slice rest = buffer_slice(&verdict->evidence);
        struct frame frame;
        cr_assert_eq(dealing_status(dealing), DEALING_FAILED, "party %zu, which %d", i, net->which);
        cr_assert_eq(verdict->fault, fault, "party %zu says %d, which %d", i, verdict->fault,
                     net->which);
        cr_assert_eq(verdict->certainty, DEALING_PROVED);
        cr_assert_eq(verdict->role, role);
        cr_assert_eq(verdict->index, index);
        cr_assert_gt(rest.size, 0);
        while (rest.size > 0) {
            cr_assert(is_ok(frame_read_next(&frame, &rest)));
            cr_assert(is_ok(frame_verify(&frame)));
            cr_assert_arr_eq(frame.sender, corrupt(net)->identity->sign_pk, 32);
        }
        cr_assert_null(dealing->arena, "secrets are gone");
        expect_convincing(net, dealing);
    }
    cr_assert_eq(wire_count(net, FRAME_ACK, corrupt(net)->identity->sign_pk), 0);
}

/* The evidence, shown to somebody who was not there, names the same one for the same thing. */
static void expect_convincing(struct net *net, const struct dealing *dealing)
{
    const struct dealing_verdict *verdict = dealing_verdict(dealing);
    struct slice rest = buffer_slice(&verdict->evidence);
    struct dealing_step step = {0};
    struct dealing *judge = NULL;
    struct frame frame;

    cr_assert(is_ok(dealing_watch(&judge, buffer_slice(&net->proposal_frame),
                                  net->has_previous ? &net->previous : NULL)));
    while (rest.size > 0) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        cr_assert(is_ok(dealing_accept(judge, &step, &frame, NULL, NULL)));
    }
    cr_assert_eq(dealing_verdict(judge)->fault, verdict->fault);
    cr_assert_eq(dealing_verdict(judge)->certainty, DEALING_PROVED);
    cr_assert_eq(dealing_verdict(judge)->role, verdict->role);
    cr_assert_eq(dealing_verdict(judge)->index, verdict->index);
    cr_assert_eq(step.frames.size, 0);
    dealing_step_free(&step);
    dealing_free(judge);

    struct buffer stored = {0};
    struct evidence_finding finding = {0};
    const struct epoch_record *record = net->has_previous ? &net->previous : NULL;
    dealing_evidence(dealing, &stored);
    cr_assert(is_ok(evidence_verify(&finding, buffer_slice(&stored), record)));
    cr_assert(finding.is_proved);
    cr_assert_neq(finding.code, EVIDENCE_NOTHING);
    cr_assert_arr_eq(finding.who,
                     verdict->role == DEALING_DEALER
                         ? proposal_dealer_id(&net->proposal, record, verdict->index)
                         : net->proposal.id_pk[verdict->index],
                     32);
    if (record && verdict->fault != DEALING_FAULT_EQUIV)
        cr_assert_eq(evidence_verify(&finding, buffer_slice(&stored), NULL).code,
                     ERROR_EVIDENCE_RECORD);
    stored.data[stored.size - 70] ^= 1; /* not what was signed any more */
    cr_assert_eq(evidence_verify(&finding, buffer_slice(&stored), record).code,
                 ERROR_EVIDENCE_SHAPE);
    buffer_free(&stored);
}

static void expect_convicted(struct net *net, const struct dealing *dealing,
                             enum dealing_fault fault, enum dealing_role role, uint16_t index)
{
    const struct dealing_verdict *verdict = dealing_verdict(dealing);

    cr_assert_eq(verdict->fault, fault, "says %d, which %d", verdict->fault, net->which);
    cr_assert_eq(verdict->certainty, DEALING_PROVED);
    cr_assert_eq(verdict->role, role);
    cr_assert_eq(verdict->index, index);
    expect_convincing(net, dealing);
}

/* The victim complains. DKG: everybody names the dealer. RESHARE: the victim, the accused and the
 * owner do; the others only hear that it is over. There is no certificate. */
static void expect_complaint(struct net *net, size_t victim, enum dealing_fault fault)
{
    const bool is_reshare = net->proposal.kind == PROPOSAL_RESHARE;

    for (size_t i = 0; i + 1 < net->count; i++) {
        const struct dealing *dealing = net->party[i]->dealing;
        const struct dealing_verdict *verdict = dealing_verdict(dealing);
        cr_assert_eq(dealing_status(dealing), DEALING_FAILED, "party %zu", i);
        cr_assert_null(dealing->arena, "secrets are gone");
        if (verdict->certainty == DEALING_PROVED) {
            /* a second box of the same dealer may have been spoilt by the same mutation */
            expect_convicted(net, dealing, fault, DEALING_DEALER, corrupt_dealer(net));
            continue;
        }
        cr_assert(is_reshare && i != victim);
        cr_assert_eq(verdict->fault, DEALING_FAULT_ABORTED);
        cr_assert_eq(verdict->said_reason, fault);
        cr_assert_eq(verdict->certainty, DEALING_UNBLAMED);
    }
    expect_convicted(net, net->watch, fault, DEALING_DEALER, corrupt_dealer(net));
    cr_assert_eq(is_reshare, net->confided_count > 0);
    cr_assert_eq(is_reshare, wire_count(net, FRAME_COMPLAINT, NULL) == 0);
    cr_assert_eq(wire_count(net, FRAME_ACK, corrupt(net)->identity->sign_pk), 0);
}

/* Offsets in a core: lane block, then points, then proofs. */
static size_t point_offset(struct net *net, size_t l, size_t i)
{
    return l * net->proposal.t * 98u + i * 33u;
}

static size_t proof_offset(struct net *net, size_t l, size_t i)
{
    return l * net->proposal.t * 98u + net->proposal.t * 33u + i * 65u;
}

enum { CORE = 34 }; /* where the core starts in an R1 body */

static uint8_t *box_of(struct net *net, struct buffer *body, uint16_t seat)
{
    const struct dealing *dealing = corrupt_dealing(net);

    return body->data + CORE + dealing_core_size(dealing) + seat * dealing_box_size(dealing);
}

/* The honest plain text for a seat, from the captured secrets. */
static void plain_for(struct net *net, uint8_t plain[96], uint16_t seat)
{
    for (size_t l = 0; l < LANES; l++) {
        const struct scalar share =
            polynomial_evaluate(captured.polynomial[l], net->proposal.t, seat + 1u);
        scalar_write(plain + 32 * l, &share);
    }
    memcpy(plain + 64, captured.chaincode_part, 32);
}

static void seal_for(struct net *net, struct buffer *body, uint16_t seat, const uint8_t *plain)
{
    const struct dealing *dealing = corrupt_dealing(net);
    const struct share_pair pair = dealing_pair(dealing, (uint16_t)dealing->dealer, seat);

    cr_assert(is_ok(share_box_seal(box_of(net, body, seat), &pair, captured.dealer_esk,
                                   slice_of(plain, dealing_plain_size(dealing)),
                                   &corrupt(net)->rng.base)));
}

/* Runs a mutation over all three sizes, `variants` each, in DKG and, if wanted, in a refresh. */
#define FOR_ALL(variants, with_reshare, ...)                                                       \
    for (int reshare_ = 0; reshare_ <= (with_reshare); reshare_++)                                 \
        for (size_t c_ = 0; c_ < CONFIGS; c_++)                                                    \
            for (int which_ = 0; which_ < (variants); which_++) {                                  \
                struct net *net = prepare(&configs[c_], reshare_);                                 \
                net->which = which_;                                                               \
                __VA_ARGS__;                                                                       \
                net_free(net);                                                                     \
            }

#endif
