/* SPDX-License-Identifier: MIT */
/* wallet export: all that is public about a wallet, for another program that only watches it. */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/json_line.h"
#include "app/lookup.h"
#include "chains/bitcoin/descriptor.h"
#include "core/base/hex.h"
#include "core/crypto/hash.h"
#include "core/engine/payment.h"
#include "core/message/record.h"

static void put(const struct session *session, struct json_line *line, const char *name,
                const char *text)
{
    print_line(session->print, "%-20s %s", name, text);
    json_line_text(line, name, text);
}

static void put_hex(const struct session *session, struct json_line *line, const char *name,
                    struct slice bytes)
{
    struct buffer text SCOPED(buffer_free) = {0};

    hex_append(&text, bytes);
    put(session, line, name, buffer_text(&text));
}

/* Without its checksum, so that paths and key can be put together anew. */
static result put_descriptors(const struct session *session, struct json_line *line,
                              const struct wallet *wallet, enum account_kind kind)
{
    static const char *const ends[] = {"receive", "change"};
    struct account account;

    TRY(engine_account_of(session->engine, &account, wallet->id, kind));
    for (uint32_t change = 0; change < 2; change++) {
        char text[DESCRIPTOR_MAX];
        char name[40];
        TRY(descriptor_write(text, &account, change));
        text[strcspn(text, "#")] = 0;
        snprintf(name, sizeof name, "%s_%s", lookup_account_name(kind), ends[change]);
        put(session, line, name, text);
    }
    return OK;
}

static result put_record(const struct session *session, struct json_line *line,
                         const struct wallet *wallet)
{
    struct epoch epoch SCOPED(epoch_free) = {0};
    struct epoch_record record;
    uint8_t key[POINT_BYTES];
    uint8_t hash[HASH_BYTES];

    TRY(epoch_current(session_store(session), &epoch, wallet->id));
    TRY(record_read(&record, buffer_slice(&epoch.record)));
    point_write(key, &record.lane[LANE_SCHNORR].key);
    put_hex(session, line, "schnorr_key", slice_of(key, sizeof key));
    put_hex(session, line, "schnorr_chaincode", slice_of(record.lane[LANE_SCHNORR].chaincode, 32));
    point_write(key, &record.lane[LANE_ECDSA].key);
    put_hex(session, line, "ecdsa_key", slice_of(key, sizeof key));
    put_hex(session, line, "ecdsa_chaincode", slice_of(record.lane[LANE_ECDSA].chaincode, 32));
    put_hex(session, line, "epoch_hash", slice_of(epoch.hash, sizeof epoch.hash));
    put_hex(session, line, "epoch_record", buffer_slice(&epoch.record));
    hash_sha256(hash, buffer_slice(&epoch.certificate));
    put_hex(session, line, "certificate_sha256", slice_of(hash, sizeof hash));
    json_line_number(line, "threshold", record.t);
    json_line_number(line, "guardians", record.n);
    return OK;
}

static result put_all(const struct session *session, struct json_line *line,
                      const struct wallet *wallet)
{
    char address[ADDRESS_MAX];

    put(session, line, "name", wallet->name);
    put_hex(session, line, "id", slice_of(wallet->id, sizeof wallet->id));
    TRY(put_descriptors(session, line, wallet, ACCOUNT_TAPROOT));
    TRY(put_descriptors(session, line, wallet, ACCOUNT_SEGWIT));
    TRY(engine_address(session->engine, address, wallet->id, ACCOUNT_ETHEREUM, 0, 0));
    put(session, line, "ethereum_address", address);
    return put_record(session, line, wallet);
}

result command_wallet_export(struct session *session)
{
    const char *name = session->options->word_count > 0 ? session->options->words[0] : NULL;
    struct wallet wallet;
    struct json_line line = {0};

    TRY(lookup_own_wallet(session, &wallet, name));
    const result done = put_all(session, &line, &wallet);
    if (is_ok(done) && session->print->is_json)
        json_line_print(&line);
    buffer_free(&line.text);
    return done;
}
