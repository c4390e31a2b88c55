/* SPDX-License-Identifier: MIT */
#include "core/crypto/derive.h"

#include <stdlib.h>
#include <string.h>

#include "core/crypto/hash.h"

enum { VERSION_MAIN = 0x0488B21E, VERSION_TEST = 0x043587CF };

static const uint32_t hardened = 0x80000000U;

static void store_u32(uint8_t out[static 4], uint32_t value)
{
    for (int i = 3; i >= 0; i--) {
        out[i] = (uint8_t)value;
        value >>= 8;
    }
}

result derive_child(struct point *child, uint8_t chaincode_out[static 32], struct scalar *tweak,
                    const struct point *parent, const uint8_t chaincode[static 32], uint32_t index)
{
    uint8_t data[POINT_BYTES + 4], mac[64];
    struct scalar step;

    CHECK(index < hardened, PATH_REFUSED);
    CHECK(!parent->is_infinity, CHILD_REFUSED);
    point_write(data, parent);
    store_u32(data + POINT_BYTES, index);
    hash_hmac_sha512(mac, slice_of(chaincode, 32), slice_of(data, sizeof data));
    CHECK(is_ok(scalar_read_nonzero(&step, mac)), CHILD_REFUSED);
    const struct point key = point_add_base_var(parent, &step);
    CHECK(!key.is_infinity, CHILD_REFUSED);

    *child = key;
    *tweak = step;
    memcpy(chaincode_out, mac + 32, 32);
    return OK;
}

result derive_path(struct derived *out, const struct point *key, const uint8_t chaincode[static 32],
                   const uint32_t *path, size_t depth)
{
    struct derived at = {.key = *key, .sum = scalar_zero()};

    CHECK(!key->is_infinity, CHILD_REFUSED);
    memcpy(at.chaincode, chaincode, 32);
    TRY(derive_further(&at, path, depth));
    *out = at;
    return OK;
}

result derive_further(struct derived *at, const uint32_t *path, size_t depth)
{
    CHECK(depth <= DERIVE_DEPTH_MOST - at->depth, PATH_REFUSED);
    for (size_t i = 0; i < depth; i++) {
        struct scalar *const tweak = &at->tweak[at->depth++];

        TRY(derive_child(&at->key, at->chaincode, tweak, &at->key, at->chaincode, path[i]));
        at->sum = scalar_add(&at->sum, tweak);
    }
    return OK;
}

result derive_taproot_tweak(struct scalar *tap_tweak, const struct point *internal)
{
    uint8_t x[32], digest[32];

    CHECK(!internal->is_infinity, CHILD_REFUSED);
    point_x(x, internal);
    hash_tagged(digest, "TapTweak", slice_of(x, sizeof x));
    CHECK(is_ok(scalar_read(tap_tweak, digest)), CHILD_REFUSED);
    return OK;
}

result derive_taproot_output(uint8_t q[static 32], struct scalar *tap_tweak,
                             const struct point *internal)
{
    struct scalar tweak;

    TRY(derive_taproot_tweak(&tweak, internal));
    const struct point even = point_y_is_odd(internal) ? point_negate(internal) : *internal;
    const struct point output = point_add_base_var(&even, &tweak);
    CHECK(!output.is_infinity, CHILD_REFUSED);

    point_x(q, &output);
    *tap_tweak = tweak;
    return OK;
}

void derive_extended_public(uint8_t out[static DERIVE_EXTENDED_BYTES], const struct point *key,
                            const uint8_t chaincode[static 32], bool is_test)
{
    if (key->is_infinity)
        abort();
    store_u32(out, is_test ? VERSION_TEST : VERSION_MAIN);
    memset(out + 4, 0, 9); /* depth, parent fingerprint, child number */
    memcpy(out + 13, chaincode, 32);
    point_write(out + 45, key);
}

void derive_fingerprint(uint8_t out[static DERIVE_FINGERPRINT_BYTES], const struct point *key)
{
    uint8_t bytes[POINT_BYTES], hash[20];

    point_write(bytes, key);
    hash_160(hash, slice_of(bytes, sizeof bytes));
    memcpy(out, hash, DERIVE_FINGERPRINT_BYTES);
}
