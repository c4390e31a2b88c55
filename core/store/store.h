/* SPDX-License-Identifier: MIT */
/* store.h - one home's database, and the key that seals its private cells.
 *
 * A random storage key seals the cells; it is itself sealed under a key made from the passphrase
 * (Argon2id) or from a key file, so changing the passphrase rewrites one row. Every public call of
 * core/engine is one transaction: store_begin .. store_commit, and messages leave after that.
 */
#ifndef GRIDLOCK_CORE_STORE_STORE_H
#define GRIDLOCK_CORE_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buffer.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/secret.h"
#include "core/base/slice.h"

struct store;

enum store_lock { STORE_LOCK_PASSPHRASE = 1, STORE_LOCK_KEY_FILE = 2 };

/* Creates the database of a new home; STORE_EXISTS when there is one. `key` is the passphrase or
 * the bytes of the key file. */
MUST_USE result store_create(struct store **out, const char *folder, enum store_lock lock,
                             struct secret *key, struct rng *rng);
/* Opens, migrates and unlocks. STORE_MISSING, STORE_NEWER, STORE_BROKEN, STORE_PASSPHRASE,
 * STORE_LOCK_KIND (a key file where a passphrase is needed, or the other way round). */
MUST_USE result store_open(struct store **out, const char *folder, enum store_lock lock,
                           struct secret *key, struct rng *rng);
void store_close(struct store *store); /* wipes the key; NULL is fine */
/* Seals the storage key under another passphrase or key file: one row, one transaction of its own,
 * outside of any other. `old` must open the home as it is (STORE_PASSPHRASE, STORE_LOCK_KIND);
 * afterwards only `fresh` does, and nothing the old one could open is left in the file or its log.
 */
MUST_USE result store_change_key(struct store *store, enum store_lock old_lock, struct secret *old,
                                 enum store_lock fresh_lock, struct secret *fresh);
/* How the home is locked now. */
MUST_USE result store_lock_of(struct store *store, enum store_lock *out);
/* Whether a home has a database. */
bool store_exists(const char *folder);

MUST_USE result store_begin(struct store *store);
MUST_USE result store_commit(struct store *store);
void store_rollback(struct store *store);
/* After something secret was deleted: no old page may live on in the log file. */
void store_scrub(struct store *store);

struct rng *store_rng(struct store *store);

/* A value to bind. Lists end with value_end(). */
struct value {
    enum { VALUE_END, VALUE_NULL, VALUE_INT, VALUE_BLOB, VALUE_TEXT } kind;
    int64_t number;
    struct slice bytes;
    const char *text;
};
struct value value_end(void);
struct value value_null(void);
struct value value_int(uint64_t number);
struct value value_blob(struct slice bytes);
struct value value_bytes(const void *bytes, size_t size);
struct value value_text(const char *text);

/* Runs a statement that gives no rows. SQL only stands in core/store. */
MUST_USE result store_run(struct store *store, const char *sql, const struct value *values);
/* How many rows the last store_run changed. */
size_t store_changed(const struct store *store);
/* How many rows were changed since it was opened: another number, another content. */
uint64_t store_total_changes(const struct store *store);

struct rows {
    struct store *store;
    void *statement;
    result status;
};
/* while (rows_next(&rows)) { ... }  TRY(rows.status); */
void rows_open(struct rows *rows, struct store *store, const char *sql, const struct value *values);
bool rows_next(struct rows *rows);
void rows_close(struct rows *rows); /* for SCOPED */
uint64_t rows_int(const struct rows *rows, int column);
struct slice rows_blob(const struct rows *rows, int column); /* until the next row */
const char *rows_text(const struct rows *rows, int column);  /* "" for NULL */
/* Copies a blob of exactly `size` bytes; STORE_BROKEN for any other length. */
MUST_USE result rows_fixed(const struct rows *rows, int column, void *out, size_t size);

/* Sealed cells: XChaCha20-Poly1305 with table, column and row as associated data, so that a cell
 * cannot be moved to another place. */
void store_seal(struct store *store, struct buffer *out, const char *place, struct slice row,
                struct slice plain);
MUST_USE result store_unseal(struct store *store, struct secret **out, const char *place,
                             struct slice row, struct slice sealed);

#endif
