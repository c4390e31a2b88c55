/* SPDX-License-Identifier: MIT */
/* ecdsa_frame.h - the frames of a threshold-ECDSA session (amendments A2, A3, B1, G2, G4): what
 * they look like, and which words of the protocol appear in them.
 *
 *   41 E_REQ   epoch_hash, intent_hash, u16 attempt, u64 expiry, u8 t, t x u16 seat ascending,
 *              u8 m, m x (digest[32], u8 depth, depth x u32)
 *   42 E_OPEN  u16 seat, nonce[32], (t-1) x psid[32]
 *   43 E_COM   m x com[32]                      44 E_M1  u16 to, m x 12,304
 *   45 E_R2    D1[32], m x (R, b, pk, (t-1) Z)  46 E_M2  u16 to, m x (at, eta, mu, Gu, Gv, psi)
 *   47 E_R3    E_2[32], m x (u, w)
 * Seats are bits of a uint32_t wherever there can be several.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_ECDSA_FRAME_H
#define GRIDLOCK_CORE_CEREMONY_ECDSA_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/crypto/identity.h"
#include "core/crypto/ot_extension.h"
#include "core/crypto/point.h"
#include "core/crypto/vole.h"
#include "core/message/frame.h"
#include "core/message/record.h"

enum {
    ECDSA_ITEMS_MAX = 16,
    ECDSA_DEPTH_MAX = 4,
    ECDSA_SEATS_MAX = 16,
    ECDSA_NO_SEAT = 0xFFFF,

    ECDSA_COM_ITEM = 32,
    ECDSA_M1_ITEM = EXTENSION_MESSAGE,
    ECDSA_M2_ITEM = VOLE_MESSAGE + 2 * POINT_BYTES + 32,
    ECDSA_R3_ITEM = 64,
};

/* Why a session ended without a signature for every item. The numbers travel in ABORT frames. */
enum ecdsa_reason {
    ECDSA_REASON_NONE = 0,
    ECDSA_REASON_EQUIVOCATION = 0x41,
    ECDSA_REASON_COMMIT = 0x42,
    ECDSA_REASON_MALFORMED = 0x43,
    ECDSA_REASON_RETRY = 0x44,
    ECDSA_REASON_PK_RELATION = 0x45,
    ECDSA_REASON_Z_MISMATCH = 0x46,
    ECDSA_REASON_EXT = 0x47,
    ECDSA_REASON_VOLE = 0x48,
    ECDSA_REASON_GAMMA = 0x49,
    ECDSA_REASON_PK_SUM = 0x4A,
    ECDSA_REASON_FINAL = 0x4B,
    ECDSA_REASON_PAIR_MALFORMED = 0x4C,
    ECDSA_REASON_TIMEOUT = 0x4D,
};

/* Why a guardian does not open a session (the code of a REJECT frame). */
enum ecdsa_code {
    ECDSA_CODE_OK = 0,
    ECDSA_CODE_BAD_REQUEST = 1,
    ECDSA_CODE_NOT_APPROVED = 4, /* or expired */
    ECDSA_CODE_ATTEMPTS = 5,
    ECDSA_CODE_STALE_EPOCH = 6,
    ECDSA_CODE_POLICY = 7,
    ECDSA_CODE_BUSY = 8,
};

/* One thing to sign. */
struct ecdsa_item {
    uint8_t digest[32];
    uint8_t depth;
    uint32_t path[ECDSA_DEPTH_MAX];
    bool is_ethereum; /* R.x >= q cannot be encoded there; never on the wire, the engine knows it */
};

/* A request that was read; copies everything. */
struct ecdsa_request {
    uint8_t hash[32];        /* frame_hash(E_REQ) */
    uint8_t coordinator[32]; /* its sender's id_pk */
    uint8_t epoch_hash[32];
    uint8_t intent_hash[32];
    uint16_t attempt;
    uint64_t expiry; /* unix seconds */
    uint8_t signer_count;
    uint16_t seat[ECDSA_SEATS_MAX]; /* ascending */
    uint8_t item_count;
    struct ecdsa_item item[ECDSA_ITEMS_MAX];
};

/* Judges a verified E_REQ as seat `own` of this epoch: OK, BAD_REQUEST or STALE_EPOCH; `out` is
 * filled for OK only. Expiry, consent, attempts and digests are the engine's to judge. */
enum ecdsa_code ecdsa_frame_read_request(struct ecdsa_request *out, const struct frame *frame,
                                         const struct epoch_record *record, uint16_t own);
void ecdsa_frame_write_request(struct buffer *out, const struct ecdsa_request *request,
                               const struct identity *signer);

/* REJECT (13) in answer to the E_REQ of this hash. */
struct ecdsa_reject {
    uint16_t seat;
    uint8_t code;
};
void ecdsa_frame_write_reject(struct buffer *out, const uint8_t request_hash[static 32],
                              uint16_t seat, enum ecdsa_code code,
                              const uint8_t epoch_hash[static 32], const struct identity *signer);
MUST_USE result ecdsa_frame_read_reject(struct ecdsa_reject *out, struct slice body);

/* E_OPEN; psids borrow from the frame: (t-1) x 32. (ECDSA_BODY) */
struct ecdsa_opening {
    uint16_t seat;
    const uint8_t *nonce;
    const uint8_t *psids;
};
MUST_USE result ecdsa_frame_read_opening(struct ecdsa_opening *out, struct slice body,
                                         size_t signer_count);

/* sigid; open_hashes: the t frame hashes of E_OPEN, in seat order. */
void ecdsa_frame_session_id(uint8_t sigid[static 32], const struct ecdsa_request *request,
                            const uint8_t *open_hashes);

/* ABORT (08) of this lane: one accused seat or ECDSA_NO_SEAT, and the frames that prove it. */
struct ecdsa_abort {
    enum ecdsa_reason reason;
    uint16_t accused;
    uint16_t frame_count;
    struct slice frames; /* frame_count x (u32 len | frame) */
};
void ecdsa_frame_write_abort(struct buffer *out, const uint8_t ctx[static 32],
                             enum ecdsa_reason reason, uint16_t accused, const struct slice *frames,
                             size_t frame_count, const struct identity *signer);
MUST_USE result ecdsa_frame_read_abort(struct ecdsa_abort *out, struct slice body);
/* The next frame inside an ABORT: shape only. */
MUST_USE result ecdsa_frame_next_inside(struct frame *out, struct slice *rest);

size_t ecdsa_frame_opening_size(size_t signer_count);
size_t ecdsa_frame_round2_size(size_t signer_count, size_t item_count);
/* Exact body size of a frame 43..47; 0 for other types. */
size_t ecdsa_frame_body_size(uint8_t type, size_t signer_count, size_t item_count);

/* The sentence for a person. */
enum error_code ecdsa_frame_reason_error(enum ecdsa_reason reason);
enum error_code ecdsa_frame_code_error(enum ecdsa_code code);

#endif
