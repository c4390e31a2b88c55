/* SPDX-License-Identifier: MIT */
/* record.h - the epoch record E and its certificate (frost-taproot 4, 5.6; amendments C1).
 *
 *   E = u8 1 | wallet_id[32] | u32 epoch | prev_epoch_hash[32] | u16 t | u16 n | u8 L |
 *       L x (u8 scheme | Q[33] | chaincode[32] | n x pubshare[33]) | n x id_pk[32] | T[32]
 *   epoch_hash = tagged "gw/1/epoch" of E
 */
#ifndef GRIDLOCK_CORE_MESSAGE_RECORD_H
#define GRIDLOCK_CORE_MESSAGE_RECORD_H

#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/crypto/knowledge.h"
#include "core/crypto/point.h"
#include "core/message/frame.h"

enum { SEATS_MAX = 32, LANES = 2 };
enum lane { LANE_SCHNORR = 0, LANE_ECDSA = 1 };
enum scheme { SCHEME_SCHNORR = 1, SCHEME_ECDSA = 2 };

struct epoch_lane {
    uint8_t scheme;
    struct point key; /* Q */
    uint8_t chaincode[32];
    struct point pubshare[SEATS_MAX];
};

struct epoch_record {
    uint8_t wallet_id[32];
    uint32_t epoch;
    uint8_t prev_epoch_hash[32];
    uint16_t t;
    uint16_t n;
    struct epoch_lane lane[LANES];
    uint8_t id_pk[SEATS_MAX][32];
    uint8_t transcript[32]; /* T */
    uint8_t hash[32];       /* epoch_hash, computed on read and write */
};

void record_write(struct buffer *out, struct epoch_record *record); /* sets record->hash */
/* Exact length, versions, limits, distinct ids, every point (validation rule 1). */
MUST_USE result record_read(struct epoch_record *out, struct slice bytes);
/* Validation rules 2 and 3: one polynomial of degree <= t-1 with Q at 0; the lane keys differ. */
MUST_USE result record_validate(const struct epoch_record *record);
/* Rule 4: same wallet, schemes, Q and chain codes, larger epoch (amendments C2(d)). */
MUST_USE result record_succeeds(const struct epoch_record *next,
                                const struct epoch_record *previous);
/* The seat of an identity, or -1. */
int record_seat_of(const struct epoch_record *record, const uint8_t id_pk[static 32]);

/* ACK body: u16 seat | T[32] | epoch_hash[32] | L x PoK[65] (5.6) */
enum { ACK_BODY_BYTES = 2 + 32 + 32 + LANES * KNOWLEDGE_BYTES };
/* One ACK against the record: its sender is that seat and signed it, in this ceremony
 * (CERTIFICATE_ACK), it confirms this T and record (CERTIFICATE_VIEW), and its proofs hold
 * (CERTIFICATE_PROOF). */
MUST_USE result certificate_check_ack(const struct epoch_record *record,
                                      const uint8_t cid[static 32], uint16_t seat,
                                      const struct frame *ack);

/* A CERT body: u32 len | E | n x ACK frame (equal lengths), in seat order.
 * Checks everything of 5.6: signatures, ctx equal in all (it is given out as cid), T, epoch_hash,
 * proofs of knowledge; validates the record. */
MUST_USE result certificate_read(struct epoch_record *out, uint8_t cid[static 32],
                                 struct slice body);
/* ack_frames: n whole frames in seat order. */
void certificate_write(struct buffer *out, struct slice record, const struct slice *ack_frames,
                       size_t n);

#endif
