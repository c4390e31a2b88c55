/* SPDX-License-Identifier: MIT */
#include "core/crypto/vole.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "core/crypto/blake2b_lanes.h"
#include "core/crypto/hash.h"

enum {
    TAG = 10,
    PAD_PLACE = 4 + TAG + 4 + 32 + 4, /* of LE16(j) */
    PAD_PART = PAD_PLACE + 2 + 4,
    PAD_COLUMN = PAD_PART + 1 + 4,
    PAD_INPUT = PAD_COLUMN + EXTENSION_COLUMN,
    MU_INPUT = EXTENSION_COLUMNS * 32,
};

/* g_j in Montgomery form. Written once under `gadget_once`, a constant ever after. */
static struct scalar gadget[EXTENSION_COLUMNS];
static once_flag gadget_once = ONCE_FLAG_INIT;

static void make_gadget(void)
{
    static const uint8_t known[32] = {0x6b, 0x05, 0x69, 0x2a, 0x66, 0xae, 0x96, 0xab,
                                      0x0a, 0x47, 0x64, 0x43, 0xe6, 0x9f, 0x3b, 0x49,
                                      0x5e, 0x20, 0xfe, 0x08, 0x2c, 0x74, 0x01, 0x18,
                                      0x95, 0xc3, 0xea, 0xb7, 0xb4, 0x3f, 0x8e, 0xee};
    uint8_t bytes[EXTENSION_COLUMNS * 32], digest[32];

    for (size_t j = 0; j < EXTENSION_COLUMNS; j++) {
        struct hash_parts hash;

        hash_parts_begin(&hash, 64, NULL, "w1/vole/gadget");
        hash_parts_add_le16(&hash, (uint16_t)j);
        const struct scalar g = hash_parts_end_scalar(&hash);
        scalar_write(bytes + j * 32, &g);
        gadget[j] = scalar_to_montgomery(&g);
    }
    hash_sha256(digest, slice_of(bytes, sizeof bytes));
    if (memcmp(digest, known, sizeof digest) != 0) /* allowed: public */
        abort();                                   /* a broken build must not touch a key */
}

void vole_start(void)
{
    call_once(&gadget_once, make_gadget);
}

struct scalar vole_gadget(uint16_t j)
{
    const struct scalar one = scalar_from_u64(1);

    vole_start();
    return scalar_montgomery_mul(&gadget[j % EXTENSION_COLUMNS], &one);
}

static uint64_t bit_of(const uint8_t *bits, size_t j)
{
    return (uint64_t)(bits[j / 8] >> (j % 8)) & 1;
}

static void add_to(struct scalar *sum, const struct scalar *value)
{
    *sum = scalar_add(sum, value);
}

struct scalar vole_choice(const uint8_t beta[static EXTENSION_CHOICE])
{
    const struct scalar zero = scalar_zero(), one = scalar_from_u64(1);
    struct scalar sum = zero;

    vole_start();
    for (size_t j = 0; j < EXTENSION_COLUMNS; j++) {
        const struct scalar term = scalar_select(&zero, &gadget[j], bit_of(beta, j));

        add_to(&sum, &term);
    }
    return scalar_montgomery_mul(&sum, &one);
}

/* ENC("w1/ext/pad", es, LE16(j), u8 part, column) fits one block of BLAKE2b: laid out once, four
 * columns side by side. */
static struct blake2b_lanes pads_for(const uint8_t es[static 32])
{
    struct blake2b_lanes pads = {.size = PAD_INPUT};

    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++) {
        uint8_t *const input = pads.message[lane];

        input[0] = TAG;
        memcpy(input + 4, "w1/ext/pad", TAG);
        input[4 + TAG] = 32;
        memcpy(input + 8 + TAG, es, 32);
        input[PAD_PLACE - 4] = 2;
        input[PAD_PART - 4] = 1;
        input[PAD_COLUMN - 4] = EXTENSION_COLUMN;
    }
    return pads;
}

static void place_column(struct blake2b_lanes *pads, size_t lane, size_t j,
                         const uint8_t column[static EXTENSION_COLUMN])
{
    uint8_t *const input = pads->message[lane];

    input[PAD_PLACE] = (uint8_t)j;
    input[PAD_PLACE + 1] = (uint8_t)(j >> 8);
    memcpy(input + PAD_COLUMN, column, EXTENSION_COLUMN);
}

/* The pads of four placed columns. */
static void make_pads(struct scalar out[static BLAKE2B_LANES][VOLE_WIDTH],
                      struct blake2b_lanes *pads)
{
    uint8_t first[BLAKE2B_LANES][BLAKE2B_OUT], second[BLAKE2B_LANES][BLAKE2B_OUT];

    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++)
        pads->message[lane][PAD_PART] = 0;
    blake2b_lanes_hash(first, 64, pads, NULL);
    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++)
        pads->message[lane][PAD_PART] = 1;
    blake2b_lanes_hash(second, 32, pads, NULL);
    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++) {
        out[lane][0] = scalar_reduce(first[lane]);
        out[lane][1] = scalar_reduce(first[lane] + 32);
        out[lane][2] = scalar_reduce(second[lane]);
    }
    sodium_memzero(first, sizeof first);
    sodium_memzero(second, sizeof second);
}

void vole_pad(struct scalar out[static VOLE_WIDTH], const uint8_t es[static 32], uint16_t j,
              const uint8_t column[static EXTENSION_COLUMN])
{
    struct blake2b_lanes pads = pads_for(es);
    struct scalar all[BLAKE2B_LANES][VOLE_WIDTH];

    place_column(&pads, 0, j, column);
    make_pads(all, &pads);
    memcpy(out, all[0], sizeof all[0]);
    sodium_memzero(&pads, sizeof pads);
    sodium_memzero(all, sizeof all);
}

/* theta_0, theta_1 in Montgomery form; they cover the whole of `at`. */
static void derive_theta(struct scalar theta[static VOLE_INPUTS], const uint8_t es[static 32],
                         const uint8_t at[static VOLE_AT])
{
    struct hash_parts hash;
    uint8_t digest[32];

    hash_parts_begin(&hash, sizeof digest, NULL, "w1/vole/at");
    hash_parts_add(&hash, es, 32);
    hash_parts_add(&hash, at, VOLE_AT);
    hash_parts_end(&hash, digest);
    for (uint8_t i = 0; i < VOLE_INPUTS; i++) {
        hash_parts_begin(&hash, 64, NULL, "w1/vole/theta");
        hash_parts_add(&hash, es, 32);
        hash_parts_add_u8(&hash, i);
        hash_parts_add(&hash, digest, sizeof digest);
        const struct scalar value = hash_parts_end_scalar(&hash);
        theta[i] = scalar_to_montgomery(&value);
    }
}

/* x[2] + theta_0 x[0] + theta_1 x[1] */
static struct scalar combine(const struct scalar x[static VOLE_WIDTH],
                             const struct scalar theta[static VOLE_INPUTS])
{
    const struct scalar first = scalar_montgomery_mul(&x[0], &theta[0]);
    const struct scalar second = scalar_montgomery_mul(&x[1], &theta[1]);
    const struct scalar sum = scalar_add(&first, &second);

    return scalar_add(&sum, &x[2]);
}

static void derive_mu(uint8_t mu[static 32], const uint8_t es[static 32],
                      const uint8_t values[static MU_INPUT])
{
    struct hash_parts hash;

    hash_parts_begin(&hash, 32, NULL, "w1/vole/mu");
    hash_parts_add(&hash, es, 32);
    hash_parts_add(&hash, values, MU_INPUT);
    hash_parts_end(&hash, mu);
}

/* Column j: its row of `at`, and what it adds to c. */
static void send_column(uint8_t at[static VOLE_WIDTH * 32], struct scalar c[static VOLE_INPUTS],
                        const struct scalar alpha0[static VOLE_WIDTH],
                        const struct scalar alpha1[static VOLE_WIDTH],
                        const struct scalar input[static VOLE_WIDTH], size_t j)
{
    for (size_t i = 0; i < VOLE_WIDTH; i++) {
        struct scalar value = scalar_sub(&alpha0[i], &alpha1[i]);

        add_to(&value, &input[i]);
        scalar_write(at + i * 32, &value);
    }
    for (size_t i = 0; i < VOLE_INPUTS; i++) {
        const struct scalar term = scalar_montgomery_mul(&alpha0[i], &gadget[j]);

        c[i] = scalar_sub(&c[i], &term);
    }
}

/* alpha0 and alpha1 of four columns from j on. */
static void make_alphas(struct scalar alpha0[static BLAKE2B_LANES][VOLE_WIDTH],
                        struct scalar alpha1[static BLAKE2B_LANES][VOLE_WIDTH],
                        struct blake2b_lanes *pads, const struct ot_extension_columns *om,
                        const uint8_t delta[static BASE_OT_DELTA], size_t j)
{
    uint8_t shifted[EXTENSION_COLUMN];

    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++)
        place_column(pads, lane, j + lane, om->column[j + lane]);
    make_pads(alpha0, pads);
    for (size_t lane = 0; lane < BLAKE2B_LANES; lane++) {
        for (size_t b = 0; b < EXTENSION_COLUMN; b++)
            shifted[b] = (uint8_t)(om->column[j + lane][b] ^ delta[b]);
        place_column(pads, lane, j + lane, shifted);
    }
    make_pads(alpha1, pads);
    sodium_memzero(shifted, sizeof shifted);
}

void vole_send(uint8_t m2[static VOLE_MESSAGE], struct scalar c[static VOLE_INPUTS],
               const struct ot_extension_columns *om, const uint8_t delta[static BASE_OT_DELTA],
               const uint8_t es[static 32], const struct scalar a[static VOLE_INPUTS],
               const struct scalar *ah)
{
    struct scalar alpha0[EXTENSION_COLUMNS][VOLE_WIDTH], alpha1[BLAKE2B_LANES][VOLE_WIDTH];
    struct scalar input[VOLE_WIDTH] = {a[0], a[1], *ah}, theta[VOLE_INPUTS];
    struct blake2b_lanes pads = pads_for(es);
    uint8_t values[MU_INPUT];

    vole_start();
    c[0] = c[1] = scalar_zero();
    for (size_t j = 0; j < EXTENSION_COLUMNS; j += BLAKE2B_LANES) {
        make_alphas(&alpha0[j], alpha1, &pads, om, delta, j);
        for (size_t k = j; k < j + BLAKE2B_LANES; k++)
            send_column(m2 + k * VOLE_WIDTH * 32, c, alpha0[k], alpha1[k - j], input, k);
    }
    derive_theta(theta, es, m2);
    const struct scalar eta = combine(input, theta);
    scalar_write(m2 + VOLE_AT, &eta);
    for (size_t j = 0; j < EXTENSION_COLUMNS; j++) {
        const struct scalar value = combine(alpha0[j], theta);

        scalar_write(values + j * 32, &value);
    }
    derive_mu(m2 + VOLE_AT + 32, es, values);
    sodium_memzero(values, sizeof values);
    sodium_memzero(alpha0, sizeof alpha0);
    sodium_memzero(alpha1, sizeof alpha1);
    sodium_memzero(input, sizeof input);
    sodium_memzero(&pads, sizeof pads);
}

/* Public bytes: a look at the first four settles nearly all. */
static bool is_below_order(const uint8_t *bytes)
{
    struct scalar ignored;

    return (bytes[0] & bytes[1] & bytes[2] & bytes[3]) != 0xFF ||
           is_ok(scalar_read(&ignored, bytes));
}

bool vole_is_readable(const uint8_t m2[static VOLE_MESSAGE])
{
    for (size_t i = 0; i <= VOLE_AT; i += 32)
        if (!is_below_order(m2 + i))
            return false;
    return true;
}

/* e = gamma, or gamma + at where beta_j is 1: both are computed, one is taken. */
static void receive_column(struct scalar e[static VOLE_WIDTH],
                           const struct scalar gamma[static VOLE_WIDTH],
                           const uint8_t at[static VOLE_WIDTH * 32], uint64_t bit)
{
    for (size_t i = 0; i < VOLE_WIDTH; i++) {
        const struct scalar told = scalar_reduce(at + i * 32);
        const struct scalar sum = scalar_add(&gamma[i], &told);

        e[i] = scalar_select(&gamma[i], &sum, bit);
    }
}

/* One column on Bob's side: its term of mu, and what it adds to d. */
static void receive_into(uint8_t value_bytes[static 32], struct scalar d[static VOLE_INPUTS],
                         const struct scalar e[static VOLE_WIDTH],
                         const struct scalar theta[static VOLE_INPUTS], const struct scalar *eta,
                         uint64_t bit, size_t j)
{
    const struct scalar zero = scalar_zero();
    const struct scalar taken = scalar_select(&zero, eta, bit);
    struct scalar value = combine(e, theta);

    value = scalar_sub(&value, &taken);
    scalar_write(value_bytes, &value);
    for (size_t i = 0; i < VOLE_INPUTS; i++) {
        const struct scalar term = scalar_montgomery_mul(&e[i], &gadget[j]);

        add_to(&d[i], &term);
    }
    scalar_wipe(&value);
}

result vole_receive(struct scalar d[static VOLE_INPUTS], const struct ot_extension_columns *psi,
                    const uint8_t es[static 32], const uint8_t beta[static EXTENSION_CHOICE],
                    const uint8_t m2[static VOLE_MESSAGE])
{
    const struct scalar eta = scalar_reduce(m2 + VOLE_AT);
    struct scalar gamma[BLAKE2B_LANES][VOLE_WIDTH], e[VOLE_WIDTH], theta[VOLE_INPUTS];
    struct blake2b_lanes pads = pads_for(es);
    uint8_t values[MU_INPUT], mu[32];

    vole_start();
    derive_theta(theta, es, m2);
    d[0] = d[1] = scalar_zero();
    for (size_t j = 0; j < EXTENSION_COLUMNS; j += BLAKE2B_LANES) {
        for (size_t k = 0; k < BLAKE2B_LANES; k++)
            place_column(&pads, k, j + k, psi->column[j + k]);
        make_pads(gamma, &pads);
        for (size_t k = j; k < j + BLAKE2B_LANES; k++) {
            const uint64_t bit = bit_of(beta, k);

            receive_column(e, gamma[k - j], m2 + k * VOLE_WIDTH * 32, bit);
            receive_into(values + k * 32, d, e, theta, &eta, bit, k);
        }
    }
    derive_mu(mu, es, values);
    sodium_memzero(values, sizeof values);
    const int differs = sodium_memcmp(mu, m2 + VOLE_AT + 32, sizeof mu);
    sodium_memzero(gamma, sizeof gamma);
    sodium_memzero(e, sizeof e);
    sodium_memzero(&pads, sizeof pads);
    CHECK(differs == 0, VOLE_CHECK);
    return OK;
}
