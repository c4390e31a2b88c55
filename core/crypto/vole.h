/* SPDX-License-Identifier: MIT */
/* vole.h - two guardians multiply: Alice has a_0, a_1, Bob gets a random b, and they end with
 * c_i + d_i = a_i * b, neither learning the other's. Protocol 5.2 of DKLs23 (threshold-ecdsa 6,
 * amendments G1) on top of one OT extension.
 *
 *   M2 = at (512 x 3 scalars) | eta | mu[32]
 * The gadget g_0..g_511 is a public constant; it is made once and compared with its known digest.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_VOLE_H
#define GRIDLOCK_CORE_CRYPTO_VOLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/crypto/ot_extension.h"
#include "core/crypto/scalar.h"

enum {
    VOLE_INPUTS = 2,
    VOLE_WIDTH = 3, /* scalars per column: two inputs and one for the check */
    VOLE_AT = EXTENSION_COLUMNS * VOLE_WIDTH * 32,
    VOLE_MESSAGE = VOLE_AT + 32 + 32,
};

/* Makes and checks the gadget now rather than at first use; a wrong one ends the program. */
void vole_start(void);

/* Bob's b = <g, beta>. Zero (2^-256): draw beta again. */
struct scalar vole_choice(const uint8_t beta[static EXTENSION_CHOICE]);

/* Alice, after her check of the extension passed. `ah` is fresh randomness. */
void vole_send(uint8_t m2[static VOLE_MESSAGE], struct scalar c[static VOLE_INPUTS],
               const struct ot_extension_columns *om, const uint8_t delta[static BASE_OT_DELTA],
               const uint8_t es[static 32], const struct scalar a[static VOLE_INPUTS],
               const struct scalar *ah);

/* Whether every scalar of M2 is below q (public bytes; false = malformed). */
bool vole_is_readable(const uint8_t m2[static VOLE_MESSAGE]);
/* Bob. m2 is readable. d is written in either case and means nothing on failure. (VOLE_CHECK) */
MUST_USE result vole_receive(struct scalar d[static VOLE_INPUTS],
                             const struct ot_extension_columns *psi, const uint8_t es[static 32],
                             const uint8_t beta[static EXTENSION_CHOICE],
                             const uint8_t m2[static VOLE_MESSAGE]);

/* The three scalars of one column's pad. */
void vole_pad(struct scalar out[static VOLE_WIDTH], const uint8_t es[static 32], uint16_t j,
              const uint8_t column[static EXTENSION_COLUMN]);
/* g_j */
struct scalar vole_gadget(uint16_t j);

#endif
