/* SPDX-License-Identifier: MIT */
/* share_box.h - one share on its way from one dealer to one seat (frost-taproot 5.4).
 *
 *   ss  = X25519(own esk, the other's epk)
 *   key = tagged "gw/1/share-key" of cid | u16 dealer | u16 seat | dealer epk | seat's epk | ss
 *   box = nonce[24] | XChaCha20-Poly1305(key, nonce, AD = cid | u16 dealer | u16 seat, plain)
 *
 * The keys live for one ceremony and one pair, so that a stolen archive opens nothing later.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_SHARE_BOX_H
#define GRIDLOCK_CORE_CEREMONY_SHARE_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/slice.h"

enum { SHARE_BOX_KEY_BYTES = 32, SHARE_BOX_OVERHEAD = 40 };

/* Who talks to whom; everything borrowed, 32 bytes each. */
struct share_pair {
    const uint8_t *cid;
    uint16_t dealer;
    uint16_t seat;
    const uint8_t *dealer_epk;
    const uint8_t *seat_epk;
};

void share_box_public_key(uint8_t epk[static 32], const uint8_t esk[static 32]);
/* False for points of low order, with which every exchange gives zero. */
bool share_box_point_is_usable(const uint8_t epk[static 32]);
/* By the dealer. out has plain.size + SHARE_BOX_OVERHEAD bytes. (SHARE_BOX: low order) */
MUST_USE result share_box_seal(uint8_t *out, const struct share_pair *pair,
                               const uint8_t dealer_esk[static 32], struct slice plain,
                               struct rng *rng);
/* By the seat. plain has box.size - SHARE_BOX_OVERHEAD bytes. (SHARE_BOX) */
MUST_USE result share_box_open(uint8_t *plain, const struct share_pair *pair,
                               const uint8_t seat_esk[static 32], struct slice box);

#endif
