/* SPDX-License-Identifier: MIT */
/* people.h - this device's identity, pairing with others, making a wallet with them, and answering
 * what they ask.
 */
#ifndef GRIDLOCK_CORE_ENGINE_PEOPLE_H
#define GRIDLOCK_CORE_ENGINE_PEOPLE_H

#include "core/engine/engine.h"
#include "core/message/card.h"

/* Gives a fresh store an identity, a mailbox key and a first receive key. */
MUST_USE result people_make_self(struct store *store, const char *name, enum card_role role,
                                 const char *router, bool allow_insecure_router, uint64_t now);

/* Makes an invitation; the text is a secret for one person. `roles`: 1 << enum card_role. */
MUST_USE result engine_invite(struct engine *engine, struct engine_clock clock, const char *name,
                              unsigned roles, struct buffer *text, uint8_t rdv[static 16]);
MUST_USE result engine_join(struct engine *engine, struct engine_clock clock, struct slice text,
                            uint8_t rdv[static 16]);

/* Proposes a new key for these guardians, named as they were invited; this device takes seat 0. */
struct wallet_order {
    const char *name;
    uint16_t t;
    const char *const *guardians;
    size_t guardian_count;
    enum network network;
    uint64_t chain_id;
};
MUST_USE result engine_create_wallet(struct engine *engine, struct engine_clock clock,
                                     const struct wallet_order *order, uint8_t cid[static 32]);
/* New shares for an existing wallet; the addresses stay. With no guardians named: a refresh, the
 * same people and threshold. Else the new committee: this device and these guardians.
 * `silent`: members of the old committee that cannot deal. */
struct reshare_order {
    uint8_t wallet[32];
    uint16_t t; /* 0: as it is */
    const char *const *guardians;
    size_t guardian_count;
    const char *const *silent;
    size_t silent_count;
};
MUST_USE result engine_reshare(struct engine *engine, struct engine_clock clock,
                               const struct reshare_order *order, uint8_t cid[static 32]);

/* Asks every seat to prove that it holds its share; answers come by themselves. */
MUST_USE result engine_audit(struct engine *engine, struct engine_clock clock,
                             const uint8_t wallet[static 32]);
struct audit_view {
    uint16_t n;
    uint16_t t;
    uint32_t proved; /* seats */
    uint32_t failed;
};
void engine_audit_view(const struct engine *engine, struct audit_view *out);

/* Who has answered in a ceremony: bits of seats whose round-0 frames and ACKs are in. */
struct ceremony_view {
    uint16_t n;
    uint16_t t;
    uint32_t joined;
    uint32_t dealt;
    uint32_t acknowledged;
    char name[32][41];
};
MUST_USE result engine_ceremony_view(struct engine *engine, struct ceremony_view *out,
                                     const uint8_t cid[static 32]);

/* A person's answer to a payment, or to holding a share. */
MUST_USE result engine_answer_payment(struct engine *engine, struct engine_clock clock,
                                      const uint8_t intent[static 32], bool yes);
MUST_USE result engine_answer_ceremony(struct engine *engine, struct engine_clock clock,
                                       const uint8_t cid[static 32], bool yes);
/* What a stored intent does, recomputed from its bytes. */
MUST_USE result engine_explain(struct engine *engine, struct explanation *out,
                               const uint8_t intent[static 32]);

#endif
