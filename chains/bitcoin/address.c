/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/address.h"

#include <string.h>

#include "core/base/base58.h"
#include "core/base/bech32.h"
#include "core/base/text.h"
#include "core/crypto/derive.h"
#include "core/crypto/hash.h"

enum { HASH_ADDRESS_BYTES = 21 };

/* The test networks and regtest share their base58 versions. */
static const struct network_form {
    const char *prefix;
    uint8_t p2pkh;
    uint8_t p2sh;
} forms[] = {
    [NETWORK_MAIN] = {"bc", 0x00, 0x05},
    [NETWORK_TEST] = {"tb", 0x6f, 0xc4},
    [NETWORK_REGTEST] = {"bcrt", 0x6f, 0xc4},
};

static bool is_network(enum network network)
{
    return (unsigned)network <= NETWORK_REGTEST;
}

static result foreign_network(enum network network)
{
    switch (network) {
    case NETWORK_MAIN:
        return FAIL(BITCOIN_ADDRESS_MAIN);
    case NETWORK_TEST:
        return FAIL(BITCOIN_ADDRESS_TEST);
    case NETWORK_REGTEST:
        return FAIL(BITCOIN_ADDRESS_REGTEST);
    }
    return FAIL(BITCOIN_ADDRESS);
}

static result taproot_output(struct address_own *own)
{
    struct scalar tweak;

    TRY(derive_taproot_output(own->output, &tweak, &own->key));
    own->script = script_witness(1, slice_of(own->output, sizeof own->output));
    return OK;
}

static void segwit_output(struct address_own *own)
{
    uint8_t bytes[POINT_BYTES];
    uint8_t hash[20];

    point_write(bytes, &own->key);
    hash_160(hash, slice_of(bytes, sizeof bytes));
    own->script = script_witness(0, slice_of(hash, sizeof hash));
}

result address_own(struct address_own *out, const struct account *account, uint32_t change,
                   uint32_t index)
{
    struct address_own own = {0};
    struct derived derived;
    struct point key;

    CHECK(account->kind == ACCOUNT_TAPROOT || account->kind == ACCOUNT_SEGWIT, BITCOIN_ACCOUNT);
    CHECK(change <= 1, PATH_REFUSED);
    if (account->kind == ACCOUNT_SEGWIT)
        own.path[own.depth++] = ADDRESS_SEGWIT_PURPOSE;
    own.path[own.depth++] = change;
    own.path[own.depth++] = index;
    TRY(point_read(&key, account->key));
    TRY(derive_path(&derived, &key, account->chaincode, own.path, own.depth));
    own.key = derived.key;
    if (account->kind == ACCOUNT_TAPROOT)
        TRY(taproot_output(&own));
    else
        segwit_output(&own);
    *out = own;
    return OK;
}

bool address_path_read(uint32_t *change, uint32_t *index, const struct account *account,
                       const uint32_t *path, size_t depth)
{
    const size_t first = account->kind == ACCOUNT_SEGWIT ? 1 : 0;

    if (depth != first + 2 || (first && path[0] != ADDRESS_SEGWIT_PURPOSE))
        return false;
    if (path[first] > 1 || path[first + 1] >= 0x80000000u)
        return false;
    *change = path[first];
    *index = path[first + 1];
    return true;
}

/* "bc1...", also with another network's prefix. */
static bool has_segwit_prefix(const char *text)
{
    char head[6] = {0};

    for (size_t i = 0; i < sizeof head - 1 && text[i]; i++)
        head[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 'a' - 'A') : text[i];
    return text_starts_with(head, "bc1") || text_starts_with(head, "tb1") ||
           text_starts_with(head, "bcrt1");
}

static result read_segwit(struct script *out, enum network network, const char *text)
{
    struct bech32_address address;

    TRY(bech32_address_decode(&address, text));
    for (unsigned i = NETWORK_MAIN; i <= NETWORK_REGTEST; i++) {
        if (strcmp(address.prefix, forms[i].prefix) != 0)
            continue;
        if ((enum network)i != network)
            return foreign_network((enum network)i);
        *out = script_witness(address.version, slice_of(address.program, address.size));
        return OK;
    }
    return FAIL(BITCOIN_ADDRESS);
}

/* WIF keys and extended keys are base58check too; somebody may paste one by mistake. */
static bool is_key(struct slice payload)
{
    if (payload.size == DERIVE_EXTENDED_BYTES)
        return true;
    return (payload.size == 33 || payload.size == 34) &&
           (payload.data[0] == 0x80 || payload.data[0] == 0xef);
}

static result read_base58(struct script *out, enum network network, const char *text)
{
    SCOPED(buffer_wipe) struct buffer payload = {0};

    TRY(base58_check_decode(&payload, text));
    CHECK(!is_key(buffer_slice(&payload)), BITCOIN_ADDRESS_KEY);
    CHECK(payload.size == HASH_ADDRESS_BYTES, BITCOIN_ADDRESS);
    const uint8_t version = payload.data[0];
    const struct network_form *form = &forms[network];
    if (version == form->p2pkh)
        *out = script_p2pkh(payload.data + 1);
    else if (version == form->p2sh)
        *out = script_p2sh(payload.data + 1);
    else if (version == forms[NETWORK_MAIN].p2pkh || version == forms[NETWORK_MAIN].p2sh)
        return FAIL(BITCOIN_ADDRESS_MAIN);
    else if (version == forms[NETWORK_TEST].p2pkh || version == forms[NETWORK_TEST].p2sh)
        return FAIL(BITCOIN_ADDRESS_TEST);
    else
        return FAIL(BITCOIN_ADDRESS);
    return OK;
}

result address_read(struct script *out, enum network network, const char *text)
{
    CHECK(is_network(network), BITCOIN_ACCOUNT);
    CHECK(strlen(text) < BASE58_TEXT_MAX, BITCOIN_ADDRESS);
    if (has_segwit_prefix(text))
        return read_segwit(out, network, text);
    return read_base58(out, network, text);
}

static result write_base58(char out[static ADDRESS_MAX], uint8_t version, struct slice hash)
{
    SCOPED(buffer_free) struct buffer text = {0};
    uint8_t payload[HASH_ADDRESS_BYTES] = {version};

    memcpy(payload + 1, hash.data, hash.size);
    base58_check_encode(&text, slice_of(payload, sizeof payload));
    return text_copy(out, ADDRESS_MAX, buffer_text(&text));
}

result address_write(char out[static ADDRESS_MAX], enum network network, struct slice script)
{
    const struct slice program = script_program(script);

    CHECK(is_network(network), BITCOIN_ACCOUNT);
    switch (script_kind_of(script)) {
    case SCRIPT_P2PKH:
        return write_base58(out, forms[network].p2pkh, program);
    case SCRIPT_P2SH:
        return write_base58(out, forms[network].p2sh, program);
    case SCRIPT_P2WPKH:
    case SCRIPT_P2WSH:
    case SCRIPT_P2TR:
    case SCRIPT_WITNESS:
        return bech32_address_encode(out, forms[network].prefix, script_witness_version(script),
                                     program);
    case SCRIPT_DATA:
    case SCRIPT_OTHER:
        break;
    }
    return FAIL(BITCOIN_ADDRESS);
}
