/* SPDX-License-Identifier: MIT */
/* envelope_bytes.h - what sealing and opening an envelope share: places, keys, what is signed. */
#ifndef GRIDLOCK_CORE_MESSAGE_ENVELOPE_BYTES_H
#define GRIDLOCK_CORE_MESSAGE_ENVELOPE_BYTES_H

#include "core/message/envelope.h"
#include "core/message/sealing.h"

enum {
    ENVELOPE_BYTES_SUITE = 1,
    ENVELOPE_BYTES_HEAD = 68,   /* outside; also the associated data */
    ENVELOPE_BYTES_PLAIN = 104, /* inside, before the signature */
    ENVELOPE_BYTES_BODY = 168
};

/* Everything the key of one envelope hangs on. */
struct envelope_bytes_parties {
    const uint8_t *recipient_pid; /* 32 each */
    const uint8_t *receive_pk;
    const uint8_t *box_pk;
    const uint8_t *ephemeral_pk;
    const uint8_t *mid; /* 16 */
};

/* `shared`: X25519(e, rpk) | X25519(e, x), 64 bytes. */
void envelope_bytes_key(struct sealing_key *out, const uint8_t shared[static 64],
                        const struct envelope_bytes_parties *parties);
/* Appends what the sender signs. */
void envelope_bytes_signed(struct buffer *out, const uint8_t head[static ENVELOPE_BYTES_HEAD],
                           const uint8_t recipient_pid[static 32],
                           const uint8_t plain[static ENVELOPE_BYTES_PLAIN], struct slice body);

#endif
