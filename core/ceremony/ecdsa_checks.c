/* SPDX-License-Identifier: MIT */
/* The checks of rounds 2 and 3, in their order (amendments G3). Each looks at every peer and item
 * before it gives one verdict that names all who failed. */
#include <string.h>

#include "core/ceremony/sign_ecdsa_internal.h"

enum { M2_GU = VOLE_MESSAGE, M2_GV = M2_GU + POINT_BYTES };

bool ecdsa_checks_extension(struct sign_ecdsa *s, struct ot_extension_columns *om)
{
    uint32_t failed = 0;

    for (size_t i = 0; i < s->t; i++) {
        if (i == s->me)
            continue;
        const uint8_t *const m1 = ecdsa_body_of(s, i, FRAME_E_M1) + 2;
        const struct pair_whole *const whole = pair_store_lend(s->setting.pairs, s->signer[i].seat);
        bool has_passed = true;
        for (size_t item = 0; whole && item < s->m; item++) {
            uint8_t es[32];

            ecdsa_round1_seed(es, s, i, true, item);
            const result r = ot_extension_send(&om[i * s->m + item], &whole->alice, es,
                                               m1 + item * ECDSA_M1_ITEM);
            has_passed = is_ok(r) && has_passed;
        }
        if (whole)
            pair_store_take_back(s->setting.pairs, s->signer[i].seat);
        if (!has_passed)
            failed |= (uint32_t)1 << i;
    }
    if (failed)
        ecdsa_verdict_fail(s, ECDSA_REASON_EXT, failed);
    return failed == 0;
}

static bool has_equal_echoes(const struct sign_ecdsa *s)
{
    for (size_t i = 0; i < s->t; i++)
        if (memcmp(ecdsa_body_of(s, i, FRAME_E_R2), s->com_echo, 32) != 0)
            return false;
    return true;
}

static bool products_read(const struct sign_ecdsa *s, const uint8_t *m2)
{
    struct point p;
    struct scalar x;

    for (size_t item = 0; item < s->m; item++, m2 += ECDSA_M2_ITEM)
        if (!vole_is_readable(m2) || !is_ok(point_read(&p, m2 + M2_GU)) ||
            !is_ok(point_read(&p, m2 + M2_GV)) || !is_ok(scalar_read(&x, m2 + ECDSA_M2_ITEM - 32)))
            return false;
    return true;
}

/* Points and scalars of round 2; afterwards shown[] is filled. */
static bool check_reading(struct sign_ecdsa *s)
{
    const struct ecdsa_public public = ecdsa_public_of(s);
    uint32_t bad_broadcast = 0, bad_products = 0;

    for (size_t i = 0; i < s->t; i++) {
        if (i == s->me)
            continue;
        if (!ecdsa_evidence_reads(&public, FRAME_E_R2, ecdsa_body_of(s, i, FRAME_E_R2)))
            bad_broadcast |= (uint32_t)1 << i;
        if (!products_read(s, ecdsa_body_of(s, i, FRAME_E_M2) + 2))
            bad_products |= (uint32_t)1 << i;
    }
    if (bad_broadcast)
        ecdsa_verdict_malformed(s, bad_broadcast, FRAME_E_R2);
    else if (bad_products)
        ecdsa_verdict_malformed(s, bad_products, FRAME_E_M2);
    return (bad_broadcast | bad_products) == 0;
}

static bool read_shown(struct ecdsa_shown *out, const uint8_t *round2, const uint8_t *m2)
{
    return is_ok(point_read(&out->r, round2)) &&
           is_ok(point_read(&out->pk, round2 + ECDSA_R2_PK)) &&
           is_ok(point_read(&out->gu, m2 + M2_GU)) && is_ok(point_read(&out->gv, m2 + M2_GV));
}

static bool collect_shown(struct sign_ecdsa *s)
{
    bool has_all = true;

    for (size_t i = 0; i < s->t; i++)
        for (size_t item = 0; i != s->me && item < s->m; item++)
            has_all = read_shown(&s->signer[i].shown[item],
                                 ecdsa_evidence_item(ecdsa_body_of(s, i, FRAME_E_R2), s->t, item),
                                 ecdsa_body_of(s, i, FRAME_E_M2) + 2 + item * ECDSA_M2_ITEM) &&
                      has_all;
    return has_all;
}

/* R of every item, out of everyone's; false if chance made one unusable. */
static bool sum_nonces(struct sign_ecdsa *s)
{
    for (size_t item = 0; item < s->m; item++) {
        bool is_large = false;

        for (size_t i = 0; i < s->t; i++)
            if (i != s->me)
                s->nonce[item] = point_add(&s->nonce[item], &s->signer[i].shown[item].r);
        if (s->nonce[item].is_infinity)
            return false;
        const struct scalar rx = ecdsa_r_of(&s->nonce[item], &is_large);
        if (scalar_is_zero(&rx) || (is_large && s->request.item[item].is_ethereum))
            return false;
    }
    return true;
}

/* Z_ab against Z_ba for all pairs; the own frames hold what this device knows to be right. */
static bool check_zero_shares(struct sign_ecdsa *s)
{
    uint32_t pairs[ECDSA_SEATS_MAX] = {0}, any = 0;

    for (size_t item = 0; item < s->m; item++)
        for (size_t a = 0; a < s->t; a++)
            for (size_t b = a + 1; b < s->t; b++) {
                const uint8_t *const ab =
                    ecdsa_evidence_z(ecdsa_body_of(s, a, FRAME_E_R2), s->t, item, a, b);
                const uint8_t *const ba =
                    ecdsa_evidence_z(ecdsa_body_of(s, b, FRAME_E_R2), s->t, item, b, a);
                const uint32_t differs = memcmp(ab, ba, POINT_BYTES) != 0;
                pairs[a] |= differs << b;
                any |= differs;
            }
    if (any)
        ecdsa_verdict_fail_pairs(s, pairs);
    return any == 0;
}

/* Check 7: implied by check 4, kept as a defence against ourselves. */
static bool keys_add_up(const struct sign_ecdsa *s)
{
    for (size_t item = 0; item < s->m; item++) {
        struct point sum = point_infinity();

        for (size_t i = 0; i < s->t; i++) {
            struct point pk;

            if (!is_ok(point_read(&pk,
                                  ecdsa_evidence_item(ecdsa_body_of(s, i, FRAME_E_R2), s->t, item) +
                                      ECDSA_R2_PK)))
                return false;
            sum = point_add(&sum, &pk);
        }
        if (!point_equal(&sum, &s->derived[item].key))
            return false;
    }
    return true;
}

static uint32_t find_false_openings(const struct sign_ecdsa *s)
{
    const struct ecdsa_public public = ecdsa_public_of(s);
    uint32_t failed = 0;

    for (size_t i = 0; i < s->t; i++)
        if (i != s->me && !ecdsa_evidence_opens(&public, i, ecdsa_body_of(s, i, FRAME_E_COM),
                                                ecdsa_body_of(s, i, FRAME_E_R2)))
            failed |= (uint32_t)1 << i;
    return failed;
}

static uint32_t find_false_keys(const struct sign_ecdsa *s)
{
    const struct ecdsa_public public = ecdsa_public_of(s);
    uint32_t failed = 0;

    for (size_t i = 0; i < s->t; i++)
        if (i != s->me && !ecdsa_evidence_relates(&public, i, ecdsa_body_of(s, i, FRAME_E_R2)))
            failed |= (uint32_t)1 << i;
    return failed;
}

bool ecdsa_checks_public(struct sign_ecdsa *s)
{
    if (!has_equal_echoes(s)) {
        ecdsa_verdict_show_frames(s, FRAME_E_COM);
        return false;
    }
    const uint32_t false_openings = find_false_openings(s);
    if (false_openings) {
        ecdsa_verdict_fail(s, ECDSA_REASON_COMMIT, false_openings);
        return false;
    }
    if (!check_reading(s))
        return false;
    if (!collect_shown(s) || !sum_nonces(s)) {
        ecdsa_verdict_fail(s, ECDSA_REASON_RETRY, 0);
        return false;
    }
    const uint32_t false_keys = find_false_keys(s);
    if (false_keys) {
        ecdsa_verdict_fail(s, ECDSA_REASON_PK_RELATION, false_keys);
        return false;
    }
    return check_zero_shares(s);
}

/* Check 5, which also gives d. */
static uint32_t find_false_products(struct sign_ecdsa *s, struct ecdsa_arena *arena)
{
    uint32_t failed = 0;

    for (size_t i = 0; i < s->t; i++)
        for (size_t item = 0; i != s->me && item < s->m; item++) {
            struct ecdsa_cell *const cell = ecdsa_cell_of(s, arena, i, item);
            uint8_t es[32];

            ecdsa_round1_seed(es, s, i, false, item);
            const result r =
                vole_receive(cell->d, &cell->psi, es, cell->beta,
                             ecdsa_body_of(s, i, FRAME_E_M2) + 2 + item * ECDSA_M2_ITEM);
            failed |= (uint32_t)!is_ok(r) << i;
        }
    return failed;
}

/* b*A == d*G + C */
static bool is_product(const struct scalar *b, const struct point *a, const struct scalar *d,
                       const struct point *c)
{
    const struct point left = point_mul_secret(b, a);
    const struct point own = point_mul_base(d);
    const struct point right = point_add(&own, c);

    return point_equal(&left, &right);
}

/* Check 6: the inputs behind the products are the r and sk that the peer showed. */
static uint32_t find_false_inputs(struct sign_ecdsa *s, struct ecdsa_arena *arena)
{
    uint32_t failed = 0;

    for (size_t i = 0; i < s->t; i++)
        for (size_t item = 0; i != s->me && item < s->m; item++) {
            const struct ecdsa_cell *const cell = ecdsa_cell_of(s, arena, i, item);
            const struct ecdsa_shown *const shown = &s->signer[i].shown[item];
            const bool u = is_product(&cell->b, &shown->r, &cell->d[0], &shown->gu);
            const bool v = is_product(&cell->b, &shown->pk, &cell->d[1], &shown->gv);

            failed |= (uint32_t) !(u && v) << i;
        }
    return failed;
}

bool ecdsa_checks_products(struct sign_ecdsa *s, struct ecdsa_arena *arena)
{
    const uint32_t false_products = find_false_products(s, arena);
    if (false_products) {
        ecdsa_verdict_fail(s, ECDSA_REASON_VOLE, false_products);
        return false;
    }
    const uint32_t false_inputs = find_false_inputs(s, arena);
    if (false_inputs) {
        ecdsa_verdict_fail(s, ECDSA_REASON_GAMMA, false_inputs);
        return false;
    }
    if (!keys_add_up(s)) {
        ecdsa_verdict_fail(s, ECDSA_REASON_PK_SUM, 0);
        return false;
    }
    return true;
}
