/* SPDX-License-Identifier: MIT */
/* script.h - the few output scripts that have an address. */
#ifndef GRIDLOCK_CHAINS_BITCOIN_SCRIPT_H
#define GRIDLOCK_CHAINS_BITCOIN_SCRIPT_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/slice.h"

enum { SCRIPT_MAX = 42, SCRIPT_WITNESS_20 = 22, SCRIPT_WITNESS_32 = 34 };

enum script_kind {
    SCRIPT_P2PKH = 1,
    SCRIPT_P2SH,
    SCRIPT_P2WPKH,
    SCRIPT_P2WSH,
    SCRIPT_P2TR,
    SCRIPT_WITNESS, /* a version or size that has no rules yet */
    SCRIPT_DATA,    /* OP_RETURN */
    SCRIPT_OTHER
};

struct script {
    uint8_t bytes[SCRIPT_MAX];
    size_t size;
};

enum script_kind script_kind_of(struct slice script);
/* The hash or witness program inside; empty for the last two kinds. */
struct slice script_program(struct slice script);
/* 0 to 16; meaningless for scripts that are no witness programs. */
uint8_t script_witness_version(struct slice script);

struct script script_p2pkh(const uint8_t hash[static 20]);
struct script script_p2sh(const uint8_t hash[static 20]);
/* Version 0 to 16, program of 2 to 40 bytes. */
struct script script_witness(uint8_t version, struct slice program);

/* Below this many satoshi an output is dust for Bitcoin Core's default policy. */
uint64_t script_dust(struct slice script);

static inline struct slice script_slice(const struct script *script)
{
    return (struct slice){.data = script->bytes, .size = script->size};
}

#endif
