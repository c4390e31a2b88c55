/* SPDX-License-Identifier: MIT */
/* Round 3: after every check of every peer passed, the own parts of u and w; then the signatures.
 */
#include <string.h>

#include "core/ceremony/sign_ecdsa_internal.h"
#include "core/crypto/hash.h"

static void echo_round2(struct sign_ecdsa *s)
{
    struct hash_parts hash;

    hash_parts_begin(&hash, 32, NULL, "w1/echo");
    hash_parts_add(&hash, s->sigid, 32);
    hash_parts_add_u8(&hash, 2);
    for (size_t i = 0; i < s->t; i++)
        hash_parts_add(&hash, s->signer[i].hash[ecdsa_slot_of(FRAME_E_R2)], 32);
    hash_parts_end(&hash, s->round2_echo);
}

/* P = phi + what the peers sent of theirs. */
static struct scalar mask_of(const struct sign_ecdsa *s, const struct ecdsa_own *own, size_t item)
{
    struct scalar sum = own->phi;

    for (size_t i = 0; i < s->t; i++) {
        if (i == s->me)
            continue;
        const struct scalar phi_minus_b =
            scalar_reduce(ecdsa_body_of(s, i, FRAME_E_M2) + 2 + (item + 1) * ECDSA_M2_ITEM - 32);
        sum = scalar_add(&sum, &phi_minus_b);
    }
    return sum;
}

/* input * P + sum over the peers of c + d */
static struct scalar part_of(const struct sign_ecdsa *s, struct ecdsa_arena *arena, size_t item,
                             const struct scalar *input, const struct scalar *mask, size_t which)
{
    struct scalar sum = scalar_mul(input, mask);

    for (size_t i = 0; i < s->t; i++) {
        if (i == s->me)
            continue;
        const struct ecdsa_cell *const cell = ecdsa_cell_of(s, arena, i, item);
        sum = scalar_add(&sum, &cell->c[which]);
        sum = scalar_add(&sum, &cell->d[which]);
    }
    return sum;
}

static void write_item(struct sign_ecdsa *s, struct buffer *body, struct ecdsa_arena *arena,
                       size_t item)
{
    const struct ecdsa_own *const own = &arena->own[item];
    const struct scalar digest = scalar_reduce(s->request.item[item].digest);
    bool is_large = false;
    const struct scalar rx = ecdsa_r_of(&s->nonce[item], &is_large);
    struct scalar mask SCOPED(scalar_wipe) = mask_of(s, own, item);
    const struct scalar u = part_of(s, arena, item, &own->r, &mask, 0);
    struct scalar v SCOPED(scalar_wipe) = part_of(s, arena, item, &own->sk, &mask, 1);
    struct scalar w = scalar_mul(&digest, &own->phi);

    v = scalar_mul(&rx, &v);
    w = scalar_add(&w, &v);
    scalar_write(buffer_extend(body, 32), &u);
    scalar_write(buffer_extend(body, 32), &w);
}

void ecdsa_round3_send(struct sign_ecdsa *s)
{
    struct buffer body SCOPED(buffer_free) = {0};

    if (!ecdsa_checks_public(s))
        return;
    struct ecdsa_arena *const arena = secret_lend(s->arena);
    if (!ecdsa_checks_products(s, arena))
        return; /* the arena is gone */
    echo_round2(s);
    buffer_append(&body, s->round2_echo, sizeof s->round2_echo);
    for (size_t item = 0; item < s->m; item++)
        write_item(s, &body, arena, item);
    secret_free_at(&s->arena);
    s->verdict.may_be_signed = true;
    s->phase = ECDSA_PHASE_ROUND3;
    ecdsa_verdict_post(s, FRAME_E_R3, buffer_slice(&body), s->me);
}

static uint32_t find_unreadable(const struct sign_ecdsa *s)
{
    const struct ecdsa_public public = ecdsa_public_of(s);
    uint32_t failed = 0;

    for (size_t i = 0; i < s->t; i++)
        if (!ecdsa_evidence_reads(&public, FRAME_E_R3, ecdsa_body_of(s, i, FRAME_E_R3)))
            failed |= (uint32_t)1 << i;
    return failed;
}

/* All parts of one item into one verified signature. */
static bool assemble(struct sign_ecdsa *s, size_t item)
{
    struct scalar u = scalar_zero(), w = scalar_zero();

    for (size_t i = 0; i < s->t; i++) {
        const uint8_t *const part = ecdsa_body_of(s, i, FRAME_E_R3) + 32 + item * ECDSA_R3_ITEM;
        const struct scalar u_part = scalar_reduce(part), w_part = scalar_reduce(part + 32);

        u = scalar_add(&u, &u_part);
        w = scalar_add(&w, &w_part);
    }
    return is_ok(ecdsa_assemble(&s->signature[item], &s->nonce[item], &u, &w, &s->derived[item].key,
                                s->request.item[item].digest));
}

static bool has_equal_echoes(const struct sign_ecdsa *s)
{
    for (size_t i = 0; i < s->t; i++)
        if (memcmp(ecdsa_body_of(s, i, FRAME_E_R3), s->round2_echo, 32) != 0)
            return false;
    return true;
}

void ecdsa_round3_finish(struct sign_ecdsa *s)
{
    const uint32_t unreadable = find_unreadable(s);

    if (unreadable) {
        ecdsa_verdict_malformed(s, unreadable, FRAME_E_R3);
        return;
    }
    for (size_t item = 0; item < s->m; item++) {
        if (assemble(s, item))
            s->signed_items |= (uint32_t)1 << item;
        else
            s->verdict.bad_items |= (uint32_t)1 << item;
    }
    if (s->verdict.bad_items)
        s->verdict.reason = ECDSA_REASON_FINAL;
    ecdsa_verdict_end(s, s->verdict.bad_items ? SIGN_ECDSA_FAILED : SIGN_ECDSA_DONE);
    if (!has_equal_echoes(s)) {
        s->verdict.has_echo_difference = true;
        ecdsa_verdict_show_frames(s, FRAME_E_R2);
    }
}
