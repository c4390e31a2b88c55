/* SPDX-License-Identifier: MIT */
/* ecdsa_cheater.h - what the cheaters of negative.json do: x3 (seat 2, position 1), in two tests
 * with the help of x5. Each changes frames on their way out and signs them again. */
#ifndef GRIDLOCK_TESTS_ECDSA_CHEATER_H
#define GRIDLOCK_TESTS_ECDSA_CHEATER_H

#include "core/crypto/hash.h"
#include "support/ecdsa_known.h"

enum { X1 = 0, X3 = 2, X5 = 4 }; /* seats; positions are 0, 1, 2 */

static struct cheat {
    const char *id;
    int rows[2], row_count;
    size_t item;
} cheat;

/* The frame again, with another body, signed by its sender. */
static void resign(struct world *w, uint16_t from, struct buffer *bytes, const struct buffer *body)
{
    struct frame frame;
    struct buffer fresh = {0};

    cr_assert(is_ok(frame_read(&frame, buffer_slice(bytes))));
    frame_write(&fresh, frame.type, frame.ctx, buffer_slice(body), w->device[from].identity);
    buffer_free(bytes);
    *bytes = fresh;
}

static void add_one(uint8_t *bytes)
{
    const struct scalar one = scalar_from_u64(1);
    struct scalar x;

    cr_assert(is_ok(scalar_read(&x, bytes)));
    x = scalar_add(&x, &one);
    scalar_write(bytes, &x);
}

static void add_generator(uint8_t *bytes, bool minus)
{
    struct scalar one = scalar_from_u64(1);
    struct point p;

    cr_assert(is_ok(point_read(&p, bytes)));
    if (minus)
        one = scalar_negate(&one);
    p = point_add_base_var(&p, &one);
    point_write(bytes, &p);
}

/* E1: rows of u flipped after bx was added; xt and tt of the honest bx and v. */
static void cheat_extension(struct world *w, uint8_t *m1)
{
    struct sign_ecdsa *s = w->device[X3].session;
    const struct pair_whole *whole = pair_store_lend(w->device[X3].pairs, X1);
    struct ecdsa_arena *arena = secret_lend(s->arena);
    uint8_t es[32], chi[64], bx[80], row[80];

    ecdsa_round1_seed(es, s, 0, false, cheat.item);
    memcpy(bx, ecdsa_cell_of(s, arena, 0, cheat.item)->beta, 64);
    known_value(bx + 64, 16, "3of5/s1/x3/item%zu/to-x1/mask", cheat.item);
    for (int k = 0; k < cheat.row_count; k++)
        m1[cheat.rows[k] * EXTENSION_ROW] ^= 1;
    ot_extension_challenge(chi, es, m1);
    ot_extension_row_hash(m1 + EXTENSION_U, chi, bx);
    for (uint16_t i = 0; i < 128; i++) {
        ot_extension_row(row, whole->bob.key[i][0], es, i);
        ot_extension_row_hash(m1 + EXTENSION_U + 16 + 16 * i, chi, row);
    }
    secret_take_back(s->arena);
    pair_store_take_back(w->device[X3].pairs, X1);
}

/* What x3 as Alice toward x1 works with for item 0. */
struct alice {
    uint8_t es[32], delta[16];
    struct ot_extension_columns om;
    struct scalar a[2], ah;
};

static void become_alice(struct world *w, struct alice *alice)
{
    struct sign_ecdsa *s = w->device[X3].session;
    const struct pair_whole *whole = pair_store_lend(w->device[X3].pairs, X1);
    struct ecdsa_arena *arena = secret_lend(s->arena);
    uint8_t wide[64];

    ecdsa_round1_seed(alice->es, s, 0, true, 0);
    memcpy(alice->delta, whole->alice.delta, 16);
    cr_assert(is_ok(ot_extension_send(&alice->om, &whole->alice, alice->es,
                                      ecdsa_body_of(s, 0, FRAME_E_M1) + 2)));
    alice->a[0] = arena->own[0].r;
    alice->a[1] = arena->own[0].sk;
    known_value(wide, 64, "3of5/s1/x3/item0/from-x1/ah");
    alice->ah = scalar_reduce_wide(wide);
    secret_take_back(s->arena);
    pair_store_take_back(w->device[X3].pairs, X1);
}

static void derive_thetas(struct scalar theta[2], const uint8_t *es, const uint8_t *at)
{
    struct hash_parts hash;
    uint8_t digest[32];

    hash_parts_begin(&hash, 32, NULL, "w1/vole/at");
    hash_parts_add(&hash, es, 32);
    hash_parts_add(&hash, at, VOLE_AT);
    hash_parts_end(&hash, digest);
    for (uint8_t i = 0; i < 2; i++) {
        hash_parts_begin(&hash, 64, NULL, "w1/vole/theta");
        hash_parts_add(&hash, es, 32);
        hash_parts_add_u8(&hash, i);
        hash_parts_add(&hash, digest, 32);
        theta[i] = hash_parts_end_scalar(&hash);
    }
}

static struct scalar weigh(const struct scalar *x, const struct scalar *theta)
{
    struct scalar a = scalar_mul(&x[0], &theta[0]), b = scalar_mul(&x[1], &theta[1]);

    a = scalar_add(&a, &b);
    return scalar_add(&a, &x[2]);
}

/* eta and mu over the `at` that is there now. */
static void seal_products(const struct alice *alice, uint8_t *m2)
{
    struct scalar theta[2], alpha[3], input[3] = {alice->a[0], alice->a[1], alice->ah};
    struct hash_parts hash;
    uint8_t bytes[32];

    derive_thetas(theta, alice->es, m2);
    struct scalar value = weigh(input, theta);
    scalar_write(m2 + VOLE_AT, &value);
    hash_parts_begin(&hash, 32, NULL, "w1/vole/mu");
    hash_parts_add(&hash, alice->es, 32);
    hash_parts_open(&hash, 512 * 32);
    for (uint16_t j = 0; j < 512; j++) {
        vole_pad(alpha, alice->es, j, alice->om.column[j]);
        value = weigh(alpha, theta);
        scalar_write(bytes, &value);
        hash_parts_more(&hash, bytes, 32);
    }
    hash_parts_end(&hash, m2 + VOLE_AT + 32);
}

/* V3: shifts that cancel if theta does not depend on `at`. */
static void shift_by_theta(const struct alice *alice, uint8_t *m2)
{
    struct scalar theta[2], x;
    uint8_t wide[64];

    derive_thetas(theta, alice->es, m2);
    for (int j = 0; j < 512; j++) {
        known_value(wide, 64, "neg/V3/d/%d", j);
        const struct scalar d = scalar_reduce_wide(wide), back = scalar_mul(&theta[0], &d);
        x = scalar_reduce(m2 + 96 * j);
        x = scalar_add(&x, &d);
        scalar_write(m2 + 96 * j, &x);
        x = scalar_reduce(m2 + 96 * j + 64);
        x = scalar_sub(&x, &back);
        scalar_write(m2 + 96 * j + 64, &x);
    }
}

static void cheat_products(struct world *w, uint8_t *m2)
{
    static const uint8_t order[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
                                      0xBA, 0xAE, 0xDC, 0xE6, 0xAF, 0x48, 0xA0, 0x3B,
                                      0xBF, 0xD2, 0x5E, 0x8C, 0xD0, 0x36, 0x41, 0x41};
    static struct alice alice;
    const struct scalar one = scalar_from_u64(1);
    struct scalar c[2];

    become_alice(w, &alice);
    if (!strcmp(cheat.id, "V1-zero") || !strcmp(cheat.id, "V1-one")) {
        add_one(m2 + 96 * (strcmp(cheat.id, "V1-one") ? 1 : 0));
        seal_products(&alice, m2);
    } else if (!strcmp(cheat.id, "V2")) {
        for (int j = 0; j < 512; j++)
            add_one(m2 + 96 * j);
        seal_products(&alice, m2);
    } else if (!strcmp(cheat.id, "V3"))
        shift_by_theta(&alice, m2);
    else if (!strcmp(cheat.id, "V4-eta"))
        add_one(m2 + VOLE_AT);
    else if (!strcmp(cheat.id, "V4-mu"))
        m2[VOLE_AT + 32] ^= 1;
    else if (!strcmp(cheat.id, "V4-range"))
        memcpy(m2 + 96 * 5 + 32, order, 32);
    else if (!strcmp(cheat.id, "S6-psi"))
        add_one(m2 + VOLE_MESSAGE + 66);
    else if (!strncmp(cheat.id, "S3-", 3)) {
        struct scalar *a = &alice.a[cheat.id[3] == 'v'];
        *a = scalar_add(a, &one);
        vole_send(m2, c, &alice.om, alice.delta, alice.es, alice.a, &alice.ah);
    }
}

static bool is_one_of(const char *list)
{
    char name[64];

    snprintf(name, sizeof name, " %s ", cheat.id);
    return strstr(list, name) != NULL;
}

static bool change_body(struct world *w, uint16_t from, uint16_t to, uint8_t type, uint8_t *body)
{
    if (type == FRAME_E_M1 && from == X3 && to == X1) {
        if (cheat.row_count)
            cheat_extension(w, body + 2 + cheat.item * ECDSA_M1_ITEM);
        else if (is_one_of(" E2-xt "))
            body[2 + EXTENSION_U] ^= 1;
        else if (is_one_of(" E2-tt "))
            body[2 + EXTENSION_U + 16 + 16 * 7] ^= 1;
        else
            return false;
        return true;
    }
    if (type == FRAME_E_M2 && from == X3 && to == X1 &&
        is_one_of(" V1-zero V1-one V2 V3 V4-eta V4-mu V4-range S6-psi S3-u S3-v ")) {
        cheat_products(w, body + 2);
        return true;
    }
    if (type == FRAME_E_R2 && from == X3 && is_one_of(" S1 ")) {
        add_generator(body + 32, false);
        return true;
    }
    if (type == FRAME_E_R2 && from != X1 && is_one_of(" S4-pk S4-Z ")) {
        add_generator(body + 32 + ECDSA_R2_PK, from == X5);
        if (is_one_of(" S4-Z ")) /* Z toward the other cheater is the second of the two */
            add_generator(body + 32 + ECDSA_R2_PK + POINT_BYTES * 2, false);
        return true;
    }
    if (type == FRAME_E_R3 && from == X3 && is_one_of(" S6-u S6-w ")) {
        add_one(body + 32 + (is_one_of(" S6-w ") ? 32 : 0));
        return true;
    }
    if (type == FRAME_E_COM && from == X3 && to == X5 && is_one_of(" S2 ")) {
        const struct ecdsa_public public = ecdsa_public_of(w->device[X3].session);
        uint8_t r[33], blinder[32];
        point_write(r, &w->device[X3].session->nonce[0]);
        known_value(blinder, 32, "neg/S2/b");
        ecdsa_evidence_commit(body, &public, 1, 0, r, blinder);
        return true;
    }
    return false;
}

static void cheat_tamper(struct world *w, uint16_t from, uint16_t to, struct buffer *bytes)
{
    struct frame frame;
    struct buffer body = {0};

    if (from == WORLD_COORDINATOR || !is_ok(frame_read(&frame, buffer_slice(bytes))))
        return;
    buffer_append_slice(&body, frame.body);
    if (change_body(w, from, to, frame.type, body.data))
        resign(w, from, bytes, &body);
    buffer_free(&body);
}

#endif
