/* SPDX-License-Identifier: MIT */
/* pairing_state.h - inside of the pairing machine, shared by its three files only. */
#ifndef GRIDLOCK_CORE_CEREMONY_PAIRING_STATE_H
#define GRIDLOCK_CORE_CEREMONY_PAIRING_STATE_H

#include "core/base/secret.h"
#include "core/base/wire_reader.h"
#include "core/ceremony/pairing.h"

enum { PAIRING_COMMIT_BYTES = 32, PAIRING_REVEAL_BYTES = 360 };

/* The arena. */
struct pairing_secrets {
    uint8_t invite[INVITE_SECRET_BYTES];
    uint8_t ephemeral[32]; /* X25519 secret of e */
    uint8_t nonce[32];     /* r, hidden until it is revealed */
    uint8_t exchange[32];  /* K */
};

struct pairing {
    enum comparison_side side;
    enum pairing_state state;
    uint8_t roles;
    uint8_t run;
    uint64_t expires_at;
    uint8_t rdv_id[INVITE_RDV_BYTES];
    uint8_t card_hash[INVITE_CARD_HASH_BYTES];
    char router[INVITE_ROUTER_MAX + 1];
    struct pairing_party self;
    struct pairing_party peer;                /* when DONE */
    uint8_t message[3][PAIRING_REVEAL_BYTES]; /* fixed parts of M1 (32 bytes), M2, M3 */
    uint8_t step;                             /* the newest message known: 0..3 */
    struct buffer outgoing;                   /* the own newest blob */
    bool is_posted;
    uint8_t heard[32];      /* SHA-256 of the newest blob heard */
    uint8_t transcript[32]; /* when DONE */
    struct secret *secrets;
};

/* Who sends message 1, 2, 3. */
static inline enum comparison_side pairing_state_sender(uint8_t step)
{
    return step == 2 ? COMPARISON_GUARDIAN : COMPARISON_OWNER;
}

static inline size_t pairing_state_size(uint8_t step)
{
    return step == 1 ? PAIRING_COMMIT_BYTES : PAIRING_REVEAL_BYTES;
}

/* r | e | card | receive key of this side. */
void pairing_state_reveal(const struct pairing *pairing, uint8_t out[static PAIRING_REVEAL_BYTES]);
/* The place of message `step` in this run. */
void pairing_state_place(const struct pairing *pairing, uint8_t step, struct pairing_place *out);

/* Makes the own message `step`, whose fixed part is in message[step - 1], the outgoing blob. */
void pairing_blob_make(struct pairing *pairing, uint8_t step, const struct identity *identity,
                       struct rng *rng);
/* Opens the other side's message `step`: its fixed part, and for M2 and M3 who sent it, with all
 * signatures checked. `out` points at 360 bytes. */
MUST_USE result pairing_blob_read(const struct pairing *pairing, uint8_t step, uint8_t *out,
                                  struct pairing_party *party, struct slice blob);

/* Name and router are fit to be shown and used. (PAIRING_NAME, INVITE_ROUTER) */
MUST_USE result pairing_party_check(const struct pairing_party *party);
/* u16 name | u16 router | token[16] */
void pairing_party_write(struct buffer *out, const struct pairing_party *party);
MUST_USE result pairing_party_read(struct pairing_party *out, struct wire_reader *reader);

#endif
