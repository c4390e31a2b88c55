/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

#include "core/crypto/base_ot.h"
#include "core/crypto/hash.h"
#include "support/ecdsa_setup.h"

#define SETUP "cases.0.setups.0"

struct run {
    uint8_t pid[32];
    struct base_ot_site site;
    struct base_ot_receiver receiver;
    struct base_ot_sender sender;
    uint8_t bot_r[BASE_OT_MESSAGE], bot_s[BASE_OT_MESSAGE];
    struct base_ot_receiver_keys alice;
    struct base_ot_sender_keys bob;
};

static struct run *fresh_run(uint64_t seed)
{
    struct run *run = calloc(1, sizeof *run);
    struct scripted_rng rng;

    scripted_rng_seed(&rng, seed);
    rng_fill(&rng.base, run->pid, 32);
    rng_fill(&rng.base, run->site.psid, 32);
    run->site.alice = 1;
    run->site.bob = 2;
    base_ot_receiver_begin(&run->receiver, run->bot_r, run->pid, &rng.base);
    base_ot_sender_begin(&run->sender, run->bot_s, &rng.base);
    return run;
}

static void finish(struct run *run)
{
    cr_assert(is_ok(base_ot_check(run->bot_r)));
    cr_assert(is_ok(base_ot_check(run->bot_s)));
    cr_assert(is_ok(base_ot_receiver_end(&run->alice, &run->receiver, run->bot_s, &run->site)));
    cr_assert(is_ok(base_ot_sender_end(&run->bob, &run->sender, run->bot_r, run->pid, &run->site)));
}

static void expect_sha(const uint8_t *bytes, size_t size, const cJSON *root, const char *path)
{
    uint8_t digest[32], known[32];

    hash_sha256(digest, slice_of(bytes, size));
    vectors_hex_at(known, 32, root, path);
    cr_assert_arr_eq(digest, known, 32, "%s", path);
}

/* x = alice, with the receiver values of `mine` and the sender values of `theirs`. */
static void replay(const cJSON *kat, const char *mine, const char *theirs, int ot)
{
    const cJSON *setup = vectors_at(kat, SETUP);
    const cJSON *alice = vectors_at(setup, mine), *bob = vectors_at(setup, theirs);
    struct run *run = calloc(1, sizeof *run);
    struct scripted_rng rng;
    uint8_t half[128 * 32];
    char path[32];

    scripted_rng_seed(&rng, 0);
    rng.strict = 1;
    setup_push_receiver(&rng, alice);
    setup_push_sender(&rng, bob);
    vectors_hex_at(run->pid, 32, alice, "pid");
    vectors_hex_at(run->site.psid, 32, setup, "psid");
    run->site.alice = (uint8_t)vectors_number_at(alice, "x");
    run->site.bob = (uint8_t)vectors_number_at(bob, "x");
    base_ot_receiver_begin(&run->receiver, run->bot_r, run->pid, &rng.base);
    base_ot_sender_begin(&run->sender, run->bot_s, &rng.base);
    expect_sha(run->bot_r, BASE_OT_MESSAGE, alice, "botR_sha256");
    expect_sha(run->bot_s, BASE_OT_MESSAGE, bob, "botS_sha256");
    finish(run);
    sprintf(path, "ot.%d.k_sha256", ot);
    expect_sha(run->alice.key[0], 128 * 32, setup, path);
    for (int bit = 0; bit < 2; bit++) {
        for (int i = 0; i < 128; i++)
            memcpy(half + 32 * i, run->bob.key[i][bit], 32);
        sprintf(path, "ot.%d.k%d_sha256", ot, bit);
        expect_sha(half, sizeof half, setup, path);
    }
    scripted_rng_free(&rng);
    free(run);
}

Test(base_ot, replays_the_known_setup_in_both_directions)
{
    cJSON *kat = vectors_load("tests/vectors/w1-selfmade/kat.json");

    cr_assert(sodium_init() >= 0);
    replay(kat, "lo", "hi", 0);
    replay(kat, "hi", "lo", 1);
    cJSON_Delete(kat);
}

Test(base_ot, gives_alice_the_key_of_her_bit_and_not_the_other)
{
    struct run *run = fresh_run(3);

    finish(run);
    for (int i = 0; i < BASE_OT_ROWS; i++) {
        const int bit = run->alice.delta[i / 8] >> (i % 8) & 1;
        cr_assert_arr_eq(run->alice.key[i], run->bob.key[i][bit], 32);
        cr_assert_neq(memcmp(run->alice.key[i], run->bob.key[i][1 - bit], 32), 0);
    }
    free(run);
}

Test(base_ot, gives_other_keys_for_other_sender_secrets_on_equal_messages)
{
    struct run *run = fresh_run(4);
    struct base_ot_sender_keys first;

    finish(run);
    first = run->bob;
    run->sender.t[0][0][0] ^= 1;
    cr_assert(is_ok(base_ot_sender_end(&run->bob, &run->sender, run->bot_r, run->pid, &run->site)));
    cr_assert_neq(memcmp(first.key[0][0], run->bob.key[0][0], 32), 0);
    cr_assert_arr_eq(first.key[0][1], run->bob.key[0][1], 32);
    free(run);
}

/* Fordefi's 7/8 distinguisher: both points of a row must look alike. */
Test(base_ot, always_sends_valid_points_at_both_places)
{
    for (uint64_t seed = 0; seed < 8; seed++) {
        struct run *run = fresh_run(100 + seed);
        for (int i = 0; i < 256; i++)
            cr_assert_eq(crypto_core_ristretto255_is_valid_point(run->bot_r + 32 * i), 1);
        free(run);
    }
}

Test(base_ot, binds_the_keys_to_row_roles_and_setup)
{
    struct run *run = fresh_run(5);
    struct base_ot_sender_keys first;

    finish(run);
    first = run->bob;
    run->site.psid[0] ^= 1;
    cr_assert(is_ok(base_ot_sender_end(&run->bob, &run->sender, run->bot_r, run->pid, &run->site)));
    cr_assert_neq(memcmp(&first, &run->bob, 32), 0);
    run->site.psid[0] ^= 1;
    run->site.alice = 2;
    run->site.bob = 1;
    cr_assert(is_ok(base_ot_sender_end(&run->bob, &run->sender, run->bot_r, run->pid, &run->site)));
    cr_assert_neq(memcmp(&first, &run->bob, 32), 0);
    free(run);
}

/* B5: with equal rows a missing index would give equal keys. */
Test(base_ot, gives_distinct_keys_even_for_equal_rows)
{
    struct run *run = fresh_run(6);

    memcpy(run->bot_r + 64, run->bot_r, 64);
    memcpy(run->sender.t[1], run->sender.t[0], 64);
    cr_assert_eq(base_ot_check(run->bot_r).code, ERROR_BASE_OT_POINT_FALSE);
    cr_assert(is_ok(base_ot_sender_end(&run->bob, &run->sender, run->bot_r, run->pid, &run->site)));
    cr_assert_neq(memcmp(run->bob.key[0][0], run->bob.key[1][0], 32), 0);
    cr_assert_neq(memcmp(run->bob.key[0][1], run->bob.key[1][1], 32), 0);
    free(run);
}

/* B6: a reflected botR gives keys that do not agree. */
Test(base_ot, gives_no_agreement_on_a_reflected_message)
{
    struct run *run = fresh_run(7);
    uint8_t other_pid[32];

    finish(run);
    memcpy(other_pid, run->pid, 32);
    other_pid[0] ^= 1; /* the peer's direction has its own pid */
    cr_assert(
        is_ok(base_ot_sender_end(&run->bob, &run->sender, run->bot_r, other_pid, &run->site)));
    for (int i = 0; i < BASE_OT_ROWS; i++) {
        cr_assert_neq(memcmp(run->alice.key[i], run->bob.key[i][0], 32), 0);
        cr_assert_neq(memcmp(run->alice.key[i], run->bob.key[i][1], 32), 0);
    }
    free(run);
}

Test(base_ot, refuses_identity_non_canonical_foreign_and_repeated_points)
{
    struct run *run = fresh_run(8);
    uint8_t message[BASE_OT_MESSAGE];

    for (int place = 0; place < 256; place += 51) {
        memcpy(message, run->bot_r, sizeof message);
        memset(message + 32 * place, 0, 32);
        cr_assert_eq(base_ot_check(message).code, ERROR_BASE_OT_POINT_FALSE);
        memset(message + 32 * place, 0xFF, 32);
        cr_assert_eq(base_ot_check(message).code, ERROR_BASE_OT_POINT_FALSE);
        memcpy(message + 32 * place, run->bot_r + 32 * ((place + 100) % 256), 32);
        cr_assert_eq(base_ot_check(message).code, ERROR_BASE_OT_POINT_FALSE);
        memcpy(message, run->bot_r, sizeof message);
        message[32 * place] ^= 1; /* odd: never canonical */
        cr_assert_eq(base_ot_check(message).code, ERROR_BASE_OT_POINT_FALSE);
    }
    cr_assert(is_ok(base_ot_check(run->bot_r)));
    free(run);
}
