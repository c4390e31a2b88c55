/* SPDX-License-Identifier: MIT */
/* Rows 1-5 of frost-taproot 15: frames flipped, copied, doubled, or different for different people.
 */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "dealing_corrupt.h"

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

/* The router keeps all ABORTs: only VIEW frames are left to find out. */
static void no_aborts(struct net *net, size_t from, struct buffer *frames)
{
    struct buffer out = {0};
    struct slice rest = buffer_slice(frames);
    struct frame frame;

    edit_frames(net, from, frames);
    for (rest = buffer_slice(frames); rest.size > 0;) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        if (frame.type != FRAME_ABORT)
            buffer_append_slice(&out, frame.bytes);
    }
    buffer_free(frames);
    *frames = out;
}

static bool has_shown;

/* What others forward later is what they were given. */
static bool two_faces_at_first(struct net *net, size_t to, const struct frame *frame,
                               struct buffer *other)
{
    if (has_shown || !two_faces(net, to, frame, other))
        return false;
    has_shown = true;
    return true;
}

Test(dealing_rows, row_04_VIEW_alone_finds_who_signed_two)
{
    static const uint8_t types[] = {FRAME_R0D, FRAME_R0R, FRAME_R1};

    for (size_t c = 1; c < CONFIGS; c++)
        for (int reshare = 0; reshare < 2; reshare++)
            for (int which = 0; which < 3; which++) {
                struct net *net = prepare(&configs[c], reshare);
                net->swap = two_faces_at_first;
                has_shown = false;
                net->tamper = no_aborts;
                net->reloads = true;
                play(net, capture, types[which], NULL);
                cr_assert_eq(wire_count(net, FRAME_ABORT, NULL), 0);
                cr_assert_gt(wire_count(net, FRAME_VIEW, corrupt(net)->identity->sign_pk), 1);
                for (size_t i = 0; i + 1 < net->count; i++) {
                    const struct dealing_verdict *verdict = dealing_verdict(net->party[i]->dealing);
                    cr_assert_eq(verdict->fault, DEALING_FAULT_EQUIV, "party %zu: %d", i,
                                 verdict->fault);
                    cr_assert_eq(verdict->certainty, DEALING_PROVED);
                    cr_assert_eq(verdict->role, which == 1 ? DEALING_RECIPIENT : DEALING_DEALER);
                    cr_assert_eq(verdict->index,
                                 which == 1 ? net->proposal.n - 1 : corrupt_dealer(net));
                    cr_assert_neq(dealing_status(net->party[i]->dealing), DEALING_CERTIFIED);
                }
                net_free(net);
            }
}

/* which: 0 a made-up hash; 1, 2, 3 another round, count, length */
static struct buffer made_up_view(struct net *net)
{
    const size_t count = (size_t)net->proposal.d + net->proposal.n;
    struct buffer body = {0}, frame = {0};

    wire_write_u8(&body, net->which == 1 ? 2 : 0);
    wire_write_u16(&body, (uint16_t)(count + (net->which == 2)));
    for (size_t i = 0; i < count; i++)
        buffer_append(&body,
                      i < net->proposal.d ? corrupt_dealing(net)->r0d[i].hash
                                          : corrupt_dealing(net)->r0r[i - net->proposal.d].hash,
                      32);
    body.data[3 + 32 + 7] ^= 1; /* what it says dealer 1 sent */
    if (net->which == 3)
        wire_write_u8(&body, 0);
    frame_write(&frame, FRAME_VIEW, net->proposal.cid, buffer_slice(&body), corrupt(net)->identity);
    buffer_free(&body);
    return frame;
}

Test(dealing_rows, row_04_a_VIEW_that_nothing_backs_is_suspected_and_never_more)
{
    FOR_ALL(4, 1, {
        net->tamper = NULL;
        net_begin(net, NULL);
        net_deliver(net);
        struct buffer view = made_up_view(net);
        buffer_append_slice(&net->wire, buffer_slice(&view));
        net_deliver(net);
        for (size_t i = 0; i + 1 < net->count; i++) {
            struct dealing *dealing = net->party[i]->dealing;
            const struct dealing_verdict *verdict = dealing_verdict(dealing);
            struct dealing_step step = {0};
            if (net->which == 0) {
                cr_assert_eq(dealing_status(dealing), DEALING_READY, "a claim stops nothing");
                cr_assert_eq(verdict->fault, DEALING_FAULT_NONE);
                dealing_abort(dealing, &step, DEALING_FAULT_EXPIRED, net->party[i]->identity);
            }
            cr_assert_eq(verdict->fault, net->which ? DEALING_FAULT_PARSE : DEALING_FAULT_VIEW);
            cr_assert_eq(verdict->certainty, net->which ? DEALING_PROVED : DEALING_SUSPECTED);
            cr_assert_eq(verdict->role, DEALING_RECIPIENT);
            cr_assert_eq(verdict->index, net->proposal.n - 1);
            cr_assert_eq(dealing_status(dealing), DEALING_FAILED);
            dealing_step_free(&step);
        }
        buffer_free(&view);
    })
}
