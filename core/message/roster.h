/* SPDX-License-Identifier: MIT */
/* roster.h - body of frame 0B ROSTER, owner -> all (amendments A3, A4): in seat order, for each
 * seat card[176] | newest receive key[120] | u16 len | router URL Through it guardians that were
 * never paired can send each other the frames of a ceremony.
 */
#ifndef GRIDLOCK_CORE_MESSAGE_ROSTER_H
#define GRIDLOCK_CORE_MESSAGE_ROSTER_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/message/card.h"
#include "core/message/invite.h"
#include "core/message/receive_key.h"

enum { ROSTER_MAX = 32 };

struct roster_entry {
    struct card card;
    struct receive_key receive_key;
    char router[INVITE_ROUTER_MAX + 1];
};

void roster_write(struct buffer *out, const struct roster_entry *entries, size_t count);
/* Exactly `count` entries. Each card is self-signed, its Ed25519 key is the seat's id_pk, and it
 * signed its receive key. Says nothing about the receive key's time. (ROSTER_SHAPE, ROSTER_SEAT,
 * CARD_*, RECEIVE_KEY_*) */
MUST_USE result roster_read(struct roster_entry *out, struct slice body, const uint8_t (*id_pk)[32],
                            size_t count);

#endif
