/* SPDX-License-Identifier: MIT */
/* ecdsa_gather.h - the inside of a coordinator, shared by ecdsa_coordinator.c (its life),
 * ecdsa_gather.c (what it keeps) and ecdsa_accusation.c (what signers say against each other). */
#ifndef GRIDLOCK_CORE_CEREMONY_ECDSA_GATHER_H
#define GRIDLOCK_CORE_CEREMONY_ECDSA_GATHER_H

#include "core/ceremony/ecdsa_coordinator.h"
#include "core/ceremony/ecdsa_evidence.h"

enum { ECDSA_GATHER_SLOTS = 4 }; /* E_OPEN, E_COM, E_R2, E_R3 */

struct ecdsa_gathered {
    struct buffer slot[ECDSA_GATHER_SLOTS];
    uint8_t hash[ECDSA_GATHER_SLOTS][32];
    bool has_opened;
};

struct ecdsa_coordinator {
    const struct epoch_record *record;
    const struct identity *identity;
    struct ecdsa_request request;
    struct buffer request_frame;
    struct derived derived[ECDSA_ITEMS_MAX];
    size_t t;
    size_t m;
    uint8_t sigid[32];
    uint64_t deadline;
    enum ecdsa_attempt attempt;
    struct ecdsa_gathered signer[ECDSA_SEATS_MAX];
    struct ecdsa_signature signature[ECDSA_ITEMS_MAX];
    uint32_t signed_items;
    struct ecdsa_outbox outbox;
    struct ecdsa_report report;
};

/* Slot of E_COM, E_R2, E_R3; 0 (that of E_OPEN) for every other type. */
size_t ecdsa_gather_slot(uint8_t type);
const uint8_t *ecdsa_gather_body(const struct ecdsa_coordinator *c, size_t position, uint8_t type);
uint32_t ecdsa_gather_bit(const struct ecdsa_coordinator *c, size_t position);
uint32_t ecdsa_gather_seats(const struct ecdsa_coordinator *c);
struct ecdsa_public ecdsa_gather_public(const struct ecdsa_coordinator *c);
/* Ends the attempt. Signers that wait for a bundle that will not come are told, so that their pairs
 * are free for the next set; those in a session end it by themselves unless it is given up. */
void ecdsa_gather_stop(struct ecdsa_coordinator *c, enum ecdsa_reason reason, bool is_given_up);
void ecdsa_gather_opening(struct ecdsa_coordinator *c, size_t position, const struct frame *frame,
                          uint64_t now_ms);
void ecdsa_gather_broadcast(struct ecdsa_coordinator *c, size_t position, const struct frame *frame,
                            uint64_t now_ms);

/* Two different frames in one slot. */
void ecdsa_accusation_convict(struct ecdsa_coordinator *c, size_t position, const struct frame *a,
                              const struct frame *b);
/* An ABORT of this session. */
void ecdsa_accusation_hear(struct ecdsa_coordinator *c, size_t position, const struct frame *frame);

#endif
