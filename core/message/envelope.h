/* SPDX-License-Identifier: MIT */
/* envelope.h - the envelope GLE1, suite 1: what a router carries (enigma-node-and-router E.4,
 * amendments E1). Its length is one of five; nothing outside says who sent it or what it is.
 *
 *   0 "GLE1" | 4 u8 suite=1 | 5 3 zero | 8 mid[16] | 24 rpk_id[8] | 32 ephemeral X25519 pk[32] |
 *   64 u32 ct_len | 68 ChaCha20-Poly1305-IETF ciphertext | tag[16]           AAD = bytes[0..67]
 *   plain: sender pid[32] | ctr u64 | sent_at u64 | expires_at u64 | type u16 | flags u16 |
 *          body_len u32 | session[32] | round u16 | chunk_index u16 | chunk_count u16 | 2 zero |
 *          Ed25519 sig[64] | body | zero padding
 *   key|nonce = HKDF-SHA256(salt SHA-256("gridlock/env/v1" 00 01), X25519(e,rpk) | X25519(e,x),
 *               "gridlock/env-key/v1" 00 | pid_R | rpk_R | x_R | e_pk | mid, 44)
 *   sig over "gridlock/env-sig/v1" 00 | header[0..67] | pid_R | plain[0..103] | body
 *
 * Both the weekly key and the long-lived key are needed to open one; only the sender's signature
 * says who sent it.
 */
#ifndef GRIDLOCK_CORE_MESSAGE_ENVELOPE_H
#define GRIDLOCK_CORE_MESSAGE_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/secret.h"
#include "core/base/slice.h"
#include "core/message/card.h"
#include "core/message/receive_key.h"

enum {
    ENVELOPE_MAX = 262144,
    ENVELOPE_OVERHEAD = 252,
    ENVELOPE_BODY_MAX = ENVELOPE_MAX - ENVELOPE_OVERHEAD, /* 261,892: one chunk */
    ENVELOPE_CHUNKS_MAX = 64,
    ENVELOPE_WHOLE_MAX = 16 << 20, /* all chunks put together */
    ENVELOPE_MID_BYTES = 16,
    ENVELOPE_SESSION_BYTES = 32,
    ENVELOPE_CLOCK_AHEAD = 24 * 3600,
    ENVELOPE_RECEIPT_WANTED = 1 /* flag */
};

/* On the wire: never renumber. */
enum envelope_type {
    ENVELOPE_PAIRING = 1,
    ENVELOPE_DKG = 2,
    ENVELOPE_SIGN = 3,
    ENVELOPE_REFRESH = 4,
    ENVELOPE_RECEIPT = 5,
    ENVELOPE_RECEIVE_KEY = 6,
    ENVELOPE_CONTROL = 7,
    ENVELOPE_ATTESTATION = 8,
    ENVELOPE_RECOVERY = 9
};

struct envelope_head {
    uint64_t ctr;     /* envelope_counter(); durable before the envelope leaves */
    uint64_t sent_at; /* unix seconds */
    uint64_t expires_at;
    uint16_t type; /* enum envelope_type; the reader passes unknown ones on */
    uint16_t flags;
    uint16_t round;
    uint16_t chunk_index;
    uint16_t chunk_count; /* 1 for a whole body */
    uint8_t session[ENVELOPE_SESSION_BYTES];
};

/* The counter after `last`: max(last + 1, now << 20). */
uint64_t envelope_counter(uint64_t last, uint64_t now);

/* How many envelopes a body needs: 1..64, or 0 when it is longer than 64 chunks. Chunk i carries
 * envelope_chunk(body, i) and, so that two long bodies are never mixed up, the counter of chunk 0
 * plus i. All chunks of a body are sealed, and sealed again, together. */
size_t envelope_chunk_count(size_t body_size);
struct slice envelope_chunk(struct slice body, size_t index);

/* Appends one sealed envelope of the smallest length that holds the body. Refuses a body that is
 * too long (ENVELOPE_LONG) and a receive key that is not usable at head->sent_at
 * (RECEIVE_KEY_OLD). Takes mid[16], then the ephemeral secret[32] from rng. */
MUST_USE result envelope_seal(struct buffer *out, const struct envelope_head *head,
                              struct slice body, const struct identity *sender,
                              const struct card *recipient, const struct receive_key *key,
                              struct rng *rng);
/* The mid of a sealed envelope (any bytes long enough; zeros otherwise). */
void envelope_mid(uint8_t out[static ENVELOPE_MID_BYTES], struct slice envelope);

/* One of the own receive keys whose secret is still kept. */
struct envelope_key {
    uint8_t id[RECEIVE_KEY_ID_BYTES];
    uint8_t pk[32];
    struct secret *secret; /* 32 bytes; borrowed */
};

/* What opening needs to know. Everything is borrowed. */
struct envelope_receiver {
    const struct identity *identity;
    const struct envelope_key *keys;
    size_t key_count;
    /* Whether pid is a known peer; gives its Ed25519 key. Committee peers count (amendments A4). */
    bool (*find_peer)(void *context, const uint8_t pid[static 32], uint8_t sign_pk[static 32]);
    void *context;
    uint64_t now;
};

struct envelope_content {
    struct envelope_head head;
    uint8_t mid[ENVELOPE_MID_BYTES];
    uint8_t sender[CARD_PID_BYTES];
    struct slice body;   /* points into plain */
    struct buffer plain; /* owned */
};

/* Checks in this order, each with its own error: length (ENVELOPE_SIZE), outer fields
 * (ENVELOPE_SHAPE), receive key (ENVELOPE_KEY), seal (ENVELOPE_SEAL), sender (ENVELOPE_STRANGER),
 * lengths, chunk numbers, zero padding (ENVELOPE_CONTENT), signature (ENVELOPE_SIGNATURE),
 * expires_at (ENVELOPE_EXPIRED), sent_at (ENVELOPE_AHEAD). What the caller then does: the replay
 * window of this sender, then dispatch by (type, session, round). Every refused envelope is
 * dropped without an answer, counted, and still acknowledged to the router. */
MUST_USE result envelope_open(struct envelope_content *out, struct slice envelope,
                              const struct envelope_receiver *receiver);
void envelope_content_free(struct envelope_content *content); /* wipes */

#endif
