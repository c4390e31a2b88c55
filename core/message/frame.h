/* SPDX-License-Identifier: MIT */
/* frame.h - the signed frame that carries every ceremony, signing and audit message
 * (frost-taproot 3, amendments A2-A4).
 *
 *   u8 ver=1 | u8 type | u16 0 | ctx[32] | sender_id_pk[32] | u32 body_len | body | sig[64]
 *   frame_hash = tagged "gw/1/frame" of everything before sig; sig = Ed25519(frame_hash)
 */
#ifndef GRIDLOCK_CORE_MESSAGE_FRAME_H
#define GRIDLOCK_CORE_MESSAGE_FRAME_H

#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/crypto/identity.h"

enum { FRAME_HEAD = 72, FRAME_OVERHEAD = 136, FRAME_MAX = 1 << 20 };

enum frame_type {
    FRAME_PROPOSAL = 0x01,
    FRAME_R0D = 0x02,
    FRAME_R0R = 0x03,
    FRAME_R1 = 0x04,
    FRAME_ACK = 0x05,
    FRAME_COMPLAINT = 0x06,
    FRAME_VIEW = 0x07,
    FRAME_ABORT = 0x08,
    FRAME_CERT = 0x09,
    FRAME_RETIRED = 0x0A,
    FRAME_ROSTER = 0x0B,
    FRAME_NONCES = 0x10,
    FRAME_SIGN_REQ = 0x11,
    FRAME_PSIG = 0x12,
    FRAME_REJECT = 0x13,
    FRAME_INTENT = 0x14,
    FRAME_NONCE_REQ = 0x15,
    FRAME_CONSENT = 0x16,
    FRAME_CANCEL = 0x17,
    FRAME_AUDIT_REQ = 0x20,
    FRAME_AUDIT_RESP = 0x21,
    FRAME_REPAIR_REQ = 0x30,
    FRAME_REPAIR_H0 = 0x31,
    FRAME_REPAIR_H1 = 0x32,
    FRAME_REPAIR_H2 = 0x33,
    FRAME_REPAIR_H3 = 0x34,
    FRAME_PAIR = 0x40,
    FRAME_E_REQ = 0x41,
    FRAME_E_OPEN = 0x42,
    FRAME_E_COM = 0x43,
    FRAME_E_M1 = 0x44,
    FRAME_E_R2 = 0x45,
    FRAME_E_M2 = 0x46,
    FRAME_E_R3 = 0x47,
};

/* A parsed frame; every field borrows from the bytes it was read from. */
struct frame {
    uint8_t type;
    const uint8_t *ctx;    /* 32 */
    const uint8_t *sender; /* 32 */
    struct slice body;
    const uint8_t *signature; /* 64 */
    uint8_t hash[32];
    struct slice bytes; /* the whole frame */
};

/* Appends a signed frame. */
void frame_write(struct buffer *out, uint8_t type, const uint8_t ctx[static 32], struct slice body,
                 const struct identity *signer);
/* Shape only: exact length, version, reserved bits. The signature is not looked at. (FRAME_SHAPE)
 */
MUST_USE result frame_read(struct frame *out, struct slice bytes);
/* Reads the first frame of a bundle and moves `rest` behind it. */
MUST_USE result frame_read_next(struct frame *out, struct slice *rest);
/* Ed25519 over the frame hash, by the sender it names. (FRAME_SIGNATURE) */
MUST_USE result frame_verify(const struct frame *frame);

#endif
