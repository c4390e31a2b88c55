/* SPDX-License-Identifier: MIT */
/* proposal.h - what a dealing ceremony is about: the body of a PROPOSAL frame (frost-taproot 5.2),
 * and whether this device may take part (amendments C2, C3, C5, C6, C8).
 *
 *   u8 kind | u8 L | L x u8 scheme | wallet_id[32] | prev_epoch_hash[32] | u32 new_epoch | u16 t |
 *   u16 n | n x id_pk[32] | u16 d | d x u16 dealer_seat | u64 expiry | rnd[32]
 *   cid = tagged "gw/1/ceremony" of the body
 *
 * Reading judges the body alone. proposal_judge() adds what this device knows, given to it as plain
 * values, so that every rule can be tested without a store.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_PROPOSAL_H
#define GRIDLOCK_CORE_CEREMONY_PROPOSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/slice.h"
#include "core/message/record.h"

enum {
    PROPOSAL_SEATS_MAX = 16,           /* in the product; the library plays up to SEATS_MAX */
    PROPOSAL_AHEAD_MAX = 64,           /* how far new_epoch may be above top */
    PROPOSAL_RAISES_MAX = 64,          /* how often a day top may be raised without taking part */
    PROPOSAL_LIFE_SECONDS = 24 * 3600, /* from its first sight, whatever it says itself */
};

enum proposal_kind { PROPOSAL_DKG = 1, PROPOSAL_RESHARE = 2 };

struct proposal {
    enum proposal_kind kind;
    uint8_t wallet_id[32];
    uint8_t prev_epoch_hash[32]; /* zero for DKG */
    uint32_t new_epoch;
    uint16_t t;
    uint16_t n;
    uint8_t id_pk[SEATS_MAX][32];    /* the new committee, in seat order */
    uint16_t d;                      /* DKG: n; RESHARE: t of the previous epoch */
    uint16_t dealer_seat[SEATS_MAX]; /* ascending; DKG: 0..n-1; RESHARE: seats of the old epoch */
    uint64_t expiry;                 /* unix seconds */
    uint8_t rnd[32];
    uint8_t cid[32]; /* computed on read and write */
};

/* Sets proposal->cid. The caller filled in a proposal that proposal_check() accepts. */
void proposal_write(struct buffer *out, struct proposal *proposal);
/* Exact length, both lanes in order, and proposal_check(). (PROPOSAL_SHAPE and those below) */
MUST_USE result proposal_read(struct proposal *out, struct slice body);
/* What can be said without knowing the wallet: limits, distinct and usable identities, ascending
 * dealers, the fixed values of a DKG, no resharing to copies. (PROPOSAL_SHAPE, PROPOSAL_COPIES) */
MUST_USE result proposal_check(const struct proposal *proposal);
/* RESHARE: whether it follows this record: same wallet, its hash, its t dealers from its seats, a
 * higher number. (PROPOSAL_STALE, PROPOSAL_DEALERS, PROPOSAL_COPIES, PROPOSAL_NUMBER_LOW) */
MUST_USE result proposal_follows(const struct proposal *proposal,
                                 const struct epoch_record *previous);

/* The place of an identity, or -1. `previous` is NULL for DKG. */
int proposal_seat_of(const struct proposal *proposal, const uint8_t id_pk[static 32]);
int proposal_dealer_of(const struct proposal *proposal, const struct epoch_record *previous,
                       const uint8_t id_pk[static 32]);
/* The identity of dealer k. */
const uint8_t *proposal_dealer_id(const struct proposal *proposal,
                                  const struct epoch_record *previous, uint16_t k);
/* When this device gives up on it (C8). */
uint64_t proposal_deadline(const struct proposal *proposal, uint64_t first_seen);

/* A committee this device once sent an R0 or an ACK for. */
struct proposal_committee {
    uint16_t t;
    uint16_t n;
    uint8_t id_pk[SEATS_MAX][32];
};

/* What this device knows when it meets a proposal. Pointers are borrowed; all zero is a device that
 * knows nothing and consents to nothing. */
struct proposal_device {
    const uint8_t *id_pk;               /* its own identity, 32 bytes */
    const uint8_t *sender;              /* who signed the proposal, 32 bytes */
    bool sender_is_owner;               /* an accepted owner identity of this wallet (C6) */
    uint64_t now;                       /* unix seconds */
    bool wallet_is_known;               /* the wallet_id, in any state (C3) */
    uint32_t top;                       /* C2(b); durable, per wallet */
    uint32_t raises_today;              /* how often top was raised without taking part */
    const struct epoch_record *current; /* highest certified epoch it knows, or NULL. A newcomer
                                         * knows the certificate that came with the invitation */
    bool holds_share; /* it has its share of `current`, and the share is not CORRUPT */
    const struct proposal_committee *touched; /* of every epoch above `current` for which it sent */
    size_t touched_count;                     /* an R0 or an ACK (C6) */

    bool has_person;      /* a person answers on this device */
    bool person_consents; /* ... and said yes to this (wallet, kind, id_pk list, t) */
    bool policy_consents; /* DKG only: a pinned policy approved it (a service) */
    bool clock_has_ended; /* the waiting time of this change ran out here */
    bool is_vetoed;
    uint16_t persons_consenting;  /* CONSENT frames for this change from persons' seats of `current`
                                   * other than the proposer's */
    bool clock_leaves_out_sender; /* a running clock's change has no seat for the proposer */

    bool is_busy;           /* it is in another ceremony of this wallet (C8) */
    bool busy_with_refresh; /* ... which is a refresh that it has not ACKed */
};

struct proposal_verdict {
    enum error_code refusal; /* ERROR_NONE = take part */
    bool is_refresh;         /* same people, same t: no consent needed */
    bool replaces_current;   /* the un-ACKed refresh ends first */
    bool answer_certificate; /* refused, and the proposer should be sent our CERT frame */
    uint32_t top;            /* to be stored even when refused; a refusal tells it */
    int dealer;              /* own places, or -1 */
    int seat;
};

void proposal_judge(struct proposal_verdict *out, const struct proposal *proposal,
                    const struct proposal_device *device);
/* C6: names the highest certified epoch, and repeats its people and t and those of every higher
 * epoch this device had a hand in. */
bool proposal_is_refresh(const struct proposal *proposal, const struct proposal_device *device);

#endif
