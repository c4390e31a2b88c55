/* SPDX-License-Identifier: MIT */
/* Round 2: judge the peers' openings, then answer every multiplication as its sender (Alice). */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/sign_ecdsa_internal.h"
#include "core/crypto/hash.h"
#include "core/crypto/lagrange.h"

/* D1: all commitments of all signers, bound to the session. */
static void echo_commitments(struct sign_ecdsa *s)
{
    struct hash_parts hash;

    hash_parts_begin(&hash, 32, NULL, "w1/sig/d1");
    hash_parts_add(&hash, s->sigid, 32);
    for (size_t i = 0; i < s->t; i++)
        hash_parts_add(&hash, ecdsa_body_of(s, i, FRAME_E_COM), s->m * ECDSA_COM_ITEM);
    hash_parts_end(&hash, s->com_echo);
}

static struct scalar zero_share(const struct sign_ecdsa *s, const uint8_t seed[static 32],
                                size_t item)
{
    struct hash_parts hash;

    hash_parts_begin(&hash, 64, seed, "w1/zero");
    hash_parts_add(&hash, s->com_echo, 32);
    hash_parts_add_u8(&hash, (uint8_t)item);
    return hash_parts_end_scalar(&hash);
}

/* y toward every peer for every item; false if a setup vanished. */
static bool derive_zero_shares(struct sign_ecdsa *s, struct ecdsa_arena *arena)
{
    for (size_t i = 0; i < s->t; i++) {
        if (i == s->me)
            continue;
        const struct pair_whole *const whole = pair_store_lend(s->setting.pairs, s->signer[i].seat);
        if (!whole)
            return false;
        for (size_t item = 0; item < s->m; item++)
            ecdsa_cell_of(s, arena, i, item)->y = zero_share(s, whole->zero_seed, item);
        pair_store_take_back(s->setting.pairs, s->signer[i].seat);
    }
    return true;
}

/* sk = lambda x + zeta + (delta at the lowest seat); false if it came out zero. */
static bool derive_key_part(struct sign_ecdsa *s, struct ecdsa_arena *arena, size_t item)
{
    const struct scalar lambda = lagrange_coefficient(s->request.seat, s->t, s->me, 0);
    struct scalar sk = scalar_mul(&lambda, &arena->share);

    for (size_t i = 0; i < s->t; i++) {
        if (i == s->me)
            continue;
        const struct scalar *const y = &ecdsa_cell_of(s, arena, i, item)->y;
        sk = i > s->me ? scalar_add(&sk, y) : scalar_sub(&sk, y);
    }
    if (s->me == 0)
        sk = scalar_add(&sk, &s->derived[item].sum);
    arena->own[item].sk = sk;
    scalar_wipe(&sk);
    return !scalar_is_zero(&arena->own[item].sk);
}

/* Appends scalar*G; false for infinity, which has no encoding. */
static bool append_point(struct buffer *body, const struct scalar *k)
{
    const struct point p = point_mul_base(k);

    point_write(buffer_extend(body, POINT_BYTES), &p);
    return !p.is_infinity;
}

static bool write_broadcast(struct sign_ecdsa *s, struct buffer *body, struct ecdsa_arena *arena)
{
    bool is_usable = true;

    buffer_append(body, s->com_echo, sizeof s->com_echo);
    for (size_t item = 0; item < s->m; item++) {
        struct ecdsa_own *const own = &arena->own[item];

        is_usable = derive_key_part(s, arena, item) && is_usable;
        point_write(buffer_extend(body, POINT_BYTES), &s->nonce[item]);
        buffer_append(body, own->blinder, sizeof own->blinder);
        is_usable = append_point(body, &own->sk) && is_usable;
        for (size_t i = 0; i < s->t; i++)
            if (i != s->me)
                is_usable = append_point(body, &ecdsa_cell_of(s, arena, i, item)->y) && is_usable;
    }
    return is_usable;
}

/* The E_M2 body for one peer. */
static bool write_products(struct sign_ecdsa *s, struct buffer *body, struct ecdsa_arena *arena,
                           const struct ot_extension_columns *om, const uint8_t *delta,
                           size_t position)
{
    bool is_usable = true;

    wire_write_u16(body, s->signer[position].seat);
    for (size_t item = 0; item < s->m; item++) {
        struct ecdsa_cell *const cell = ecdsa_cell_of(s, arena, position, item);
        const struct ecdsa_own *const own = &arena->own[item];
        struct scalar input[VOLE_INPUTS] = {own->r, own->sk};
        struct scalar ah = scalar_random(s->setting.rng);
        uint8_t es[32];

        ecdsa_round1_seed(es, s, position, true, item);
        vole_send(buffer_extend(body, VOLE_MESSAGE), cell->c, &om[position * s->m + item], delta,
                  es, input, &ah);
        is_usable = append_point(body, &cell->c[0]) && is_usable;
        is_usable = append_point(body, &cell->c[1]) && is_usable;
        const struct scalar phi_minus_b = scalar_sub(&own->phi, &cell->b);
        scalar_write(buffer_extend(body, 32), &phi_minus_b);
        memory_wipe(input, sizeof input);
        scalar_wipe(&ah);
    }
    return is_usable;
}

static bool write_all(struct sign_ecdsa *s, struct buffer *broadcast, struct buffer *products,
                      struct ecdsa_arena *arena, const struct ot_extension_columns *om)
{
    bool is_usable = derive_zero_shares(s, arena) && write_broadcast(s, broadcast, arena);

    for (size_t i = 0; is_usable && i < s->t; i++) {
        if (i == s->me)
            continue;
        const struct pair_whole *const whole = pair_store_lend(s->setting.pairs, s->signer[i].seat);
        is_usable = write_products(s, &products[i], arena, om, whole->alice.delta, i);
        pair_store_take_back(s->setting.pairs, s->signer[i].seat);
    }
    return is_usable;
}

/* Nothing leaves before every extension of every peer and item passed and everything is made. */
void ecdsa_round2_send(struct sign_ecdsa *s)
{
    struct secret *columns SCOPED(secret_free_at) =
        secret_new(s->t * s->m * sizeof(struct ot_extension_columns));
    struct ecdsa_arena *const arena = secret_lend(s->arena);
    struct buffer broadcast SCOPED(buffer_free) = {0};
    struct buffer products[ECDSA_SEATS_MAX] = {{0}};
    bool is_usable = false;

    const bool has_passed = ecdsa_checks_extension(s, secret_lend(columns));
    if (has_passed) {
        echo_commitments(s);
        is_usable = write_all(s, &broadcast, products, arena, secret_lend(columns));
    }
    if (s->arena)
        secret_take_back(s->arena);
    if (is_usable) {
        s->phase = ECDSA_PHASE_ROUND2;
        ecdsa_verdict_post(s, FRAME_E_R2, buffer_slice(&broadcast), s->me);
    }
    for (size_t i = 0; i < s->t; i++) {
        if (is_usable && i != s->me)
            ecdsa_verdict_post(s, FRAME_E_M2, buffer_slice(&products[i]), i);
        buffer_wipe(&products[i]);
    }
    if (has_passed && !is_usable)
        ecdsa_verdict_fail(s, ECDSA_REASON_RETRY, 0);
}
