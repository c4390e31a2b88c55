/* SPDX-License-Identifier: MIT */
/* bech32.h - bech32 (BIP-173), bech32m (BIP-350), and the SegWit addresses written in them.
 *
 * Texts are decoded in either case, but never mixed, and always written in small letters.
 */
#ifndef GRIDLOCK_CORE_BASE_BECH32_H
#define GRIDLOCK_CORE_BASE_BECH32_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"

enum {
    BECH32_TEXT_MAX = 90,   /* BIP-173 */
    BECH32_ROOM = 91,       /* with the terminating zero */
    BECH32_VALUES_MAX = 82, /* 5-bit values without the checksum */
    SEGWIT_PROGRAM_MIN = 2,
    SEGWIT_PROGRAM_MAX = 40,
    SEGWIT_VERSION_MAX = 16
};

enum bech32_kind { BECH32 = 1, BECH32M = 2 };

/* values: each 0..31. (BITCOIN_ADDRESS when the result would be too long) */
MUST_USE result bech32_encode(char out[static BECH32_ROOM], enum bech32_kind kind,
                              const char *prefix, struct slice values);

struct bech32 {
    enum bech32_kind kind;
    char prefix[BECH32_ROOM]; /* in small letters */
    uint8_t values[BECH32_VALUES_MAX];
    size_t count;
};

/* (BITCOIN_ADDRESS: not bech32 at all; BITCOIN_ADDRESS_CASE; BITCOIN_ADDRESS_CHECKSUM) */
MUST_USE result bech32_decode(struct bech32 *out, const char *text);

/* 5-bit values to bytes, refusing padding that is not zero or longer than needed, and back. */
MUST_USE result bech32_to_bytes(uint8_t *out, size_t *size, size_t room, struct slice values);
size_t bech32_from_bytes(uint8_t *values, size_t room, struct slice bytes);

/* A SegWit address. */
struct bech32_address {
    char prefix[BECH32_ROOM];
    uint8_t version; /* 0..16 */
    uint8_t program[SEGWIT_PROGRAM_MAX];
    size_t size;
};

/* An address of any network: the caller compares the prefix. Version 0 is bech32, others bech32m.
 */
MUST_USE result bech32_address_decode(struct bech32_address *out, const char *text);
MUST_USE result bech32_address_encode(char out[static BECH32_ROOM], const char *prefix,
                                      uint8_t version, struct slice program);

#endif
