/* SPDX-License-Identifier: MIT */
/* ecdsa_outbox.h - frames that a session or a coordinator wants to send, in order. They are
 * volatile (amendments D1): from memory only, never into the durable outbox, expires_at <= 10
 * minutes. */
#ifndef GRIDLOCK_CORE_CEREMONY_ECDSA_OUTBOX_H
#define GRIDLOCK_CORE_CEREMONY_ECDSA_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"

struct ecdsa_output {
    struct buffer frames; /* one frame, or the bundle of E_OPEN frames: one envelope body */
    uint32_t seats;       /* bit per receiving seat; never the own one */
    bool to_coordinator;  /* also, or only, to the coordinator of the session */
    bool is_pairwise;     /* readable by that one seat alone: sealed to it, never bundled */
};

struct ecdsa_outbox {
    struct ecdsa_output *outputs;
    size_t count;
};

/* A new last output; the caller appends its frame to the buffer that comes back. */
struct buffer *ecdsa_outbox_add(struct ecdsa_outbox *outbox, uint32_t seats, bool to_coordinator,
                                bool is_pairwise);
void ecdsa_outbox_clear(struct ecdsa_outbox *outbox); /* wipes */

#endif
