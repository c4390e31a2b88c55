/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

#include "core/base/hex.h"
#include "core/crypto/ecdsa.h"
#include "support/scripted_rng.h"
#include "support/vectors.h"

TestSuite(ecdsa, .init = crypto_start, .timeout = 60);

static struct point point_at(const cJSON *item, const char *path)
{
    uint8_t bytes[33];
    struct point p;
    vectors_hex_at(bytes, 33, item, path);
    cr_assert(is_ok(point_read(&p, bytes)));
    return p;
}

static struct scalar scalar_at(const cJSON *item, const char *path)
{
    uint8_t bytes[32];
    struct scalar a;
    vectors_hex_at(bytes, 32, item, path);
    cr_assert(is_ok(scalar_read(&a, bytes)));
    return a;
}

/* Two of the eight have a high s before it is made low. */
Test(ecdsa, assembles_the_known_answers)
{
    cJSON *root = vectors_load("tests/vectors/w1-selfmade/kat.json");
    const cJSON *one_case, *session, *item;
    int seen = 0, high = 0;

    cJSON_ArrayForEach(one_case, vectors_at(root, "cases"))
        cJSON_ArrayForEach(session, vectors_at(one_case, "sessions"))
            cJSON_ArrayForEach(item, vectors_at(session, "items"))
    {
        const struct point nonce = point_at(item, "result.R"),
                           key = point_at(item, "result.X_child");
        const struct scalar u = scalar_at(item, "result.u"), w = scalar_at(item, "result.w");
        const struct scalar before = scalar_at(item, "result.s_before_low_s");
        struct ecdsa_signature got;
        uint8_t digest[32], expected[64], der[72], expected_der[72];
        vectors_hex_at(digest, 32, item, "digest");
        cr_assert(is_ok(ecdsa_assemble(&got, &nonce, &u, &w, &key, digest)));
        vectors_hex_at(expected, 64, item, "result.signature");
        cr_assert_arr_eq(got.bytes, expected, 64);
        cr_assert_eq(got.recid, vectors_number_at(item, "result.recid"));
        const size_t size = ecdsa_write_der(der, got.bytes);
        cr_assert_eq(size, vectors_hex(expected_der, 72, vectors_at(item, "result.der")));
        cr_assert_arr_eq(der, expected_der, size);
        high += scalar_is_high_var(&before);
        seen++;
    }
    cr_assert_eq(seen, 8);
    cr_assert_eq(high, 2);
    cJSON_Delete(root);
}

/* One signature made by hand: nonce k, u = phi*k, w = phi*(m + r*x). */
struct made {
    struct scalar x, u, w;
    struct point key, nonce;
    uint8_t digest[32];
};

static void make(struct made *m, struct rng *rng)
{
    bool is_large;
    const struct scalar k = scalar_random(rng), phi = scalar_random(rng);

    m->x = scalar_random(rng);
    m->key = point_mul_base(&m->x);
    m->nonce = point_mul_base(&k);
    rng_fill(rng, m->digest, 32);
    const struct scalar e = scalar_reduce(m->digest), r = ecdsa_r_of(&m->nonce, &is_large);
    m->u = scalar_mul(&phi, &k);
    m->w = scalar_mul(&r, &m->x);
    m->w = scalar_add(&m->w, &e);
    m->w = scalar_mul(&m->w, &phi);
}

Test(ecdsa, assembled_signatures_are_low_verified_and_recoverable)
{
    struct scripted_rng rng;
    int parities[4] = {0};

    scripted_rng_seed(&rng, 41);
    for (int i = 0; i < 60; i++) {
        struct made m;
        struct ecdsa_signature signature;
        struct point recovered;
        struct scalar s;
        make(&m, &rng.base);
        cr_assert(is_ok(ecdsa_assemble(&signature, &m.nonce, &m.u, &m.w, &m.key, m.digest)));
        cr_assert(is_ok(scalar_read(&s, signature.bytes + 32)));
        cr_assert_not(scalar_is_high_var(&s));
        cr_assert(is_ok(ecdsa_verify(signature.bytes, &m.key, m.digest)));
        cr_assert(is_ok(ecdsa_recover(&recovered, &signature, m.digest)));
        cr_assert(point_equal(&recovered, &m.key));
        parities[signature.recid & 1 | (point_y_is_odd(&m.nonce) ? 2 : 0)]++;
    }
    for (int i = 0; i < 4; i++) /* s was both high and low, with R odd and even */
        cr_assert_gt(parities[i], 0);
}

Test(ecdsa, gives_out_nothing_that_does_not_verify)
{
    struct scripted_rng rng;
    struct made m;
    struct ecdsa_signature out;
    const struct scalar zero = scalar_zero(), one = scalar_from_u64(1);
    const struct point none = point_infinity();

    memset(&out, 0x55, sizeof out);
    const struct ecdsa_signature before = out;
    scripted_rng_seed(&rng, 42);
    make(&m, &rng.base);
    const struct scalar other_w = scalar_add(&m.w, &one);
    const struct point minus = point_negate(&m.key), minus_r = point_negate(&m.nonce);
    uint8_t other_digest[32];
    memcpy(other_digest, m.digest, 32);
    other_digest[31] ^= 1;
    cr_assert_eq(ecdsa_assemble(&out, &m.nonce, &m.u, &other_w, &m.key, m.digest).code,
                 ERROR_SIGNATURE_FALSE);
    cr_assert_eq(ecdsa_assemble(&out, &m.nonce, &zero, &m.w, &m.key, m.digest).code,
                 ERROR_SIGNATURE_FALSE);
    cr_assert_eq(ecdsa_assemble(&out, &m.nonce, &m.u, &zero, &m.key, m.digest).code,
                 ERROR_SIGNATURE_FALSE);
    cr_assert_eq(ecdsa_assemble(&out, &m.nonce, &m.u, &m.w, &minus, m.digest).code,
                 ERROR_SIGNATURE_FALSE);
    cr_assert_eq(ecdsa_assemble(&out, &m.nonce, &m.u, &m.w, &m.key, other_digest).code,
                 ERROR_SIGNATURE_FALSE);
    /* the x of R is right, its sign is not: only recovery can tell */
    cr_assert_eq(ecdsa_assemble(&out, &minus_r, &m.u, &m.w, &m.key, m.digest).code,
                 ERROR_SIGNATURE_FALSE);
    cr_assert_eq(ecdsa_assemble(&out, &none, &m.u, &m.w, &m.key, m.digest).code,
                 ERROR_SIGNATURE_RETRY);
    cr_assert_eq(ecdsa_assemble(&out, &m.nonce, &m.u, &m.w, &none, m.digest).code,
                 ERROR_SIGNATURE_FALSE);
    cr_assert_arr_eq(&out, &before, sizeof out);
    cr_assert(is_ok(ecdsa_assemble(&out, &m.nonce, &m.u, &m.w, &m.key, m.digest)));
}

Test(ecdsa, refuses_a_high_s)
{
    struct scripted_rng rng;
    struct made m;
    struct ecdsa_signature signature;
    struct scalar s;

    scripted_rng_seed(&rng, 43);
    make(&m, &rng.base);
    cr_assert(is_ok(ecdsa_assemble(&signature, &m.nonce, &m.u, &m.w, &m.key, m.digest)));
    cr_assert(is_ok(scalar_read(&s, signature.bytes + 32)));
    s = scalar_negate(&s);
    scalar_write(signature.bytes + 32, &s);
    cr_assert_eq(ecdsa_verify(signature.bytes, &m.key, m.digest).code, ERROR_SIGNATURE_FALSE);
}

Test(ecdsa, refuses_numbers_out_of_range_and_infinity)
{
    struct scripted_rng rng;
    struct made m;
    struct ecdsa_signature signature, changed;
    struct point out;
    const struct point none = point_infinity();

    scripted_rng_seed(&rng, 44);
    make(&m, &rng.base);
    cr_assert(is_ok(ecdsa_assemble(&signature, &m.nonce, &m.u, &m.w, &m.key, m.digest)));
    for (int half = 0; half < 2; half++) {
        changed = signature;
        memset(changed.bytes + 32 * half, 0, 32);
        cr_assert_eq(ecdsa_verify(changed.bytes, &m.key, m.digest).code, ERROR_SIGNATURE_FALSE);
        cr_assert_eq(ecdsa_recover(&out, &changed, m.digest).code, ERROR_SIGNATURE_FALSE);
        memset(changed.bytes + 32 * half, 0xFF, 32);
        cr_assert_eq(ecdsa_verify(changed.bytes, &m.key, m.digest).code, ERROR_SIGNATURE_FALSE);
        cr_assert_eq(ecdsa_recover(&out, &changed, m.digest).code, ERROR_SIGNATURE_FALSE);
    }
    changed = signature;
    changed.recid = 4;
    cr_assert_eq(ecdsa_recover(&out, &changed, m.digest).code, ERROR_SIGNATURE_FALSE);
    changed.recid = 2; /* r + q is above the field's size */
    cr_assert_eq(ecdsa_recover(&out, &changed, m.digest).code, ERROR_SIGNATURE_FALSE);
    cr_assert_eq(ecdsa_verify(signature.bytes, &none, m.digest).code, ERROR_SIGNATURE_FALSE);
}

/* A nonce with x >= q cannot be found by multiplying, so the key is made to fit: with R lifted and
 * s, e chosen, the key (s*R - e*G)/r is one that this signature verifies under. */
Test(ecdsa, says_when_the_nonce_is_larger_than_the_order)
{
    uint8_t x[32];
    struct point nonce, recovered;
    struct ecdsa_signature signature;
    bool is_large = false;
    const struct scalar s = scalar_from_u64(12345), e = scalar_from_u64(678),
                        one = scalar_from_u64(1);
    uint8_t digest[32];

    cr_assert(is_ok(
        hex_decode(x, 32, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")));
    while (x[31]++, !is_ok(point_lift_x(&nonce, x)))
        ;
    const struct scalar r = ecdsa_r_of(&nonce, &is_large);
    cr_assert(is_large);
    cr_assert_eq(r.limb[0], x[31] - 0x41u);
    const struct scalar inverse = scalar_inverse_var(&r), minus_e = scalar_negate(&e);
    struct point key = point_mul_var(&s, &nonce);
    key = point_add_base_var(&key, &minus_e);
    key = point_mul_var(&inverse, &key);
    scalar_write(digest, &e);
    cr_assert(is_ok(ecdsa_assemble(&signature, &nonce, &one, &s, &key, digest)));
    cr_assert_eq(signature.recid, 2);
    cr_assert(is_ok(ecdsa_recover(&recovered, &signature, digest)));
    cr_assert(point_equal(&recovered, &key));
}

/* RFC 6979 with SHA-256: a widely published answer for key 1. */
Test(ecdsa, signs_deterministically)
{
    const struct scalar one = scalar_from_u64(1);
    struct ecdsa_signature signature;
    uint8_t digest[32], expected[64];

    crypto_hash_sha256(digest, (const uint8_t *)"Satoshi Nakamoto", 16);
    cr_assert(
        is_ok(hex_decode(expected, 64,
                         "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                         "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")));
    cr_assert(is_ok(ecdsa_sign(&signature, &one, digest)));
    cr_assert_arr_eq(signature.bytes, expected, 64);
}

Test(ecdsa, signs_for_copies_and_refuses_the_key_zero)
{
    struct scripted_rng rng;
    const struct scalar zero = scalar_zero();
    struct ecdsa_signature signature;
    uint8_t digest[32];

    scripted_rng_seed(&rng, 45);
    for (int i = 0; i < 10; i++) {
        const struct scalar key = scalar_random(&rng.base);
        const struct point p = point_mul_base(&key);
        struct point recovered;
        rng_fill(&rng.base, digest, 32);
        cr_assert(is_ok(ecdsa_sign(&signature, &key, digest)));
        cr_assert(is_ok(ecdsa_verify(signature.bytes, &p, digest)));
        cr_assert(is_ok(ecdsa_recover(&recovered, &signature, digest)));
        cr_assert(point_equal(&recovered, &p));
    }
    cr_assert_eq(ecdsa_sign(&signature, &zero, digest).code, ERROR_SCALAR_RANGE);
}
