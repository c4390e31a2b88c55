/* SPDX-License-Identifier: MIT */
/* Ceremonies among honest parties: round trips, thresholds, order, restarts, staying after the ACK.
 */
#define _GNU_SOURCE
#include <criterion/criterion.h>

#include "dealing_party.h"

/* Every t-subset gives Q in both lanes; no (t-1)-subset does. `mask` walks all subsets. */
static void expect_threshold(struct net *net, uint16_t t, uint16_t n)
{
    for (uint32_t mask = 1; mask < (1u << n); mask++) {
        uint16_t seats[SEATS_MAX];
        size_t count = 0;
        for (uint16_t j = 0; j < n; j++)
            if (mask >> j & 1)
                seats[count++] = j;
        if (count != t && count + 1 != t)
            continue;
        for (size_t l = 0; l < LANES; l++) {
            const struct point key = key_of(net, seats, count, l);
            cr_assert_eq(point_equal(&key, &net->previous.lane[l].key), count == t);
        }
    }
}

static struct net *certified(uint16_t t, uint16_t n, uint64_t seed)
{
    struct net *net = net_of(n, seed);

    net_propose_dkg(net, t, n);
    net_run(net);
    net_turn(net);
    return net;
}

static void expect_same_wallet(struct net *net, const struct epoch_record *before)
{
    for (size_t i = 0; i < net->count; i++)
        if (net->party[i]->dealing)
            cr_assert_eq(dealing_status(net->party[i]->dealing), DEALING_CERTIFIED);
    net_turn(net);
    cr_assert(is_ok(record_succeeds(&net->previous, before)));
    cr_assert(is_ok(record_validate(&net->previous)));
}

Test(dealing, every_t_of_n_up_to_six_gives_the_key_to_t_shares_and_not_to_fewer, .timeout = 120)
{
    for (uint16_t n = 1; n <= 6; n++) {
        for (uint16_t t = 1; t <= n; t++) {
            struct net *net = certified(t, n, 100u * n + t);
            expect_threshold(net, t, n);
            net_free(net);
        }
    }
}

Test(dealing, nine_of_sixteen_makes_a_key_and_refreshes_it, .timeout = 120)
{
    struct net *net = certified(9, 16, 7);
    size_t members[16];
    const uint16_t dealers[] = {0, 2, 3, 5, 7, 8, 11, 13, 15};
    const uint16_t some[] = {1, 2, 4, 6, 8, 9, 12, 14, 15};

    for (size_t i = 0; i < 16; i++)
        members[i] = i;
    for (int round = 0; round < 2; round++) {
        for (size_t l = 0; l < LANES; l++) {
            const struct point key = key_of(net, some, 9, l);
            const struct point fewer = key_of(net, some, 8, l);
            cr_assert(point_equal(&key, &net->previous.lane[l].key));
            cr_assert_not(point_equal(&fewer, &net->previous.lane[l].key));
        }
        if (round == 1)
            break;
        const struct epoch_record before = net->previous;
        net_propose_reshare(net, 9, members, 16, dealers);
        net_run(net);
        expect_same_wallet(net, &before);
    }
    net_free(net);
}

Test(dealing, thirty_two_seats_fit_the_library, .timeout = 120)
{
    struct net *net = certified(3, 32, 32);
    const uint16_t some[] = {0, 17, 31};
    const struct point key = key_of(net, some, 3, LANE_ECDSA);

    cr_assert(point_equal(&key, &net->previous.lane[LANE_ECDSA].key));
    net_free(net);
}

Test(dealing, reshares_to_other_people_and_another_threshold_keep_the_key)
{
    struct net *net = certified(2, 3, 11);
    const size_t wider[] = {1, 2, 3, 4, 5};
    const size_t smaller[] = {5, 1};
    const uint16_t dealers[] = {0, 2};
    const uint16_t three[] = {0, 1, 4};

    for (size_t i = 3; i < 6; i++)
        net->party[net->count++] = party_new(11000 + i);
    struct epoch_record before = net->previous;
    net_propose_reshare(net, 3, wider, 5, dealers);
    net_run(net);
    cr_assert_eq(wire_count(net, FRAME_R1, NULL), 2);
    cr_assert_eq(dealing_seat(net->party[0]->dealing), -1, "a leaving dealer");
    cr_assert_eq(dealing_dealer(net->party[0]->dealing), 0);
    expect_same_wallet(net, &before);
    expect_threshold(net, 3, 5);

    before = net->previous;
    net_propose_reshare(net, 2, smaller, 2, three);
    net_run(net);
    expect_same_wallet(net, &before);
    expect_threshold(net, 2, 2);
    net_free(net);
}

Test(dealing, row_39_shares_of_two_epochs_do_not_give_the_key)
{
    struct net *net = certified(2, 3, 12);
    const size_t members[] = {0, 1, 2};
    const uint16_t dealers[] = {1, 2}, pair[] = {0, 1};
    const struct scalar old = share_of(net->party[0], 0);
    const struct epoch_record before = net->previous;

    net_propose_reshare(net, 2, members, 3, dealers);
    net_run(net);
    expect_same_wallet(net, &before);
    const struct scalar fresh = share_of(net->party[1], 0);
    const struct scalar lambda[] = {lagrange_coefficient(pair, 2, 0, 0),
                                    lagrange_coefficient(pair, 2, 1, 0)};
    const struct scalar a = scalar_mul(&lambda[0], &old), b = scalar_mul(&lambda[1], &fresh);
    const struct scalar sum = scalar_add(&a, &b);
    const struct point mixed = point_mul_base(&sum);
    cr_assert_not(point_equal(&mixed, &net->previous.lane[0].key));
    net_free(net);
}

Test(dealing, row_40_one_share_less_than_t_is_not_the_key)
{
    struct net *net = certified(3, 5, 40);
    const uint16_t two[] = {1, 3};
    const struct point key = key_of(net, two, 2, 0);

    cr_assert_not(point_equal(&key, &net->previous.lane[0].key));
    net_free(net);
}

Test(dealing, a_restart_after_every_step_continues_with_the_same_bytes)
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

Test(dealing, refuses_saved_states_that_are_cut_or_changed_in_their_frame)
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
    saved.data[0] = 9; /* version */
    cr_assert(!is_ok(dealing_load(&loaded, buffer_slice(&saved))));
    saved.data[0] = 1;
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

Test(dealing, secrets_are_gone_as_soon_as_they_are_not_needed)
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

Test(dealing, row_34_repeats_and_early_ACKs_change_nothing)
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

Test(dealing, frames_in_reverse_order_are_held_until_they_can_be_judged)
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

Test(dealing, an_ABORT_ends_it_before_the_own_ACK_and_undoes_nothing_after_it)
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

Test(dealing, a_copied_identity_is_noticed)
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

Test(dealing, steps_out_of_order_are_refused)
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

Test(dealing, a_dealer_whose_stored_share_does_not_fit_does_not_deal)
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
