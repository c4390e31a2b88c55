/* SPDX-License-Identifier: MIT */
/* base_ot.h - 128 random oblivious transfers between two guardians in one message each way: the
 * endemic OT of Masny and Rindal (CCS 2019) over ristretto255 (threshold-ecdsa 4.1, amendments B1).
 *
 * Alice, the receiver, ends with 128 secret bits Delta and one key per row; Bob, the sender, with
 * both keys of every row. Neither message depends on the other. Bit i of Delta is byte i/8, bit i
 * mod 8. All structs here are secret: locked memory only.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_BASE_OT_H
#define GRIDLOCK_CORE_CRYPTO_BASE_OT_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/base/rng.h"

enum {
    BASE_OT_ROWS = 128,
    BASE_OT_POINT = 32,
    BASE_OT_MESSAGE = BASE_OT_ROWS * 2 * BASE_OT_POINT, /* botR or botS */
    BASE_OT_DELTA = BASE_OT_ROWS / 8,
};

/* What each waits with. */
struct base_ot_receiver {
    uint8_t delta[BASE_OT_DELTA];
    uint8_t t[BASE_OT_ROWS][32];
};
struct base_ot_sender {
    uint8_t t[BASE_OT_ROWS][2][32];
};

/* What each ends with. */
struct base_ot_receiver_keys {
    uint8_t delta[BASE_OT_DELTA];
    uint8_t key[BASE_OT_ROWS][32];
};
struct base_ot_sender_keys {
    uint8_t key[BASE_OT_ROWS][2][32];
};

/* Binds the keys to their setup: who is Alice, who is Bob (x = seat + 1). */
struct base_ot_site {
    uint8_t psid[32];
    uint8_t alice;
    uint8_t bob;
};

/* Alice. `pid` names this message (pid_A). Draws Delta (16); per row t (64), ro (64). */
void base_ot_receiver_begin(struct base_ot_receiver *receiver,
                            uint8_t bot_r[static BASE_OT_MESSAGE], const uint8_t pid[static 32],
                            struct rng *rng);
/* bot_s was judged by base_ot_check. (BASE_OT_POINT_FALSE) */
MUST_USE result base_ot_receiver_end(struct base_ot_receiver_keys *keys,
                                     const struct base_ot_receiver *receiver,
                                     const uint8_t bot_s[static BASE_OT_MESSAGE],
                                     const struct base_ot_site *site);

/* Bob. Draws per row t0 (64), t1 (64). */
void base_ot_sender_begin(struct base_ot_sender *sender, uint8_t bot_s[static BASE_OT_MESSAGE],
                          struct rng *rng);
/* `pid` is Alice's. bot_r was judged by base_ot_check. (BASE_OT_POINT_FALSE) */
MUST_USE result base_ot_sender_end(struct base_ot_sender_keys *keys,
                                   const struct base_ot_sender *sender,
                                   const uint8_t bot_r[static BASE_OT_MESSAGE],
                                   const uint8_t pid[static 32], const struct base_ot_site *site);

/* Every point canonical, on the curve, not the identity, and the 256 of them distinct.
 * (BASE_OT_POINT_FALSE) */
MUST_USE result base_ot_check(const uint8_t message[static BASE_OT_MESSAGE]);

#endif
