/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/script.h"

#include <stdlib.h>
#include <string.h>

enum {
    OP_0 = 0x00,
    OP_1 = 0x51,
    OP_16 = 0x60,
    OP_RETURN = 0x6a,
    OP_DUP = 0x76,
    OP_EQUAL = 0x87,
    OP_EQUALVERIFY = 0x88,
    OP_HASH160 = 0xa9,
    OP_CHECKSIG = 0xac
};

static bool is_p2pkh(struct slice s)
{
    return s.size == 25 && s.data[0] == OP_DUP && s.data[1] == OP_HASH160 && s.data[2] == 20 &&
           s.data[23] == OP_EQUALVERIFY && s.data[24] == OP_CHECKSIG;
}

static bool is_p2sh(struct slice s)
{
    return s.size == 23 && s.data[0] == OP_HASH160 && s.data[1] == 20 && s.data[22] == OP_EQUAL;
}

/* BIP-141: one small number, one push of 2 to 40 bytes, nothing else. */
static bool is_witness(struct slice s)
{
    return s.size >= 4 && s.size <= SCRIPT_MAX && s.data[1] == s.size - 2 &&
           (s.data[0] == OP_0 || (s.data[0] >= OP_1 && s.data[0] <= OP_16));
}

uint8_t script_witness_version(struct slice script)
{
    return script.data[0] == OP_0 ? 0 : (uint8_t)(script.data[0] - OP_1 + 1);
}

static enum script_kind witness_kind(struct slice s)
{
    const uint8_t version = script_witness_version(s);

    if (version == 0 && s.size == SCRIPT_WITNESS_20)
        return SCRIPT_P2WPKH;
    if (version == 0 && s.size == SCRIPT_WITNESS_32)
        return SCRIPT_P2WSH;
    if (version == 0)
        return SCRIPT_OTHER; /* nobody could ever spend it */
    return version == 1 && s.size == SCRIPT_WITNESS_32 ? SCRIPT_P2TR : SCRIPT_WITNESS;
}

enum script_kind script_kind_of(struct slice script)
{
    if (is_witness(script))
        return witness_kind(script);
    if (is_p2pkh(script))
        return SCRIPT_P2PKH;
    if (is_p2sh(script))
        return SCRIPT_P2SH;
    return script.size > 0 && script.data[0] == OP_RETURN ? SCRIPT_DATA : SCRIPT_OTHER;
}

struct slice script_program(struct slice script)
{
    switch (script_kind_of(script)) {
    case SCRIPT_P2PKH:
        return slice_of(script.data + 3, 20);
    case SCRIPT_P2SH:
    case SCRIPT_P2WPKH:
    case SCRIPT_P2WSH:
    case SCRIPT_P2TR:
    case SCRIPT_WITNESS:
        return slice_of(script.data + 2, script.data[1]);
    case SCRIPT_DATA:
    case SCRIPT_OTHER:
        break;
    }
    return (struct slice){0};
}

struct script script_p2pkh(const uint8_t hash[static 20])
{
    struct script script = {.bytes = {OP_DUP, OP_HASH160, 20}, .size = 25};

    memcpy(script.bytes + 3, hash, 20);
    script.bytes[23] = OP_EQUALVERIFY;
    script.bytes[24] = OP_CHECKSIG;
    return script;
}

struct script script_p2sh(const uint8_t hash[static 20])
{
    struct script script = {.bytes = {OP_HASH160, 20}, .size = 23};

    memcpy(script.bytes + 2, hash, 20);
    script.bytes[22] = OP_EQUAL;
    return script;
}

struct script script_witness(uint8_t version, struct slice program)
{
    struct script script = {.size = program.size + 2};

    if (version > 16 || program.size < 2 || program.size > 40)
        abort();
    script.bytes[0] = version == 0 ? OP_0 : (uint8_t)(OP_1 + version - 1);
    script.bytes[1] = (uint8_t)program.size;
    memcpy(script.bytes + 2, program.data, program.size);
    return script;
}

/* 3 sat per byte of the output and of the smallest input that could spend it. */
uint64_t script_dust(struct slice script)
{
    const uint64_t output = 8 + 1 + script.size;
    const bool is_witness_program = is_witness(script);

    return 3 * (output + (is_witness_program ? 67 : 148));
}
