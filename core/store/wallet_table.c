/* SPDX-License-Identifier: MIT */
#include "core/store/wallet_table.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"

#define WALLET_COLUMNS "id, name, is_mine, owner, network, chain_id, state, top, created"
#define EPOCH_COLUMNS "hash, wallet, number, state, seat, cid, record, certificate"

static const char share_place[] = "epoch|sealed_share";

enum { NO_SEAT = 0xffff };

result wallet_insert(struct store *store, const struct wallet *wallet, uint64_t now)
{
    return store_run(store,
                     "INSERT INTO wallet (" WALLET_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     (struct value[]){value_bytes(wallet->id, 32), value_text(wallet->name),
                                      value_int(wallet->is_mine), value_bytes(wallet->owner, 32),
                                      value_int(wallet->network), value_int(wallet->chain_id),
                                      value_int(wallet->state), value_int(wallet->top),
                                      value_int(now), value_end()});
}

static result read_wallet(const struct rows *rows, struct wallet *wallet)
{
    TRY(rows_fixed(rows, 0, wallet->id, sizeof wallet->id));
    TRY(text_copy(wallet->name, sizeof wallet->name, rows_text(rows, 1)));
    wallet->is_mine = rows_int(rows, 2) != 0;
    TRY(rows_fixed(rows, 3, wallet->owner, sizeof wallet->owner));
    wallet->network = (uint8_t)rows_int(rows, 4);
    wallet->chain_id = rows_int(rows, 5);
    wallet->state = (enum wallet_state)rows_int(rows, 6);
    wallet->top = (uint32_t)rows_int(rows, 7);
    wallet->created = rows_int(rows, 8);
    return OK;
}

static result read_one_wallet(struct store *store, struct wallet *out, const char *sql,
                              const struct value *values)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct wallet wallet = {0};

    rows_open(&rows, store, sql, values);
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(WALLET_UNKNOWN) : rows.status;
    TRY(read_wallet(&rows, &wallet));
    CHECK(!rows_next(&rows), WALLET_CHOOSE);
    TRY(rows.status);
    *out = wallet;
    return OK;
}

result wallet_by_id(struct store *store, struct wallet *out, const uint8_t id[static 32])
{
    return read_one_wallet(store, out, "SELECT " WALLET_COLUMNS " FROM wallet WHERE id = ?",
                           (struct value[]){value_bytes(id, 32), value_end()});
}

result wallet_by_name(struct store *store, struct wallet *out, const char *name)
{
    if (!name)
        return read_one_wallet(
            store, out,
            "SELECT " WALLET_COLUMNS " FROM wallet WHERE is_mine = 1 AND state IN (1, 2)", NULL);
    return read_one_wallet(store, out,
                           "SELECT " WALLET_COLUMNS " FROM wallet WHERE name = ? AND state <> 3",
                           (struct value[]){value_text(name), value_end()});
}

result wallet_all(struct store *store, struct wallet **out, size_t *count)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct wallet *wallets = NULL;
    size_t found = 0;
    result status = OK;

    rows_open(&rows, store, "SELECT " WALLET_COLUMNS " FROM wallet ORDER BY created, name", NULL);
    while (is_ok(status) && rows_next(&rows)) {
        wallets = memory_grow(wallets, found + 1, sizeof *wallets);
        status = read_wallet(&rows, &wallets[found++]);
    }
    if (is_ok(status))
        status = rows.status;
    if (!is_ok(status)) {
        memory_free(wallets);
        return status;
    }
    *out = wallets;
    *count = found;
    return OK;
}

result wallet_set_state(struct store *store, const uint8_t id[static 32], enum wallet_state state)
{
    return store_run(store, "UPDATE wallet SET state = ? WHERE id = ?",
                     (struct value[]){value_int(state), value_bytes(id, 32), value_end()});
}

result wallet_raise_top(struct store *store, const uint8_t id[static 32], uint32_t top)
{
    return store_run(store, "UPDATE wallet SET top = max(top, ?) WHERE id = ?",
                     (struct value[]){value_int(top), value_bytes(id, 32), value_end()});
}

static result seal_share(struct store *store, struct buffer *out, const uint8_t hash[static 32],
                         struct secret *share)
{
    CHECK(secret_size(share) == SHARE_BYTES, INTERNAL);
    store_seal(store, out, share_place, slice_of(hash, 32),
               slice_of(secret_lend(share), SHARE_BYTES));
    secret_take_back(share);
    return OK;
}

result epoch_insert(struct store *store, const struct epoch *epoch, struct secret *share)
{
    struct buffer sealed SCOPED(buffer_free) = {0};

    if (share)
        TRY(seal_share(store, &sealed, epoch->hash, share));
    return store_run(
        store,
        "INSERT INTO epoch (hash, wallet, number, state, seat, record, cid, certificate,"
        " sealed_share) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        (struct value[]){value_bytes(epoch->hash, 32), value_bytes(epoch->wallet, 32),
                         value_int(epoch->number), value_int(epoch->state),
                         value_int(epoch->seat < 0 ? NO_SEAT : (uint64_t)epoch->seat),
                         value_blob(buffer_slice(&epoch->record)), value_bytes(epoch->cid, 32),
                         share ? value_blob(buffer_slice(&sealed)) : value_null(), value_end()});
}

static result read_epoch(const struct rows *rows, struct epoch *epoch)
{
    TRY(rows_fixed(rows, 0, epoch->hash, sizeof epoch->hash));
    TRY(rows_fixed(rows, 1, epoch->wallet, sizeof epoch->wallet));
    epoch->number = (uint32_t)rows_int(rows, 2);
    epoch->state = (enum epoch_state)rows_int(rows, 3);
    epoch->seat = rows_int(rows, 4) == NO_SEAT ? -1 : (int)rows_int(rows, 4);
    TRY(rows_fixed(rows, 5, epoch->cid, sizeof epoch->cid));
    buffer_append_slice(&epoch->record, rows_blob(rows, 6));
    buffer_append_slice(&epoch->certificate, rows_blob(rows, 7));
    return OK;
}

static result read_one_epoch(struct store *store, struct epoch *out, const char *sql,
                             struct value key)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct epoch epoch = {0};

    rows_open(&rows, store, sql, (struct value[]){key, value_end()});
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(EPOCH_UNKNOWN) : rows.status;
    const result done = read_epoch(&rows, &epoch);
    if (!is_ok(done)) {
        epoch_free(&epoch);
        return done;
    }
    *out = epoch;
    return OK;
}

result epoch_by_hash(struct store *store, struct epoch *out, const uint8_t hash[static 32])
{
    return read_one_epoch(store, out, "SELECT " EPOCH_COLUMNS " FROM epoch WHERE hash = ?",
                          value_bytes(hash, 32));
}

result epoch_by_cid(struct store *store, struct epoch *out, const uint8_t cid[static 32])
{
    return read_one_epoch(store, out, "SELECT " EPOCH_COLUMNS " FROM epoch WHERE cid = ?",
                          value_bytes(cid, 32));
}

result epoch_current(struct store *store, struct epoch *out, const uint8_t wallet[static 32])
{
    return read_one_epoch(store, out,
                          "SELECT " EPOCH_COLUMNS " FROM epoch WHERE wallet = ? AND state = 2"
                          " ORDER BY number DESC, hash DESC LIMIT 1",
                          value_bytes(wallet, 32));
}

void epoch_free(struct epoch *epoch)
{
    buffer_free(&epoch->record);
    buffer_free(&epoch->certificate);
}

result epoch_activate(struct store *store, const uint8_t hash[static 32], struct slice certificate)
{
    return store_run(store, "UPDATE epoch SET state = 2, certificate = ? WHERE hash = ?",
                     (struct value[]){value_blob(certificate), value_bytes(hash, 32), value_end()});
}

result epoch_set_certificate(struct store *store, const uint8_t hash[static 32],
                             enum epoch_state state, struct slice certificate)
{
    return store_run(store, "UPDATE epoch SET state = ?, certificate = ? WHERE hash = ?",
                     (struct value[]){value_int(state), value_blob(certificate),
                                      value_bytes(hash, 32), value_end()});
}

result epoch_erase_below(struct store *store, const uint8_t wallet[static 32], uint32_t number,
                         const uint8_t hash[static 32])
{
    return store_run(store,
                     "UPDATE epoch SET state = 3, sealed_share = NULL WHERE wallet = ?"
                     " AND (number < ? OR (number = ? AND hash < ?))",
                     (struct value[]){value_bytes(wallet, 32), value_int(number), value_int(number),
                                      value_bytes(hash, 32), value_end()});
}

result epoch_share(struct store *store, struct secret **out, const uint8_t hash[static 32])
{
    struct rows rows SCOPED(rows_close) = {0};
    struct secret *share = NULL;

    rows_open(&rows, store, "SELECT sealed_share FROM epoch WHERE hash = ?",
              (struct value[]){value_bytes(hash, 32), value_end()});
    CHECK(rows_next(&rows), EPOCH_UNKNOWN);
    CHECK(rows_blob(&rows, 0).size > 0, SHARE_MISSING);
    TRY(store_unseal(store, &share, share_place, slice_of(hash, 32), rows_blob(&rows, 0)));
    if (secret_size(share) != SHARE_BYTES) {
        secret_free(share);
        return FAIL(STORE_BROKEN);
    }
    *out = share;
    return OK;
}
