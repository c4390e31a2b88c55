/* SPDX-License-Identifier: MIT */
/* schnorr_frame.h - the bodies of the frames that sign for Taproot (frost-taproot 9, amendments
 * A3): NONCE_REQ 15, NONCES 10, SIGN_REQ 11, PSIG 12, REJECT 13. Both sides read them here.
 *
 * A read body borrows from the frame. Reading judges shape and limits only; whether points are on
 * the curve and numbers in range is left to whoever needs them.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_SCHNORR_FRAME_H
#define GRIDLOCK_CORE_CEREMONY_SCHNORR_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/crypto/frost.h"
#include "core/message/record.h"

enum { SCHNORR_ITEMS_MAX = 256, SCHNORR_DEPTH_MAX = 4, SCHNORR_STREAM_BYTES = 16 };

/* One thing to sign, as the engine recomputed it from the intent. */
struct schnorr_item {
    uint8_t digest[32];
    uint8_t depth;
    uint32_t path[SCHNORR_DEPTH_MAX];
};

/* Why a guardian does not answer as asked (the code of a REJECT). */
enum schnorr_code {
    SCHNORR_ANSWERED = 0,
    SCHNORR_STALE_EPOCH = 1,
    SCHNORR_NONCE_SPENT = 2,
    SCHNORR_NONCE_UNKNOWN = 3,
    SCHNORR_NOT_APPROVED = 4,
    SCHNORR_EXPIRED = 5,
    SCHNORR_BAD_REQUEST = 6,
    SCHNORR_BUSY = 7,
    SCHNORR_NONCE_MISMATCH = 8,
};

/* NONCE_REQ: epoch_hash | intent_hash | u16 m | rnd[16] */
struct schnorr_nonce_request {
    const uint8_t *epoch_hash;
    const uint8_t *intent_hash;
    uint16_t count;
};

/* NONCES: u16 seat | epoch_hash | stream_id[16] | u64 first | u16 count | count x commitment[66] */
struct schnorr_nonces {
    uint16_t seat;
    const uint8_t *epoch_hash;
    const uint8_t *stream;
    uint64_t first;
    uint16_t count;
    struct slice commitments;
};

/* SIGN_REQ: epoch_hash | u8 lane=0 | u16 attempt | intent_hash | u64 expiry | u8 u | u x u16 seat |
 *   u x (stream_id[16] | u64 first) | u16 m |
 *   m x (msg[32] | u8 depth | depth x u32 | u8 tapmode=1 | u x commitment[66]) */
struct schnorr_request {
    const uint8_t *epoch_hash;
    const uint8_t *intent_hash;
    uint16_t attempt;
    uint64_t expiry; /* unix seconds */
    size_t signers;
    uint16_t seat[SEATS_MAX]; /* strictly ascending */
    const uint8_t *stream[SEATS_MAX];
    uint64_t first[SEATS_MAX];
    uint16_t count;
    struct slice items; /* walk with schnorr_frame_next_item */
    uint8_t sid[32];    /* tagged "gw/1/session" of the body: the ctx of the answers */
};

/* PSIG: u16 seat | stream_id[16] | u64 first | u16 m | m x s[32] */
struct schnorr_partials {
    uint16_t seat;
    const uint8_t *stream;
    uint64_t first;
    uint16_t count;
    struct slice partials;
};

/* REJECT: u16 seat | u8 code | u64 base | epoch_hash */
struct schnorr_reject {
    uint16_t seat;
    uint8_t code;
    uint64_t base;
    const uint8_t *epoch_hash;
};

MUST_USE result schnorr_frame_read_nonce_request(struct schnorr_nonce_request *out,
                                                 struct slice body);
MUST_USE result schnorr_frame_read_nonces(struct schnorr_nonces *out, struct slice body);
/* Also every item's shape: depth <= 4, no hardened index, tapmode 1. */
MUST_USE result schnorr_frame_read_request(struct schnorr_request *out, struct slice body);
MUST_USE result schnorr_frame_read_partials(struct schnorr_partials *out, struct slice body);
MUST_USE result schnorr_frame_read_reject(struct schnorr_reject *out, struct slice body);

/* The next item of a request that was read, and the signers' commitments for it. */
void schnorr_frame_next_item(struct schnorr_item *item, struct slice *commitments,
                             struct slice *rest, size_t signers);

void schnorr_frame_write_item(struct buffer *out, const struct schnorr_item *item);

#endif
