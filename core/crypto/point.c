/* SPDX-License-Identifier: MIT */
#include "core/crypto/point.h"

#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/context.h"

_Static_assert(sizeof(secp256k1_pubkey) == sizeof(((struct point *)0)->key),
               "a point holds a secp256k1_pubkey");

enum { UNCOMPRESSED_BYTES = 65, SUM_AT_ONCE = 32 };

static const secp256k1_pubkey *key_of(const struct point *p)
{
    return (const secp256k1_pubkey *)p->key;
}

static secp256k1_pubkey *key_to_write(struct point *p)
{
    return (secp256k1_pubkey *)p->key;
}

static bool is_all_zero(const uint8_t *bytes, size_t size)
{
    return sodium_is_zero(bytes, size) == 1;
}

result point_read(struct point *out, const uint8_t bytes[static POINT_BYTES])
{
    struct point p = {.is_infinity = false};

    CHECK(secp256k1_ec_pubkey_parse(crypto_context(), key_to_write(&p), bytes, POINT_BYTES),
          POINT_ENCODING);
    *out = p;
    return OK;
}

result point_read_or_infinity(struct point *out, const uint8_t bytes[static POINT_BYTES])
{
    if (!is_all_zero(bytes, POINT_BYTES))
        return point_read(out, bytes);
    *out = point_infinity();
    return OK;
}

void point_write(uint8_t out[static POINT_BYTES], const struct point *p)
{
    size_t size = POINT_BYTES;

    if (p->is_infinity)
        memset(out, 0, POINT_BYTES);
    else
        secp256k1_ec_pubkey_serialize(crypto_context(), out, &size, key_of(p),
                                      SECP256K1_EC_COMPRESSED);
}

result point_lift_x(struct point *out, const uint8_t x[static 32])
{
    uint8_t bytes[POINT_BYTES] = {0x02};

    memcpy(bytes + 1, x, 32);
    return point_read(out, bytes);
}

void point_x(uint8_t out[static 32], const struct point *p)
{
    uint8_t bytes[POINT_BYTES];

    if (p->is_infinity)
        abort();
    point_write(bytes, p);
    memcpy(out, bytes + 1, 32);
}

bool point_y_is_odd(const struct point *p)
{
    uint8_t bytes[POINT_BYTES];

    if (p->is_infinity)
        abort();
    point_write(bytes, p);
    return bytes[0] == 0x03;
}

struct point point_infinity(void)
{
    return (struct point){.is_infinity = true};
}

bool point_equal(const struct point *a, const struct point *b)
{
    if (a->is_infinity || b->is_infinity)
        return a->is_infinity && b->is_infinity;
    return secp256k1_ec_pubkey_cmp(crypto_context(), key_of(a), key_of(b)) == 0;
}

/* At least one key, none of them infinity; libsecp256k1 answers 0 when the sum is infinity. */
static struct point combine(const secp256k1_pubkey *const *keys, size_t count)
{
    struct point sum = {.is_infinity = false};

    if (!secp256k1_ec_pubkey_combine(crypto_context(), key_to_write(&sum), keys, count))
        return point_infinity();
    return sum;
}

struct point point_sum(const struct point *points, size_t count)
{
    const secp256k1_pubkey *keys[SUM_AT_ONCE + 1]; /* the last is for the sum so far */
    struct point sum = point_infinity();
    size_t next = 0;

    while (next < count) {
        size_t used = 0;
        const struct point before = sum;
        for (; next < count && used < SUM_AT_ONCE; next++)
            if (!points[next].is_infinity)
                keys[used++] = key_of(&points[next]);
        if (!before.is_infinity)
            keys[used++] = key_of(&before);
        sum = used > 0 ? combine(keys, used) : point_infinity();
    }
    return sum;
}

struct point point_add(const struct point *a, const struct point *b)
{
    if (a->is_infinity)
        return *b;
    if (b->is_infinity)
        return *a;
    const secp256k1_pubkey *keys[2] = {key_of(a), key_of(b)};
    return combine(keys, 2);
}

struct point point_negate(const struct point *a)
{
    struct point negative = *a;

    if (!a->is_infinity && !secp256k1_ec_pubkey_negate(crypto_context(), key_to_write(&negative)))
        abort();
    return negative;
}

struct point point_mul_base(const struct scalar *k)
{
    struct point product = {.is_infinity = false};
    uint8_t bytes[32];

    scalar_write(bytes, k);
    if (!secp256k1_ec_pubkey_create(crypto_context(), key_to_write(&product), bytes))
        product = point_infinity(); /* k = 0: the only refused value of a reduced scalar */
    sodium_memzero(bytes, sizeof bytes);
    return product;
}

/* For secp256k1_ecdh: the whole product instead of a hash of it. */
static int give_uncompressed(unsigned char *output, const unsigned char *x32,
                             const unsigned char *y32, void *data)
{
    (void)data;
    output[0] = 0x04;
    memcpy(output + 1, x32, 32);
    memcpy(output + 33, y32, 32);
    return 1;
}

struct point point_mul_secret(const struct scalar *k, const struct point *p)
{
    struct point product = point_infinity();
    uint8_t bytes[32], uncompressed[UNCOMPRESSED_BYTES];

    if (p->is_infinity)
        return product;
    scalar_write(bytes, k);
    if (secp256k1_ecdh(crypto_context(), uncompressed, key_of(p), bytes, give_uncompressed, NULL)) {
        product.is_infinity = false;
        if (!secp256k1_ec_pubkey_parse(crypto_context(), key_to_write(&product), uncompressed,
                                       sizeof uncompressed))
            abort();
    }
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(uncompressed, sizeof uncompressed);
    return product;
}

struct point point_mul_var(const struct scalar *k, const struct point *p)
{
    struct point product = *p;
    uint8_t bytes[32];

    if (p->is_infinity || scalar_is_zero(k))
        return point_infinity();
    scalar_write(bytes, k);
    if (!secp256k1_ec_pubkey_tweak_mul(crypto_context(), key_to_write(&product), bytes))
        abort();
    return product;
}

/* k*G from the table that also makes keys, and one addition: quicker than the general sum behind
 * libsecp256k1's tweak_add. */
struct point point_add_base_var(const struct point *p, const struct scalar *k)
{
    const struct point product = point_mul_base(k);

    return point_add(p, &product);
}
