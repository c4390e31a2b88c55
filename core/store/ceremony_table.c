/* SPDX-License-Identifier: MIT */
#include "core/store/ceremony_table.h"

#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/crypto/seal.h"

#define CEREMONY_COLUMNS "cid, wallet, is_mine, state, proposal, roster, expires, failure, culprit"

static const char key_place[] = "ceremony_key|sealed";

enum { CEREMONY_KEY_BYTES = 32 };

result ceremony_insert(struct store *store, const struct ceremony *ceremony, uint64_t now)
{
    return store_run(store,
                     "INSERT INTO ceremony (" CEREMONY_COLUMNS ", created)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?, 0, '', ?)",
                     (struct value[]){value_bytes(ceremony->cid, 32),
                                      value_bytes(ceremony->wallet, 32),
                                      value_int(ceremony->is_mine), value_int(ceremony->state),
                                      value_blob(buffer_slice(&ceremony->proposal)),
                                      value_blob(buffer_slice(&ceremony->roster)),
                                      value_int(ceremony->expires), value_int(now), value_end()});
}

static result read_ceremony(const struct rows *rows, struct ceremony *ceremony)
{
    TRY(rows_fixed(rows, 0, ceremony->cid, sizeof ceremony->cid));
    TRY(rows_fixed(rows, 1, ceremony->wallet, sizeof ceremony->wallet));
    ceremony->is_mine = rows_int(rows, 2) != 0;
    ceremony->state = (enum ceremony_state)rows_int(rows, 3);
    buffer_append_slice(&ceremony->proposal, rows_blob(rows, 4));
    buffer_append_slice(&ceremony->roster, rows_blob(rows, 5));
    ceremony->expires = rows_int(rows, 6);
    ceremony->failure = (uint32_t)rows_int(rows, 7);
    return text_copy(ceremony->culprit, sizeof ceremony->culprit, rows_text(rows, 8));
}

result ceremony_by_cid(struct store *store, struct ceremony *out, const uint8_t cid[static 32])
{
    struct rows rows SCOPED(rows_close) = {0};
    struct ceremony ceremony = {0};

    rows_open(&rows, store, "SELECT " CEREMONY_COLUMNS " FROM ceremony WHERE cid = ?",
              (struct value[]){value_bytes(cid, 32), value_end()});
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(CEREMONY_UNKNOWN) : rows.status;
    const result done = read_ceremony(&rows, &ceremony);
    if (!is_ok(done)) {
        ceremony_free(&ceremony);
        return done;
    }
    *out = ceremony;
    return OK;
}

result ceremony_all(struct store *store, struct ceremony **out, size_t *count)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct ceremony *list = NULL;
    size_t found = 0;
    result status = OK;

    rows_open(&rows, store, "SELECT " CEREMONY_COLUMNS " FROM ceremony ORDER BY created", NULL);
    while (is_ok(status) && rows_next(&rows)) {
        list = memory_grow(list, found + 1, sizeof *list);
        list[found] = (struct ceremony){0};
        status = read_ceremony(&rows, &list[found++]);
    }
    if (is_ok(status))
        status = rows.status;
    if (!is_ok(status)) {
        ceremony_list_free(list, found);
        return status;
    }
    *out = list;
    *count = found;
    return OK;
}

void ceremony_free(struct ceremony *ceremony)
{
    buffer_free(&ceremony->proposal);
    buffer_free(&ceremony->roster);
}

void ceremony_list_free(struct ceremony *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ceremony_free(&list[i]);
    memory_free(list);
}

result ceremony_set_state(struct store *store, const uint8_t cid[static 32],
                          enum ceremony_state state)
{
    return store_run(store, "UPDATE ceremony SET state = ? WHERE cid = ?",
                     (struct value[]){value_int(state), value_bytes(cid, 32), value_end()});
}

result ceremony_fail(struct store *store, const uint8_t cid[static 32], enum error_code why,
                     const char *culprit)
{
    return store_run(
        store, "UPDATE ceremony SET state = 5, failure = ?, culprit = ? WHERE cid = ?",
        (struct value[]){value_int(why), value_text(culprit), value_bytes(cid, 32), value_end()});
}

result ceremony_set_roster(struct store *store, const uint8_t cid[static 32], struct slice roster)
{
    return store_run(store, "UPDATE ceremony SET roster = ? WHERE cid = ?",
                     (struct value[]){value_blob(roster), value_bytes(cid, 32), value_end()});
}

static result load_key(struct store *store, struct secret **out, const uint8_t cid[static 32])
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(&rows, store, "SELECT sealed FROM ceremony_key WHERE cid = ?",
              (struct value[]){value_bytes(cid, 32), value_end()});
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(CEREMONY_UNKNOWN) : rows.status;
    return store_unseal(store, out, key_place, slice_of(cid, 32), rows_blob(&rows, 0));
}

static result make_key(struct store *store, struct secret **out, const uint8_t cid[static 32])
{
    struct secret *key = secret_new(CEREMONY_KEY_BYTES);
    struct buffer sealed SCOPED(buffer_free) = {0};

    void *bytes = secret_lend(key);
    rng_fill(store_rng(store), bytes, CEREMONY_KEY_BYTES);
    store_seal(store, &sealed, key_place, slice_of(cid, 32), slice_of(bytes, CEREMONY_KEY_BYTES));
    secret_take_back(key);
    const result done = store_run(
        store, "INSERT INTO ceremony_key VALUES (?, ?)",
        (struct value[]){value_bytes(cid, 32), value_blob(buffer_slice(&sealed)), value_end()});
    if (!is_ok(done)) {
        secret_free(key);
        return done;
    }
    *out = key;
    return OK;
}

result ceremony_save_state(struct store *store, const uint8_t cid[static 32], struct slice state)
{
    struct secret *key SCOPED(secret_free_at) = NULL;
    struct buffer sealed SCOPED(buffer_free) = {0};
    const result loaded = load_key(store, &key, cid);

    if (loaded.code == ERROR_CEREMONY_UNKNOWN)
        TRY(make_key(store, &key, cid));
    else
        TRY(loaded);
    seal_close(&sealed, key, state, slice_of(cid, 32), store_rng(store));
    return store_run(
        store, "UPDATE ceremony SET sealed_state = ? WHERE cid = ?",
        (struct value[]){value_blob(buffer_slice(&sealed)), value_bytes(cid, 32), value_end()});
}

result ceremony_load_state(struct store *store, struct secret **out, const uint8_t cid[static 32])
{
    struct secret *key SCOPED(secret_free_at) = NULL;
    struct rows rows SCOPED(rows_close) = {0};

    TRY(load_key(store, &key, cid));
    rows_open(&rows, store, "SELECT sealed_state FROM ceremony WHERE cid = ?",
              (struct value[]){value_bytes(cid, 32), value_end()});
    CHECK(rows_next(&rows) && rows_blob(&rows, 0).size > 0, CEREMONY_UNKNOWN);
    if (!is_ok(seal_open_secret(out, key, rows_blob(&rows, 0), slice_of(cid, 32))))
        return FAIL(STORE_CELL);
    return OK;
}

result ceremony_erase(struct store *store, const uint8_t cid[static 32])
{
    TRY(store_run(store, "DELETE FROM ceremony_key WHERE cid = ?",
                  (struct value[]){value_bytes(cid, 32), value_end()}));
    return store_run(store, "UPDATE ceremony SET sealed_state = NULL WHERE cid = ?",
                     (struct value[]){value_bytes(cid, 32), value_end()});
}

result ceremony_frame_put(struct store *store, const uint8_t cid[static 32], uint8_t type,
                          const uint8_t hash[static 32], struct slice frame)
{
    return store_run(store, "INSERT OR IGNORE INTO ceremony_frame VALUES (?, ?, ?, ?)",
                     (struct value[]){value_bytes(cid, 32), value_int(type), value_bytes(hash, 32),
                                      value_blob(frame), value_end()});
}

result ceremony_frames(struct store *store, struct buffer *out, size_t *count,
                       const uint8_t cid[static 32], uint8_t type)
{
    struct rows rows SCOPED(rows_close) = {0};
    size_t found = 0;

    rows_open(&rows, store,
              "SELECT frame FROM ceremony_frame WHERE cid = ? AND type = ? ORDER BY rowid",
              (struct value[]){value_bytes(cid, 32), value_int(type), value_end()});
    while (rows_next(&rows)) {
        buffer_append_slice(out, rows_blob(&rows, 0));
        found++;
    }
    *count = found;
    return rows.status;
}
