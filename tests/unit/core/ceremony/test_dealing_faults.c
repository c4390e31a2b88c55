/* SPDX-License-Identifier: MIT */
/* Rows of frost-taproot 15: a corrupt participant inside correctly signed frames. The last party is
 * the corrupt one: it is the last to commit, and it sees everybody's secrets. */
#define _GNU_SOURCE
#include <criterion/criterion.h>

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
    }
    cr_assert_eq(wire_count(net, FRAME_ACK, corrupt(net)->identity->sign_pk), 0);
}

/* Only the victim can tell; the others hear its ABORT; there is no certificate. */
static void expect_suspected(struct net *net, size_t victim, enum dealing_fault fault)
{
    for (size_t i = 0; i + 1 < net->count; i++) {
        const struct dealing *dealing = net->party[i]->dealing;
        const struct dealing_verdict *verdict = dealing_verdict(dealing);
        cr_assert_eq(dealing_status(dealing), DEALING_FAILED, "party %zu", i);
        if (i == victim) {
            cr_assert_eq(verdict->fault, fault);
            cr_assert_eq(verdict->certainty, DEALING_SUSPECTED);
            cr_assert_eq(verdict->role, DEALING_DEALER);
            cr_assert_eq(verdict->index, corrupt_dealer(net));
        } else if (verdict->fault == DEALING_FAULT_ABORTED) {
            cr_assert_eq(verdict->said_reason, fault);
            cr_assert_eq(verdict->certainty, DEALING_UNBLAMED);
        } else {
            cr_assert_eq(verdict->fault, fault);
        }
    }
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

Test(dealing_rows, row_01_a_flipped_bit_before_the_signature_is_dropped_without_blame)
{
    struct net *net = prepare(&configs[1], false);
    struct buffer copy = {0};
    struct slice rest;
    struct frame frame;

    net_begin(net, NULL);
    buffer_append_slice(&copy, buffer_slice(&net->wire));
    for (rest = buffer_slice(&copy); rest.size > 0;) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        uint8_t *bytes = (uint8_t *)frame.bytes.data;
        for (size_t i = 0; i < frame.bytes.size - 64; i++) {
            struct dealing_step step = {0};
            struct frame bad;
            bytes[i] ^= (uint8_t)(1 << i % 8);
            if (is_ok(frame_read(&bad, frame.bytes)))
                cr_assert(is_ok(dealing_accept(net->party[0]->dealing, &step, &bad,
                                               net->party[0]->identity, &net->party[0]->rng.base)));
            bytes[i] ^= (uint8_t)(1 << i % 8);
            cr_assert_not(step.has_changed);
            cr_assert_eq(step.frames.size, 0);
            cr_assert_not(step.identity_is_copied);
        }
    }
    cr_assert_eq(dealing_verdict(net->party[0]->dealing)->fault, DEALING_FAULT_NONE);
    net_deliver(net); /* the true ones are still welcome */
    net_acknowledge(net);
    net_deliver(net);
    net_turn(net);
    buffer_free(&copy);
    net_free(net);
}

/* Another valid Ed25519 signature of the same message: R = r*B for an r of our own. */
static void sign_differently(uint8_t out[64], const struct identity *identity, const uint8_t *seed,
                             const uint8_t hash[32])
{
    uint8_t digest[64], a[64] = {0}, r[64] = {0}, h[32], ha[32];
    crypto_hash_sha512_state state;

    crypto_hash_sha512(digest, seed, 32);
    digest[0] &= 248;
    digest[31] = (uint8_t)((digest[31] & 127) | 64);
    memcpy(a, digest, 32);
    crypto_core_ed25519_scalar_reduce(a, a);
    r[0] = 77;
    cr_assert_eq(crypto_scalarmult_ed25519_base_noclamp(out, r), 0);
    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, out, 32);
    crypto_hash_sha512_update(&state, identity->sign_pk, 32);
    crypto_hash_sha512_update(&state, hash, 32);
    crypto_hash_sha512_final(&state, digest);
    crypto_core_ed25519_scalar_reduce(h, digest);
    crypto_core_ed25519_scalar_mul(ha, h, a);
    crypto_core_ed25519_scalar_add(out + 32, ha, r);
}

Test(dealing_rows, row_02_a_re_signed_copy_is_ignored)
{
    struct net *net = prepare(&configs[1], false);
    struct dealing_step step = {0};
    struct buffer copy = {0};
    struct slice rest;
    struct frame frame;

    net_begin(net, NULL);
    net_deliver(net);
    for (rest = buffer_slice(&net->wire); rest.size > 0;) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        if (memcmp(frame.sender, corrupt(net)->identity->sign_pk, 32) != 0)
            continue;
        buffer_clear(&copy);
        buffer_append_slice(&copy, frame.bytes);
        const uint8_t *original = frame.signature;
        sign_differently(copy.data + copy.size - 64, corrupt(net)->identity,
                         secret_lend(corrupt(net)->identity->keys), frame.hash);
        secret_take_back(corrupt(net)->identity->keys);
        cr_assert(is_ok(frame_read(&frame, buffer_slice(&copy))));
        cr_assert(is_ok(frame_verify(&frame)));
        cr_assert_arr_neq(frame.signature, original, 64);
        cr_assert(is_ok(dealing_accept(net->party[0]->dealing, &step, &frame,
                                       net->party[0]->identity, &net->party[0]->rng.base)));
        cr_assert_not(step.has_changed);
    }
    cr_assert_eq(dealing_verdict(net->party[0]->dealing)->fault, DEALING_FAULT_NONE);
    net_acknowledge(net);
    net_deliver(net);
    net_turn(net);
    buffer_free(&copy);
    net_free(net);
}

/* The frame of edit_type goes out twice, the second time with another body. */
static void send_twice(struct net *net, size_t from, struct buffer *frames)
{
    struct buffer extra = {0};
    struct slice rest = buffer_slice(frames);
    struct frame frame;

    if (!net->party[from]->is_corrupt)
        return;
    while (rest.size > 0 && is_ok(frame_read_next(&frame, &rest))) {
        struct buffer body = {0};
        if (frame.type != edit_type)
            continue;
        buffer_append_slice(&body, frame.body);
        body.data[body.size - 1] ^= 1;
        frame_write(&extra, frame.type, frame.ctx, buffer_slice(&body), net->party[from]->identity);
        buffer_free(&body);
    }
    buffer_append_slice(frames, buffer_slice(&extra));
    buffer_free(&extra);
}

Test(dealing_rows, row_03_two_different_frames_in_one_slot_are_an_equivocation)
{
    static const uint8_t types[] = {FRAME_R0D, FRAME_R0R, FRAME_R1};

    FOR_ALL(3, 1, {
        net->tamper = send_twice;
        play(net, NULL, types[net->which], NULL);
        expect_proved(net, DEALING_FAULT_EQUIV,
                      net->which == 1 ? DEALING_RECIPIENT : DEALING_DEALER);
        const struct buffer *evidence = &dealing_verdict(net->party[0]->dealing)->evidence;
        struct slice rest = buffer_slice(evidence);
        struct frame one, two;
        cr_assert(is_ok(frame_read_next(&one, &rest)) && is_ok(frame_read_next(&two, &rest)));
        cr_assert_eq(rest.size, 0);
        cr_assert_eq(one.type, two.type);
        cr_assert_arr_eq(one.ctx, two.ctx, 32);
        cr_assert_arr_neq(one.hash, two.hash, 32);
    })
}

/* Party 0 is given another, equally good frame than everybody else. */
static bool two_faces(struct net *net, size_t to, const struct frame *frame, struct buffer *other)
{
    struct buffer body = {0};
    uint8_t plain[96];

    if (to != 0 || frame->type != edit_type ||
        memcmp(frame->sender, corrupt(net)->identity->sign_pk, 32) != 0)
        return false;
    buffer_append_slice(&body, frame->body);
    if (frame->type == FRAME_R1) {
        plain_for(net, plain, 0);
        seal_for(net, &body, 0, plain); /* another nonce */
    } else {
        share_box_public_key(body.data + body.size - 32, plain);
    }
    frame_write(other, frame->type, frame->ctx, buffer_slice(&body), corrupt(net)->identity);
    buffer_free(&body);
    return true;
}

Test(dealing_rows, row_04_two_R1_to_different_people_end_without_certificate_and_name_the_dealer)
{
    for (size_t c = 1; c < CONFIGS; c++) { /* it takes two honest ones to compare */
        struct net *net = prepare(&configs[c], false);
        net->swap = two_faces;
        play(net, capture, FRAME_R1, NULL);
        cr_assert_arr_neq(dealing_record(net->party[0]->dealing)->transcript,
                          dealing_record(net->party[1]->dealing)->transcript, 32);
        for (size_t i = 0; i + 1 < net->count; i++) {
            const struct dealing_verdict *verdict = dealing_verdict(net->party[i]->dealing);
            /* their ACKs are out, so they keep what they have (C1), but nothing is certified */
            cr_assert_eq(dealing_status(net->party[i]->dealing), DEALING_WAITING);
            cr_assert_eq(verdict->fault, DEALING_FAULT_EQUIV);
            cr_assert_eq(verdict->certainty, DEALING_PROVED);
            cr_assert_eq(verdict->role, DEALING_DEALER);
            cr_assert_eq(verdict->index, corrupt_dealer(net));
        }
        net_free(net);
    }
}

Test(dealing_rows, row_04_two_faces_in_round_0_show_before_any_ACK)
{
    for (size_t c = 1; c < CONFIGS; c++) {
        static const uint8_t types[] = {FRAME_R0D, FRAME_R0R};
        for (int which = 0; which < 2; which++) {
            struct net *net = prepare(&configs[c], false);
            net->swap = two_faces;
            play(net, NULL, types[which], NULL);
            expect_proved(net, DEALING_FAULT_EQUIV,
                          which == 1 ? DEALING_RECIPIENT : DEALING_DEALER);
            net_free(net);
        }
    }
}

Test(dealing_rows, row_05_another_proposal_is_another_ceremony)
{
    struct net *net = prepare(&configs[1], false);
    struct party *party = net->party[0];

    net_begin(net, NULL);
    dealing_free(party->dealing);
    net->proposal.t = 3; /* what the coordinator shows to party 0 */
    net_sign_proposal(net);
    struct dealing_step step = {0};
    cr_assert(is_ok(dealing_new(&party->dealing, buffer_slice(&net->proposal_frame),
                                party->identity->sign_pk, NULL)));
    cr_assert(is_ok(dealing_begin(party->dealing, &step, NULL, party->identity, &party->rng.base)));
    net_send(net, 0, &step);
    net_deliver(net);
    cr_assert_eq(dealing_status(party->dealing), DEALING_RUNNING);
    cr_assert_not(dealing_has_dealt(party->dealing));
    cr_assert_not(dealing_heard_dealer(party->dealing, 1));
    cr_assert_eq(wire_count(net, FRAME_ACK, NULL), 0);
    net_free(net);
}

static void flip_core(struct net *net, struct buffer *body)
{
    const size_t last = dealing_core_size(corrupt_dealing(net)) - 1;
    const size_t at[] = {point_offset(net, 1, 0), proof_offset(net, 0, 1) + 64,
                         proof_offset(net, 1, 0) + 64, last};

    body->data[CORE + at[net->which]] ^= 1; /* sign of a point, z of two proofs, the last byte */
}

Test(dealing_rows, row_06_a_core_that_was_not_committed_to_names_the_dealer)
{
    FOR_ALL(4, 1, {
        play(net, NULL, FRAME_R1, flip_core);
        expect_proved(net, DEALING_FAULT_COMMIT, DEALING_DEALER);
    })
}

static void spoil_point(struct net *net, struct buffer *body)
{
    uint8_t *point = body->data + CORE + point_offset(net, net->which & 1, net->proposal.t - 1u);
    struct point parsed;

    switch (net->which) {
    case 0:
        point[0] = 0x04;
        break;
    case 1:
        point[0] = 0x05;
        break;
    case 2:
        point[0] = 0x00;
        break;
    case 3:
        while (is_ok(point_read(&parsed, point)))
            point[32]++;
        break;
    case 4:
        memset(point + 1, 0xff, 32); /* x >= p */
        break;
    default:
        memset(point, 0, 33); /* row 8: infinity */
        break;
    }
}

Test(dealing_rows, row_07_and_08_what_is_no_point_names_the_dealer)
{
    FOR_ALL(6, 1, {
        play(net, NULL, FRAME_R1, spoil_point);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_DEALER);
    })
}

static void spoil_proof_encoding(struct net *net, struct buffer *body)
{
    uint8_t *proof = body->data + CORE + proof_offset(net, 1, 0);

    if (net->which == 0)
        memset(proof + 33, 0xff, 32); /* z >= q */
    else
        proof[0] = 7; /* R */
}

Test(dealing_rows, row_09_a_proof_that_does_not_parse_names_the_dealer)
{
    FOR_ALL(2, 1, {
        play(net, NULL, FRAME_R1, spoil_proof_encoding);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_DEALER);
    })
}

/* A proof for the own first coefficient of lane 0, made in another context. */
static void prove_elsewhere(struct net *net, uint8_t *proof, const uint8_t *cid, uint8_t scheme)
{
    const uint8_t number[2] = {0};
    struct dealing *dealing = corrupt_dealing(net);
    struct knowledge_context context =
        dealing_proof_context(dealing, (uint16_t)dealing->dealer, 0, number);
    const struct point point = point_mul_base(&captured.polynomial[0][0]);

    context.hash = cid;
    context.scheme = scheme;
    cr_assert(is_ok(knowledge_prove(proof, &captured.polynomial[0][0], &point, &context,
                                    &corrupt(net)->rng.base)));
}

static void spoil_proof(struct net *net, size_t i)
{
    uint8_t *core = net->party[i]->dealing->core.data;
    uint8_t *proof = core + proof_offset(net, 0, 0);
    uint8_t other[32] = {1};

    capture(net, i);
    if (net->which == 0) { /* z + 1 */
        struct scalar z, one = scalar_from_u64(1);
        cr_assert(is_ok(scalar_read(&z, proof + 33)));
        z = scalar_add(&z, &one);
        scalar_write(proof + 33, &z);
    } else if (net->which == 1) { /* another dealer's point and proof */
        const struct party *honest = net->party[i - 1];
        cr_assert_gt(honest->dealing->core.size, 0);
        memcpy(core, honest->dealing->core.data, 33);
        memcpy(proof, honest->dealing->core.data + proof_offset(net, 0, 0), 65);
    } else if (net->which == 2) { /* the other lane's */
        memcpy(core, core + point_offset(net, 1, 0), 33);
        memcpy(proof, core + proof_offset(net, 1, 0), 65);
    } else if (net->which == 3) { /* another coefficient's */
        memcpy(core, core + point_offset(net, 0, 1), 33);
        memcpy(proof, core + proof_offset(net, 0, 1), 65);
    } else if (net->which == 4) {
        prove_elsewhere(net, proof, net->proposal.cid, SCHEME_ECDSA);
    } else {
        prove_elsewhere(net, proof, other, SCHEME_SCHNORR);
    }
    recommit(net);
}

Test(dealing_rows, row_09_a_false_or_copied_proof_names_the_dealer)
{
    FOR_ALL(6, 1, {
        play(net, spoil_proof, 0, NULL);
        expect_proved(net, DEALING_FAULT_POK, DEALING_DEALER);
    })
}

static void change_length(struct net *net, struct buffer *body)
{
    const size_t t = net->proposal.t;
    struct buffer out = {0};

    buffer_append(&out, body->data, CORE + t * 33);
    if (net->which == 0)
        buffer_append(&out, body->data + CORE, 33); /* t + 1 points in lane 0 */
    else
        out.size -= 33;
    buffer_append(&out, body->data + CORE + t * 33, body->size - CORE - t * 33);
    buffer_free(body);
    *body = out;
}

Test(dealing_rows, row_10_one_commitment_more_or_less_names_the_dealer)
{
    FOR_ALL(2, 1, {
        play(net, NULL, FRAME_R1, change_length);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_DEALER);
    })
}

/* A_0 = X - sum of the others': the key would be the attacker's X. */
static void rogue_key(struct net *net, size_t i)
{
    uint8_t *core = net->party[i]->dealing->core.data;
    const struct scalar x = scalar_from_u64(4711);
    struct point sum = point_mul_base(&x);

    for (size_t k = 0; k < i; k++) {
        struct point other;
        cr_assert(is_ok(point_read(&other, net->party[k]->dealing->core.data)));
        other = point_negate(&other);
        sum = point_add(&sum, &other);
    }
    point_write(core, &sum);
    recommit(net);
}

Test(dealing_rows, row_11_a_rogue_key_has_no_proof)
{
    FOR_ALL(1, 0, {
        play(net, rogue_key, 0, NULL);
        expect_proved(net, DEALING_FAULT_POK, DEALING_DEALER);
    })
}

static void share_plus_one(struct net *net, struct buffer *body)
{
    const struct scalar one = scalar_from_u64(1);
    struct scalar share;
    uint8_t plain[96];

    plain_for(net, plain, 0);
    cr_assert(is_ok(scalar_read(&share, plain + 32 * net->which)));
    share = scalar_add(&share, &one);
    scalar_write(plain + 32 * net->which, &share);
    seal_for(net, body, 0, plain);
}

Test(dealing_rows, row_12_a_share_off_by_one_is_seen_by_its_seat)
{
    FOR_ALL(2, 1, {
        play(net, capture, FRAME_R1, share_plus_one);
        expect_suspected(net, 0, DEALING_FAULT_SHARE);
    })
}

static void flip_tag(struct net *net, struct buffer *body)
{
    box_of(net, body, 0)[dealing_box_size(corrupt_dealing(net)) - 1] ^= 0x80;
}

static void cut_box(struct net *net, struct buffer *body)
{
    (void)net;
    body->size--;
}

Test(dealing_rows, row_13_a_spoilt_box_is_seen_by_its_seat_and_a_cut_one_by_all)
{
    FOR_ALL(1, 1, {
        play(net, capture, FRAME_R1, flip_tag);
        expect_suspected(net, 0, DEALING_FAULT_DECRYPT);
    })
    FOR_ALL(1, 1, {
        play(net, capture, FRAME_R1, cut_box);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_DEALER);
    })
}

static void share_too_large(struct net *net, struct buffer *body)
{
    uint8_t plain[96];

    plain_for(net, plain, 0);
    memset(plain + 32 * net->which, 0xff, 32);
    seal_for(net, body, 0, plain);
}

Test(dealing_rows, row_16_a_share_above_the_order_is_seen_by_its_seat)
{
    FOR_ALL(2, 1, {
        play(net, capture, FRAME_R1, share_too_large);
        expect_suspected(net, 0, DEALING_FAULT_SHARE);
    })
}

static void swap_boxes(struct net *net, struct buffer *body)
{
    const size_t size = dealing_box_size(corrupt_dealing(net));
    uint8_t kept[136];

    memcpy(kept, box_of(net, body, 0), size);
    memcpy(box_of(net, body, 0), box_of(net, body, 1), size);
    memcpy(box_of(net, body, 1), kept, size);
}

Test(dealing_rows, row_17_boxes_of_two_seats_swapped_do_not_open)
{
    FOR_ALL(1, 1, {
        play(net, capture, FRAME_R1, swap_boxes);
        expect_suspected(net, 0, DEALING_FAULT_DECRYPT);
    })
}

static const uint8_t low_order[][32] = {
    {0},
    {1},
    {0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3,
     0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
     0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}};

static void low_order_key(struct net *net, struct buffer *body)
{
    memcpy(body->data + body->size - 32, low_order[net->which], 32);
}

static void other_key_count(struct net *net, struct buffer *body)
{
    (void)net;
    body->data[3]++; /* says d + 1 keys and has d */
}

Test(dealing_rows, row_18_a_key_of_low_order_names_its_publisher)
{
    FOR_ALL(4, 1, {
        play(net, NULL, FRAME_R0D, low_order_key);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_DEALER);
        cr_assert_eq(wire_count(net, FRAME_R1, corrupt(net)->identity->sign_pk), 0);
    })
    FOR_ALL(4, 1, {
        play(net, NULL, FRAME_R0R, low_order_key);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_RECIPIENT);
        cr_assert_eq(wire_count(net, FRAME_R1, corrupt(net)->identity->sign_pk), 0);
    })
    FOR_ALL(1, 1, {
        play(net, NULL, FRAME_R0R, other_key_count);
        expect_proved(net, DEALING_FAULT_PARSE, DEALING_RECIPIENT);
    })
}

static void other_chaincode(struct net *net, struct buffer *body)
{
    uint8_t plain[96];

    plain_for(net, plain, 0);
    plain[64 + 13] ^= 4;
    seal_for(net, body, 0, plain);
}

Test(dealing_rows, row_19_another_chain_code_part_is_seen_by_its_seat)
{
    FOR_ALL(1, 0, {
        play(net, capture, FRAME_R1, other_chaincode);
        expect_suspected(net, 0, DEALING_FAULT_CC);
    })
}

/* A core over the polynomials in the arena, with good proofs. */
static void deal_again(struct net *net)
{
    struct dealing *dealing = corrupt_dealing(net);
    struct dealing_secrets *secrets = secret_lend(dealing->arena);

    buffer_clear(&dealing->core);
    for (uint8_t l = 0; l < LANES; l++) {
        struct point point[SEATS_MAX];
        for (size_t i = 0; i < net->proposal.t; i++) {
            point[i] = point_mul_base(&secrets->polynomial[l][i]);
            point_write(buffer_extend(&dealing->core, 33), &point[i]);
        }
        for (size_t i = 0; i < net->proposal.t; i++) {
            const uint8_t number[2] = {0, (uint8_t)i};
            const struct knowledge_context context =
                dealing_proof_context(dealing, (uint16_t)dealing->dealer, l, number);
            cr_assert(
                is_ok(knowledge_prove(buffer_extend(&dealing->core, 65), &secrets->polynomial[l][i],
                                      &point[i], &context, &corrupt(net)->rng.base)));
        }
    }
    secret_take_back(dealing->arena);
    recommit(net);
}

static void wrong_constant(struct net *net, size_t i)
{
    struct dealing *dealing = net->party[i]->dealing;
    const size_t l = (size_t)net->which % LANES;
    const struct scalar lambda = dealing_lambda(dealing, (uint16_t)dealing->dealer);
    const struct scalar one = scalar_from_u64(1);

    struct dealing_secrets *secrets = secret_lend(dealing->arena);
    struct scalar *constant = &secrets->polynomial[l][0];
    if (net->which < 2) { /* wrong lambda */
        *constant = scalar_add(constant, constant);
    } else if (net->which < 4) { /* share + 1 */
        const struct scalar share = share_of(net->party[i], l);
        const struct scalar next = scalar_add(&share, &one);
        *constant = scalar_mul(&lambda, &next);
    } else { /* another seat's share */
        const struct scalar share = share_of(net->party[0], l);
        *constant = scalar_mul(&lambda, &share);
    }
    secret_take_back(dealing->arena);
    deal_again(net);
}

Test(dealing_rows, row_20_a_dealer_that_deals_another_constant_is_named)
{
    for (size_t c = 0; c < CONFIGS; c++) {
        for (int which = 0; which < 6; which++) {
            struct net *net = prepare(&configs[c], true);
            net->which = which;
            play(net, wrong_constant, 0, NULL);
            expect_proved(net, DEALING_FAULT_CONST, DEALING_DEALER);
            net_free(net);
        }
    }
}

static void spoil_ack(struct net *net, struct buffer *body)
{
    uint8_t kept[65];

    switch (net->which) {
    case 0:
        body->data[2] ^= 1; /* T */
        break;
    case 1:
        body->data[34] ^= 1; /* epoch_hash */
        break;
    case 2: /* the proofs of the two lanes change places */
        memcpy(kept, body->data + 66, 65);
        memcpy(body->data + 66, body->data + 66 + 65, 65);
        memcpy(body->data + 66 + 65, kept, 65);
        break;
    default:
        body->data[66 + 64] ^= 1;
        break;
    }
}

Test(dealing_rows, row_25_an_ACK_of_something_else_is_not_counted)
{
    FOR_ALL(4, 1, {
        play(net, NULL, FRAME_ACK, spoil_ack);
        for (size_t i = 0; i + 1 < net->count; i++) {
            const struct dealing_verdict *verdict = dealing_verdict(net->party[i]->dealing);
            cr_assert_eq(dealing_status(net->party[i]->dealing), DEALING_WAITING);
            if (net->which < 2) {
                cr_assert_eq(verdict->fault, DEALING_FAULT_VIEW);
                cr_assert_eq(verdict->certainty, DEALING_UNBLAMED);
            } else {
                cr_assert_eq(verdict->fault, DEALING_FAULT_ACK);
                cr_assert_eq(verdict->certainty, DEALING_PROVED);
                cr_assert_eq(verdict->index, net->proposal.n - 1);
            }
        }
    })
}

/* Coefficient `i` of lane 0 sums to zero over all dealers. */
static void cancel_coefficient(struct net *net, size_t i)
{
    struct scalar sum = scalar_zero();
    uint8_t wide[64] = {0};

    for (size_t p = 0; p < net->count; p++) {
        struct scalar value = scalar_from_u64(p + 5);
        if (p + 1 == net->count)
            value = scalar_negate(&sum);
        sum = scalar_add(&sum, &value);
        net->party[p]->rng.script.size = net->party[p]->rng.used = 0;
        for (size_t k = 0; k < i; k++) {
            randombytes_buf(wide, 64);
            scripted_rng_push(&net->party[p]->rng, wide, 64);
        }
        memset(wide, 0, 32);
        scalar_write(wide + 32, &value);
        scripted_rng_push(&net->party[p]->rng, wide, 64);
    }
}

Test(dealing_rows, row_30_leading_coefficients_that_cancel_end_it_without_blame)
{
    FOR_ALL(2, 0, {
        const size_t i = net->which == 0 ? net->proposal.t - 1u : 0;
        cancel_coefficient(net, i);
        play(net, NULL, 0, NULL);
        for (size_t p = 0; p + 1 < net->count; p++) {
            const struct dealing_verdict *verdict = dealing_verdict(net->party[p]->dealing);
            cr_assert_eq(dealing_status(net->party[p]->dealing), DEALING_FAILED);
            cr_assert_eq(verdict->fault,
                         net->which == 0 ? DEALING_FAULT_DEGREE : DEALING_FAULT_QINF);
            cr_assert_eq(verdict->certainty, DEALING_UNBLAMED);
            cr_assert_eq(verdict->role, DEALING_NOBODY);
        }
        cr_assert_eq(wire_count(net, FRAME_ACK, NULL), 0);
    })
}

static void flip_somewhere(struct net *net, struct buffer *body)
{
    const uint32_t seed = (uint32_t)net->which * 2654435761u;

    body->data[seed % body->size] ^= (uint8_t)(1u << seed / 7 % 8);
}

Test(dealing_rows, no_byte_a_corrupt_one_signs_makes_honest_ones_blame_each_other, .timeout = 120)
{
    static const uint8_t types[] = {FRAME_R0D, FRAME_R0R, FRAME_R1, FRAME_ACK, FRAME_ABORT};

    for (int which = 1; which <= 150; which++) {
        struct net *net = prepare(&configs[1], which % 2);
        net->which = which;
        net->reloads = which % 10 == 0;
        play(net, NULL, types[which % 5], flip_somewhere);
        for (size_t i = 0; i + 1 < net->count; i++) {
            const struct dealing *dealing = net->party[i]->dealing;
            const struct dealing_verdict *verdict = dealing_verdict(dealing);
            if (verdict->certainty != DEALING_UNBLAMED)
                cr_assert_eq(verdict->index, verdict->role == DEALING_DEALER ? corrupt_dealer(net)
                                                                             : net->proposal.n - 1);
            if (dealing_status(dealing) == DEALING_CERTIFIED)
                cr_assert_arr_eq(dealing_record(dealing)->hash,
                                 dealing_record(net->party[0]->dealing)->hash, 32);
        }
        net_free(net);
    }
}

Test(dealing_rows, ABORTs_of_any_shape_end_it_and_nothing_worse)
{
    struct net *net = prepare(&configs[1], false);

    for (uint32_t round = 0; round < 60; round++) {
        struct buffer body = {0}, bytes = {0};
        net_begin(net, NULL);
        net_deliver(net);
        uint8_t *junk = buffer_extend(&body, round * 3);
        randombytes_buf(junk, body.size);
        if (body.size > 12) { /* a plausible head, then frames cut short */
            memset(junk + 4, 0, 8);
            junk[5] = 2;
            junk[9] = (uint8_t)round;
            buffer_append(&body, net->wire.data, 300);
        }
        frame_write(&bytes, FRAME_ABORT, net->proposal.cid, buffer_slice(&body),
                    corrupt(net)->identity);
        net_deliver_to(net, 0, buffer_slice(&bytes));
        const struct dealing_verdict *verdict = dealing_verdict(net->party[0]->dealing);
        cr_assert_eq(dealing_status(net->party[0]->dealing), DEALING_FAILED);
        cr_assert_eq(verdict->fault, DEALING_FAULT_ABORTED);
        cr_assert_eq(verdict->certainty, DEALING_UNBLAMED);
        buffer_free(&body);
        buffer_free(&bytes);
    }
    net_free(net);
}
