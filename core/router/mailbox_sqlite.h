/* SPDX-License-Identifier: MIT */
/* mailbox_sqlite.h - the router's only door to SQLite: one file, DIR/relay.db, and the statements
 * of mailbox_statements.def. What they mean together is in mailbox_tables.c.
 *
 * WAL with synchronous FULL: a commit is on the disk when it returns. The file is locked for this
 * one process. A statement that gave a row stays open until it is run again or mailbox_sqlite_done.
 * Errors: MAILBOX_STORE_FULL, MAILBOX_STORE_IO.
 */
#ifndef GRIDLOCK_CORE_ROUTER_MAILBOX_SQLITE_H
#define GRIDLOCK_CORE_ROUTER_MAILBOX_SQLITE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/error.h"
#include "core/base/slice.h"

enum mailbox_statement {
#define STATEMENT(name, text) MAILBOX_SQL_##name,
#include "core/router/mailbox_statements.def"
#undef STATEMENT
    MAILBOX_STATEMENTS
};

struct mailbox_sqlite;

/* Makes the folder (mode 0700) and the file when they are missing.
 * (also MAILBOX_STORE_OPEN, _NEWER, _FOREIGN, _IN_USE) */
MUST_USE result mailbox_sqlite_open(struct mailbox_sqlite **out, const char *folder);
void mailbox_sqlite_close(struct mailbox_sqlite *file);

/* Binds one argument per letter and steps once: 'i' int64_t, 'b' struct slice. */
MUST_USE result mailbox_sqlite_run(struct mailbox_sqlite *file, bool *has_row,
                                   enum mailbox_statement statement, const char *types, ...);
/* For statements without rows. */
MUST_USE result mailbox_sqlite_do(struct mailbox_sqlite *file, enum mailbox_statement statement,
                                  const char *types, ...);
MUST_USE result mailbox_sqlite_next(struct mailbox_sqlite *file, bool *has_row,
                                    enum mailbox_statement statement);
int64_t mailbox_sqlite_integer(const struct mailbox_sqlite *file, enum mailbox_statement statement,
                               int column);
/* Valid until the statement moves. NULL in the table is an empty slice. */
struct slice mailbox_sqlite_bytes(const struct mailbox_sqlite *file,
                                  enum mailbox_statement statement, int column);
void mailbox_sqlite_done(struct mailbox_sqlite *file, enum mailbox_statement statement);
/* Ends whatever transaction is open, if one is. */
void mailbox_sqlite_rollback(struct mailbox_sqlite *file);

/* Pages in the log that are not written back yet, and writing them back. With `is_thorough` the log
 * file is cut to nothing, so that no old message lives on in it. */
int mailbox_sqlite_log_pages(const struct mailbox_sqlite *file);
void mailbox_sqlite_write_back(struct mailbox_sqlite *file, bool is_thorough);

#endif
