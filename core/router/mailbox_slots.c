/* SPDX-License-Identifier: MIT */
#include "core/router/mailbox_slots.h"

enum { SLOT_SECONDS = MAILBOX_DAY };

static struct slice slot_id(const uint8_t id[static 16])
{
    return slice_of(id, MAILBOX_API_RDV_ID_BYTES);
}

/* When the slot ends: with its first blob's day. 0: there is none. */
static result slot_end(struct mailbox_tables *tables, int64_t *out, const uint8_t id[static 16],
                       uint64_t now)
{
    const enum mailbox_statement age = MAILBOX_SQL_SLOT_AGE;
    bool has_row = false;

    TRY(mailbox_sqlite_run(tables->file, &has_row, age, "bi", slot_id(id), (int64_t)now));
    *out = has_row ? mailbox_sqlite_integer(tables->file, age, 0) : 0;
    mailbox_sqlite_done(tables->file, age);
    return OK;
}

result mailbox_slots_known(struct mailbox_store *store, bool *is_known, const uint8_t id[static 16],
                           uint64_t now)
{
    int64_t end = 0;

    TRY(slot_end(mailbox_tables_of(store), &end, id, now));
    *is_known = end != 0;
    return OK;
}

result mailbox_slots_put(struct mailbox_store *store, enum mailbox_put *out,
                         const struct mailbox_slot *slot, struct slice blob, uint64_t now)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    const enum mailbox_statement find = MAILBOX_SQL_SLOT_FIND;
    bool is_taken = false;
    int64_t end = 0;

    TRY(mailbox_sqlite_run(tables->file, &is_taken, find, "bii", slot_id(slot->id),
                           (int64_t)slot->place, (int64_t)now));
    const bool is_same = is_taken && slice_equal(mailbox_sqlite_bytes(tables->file, find, 0), blob);
    mailbox_sqlite_done(tables->file, find);
    *out = is_same ? MAILBOX_PUT_SAME : MAILBOX_PUT_OTHER;
    if (is_taken)
        return OK;
    TRY(slot_end(tables, &end, slot->id, now));
    *out = MAILBOX_PUT_FULL;
    if (end == 0 && tables->slots >= tables->limits.slots)
        return OK;
    tables->slots += end == 0;
    *out = MAILBOX_PUT_STORED;
    return mailbox_sqlite_do(tables->file, MAILBOX_SQL_SLOT_ADD, "bibi", slot_id(slot->id),
                             (int64_t)slot->place, blob, end ? end : (int64_t)now + SLOT_SECONDS);
}

result mailbox_slots_get(struct mailbox_store *store, struct buffer *out,
                         const struct mailbox_slot *slot, uint64_t now)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    bool has_row = false;

    TRY(mailbox_sqlite_run(tables->file, &has_row, MAILBOX_SQL_SLOT_FIND, "bii", slot_id(slot->id),
                           (int64_t)slot->place, (int64_t)now));
    mailbox_tables_take(tables, out, MAILBOX_SQL_SLOT_FIND, has_row, 0);
    return OK;
}

/* What a new record would be beside the stored one, on whose row the statement stands. */
static enum mailbox_put compare_record(struct mailbox_tables *tables,
                                       const struct mailbox_record *record)
{
    const enum mailbox_statement find = MAILBOX_SQL_RECORD_FIND;
    const uint64_t version = (uint64_t)mailbox_sqlite_integer(tables->file, find, 1);

    if (!slice_equal(mailbox_sqlite_bytes(tables->file, find, 0), slice_of(record->pk, 32)))
        return MAILBOX_PUT_NOWHERE;
    if (record->version > version)
        return MAILBOX_PUT_STORED;
    return slice_equal(mailbox_sqlite_bytes(tables->file, find, 2), record->bytes)
               ? MAILBOX_PUT_SAME
               : MAILBOX_PUT_OTHER;
}

result mailbox_slots_record_put(struct mailbox_store *store, enum mailbox_put *out,
                                const struct mailbox_record *record)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    const enum mailbox_statement find = MAILBOX_SQL_RECORD_FIND;
    bool is_there = false;

    TRY(mailbox_sqlite_run(tables->file, &is_there, find, "b", mailbox_tables_id(record->id)));
    *out = is_there ? compare_record(tables, record) : MAILBOX_PUT_STORED;
    mailbox_sqlite_done(tables->file, find);
    if (!is_there && tables->records >= tables->limits.records)
        *out = MAILBOX_PUT_FULL;
    if (*out != MAILBOX_PUT_STORED)
        return OK;
    tables->records += !is_there;
    if (is_there)
        *out = MAILBOX_PUT_SAME;
    return mailbox_sqlite_do(tables->file, MAILBOX_SQL_RECORD_SET, "bbib",
                             mailbox_tables_id(record->id), slice_of(record->pk, 32),
                             (int64_t)record->version, record->bytes);
}

result mailbox_slots_record_get(struct mailbox_store *store, struct buffer *out,
                                const uint8_t id[static 32])
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    bool has_row = false;

    TRY(mailbox_sqlite_run(tables->file, &has_row, MAILBOX_SQL_RECORD_FIND, "b",
                           mailbox_tables_id(id)));
    mailbox_tables_take(tables, out, MAILBOX_SQL_RECORD_FIND, has_row, 2);
    return OK;
}
