/* SPDX-License-Identifier: MIT */
/* Rows 14 and 15 of frost-taproot 15, and amendments F2(24): complaints that should not be. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <dlfcn.h>

#include "dealing_corrupt.h"

/* A fault of this device while it opens a box: the n-th opening is spoilt, once. It stands before
 * libsodium's function, so that the product needs no hook. */
static int spoil_at;
static enum { FLIP_PLAIN, REFUSE } spoil_how;
static int openings;

int crypto_aead_xchacha20poly1305_ietf_decrypt(unsigned char *m, unsigned long long *mlen,
                                               unsigned char *nsec, const unsigned char *c,
                                               unsigned long long clen, const unsigned char *ad,
                                               unsigned long long adlen, const unsigned char *npub,
                                               const unsigned char *k)
{
    int (*real)(unsigned char *, unsigned long long *, unsigned char *, const unsigned char *,
                unsigned long long, const unsigned char *, unsigned long long,
                const unsigned char *, const unsigned char *) =
        dlsym(RTLD_NEXT, "crypto_aead_xchacha20poly1305_ietf_decrypt");
    const int opened = real(m, mlen, nsec, c, clen, ad, adlen, npub, k);

    if (++openings != spoil_at)
        return opened;
    if (spoil_how == REFUSE)
        return -1;
    m[clen / 4] ^= 4;
    return opened;
}

Test(dealing_F2, row_24_a_one_shot_bit_flip_at_C6_or_C7_accuses_nobody)
{
    for (int reshare = 0; reshare < 2; reshare++)
        for (size_t c = 0; c < CONFIGS; c++)
            for (int how = 0; how < 2; how++) {
                const int count = configs[c].n * (reshare ? configs[c].t : configs[c].n);
                for (int at = 1; at <= count; at += c == 2 ? 4 : 1) {
                    spoil_at = 0;
                    struct net *net = prepare(&configs[c], reshare);
                    corrupt(net)->is_corrupt = false;
                    net->tamper = NULL;
                    openings = 0;
                    spoil_at = at;
                    spoil_how = how;
                    net_run(net);
                    cr_assert_eq(openings, count + 1, "one opening was repeated");
                    cr_assert_eq(wire_count(net, FRAME_COMPLAINT, NULL), 0);
                    cr_assert_eq(wire_count(net, FRAME_ABORT, NULL), 0);
                    cr_assert_eq(net->confided_count, 0);
                    for (size_t i = 0; i < net->count; i++)
                        cr_assert_eq(dealing_verdict(net->party[i]->dealing)->fault,
                                     DEALING_FAULT_NONE);
                    net_turn(net);
                    net_free(net);
                }
            }
    spoil_at = 0;
}

Test(dealing_F2, row_24_a_key_or_frame_that_changed_in_memory_is_an_own_fault)
{
    for (int reshare = 0; reshare < 2; reshare++)
        for (int which = 0; which < 2; which++) {
            struct net *net = prepare(&configs[1], reshare);
            corrupt(net)->is_corrupt = false;
            net->tamper = NULL;
            net_begin(net, NULL);
            struct dealing *dealing = net->party[0]->dealing;
            if (which == 0) {
                ((struct dealing_secrets *)secret_lend(dealing->arena))->seat_esk[1][5] ^= 1;
                secret_take_back(dealing->arena);
            } else {
                dealing->r0r[0].frame.data[FRAME_HEAD + 4 + 32 + 5] ^= 1; /* its key for dealer 1 */
            }
            net_deliver(net);
            const struct dealing_verdict *verdict = dealing_verdict(dealing);
            cr_assert_eq(dealing_status(dealing), DEALING_FAILED);
            cr_assert_eq(verdict->fault, DEALING_FAULT_STORE);
            cr_assert_eq(verdict->certainty, DEALING_UNBLAMED);
            cr_assert_eq(wire_count(net, FRAME_COMPLAINT, NULL), 0);
            cr_assert_eq(net->confided_count, 0);
            net_free(net);
        }
}

/* The corrupt seat complains of dealer 0, whose share is right. which: 0 with its key, 1 with
 * another one. */
static struct buffer false_complaint(struct net *net)
{
    uint8_t esk[32];
    struct buffer body = {0}, frame = {0};
    const struct complaint complaint = {
        .seat = net->proposal.n - 1, .dealer = 0, .reason = (uint8_t)(1 + net->which), .esk = esk};

    memcpy(esk, captured.seat_esk[0], 32);
    if (net->which == 1)
        esk[9] ^= 2;
    complaint_write(&body, &complaint);
    frame_write(&frame, FRAME_COMPLAINT, net->proposal.cid, buffer_slice(&body),
                corrupt(net)->identity);
    buffer_free(&body);
    return frame;
}

/* To all in a DKG; in a reshare to the accused and the owner, as it would be confided. */
static void hand_over(struct net *net, const struct buffer *bytes)
{
    const uint8_t *accused =
        proposal_dealer_id(&net->proposal, net->has_previous ? &net->previous : NULL, 0);
    struct frame frame;

    cr_assert(is_ok(frame_read(&frame, buffer_slice(bytes))));
    if (net->proposal.kind == PROPOSAL_DKG) {
        buffer_append_slice(&net->wire, frame.bytes);
    } else {
        owner_hear(net, &frame);
        for (size_t i = 0; i + 1 < net->count; i++)
            if (memcmp(net->party[i]->identity->sign_pk, accused, 32) == 0)
                party_hear(net, i, &frame);
    }
    net_deliver(net);
}

static void expect_liar(struct net *net, enum dealing_status status)
{
    const bool is_reshare = net->proposal.kind == PROPOSAL_RESHARE;
    int convictions = 0;

    expect_convicted(net, net->watch, DEALING_FAULT_FALSE_COMPLAINT, DEALING_RECIPIENT,
                     net->proposal.n - 1);
    for (size_t i = 0; i + 1 < net->count; i++) {
        const struct dealing *dealing = net->party[i]->dealing;
        cr_assert_eq(dealing_status(dealing), status, "party %zu", i);
        if (dealing_verdict(dealing)->certainty == DEALING_PROVED) {
            expect_convicted(net, dealing, DEALING_FAULT_FALSE_COMPLAINT, DEALING_RECIPIENT,
                             net->proposal.n - 1);
            convictions++;
        } else {
            cr_assert(is_reshare);
            cr_assert_eq(dealing_verdict(dealing)->certainty, DEALING_UNBLAMED);
        }
    }
    const bool accused_is_corrupt = corrupt_dealer(net) == 0;
    cr_assert(convictions > 0 || accused_is_corrupt);
}

static void lie_before_ack(struct net *net)
{
    net->tamper = NULL;
    net_begin(net, capture);
    net_deliver(net);
    struct buffer lie = false_complaint(net);
    hand_over(net, &lie);
    expect_liar(net, DEALING_FAILED);
    net_acknowledge(net);
    net_deliver(net);
    cr_assert_eq(wire_count(net, FRAME_ACK, corrupt(net)->identity->sign_pk), 0);
    buffer_free(&lie);
}

Test(dealing_rows, row_14_a_complaint_of_a_correct_share_convicts_the_complainer){
    FOR_ALL(1, 1, { lie_before_ack(net); })}

Test(dealing_rows,
     row_15_a_complaint_with_another_key_convicts_the_complainer){FOR_ALL(1, 1,
                                                                          {
                                                                              net->which = 1;
                                                                              lie_before_ack(net);
                                                                          })}

Test(dealing_complaint, changes_nothing_any_more_once_the_own_ACK_may_have_left){
    FOR_ALL(1, 1,
            {
                net->tamper = NULL;
                net_begin(net, capture);
                net_deliver(net);
                struct party *liar = corrupt(net);
                struct dealing_step held = {0};
                secret_free(liar->shares);
                cr_assert(is_ok(dealing_acknowledge(liar->dealing, &held, &liar->shares,
                                                    liar->identity, &liar->rng.base)));
                net_acknowledge(net);
                net_deliver(net);
                struct buffer lie = false_complaint(net);
                hand_over(net, &lie);
                expect_liar(net, DEALING_WAITING);
                /* the corrupt one's ACK, late: the certificate stands (C1) */
                buffer_append_slice(&net->wire, buffer_slice(&held.frames));
                net_deliver(net);
                dealing_step_free(&held);
                for (size_t i = 0; i + 1 < net->count; i++)
                    cr_assert_eq(dealing_status(net->party[i]->dealing), DEALING_CERTIFIED);
                buffer_free(&lie);
            })}

Test(dealing_complaint, malformed_or_doubled_convicts_its_sender)
{
    for (int which = 0; which < 4; which++) {
        struct net *net = prepare(&configs[1], false);
        net->tamper = NULL;
        net_begin(net, capture);
        net_deliver(net);
        struct buffer lie = false_complaint(net), body = {0}, bad = {0};
        buffer_append(&body, lie.data + FRAME_HEAD, COMPLAINT_BODY_BYTES);
        if (which == 0)
            body.data[4] = 0; /* no such reason */
        else if (which == 1)
            body.data[3] = (uint8_t)net->proposal.d; /* no such dealer */
        else if (which == 2)
            body.size--;
        else
            body.data[4] = 3; /* a second, different one */
        frame_write(&bad, FRAME_COMPLAINT, net->proposal.cid, buffer_slice(&body),
                    corrupt(net)->identity);
        if (which == 3)
            hand_over(net, &lie);
        hand_over(net, &bad);
        for (size_t i = 0; i + 1 < net->count; i++) {
            const struct dealing_verdict *verdict = dealing_verdict(net->party[i]->dealing);
            cr_assert_eq(verdict->certainty, DEALING_PROVED);
            cr_assert_eq(verdict->fault,
                         which == 3 ? DEALING_FAULT_FALSE_COMPLAINT : DEALING_FAULT_PARSE);
            cr_assert_eq(verdict->role, DEALING_RECIPIENT);
            cr_assert_eq(verdict->index, net->proposal.n - 1);
        }
        buffer_free(&lie);
        buffer_free(&body);
        buffer_free(&bad);
        net_free(net);
    }
}

/* Dealer 0 alone is given another key of the corrupt seat, and seals for that one. */
static bool other_key_for_dealer_0(struct net *net, size_t to, const struct frame *frame,
                                   struct buffer *other)
{
    struct buffer body = {0};
    uint8_t esk[32] = {3};

    if (to != 0 || frame->type != FRAME_R0R ||
        memcmp(frame->sender, corrupt(net)->identity->sign_pk, 32) != 0)
        return false;
    buffer_append_slice(&body, frame->body);
    share_box_public_key(body.data + 4, esk);
    frame_write(other, FRAME_R0R, frame->ctx, buffer_slice(&body), corrupt(net)->identity);
    buffer_free(&body);
    return true;
}

Test(dealing_complaint, of_a_seat_with_two_faces_cannot_frame_an_honest_dealer)
{
    for (size_t c = 1; c < CONFIGS; c++) {
        struct net *net = prepare(&configs[c], false);
        net->swap = other_key_for_dealer_0;
        net->tamper = NULL;
        net_begin(net, capture);
        net_deliver(net);
        struct buffer lie = false_complaint(net);
        hand_over(net, &lie);
        for (size_t i = 0; i < net->count; i++) {
            const struct dealing *dealing =
                i + 1 < net->count ? net->party[i]->dealing : net->watch;
            const struct dealing_verdict *verdict = dealing_verdict(dealing);
            if (verdict->certainty != DEALING_UNBLAMED) {
                cr_assert_eq(verdict->role, DEALING_RECIPIENT);
                cr_assert_eq(verdict->index, net->proposal.n - 1);
            }
        }
        /* And the four frames of frost-taproot 5.7 alone, the R0R with the other key among them,
         * prove nothing to a judge. */
        struct dealing *judge = NULL;
        struct dealing_step step = {0};
        struct frame frame;
        cr_assert(is_ok(dealing_watch(&judge, buffer_slice(&net->proposal_frame), NULL)));
        const struct buffer *shown[] = {&net->party[1]->dealing->r0d[0].frame,
                                        &net->party[1]->dealing->r0r[net->proposal.n - 1].frame,
                                        &net->party[0]->dealing->r1[0].frame, &lie};
        for (size_t i = 0; i < 4; i++) {
            cr_assert(is_ok(frame_read(&frame, buffer_slice(shown[i]))));
            cr_assert(is_ok(dealing_accept(judge, &step, &frame, NULL, NULL)));
        }
        cr_assert_eq(dealing_verdict(judge)->fault, DEALING_FAULT_NONE);
        dealing_step_free(&step);
        dealing_free(judge);

        /* Nor do all frames of round 0 as the others saw them: the dealer sealed under another
         * view.
         */
        cr_assert(is_ok(dealing_watch(&judge, buffer_slice(&net->proposal_frame), NULL)));
        struct buffer all = {0};
        for (size_t k = 0; k < net->proposal.n; k++) {
            buffer_append_slice(&all, buffer_slice(&net->party[1]->dealing->r0d[k].frame));
            buffer_append_slice(&all, buffer_slice(&net->party[1]->dealing->r0r[k].frame));
        }
        buffer_append_slice(&all, buffer_slice(shown[2]));
        buffer_append_slice(&all, buffer_slice(&lie));
        for (struct slice rest = buffer_slice(&all); rest.size > 0;) {
            cr_assert(is_ok(frame_read_next(&frame, &rest)));
            cr_assert(is_ok(dealing_accept(judge, &step, &frame, NULL, NULL)));
        }
        cr_assert_eq(dealing_verdict(judge)->certainty, DEALING_UNBLAMED);
        buffer_free(&all);
        dealing_step_free(&step);
        dealing_free(judge);
        buffer_free(&lie);
        net_free(net);
    }
}

static void spoil_box(struct net *net, struct buffer *body)
{
    box_of(net, body, 0)[40] ^= 1;
}

Test(dealing_complaint, is_sent_again_after_a_restart_to_the_same_people)
{
    for (int reshare = 0; reshare < 2; reshare++) {
        struct net *net = prepare(&configs[1], reshare);
        net->reloads = true;
        play(net, capture, FRAME_R1, spoil_box);
        struct dealing *dealing = net->party[0]->dealing;
        struct buffer all = {0}, confided = {0};
        uint8_t to[32] = {0};
        dealing_outgoing(dealing, &all);
        cr_assert_eq(dealing_confided(dealing, &confided, to), reshare);
        size_t complaints = 0;
        struct frame frame;
        for (struct slice rest = buffer_slice(&all); rest.size > 0;) {
            cr_assert(is_ok(frame_read_next(&frame, &rest)));
            complaints += frame.type == FRAME_COMPLAINT;
        }
        cr_assert_eq(complaints, reshare ? 0 : 1);
        if (reshare)
            cr_assert_arr_eq(to, corrupt(net)->identity->sign_pk, 32);
        expect_complaint(net, 0, DEALING_FAULT_DECRYPT);
        /* no ABORT of a reshare carries the opened key either */
        cr_assert_not(reshare && memmem(net->wire.data, net->wire.size, confided.data + FRAME_HEAD,
                                        COMPLAINT_BODY_BYTES));
        buffer_free(&all);
        buffer_free(&confided);
        net_free(net);
    }
}
