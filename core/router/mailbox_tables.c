/* SPDX-License-Identifier: MIT */
#include "core/router/mailbox_tables.h"

#include <sys/statvfs.h>

#include "core/base/memory.h"
#include "core/base/text.h"
#include "core/router/mailbox_letters.h"
#include "core/router/mailbox_slots.h"

enum {
    ROOM_LEAST = 2 * (MAILBOX_API_MESSAGE_MAX + 2 * MAILBOX_PAGE_BYTES), /* one message */
    LOG_PAGES_IDLE = 256,  /* written back as soon as nobody waits */
    LOG_PAGES_MOST = 1500, /* written back in any case: 6 MiB, a pause of some 20 ms */
    TRASH_MOST = 1000,     /* acks that wait for a quiet moment */
    PURGE_MESSAGES = 64,
    PURGE_BYTES = 1 << 20,
    PURGE_PAUSE_SECONDS = 5, /* after one that did not work */
    THOROUGH_SECONDS = 3600
};

static result count_rows(struct mailbox_tables *tables, int64_t *out,
                         enum mailbox_statement statement)
{
    bool has_row = false;

    TRY(mailbox_sqlite_run(tables->file, &has_row, statement, ""));
    *out = has_row ? mailbox_sqlite_integer(tables->file, statement, 0) : 0;
    mailbox_sqlite_done(tables->file, statement);
    return OK;
}

static result count_all(struct mailbox_tables *tables)
{
    TRY(count_rows(tables, &tables->mailboxes, MAILBOX_SQL_MAILBOX_COUNT));
    TRY(count_rows(tables, &tables->slots, MAILBOX_SQL_SLOT_COUNT));
    TRY(count_rows(tables, &tables->records, MAILBOX_SQL_RECORD_COUNT));
    return count_rows(tables, &tables->trash, MAILBOX_SQL_TRASH_COUNT);
}

static result begin(struct mailbox_store *store)
{
    return mailbox_sqlite_do(mailbox_tables_of(store)->file, MAILBOX_SQL_BEGIN, "");
}

static result commit(struct mailbox_store *store)
{
    mailbox_tables_of(store)->pending = 0;
    return mailbox_sqlite_do(mailbox_tables_of(store)->file, MAILBOX_SQL_COMMIT, "");
}

static void rollback(struct mailbox_store *store)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);

    mailbox_sqlite_rollback(tables->file);
    tables->pending = 0;
    tables->room_seen_at = 0;
    /* A count that cannot be read now stays a little too high; the next rollback mends it. */
    (void)is_ok(count_all(tables));
}

static result secret(struct mailbox_store *store, uint8_t out[static 32])
{
    struct mailbox_sqlite *file = mailbox_tables_of(store)->file;
    bool has_row = false;

    TRY(mailbox_sqlite_run(file, &has_row, MAILBOX_SQL_SECRET_FIND, ""));
    const struct slice key =
        has_row ? mailbox_sqlite_bytes(file, MAILBOX_SQL_SECRET_FIND, 0) : slice_of(NULL, 0);
    if (key.size == 32)
        memcpy(out, key.data, 32);
    mailbox_sqlite_done(file, MAILBOX_SQL_SECRET_FIND);
    CHECK(key.size == 32, MAILBOX_STORE_FOREIGN);
    return OK;
}

/* Free on the disk and inside the file, after the log is written back. A disk that does not tell
 * counts as full. */
static int64_t look_for_room(struct mailbox_tables *tables)
{
    struct statvfs disk;
    int64_t pages = 0;

    if (statvfs(tables->folder, &disk) != 0 ||
        !is_ok(count_rows(tables, &pages, MAILBOX_SQL_FREE_PAGES)))
        return 0;
    const uint64_t free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    const int64_t left = free_bytes < INT64_MAX / 2 ? (int64_t)free_bytes : INT64_MAX / 2;
    const int64_t log_pages = mailbox_sqlite_log_pages(tables->file);
    return left + (pages - log_pages) * MAILBOX_PAGE_BYTES - (int64_t)tables->reserve_bytes -
           tables->pending;
}

/* Looks again once a second, and whenever what was seen is used up: a burst may bring more in a
 * second than any reserve holds. */
static bool has_room(struct mailbox_store *store, uint64_t now)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);

    if (now != tables->room_seen_at || tables->room < ROOM_LEAST)
        tables->room = look_for_room(tables);
    tables->room_seen_at = now;
    return tables->room >= ROOM_LEAST;
}

static result sweep_messages(struct mailbox_tables *tables, bool *has_more, uint64_t now,
                             unsigned most)
{
    const uint64_t age = (uint64_t)tables->limits.retention_days * MAILBOX_DAY;
    const int64_t born = now > age ? (int64_t)(now - age) : 0;

    /* Acked messages are off the account already: they are purged, not expired. */
    *has_more = tables->trash > 0;
    if (*has_more)
        return OK;
    *has_more = true;
    for (unsigned i = 0; i < most && *has_more; i++)
        TRY(mailbox_letters_expire(tables, has_more, born));
    return OK;
}

static result sweep(struct mailbox_store *store, bool *has_more, uint64_t now, unsigned most)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    const enum mailbox_statement kinds[] = {MAILBOX_SQL_SEEN_SWEEP, MAILBOX_SQL_SPENT_SWEEP,
                                            MAILBOX_SQL_SLOT_SWEEP};

    TRY(sweep_messages(tables, has_more, now, most));
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        TRY(mailbox_sqlite_do(tables->file, kinds[i], "ii", (int64_t)now, (int64_t)most));
    return count_rows(tables, &tables->slots, MAILBOX_SQL_SLOT_COUNT);
}

static void purge(struct mailbox_store *store, uint64_t now)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);

    if (is_ok(begin(store)) && is_ok(mailbox_letters_purge(tables, PURGE_MESSAGES, PURGE_BYTES)) &&
        is_ok(commit(store)))
        return;
    rollback(store);
    tables->purge_at = now + PURGE_PAUSE_SECONDS;
}

static bool tidy(struct mailbox_store *store, uint64_t now, bool is_idle)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);

    if (now >= tables->purge_at && tables->trash > (is_idle ? 0 : TRASH_MOST))
        purge(store, now);
    if (mailbox_sqlite_log_pages(tables->file) >= (is_idle ? LOG_PAGES_IDLE : LOG_PAGES_MOST))
        mailbox_sqlite_write_back(tables->file, false);
    if (is_idle && now >= tables->thorough_at) {
        mailbox_sqlite_write_back(tables->file, true);
        tables->thorough_at = now + THOROUGH_SECONDS;
    }
    return now >= tables->purge_at && tables->trash > 0;
}

static void close_store(struct mailbox_store *store)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);

    mailbox_sqlite_rollback(tables->file);
    mailbox_sqlite_close(tables->file);
    memory_free(tables);
}

static const struct mailbox_store_ops ops = {
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .create = mailbox_letters_create,
    .owner = mailbox_letters_owner,
    .spend = mailbox_letters_spend,
    .post = mailbox_letters_post,
    .fetch = mailbox_letters_fetch,
    .ack = mailbox_letters_ack,
    .key_put = mailbox_letters_key_put,
    .key_get = mailbox_letters_key_get,
    .slot_put = mailbox_slots_put,
    .slot_get = mailbox_slots_get,
    .slot_known = mailbox_slots_known,
    .record_put = mailbox_slots_record_put,
    .record_get = mailbox_slots_record_get,
    .secret = secret,
    .has_room = has_room,
    .sweep = sweep,
    .tidy = tidy,
    .close = close_store,
};

static result make_secret(struct mailbox_tables *tables, struct rng *rng)
{
    uint8_t key[32];
    bool has_row = false;

    TRY(mailbox_sqlite_run(tables->file, &has_row, MAILBOX_SQL_SECRET_FIND, ""));
    mailbox_sqlite_done(tables->file, MAILBOX_SQL_SECRET_FIND);
    if (has_row)
        return OK;
    rng_fill(rng, key, sizeof key);
    return mailbox_sqlite_do(tables->file, MAILBOX_SQL_SECRET_ADD, "b", slice_of(key, sizeof key));
}

static result fill(struct mailbox_tables *tables, const char *folder, struct rng *rng)
{
    CHECK(is_ok(text_copy(tables->folder, sizeof tables->folder, folder)), MAILBOX_STORE_OPEN);
    TRY(mailbox_sqlite_open(&tables->file, folder));
    TRY(make_secret(tables, rng));
    return count_all(tables);
}

result mailbox_tables_open(struct mailbox_store **out, const char *folder,
                           const struct mailbox_limits *limits, uint64_t reserve_bytes,
                           struct rng *rng)
{
    struct mailbox_tables *tables = memory_new(1, sizeof *tables);

    tables->base.ops = &ops;
    tables->limits = *limits;
    tables->reserve_bytes = reserve_bytes;
    const result filled = fill(tables, folder, rng);
    if (!is_ok(filled)) {
        mailbox_sqlite_close(tables->file);
        memory_free(tables);
        return filled;
    }
    *out = &tables->base;
    return OK;
}
