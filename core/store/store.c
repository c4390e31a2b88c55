/* SPDX-License-Identifier: MIT */
#include "core/store/store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/crypto/passphrase.h"
#include "core/crypto/seal.h"
#include "core/store/migrations.h"

enum { APPLICATION_ID = 0x474c4b31, KEY_BYTES = 32, PATH_ROOM = 1024, BUSY_MS = 5000 };

struct store {
    sqlite3 *database;
    struct secret *key;
    struct rng *rng;
    bool in_transaction;
};

/* Which of our sentences an SQLite code is. */
static result translate(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return OK;
    case SQLITE_FULL:
        return FAIL(STORE_FULL);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return FAIL(STORE_BUSY);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_SCHEMA:
        return FAIL(STORE_BROKEN);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return FAIL(STORE_IO);
    default:
        return FAIL(INTERNAL);
    }
}

/* A full disk under the write-ahead log shows as an I/O error with ENOSPC behind it. */
static result translate_now(struct store *store, int code)
{
    enum { NO_SPACE = 28 };

    if ((code & 0xff) == SQLITE_IOERR && sqlite3_system_errno(store->database) == NO_SPACE)
        return FAIL(STORE_FULL);
    return translate(code);
}

static result run_script(struct store *store, const char *sql)
{
    return translate_now(store, sqlite3_exec(store->database, sql, NULL, NULL, NULL));
}

static const char database_name[] = "gridlock.db";
static const char unfinished_name[] = "gridlock.db.new";

static result database_path(char out[static PATH_ROOM], const char *folder, const char *name)
{
    const int size = snprintf(out, PATH_ROOM, "%s/%s", folder, name);

    CHECK(size > 0 && size < PATH_ROOM, TEXT_LONG);
    return OK;
}

bool store_exists(const char *folder)
{
    char path[PATH_ROOM];
    struct stat status;

    return is_ok(database_path(path, folder, database_name)) && stat(path, &status) == 0;
}

static result open_database(struct store *store, const char *folder, const char *name, int flags)
{
    char path[PATH_ROOM];

    TRY(database_path(path, folder, name));
    TRY(translate(sqlite3_open_v2(path, &store->database, flags, NULL)));
    sqlite3_busy_timeout(store->database, BUSY_MS);
    return run_script(store, "PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
                             "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;"
                             "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
}

static result read_pragma(struct store *store, const char *sql, uint64_t *out)
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(&rows, store, sql, NULL);
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows.status;
}

static result migrate(struct store *store)
{
    uint64_t version = 0;

    TRY(read_pragma(store, "PRAGMA user_version", &version));
    CHECK(version <= migrations_count(), STORE_NEWER);
    for (size_t i = (size_t)version; i < migrations_count(); i++) {
        char set_version[64];
        snprintf(set_version, sizeof set_version, "PRAGMA user_version=%zu", i + 1);
        TRY(store_begin(store));
        result done = run_script(store, migrations[i].sql);
        if (is_ok(done))
            done = run_script(store, set_version);
        if (is_ok(done))
            done = store_commit(store);
        if (!is_ok(done)) {
            store_rollback(store);
            return done;
        }
    }
    return OK;
}

static const char lock_schema[] =
    "CREATE TABLE lock (id INTEGER PRIMARY KEY CHECK (id = 1), kind INTEGER NOT NULL, ops INTEGER "
    "NOT NULL,"
    " mem_kib INTEGER NOT NULL, salt BLOB NOT NULL, sealed_key BLOB NOT NULL) STRICT;";

static result key_from(struct secret **out, enum store_lock lock, struct secret *given,
                       const struct passphrase_params *params)
{
    const struct slice bytes = slice_of(secret_lend(given), secret_size(given));
    const result done = lock == STORE_LOCK_KEY_FILE ? passphrase_from_key_file(out, bytes, params)
                                                    : passphrase_key(out, bytes, params);

    secret_take_back(given);
    return done;
}

static const char insert_lock[] = "INSERT INTO lock VALUES (1, ?, ?, ?, ?, ?)";
static const char update_lock[] =
    "UPDATE lock SET kind = ?, ops = ?, mem_kib = ?, salt = ?, sealed_key = ? WHERE id = 1";

struct sealed_lock {
    enum store_lock lock;
    struct passphrase_params params;
    struct buffer sealed; /* owned */
};

/* The slow part; touches no row. */
static result seal_lock(const struct store *store, struct sealed_lock *out, struct secret *given)
{
    struct secret *outer SCOPED(secret_free_at) = NULL;

    out->params = passphrase_params_new(store->rng);
    TRY(key_from(&outer, out->lock, given, &out->params));
    seal_close(&out->sealed, outer, slice_of(secret_lend(store->key), KEY_BYTES),
               slice_of_text("lock|sealed_key"), store->rng);
    secret_take_back(store->key);
    return OK;
}

static result write_lock(struct store *store, const char *sql, const struct sealed_lock *lock)
{
    return store_run(store, sql,
                     (struct value[]){value_int(lock->lock), value_int(lock->params.ops),
                                      value_int(lock->params.mem_kib),
                                      value_bytes(lock->params.salt, sizeof lock->params.salt),
                                      value_blob(buffer_slice(&lock->sealed)), value_end()});
}

static result make_lock(struct store *store, enum store_lock lock, struct secret *given)
{
    struct sealed_lock sealed = {.lock = lock};
    result done = seal_lock(store, &sealed, given);

    if (is_ok(done))
        done = write_lock(store, insert_lock, &sealed);
    buffer_free(&sealed.sealed);
    return done;
}

static result read_lock(struct store *store, struct secret **out, enum store_lock lock,
                        struct secret *given)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct passphrase_params params = {0};
    struct secret *outer SCOPED(secret_free_at) = NULL;
    struct secret *key SCOPED(secret_free_at) = NULL;

    rows_open(&rows, store, "SELECT kind, ops, mem_kib, salt, sealed_key FROM lock", NULL);
    CHECK(rows_next(&rows), STORE_BROKEN);
    const uint64_t kind = rows_int(&rows, 0);
    CHECK(kind != STORE_LOCK_PASSPHRASE || lock == STORE_LOCK_PASSPHRASE, STORE_LOCK_PASSPHRASE);
    CHECK(kind != STORE_LOCK_KEY_FILE || lock == STORE_LOCK_KEY_FILE, STORE_LOCK_KEY_FILE);
    params.ops = rows_int(&rows, 1);
    params.mem_kib = rows_int(&rows, 2);
    TRY(rows_fixed(&rows, 3, params.salt, sizeof params.salt));
    TRY(key_from(&outer, lock, given, &params));
    if (!is_ok(
            seal_open_secret(&key, outer, rows_blob(&rows, 4), slice_of_text("lock|sealed_key"))))
        return FAIL(STORE_PASSPHRASE);
    CHECK(secret_size(key) == KEY_BYTES, STORE_BROKEN);
    *out = key;
    key = NULL;
    return OK;
}

/* What a killed or failed creation left behind; nobody's home is in it. */
static void remove_unfinished(const char *folder)
{
    static const char *const names[] = {unfinished_name, "gridlock.db.new-wal",
                                        "gridlock.db.new-shm"};
    char path[PATH_ROOM];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (is_ok(database_path(path, folder, names[i])))
            unlink(path);
}

static result make_unfinished(struct store *store, const char *folder, enum store_lock lock,
                              struct secret *key)
{
    char application[64];

    TRY(open_database(store, folder, unfinished_name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
    snprintf(application, sizeof application, "PRAGMA application_id=%d", APPLICATION_ID);
    TRY(run_script(store, application));
    store->key = secret_new(KEY_BYTES);
    rng_fill(store->rng, secret_lend(store->key), KEY_BYTES);
    secret_take_back(store->key);
    TRY(store_begin(store));
    TRY(run_script(store, lock_schema));
    TRY(make_lock(store, lock, key));
    TRY(store_commit(store));
    return migrate(store);
}

/* The whole database appears under its name at once, or the home does not exist: a program killed
 * in between leaves nothing that looks like a damaged home. */
static result give_name(const char *folder)
{
    char from[PATH_ROOM];
    char to[PATH_ROOM];

    TRY(database_path(from, folder, unfinished_name));
    TRY(database_path(to, folder, database_name));
    CHECK(rename(from, to) == 0, STORE_IO);
    const int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is_durable = directory >= 0 && fsync(directory) == 0;
    if (directory >= 0)
        close(directory);
    CHECK(is_durable, STORE_IO);
    return OK;
}

static result create_in(struct store *store, const char *folder, enum store_lock lock,
                        struct secret *key)
{
    TRY(make_unfinished(store, folder, lock, key));
    /* The last connection to close writes the log into the file and removes it. */
    const int closed = sqlite3_close(store->database);
    store->database = NULL;
    TRY(translate(closed));
    TRY(give_name(folder));
    return open_database(store, folder, database_name, SQLITE_OPEN_READWRITE);
}

static struct store *store_new(struct rng *rng)
{
    struct store *store = memory_new(1, sizeof *store);

    store->rng = rng;
    return store;
}

result store_create(struct store **out, const char *folder, enum store_lock lock,
                    struct secret *key, struct rng *rng)
{
    CHECK(!store_exists(folder), STORE_EXISTS);
    remove_unfinished(folder);
    struct store *store = store_new(rng);
    const result done = create_in(store, folder, lock, key);
    if (!is_ok(done)) {
        store_close(store);
        remove_unfinished(folder);
        return done;
    }
    *out = store;
    return OK;
}

static result open_in(struct store *store, const char *folder, enum store_lock lock,
                      struct secret *key)
{
    uint64_t application = 0;

    CHECK(store_exists(folder), STORE_MISSING);
    TRY(open_database(store, folder, database_name, SQLITE_OPEN_READWRITE));
    TRY(read_pragma(store, "PRAGMA application_id", &application));
    CHECK(application == APPLICATION_ID, STORE_BROKEN);
    uint64_t version = 0;
    TRY(read_pragma(store, "PRAGMA user_version", &version));
    CHECK(version <= migrations_count(), STORE_NEWER);
    struct rows rows SCOPED(rows_close) = {0};
    rows_open(&rows, store, "PRAGMA quick_check(1)", NULL);
    CHECK(rows_next(&rows) && strcmp(rows_text(&rows, 0), "ok") == 0, STORE_BROKEN);
    TRY(read_lock(store, &store->key, lock, key));
    return migrate(store);
}

result store_open(struct store **out, const char *folder, enum store_lock lock, struct secret *key,
                  struct rng *rng)
{
    struct store *store = store_new(rng);
    result done = open_in(store, folder, lock, key);

    if (!is_ok(done)) {
        if (done.code == ERROR_INTERNAL)
            done = FAIL(STORE_BROKEN);
        store_close(store);
        return done;
    }
    *out = store;
    return OK;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->in_transaction)
        store_rollback(store);
    sqlite3_close_v2(store->database);
    secret_free(store->key);
    memory_free(store);
}

result store_begin(struct store *store)
{
    TRY(run_script(store, "BEGIN IMMEDIATE"));
    store->in_transaction = true;
    return OK;
}

result store_commit(struct store *store)
{
    const result done = run_script(store, "COMMIT");

    if (is_ok(done))
        store->in_transaction = false;
    return done;
}

void store_rollback(struct store *store)
{
    if (store->in_transaction)
        sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
    store->in_transaction = false;
}

static result replace_lock(struct store *store, const struct sealed_lock *sealed)
{
    TRY(store_begin(store));
    result done = write_lock(store, update_lock, sealed);
    if (is_ok(done))
        done = store_commit(store);
    if (!is_ok(done))
        store_rollback(store);
    return done;
}

result store_change_key(struct store *store, enum store_lock old_lock, struct secret *old,
                        enum store_lock fresh_lock, struct secret *fresh)
{
    struct secret *opened SCOPED(secret_free_at) = NULL;
    struct sealed_lock sealed = {.lock = fresh_lock};

    TRY(read_lock(store, &opened, old_lock, old));
    result done = seal_lock(store, &sealed, fresh);
    if (is_ok(done))
        done = replace_lock(store, &sealed);
    buffer_free(&sealed.sealed);
    TRY(done);
    store_scrub(store);
    return OK;
}

result store_lock_of(struct store *store, enum store_lock *out)
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(&rows, store, "SELECT kind FROM lock", NULL);
    CHECK(rows_next(&rows), STORE_BROKEN);
    *out = rows_int(&rows, 0) == STORE_LOCK_KEY_FILE ? STORE_LOCK_KEY_FILE : STORE_LOCK_PASSPHRASE;
    return rows.status;
}

void store_scrub(struct store *store)
{
    sqlite3_wal_checkpoint_v2(store->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

struct rng *store_rng(struct store *store)
{
    return store->rng;
}

struct value value_end(void)
{
    return (struct value){.kind = VALUE_END};
}

struct value value_null(void)
{
    return (struct value){.kind = VALUE_NULL};
}

struct value value_int(uint64_t number)
{
    return (struct value){.kind = VALUE_INT, .number = (int64_t)number};
}

struct value value_blob(struct slice bytes)
{
    return (struct value){.kind = VALUE_BLOB, .bytes = bytes};
}

struct value value_bytes(const void *bytes, size_t size)
{
    return value_blob(slice_of(bytes, size));
}

struct value value_text(const char *text)
{
    return (struct value){.kind = VALUE_TEXT, .text = text};
}

static int bind_one(sqlite3_stmt *statement, int index, const struct value *value)
{
    switch (value->kind) {
    case VALUE_INT:
        return sqlite3_bind_int64(statement, index, value->number);
    case VALUE_BLOB:
        if (value->bytes.size == 0)
            return sqlite3_bind_zeroblob(statement, index, 0);
        return sqlite3_bind_blob64(statement, index, value->bytes.data, value->bytes.size,
                                   SQLITE_TRANSIENT);
    case VALUE_TEXT:
        return sqlite3_bind_text(statement, index, value->text, -1, SQLITE_TRANSIENT);
    case VALUE_NULL:
    case VALUE_END:
        break;
    }
    return sqlite3_bind_null(statement, index);
}

static result prepare(struct store *store, const char *sql, const struct value *values,
                      sqlite3_stmt **out)
{
    int code = sqlite3_prepare_v2(store->database, sql, -1, out, NULL);

    for (int i = 0; code == SQLITE_OK && values && values[i].kind != VALUE_END; i++)
        code = bind_one(*out, i + 1, &values[i]);
    return translate_now(store, code);
}

result store_run(struct store *store, const char *sql, const struct value *values)
{
    sqlite3_stmt *statement = NULL;
    result done = prepare(store, sql, values, &statement);

    if (is_ok(done)) {
        const int code = sqlite3_step(statement);
        done = code == SQLITE_ROW ? FAIL(INTERNAL) : translate_now(store, code);
        if ((code & 0xff) == SQLITE_CONSTRAINT)
            done = FAIL(INTERNAL);
    }
    sqlite3_finalize(statement);
    return done;
}

size_t store_changed(const struct store *store)
{
    return (size_t)sqlite3_changes(store->database);
}

uint64_t store_total_changes(const struct store *store)
{
    return (uint64_t)sqlite3_total_changes64(store->database);
}

void rows_open(struct rows *rows, struct store *store, const char *sql, const struct value *values)
{
    sqlite3_stmt *statement = NULL;

    rows->store = store;
    rows->status = prepare(store, sql, values, &statement);
    rows->statement = statement;
}

bool rows_next(struct rows *rows)
{
    if (!is_ok(rows->status) || !rows->statement)
        return false;
    const int code = sqlite3_step(rows->statement);
    rows->status = translate_now(rows->store, code);
    return code == SQLITE_ROW;
}

void rows_close(struct rows *rows)
{
    sqlite3_finalize(rows->statement);
    rows->statement = NULL;
}

uint64_t rows_int(const struct rows *rows, int column)
{
    return (uint64_t)sqlite3_column_int64(rows->statement, column);
}

struct slice rows_blob(const struct rows *rows, int column)
{
    const void *bytes = sqlite3_column_blob(rows->statement, column);

    return slice_of(bytes, bytes ? (size_t)sqlite3_column_bytes(rows->statement, column) : 0);
}

const char *rows_text(const struct rows *rows, int column)
{
    const unsigned char *text = sqlite3_column_text(rows->statement, column);

    return text ? (const char *)text : "";
}

result rows_fixed(const struct rows *rows, int column, void *out, size_t size)
{
    const struct slice blob = rows_blob(rows, column);

    CHECK(blob.size == size, STORE_BROKEN);
    memcpy(out, blob.data, size);
    return OK;
}

/* place and row together name the cell; the length byte keeps the pair unambiguous. */
static void cell_name(struct buffer *out, const char *place, struct slice row)
{
    wire_write_bytes(out, slice_of_text(place));
    wire_write_bytes(out, row);
}

void store_seal(struct store *store, struct buffer *out, const char *place, struct slice row,
                struct slice plain)
{
    struct buffer name SCOPED(buffer_free) = {0};

    cell_name(&name, place, row);
    seal_close(out, store->key, plain, buffer_slice(&name), store->rng);
}

result store_unseal(struct store *store, struct secret **out, const char *place, struct slice row,
                    struct slice sealed)
{
    struct buffer name SCOPED(buffer_free) = {0};

    cell_name(&name, place, row);
    if (!is_ok(seal_open_secret(out, store->key, sealed, buffer_slice(&name))))
        return FAIL(STORE_CELL);
    return OK;
}
