/* SPDX-License-Identifier: MIT */
/* ecdsa_evidence.h - what anybody can judge about a session: the broadcasts and the epoch record
 * are enough (threshold-ecdsa 7.4 checks 2-4, 10.1; amendments G3, G4). Signers, the coordinator
 * and whoever is shown an ABORT use the same functions. Bodies have the exact size of their frame.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_ECDSA_EVIDENCE_H
#define GRIDLOCK_CORE_CEREMONY_ECDSA_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/ceremony/ecdsa_frame.h"
#include "core/crypto/derive.h"
#include "core/message/record.h"

/* What all know of a session; borrowed. Positions count the signers in seat order. */
struct ecdsa_public {
    const struct epoch_record *record;
    const struct ecdsa_request *request;
    const uint8_t *sigid;          /* 32 */
    const struct derived *derived; /* per item */
};

/* Whether every point and scalar of an E_COM, E_R2 or E_R3 is one. */
bool ecdsa_evidence_reads(const struct ecdsa_public *p, uint8_t type, const uint8_t *body);
/* Check 2: R and b of every item open the commitment. */
bool ecdsa_evidence_opens(const struct ecdsa_public *p, size_t position, const uint8_t *com,
                          const uint8_t *round2);
/* Check 4, first half: pk_j = lambda_j X_j + [j = min S] delta G + sum of Z. The body reads. */
bool ecdsa_evidence_relates(const struct ecdsa_public *p, size_t position, const uint8_t *round2);
/* Two frames that contradict: the same signer, session and broadcast type, both rightly signed. */
bool ecdsa_evidence_is_twofold(const struct frame *a, const struct frame *b);

void ecdsa_evidence_commit(uint8_t com[static 32], const struct ecdsa_public *p, size_t position,
                           size_t item, const uint8_t r[static POINT_BYTES],
                           const uint8_t blinder[static 32]);

/* Where an item stands in an E_R2 body, and the fields in it. */
const uint8_t *ecdsa_evidence_item(const uint8_t *round2, size_t signer_count, size_t item);
enum { ECDSA_R2_BLINDER = POINT_BYTES, ECDSA_R2_PK = POINT_BYTES + 32 };
/* Z of `position` toward `other`. */
const uint8_t *ecdsa_evidence_z(const uint8_t *round2, size_t signer_count, size_t item,
                                size_t position, size_t other);

#endif
