/* SPDX-License-Identifier: MIT */
/* Restarts, erasure, order of frames, staying after the own ACK. */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "dealing_wallet.h"

Test(dealing_order, a_restart_after_every_step_continues_with_the_same_bytes)
{
    struct net *net = net_of(3, 13);
    const size_t members[] = {3, 0, 2};
    const uint16_t dealers[] = {0, 1};

    net->reloads = true;
    net_propose_dkg(net, 2, 3);
    net_run(net);
    net_turn(net);
    const struct epoch_record before = net->previous;
    net->party[net->count++] = party_new(13009);
    net_propose_reshare(net, 2, members, 3, dealers);
    net_run(net);
    expect_same_wallet(net, &before);
    expect_threshold(net, 2, 3);
    cr_assert_gt(net->reload_count, 60);
    net_free(net);
}

Test(dealing_order, refuses_saved_states_that_are_cut_or_changed_in_their_frame)
{
    struct net *net = net_of(2, 14);
    struct buffer saved = {0};
    struct dealing *loaded = NULL;

    net_propose_dkg(net, 2, 2);
    net_begin(net, NULL);
    net_deliver(net);
    dealing_save(net->party[0]->dealing, &saved);
    for (size_t cut = 0; cut < saved.size; cut += 7)
        cr_assert(!is_ok(dealing_load(&loaded, slice_of(saved.data, cut))));
    const uint8_t version = saved.data[0];
    saved.data[0] = 9;
    cr_assert(!is_ok(dealing_load(&loaded, buffer_slice(&saved))));
    saved.data[0] = version;
    saved.data[1] = DEALING_CERTIFIED; /* a status whose parts are not there */
    cr_assert(!is_ok(dealing_load(&loaded, buffer_slice(&saved))));
    saved.data[1] = DEALING_READY;
    cr_assert(is_ok(dealing_load(&loaded, buffer_slice(&saved))));
    dealing_free(loaded);
    buffer_wipe(&saved);
    net_free(net);
}

/* The bytes of the dealer's secrets are in the saved state before R1, and nothing is after it. */
static bool saved_holds(const struct dealing *dealing, const void *secret, size_t size)
{
    struct buffer saved = {0};

    dealing_save(dealing, &saved);
    const bool found = memmem(saved.data, saved.size, secret, size) != NULL;
    buffer_wipe(&saved);
    return found;
}

Test(dealing_order, secrets_are_gone_as_soon_as_they_are_not_needed)
{
    struct net *net = net_of(2, 15);
    struct dealing_secrets before, ready;

    net_propose_dkg(net, 2, 2);
    net_begin(net, NULL);
    struct dealing *dealing = net->party[0]->dealing;
    memcpy(&before, secret_lend(dealing->arena), sizeof before);
    secret_take_back(dealing->arena);
    cr_assert(saved_holds(dealing, &before.polynomial[0][1], 32));
    cr_assert(saved_holds(dealing, before.dealer_esk, 32));
    net_deliver(net);
    cr_assert_eq(dealing_status(dealing), DEALING_READY);
    cr_assert_not(saved_holds(dealing, &before.polynomial[0][0], 32));
    cr_assert_not(saved_holds(dealing, &before.polynomial[1][1], 32));
    cr_assert_not(saved_holds(dealing, before.dealer_esk, 32));
    memcpy(&ready, secret_lend(dealing->arena), sizeof ready);
    secret_take_back(dealing->arena);
    cr_assert(sodium_is_zero(ready.chaincode_part, 32)); /* left is only what its own box held */
    cr_assert(saved_holds(dealing, ready.seat_esk[1], 32), "needed until the ACK");
    net_acknowledge(net);
    cr_assert_null(dealing->arena);
    cr_assert_not(saved_holds(dealing, ready.seat_esk[1], 32));
    cr_assert_not(saved_holds(dealing, &ready.part[1][0], 32));
    cr_assert_not(saved_holds(dealing, &ready.share[0], 32));
    net_free(net);
}

Test(dealing_order, row_34_repeats_and_early_ACKs_change_nothing)
{
    struct net *net = net_of(3, 34);
    struct buffer first = {0}, second = {0};

    net_propose_dkg(net, 2, 3);
    net->party[0]->wants_no_ack = true;
    net_begin(net, NULL);
    net_deliver(net);
    net_acknowledge(net);
    net_deliver(net); /* both others' ACKs reach party 0 before it made its own */
    cr_assert_eq(dealing_status(net->party[0]->dealing), DEALING_READY);
    cr_assert_eq(dealing_status(net->party[1]->dealing), DEALING_WAITING);
    net->party[0]->wants_no_ack = false;
    net_acknowledge(net);
    cr_assert_eq(dealing_status(net->party[0]->dealing), DEALING_CERTIFIED);
    net_deliver(net);
    net_turn(net);
    cr_assert(is_ok(dealing_certificate(net->party[0]->dealing, &first)));

    net->at = 0; /* everything once more */
    net_deliver(net);
    for (size_t i = 0; i < 3; i++) {
        cr_assert(is_ok(dealing_certificate(net->party[i]->dealing, &second)));
        cr_assert(slice_equal(buffer_slice(&first), buffer_slice(&second)));
        cr_assert_not(net->party[i]->saw_copy);
        buffer_clear(&second);
    }
    struct epoch_record record;
    uint8_t cid[32];
    cr_assert(is_ok(certificate_read(&record, cid, buffer_slice(&first))));
    cr_assert_arr_eq(cid, net->proposal.cid, 32);
    cr_assert_arr_eq(record.hash, net->previous.hash, 32);
    buffer_free(&first);
    buffer_free(&second);
    net_free(net);
}

Test(dealing_order, frames_in_reverse_order_are_held_until_they_can_be_judged)
{
    struct net *net = net_of(3, 35);
    struct party *late = net->party[2];
    struct slice frames[64], rest;
    struct frame frame;
    size_t count = 0;

    net_propose_dkg(net, 2, 3);
    net_begin(net, NULL);
    late->is_absent = true; /* its R0 are out; it hears nothing for now */
    net_deliver(net);
    for (rest = buffer_slice(&net->wire); rest.size > 0;) {
        cr_assert(is_ok(frame_read_next(&frame, &rest)));
        frames[count++] = frame.bytes;
    }
    struct buffer copy = {0};
    buffer_append_slice(&copy, buffer_slice(&net->wire));
    late->is_absent = false;
    for (size_t i = count; i > 0; i--)
        net_deliver_to(
            net, 2,
            slice_of(copy.data + (frames[i - 1].data - net->wire.data), frames[i - 1].size));
    cr_assert(dealing_has_dealt(late->dealing));
    cr_assert_eq(dealing_status(late->dealing), DEALING_READY);
    net_deliver(net);
    net_acknowledge(net);
    net_deliver(net);
    net_turn(net);
    expect_threshold(net, 2, 3);
    buffer_free(&copy);
    net_free(net);
}

Test(dealing_order, an_ABORT_ends_it_before_the_own_ACK_and_undoes_nothing_after_it)
{
    struct net *net = net_of(3, 36);
    struct dealing_step step = {0};

    net_propose_dkg(net, 2, 3);
    net->party[2]->wants_no_ack = true;
    net_begin(net, NULL);
    net_deliver(net);
    net_acknowledge(net); /* 0 and 1 */
    struct buffer body = {0}, abort_frame = {0};
    wire_write_u8(&body, DEALING_FAULT_POLICY);
    buffer_extend(&body, 5);
    frame_write(&abort_frame, FRAME_ABORT, net->proposal.cid, buffer_slice(&body), net->owner);
    for (size_t i = 0; i < 2; i++) {
        net_deliver_to(net, i, buffer_slice(&abort_frame));
        cr_assert_eq(dealing_status(net->party[i]->dealing), DEALING_WAITING);
        dealing_abort(net->party[i]->dealing, &step, DEALING_FAULT_POLICY, net->party[i]->identity);
        cr_assert_eq(step.frames.size, 0);
    }
    net->party[2]->wants_no_ack = false;
    net_acknowledge(net);
    net_deliver(net);
    net_turn(net); /* CERTIFIED everywhere */
    expect_threshold(net, 2, 3);

    net_propose_dkg(net, 2, 3);
    net_begin(net, NULL);
    net_deliver(net);
    buffer_clear(&abort_frame);
    frame_write(&abort_frame, FRAME_ABORT, net->proposal.cid, buffer_slice(&body), net->owner);
    net_deliver_to(net, 0, buffer_slice(&abort_frame));
    const struct dealing_verdict *verdict = dealing_verdict(net->party[0]->dealing);
    cr_assert_eq(dealing_status(net->party[0]->dealing), DEALING_FAILED);
    cr_assert_eq(verdict->fault, DEALING_FAULT_ABORTED);
    cr_assert_eq(verdict->certainty, DEALING_UNBLAMED);
    cr_assert_eq(verdict->said_reason, DEALING_FAULT_POLICY);
    cr_assert_arr_eq(verdict->said_by, net->owner->sign_pk, 32);
    cr_assert_null(net->party[0]->dealing->arena);

    struct party *stranger = party_new(99);
    buffer_clear(&abort_frame);
    frame_write(&abort_frame, FRAME_ABORT, net->proposal.cid, buffer_slice(&body),
                stranger->identity);
    net_deliver_to(net, 1, buffer_slice(&abort_frame));
    cr_assert_eq(dealing_status(net->party[1]->dealing), DEALING_READY, "a stranger's ABORT");
    dealing_abort(net->party[1]->dealing, &step, DEALING_FAULT_EXPIRED, net->party[1]->identity);
    cr_assert_eq(dealing_status(net->party[1]->dealing), DEALING_FAILED);
    cr_assert_gt(step.frames.size, FRAME_OVERHEAD);
    dealing_step_free(&step);
    party_free(stranger);
    buffer_free(&body);
    buffer_free(&abort_frame);
    net_free(net);
}

Test(dealing_order, a_copied_identity_is_noticed)
{
    struct net *net = net_of(2, 37);
    struct party *clone = party_new(37000); /* the same seed gives the same identity */

    cr_assert_arr_eq(clone->identity->sign_pk, net->party[0]->identity->sign_pk, 32);
    rng_fill(&clone->rng.base, (uint8_t[9]){0}, 9); /* other randomness from here on */
    net_propose_dkg(net, 2, 2);
    net->party[net->count++] = clone;
    net_begin(net, NULL);
    net_deliver(net);
    cr_assert(net->party[0]->saw_copy);
    cr_assert(clone->saw_copy);
    cr_assert_eq(dealing_status(net->party[1]->dealing), DEALING_FAILED);
    cr_assert_eq(dealing_verdict(net->party[1]->dealing)->fault, DEALING_FAULT_EQUIV);
    net_free(net);
}

Test(dealing_order, steps_out_of_order_are_refused)
{
    struct net *net = net_of(2, 38);
    struct dealing_step step = {0};
    struct secret *shares = NULL;
    struct buffer out = {0};

    net_propose_dkg(net, 2, 2);
    net_begin(net, NULL);
    struct party *party = net->party[0];
    cr_assert_eq(dealing_begin(party->dealing, &step, NULL, party->identity, &party->rng.base).code,
                 ERROR_DEALING_ORDER);
    cr_assert_eq(
        dealing_acknowledge(party->dealing, &step, &shares, party->identity, &party->rng.base).code,
        ERROR_DEALING_ORDER);
    cr_assert_eq(dealing_certificate(party->dealing, &out).code, ERROR_DEALING_ORDER);
    cr_assert_null(dealing_record(party->dealing));
    cr_assert_null(shares);
    cr_assert_eq(step.frames.size, 0);
    net_free(net);
}

Test(dealing_order, a_dealer_whose_stored_share_does_not_fit_does_not_deal)
{
    struct net *net = certified(2, 2, 41);
    const size_t members[] = {0, 1};
    const uint16_t dealers[] = {0, 1};
    struct dealing_step step = {0};
    struct party *party = net->party[0];

    net_propose_reshare(net, 2, members, 2, dealers);
    dealing_free(party->dealing);
    cr_assert(is_ok(dealing_new(&party->dealing, buffer_slice(&net->proposal_frame),
                                party->identity->sign_pk, &net->previous)));
    ((uint8_t *)secret_lend(party->shares))[63] ^= 1;
    secret_take_back(party->shares);
    cr_assert_eq(
        dealing_begin(party->dealing, &step, party->shares, party->identity, &party->rng.base).code,
        ERROR_DEALING_SHARE_CORRUPT);
    cr_assert_eq(dealing_begin(party->dealing, &step, NULL, party->identity, &party->rng.base).code,
                 ERROR_DEALING_SHARE_CORRUPT);
    cr_assert_eq(step.frames.size, 0);
    ((uint8_t *)secret_lend(party->shares))[63] ^= 1;
    secret_take_back(party->shares);
    cr_assert(is_ok(
        dealing_begin(party->dealing, &step, party->shares, party->identity, &party->rng.base)));
    dealing_step_free(&step);
    net_free(net);
}
