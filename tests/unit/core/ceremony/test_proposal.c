/* SPDX-License-Identifier: MIT */
/* What a device answers to a proposal: rows 21-24 and 70-73 of frost-taproot 15, amendments C and
 * F2. */
#include <criterion/criterion.h>

#include "dealing_party.h"

static struct net *net;
static struct proposal_device device;
static struct proposal_verdict verdict;
static const size_t everyone[] = {0, 1, 2, 3, 4};
static const uint16_t first_dealers[] = {0, 1};

/* A certified 2-of-3 with two more people at hand, seen by party 0. */
static void wallet(void)
{
    net = net_of(3, 500);
    net_propose_dkg(net, 2, 3);
    net_run(net);
    net_turn(net);
    net->party[net->count++] = party_new(500003);
    net->party[net->count++] = party_new(500004);
    memset(&device, 0, sizeof device);
    device.id_pk = net->party[0]->identity->sign_pk;
    device.sender = net->owner->sign_pk;
    device.sender_is_owner = true;
    device.now = 1900000000;
    device.wallet_is_known = true;
    device.top = 1;
    device.current = &net->previous;
    device.holds_share = true;
    device.has_person = true;
    net_propose_reshare(net, 2, everyone, 3, first_dealers);
}

static void end(void)
{
    net_free(net);
}

static enum error_code judged(void)
{
    proposal_judge(&verdict, &net->proposal, &device);
    return verdict.refusal;
}

static enum error_code read_again(void)
{
    struct buffer body = {0};
    struct proposal read;

    proposal_write(&body, &net->proposal);
    const result r = proposal_read(&read, buffer_slice(&body));
    buffer_free(&body);
    return r.code;
}

TestSuite(proposal, .init = wallet, .fini = end);

Test(proposal, a_refresh_is_accepted_at_once_in_both_roles)
{
    cr_assert_eq(judged(), ERROR_NONE);
    cr_assert(verdict.is_refresh);
    cr_assert_eq(verdict.dealer, 0);
    cr_assert_eq(verdict.seat, 0);
    device.id_pk = net->party[2]->identity->sign_pk;
    cr_assert_eq(judged(), ERROR_NONE);
    cr_assert_eq(verdict.dealer, -1);
    cr_assert_eq(verdict.seat, 2);
}

Test(proposal, row_21_dealers_duplicate_unsorted_too_many_or_beyond_the_seats_are_refused)
{
    struct proposal good = net->proposal;
    const struct {
        uint16_t d, seat[3];
        enum error_code code;
    } bad[] = {{2, {1, 1}, ERROR_PROPOSAL_DEALERS},    {2, {1, 0}, ERROR_PROPOSAL_DEALERS},
               {3, {0, 1, 2}, ERROR_PROPOSAL_DEALERS}, {1, {0}, ERROR_PROPOSAL_COPIES},
               {2, {1, 3}, ERROR_PROPOSAL_DEALERS},    {2, {1, 65535}, ERROR_PROPOSAL_DEALERS}};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct dealing *dealing = NULL;
        net->proposal = good;
        net->proposal.d = bad[i].d;
        memcpy(net->proposal.dealer_seat, bad[i].seat, sizeof bad[i].seat);
        cr_assert_eq(judged(), bad[i].code, "case %zu", i);
        net_sign_proposal(net);
        cr_assert(!is_ok(dealing_new(&dealing, buffer_slice(&net->proposal_frame), device.id_pk,
                                     &net->previous)));
        cr_assert_null(dealing);
    }
}

Test(proposal, row_22_from_an_epoch_that_is_not_the_newest_is_refused_with_the_certificate)
{
    struct epoch_record newer = net->previous;

    newer.epoch = 2;
    newer.hash[0] ^= 1;
    device.current = &newer;
    net->proposal.new_epoch = 3;
    device.top = 2;
    cr_assert_eq(judged(), ERROR_PROPOSAL_STALE);
    cr_assert(verdict.answer_certificate);
    device.current = NULL;
    cr_assert_eq(judged(), ERROR_PROPOSAL_STALE);
}

Test(proposal, row_22_a_dealer_without_a_sound_share_does_not_deal)
{
    device.holds_share = false;
    cr_assert_eq(judged(), ERROR_PROPOSAL_NO_SHARE);
    device.id_pk = net->party[2]->identity->sign_pk; /* recipient only: repaired by the refresh */
    cr_assert_eq(judged(), ERROR_NONE);
}

Test(proposal, row_23_numbers_must_lie_above_top_and_at_most_64_above)
{
    device.top = 10;
    net->proposal.new_epoch = 10;
    cr_assert_eq(judged(), ERROR_PROPOSAL_NUMBER_LOW);
    cr_assert_eq(verdict.top, 10);
    net->proposal.new_epoch = 74;
    cr_assert_eq(judged(), ERROR_NONE);
    net->proposal.new_epoch = 75;
    cr_assert_eq(judged(), ERROR_PROPOSAL_NUMBER_HIGH);
    cr_assert_eq(verdict.top, 74, "refused, and raised");
    net->proposal.new_epoch = UINT32_MAX;
    cr_assert_eq(judged(), ERROR_PROPOSAL_NUMBER_HIGH);
    cr_assert_eq(verdict.top, 74);
    device.raises_today = 64;
    cr_assert_eq(judged(), ERROR_PROPOSAL_NUMBER_HIGH);
    cr_assert_eq(verdict.top, 10, "no more than 64 raises a day");
    device.raises_today = 0;
    device.sender_is_owner = false;
    cr_assert_eq(judged(), ERROR_PROPOSAL_STRANGER);
    cr_assert_eq(verdict.top, 10, "a stranger raises nothing");
    device.sender_is_owner = true;
    device.top = UINT32_MAX - 3; /* no wrap-around */
    cr_assert_eq(judged(), ERROR_NONE);
    device.top = UINT32_MAX;
    cr_assert_eq(judged(), ERROR_PROPOSAL_NUMBER_LOW);
}

Test(proposal, trace_T2_tops_driven_apart_meet_again)
{
    uint32_t top[] = {65, 1}; /* one device ACKed 65, the other timed out */
    int rounds = 0;

    for (bool agreed = false; !agreed && rounds < 4; rounds++) {
        const uint32_t number = (top[0] > top[1] ? top[0] : top[1]) + 1;
        agreed = true;
        for (size_t i = 0; i < 2; i++) {
            device.top = top[i];
            net->proposal.new_epoch = number;
            agreed = judged() == ERROR_NONE && agreed;
            top[i] = verdict.top;
        }
    }
    cr_assert_leq(rounds, 2);
}

Test(proposal, row_24_past_its_time_is_refused_and_none_lives_longer_than_a_day)
{
    net->proposal.expiry = device.now;
    cr_assert_eq(judged(), ERROR_PROPOSAL_EXPIRED);
    net->proposal.expiry = device.now + 1;
    cr_assert_eq(judged(), ERROR_NONE);
    cr_assert_eq(proposal_deadline(&net->proposal, device.now), device.now + 1);
    net->proposal.expiry = device.now + 10ull * 365 * 86400; /* trace T7 */
    cr_assert_eq(proposal_deadline(&net->proposal, device.now), device.now + 86400);
    cr_assert_eq(proposal_deadline(&net->proposal, UINT64_MAX), net->proposal.expiry);
}

Test(proposal, row_70_small_order_and_impossible_identities_are_refused)
{
    struct proposal good = net->proposal;

    memset(net->proposal.id_pk[1], 0, 32);
    cr_assert_eq(read_again(), ERROR_PROPOSAL_SHAPE);
    net->proposal.id_pk[1][0] = 1;
    cr_assert_eq(read_again(), ERROR_PROPOSAL_SHAPE);
    memset(net->proposal.id_pk[1], 0xff, 32);
    cr_assert_eq(read_again(), ERROR_PROPOSAL_SHAPE);
    net->proposal = good;
    cr_assert_eq(read_again(), ERROR_NONE);
}

Test(proposal, row_71_one_identity_twice_is_refused)
{
    memcpy(net->proposal.id_pk[2], net->proposal.id_pk[0], 32);
    cr_assert_eq(read_again(), ERROR_PROPOSAL_SHAPE);
    cr_assert_eq(judged(), ERROR_PROPOSAL_SHAPE);
}

Test(proposal, row_72_signed_by_someone_who_is_no_owner_is_refused)
{
    device.sender_is_owner = false;
    cr_assert_eq(judged(), ERROR_PROPOSAL_STRANGER);
}

Test(proposal, row_73_other_lanes_and_every_cut_or_longer_body_are_refused)
{
    struct buffer body = {0};
    struct proposal read;

    proposal_write(&body, &net->proposal);
    for (size_t size = 0; size < body.size; size++)
        cr_assert(!is_ok(proposal_read(&read, slice_of(body.data, size))));
    body.data[2] = SCHEME_ECDSA;
    body.data[3] = SCHEME_SCHNORR;
    cr_assert(!is_ok(proposal_read(&read, buffer_slice(&body))));
    body.data[2] = SCHEME_SCHNORR;
    cr_assert(!is_ok(proposal_read(&read, buffer_slice(&body))));
    body.data[3] = SCHEME_ECDSA;
    cr_assert(is_ok(proposal_read(&read, buffer_slice(&body))));
    cr_assert_arr_eq(read.cid, net->proposal.cid, 32);
    body.data[0] = 3;
    cr_assert(!is_ok(proposal_read(&read, buffer_slice(&body))));
    body.data[0] = 2;
    wire_write_u8(&body, 0);
    cr_assert(!is_ok(proposal_read(&read, buffer_slice(&body))));
    buffer_free(&body);
}

Test(proposal, limits_of_t_and_n_hold)
{
    struct proposal good = net->proposal;

    net->proposal.t = 4;
    cr_assert_eq(read_again(), ERROR_PROPOSAL_SHAPE);
    net->proposal = good;
    net->proposal.t = 0;
    cr_assert_eq(read_again(), ERROR_PROPOSAL_SHAPE);
    net->proposal = good;
    net->proposal.n = 0;
    cr_assert_neq(read_again(), ERROR_NONE);

    struct net *many = net_of(17, 501);
    net_propose_dkg(many, 2, 17);
    memset(&device, 0, sizeof device);
    device.id_pk = many->party[0]->identity->sign_pk;
    device.sender_is_owner = device.has_person = device.person_consents = true;
    proposal_judge(&verdict, &many->proposal, &device);
    cr_assert_eq(verdict.refusal, ERROR_PROPOSAL_SHAPE, "17 seats are for the library only");
    net_free(many);
}

Test(proposal, a_DKG_has_number_one_no_past_and_an_unknown_wallet)
{
    net_propose_dkg(net, 2, 3);
    device.top = 0;
    device.current = NULL;
    device.person_consents = true;
    cr_assert_eq(judged(), ERROR_PROPOSAL_WALLET_KNOWN); /* F2 (4) */
    device.wallet_is_known = false;
    cr_assert_eq(judged(), ERROR_NONE);
    device.person_consents = false;
    cr_assert_eq(judged(), ERROR_PROPOSAL_CONSENT);
    device.has_person = false;
    device.policy_consents = true;
    cr_assert_eq(judged(), ERROR_NONE);
    struct proposal good = net->proposal;
    net->proposal.new_epoch = 2;
    cr_assert_eq(judged(), ERROR_PROPOSAL_SHAPE);
    net->proposal = good;
    net->proposal.prev_epoch_hash[5] = 1;
    cr_assert_eq(judged(), ERROR_PROPOSAL_SHAPE);
    net->proposal = good;
    net->proposal.d = 2;
    cr_assert_eq(judged(), ERROR_PROPOSAL_SHAPE);
    net->proposal = good;
    net->proposal.dealer_seat[2] = 5;
    cr_assert_eq(judged(), ERROR_PROPOSAL_SHAPE);
    net->proposal = good;
    net->proposal.t = 1; /* copies can be made */
    cr_assert_eq(judged(), ERROR_NONE);
}

Test(proposal, copies_stay_copies)
{
    struct epoch_record copies = net->previous;

    net->proposal.t = 1; /* F2 (25): to t = 1 */
    cr_assert_eq(judged(), ERROR_PROPOSAL_COPIES);
    net->proposal.t = 2;
    copies.t = 1; /* from t = 1 */
    device.current = &copies;
    cr_assert_eq(judged(), ERROR_PROPOSAL_COPIES);
}

Test(proposal, a_change_waits_for_the_person_or_the_clock)
{
    net_propose_reshare(net, 2, everyone, 4, first_dealers);
    cr_assert_eq(judged(), ERROR_PROPOSAL_CONSENT);
    cr_assert_not(verdict.is_refresh);
    device.person_consents = true;
    cr_assert_eq(judged(), ERROR_NONE);
    device.person_consents = false;
    device.clock_has_ended = true;
    cr_assert_eq(judged(), ERROR_NONE);
    device.is_vetoed = true;
    cr_assert_eq(judged(), ERROR_PROPOSAL_VETOED);
}

Test(proposal, trace_T8_without_a_person_no_clock_deals_only_t_minus_1_persons)
{
    net_propose_reshare(net, 2, everyone, 4, first_dealers);
    device.has_person = false;
    device.person_consents = true; /* means nothing where nobody is */
    device.clock_has_ended = true;
    cr_assert_eq(judged(), ERROR_PROPOSAL_CONSENT);
    device.persons_consenting = 1; /* t - 1 = 1 */
    cr_assert_eq(judged(), ERROR_NONE);
    struct epoch_record three = net->previous;
    three.t = 3;
    device.current = &three;
    net->proposal.d = 3;
    net->proposal.dealer_seat[2] = 2;
    cr_assert_eq(judged(), ERROR_PROPOSAL_CONSENT);
    device.persons_consenting = 2;
    cr_assert_eq(judged(), ERROR_NONE);
}

Test(proposal, trace_T3_a_refresh_that_undoes_a_later_change_is_a_change)
{
    struct proposal_committee touched = {.t = 2, .n = 2};

    memcpy(touched.id_pk, net->previous.id_pk, 64); /* {A, B}, for which an R0 left this device */
    device.touched = &touched;
    device.touched_count = 1;
    cr_assert_eq(judged(), ERROR_PROPOSAL_CONSENT);
    touched.n = 3;
    memcpy(touched.id_pk, net->previous.id_pk, sizeof touched.id_pk);
    cr_assert_eq(judged(), ERROR_NONE);
    touched.t = 3;
    cr_assert_eq(judged(), ERROR_PROPOSAL_CONSENT);
}

Test(proposal, other_order_of_the_same_people_or_another_t_is_a_change)
{
    const size_t swapped[] = {1, 0, 2};

    net_propose_reshare(net, 2, swapped, 3, first_dealers);
    cr_assert_eq(judged(), ERROR_PROPOSAL_CONSENT);
    net_propose_reshare(net, 3, everyone, 3, first_dealers);
    cr_assert_eq(judged(), ERROR_PROPOSAL_CONSENT);
}

Test(proposal, trace_T4_after_its_R0_a_dealer_takes_no_lower_number)
{
    device.top = 5; /* it sent an R0 for number 5 and left */
    net->proposal.new_epoch = 5;
    cr_assert_eq(judged(), ERROR_PROPOSAL_NUMBER_LOW);
    net->proposal.new_epoch = 6;
    cr_assert_eq(judged(), ERROR_NONE);
}

Test(proposal, the_one_left_out_by_a_running_clock_cannot_refresh)
{
    device.clock_leaves_out_sender = true;
    cr_assert_eq(judged(), ERROR_PROPOSAL_LEFT_OUT);
}

Test(proposal, one_ceremony_at_a_time_but_an_agreed_change_replaces_a_refresh)
{
    device.is_busy = true;
    cr_assert_eq(judged(), ERROR_PROPOSAL_BUSY);
    device.busy_with_refresh = true;
    cr_assert_eq(judged(), ERROR_PROPOSAL_BUSY, "a refresh does not replace a refresh");
    net_propose_reshare(net, 2, everyone, 4, first_dealers);
    cr_assert_eq(judged(), ERROR_PROPOSAL_CONSENT);
    device.person_consents = true;
    cr_assert_eq(judged(), ERROR_NONE);
    cr_assert(verdict.replaces_current);
    device.busy_with_refresh = false;
    cr_assert_eq(judged(), ERROR_PROPOSAL_BUSY);
}

Test(proposal, without_a_place_in_it_a_device_stays_out)
{
    device.id_pk = net->party[4]->identity->sign_pk;
    cr_assert_eq(judged(), ERROR_PROPOSAL_ROLE);
    struct dealing *dealing = NULL;
    cr_assert_eq(
        dealing_new(&dealing, buffer_slice(&net->proposal_frame), device.id_pk, &net->previous)
            .code,
        ERROR_DEALING_ROLE);
}
