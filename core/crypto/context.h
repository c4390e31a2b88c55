/* SPDX-License-Identifier: MIT */
/* context.h - the one libsecp256k1 context, for files of core/crypto only. It is the single
 * exception to "no globals": written by crypto_start() alone, read everywhere else.
 */
#ifndef GRIDLOCK_CORE_CRYPTO_CONTEXT_H
#define GRIDLOCK_CORE_CRYPTO_CONTEXT_H

#include <secp256k1.h>

/* Aborts before crypto_start(). */
const secp256k1_context *crypto_context(void);

#endif
