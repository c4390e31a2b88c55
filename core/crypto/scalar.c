/* SPDX-License-Identifier: MIT */
#include "core/crypto/scalar.h"

#include <sodium.h>

__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 int128;

/* q, -1/q mod 2^64, and 2^512 mod q. */
#define Q0 0xBFD25E8CD0364141U
#define Q1 0xBAAEDCE6AF48A03BU
#define Q2 0xFFFFFFFFFFFFFFFEU
#define Q3 0xFFFFFFFFFFFFFFFFU
#define MINUS_INVERSE_OF_Q 0x4B0DFF665588B13FU

static const struct scalar square_of_r = {
    {0x896CF21467D7D140U, 0x741496C20E7CF878U, 0xE697F5E45BCD07C6U, 0x9D671CD581C69BC5U}};
static const struct scalar one = {{1, 0, 0, 0}};

/* Hides a value from the optimizer, which otherwise may turn a mask back into a branch. */
static inline uint64_t opaque(uint64_t value)
{
    __asm__("" : "+r"(value));
    return value;
}

/* All ones if flag is 1, zero if it is 0. */
static inline uint64_t mask_of(uint64_t flag)
{
    return opaque((uint64_t)0 - flag);
}

static inline uint64_t add_carry(uint64_t a, uint64_t b, uint64_t *carry)
{
    const uint128 sum = (uint128)a + b + *carry;

    *carry = (uint64_t)(sum >> 64);
    return (uint64_t)sum;
}

static inline uint64_t sub_borrow(uint64_t a, uint64_t b, uint64_t *borrow)
{
    const uint128 difference = (uint128)a - b - *borrow;

    *borrow = (uint64_t)(difference >> 64) & 1;
    return (uint64_t)difference;
}

/* a*b + c + carry; it cannot overflow 128 bits. */
static inline uint64_t mul_add(uint64_t a, uint64_t b, uint64_t c, uint64_t *carry)
{
    const uint128 sum = (uint128)a * b + c + *carry;

    *carry = (uint64_t)(sum >> 64);
    return (uint64_t)sum;
}

static inline uint64_t pick(uint64_t a, uint64_t b, uint64_t mask)
{
    return a ^ (mask & (a ^ b));
}

/* top*2^256 + (a3..a0) is below 2q; take q away once where that is possible. */
static inline struct scalar subtract_order(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3,
                                           uint64_t top)
{
    uint64_t borrow = 0;
    const uint64_t b0 = sub_borrow(a0, Q0, &borrow);
    const uint64_t b1 = sub_borrow(a1, Q1, &borrow);
    const uint64_t b2 = sub_borrow(a2, Q2, &borrow);
    const uint64_t b3 = sub_borrow(a3, Q3, &borrow);
    const uint64_t mask = mask_of(top | (borrow ^ 1));

    return (struct scalar){
        {pick(a0, b0, mask), pick(a1, b1, mask), pick(a2, b2, mask), pick(a3, b3, mask)}};
}

/* One line of Montgomery's product: t = (t + a*b_i + m*q) / 2^64, t five words, t4 at most 1. The
 * upper half of q is 2^128 - 2, so that m*q needs two products only: m*q = m*2^256 - 2m*2^128 +
 * m*Q1*2^64 + m*Q0. `part` is negative in between; its shift keeps the sign. */
#define MONTGOMERY_STEP(b_i)                                                                       \
    do {                                                                                           \
        uint64_t carry = 0;                                                                        \
        t0 = mul_add(a0, (b_i), t0, &carry);                                                       \
        t1 = mul_add(a1, (b_i), t1, &carry);                                                       \
        t2 = mul_add(a2, (b_i), t2, &carry);                                                       \
        t3 = mul_add(a3, (b_i), t3, &carry);                                                       \
        const uint128 top = (uint128)t4 + carry;                                                   \
        const uint64_t m = t0 * MINUS_INVERSE_OF_Q;                                                \
        carry = 0;                                                                                 \
        (void)mul_add(m, Q0, t0, &carry);                                                          \
        t0 = mul_add(m, Q1, t1, &carry);                                                           \
        int128 part = (int128)t2 + carry - (m << 1);                                               \
        t1 = (uint64_t)part;                                                                       \
        part = (part >> 64) + t3 - (m >> 63);                                                      \
        t2 = (uint64_t)part;                                                                       \
        part = (part >> 64) + (int128)top + m;                                                     \
        t3 = (uint64_t)part;                                                                       \
        t4 = (uint64_t)(part >> 64);                                                               \
    } while (0)

/* a*b / 2^256 mod q (CIOS). a may be any 256-bit number, b is below q. */
static inline struct scalar montgomery(const struct scalar *a, const struct scalar *b)
{
    const uint64_t a0 = a->limb[0], a1 = a->limb[1], a2 = a->limb[2], a3 = a->limb[3];
    uint64_t t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;

    MONTGOMERY_STEP(b->limb[0]);
    MONTGOMERY_STEP(b->limb[1]);
    MONTGOMERY_STEP(b->limb[2]);
    MONTGOMERY_STEP(b->limb[3]);
    return subtract_order(t0, t1, t2, t3, t4);
}

/* Written out, so that compilers see one load and one turn of the bytes. */
static inline uint64_t load_big_endian(const uint8_t *b)
{
    return (uint64_t)b[0] << 56 | (uint64_t)b[1] << 48 | (uint64_t)b[2] << 40 |
           (uint64_t)b[3] << 32 | (uint64_t)b[4] << 24 | (uint64_t)b[5] << 16 |
           (uint64_t)b[6] << 8 | b[7];
}

static inline void store_big_endian(uint8_t *b, uint64_t value)
{
    b[0] = (uint8_t)(value >> 56);
    b[1] = (uint8_t)(value >> 48);
    b[2] = (uint8_t)(value >> 40);
    b[3] = (uint8_t)(value >> 32);
    b[4] = (uint8_t)(value >> 24);
    b[5] = (uint8_t)(value >> 16);
    b[6] = (uint8_t)(value >> 8);
    b[7] = (uint8_t)value;
}

static inline struct scalar load_unreduced(const uint8_t *bytes)
{
    return (struct scalar){{load_big_endian(bytes + 24), load_big_endian(bytes + 16),
                            load_big_endian(bytes + 8), load_big_endian(bytes)}};
}

static inline uint64_t is_below_order(const struct scalar *a)
{
    uint64_t borrow = 0;

    (void)sub_borrow(a->limb[0], Q0, &borrow);
    (void)sub_borrow(a->limb[1], Q1, &borrow);
    (void)sub_borrow(a->limb[2], Q2, &borrow);
    (void)sub_borrow(a->limb[3], Q3, &borrow);
    return borrow;
}

struct scalar scalar_zero(void)
{
    return (struct scalar){{0, 0, 0, 0}};
}

struct scalar scalar_from_u64(uint64_t value)
{
    return (struct scalar){{value, 0, 0, 0}};
}

result scalar_read(struct scalar *out, const uint8_t bytes[static 32])
{
    const struct scalar value = load_unreduced(bytes);

    CHECK(is_below_order(&value), SCALAR_RANGE);
    *out = value;
    return OK;
}

result scalar_read_nonzero(struct scalar *out, const uint8_t bytes[static 32])
{
    const struct scalar value = load_unreduced(bytes);

    CHECK(is_below_order(&value) & (scalar_is_zero(&value) ^ 1), SCALAR_RANGE);
    *out = value;
    return OK;
}

struct scalar scalar_reduce(const uint8_t bytes[static 32])
{
    const struct scalar a = load_unreduced(bytes);

    return subtract_order(a.limb[0], a.limb[1], a.limb[2], a.limb[3], 0);
}

struct scalar scalar_reduce_wide(const uint8_t bytes[static 64])
{
    const struct scalar unreduced = load_unreduced(bytes);
    const struct scalar high = montgomery(&unreduced, &square_of_r); /* high * 2^256 mod q */
    const struct scalar low = scalar_reduce(bytes + 32);

    return scalar_add(&high, &low);
}

void scalar_write(uint8_t out[static 32], const struct scalar *a)
{
    store_big_endian(out, a->limb[3]);
    store_big_endian(out + 8, a->limb[2]);
    store_big_endian(out + 16, a->limb[1]);
    store_big_endian(out + 24, a->limb[0]);
}

struct scalar scalar_random(struct rng *rng)
{
    uint8_t bytes[64];
    struct scalar value;

    do {
        rng_fill(rng, bytes, sizeof bytes);
        value = scalar_reduce_wide(bytes);
    } while (scalar_is_zero(&value));
    sodium_memzero(bytes, sizeof bytes);
    return value;
}

struct scalar scalar_add(const struct scalar *a, const struct scalar *b)
{
    uint64_t carry = 0;
    const uint64_t s0 = add_carry(a->limb[0], b->limb[0], &carry);
    const uint64_t s1 = add_carry(a->limb[1], b->limb[1], &carry);
    const uint64_t s2 = add_carry(a->limb[2], b->limb[2], &carry);
    const uint64_t s3 = add_carry(a->limb[3], b->limb[3], &carry);

    return subtract_order(s0, s1, s2, s3, carry);
}

struct scalar scalar_sub(const struct scalar *a, const struct scalar *b)
{
    uint64_t borrow = 0;
    const uint64_t d0 = sub_borrow(a->limb[0], b->limb[0], &borrow);
    const uint64_t d1 = sub_borrow(a->limb[1], b->limb[1], &borrow);
    const uint64_t d2 = sub_borrow(a->limb[2], b->limb[2], &borrow);
    const uint64_t d3 = sub_borrow(a->limb[3], b->limb[3], &borrow);
    const uint64_t mask = mask_of(borrow);
    uint64_t carry = 0;
    struct scalar difference;

    difference.limb[0] = add_carry(d0, Q0 & mask, &carry);
    difference.limb[1] = add_carry(d1, Q1 & mask, &carry);
    difference.limb[2] = add_carry(d2, Q2 & mask, &carry);
    difference.limb[3] = add_carry(d3, Q3 & mask, &carry);
    return difference;
}

struct scalar scalar_negate(const struct scalar *a)
{
    const struct scalar zero = scalar_zero();

    return scalar_sub(&zero, a);
}

struct scalar scalar_mul(const struct scalar *a, const struct scalar *b)
{
    const struct scalar product = montgomery(a, b);

    return montgomery(&product, &square_of_r);
}

struct scalar scalar_select(const struct scalar *a, const struct scalar *b, uint64_t flag)
{
    const uint64_t mask = mask_of(flag);

    return (struct scalar){{pick(a->limb[0], b->limb[0], mask), pick(a->limb[1], b->limb[1], mask),
                            pick(a->limb[2], b->limb[2], mask),
                            pick(a->limb[3], b->limb[3], mask)}};
}

struct scalar scalar_negate_if(const struct scalar *a, uint64_t flag)
{
    const struct scalar negative = scalar_negate(a);

    return scalar_select(a, &negative, flag);
}

/* a^(q-2), four bits of the exponent at a time from the top. */
struct scalar scalar_inverse_var(const struct scalar *a)
{
    static const uint64_t exponent[4] = {Q0 - 2, Q1, Q2, Q3};
    struct scalar power[16] = {montgomery(&one, &square_of_r), montgomery(a, &square_of_r)};

    for (size_t k = 2; k < 16; k++)
        power[k] = montgomery(&power[k - 1], &power[1]);
    struct scalar sum = power[0];
    for (int bit = 252; bit >= 0; bit -= 4) {
        for (int k = 0; k < 4; k++)
            sum = montgomery(&sum, &sum);
        sum = montgomery(&sum, &power[exponent[bit / 64] >> (bit % 64) & 15]);
    }
    return montgomery(&sum, &one);
}

uint64_t scalar_is_zero(const struct scalar *a)
{
    const uint64_t any = opaque(a->limb[0] | a->limb[1] | a->limb[2] | a->limb[3]);

    return ((any | ((uint64_t)0 - any)) >> 63) ^ 1;
}

uint64_t scalar_equal(const struct scalar *a, const struct scalar *b)
{
    const struct scalar difference = {{a->limb[0] ^ b->limb[0], a->limb[1] ^ b->limb[1],
                                       a->limb[2] ^ b->limb[2], a->limb[3] ^ b->limb[3]}};

    return scalar_is_zero(&difference);
}

bool scalar_is_high_var(const struct scalar *a)
{
    static const struct scalar half = {
        {0xDFE92F46681B20A0U, 0x5D576E7357A4501DU, 0xFFFFFFFFFFFFFFFFU, 0x7FFFFFFFFFFFFFFFU}};

    for (int i = 3; i >= 0; i--)
        if (a->limb[i] != half.limb[i])
            return a->limb[i] > half.limb[i];
    return false;
}

struct scalar scalar_to_montgomery(const struct scalar *a)
{
    return montgomery(a, &square_of_r);
}

struct scalar scalar_montgomery_mul(const struct scalar *a, const struct scalar *b)
{
    return montgomery(a, b);
}

void scalar_wipe(struct scalar *a)
{
    sodium_memzero(a, sizeof *a);
}
