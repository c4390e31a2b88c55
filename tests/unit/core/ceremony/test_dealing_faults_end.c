/* SPDX-License-Identifier: MIT */
/* Rows 25 and 30 of frost-taproot 15: confirmations, bad luck, ABORTs, and anything at all. */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "dealing_corrupt.h"

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
