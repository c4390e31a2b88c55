/* SPDX-License-Identifier: MIT */
#include "core/crypto/base_ot.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/hash.h"

enum { WIDE = 64 };

static const uint8_t *point_at(const uint8_t *message, size_t row, size_t bit)
{
    return message + (2 * row + bit) * BASE_OT_POINT;
}

/* x if bit is 0, y if it is 1; no branch. */
static void select_bytes(uint8_t out[static 32], const uint8_t x[static 32],
                         const uint8_t y[static 32], uint8_t bit)
{
    const uint8_t mask = (uint8_t)(0 - bit);

    for (size_t i = 0; i < 32; i++)
        out[i] = (uint8_t)(x[i] ^ (mask & (x[i] ^ y[i])));
}

static uint8_t delta_bit(const uint8_t *delta, size_t i)
{
    return (uint8_t)(delta[i / 8] >> (i % 8) & 1);
}

/* Uniform and not zero. */
static void draw_scalar(uint8_t out[static 32], struct rng *rng)
{
    uint8_t wide[WIDE];

    do {
        rng_fill(rng, wide, sizeof wide);
        crypto_core_ristretto255_scalar_reduce(out, wide);
    } while (sodium_is_zero(out, 32));
    sodium_memzero(wide, sizeof wide);
}

static void base_times(uint8_t out[static 32], const uint8_t scalar[static 32])
{
    if (crypto_scalarmult_ristretto255_base(out, scalar) != 0)
        abort(); /* only for scalar zero, which is never drawn */
}

/* The random oracle onto the group: nobody knows the logarithm of what it gives. */
static void hash_to_point(uint8_t out[static 32], const uint8_t pid[static 32], size_t row,
                          uint8_t bit, const uint8_t point[static 32])
{
    struct hash_parts hash;
    uint8_t wide[WIDE];

    hash_parts_begin(&hash, sizeof wide, NULL, "w1/bot/h");
    hash_parts_add(&hash, pid, 32);
    hash_parts_add_le16(&hash, (uint16_t)row);
    hash_parts_add_u8(&hash, bit);
    hash_parts_add(&hash, point, 32);
    hash_parts_end(&hash, wide);
    crypto_core_ristretto255_from_hash(out, wide);
    sodium_memzero(wide, sizeof wide);
}

static void derive_key(uint8_t out[static 32], const struct base_ot_site *site, size_t row,
                       uint8_t bit, const uint8_t point[static 32])
{
    struct hash_parts hash;

    hash_parts_begin(&hash, 32, NULL, "w1/bot/k");
    hash_parts_add(&hash, site->psid, 32);
    hash_parts_add_u8(&hash, site->alice);
    hash_parts_add_u8(&hash, site->bob);
    hash_parts_add_le16(&hash, (uint16_t)row);
    hash_parts_add_u8(&hash, bit);
    hash_parts_add(&hash, point, 32);
    hash_parts_end(&hash, out);
}

/* One row of botR: at the chosen place t*G - H(other), at the other place a point out of thin air.
 */
static void write_receiver_row(uint8_t *bot_r, uint8_t t[static 32], const uint8_t pid[static 32],
                               size_t row, uint8_t bit, struct rng *rng)
{
    uint8_t wide[WIDE], other[32], chosen[32], hashed[32];

    draw_scalar(t, rng);
    rng_fill(rng, wide, sizeof wide);
    crypto_core_ristretto255_from_hash(other, wide);
    hash_to_point(hashed, pid, row, bit, other);
    base_times(chosen, t);
    if (crypto_core_ristretto255_sub(chosen, chosen, hashed) != 0)
        abort(); /* both are valid encodings, made here */
    select_bytes(bot_r + 2 * row * BASE_OT_POINT, chosen, other, bit);
    select_bytes(bot_r + (2 * row + 1) * BASE_OT_POINT, other, chosen, bit);
    sodium_memzero(wide, sizeof wide);
    sodium_memzero(other, sizeof other);
    sodium_memzero(chosen, sizeof chosen);
    sodium_memzero(hashed, sizeof hashed);
}

void base_ot_receiver_begin(struct base_ot_receiver *receiver,
                            uint8_t bot_r[static BASE_OT_MESSAGE], const uint8_t pid[static 32],
                            struct rng *rng)
{
    rng_fill(rng, receiver->delta, sizeof receiver->delta);
    for (size_t i = 0; i < BASE_OT_ROWS; i++)
        write_receiver_row(bot_r, receiver->t[i], pid, i, delta_bit(receiver->delta, i), rng);
}

result base_ot_receiver_end(struct base_ot_receiver_keys *keys,
                            const struct base_ot_receiver *receiver,
                            const uint8_t bot_s[static BASE_OT_MESSAGE],
                            const struct base_ot_site *site)
{
    uint8_t point[32];
    int failed = 0;

    memcpy(keys->delta, receiver->delta, sizeof keys->delta);
    for (size_t i = 0; i < BASE_OT_ROWS; i++) {
        const uint8_t bit = delta_bit(receiver->delta, i);

        select_bytes(point, point_at(bot_s, i, 0), point_at(bot_s, i, 1), bit);
        failed |= crypto_scalarmult_ristretto255(point, receiver->t[i], point);
        derive_key(keys->key[i], site, i, bit, point);
    }
    sodium_memzero(point, sizeof point);
    CHECK(failed == 0, BASE_OT_POINT_FALSE);
    return OK;
}

void base_ot_sender_begin(struct base_ot_sender *sender, uint8_t bot_s[static BASE_OT_MESSAGE],
                          struct rng *rng)
{
    for (size_t i = 0; i < BASE_OT_ROWS; i++)
        for (size_t bit = 0; bit < 2; bit++) {
            draw_scalar(sender->t[i][bit], rng);
            base_times(bot_s + (2 * i + bit) * BASE_OT_POINT, sender->t[i][bit]);
        }
}

result base_ot_sender_end(struct base_ot_sender_keys *keys, const struct base_ot_sender *sender,
                          const uint8_t bot_r[static BASE_OT_MESSAGE], const uint8_t pid[static 32],
                          const struct base_ot_site *site)
{
    uint8_t point[32];
    int failed = 0;

    for (size_t i = 0; i < BASE_OT_ROWS; i++)
        for (uint8_t bit = 0; bit < 2; bit++) {
            hash_to_point(point, pid, i, bit, point_at(bot_r, i, 1 - (size_t)bit));
            failed |= crypto_core_ristretto255_add(point, point_at(bot_r, i, bit), point);
            failed |= crypto_scalarmult_ristretto255(point, sender->t[i][bit], point);
            derive_key(keys->key[i][bit], site, i, bit, point);
        }
    sodium_memzero(point, sizeof point);
    CHECK(failed == 0, BASE_OT_POINT_FALSE);
    return OK;
}

static int compare_points(const void *a, const void *b)
{
    return memcmp(a, b, BASE_OT_POINT); /* allowed: public points of a message */
}

result base_ot_check(const uint8_t message[static BASE_OT_MESSAGE])
{
    uint8_t sorted[BASE_OT_MESSAGE];

    for (size_t i = 0; i < BASE_OT_MESSAGE; i += BASE_OT_POINT) {
        CHECK(!sodium_is_zero(message + i, BASE_OT_POINT), BASE_OT_POINT_FALSE);
        CHECK(crypto_core_ristretto255_is_valid_point(message + i) == 1, BASE_OT_POINT_FALSE);
    }
    memcpy(sorted, message, sizeof sorted);
    qsort(sorted, 2 * (size_t)BASE_OT_ROWS, BASE_OT_POINT, compare_points);
    for (size_t i = BASE_OT_POINT; i < BASE_OT_MESSAGE; i += BASE_OT_POINT)
        CHECK(compare_points(sorted + i - BASE_OT_POINT, sorted + i) != 0, BASE_OT_POINT_FALSE);
    return OK;
}
