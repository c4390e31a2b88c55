/* SPDX-License-Identifier: MIT */
#include "core/crypto/tweak.h"

struct tweak tweak_start(const struct point *group_key)
{
    return (struct tweak){.key = *group_key, .total = scalar_zero(), .is_negated = 0};
}

/* Q <- g*Q + t*G, gacc <- g*gacc, tacc <- t + g*tacc, where g is -1 for an x-only step on odd y. */
static result step(struct tweak *tweak, const struct scalar *t, bool is_xonly)
{
    CHECK(!tweak->key.is_infinity, TWEAK_INFINITY);
    const uint64_t flip = is_xonly && point_y_is_odd(&tweak->key) ? 1 : 0;
    const struct point base = flip ? point_negate(&tweak->key) : tweak->key;
    const struct point key = point_add_base_var(&base, t);
    CHECK(!key.is_infinity, TWEAK_INFINITY);

    const struct scalar total = scalar_negate_if(&tweak->total, flip);
    tweak->key = key;
    tweak->total = scalar_add(t, &total);
    tweak->is_negated ^= flip;
    return OK;
}

result tweak_apply(struct tweak *tweak, const uint8_t t[static 32], bool is_xonly)
{
    struct scalar value;

    CHECK(is_ok(scalar_read(&value, t)), TWEAK_RANGE);
    return step(tweak, &value, is_xonly);
}

result tweak_apply_all(struct tweak *tweak, struct slice tweaks, const bool *is_xonly,
                       size_t mode_count)
{
    struct tweak next = *tweak;

    CHECK(tweaks.size % 32 == 0 && tweaks.size / 32 == mode_count, TWEAK_MODES);
    for (size_t i = 0; i < mode_count; i++)
        TRY(tweak_apply(&next, tweaks.data + 32 * i, is_xonly[i]));
    *tweak = next;
    return OK;
}

result tweak_for_path(struct tweak *out, const struct point *group_key,
                      const uint8_t chaincode[static 32], const uint32_t *path, size_t depth)
{
    struct derived child;

    TRY(derive_path(&child, group_key, chaincode, path, depth));
    return tweak_for_child(out, &child);
}

/* The steps of a path are plain additions, and the derivation has made them already. */
result tweak_for_child(struct tweak *out, const struct derived *child)
{
    struct tweak tweak = {.key = child->key, .total = child->sum, .is_negated = 0};
    struct scalar tap;

    TRY(derive_taproot_tweak(&tap, &tweak.key));
    TRY(step(&tweak, &tap, true));
    *out = tweak;
    return OK;
}
