/* SPDX-License-Identifier: MIT */
#include "core/crypto/ot_extension.h"

#include <sodium.h>
#include <string.h>

#include "core/crypto/blake2b_lanes.h"
#include "core/crypto/gf128.h"
#include "core/crypto/hash.h"

enum {
    CHI = 4,
    TAG = 10,
    SEED_ROW = 4 + TAG + 4 + 32 + 4, /* of LE16(i) */
    SEED_PART = SEED_ROW + 2 + 4,
    SEED = SEED_PART + 1,
};

/* ENC("w1/ext/prg", es, LE16(i), u8 part), laid out once, four rows side by side. */
static struct blake2b_lanes generator_for(const uint8_t es[static 32])
{
    struct blake2b_lanes g = {.size = SEED};

    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++) {
        uint8_t *const seed = g.message[lane];

        seed[0] = TAG;
        memcpy(seed + 4, "w1/ext/prg", TAG);
        seed[4 + TAG] = 32;
        memcpy(seed + 8 + TAG, es, 32);
        seed[SEED_ROW - 4] = 2;
        seed[SEED_PART - 4] = 1;
    }
    return g;
}

/* Rows first..first+3, each with its key; `rows` is where the first of them goes. */
static void generate_rows(struct blake2b_lanes *g, uint8_t *rows,
                          const uint8_t *const keys[static BLAKE2B_LANES], size_t first)
{
    uint8_t head[BLAKE2B_LANES][BLAKE2B_OUT], tail[BLAKE2B_LANES][BLAKE2B_OUT];

    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++) {
        g->message[lane][SEED_ROW] = (uint8_t)(first + lane);
        g->message[lane][SEED_ROW + 1] = (uint8_t)((first + lane) >> 8);
        g->message[lane][SEED_PART] = 0;
    }
    blake2b_lanes_hash(head, 64, g, keys);
    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++)
        g->message[lane][SEED_PART] = 1;
    blake2b_lanes_hash(tail, 64, g, keys);
    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++) {
        memcpy(rows + lane * EXTENSION_ROW, head[lane], EXTENSION_CHOICE);
        memcpy(rows + lane * EXTENSION_ROW + EXTENSION_CHOICE, tail[lane], EXTENSION_MASK);
    }
    sodium_memzero(head, sizeof head);
    sodium_memzero(tail, sizeof tail);
}

void ot_extension_row(uint8_t row[static EXTENSION_ROW], const uint8_t key[static 32],
                      const uint8_t es[static 32], uint16_t i)
{
    struct blake2b_lanes g = generator_for(es);
    const uint8_t *const keys[BLAKE2B_LANES] = {key, key, key, key};
    uint8_t rows[BLAKE2B_LANES * EXTENSION_ROW];

    generate_rows(&g, rows, keys, i);
    memcpy(row, rows, EXTENSION_ROW);
    sodium_memzero(rows, sizeof rows);
}

void ot_extension_challenge(uint8_t chi[static 64], const uint8_t es[static 32],
                            const uint8_t u[static EXTENSION_U])
{
    struct hash_parts hash;

    hash_parts_begin(&hash, 64, NULL, "w1/ext/chi");
    hash_parts_add(&hash, es, 32);
    hash_parts_add(&hash, u, EXTENSION_U);
    hash_parts_end(&hash, chi);
}

static void read_challenge(struct gf128 out[static CHI], const uint8_t chi[static 64])
{
    for (size_t k = 0; k < CHI; k++)
        out[k] = gf128_read(chi + k * GF128_BYTES);
}

static struct gf128 hash_row(const struct gf128 chi[static CHI],
                             const uint8_t row[static EXTENSION_ROW])
{
    struct gf128 block[CHI];

    for (size_t k = 0; k < CHI; k++)
        block[k] = gf128_read(row + k * GF128_BYTES);
    const struct gf128 sum = gf128_inner(chi, block, CHI);
    const struct gf128 last = gf128_read(row + CHI * (size_t)GF128_BYTES);
    sodium_memzero(block, sizeof block);
    return gf128_add(&sum, &last);
}

void ot_extension_row_hash(uint8_t out[static 16], const uint8_t chi[static 64],
                           const uint8_t row[static EXTENSION_ROW])
{
    struct gf128 challenge[CHI];

    read_challenge(challenge, chi);
    const struct gf128 hash = hash_row(challenge, row);
    gf128_write(out, &hash);
}

/* Written out, so that compilers see one load, and one store. */
static uint64_t load(const uint8_t *b)
{
    return b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

static void store(uint8_t *out, uint64_t value)
{
    out[0] = (uint8_t)value;
    out[1] = (uint8_t)(value >> 8);
    out[2] = (uint8_t)(value >> 16);
    out[3] = (uint8_t)(value >> 24);
    out[4] = (uint8_t)(value >> 32);
    out[5] = (uint8_t)(value >> 40);
    out[6] = (uint8_t)(value >> 48);
    out[7] = (uint8_t)(value >> 56);
}

/* Turns 64 x 64 bits in place: swaps halves of ever smaller squares. */
static void transpose_block(uint64_t block[static 64])
{
    uint64_t mask = 0x00000000FFFFFFFFU;

    for (unsigned step = 32; step != 0; step >>= 1, mask ^= mask << step)
        for (unsigned k = 0; k < 64; k = (k + step + 1) & ~step) {
            const uint64_t swap = ((block[k] >> step) ^ block[k + step]) & mask;

            block[k] ^= swap << step;
            block[k + step] ^= swap;
        }
}

void ot_extension_transpose(struct ot_extension_columns *out, const uint8_t *rows)
{
    uint64_t block[64];

    for (size_t right = 0; right < EXTENSION_COLUMNS; right += 64)
        for (size_t down = 0; down < BASE_OT_ROWS; down += 64) {
            for (size_t i = 0; i < 64; i++)
                block[i] = load(rows + (down + i) * EXTENSION_ROW + right / 8);
            transpose_block(block);
            for (size_t j = 0; j < 64; j++)
                store(out->column[right + j] + down / 8, block[j]);
        }
    sodium_memzero(block, sizeof block);
}

/* v_i into v, and u_i = v_i xor the other key's row xor bx into u. */
static void mask_choices(uint8_t *v, uint8_t *u, const struct base_ot_sender_keys *keys,
                         const uint8_t es[static 32], const uint8_t bx[static EXTENSION_ROW])
{
    struct blake2b_lanes generator = generator_for(es);

    for (size_t i = 0; i < BASE_OT_ROWS; i += BLAKE2B_LANES) {
        const uint8_t *zero[BLAKE2B_LANES], *one[BLAKE2B_LANES];

        for (size_t lane = 0; lane < BLAKE2B_LANES; lane++) {
            zero[lane] = keys->key[i + lane][0];
            one[lane] = keys->key[i + lane][1];
        }
        generate_rows(&generator, v + i * EXTENSION_ROW, zero, i);
        generate_rows(&generator, u + i * EXTENSION_ROW, one, i);
    }
    for (size_t i = 0; i < BASE_OT_ROWS; i++)
        for (size_t b = 0; b < EXTENSION_ROW; b++)
            u[i * EXTENSION_ROW + b] =
                (uint8_t)(u[i * EXTENSION_ROW + b] ^ v[i * EXTENSION_ROW + b] ^ bx[b]);
}

void ot_extension_receive(struct ot_extension_columns *psi, uint8_t m1[static EXTENSION_MESSAGE],
                          const struct base_ot_sender_keys *keys, const uint8_t es[static 32],
                          const uint8_t beta[static EXTENSION_CHOICE],
                          const uint8_t mask[static EXTENSION_MASK])
{
    uint8_t *const xt = m1 + EXTENSION_U;
    uint8_t v[EXTENSION_U], bx[EXTENSION_ROW], chi_bytes[64];
    struct gf128 chi[CHI];

    memcpy(bx, beta, EXTENSION_CHOICE);
    memcpy(bx + EXTENSION_CHOICE, mask, EXTENSION_MASK);
    mask_choices(v, m1, keys, es, bx);
    ot_extension_challenge(chi_bytes, es, m1);
    read_challenge(chi, chi_bytes);
    const struct gf128 sum = hash_row(chi, bx);
    gf128_write(xt, &sum);
    for (size_t i = 0; i < BASE_OT_ROWS; i++) {
        const struct gf128 hash = hash_row(chi, v + i * EXTENSION_ROW);

        gf128_write(xt + 16 + i * GF128_BYTES, &hash);
    }
    ot_extension_transpose(psi, v);
    sodium_memzero(v, sizeof v);
    sodium_memzero(bx, sizeof bx);
}

/* w_i = row of k_i, xor u_i where Delta_i is 1; no branch. */
static void unmask_choices(uint8_t *w, const struct base_ot_receiver_keys *keys,
                           const uint8_t es[static 32], const uint8_t *u)
{
    struct blake2b_lanes generator = generator_for(es);

    for (size_t i = 0; i < BASE_OT_ROWS; i += BLAKE2B_LANES) {
        const uint8_t *row_keys[BLAKE2B_LANES];

        for (size_t lane = 0; lane < BLAKE2B_LANES; lane++)
            row_keys[lane] = keys->key[i + lane];
        generate_rows(&generator, w + i * EXTENSION_ROW, row_keys, i);
    }
    for (size_t i = 0; i < BASE_OT_ROWS; i++) {
        const uint8_t mask = (uint8_t)(0 - (keys->delta[i / 8] >> (i % 8) & 1));

        for (size_t b = 0; b < EXTENSION_ROW; b++)
            w[i * EXTENSION_ROW + b] =
                (uint8_t)(w[i * EXTENSION_ROW + b] ^ (mask & u[i * EXTENSION_ROW + b]));
    }
}

result ot_extension_send(struct ot_extension_columns *om, const struct base_ot_receiver_keys *keys,
                         const uint8_t es[static 32], const uint8_t m1[static EXTENSION_MESSAGE])
{
    const struct gf128 xt = gf128_read(m1 + EXTENSION_U);
    const uint8_t *const tt = m1 + EXTENSION_U + 16;
    uint8_t w[EXTENSION_U], chi_bytes[64];
    struct gf128 chi[CHI];
    uint64_t bad = 0;

    ot_extension_challenge(chi_bytes, es, m1);
    read_challenge(chi, chi_bytes);
    unmask_choices(w, keys, es, m1);
    for (size_t i = 0; i < BASE_OT_ROWS; i++) {
        const uint64_t mask = 0 - ((uint64_t)(keys->delta[i / 8] >> (i % 8)) & 1);
        const struct gf128 hash = hash_row(chi, w + i * EXTENSION_ROW);
        const struct gf128 told = gf128_read(tt + i * GF128_BYTES);

        for (size_t half = 0; half < 2; half++)
            bad |= hash.word[half] ^ told.word[half] ^ (xt.word[half] & mask);
    }
    ot_extension_transpose(om, w);
    sodium_memzero(w, sizeof w);
    CHECK(bad == 0, EXTENSION_CHECK);
    return OK;
}
