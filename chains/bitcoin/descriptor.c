/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/descriptor.h"

#include <string.h>

#include "chains/bitcoin/address.h"
#include "core/base/base58.h"
#include "core/base/hex.h"
#include "core/base/text.h"
#include "core/crypto/derive.h"

/* BIP-380: a BCH code over GF(32) of the characters' places in this string, groups of three. */
static const char places[] = "0123456789()[],'/*abcdefgh@:$%{}"
                             "IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~"
                             "ijklmnopqrstuvwxyzABCDEFGH`#\"\\ ";
static const char letters[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static uint64_t polymod_step(uint64_t checksum, unsigned value)
{
    static const uint64_t generator[] = {0xf5dee51989, 0xa9fdca3312, 0x1bab10e32d, 0x3706b1677a,
                                         0x644d626ffd};
    const uint64_t top = checksum >> 35;

    checksum = (checksum & 0x7ffffffff) << 5 ^ value;
    for (unsigned i = 0; i < 5; i++)
        if (top >> i & 1)
            checksum ^= generator[i];
    return checksum;
}

bool descriptor_checksum(char out[static DESCRIPTOR_CHECKSUM + 1], const char *text)
{
    uint64_t checksum = 1;
    unsigned group = 0;
    unsigned held = 0;

    for (const char *c = text; *c; c++) {
        const char *found = strchr(places, *c);
        if (!found)
            return false;
        const unsigned place = (unsigned)(found - places);
        checksum = polymod_step(checksum, place & 31);
        group = group * 3 + (place >> 5);
        if (++held < 3)
            continue;
        checksum = polymod_step(checksum, group);
        group = held = 0;
    }
    if (held > 0)
        checksum = polymod_step(checksum, group);
    for (unsigned i = 0; i < DESCRIPTOR_CHECKSUM; i++)
        checksum = polymod_step(checksum, 0);
    checksum ^= 1;
    for (unsigned i = 0; i < DESCRIPTOR_CHECKSUM; i++)
        out[i] = letters[checksum >> 5 * (DESCRIPTOR_CHECKSUM - 1 - i) & 31];
    out[DESCRIPTOR_CHECKSUM] = 0;
    return true;
}

result descriptor_write(char out[static DESCRIPTOR_MAX], const struct account *account,
                        uint32_t change)
{
    SCOPED(buffer_free) struct buffer text = {0};
    uint8_t bytes[DERIVE_EXTENDED_BYTES];
    char sum[DESCRIPTOR_CHECKSUM + 1];
    struct point key;

    CHECK(account->kind == ACCOUNT_TAPROOT || account->kind == ACCOUNT_SEGWIT, BITCOIN_ACCOUNT);
    TRY(point_read(&key, account->key));
    derive_extended_public(bytes, &key, account->chaincode, account->network != NETWORK_MAIN);
    buffer_print(&text, account->kind == ACCOUNT_TAPROOT ? "tr(" : "wpkh(");
    base58_check_encode(&text, slice_of(bytes, sizeof bytes));
    if (account->kind == ACCOUNT_SEGWIT)
        buffer_print(&text, "/%d", ADDRESS_SEGWIT_PURPOSE);
    buffer_print(&text, "/%u/*)", (unsigned)change);
    CHECK(descriptor_checksum(sum, buffer_text(&text)), INTERNAL);
    buffer_print(&text, "#%s", sum);
    return text_copy(out, DESCRIPTOR_MAX, buffer_text(&text));
}

/* "/84/0/5]": decimal steps, none hardened. Returns the count, or PATH_STEPS_MAX + 1 for anything
 * else. */
static size_t read_path(uint32_t path[static PATH_STEPS_MAX], const char *text)
{
    size_t depth = 0;

    while (*text == '/') {
        uint64_t step = 0;
        const char *digit = ++text;
        while (*digit >= '0' && *digit <= '9' && digit - text < 10)
            step = step * 10 + (uint64_t)(*digit++ - '0');
        if (digit == text || step >= 0x80000000u || depth == PATH_STEPS_MAX)
            return PATH_STEPS_MAX + 1;
        path[depth++] = (uint32_t)step;
        text = digit;
    }
    return *text == ']' ? depth : PATH_STEPS_MAX + 1;
}

bool descriptor_read_origin(uint32_t *change, uint32_t *index, const struct account *account,
                            const char *text)
{
    const char *head = account->kind == ACCOUNT_TAPROOT ? "tr([" : "wpkh([";
    uint8_t fingerprint[DERIVE_FINGERPRINT_BYTES];
    char hex[2 * DERIVE_FINGERPRINT_BYTES + 1];
    uint32_t path[PATH_STEPS_MAX];
    struct point key;

    if (!text_starts_with(text, head) || !is_ok(point_read(&key, account->key)))
        return false;
    derive_fingerprint(fingerprint, &key);
    hex_encode(hex, slice_of(fingerprint, sizeof fingerprint));
    if (!text_starts_with(text + strlen(head), hex))
        return false;
    const size_t depth = read_path(path, text + strlen(head) + strlen(hex));
    return depth <= PATH_STEPS_MAX && address_path_read(change, index, account, path, depth);
}
