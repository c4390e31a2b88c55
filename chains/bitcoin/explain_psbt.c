/* SPDX-License-Identifier: MIT */
#include "chains/bitcoin/explain_psbt.h"

#include <string.h>

#include "chains/bitcoin/explain_read.h"
#include "core/base/memory.h"

struct entry {
    uint8_t type;
    struct slice key; /* behind the type */
    struct slice value;
};

/* One map, read as it comes; its keys are kept to notice one that stands twice. */
struct map {
    struct explain_reader *reader;
    struct slice seen[EXPLAIN_ENTRIES_MAX];
    size_t count;
};

/* Fills `entry`, or sets *is_end behind the last one. */
static result next_entry(struct entry *entry, bool *is_end, struct map *map)
{
    const struct slice key = explain_read_field(map->reader);

    CHECK(!map->reader->is_spoiled, BITCOIN_PSBT);
    *is_end = key.size == 0;
    if (*is_end)
        return OK;
    CHECK(map->count < EXPLAIN_ENTRIES_MAX, BITCOIN_PSBT_LIMIT);
    for (size_t i = 0; i < map->count; i++)
        CHECK(!slice_equal(map->seen[i], key), BITCOIN_PSBT);
    map->seen[map->count++] = key;
    entry->type = key.data[0];
    entry->key = slice_of(key.data + 1, key.size - 1);
    entry->value = explain_read_field(map->reader);
    CHECK(!map->reader->is_spoiled, BITCOIN_PSBT);
    return OK;
}

static result read_origin(struct explain_origin *out, const struct entry *entry, size_t key_size,
                          bool has_leaves)
{
    struct explain_reader reader = explain_read_over(entry->value);

    CHECK(entry->key.size == key_size, BITCOIN_PSBT);
    CHECK(out->key.size == 0, BITCOIN_PSBT_FIELD); /* one key, or somebody else's is mixed in */
    if (has_leaves)
        CHECK(explain_read_compact(&reader) == 0, BITCOIN_PSBT_SCRIPT);
    const struct slice fingerprint = explain_read_bytes(&reader, sizeof out->fingerprint);
    CHECK(fingerprint.size == sizeof out->fingerprint && reader.left % 4 == 0, BITCOIN_PSBT);
    CHECK(reader.left / 4 <= PATH_STEPS_MAX, BITCOIN_PSBT_PATH);
    memcpy(out->fingerprint, fingerprint.data, sizeof out->fingerprint);
    out->depth = reader.left / 4;
    for (size_t i = 0; i < out->depth; i++)
        out->path[i] = explain_read_u32(&reader);
    CHECK(explain_read_is_done(&reader), BITCOIN_PSBT);
    out->key = entry->key;
    return OK;
}

static result read_internal_key(struct slice *out, const struct entry *entry)
{
    CHECK(entry->key.size == 0 && entry->value.size == 32, BITCOIN_PSBT);
    *out = entry->value;
    return OK;
}

/* 0xFC | size, identifier | subtype | anything. Ours is "gridlock", 0: the network. */
static result read_proprietary(struct explain_psbt *psbt, const struct entry *entry, bool is_global)
{
    struct explain_reader reader = explain_read_over(entry->key);
    const struct slice name = explain_read_field(&reader);
    const uint64_t subtype = explain_read_compact(&reader);

    CHECK(!reader.is_spoiled && name.size > 0, BITCOIN_PSBT);
    if (!slice_equal(name, slice_of_text("gridlock")))
        return OK;
    CHECK(is_global && subtype == 0 && reader.left == 0, BITCOIN_PSBT_FIELD);
    CHECK(entry->value.size == 1, BITCOIN_PSBT_NETWORK);
    psbt->has_network = true;
    psbt->network = entry->value.data[0];
    return OK;
}

static result read_version(const struct entry *entry)
{
    struct explain_reader reader = explain_read_over(entry->value);
    const uint32_t version = explain_read_u32(&reader);

    CHECK(entry->key.size == 0 && explain_read_is_done(&reader), BITCOIN_PSBT);
    CHECK(version == 0, BITCOIN_PSBT_FIELD);
    return OK;
}

static result global_entry(struct explain_psbt *psbt, const struct entry *entry)
{
    switch (entry->type) {
    case 0x00: /* UNSIGNED_TX */
        CHECK(entry->key.size == 0, BITCOIN_PSBT);
        return explain_tx_read(&psbt->tx, entry->value);
    case 0xfb: /* VERSION */
        return read_version(entry);
    case 0xfc:
        return read_proprietary(psbt, entry, true);
    default:
        return FAIL(BITCOIN_PSBT_FIELD);
    }
}

static result read_coin_value(struct explain_coin *coin, const struct entry *entry)
{
    struct explain_reader reader = explain_read_over(entry->value);

    CHECK(entry->key.size == 0, BITCOIN_PSBT);
    coin->paid.value = explain_read_u64(&reader);
    coin->paid.script = explain_read_field(&reader);
    CHECK(explain_read_is_done(&reader), BITCOIN_PSBT);
    coin->has_value = true;
    return OK;
}

static result read_sighash(struct explain_coin *coin, const struct entry *entry)
{
    struct explain_reader reader = explain_read_over(entry->value);

    CHECK(entry->key.size == 0, BITCOIN_PSBT);
    coin->sighash = explain_read_u32(&reader);
    CHECK(explain_read_is_done(&reader), BITCOIN_PSBT);
    coin->has_sighash = true;
    return OK;
}

static result input_entry(struct explain_psbt *psbt, struct explain_coin *coin,
                          const struct entry *entry)
{
    switch (entry->type) {
    case 0x00: /* NON_WITNESS_UTXO */
        CHECK(entry->key.size == 0 && entry->value.size > 0, BITCOIN_PSBT);
        coin->previous = entry->value;
        return OK;
    case 0x01: /* WITNESS_UTXO */
        return read_coin_value(coin, entry);
    case 0x03:
        return read_sighash(coin, entry);
    case 0x06:
        return read_origin(&coin->segwit, entry, 33, false);
    case 0x16:
        return read_origin(&coin->taproot, entry, 32, true);
    case 0x17:
        return read_internal_key(&coin->internal_key, entry);
    case 0x02: /* PARTIAL_SIG */
    case 0x07: /* FINAL_SCRIPTSIG */
    case 0x08: /* FINAL_SCRIPTWITNESS */
    case 0x13: /* TAP_KEY_SIG */
    case 0x14: /* TAP_SCRIPT_SIG */
        return FAIL(BITCOIN_PSBT_SIGNED);
    case 0x04: /* REDEEM_SCRIPT */
    case 0x05: /* WITNESS_SCRIPT */
    case 0x15: /* TAP_LEAF_SCRIPT */
    case 0x18: /* TAP_MERKLE_ROOT */
        return FAIL(BITCOIN_PSBT_SCRIPT);
    case 0xfc:
        return read_proprietary(psbt, entry, false);
    default:
        return FAIL(BITCOIN_PSBT_FIELD);
    }
}

static result output_entry(struct explain_psbt *psbt, struct explain_claim *claim,
                           const struct entry *entry)
{
    switch (entry->type) {
    case 0x02:
        return read_origin(&claim->segwit, entry, 33, false);
    case 0x05:
        return read_internal_key(&claim->internal_key, entry);
    case 0x07:
        return read_origin(&claim->taproot, entry, 32, true);
    case 0xfc:
        return read_proprietary(psbt, entry, false);
    default:
        return FAIL(BITCOIN_PSBT_FIELD);
    }
}

static result read_global(struct explain_psbt *psbt, struct explain_reader *reader)
{
    struct map map = {.reader = reader};
    struct entry entry = {0};

    for (bool is_end = false;;) {
        TRY(next_entry(&entry, &is_end, &map));
        if (is_end)
            break;
        TRY(global_entry(psbt, &entry));
    }
    CHECK(psbt->tx.input_count > 0, BITCOIN_PSBT);
    return OK;
}

static result read_input(struct explain_psbt *psbt, size_t at, struct explain_reader *reader)
{
    struct map map = {.reader = reader};
    struct entry entry = {0};

    for (bool is_end = false;;) {
        TRY(next_entry(&entry, &is_end, &map));
        if (is_end)
            return OK;
        TRY(input_entry(psbt, &psbt->coins[at], &entry));
    }
}

static result read_output(struct explain_psbt *psbt, size_t at, struct explain_reader *reader)
{
    struct map map = {.reader = reader};
    struct entry entry = {0};

    for (bool is_end = false;;) {
        TRY(next_entry(&entry, &is_end, &map));
        if (is_end)
            return OK;
        TRY(output_entry(psbt, &psbt->claims[at], &entry));
    }
}

static result read_all(struct explain_psbt *psbt, struct slice payload)
{
    static const uint8_t magic[] = {'p', 's', 'b', 't', 0xff};

    CHECK(payload.size <= EXPLAIN_PSBT_BYTES_MAX, BITCOIN_PSBT_LIMIT);
    struct explain_reader reader = explain_read_over(payload);
    CHECK(slice_equal(explain_read_bytes(&reader, sizeof magic), slice_of(magic, sizeof magic)),
          BITCOIN_PSBT);
    TRY(read_global(psbt, &reader));
    for (size_t i = 0; i < psbt->tx.input_count; i++)
        TRY(read_input(psbt, i, &reader));
    for (size_t i = 0; i < psbt->tx.output_count; i++)
        TRY(read_output(psbt, i, &reader));
    CHECK(explain_read_is_done(&reader), BITCOIN_PSBT);
    return OK;
}

result explain_psbt_read(struct explain_psbt **out, struct slice payload)
{
    struct explain_psbt *psbt = memory_new(1, sizeof *psbt);
    const result r = read_all(psbt, payload);

    if (is_ok(r))
        *out = psbt;
    else
        memory_free(psbt);
    return r;
}
