/* SPDX-License-Identifier: MIT */
/* audit.h - proof of share: a seat shows that it can still read its share (frost-taproot 12).
 *
 *   AUDIT_REQ  (20, ctx = epoch_hash): challenge[32] | u64 expiry
 *   digest = tagged "gw/1/audit" of the request frame without its signature
 *   AUDIT_RESP (21, ctx = digest): u16 seat | L x PoK(purpose 3, epoch_hash, seat, extra = digest)
 * | u8 ns | ns x (stream_id[16] | u64 base | u64 published_upto) | u64 time | u32 flags
 *
 * Neither frame has a slot: every request is its own, so two of one owner are no equivocation.
 * A passing audit says that this device holds the share now. It does not say that a backup exists,
 * that nobody else has the share, or that a person will approve. A failing one is a warning, never
 * an eviction. Nothing here reads a store or a clock.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_AUDIT_H
#define GRIDLOCK_CORE_CEREMONY_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/secret.h"
#include "core/base/slice.h"
#include "core/crypto/identity.h"
#include "core/message/frame.h"
#include "core/message/record.h"

enum {
    AUDIT_EVERY_SECONDS = 60, /* a seat answers at most once a minute */
    AUDIT_STREAM_BYTES = 16,
    AUDIT_STREAMS_MAX = 255,
};

/* Bits of `flags`; unknown ones are kept and shown as they are. */
enum audit_flag {
    AUDIT_HAS_PREPARED = 1, /* a share of a committee without certificate lies here too (C2(e)) */
    AUDIT_IS_UNLOCKED = 2,  /* this device cannot lock memory */
};

/* A request that was read; borrows from its frame. */
struct audit_request {
    const uint8_t *epoch_hash; /* 32 */
    const uint8_t *sender;     /* 32: who asks */
    const uint8_t *challenge;  /* 32 */
    uint64_t expiry;           /* unix seconds */
    uint8_t digest[32];        /* the ctx of the answer */
};

/* A nonce stream of this guardian; none if nonces live in memory only (amendments D3). */
struct audit_stream {
    uint8_t id[AUDIT_STREAM_BYTES];
    uint64_t base;
    uint64_t published_upto;
};

/* What the seat says of itself beside the proof. */
struct audit_status {
    const struct audit_stream *streams; /* borrowed, or NULL */
    size_t stream_count;                /* at most AUDIT_STREAMS_MAX */
    uint64_t time;                      /* unix seconds */
    uint32_t flags;
};

/* What a verified answer says; for the log: who proved what, when, in which epoch. */
struct audit_report {
    uint16_t seat;
    uint64_t time; /* by the seat's own clock */
    uint32_t flags;
    uint8_t stream_count;
};

/* Appends a signed AUDIT_REQ frame with a fresh challenge. Keep the frame: the answer is verified
 * against it. */
void audit_request_write(struct buffer *out, const uint8_t epoch_hash[static 32], uint64_t expiry,
                         const struct identity *signer, struct rng *rng);
/* Type, exact size and signature. (AUDIT_SHAPE, FRAME_SIGNATURE) */
MUST_USE result audit_request_read(struct audit_request *out, const struct frame *frame);

/* Whether a seat answers again; last = 0: it never did. A clock that went back does not silence it.
 */
bool audit_is_due(uint64_t last_answered, uint64_t now);
/* Whether this device answers at all: its epoch, from the owner (sender_is_owner) or a member of
 * this committee, in time, and not more often than once a minute. `record` is the epoch this device
 * would prove. (AUDIT_EPOCH: send the own CERT instead; AUDIT_STRANGER, AUDIT_LATE, AUDIT_SOON) */
MUST_USE result audit_request_judge(const struct audit_request *request,
                                    const struct epoch_record *record, bool sender_is_owner,
                                    uint64_t last_answered, uint64_t now);

/* Appends a signed AUDIT_RESP frame. shares: LANES x 32 bytes, freshly loaded from where they
 * really lie, no cache; borrowed. identity must be the seat's. (AUDIT_EPOCH, AUDIT_SHARE: this
 * share does not fit the record, the caller marks it CORRUPT) */
MUST_USE result audit_answer(struct buffer *out, const struct audit_request *request,
                             struct secret *shares, const struct epoch_record *record,
                             uint16_t seat, const struct audit_status *status,
                             const struct identity *identity, struct rng *rng);

/* By whoever asked, with the request it kept: frame and signature by that seat, digest, both
 * proofs. (AUDIT_SHAPE, AUDIT_EPOCH, AUDIT_OTHER: answers another request, AUDIT_STRANGER,
 * FRAME_SIGNATURE, AUDIT_FALSE: does not hold the share) */
MUST_USE result audit_verify(struct audit_report *out, const struct frame *answer,
                             const struct audit_request *request,
                             const struct epoch_record *record);

#endif
