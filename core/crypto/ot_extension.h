/* SPDX-License-Identifier: MIT */
/* ot_extension.h - 512 correlated OTs out of 128 base OTs: SoftSpokenOT with k = 1 (ePrint
 * 2022/192), made non-interactive (threshold-ecdsa 5, amendments G1).
 *
 * Bob, the receiver, has choice bits beta; his message M1 = u (128 rows of 80 bytes) | xt (16) |
 * tt (128 x 16). Afterwards column j of Alice = column j of Bob xor beta_j * Delta. Alice's check
 * tells a cheating Bob one bit of Delta for each guess: whoever calls it must obey amendments B3.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_OT_EXTENSION_H
#define GRIDLOCK_CORE_CRYPTO_OT_EXTENSION_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/crypto/base_ot.h"

enum {
    EXTENSION_COLUMNS = 512,
    EXTENSION_COLUMN = 16,
    EXTENSION_CHOICE = EXTENSION_COLUMNS / 8,
    EXTENSION_MASK = 16,
    EXTENSION_ROW = EXTENSION_CHOICE + EXTENSION_MASK,
    EXTENSION_U = BASE_OT_ROWS * EXTENSION_ROW,
    EXTENSION_MESSAGE = EXTENSION_U + 16 + BASE_OT_ROWS * 16,
};

struct ot_extension_columns {
    uint8_t column[EXTENSION_COLUMNS][EXTENSION_COLUMN];
};

/* Bob. beta and mask are fresh randomness; never twice under one es. */
void ot_extension_receive(struct ot_extension_columns *psi, uint8_t m1[static EXTENSION_MESSAGE],
                          const struct base_ot_sender_keys *keys, const uint8_t es[static 32],
                          const uint8_t beta[static EXTENSION_CHOICE],
                          const uint8_t mask[static EXTENSION_MASK]);
/* Alice. Looks at every row whatever it finds; one answer for all. (EXTENSION_CHECK) */
MUST_USE result ot_extension_send(struct ot_extension_columns *om,
                                  const struct base_ot_receiver_keys *keys,
                                  const uint8_t es[static 32],
                                  const uint8_t m1[static EXTENSION_MESSAGE]);

/* chi_0..chi_3, 16 bytes each, from the whole of u. */
void ot_extension_challenge(uint8_t chi[static 64], const uint8_t es[static 32],
                            const uint8_t u[static EXTENSION_U]);
/* Row i of the generator, 80 bytes, keyed. */
void ot_extension_row(uint8_t row[static EXTENSION_ROW], const uint8_t key[static 32],
                      const uint8_t es[static 32], uint16_t i);
/* sum_k chi_k * row[k] + row[4] */
void ot_extension_row_hash(uint8_t out[static 16], const uint8_t chi[static 64],
                           const uint8_t row[static EXTENSION_ROW]);
/* Bits of 128 rows x 512 columns, turned. */
void ot_extension_transpose(struct ot_extension_columns *out, const uint8_t *rows);

#endif
