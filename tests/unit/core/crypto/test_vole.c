/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

#include "core/crypto/hash.h"
#include "core/crypto/vole.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

struct run {
    uint8_t delta[16], es[32], beta[64];
    struct ot_extension_columns psi, om;
    struct scalar a[2], ah, c[2], d[2], b;
    uint8_t m2[VOLE_MESSAGE];
    struct scripted_rng rng;
};

static struct run *fresh_run(uint64_t seed)
{
    struct run *run = calloc(1, sizeof *run);

    scripted_rng_seed(&run->rng, seed);
    rng_fill(&run->rng.base, run->delta, 16);
    rng_fill(&run->rng.base, run->es, 32);
    rng_fill(&run->rng.base, run->beta, 64);
    rng_fill(&run->rng.base, &run->psi, sizeof run->psi);
    run->a[0] = scalar_random(&run->rng.base);
    run->a[1] = scalar_random(&run->rng.base);
    run->ah = scalar_random(&run->rng.base);
    for (int j = 0; j < 512; j++)
        for (int b = 0; b < 16; b++)
            run->om.column[j][b] =
                run->psi.column[j][b] ^ (run->beta[j / 8] >> (j % 8) & 1 ? run->delta[b] : 0);
    run->b = vole_choice(run->beta);
    vole_send(run->m2, run->c, &run->om, run->delta, run->es, run->a, &run->ah);
    return run;
}

static result receive(struct run *run)
{
    return vole_receive(run->d, &run->psi, run->es, run->beta, run->m2);
}

static bool multiplies(const struct run *run, int i)
{
    const struct scalar sum = scalar_add(&run->c[i], &run->d[i]);
    const struct scalar product = scalar_mul(&run->a[i], &run->b);

    return scalar_equal(&sum, &product);
}

static void add_at(struct run *run, size_t entry, const struct scalar *value)
{
    struct scalar old;

    cr_assert(is_ok(scalar_read(&old, run->m2 + 32 * entry)));
    old = scalar_add(&old, value);
    scalar_write(run->m2 + 32 * entry, &old);
}

/* theta_0, theta_1 of whatever `at` is now. */
static void thetas(struct scalar theta[2], const struct run *run)
{
    struct hash_parts hash;
    uint8_t digest[32];

    hash_parts_begin(&hash, 32, NULL, "w1/vole/at");
    hash_parts_add(&hash, run->es, 32);
    hash_parts_add(&hash, run->m2, VOLE_AT);
    hash_parts_end(&hash, digest);
    for (uint8_t i = 0; i < 2; i++) {
        hash_parts_begin(&hash, 64, NULL, "w1/vole/theta");
        hash_parts_add(&hash, run->es, 32);
        hash_parts_add_u8(&hash, i);
        hash_parts_add(&hash, digest, 32);
        theta[i] = hash_parts_end_scalar(&hash);
    }
}

/* eta and mu as an Alice would make them over the `at` that is there now. */
static void seal(struct run *run)
{
    struct scalar theta[2], alpha[3];
    struct hash_parts hash;
    uint8_t bytes[32];

    thetas(theta, run);
    struct scalar x = scalar_mul(&theta[0], &run->a[0]), y = scalar_mul(&theta[1], &run->a[1]);
    x = scalar_add(&x, &y);
    x = scalar_add(&x, &run->ah);
    scalar_write(run->m2 + VOLE_AT, &x);
    hash_parts_begin(&hash, 32, NULL, "w1/vole/mu");
    hash_parts_add(&hash, run->es, 32);
    hash_parts_open(&hash, 512 * 32);
    for (uint16_t j = 0; j < 512; j++) {
        vole_pad(alpha, run->es, j, run->om.column[j]);
        x = scalar_mul(&theta[0], &alpha[0]);
        y = scalar_mul(&theta[1], &alpha[1]);
        x = scalar_add(&x, &y);
        x = scalar_add(&x, &alpha[2]);
        scalar_write(bytes, &x);
        hash_parts_more(&hash, bytes, 32);
    }
    hash_parts_end(&hash, run->m2 + VOLE_AT + 32);
}

Test(vole, has_the_known_gadget_and_pads)
{
    cJSON *kat = vectors_load("tests/vectors/w1-selfmade/kat.json");
    const cJSON *entry;
    uint8_t known[32], out[32], es[32], column[16];
    int count = 0;

    vectors_hex_at(known, 32, kat, "primitives.HS.0.out");
    const struct scalar g = vole_gadget(0);
    scalar_write(out, &g);
    cr_assert_arr_eq(out, known, 32);
    cJSON_ArrayForEach(entry, vectors_at(kat, "primitives.pad"))
    {
        struct scalar pad[3];
        vectors_hex_at(es, 32, entry, "es");
        vectors_hex_at(column, 16, entry, "column");
        vole_pad(pad, es, (uint16_t)vectors_number_at(entry, "j"), column);
        for (int i = 0; i < 3; i++) {
            vectors_hex(known, 32, cJSON_GetArrayItem(vectors_at(entry, "scalars"), i));
            scalar_write(out, &pad[i]);
            cr_assert_arr_eq(out, known, 32);
        }
        count++;
    }
    cr_assert_eq(count, 3);
    cJSON_Delete(kat);
}

Test(vole, multiplies_both_inputs)
{
    for (uint64_t seed = 0; seed < 8; seed++) {
        struct run *run = fresh_run(seed);
        cr_assert(is_ok(receive(run)));
        cr_assert(multiplies(run, 0) && multiplies(run, 1));
        free(run);
    }
}

Test(vole, multiplies_edge_inputs)
{
    struct run *run = fresh_run(20);

    for (int k = 0; k < 3; k++) {
        const struct scalar one = scalar_from_u64(1);
        run->a[0] = k == 0 ? scalar_zero() : k == 1 ? one : scalar_negate(&one);
        run->ah = scalar_zero();
        vole_send(run->m2, run->c, &run->om, run->delta, run->es, run->a, &run->ah);
        cr_assert(is_ok(receive(run)));
        cr_assert(multiplies(run, 0) && multiplies(run, 1));
    }
    free(run);
}

Test(vole, agrees_with_the_seal_of_an_honest_alice)
{
    struct run *run = fresh_run(21);
    uint8_t before[64];

    memcpy(before, run->m2 + VOLE_AT, 64);
    seal(run);
    cr_assert_arr_eq(before, run->m2 + VOLE_AT, 64);
    free(run);
}

/* V1 */
Test(vole, notices_one_shifted_entry_exactly_where_beta_is_one)
{
    const struct scalar one = scalar_from_u64(1);

    for (size_t j = 0; j < 24; j++) {
        struct run *run = fresh_run(22);
        add_at(run, 3 * j, &one);
        seal(run);
        const int bit = run->beta[j / 8] >> (j % 8) & 1;
        cr_assert_eq(receive(run).code, bit ? ERROR_VOLE_CHECK : ERROR_NONE);
        if (!bit)
            cr_assert(multiplies(run, 0) && multiplies(run, 1));
        free(run);
    }
}

/* V2, V3, V4 */
Test(vole, refuses_shifts_of_all_entries)
{
    struct run *run = fresh_run(23);
    const struct scalar one = scalar_from_u64(1);

    for (size_t j = 0; j < 512; j++)
        add_at(run, 3 * j, &one);
    seal(run);
    cr_assert_eq(receive(run).code, ERROR_VOLE_CHECK);
    free(run);
}

Test(vole, refuses_shifts_that_cancel_under_a_theta_known_in_advance)
{
    struct run *run = fresh_run(24);
    struct scalar theta[2];

    thetas(theta, run);
    for (size_t j = 0; j < 512; j++) {
        const struct scalar delta = scalar_random(&run->rng.base);
        struct scalar back = scalar_mul(&theta[0], &delta);
        back = scalar_negate(&back);
        add_at(run, 3 * j, &delta);
        add_at(run, 3 * j + 2, &back);
    }
    cr_assert_eq(receive(run).code, ERROR_VOLE_CHECK);
    free(run);
}

Test(vole, refuses_another_eta_mu_or_session)
{
    struct run *run = fresh_run(25);
    const struct scalar one = scalar_from_u64(1), minus = scalar_negate(&one);

    add_at(run, VOLE_AT / 32, &one);
    cr_assert_eq(receive(run).code, ERROR_VOLE_CHECK);
    add_at(run, VOLE_AT / 32, &minus);
    run->m2[VOLE_AT + 32] ^= 1;
    cr_assert_eq(receive(run).code, ERROR_VOLE_CHECK);
    run->m2[VOLE_AT + 32] ^= 1;
    run->es[0] ^= 1;
    cr_assert_eq(receive(run).code, ERROR_VOLE_CHECK);
    run->es[0] ^= 1;
    cr_assert(is_ok(receive(run)));
    free(run);
}

Test(vole, finds_scalars_that_are_out_of_range)
{
    static const uint8_t order[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
                                      0xBA, 0xAE, 0xDC, 0xE6, 0xAF, 0x48, 0xA0, 0x3B,
                                      0xBF, 0xD2, 0x5E, 0x8C, 0xD0, 0x36, 0x41, 0x41};
    struct run *run = fresh_run(26);
    uint8_t kept[32];

    cr_assert(vole_is_readable(run->m2));
    for (size_t entry = 0; entry <= 1536; entry += 128) {
        memcpy(kept, run->m2 + 32 * entry, 32);
        memcpy(run->m2 + 32 * entry, order, 32);
        cr_assert_not(vole_is_readable(run->m2));
        memcpy(run->m2 + 32 * entry, kept, 32);
    }
    memset(run->m2 + VOLE_AT + 32, 0xFF, 32); /* mu is no scalar */
    cr_assert(vole_is_readable(run->m2));
    free(run);
}

/* V5: the sum that is not taken is zero; nothing special may happen. */
Test(vole, treats_zero_as_any_value)
{
    struct run *run = fresh_run(27);
    struct scalar alpha[3];

    for (uint16_t j = 0; j < 512; j++) {
        vole_pad(alpha, run->es, j, run->om.column[j]);
        alpha[0] = scalar_negate(&alpha[0]);
        scalar_write(run->m2 + 96 * j, &alpha[0]);
    }
    cr_assert_eq(receive(run).code, ERROR_VOLE_CHECK);
    free(run);
}
