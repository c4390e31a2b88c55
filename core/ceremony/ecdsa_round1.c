/* SPDX-License-Identifier: MIT */
/* Round 1: commit to R, and open every multiplication as its receiver (Bob). */
#include <string.h>

#include "core/base/memory.h"
#include "core/ceremony/sign_ecdsa_internal.h"
#include "core/crypto/hash.h"

void ecdsa_round1_seed(uint8_t es[static 32], const struct sign_ecdsa *s, size_t position,
                       bool is_alice, size_t item)
{
    const uint8_t me = ecdsa_abscissa(s, s->me), peer = ecdsa_abscissa(s, position);
    struct hash_parts hash;

    hash_parts_begin(&hash, 32, NULL, "w1/pair");
    hash_parts_add(&hash, s->sigid, 32);
    hash_parts_add(&hash, "mul", 3);
    hash_parts_add_u8(&hash, is_alice ? me : peer);
    hash_parts_add_u8(&hash, is_alice ? peer : me);
    hash_parts_add(&hash, s->signer[position].psid, 32);
    hash_parts_add_u8(&hash, (uint8_t)item);
    hash_parts_end(&hash, es);
}

/* Fresh randomness, hedged by the share and the session: a broken generator alone does not repeat a
 * nonce (amendments D6). Never zero. */
static struct scalar draw_hedged(const struct sign_ecdsa *s, const struct scalar *share,
                                 const char *tag, size_t item)
{
    uint8_t fresh[32], share_bytes[32];
    struct hash_parts hash;
    struct scalar value;

    scalar_write(share_bytes, share);
    do {
        rng_fill(s->setting.rng, fresh, sizeof fresh);
        hash_parts_begin(&hash, 64, fresh, tag);
        hash_parts_add(&hash, s->sigid, 32);
        hash_parts_add(&hash, share_bytes, sizeof share_bytes);
        hash_parts_add_u8(&hash, ecdsa_abscissa(s, s->me));
        hash_parts_add_u8(&hash, (uint8_t)item);
        value = hash_parts_end_scalar(&hash);
    } while (scalar_is_zero(&value));
    memory_wipe(fresh, sizeof fresh);
    memory_wipe(share_bytes, sizeof share_bytes);
    return value;
}

static void commit(struct sign_ecdsa *s, struct buffer *body, struct ecdsa_arena *arena,
                   size_t item)
{
    const struct ecdsa_public public = ecdsa_public_of(s);
    struct ecdsa_own *const own = &arena->own[item];
    uint8_t r_bytes[POINT_BYTES], com[32];

    own->r = draw_hedged(s, &arena->share, "w1/sig/r", item);
    own->phi = draw_hedged(s, &arena->share, "w1/sig/phi", item);
    rng_fill(s->setting.rng, own->blinder, sizeof own->blinder);
    s->nonce[item] = point_mul_base(&own->r);
    point_write(r_bytes, &s->nonce[item]);
    ecdsa_evidence_commit(com, &public, s->me, item, r_bytes, own->blinder);
    buffer_append(body, com, sizeof com);
}

/* As Bob toward this peer: choice bits, their message, and the columns to finish with later. */
static void choose(struct sign_ecdsa *s, struct buffer *body, struct ecdsa_cell *cell,
                   const struct pair_whole *whole, size_t position, size_t item)
{
    uint8_t es[32], mask[EXTENSION_MASK];

    do {
        rng_fill(s->setting.rng, cell->beta, sizeof cell->beta);
        cell->b = vole_choice(cell->beta);
    } while (scalar_is_zero(&cell->b));
    rng_fill(s->setting.rng, mask, sizeof mask);
    ecdsa_round1_seed(es, s, position, false, item);
    ot_extension_receive(&cell->psi, buffer_extend(body, ECDSA_M1_ITEM), &whole->bob, es,
                         cell->beta, mask);
    memory_wipe(mask, sizeof mask);
}

/* The E_M1 body for one peer; false if the setup with it vanished meanwhile. */
static bool open_products(struct sign_ecdsa *s, struct buffer *body, struct ecdsa_arena *arena,
                          size_t position)
{
    const uint16_t seat = s->signer[position].seat;
    const struct pair_whole *const whole = pair_store_lend(s->setting.pairs, seat);

    if (!whole)
        return false;
    const bool is_agreed = pair_setup_is_same_name(whole->psid, s->signer[position].psid);
    wire_write_u16(body, seat);
    for (size_t item = 0; is_agreed && item < s->m; item++)
        choose(s, body, ecdsa_cell_of(s, arena, position, item), whole, position, item);
    pair_store_take_back(s->setting.pairs, seat);
    pair_store_count(s->setting.pairs, seat, s->m);
    return is_agreed;
}

void ecdsa_round1_send(struct sign_ecdsa *s)
{
    struct ecdsa_arena *const arena = secret_lend(s->arena);
    struct buffer com SCOPED(buffer_free) = {0};
    struct buffer m1[ECDSA_SEATS_MAX] = {{0}};
    bool has_all = true;

    for (size_t item = 0; item < s->m; item++)
        commit(s, &com, arena, item);
    for (size_t i = 0; i < s->t; i++)
        if (i != s->me)
            has_all = open_products(s, &m1[i], arena, i) && has_all;
    secret_take_back(s->arena);
    if (has_all) {
        s->phase = ECDSA_PHASE_ROUND1;
        ecdsa_verdict_post(s, FRAME_E_COM, buffer_slice(&com), s->me);
    }
    for (size_t i = 0; i < s->t; i++) {
        if (has_all && i != s->me)
            ecdsa_verdict_post(s, FRAME_E_M1, buffer_slice(&m1[i]), i);
        buffer_free(&m1[i]);
    }
    if (!has_all)
        ecdsa_verdict_fail(s, ECDSA_REASON_RETRY, 0);
}
