/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "unit/core/ceremony/pairing_pair.h"

TestSuite(pairing, .init = begin, .fini = end);

Test(pairing, makes_two_devices_known_to_each_other)
{
    struct pairing_place place;
    struct comparison none;

    cr_assert_null(pairing_peer(owner));
    cr_assert_not(pairing_compare(owner, &none));
    cr_assert_not(pairing_is_consumed(owner));
    cr_assert_str_eq(pairing_router(guardian), ROUTER);
    cr_assert(pairing_is_owner(owner));
    cr_assert_not(pairing_is_owner(guardian));
    run_through();
    expect_done();
    cr_assert_not(pairing_awaited(owner, &place));
    cr_assert_not(pairing_awaited(guardian, &place));
}

Test(pairing, confirmations_work_on_what_it_found)
{
    struct comparison a, b;
    uint8_t m4[COMPARISON_CONFIRM_BYTES], m5[COMPARISON_CONFIRM_BYTES];

    run_through();
    cr_assert(pairing_compare(owner, &a) && pairing_compare(guardian, &b));
    comparison_confirm(m4, &a, COMPARISON_OWNER, ann.identity);
    comparison_confirm(m5, &b, COMPARISON_GUARDIAN, bob.identity);
    cr_assert(is_ok(comparison_check(slice_of(m4, sizeof m4), &b, COMPARISON_OWNER,
                                     pairing_peer(guardian)->card.sign_pk)));
    cr_assert(is_ok(comparison_check(slice_of(m5, sizeof m5), &a, COMPARISON_GUARDIAN,
                                     pairing_peer(owner)->card.sign_pk)));
}

/* The whole exchange with the published secrets gives the published M1, T, K. */
Test(pairing, reproduces_the_known_transcript)
{
    cJSON *json = vectors_load(VECTORS);
    struct person o = person_of_vectors(json, 'o'), g = person_of_vectors(json, 'g');
    const struct pairing_party o_self = party_of(&o, "o"), g_self = party_of(&g, "g");
    struct pairing *left, *right;
    struct scripted_rng rng;
    struct invite made;
    struct comparison comparison;
    uint8_t known[32];
    char digits[COMPARISON_DIGITS + 1];

    scripted_rng_seed(&rng, 5);
    scripted_rng_push_hex(&rng, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    scripted_rng_push_hex(&rng, vectors_string_at(json, "sas.eo_sk"));
    scripted_rng_push_hex(&rng, vectors_string_at(json, "sas.r_o"));
    cr_assert(is_ok(
        pairing_invite(&left, &made, o.identity, &o_self, ROUTER, GUARDIANS, NOON, &rng.base)));
    vectors_hex_at(known, 32, json, "sas.m1");
    cr_assert_arr_eq(left->message[0], known, 32);
    scripted_rng_push_hex(&rng, vectors_string_at(json, "sas.eg_sk"));
    scripted_rng_push_hex(&rng, vectors_string_at(json, "sas.r_g"));
    cr_assert(is_ok(pairing_answer(&right, &made, g.identity, &g_self, NOON, &rng.base)));
    for (unsigned i = 0; i < 3; i++) {
        SCOPED(buffer_free) struct buffer blob = post(i == 1 ? right : left);
        cr_assert(is_ok(pairing_hear(i == 1 ? left : right, buffer_slice(&blob),
                                     i == 1 ? o.identity : g.identity, NOON, &rng.base)));
    }
    cr_assert(pairing_compare(right, &comparison));
    vectors_hex_at(known, 32, json, "sas.transcript");
    cr_assert_arr_eq(comparison.transcript, known, 32);
    vectors_hex_at(known, 32, json, "sas.k");
    cr_assert_arr_eq(comparison.exchange, known, 32);
    comparison_digits(digits, &comparison);
    cr_assert_str_eq(digits, "93211 99199");
    cr_assert(pairing_compare(left, &comparison));
    cr_assert_arr_eq(comparison.exchange, known, 32);
    pairing_free(left);
    pairing_free(right);
    person_free(&o);
    person_free(&g);
    scripted_rng_free(&rng);
    cJSON_Delete(json);
}

Test(pairing, names_the_places_of_its_blobs)
{
    struct pairing_place out, in;

    cr_assert_gt(pairing_outgoing(owner, &out).size, 0);
    cr_assert_not(pairing_awaited(owner, &in)); /* post first */
    cr_assert(pairing_awaited(guardian, &in));
    cr_assert_arr_eq(out.id, invite.rdv_id, 16);
    cr_assert(out.side == 0 && out.index == 0 && in.side == 0 && in.index == 0);
    pass(owner, guardian);
    pairing_outgoing(guardian, &out);
    cr_assert(pairing_awaited(owner, &in));
    cr_assert(out.side == 1 && out.index == 0 && in.side == 1 && in.index == 0);
    pass(guardian, owner);
    pairing_outgoing(owner, &out);
    cr_assert(pairing_awaited(guardian, &in));
    cr_assert(out.side == 0 && out.index == 1 && in.side == 0 && in.index == 1);
}

Test(pairing, survives_a_kill_between_any_two_steps)
{
    struct pairing_place place;

    for (unsigned step = 0; step < 3; step++) {
        struct pairing **from = step == 1 ? &guardian : &owner;
        struct pairing **to = step == 1 ? &owner : &guardian;
        SCOPED(buffer_free) struct buffer before = {0}, blob = {0};
        buffer_append_slice(&before, pairing_outgoing(*from, &place));
        restart(from);
        restart(to);
        blob = post(*from);
        cr_assert(slice_equal(buffer_slice(&before), buffer_slice(&blob)));
        restart(from);
        cr_assert_eq(hear(*to, buffer_slice(&blob)), ERROR_NONE);
        restart(to);
        cr_assert_eq(hear(*to, buffer_slice(&blob)), ERROR_NONE); /* read again after the crash */
    }
    expect_done();
}

Test(pairing, refuses_saved_bytes_that_are_cut_or_longer)
{
    SCOPED(buffer_wipe) struct buffer saved = {0};
    struct pairing *loaded;

    run_through();
    pairing_save(&saved, owner);
    for (size_t size = 0; size < saved.size; size += size < 64 ? 1 : 37)
        cr_assert_eq(pairing_load(&loaded, slice_of(saved.data, size)).code, ERROR_PAIRING_SAVED);
    cr_assert_eq(pairing_load(&loaded, slice_of(saved.data, saved.size - 1)).code,
                 ERROR_PAIRING_SAVED);
    buffer_extend(&saved, 1);
    cr_assert_eq(pairing_load(&loaded, buffer_slice(&saved)).code, ERROR_PAIRING_SAVED);
}

Test(pairing, hears_the_same_blob_twice_without_harm)
{
    SCOPED(buffer_free) struct buffer m1 = post(owner);

    cr_assert_eq(hear(guardian, buffer_slice(&m1)), ERROR_NONE);
    SCOPED(buffer_free) struct buffer m2 = post(guardian);
    cr_assert_eq(hear(guardian, buffer_slice(&m1)), ERROR_NONE);
    cr_assert_eq(hear(guardian, buffer_slice(&m2)), ERROR_NONE);
    cr_assert_eq(hear(owner, buffer_slice(&m2)), ERROR_NONE);
    SCOPED(buffer_free) struct buffer m3 = post(owner);
    cr_assert_eq(hear(owner, buffer_slice(&m2)), ERROR_NONE);
    cr_assert_eq(hear(guardian, buffer_slice(&m3)), ERROR_NONE);
    cr_assert_eq(hear(guardian, buffer_slice(&m3)), ERROR_NONE);
    expect_done();
}

Test(pairing, ends_after_a_day)
{
    SCOPED(buffer_free) struct buffer m1 = post(owner);

    cr_assert_not(pairing_is_expired(guardian, NOON + 24 * 3600 - 1));
    cr_assert_eq(pairing_expires_at(guardian), NOON + 24 * 3600);
    cr_assert_eq(
        pairing_hear(guardian, buffer_slice(&m1), bob.identity, NOON + 24 * 3600, rng_system())
            .code,
        ERROR_PAIRING_EXPIRED);
    cr_assert_eq(pairing_state(guardian), PAIRING_FAILED);
    cr_assert_eq(pairing_retry(guardian, bob.identity, NOON + 24 * 3600, rng_system()).code,
                 ERROR_PAIRING_EXPIRED);
}

Test(pairing, runs_three_times_each_in_its_own_slot)
{
    struct pairing_place first, place, other;
    struct comparison before, after;

    pairing_outgoing(owner, &first);
    SCOPED(buffer_free) struct buffer old = post(owner);
    cr_assert_eq(hear(guardian, buffer_slice(&old)), ERROR_NONE);
    pass(guardian, owner);
    pass(owner, guardian);
    cr_assert(pairing_compare(owner, &before));
    for (unsigned run = 1; run < PAIRING_RUNS_MAX; run++) {
        cr_assert(is_ok(pairing_retry(owner, ann.identity, NOON + 60, rng_system())));
        cr_assert(is_ok(pairing_retry(guardian, bob.identity, NOON + 60, rng_system())));
        cr_assert_null(pairing_peer(owner));
        cr_assert_not(pairing_is_consumed(owner));
        pairing_outgoing(owner, &place);
        cr_assert(pairing_awaited(guardian, &other));
        cr_assert_arr_eq(&place, &other, sizeof place);
        cr_assert_neq(memcmp(place.id, first.id, 16), 0);
        expect_refused(guardian, buffer_slice(&old), ERROR_PAIRING_BROKEN); /* of the first run */
        restart(&owner);
        restart(&guardian);
        run_through();
        expect_done();
        cr_assert(pairing_compare(owner, &after));
        cr_assert_neq(memcmp(&before, &after, sizeof after), 0);
        before = after;
    }
    cr_assert_eq(pairing_retry(owner, ann.identity, NOON + 60, rng_system()).code,
                 ERROR_PAIRING_RUNS);
    cr_assert_eq(pairing_retry(guardian, bob.identity, NOON + 60, rng_system()).code,
                 ERROR_PAIRING_RUNS);
}

/* The router sees neither names nor keys. */
Test(pairing, shows_the_router_nothing)
{
    pass(owner, guardian);
    SCOPED(buffer_free) struct buffer m2 = post(guardian);

    cr_assert_null(memmem(m2.data, m2.size, "bob", 3));
    cr_assert_null(memmem(m2.data, m2.size, bob.card.sign_pk, 32));
    cr_assert_null(memmem(m2.data, m2.size, "GLI1", 4));
}
