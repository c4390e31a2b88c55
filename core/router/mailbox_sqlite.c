/* SPDX-License-Identifier: MIT */
#include "core/router/mailbox_sqlite.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/memory.h"

enum { SCHEMA_VERSION = 1, APPLICATION_ID = 0x474c5231 /* "GLR1" */, PATH_ROOM = 4096 };

static const char settings[] = "PRAGMA locking_mode=EXCLUSIVE;" /* one relay per file; no -shm */
                               "PRAGMA journal_mode=WAL;"
                               "PRAGMA synchronous=FULL;"
                               "PRAGMA secure_delete=ON;"
                               "PRAGMA trusted_schema=OFF;"
                               "PRAGMA cache_size=-32768;"
                               "PRAGMA wal_autocheckpoint=0;"; /* write_back chooses the moment */

/* message.key = mailbox number * 2^40 + seq: one tree serves writing, reading from a seq on, and
 * acks. An ack only notes what may go (`trash`): overwriting 64 MiB with zeros is work for quiet
 * moments, and must not be needed when the disk is nearly full. `seen` outlives the messages, so
 * that a repeated one is recognised after its ack. */
static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE mailbox(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, pk BLOB NOT NULL,"
    " next INTEGER NOT NULL DEFAULT 1, acked INTEGER NOT NULL DEFAULT 0,"
    " count INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, rk BLOB,"
    " created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE message(key INTEGER PRIMARY KEY, received INTEGER NOT NULL,"
    " body BLOB NOT NULL) STRICT;"
    "CREATE TABLE trash(first INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;"
    "CREATE INDEX message_age ON message(received);"
    "CREATE TABLE seen(number INTEGER NOT NULL, mid BLOB NOT NULL, hash BLOB NOT NULL,"
    " expires INTEGER NOT NULL, PRIMARY KEY(number, mid)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX seen_age ON seen(expires);"
    "CREATE TABLE spent(nonce BLOB PRIMARY KEY, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX spent_age ON spent(expires);"
    "CREATE TABLE slot(id BLOB NOT NULL, place INTEGER NOT NULL, blob BLOB NOT NULL,"
    " expires INTEGER NOT NULL, PRIMARY KEY(id, place)) STRICT;"
    "CREATE INDEX slot_age ON slot(expires);"
    "CREATE TABLE record(id BLOB NOT NULL PRIMARY KEY, pk BLOB NOT NULL, version INTEGER NOT NULL,"
    " bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE secret(key BLOB NOT NULL) STRICT;"
    "PRAGMA application_id=0x474c5231;"
    "PRAGMA user_version=1;"
    "COMMIT;";

static const char *const texts[MAILBOX_STATEMENTS] = {
#define STATEMENT(name, text) text,
#include "core/router/mailbox_statements.def"
#undef STATEMENT
};

struct mailbox_sqlite {
    sqlite3 *file;
    sqlite3_stmt *ready[MAILBOX_STATEMENTS];
    int log_pages;
};

static result meaning(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return OK;
    case SQLITE_FULL:
        return FAIL(MAILBOX_STORE_FULL);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return FAIL(MAILBOX_STORE_IN_USE);
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return FAIL(MAILBOX_STORE_OPEN);
    case SQLITE_NOTADB:
        return FAIL(MAILBOX_STORE_FOREIGN);
    default: /* codes of a library: the list is open */
        return FAIL(MAILBOX_STORE_IO);
    }
}

static result do_text(struct mailbox_sqlite *file, const char *sql)
{
    return meaning(sqlite3_exec(file->file, sql, NULL, NULL, NULL));
}

static result read_pragma(struct mailbox_sqlite *file, int64_t *out, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(file->file, sql, -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return meaning(code);
}

/* Ours and not from the future; a new file becomes ours. */
static result settle_schema(struct mailbox_sqlite *file)
{
    int64_t application = 0, version = 0, tables = 0;

    TRY(read_pragma(file, &application, "PRAGMA application_id"));
    TRY(read_pragma(file, &version, "PRAGMA user_version"));
    TRY(read_pragma(file, &tables, "SELECT count(*) FROM sqlite_schema"));
    if (application == 0 && version == 0 && tables == 0)
        return do_text(file, schema);
    CHECK(application == APPLICATION_ID, MAILBOX_STORE_FOREIGN);
    CHECK(version <= SCHEMA_VERSION, MAILBOX_STORE_NEWER);
    CHECK(version == SCHEMA_VERSION, MAILBOX_STORE_FOREIGN);
    return OK;
}

static int count_log_pages(void *context, sqlite3 *file, const char *name, int pages)
{
    struct mailbox_sqlite *mine = context;

    (void)file;
    (void)name;
    mine->log_pages = pages;
    return SQLITE_OK;
}

static result open_file(struct mailbox_sqlite *file, const char *path)
{
    TRY(meaning(sqlite3_open_v2(path, &file->file,
                                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                                NULL)));
    sqlite3_extended_result_codes(file->file, 1);
    TRY(do_text(file, settings));
    TRY(settle_schema(file));
    for (size_t i = 0; i < MAILBOX_STATEMENTS; i++)
        TRY(meaning(sqlite3_prepare_v3(file->file, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                       &file->ready[i], NULL)));
    sqlite3_wal_hook(file->file, count_log_pages, file);
    return OK;
}

result mailbox_sqlite_open(struct mailbox_sqlite **out, const char *folder)
{
    char path[PATH_ROOM];
    const int size = snprintf(path, sizeof path, "%s/relay.db", folder);

    CHECK(size > 0 && (size_t)size < sizeof path, MAILBOX_STORE_OPEN);
    CHECK(mkdir(folder, 0700) == 0 || errno == EEXIST, MAILBOX_STORE_OPEN);
    CHECK(access(folder, R_OK | W_OK | X_OK) == 0, MAILBOX_STORE_OPEN);
    struct mailbox_sqlite *file = memory_new(1, sizeof *file);
    const result opened = open_file(file, path);
    if (!is_ok(opened)) {
        mailbox_sqlite_close(file);
        return opened;
    }
    *out = file;
    return OK;
}

void mailbox_sqlite_close(struct mailbox_sqlite *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < MAILBOX_STATEMENTS; i++)
        sqlite3_finalize(file->ready[i]);
    sqlite3_close(file->file); /* writes the log back and removes it */
    memory_free(file);
}

static int bind_all(sqlite3_stmt *ready, const char *types, va_list arguments)
{
    int code = SQLITE_OK;

    for (int i = 0; types[i] && code == SQLITE_OK; i++) {
        if (types[i] == 'i') {
            code = sqlite3_bind_int64(ready, i + 1, va_arg(arguments, int64_t));
            continue;
        }
        const struct slice bytes = va_arg(arguments, struct slice);
        code = sqlite3_bind_blob64(ready, i + 1, bytes.data ? (const void *)bytes.data : "",
                                   bytes.size, SQLITE_STATIC);
    }
    return code;
}

static int run(struct mailbox_sqlite *file, enum mailbox_statement statement, const char *types,
               va_list arguments)
{
    sqlite3_stmt *ready = file->ready[statement];

    sqlite3_reset(ready);
    int code = bind_all(ready, types, arguments);
    if (code == SQLITE_OK)
        code = sqlite3_step(ready);
    if (code != SQLITE_ROW)
        sqlite3_reset(ready);
    return code;
}

result mailbox_sqlite_run(struct mailbox_sqlite *file, bool *has_row,
                          enum mailbox_statement statement, const char *types, ...)
{
    va_list arguments;

    va_start(arguments, types);
    const int code = run(file, statement, types, arguments);
    va_end(arguments);
    *has_row = code == SQLITE_ROW;
    return meaning(code);
}

result mailbox_sqlite_do(struct mailbox_sqlite *file, enum mailbox_statement statement,
                         const char *types, ...)
{
    va_list arguments;

    va_start(arguments, types);
    const int code = run(file, statement, types, arguments);
    va_end(arguments);
    return meaning(code);
}

result mailbox_sqlite_next(struct mailbox_sqlite *file, bool *has_row,
                           enum mailbox_statement statement)
{
    const int code = sqlite3_step(file->ready[statement]);

    if (code != SQLITE_ROW)
        sqlite3_reset(file->ready[statement]);
    *has_row = code == SQLITE_ROW;
    return meaning(code);
}

int64_t mailbox_sqlite_integer(const struct mailbox_sqlite *file, enum mailbox_statement statement,
                               int column)
{
    return sqlite3_column_int64(file->ready[statement], column);
}

struct slice mailbox_sqlite_bytes(const struct mailbox_sqlite *file,
                                  enum mailbox_statement statement, int column)
{
    const void *data = sqlite3_column_blob(file->ready[statement], column);

    return slice_of(data, data ? (size_t)sqlite3_column_bytes(file->ready[statement], column) : 0);
}

void mailbox_sqlite_done(struct mailbox_sqlite *file, enum mailbox_statement statement)
{
    sqlite3_reset(file->ready[statement]);
}

void mailbox_sqlite_rollback(struct mailbox_sqlite *file)
{
    for (size_t i = 0; i < MAILBOX_STATEMENTS; i++)
        sqlite3_reset(file->ready[i]);
    if (!sqlite3_get_autocommit(file->file))
        sqlite3_exec(file->file, "ROLLBACK", NULL, NULL, NULL);
}

int mailbox_sqlite_log_pages(const struct mailbox_sqlite *file)
{
    return file->log_pages;
}

void mailbox_sqlite_write_back(struct mailbox_sqlite *file, bool is_thorough)
{
    const int how = is_thorough ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;

    /* A failure changes nothing: the log stays, and the next commit tells about the disk. */
    if (sqlite3_wal_checkpoint_v2(file->file, NULL, how, NULL, NULL) == SQLITE_OK)
        file->log_pages = 0;
}
