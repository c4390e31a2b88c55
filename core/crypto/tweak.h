/* SPDX-License-Identifier: MIT */
/* tweak.h - a group key with tweaks on it, as signers see it (frost-taproot 7.4, BIP-445).
 *
 * Shares and public shares always belong to the untweaked key; a tweaked key is described by what
 * became of it: key = sign * Q_group + total * G. For an address: one plain tweak for each step of
 * the path, then the x-only TapTweak. Everything here is public.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_TWEAK_H
#define GRIDLOCK_CORE_CRYPTO_TWEAK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/crypto/derive.h"
#include "core/crypto/point.h"
#include "core/crypto/scalar.h"

struct tweak {
    struct point key;    /* Q; never infinity */
    struct scalar total; /* tacc */
    uint64_t is_negated; /* 1 when gacc = -1, else 0 */
};

struct tweak tweak_start(const struct point *group_key);
/* TWEAK_RANGE if t >= q, TWEAK_INFINITY if nothing is left of the key. */
MUST_USE result tweak_apply(struct tweak *tweak, const uint8_t t[static 32], bool is_xonly);
/* A list: 32 bytes each; one mode for each. (TWEAK_MODES if the two lists differ in length) */
MUST_USE result tweak_apply_all(struct tweak *tweak, struct slice tweaks, const bool *is_xonly,
                                size_t mode_count);
/* The key of an address: the path from the group key, then TapTweak without a script tree (BIP-86).
 * (PATH_REFUSED, CHILD_REFUSED) */
MUST_USE result tweak_for_path(struct tweak *out, const struct point *group_key,
                               const uint8_t chaincode[static 32], const uint32_t *path,
                               size_t depth);
/* The same from where a path has led. (CHILD_REFUSED) */
MUST_USE result tweak_for_child(struct tweak *out, const struct derived *child);

#endif
