/* SPDX-License-Identifier: MIT */
/* pair_setup.h - what two guardians need between them before they can multiply: base OTs in both
 * directions and a shared seed for zero shares (threshold-ecdsa 4; amendments B1, G1).
 *
 * Each sends one PAIR frame; neither depends on the other. Until the peer's frame is there the own
 * secrets are a `half`; then they become a `whole` and the half is gone. Both live in locked
 * memory.
 *
 *   PAIR: u16 to | u16 from | nonce[32] | epk[32] | re[32] | botR[8192] | botS[8192], ctx =
 * epoch_hash
 */
#ifndef GRIDLOCK_CORE_CEREMONY_PAIR_SETUP_H
#define GRIDLOCK_CORE_CEREMONY_PAIR_SETUP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/secret.h"
#include "core/crypto/base_ot.h"
#include "core/crypto/identity.h"
#include "core/message/frame.h"

enum { PAIR_BODY = 2 + 2 + 3 * 32 + 2 * BASE_OT_MESSAGE };

/* Who with whom, in which epoch. */
struct pair_site {
    uint8_t epoch_hash[32];
    uint16_t own;
    uint16_t peer;
};

/* The secrets behind an own PAIR frame. */
struct pair_half {
    uint8_t frame_hash[32];
    uint8_t nonce[32];
    uint8_t esk[32];
    struct base_ot_receiver receiver;
    struct base_ot_sender sender;
};

/* A finished setup. Alice = this device as sender of products, Bob = as their receiver. */
struct pair_whole {
    uint8_t psid[32];
    uint8_t zero_seed[32]; /* z */
    struct base_ot_receiver_keys alice;
    struct base_ot_sender_keys bob;
};

/* A PAIR body; borrows from the frame. */
struct pair_body {
    uint16_t to;
    uint16_t from;
    const uint8_t *nonce;
    const uint8_t *epk;
    const uint8_t *re;
    const uint8_t *bot_r;
    const uint8_t *bot_s;
};
/* Size only. (PAIR_MALFORMED) */
MUST_USE result pair_setup_read(struct pair_body *out, struct slice body);

/* Whether two psids are the same; looks at every byte. */
bool pair_setup_is_same_name(const uint8_t a[static 32], const uint8_t b[static 32]);

/* Fresh secrets (a struct pair_half) and the PAIR frame that commits to them. Draws from rng, in
 * this order: nonce, esk, Delta; per row t (64), ro (64); per row t0 (64), t1 (64). */
struct secret *pair_setup_begin(struct buffer *frame, const struct pair_site *site,
                                const uint8_t re[static 32], const struct identity *identity,
                                struct rng *rng);
/* A struct pair_whole out of the own half and the peer's frame, whose to, from and re were judged.
 * The half stays the caller's. (PAIR_MALFORMED: a point, or epk, is not acceptable) */
MUST_USE result pair_setup_finish(struct secret **whole, struct secret *half,
                                  const struct pair_site *site, const struct frame *peer_frame);

#endif
