/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

#include "core/crypto/gf128.h"
#include "core/crypto/hash.h"
#include "core/crypto/ot_extension.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

struct run {
    struct base_ot_receiver_keys alice;
    struct base_ot_sender_keys bob;
    uint8_t es[32], beta[64], mask[16];
    uint8_t m1[EXTENSION_MESSAGE];
    struct ot_extension_columns psi, om;
};

/* Base OTs straight from a dealer: this file is about the extension. */
static struct run *fresh_run(uint64_t seed)
{
    struct run *run = calloc(1, sizeof *run);
    struct scripted_rng rng;

    scripted_rng_seed(&rng, seed);
    rng_fill(&rng.base, &run->bob, sizeof run->bob);
    rng_fill(&rng.base, run->alice.delta, 16);
    rng_fill(&rng.base, run->es, 32);
    rng_fill(&rng.base, run->beta, 64);
    rng_fill(&rng.base, run->mask, 16);
    for (int i = 0; i < 128; i++)
        memcpy(run->alice.key[i], run->bob.key[i][run->alice.delta[i / 8] >> (i % 8) & 1], 32);
    ot_extension_receive(&run->psi, run->m1, &run->bob, run->es, run->beta, run->mask);
    return run;
}

static bool passes(struct run *run)
{
    return is_ok(ot_extension_send(&run->om, &run->alice, run->es, run->m1));
}

/* What a cheating Bob sends: `flips` in u after bx was added, chi over the changed u, xt and tt of
 * the honest bx and v. */
static void cheat(struct run *run, const int *rows, int count)
{
    uint8_t chi[64], row[80], bx[80];

    for (int k = 0; k < count; k++)
        run->m1[rows[k] * EXTENSION_ROW] ^= 1;
    ot_extension_challenge(chi, run->es, run->m1);
    memcpy(bx, run->beta, 64);
    memcpy(bx + 64, run->mask, 16);
    ot_extension_row_hash(run->m1 + EXTENSION_U, chi, bx);
    for (uint16_t i = 0; i < 128; i++) {
        ot_extension_row(row, run->bob.key[i][0], run->es, i);
        ot_extension_row_hash(run->m1 + EXTENSION_U + 16 + 16 * i, chi, row);
    }
}

Test(ot_extension, gives_the_known_rows_hashes_and_columns)
{
    cJSON *kat = vectors_load("tests/vectors/w1-selfmade/kat.json");
    const cJSON *entry;
    uint8_t key[32], es[32], known[80], row[80], chi[64], digest[32];
    int count = 0;

    cJSON_ArrayForEach(entry, vectors_at(kat, "primitives.prg"))
    {
        vectors_hex_at(key, 32, entry, "key");
        vectors_hex_at(es, 32, entry, "es");
        vectors_hex_at(known, 80, entry, "row");
        ot_extension_row(row, key, es, (uint16_t)vectors_number_at(entry, "i"));
        cr_assert_arr_eq(row, known, 80);
        count++;
    }
    cJSON_ArrayForEach(entry, vectors_at(kat, "primitives.row_hash"))
    {
        vectors_hex_at(chi, 64, entry, "chi");
        vectors_hex_at(row, 80, entry, "row");
        vectors_hex_at(known, 16, entry, "out");
        uint8_t out[16];
        ot_extension_row_hash(out, chi, row);
        cr_assert_arr_eq(out, known, 16);
        count++;
    }
    cr_assert_eq(count, 5);
    static uint8_t rows[EXTENSION_U];
    static struct ot_extension_columns columns;
    vectors_hex_at(rows, sizeof rows, kat, "primitives.transpose.rows");
    ot_extension_transpose(&columns, rows);
    cJSON_ArrayForEach(entry, vectors_at(kat, "primitives.transpose.columns"))
    {
        vectors_hex(known, sizeof known, entry);
        cr_assert_arr_eq(columns.column[atoi(entry->string)], known, 16);
    }
    hash_sha256(digest, slice_of(&columns, sizeof columns));
    vectors_hex_at(known, 32, kat, "primitives.transpose.columns_sha256");
    cr_assert_arr_eq(digest, known, 32);
    cJSON_Delete(kat);
}

Test(ot_extension, correlates_the_columns_by_delta_where_bob_chose_one)
{
    struct run *run = fresh_run(1);

    cr_assert(passes(run));
    for (int j = 0; j < 512; j++)
        for (int b = 0; b < 16; b++) {
            const int bit = run->beta[j / 8] >> (j % 8) & 1;
            cr_assert_eq(run->om.column[j][b],
                         run->psi.column[j][b] ^ (bit ? run->alice.delta[b] : 0));
        }
    free(run);
}

/* E1: the row passes exactly when Delta_i = 0, which is why a failure kills the setup. */
Test(ot_extension, lets_a_flipped_row_pass_only_where_delta_is_zero)
{
    for (int i = 0; i < 128; i += 3) {
        struct run *run = fresh_run(2);
        cheat(run, &i, 1);
        cr_assert_eq(passes(run), !(run->alice.delta[i / 8] >> (i % 8) & 1));
        free(run);
    }
}

Test(ot_extension, gives_one_answer_for_two_flipped_rows)
{
    for (int i = 0; i < 16; i++) {
        struct run *run = fresh_run(3);
        const int rows[2] = {i, 127 - i};
        const int first = run->alice.delta[rows[0] / 8] >> (rows[0] % 8) & 1;
        const int second = run->alice.delta[rows[1] / 8] >> (rows[1] % 8) & 1;
        cheat(run, rows, 2);
        const result r = ot_extension_send(&run->om, &run->alice, run->es, run->m1);
        cr_assert_eq(r.code, first || second ? ERROR_EXTENSION_CHECK : ERROR_NONE);
        free(run);
    }
}

/* E2 */
Test(ot_extension, refuses_any_change_of_the_check_values)
{
    struct run *run = fresh_run(4);

    for (size_t at = EXTENSION_U; at < EXTENSION_MESSAGE; at += 7) {
        run->m1[at] ^= 0x10;
        cr_assert_not(passes(run));
        run->m1[at] ^= 0x10;
    }
    cr_assert(passes(run));
    free(run);
}

/* E4 */
Test(ot_extension, derives_the_challenge_from_every_byte_of_u)
{
    struct run *run = fresh_run(5);
    uint8_t chi[64], other[64];

    ot_extension_challenge(chi, run->es, run->m1);
    for (size_t at = 0; at < EXTENSION_U; at += 61) {
        run->m1[at] ^= 1;
        ot_extension_challenge(other, run->es, run->m1);
        run->m1[at] ^= 1;
        cr_assert_neq(memcmp(chi, other, 64), 0);
    }
    free(run);
}

Test(ot_extension, refuses_a_message_of_another_session)
{
    struct run *run = fresh_run(6);

    run->es[31] ^= 1;
    cr_assert_not(passes(run));
    free(run);
}
