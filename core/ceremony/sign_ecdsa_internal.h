/* SPDX-License-Identifier: MIT */
/* sign_ecdsa_internal.h - the inside of a signing session, for its own files (sign_ecdsa.c and
 * ecdsa_*.c) and for tests that play a cheater.
 *
 * Signers are counted by their position in S, 0..t-1 in seat order; `me` is the own one. A cell
 * belongs to one peer position and one item. Names that the texts use twice (G6): com_echo is D1,
 * b is the VOLE input (chi_ij in older texts), phi_minus_b is psi_ij.
 */
#ifndef GRIDLOCK_CORE_CEREMONY_SIGN_ECDSA_INTERNAL_H
#define GRIDLOCK_CORE_CEREMONY_SIGN_ECDSA_INTERNAL_H

#include "core/ceremony/ecdsa_evidence.h"
#include "core/ceremony/sign_ecdsa.h"
#include "core/crypto/derive.h"

enum ecdsa_phase {
    ECDSA_PHASE_OPENED,  /* own E_OPEN is out, no bundle yet: sigid unknown */
    ECDSA_PHASE_PAIRING, /* some setups are being made */
    ECDSA_PHASE_ROUND1,  /* own E_COM, E_M1 are out */
    ECDSA_PHASE_ROUND2,  /* own E_R2, E_M2 are out */
    ECDSA_PHASE_ROUND3,  /* own E_R3 is out */
    ECDSA_PHASE_OVER,
};

enum { ECDSA_SLOTS = 5, ECDSA_HELD_MAX = 4, ECDSA_HELD_BYTES = 1 << 20 };

/* Own secrets of one item. */
struct ecdsa_own {
    struct scalar r;
    struct scalar phi;
    struct scalar sk;
    uint8_t blinder[32];
};

/* Secrets of one item toward one peer. */
struct ecdsa_cell {
    uint8_t beta[EXTENSION_CHOICE];
    struct ot_extension_columns psi; /* as Bob */
    struct scalar b;
    struct scalar y;
    struct scalar c[VOLE_INPUTS]; /* as Alice */
    struct scalar d[VOLE_INPUTS]; /* as Bob */
};

/* The one locked allocation of a session. */
struct ecdsa_arena {
    struct scalar share;
    struct ecdsa_own own[ECDSA_ITEMS_MAX];
    struct ecdsa_cell cell[]; /* [position * item_count + item] */
};

/* What a signer showed of one item in round 2. */
struct ecdsa_shown {
    struct point r;
    struct point pk;
    struct point gu; /* toward this device */
    struct point gv;
};

struct ecdsa_signer {
    uint16_t seat;
    struct buffer slot[ECDSA_SLOTS]; /* frames 43..47; own broadcasts too */
    uint8_t hash[ECDSA_SLOTS][32];   /* their frame hashes */
    struct buffer held[ECDSA_HELD_MAX];
    uint8_t named_psid[32]; /* in the own E_OPEN, for this peer */
    uint8_t psid[32];       /* of the setup in use */
    bool has_setup;         /* both named it: no PAIR is needed */
    struct ecdsa_shown shown[ECDSA_ITEMS_MAX];
};

struct sign_ecdsa {
    struct sign_ecdsa_setting setting;
    struct ecdsa_request request; /* is_ethereum filled in */
    struct derived derived[ECDSA_ITEMS_MAX];
    size_t t;
    size_t m;
    size_t me;
    enum ecdsa_phase phase;
    uint64_t deadline;
    bool is_locked;
    uint8_t open_hash[32]; /* of the own E_OPEN */
    uint8_t sigid[32];
    uint32_t pairing; /* positions whose PAIR is awaited */
    uint8_t com_echo[32];
    uint8_t round2_echo[32];
    struct point nonce[ECDSA_ITEMS_MAX]; /* R */
    struct secret *arena;                /* struct ecdsa_arena; NULL when wiped */
    struct ecdsa_signer signer[ECDSA_SEATS_MAX];
    struct ecdsa_signature signature[ECDSA_ITEMS_MAX];
    uint32_t signed_items;
    enum sign_ecdsa_status status;
    struct ecdsa_outbox outbox;
    struct ecdsa_verdict verdict;
};

static inline size_t ecdsa_slot_of(uint8_t type)
{
    return (size_t)(type - FRAME_E_COM);
}

static inline uint8_t ecdsa_abscissa(const struct sign_ecdsa *s, size_t position)
{
    return (uint8_t)(s->signer[position].seat + 1);
}

static inline struct ecdsa_cell *
ecdsa_cell_of(const struct sign_ecdsa *s, struct ecdsa_arena *arena, size_t position, size_t item)
{
    return &arena->cell[position * s->m + item];
}

/* The body of a frame in a slot. */
static inline const uint8_t *ecdsa_body_of(const struct sign_ecdsa *s, size_t position,
                                           uint8_t type)
{
    return s->signer[position].slot[ecdsa_slot_of(type)].data + FRAME_HEAD;
}

static inline struct ecdsa_public ecdsa_public_of(const struct sign_ecdsa *s)
{
    return (struct ecdsa_public){s->setting.record, &s->request, s->sigid, s->derived};
}

/* ---- ecdsa_open.c ---- */

void ecdsa_open_send(struct sign_ecdsa *s, uint64_t now_ms);
bool ecdsa_open_bundle(struct sign_ecdsa *s, struct slice bundle);
/* Fixes the setups, asks for what is missing. */
void ecdsa_open_pairs(struct sign_ecdsa *s);
bool ecdsa_open_hear_pair(struct sign_ecdsa *s, size_t position, const struct frame *frame,
                          uint64_t now_ms);

/* ---- ecdsa_round1.c ... ecdsa_round3.c: each does its work and leaves the next phase ---- */

void ecdsa_round1_send(struct sign_ecdsa *s);
/* es = H32("w1/pair", sigid, "mul", A, B, psid, item) between this device and a peer. */
void ecdsa_round1_seed(uint8_t es[static 32], const struct sign_ecdsa *s, size_t position,
                       bool is_alice, size_t item);
void ecdsa_round2_send(struct sign_ecdsa *s);
void ecdsa_round3_send(struct sign_ecdsa *s);
void ecdsa_round3_finish(struct sign_ecdsa *s);

/* ---- ecdsa_checks.c: false when the session ended ---- */

bool ecdsa_checks_extension(struct sign_ecdsa *s, struct ot_extension_columns *om);
bool ecdsa_checks_public(struct sign_ecdsa *s);
bool ecdsa_checks_products(struct sign_ecdsa *s, struct ecdsa_arena *arena);

/* ---- ecdsa_verdict.c ---- */

/* Signs, keeps if it is a broadcast, and puts into the outbox. `position`: the one reader of a
 * pairwise frame, or the own one for all of S and the coordinator. */
void ecdsa_verdict_post(struct sign_ecdsa *s, uint8_t type, struct slice body, size_t position);
/* The one end of a session that found something; `accused` are positions. Where B3 asks for it the
 * edges are marked and the setups wiped. */
void ecdsa_verdict_fail(struct sign_ecdsa *s, enum ecdsa_reason reason, uint32_t accused);
/* Z_MISMATCH. Bit b of pairs[a], a < b: positions a and b contradict each other. */
void ecdsa_verdict_fail_pairs(struct sign_ecdsa *s, const uint32_t *pairs);
/* A frame of this type, already in its slot, is wrong by itself. */
void ecdsa_verdict_malformed(struct sign_ecdsa *s, uint32_t accused, uint8_t type);
/* Two frames of one signer in one slot. */
void ecdsa_verdict_two_frames(struct sign_ecdsa *s, size_t position, const struct frame *second);
/* The echo of this round (43 or 45) differs: everyone shows the frames it used. Ends a session that
 * runs; after its signatures are made it only reports. */
void ecdsa_verdict_show_frames(struct sign_ecdsa *s, uint8_t type);
void ecdsa_verdict_time_out(struct sign_ecdsa *s);
bool ecdsa_verdict_hear_abort(struct sign_ecdsa *s, const struct frame *frame);
/* Wipes the arena, frees the pairs. */
void ecdsa_verdict_end(struct sign_ecdsa *s, enum sign_ecdsa_status status);

#endif
