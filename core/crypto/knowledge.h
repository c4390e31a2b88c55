/* SPDX-License-Identifier: MIT */
/* knowledge.h - proof of knowledge of a discrete logarithm, 65 bytes: R | z (frost-taproot 2.6). */
#ifndef GRIDLOCK_CORE_CRYPTO_KNOWLEDGE_H
#define GRIDLOCK_CORE_CRYPTO_KNOWLEDGE_H

#include <stdint.h>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/slice.h"
#include "core/crypto/point.h"
#include "core/crypto/scalar.h"

enum { KNOWLEDGE_BYTES = 65 };

enum knowledge_purpose {
    KNOWLEDGE_DEAL = 1,
    KNOWLEDGE_ACK = 2,
    KNOWLEDGE_AUDIT = 3,
    KNOWLEDGE_REPAIR = 4,
};

/* ctx = u8 purpose | hash[32] | u16 index | u8 lane | u8 scheme | extra (0..32 bytes) */
struct knowledge_context {
    enum knowledge_purpose purpose;
    const uint8_t *hash; /* 32 bytes, borrowed */
    uint16_t index;
    uint8_t lane;
    uint8_t scheme;
    struct slice extra;
};

/* x*G == p must hold. Draws 32 bytes from rng; verifies before it gives the proof out. */
MUST_USE result knowledge_prove(uint8_t out[static KNOWLEDGE_BYTES], const struct scalar *x,
                                const struct point *p, const struct knowledge_context *context,
                                struct rng *rng);
/* KNOWLEDGE_ENCODING if R or z do not parse, KNOWLEDGE_FALSE if the proof does not hold. */
MUST_USE result knowledge_verify(const uint8_t proof[static KNOWLEDGE_BYTES], const struct point *p,
                                 const struct knowledge_context *context);

#endif
