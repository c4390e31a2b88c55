/* SPDX-License-Identifier: MIT */
#include "core/base/bech32.h"

#include <stdbool.h>
#include <string.h>

enum { CHECKSUM_VALUES = 6, TEXT_MIN = 8 };

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static uint32_t checksum_of_kind(enum bech32_kind kind)
{
    return kind == BECH32 ? 1 : 0x2bc830a3;
}

/* One step of the BCH code over GF(32) of BIP-173. */
static uint32_t polymod_step(uint32_t checksum, uint8_t value)
{
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                         0x2a1462b3};
    const uint32_t top = checksum >> 25;

    checksum = (checksum & 0x1ffffff) << 5 ^ value;
    for (unsigned i = 0; i < 5; i++)
        if (top >> i & 1)
            checksum ^= generator[i];
    return checksum;
}

static uint32_t polymod(const char *prefix, struct slice values)
{
    uint32_t checksum = 1;

    for (const char *c = prefix; *c; c++)
        checksum = polymod_step(checksum, (uint8_t)*c >> 5);
    checksum = polymod_step(checksum, 0);
    for (const char *c = prefix; *c; c++)
        checksum = polymod_step(checksum, (uint8_t)*c & 31);
    for (size_t i = 0; i < values.size; i++)
        checksum = polymod_step(checksum, values.data[i]);
    return checksum;
}

static bool is_prefix(const char *prefix, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (prefix[i] < 33 || prefix[i] > 126)
            return false;
    return size > 0;
}

result bech32_encode(char out[static BECH32_ROOM], enum bech32_kind kind, const char *prefix,
                     struct slice values)
{
    const size_t head = strlen(prefix);
    uint8_t all[BECH32_TEXT_MAX] = {0};

    CHECK(head + 1 + values.size + CHECKSUM_VALUES <= BECH32_TEXT_MAX, BITCOIN_ADDRESS);
    CHECK(is_prefix(prefix, head), BITCOIN_ADDRESS);
    if (values.size)
        memcpy(all, values.data, values.size);
    const size_t count = values.size + CHECKSUM_VALUES;
    const uint32_t sum = polymod(prefix, slice_of(all, count)) ^ checksum_of_kind(kind);
    for (size_t i = 0; i < CHECKSUM_VALUES; i++)
        all[values.size + i] = sum >> 5 * (5 - i) & 31;
    memcpy(out, prefix, head);
    out[head] = '1';
    for (size_t i = 0; i < count; i++)
        out[head + 1 + i] = alphabet[all[i] & 31];
    out[head + 1 + count] = 0;
    return OK;
}

/* The text in small letters; both cases in one text are refused. */
static result lower_case(char out[static BECH32_ROOM], const char *text)
{
    const size_t size = strlen(text);
    bool has_small = false;
    bool has_capital = false;

    CHECK(size >= TEXT_MIN && size <= BECH32_TEXT_MAX, BITCOIN_ADDRESS);
    for (size_t i = 0; i <= size; i++) {
        const char c = text[i];
        has_small = has_small || (c >= 'a' && c <= 'z');
        has_capital = has_capital || (c >= 'A' && c <= 'Z');
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
    }
    CHECK(!has_small || !has_capital, BITCOIN_ADDRESS_CASE);
    return OK;
}

result bech32_decode(struct bech32 *out, const char *text)
{
    char lower[BECH32_ROOM];
    uint8_t all[BECH32_TEXT_MAX] = {0};

    TRY(lower_case(lower, text));
    const char *separator = strrchr(lower, '1');
    CHECK(separator && is_prefix(lower, (size_t)(separator - lower)), BITCOIN_ADDRESS);
    const char *data = separator + 1;
    const size_t count = strlen(data);
    CHECK(count >= CHECKSUM_VALUES, BITCOIN_ADDRESS);
    for (size_t i = 0; i < count; i++) {
        const char *found = strchr(alphabet, data[i]);
        CHECK(found, BITCOIN_ADDRESS);
        all[i] = (uint8_t)(found - alphabet);
    }
    struct bech32 decoded = {.count = count - CHECKSUM_VALUES};
    memcpy(decoded.prefix, lower, (size_t)(separator - lower));
    const uint32_t sum = polymod(decoded.prefix, slice_of(all, count));
    CHECK(sum == checksum_of_kind(BECH32) || sum == checksum_of_kind(BECH32M),
          BITCOIN_ADDRESS_CHECKSUM);
    decoded.kind = sum == checksum_of_kind(BECH32) ? BECH32 : BECH32M;
    memcpy(decoded.values, all, decoded.count);
    *out = decoded;
    return OK;
}

result bech32_to_bytes(uint8_t *out, size_t *size, size_t room, struct slice values)
{
    uint32_t bits = 0;
    unsigned held = 0;
    size_t count = 0;

    CHECK(values.size * 5 / 8 <= room, BITCOIN_ADDRESS);
    CHECK(values.size * 5 % 8 < 5, BITCOIN_ADDRESS);
    for (size_t i = 0; i < values.size; i++) {
        bits = (bits << 5 | values.data[i]) & 0xfff;
        held += 5;
        if (held < 8)
            continue;
        held -= 8;
        out[count++] = (uint8_t)(bits >> held);
    }
    CHECK((bits & ((1u << held) - 1)) == 0, BITCOIN_ADDRESS);
    *size = count;
    return OK;
}

size_t bech32_from_bytes(uint8_t *values, size_t room, struct slice bytes)
{
    uint32_t bits = 0;
    unsigned held = 0;
    size_t count = 0;

    if ((bytes.size * 8 + 4) / 5 > room)
        return 0;
    for (size_t i = 0; i < bytes.size; i++) {
        bits = (bits << 8 | bytes.data[i]) & 0xfff;
        for (held += 8; held >= 5; held -= 5)
            values[count++] = (uint8_t)(bits >> (held - 5) & 31);
    }
    if (held)
        values[count++] = (uint8_t)(bits << (5 - held) & 31);
    return count;
}

static bool is_program(uint8_t version, size_t size)
{
    return version <= SEGWIT_VERSION_MAX && size >= SEGWIT_PROGRAM_MIN &&
           size <= SEGWIT_PROGRAM_MAX && (version != 0 || size == 20 || size == 32);
}

result bech32_address_decode(struct bech32_address *out, const char *text)
{
    struct bech32 decoded;
    struct bech32_address address = {0};

    TRY(bech32_decode(&decoded, text));
    CHECK(decoded.count > 0, BITCOIN_ADDRESS);
    address.version = decoded.values[0];
    TRY(bech32_to_bytes(address.program, &address.size, sizeof address.program,
                        slice_of(decoded.values + 1, decoded.count - 1)));
    CHECK(is_program(address.version, address.size), BITCOIN_ADDRESS);
    /* The right letters under the other check code are a mistake, not an address. */
    CHECK(decoded.kind == (address.version == 0 ? BECH32 : BECH32M), BITCOIN_ADDRESS_CHECKSUM);
    memcpy(address.prefix, decoded.prefix, sizeof address.prefix);
    *out = address;
    return OK;
}

result bech32_address_encode(char out[static BECH32_ROOM], const char *prefix, uint8_t version,
                             struct slice program)
{
    uint8_t values[BECH32_VALUES_MAX];

    CHECK(is_program(version, program.size), BITCOIN_ADDRESS);
    values[0] = version;
    const size_t count = bech32_from_bytes(values + 1, sizeof values - 1, program);
    return bech32_encode(out, version == 0 ? BECH32 : BECH32M, prefix, slice_of(values, count + 1));
}
