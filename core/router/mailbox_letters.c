/* SPDX-License-Identifier: MIT */
#include "core/router/mailbox_letters.h"

#include <string.h>

#include "core/crypto/hash.h"

enum { MID_BYTES = 16, BODY_HASH_BYTES = 16 };

/* One row of `mailbox`. */
struct mailbox_row {
    bool is_known;
    int64_t number, next, acked, count, bytes;
};

/* The first key of a mailbox is number * 2^40 + 1. */
static int64_t key_of(int64_t number, uint64_t seq)
{
    const uint64_t most = (UINT64_C(1) << MAILBOX_SEQ_BITS) - 1;

    return (int64_t)((uint64_t)number << MAILBOX_SEQ_BITS | (seq < most ? seq : most));
}

static uint64_t seq_of(int64_t key)
{
    return (uint64_t)key & ((UINT64_C(1) << MAILBOX_SEQ_BITS) - 1);
}

static result find(struct mailbox_tables *tables, struct mailbox_row *out,
                   const uint8_t id[static 32])
{
    const enum mailbox_statement find_it = MAILBOX_SQL_MAILBOX_FIND;
    struct mailbox_row row = {0};

    TRY(mailbox_sqlite_run(tables->file, &row.is_known, find_it, "b", mailbox_tables_id(id)));
    if (row.is_known) {
        row.number = mailbox_sqlite_integer(tables->file, find_it, 0);
        row.next = mailbox_sqlite_integer(tables->file, find_it, 1);
        row.acked = mailbox_sqlite_integer(tables->file, find_it, 2);
        row.count = mailbox_sqlite_integer(tables->file, find_it, 3);
        row.bytes = mailbox_sqlite_integer(tables->file, find_it, 4);
    }
    mailbox_sqlite_done(tables->file, find_it);
    *out = row;
    return OK;
}

result mailbox_letters_create(struct mailbox_store *store, enum mailbox_put *out,
                              const uint8_t id[static 32], const uint8_t pk[static 32],
                              uint64_t now)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    struct mailbox_row row;

    TRY(find(tables, &row, id));
    *out = row.is_known ? MAILBOX_PUT_SAME : MAILBOX_PUT_FULL;
    if (row.is_known || tables->mailboxes >= tables->limits.mailboxes)
        return OK;
    TRY(mailbox_sqlite_do(tables->file, MAILBOX_SQL_MAILBOX_ADD, "bbi", mailbox_tables_id(id),
                          slice_of(pk, 32), (int64_t)now));
    tables->mailboxes++;
    *out = MAILBOX_PUT_STORED;
    return OK;
}

result mailbox_letters_owner(struct mailbox_store *store, bool *is_known, uint8_t pk[static 32],
                             const uint8_t id[static 32])
{
    struct mailbox_sqlite *file = mailbox_tables_of(store)->file;

    TRY(mailbox_sqlite_run(file, is_known, MAILBOX_SQL_MAILBOX_FIND, "b", mailbox_tables_id(id)));
    if (*is_known) {
        const struct slice stored = mailbox_sqlite_bytes(file, MAILBOX_SQL_MAILBOX_FIND, 5);
        if (stored.size == 32)
            memcpy(pk, stored.data, 32);
    }
    mailbox_sqlite_done(file, MAILBOX_SQL_MAILBOX_FIND);
    return OK;
}

result mailbox_letters_spend(struct mailbox_store *store, bool *is_fresh,
                             const uint8_t nonce[static 16], uint64_t expires)
{
    struct mailbox_sqlite *file = mailbox_tables_of(store)->file;
    const struct slice bytes = slice_of(nonce, MAILBOX_API_NONCE_BYTES);
    bool is_spent = false;

    TRY(mailbox_sqlite_run(file, &is_spent, MAILBOX_SQL_SPENT_FIND, "b", bytes));
    mailbox_sqlite_done(file, MAILBOX_SQL_SPENT_FIND);
    *is_fresh = !is_spent;
    if (is_spent)
        return OK;
    return mailbox_sqlite_do(file, MAILBOX_SQL_SPENT_ADD, "bi", bytes, (int64_t)expires);
}

/* What is known of a mid in this mailbox: SAME, OTHER, or NOWHERE when it is new. */
static result recall(struct mailbox_tables *tables, enum mailbox_put *out, int64_t number,
                     struct slice mid, struct slice hash)
{
    const enum mailbox_statement seen = MAILBOX_SQL_SEEN_FIND;
    bool is_seen = false;

    TRY(mailbox_sqlite_run(tables->file, &is_seen, seen, "ib", number, mid));
    *out = MAILBOX_PUT_NOWHERE;
    if (is_seen)
        *out = slice_equal(mailbox_sqlite_bytes(tables->file, seen, 0), hash) ? MAILBOX_PUT_SAME
                                                                              : MAILBOX_PUT_OTHER;
    mailbox_sqlite_done(tables->file, seen);
    return OK;
}

static result keep(struct mailbox_tables *tables, const struct mailbox_row *row, struct slice mid,
                   struct slice hash, struct slice body, uint64_t now)
{
    /* Once in the log and once in the file, with some pages of trees. */
    const int64_t cost = 2 * ((int64_t)body.size + 2 * MAILBOX_PAGE_BYTES);
    const uint64_t forget = now + (uint64_t)(tables->limits.retention_days + 1) * MAILBOX_DAY;

    tables->room -= cost;
    tables->pending += cost;
    TRY(mailbox_sqlite_do(tables->file, MAILBOX_SQL_SEEN_ADD, "ibbi", row->number, mid, hash,
                          (int64_t)forget));
    TRY(mailbox_sqlite_do(tables->file, MAILBOX_SQL_MESSAGE_ADD, "iib",
                          key_of(row->number, (uint64_t)row->next), (int64_t)now, body));
    return mailbox_sqlite_do(tables->file, MAILBOX_SQL_MAILBOX_TAKES, "ii", row->number,
                             (int64_t)body.size);
}

result mailbox_letters_post(struct mailbox_store *store, enum mailbox_put *out,
                            const struct mailbox_letter *letter, uint64_t now)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    const struct slice mid = slice_of(letter->mid, MID_BYTES);
    uint8_t digest[BODY_HASH_BYTES];
    struct mailbox_row row;

    TRY(find(tables, &row, letter->mailbox));
    *out = MAILBOX_PUT_NOWHERE;
    if (!row.is_known)
        return OK;
    hash_blake2b(digest, sizeof digest, letter->body);
    const struct slice hash = slice_of(digest, sizeof digest);
    TRY(recall(tables, out, row.number, mid, hash));
    if (*out != MAILBOX_PUT_NOWHERE)
        return OK;
    *out = MAILBOX_PUT_FULL;
    if (row.count >= tables->limits.messages ||
        (uint64_t)row.bytes + letter->body.size > tables->limits.bytes)
        return OK;
    TRY(keep(tables, &row, mid, hash, letter->body, now));
    *out = MAILBOX_PUT_STORED;
    return OK;
}

static void append_message(struct mailbox_tables *tables, struct buffer *out, struct slice body)
{
    const enum mailbox_statement after = MAILBOX_SQL_MESSAGE_AFTER;

    wire_write_u64(out, seq_of(mailbox_sqlite_integer(tables->file, after, 0)));
    wire_write_u64(out, (uint64_t)mailbox_sqlite_integer(tables->file, after, 1));
    wire_write_u32(out, (uint32_t)body.size);
    buffer_append_slice(out, body);
}

result mailbox_letters_fetch(struct mailbox_store *store, struct buffer *out,
                             const uint8_t id[static 32], uint64_t after, size_t most,
                             size_t most_bytes)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    const enum mailbox_statement step = MAILBOX_SQL_MESSAGE_AFTER;
    struct mailbox_row row;
    bool has_row = false;
    size_t bytes = 0;

    TRY(find(tables, &row, id));
    if (!row.is_known)
        return OK;
    const uint64_t from = after > (uint64_t)row.acked ? after : (uint64_t)row.acked;
    TRY(mailbox_sqlite_run(tables->file, &has_row, step, "iii", key_of(row.number, from),
                           key_of(row.number, UINT64_MAX), (int64_t)most));
    while (has_row) {
        const struct slice body = mailbox_sqlite_bytes(tables->file, step, 2);
        if (bytes > 0 && bytes + body.size > most_bytes)
            break;
        bytes += body.size;
        append_message(tables, out, body);
        TRY(mailbox_sqlite_next(tables->file, &has_row, step));
    }
    mailbox_sqlite_done(tables->file, step);
    return OK;
}

/* Takes what is newly acked off the mailbox's account, and notes it for mailbox_letters_purge. */
static result let_go(struct mailbox_tables *tables, const struct mailbox_row *row, int64_t upto)
{
    const enum mailbox_statement sum = MAILBOX_SQL_MESSAGE_SUM;
    const int64_t first = key_of(row->number, (uint64_t)row->acked + 1);
    const int64_t last = key_of(row->number, (uint64_t)upto);
    bool has_row = false;

    TRY(mailbox_sqlite_run(tables->file, &has_row, sum, "ii", first, last));
    const int64_t count = has_row ? mailbox_sqlite_integer(tables->file, sum, 0) : 0;
    const int64_t bytes = has_row ? mailbox_sqlite_integer(tables->file, sum, 1) : 0;
    mailbox_sqlite_done(tables->file, sum);
    TRY(mailbox_sqlite_do(tables->file, MAILBOX_SQL_MAILBOX_GIVES, "iiii", row->number, upto, count,
                          bytes));
    if (count == 0)
        return OK;
    tables->trash++;
    return mailbox_sqlite_do(tables->file, MAILBOX_SQL_TRASH_ADD, "ii", first, last);
}

result mailbox_letters_ack(struct mailbox_store *store, const uint8_t id[static 32], uint64_t upto)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    struct mailbox_row row;

    TRY(find(tables, &row, id));
    /* What has not come yet cannot be acked. */
    const int64_t newest = row.next - 1;
    const int64_t acked = upto < (uint64_t)newest ? (int64_t)upto : newest;
    if (!row.is_known || acked <= row.acked)
        return OK;
    return let_go(tables, &row, acked);
}

result mailbox_letters_key_put(struct mailbox_store *store, enum mailbox_put *out,
                               const uint8_t id[static 32], struct slice record)
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    struct mailbox_row row;

    TRY(find(tables, &row, id));
    *out = row.is_known ? MAILBOX_PUT_SAME : MAILBOX_PUT_NOWHERE;
    if (!row.is_known)
        return OK;
    return mailbox_sqlite_do(tables->file, MAILBOX_SQL_MAILBOX_SET_KEY, "ib", row.number, record);
}

result mailbox_letters_key_get(struct mailbox_store *store, struct buffer *out,
                               const uint8_t id[static 32])
{
    struct mailbox_tables *tables = mailbox_tables_of(store);
    bool has_row = false;

    TRY(mailbox_sqlite_run(tables->file, &has_row, MAILBOX_SQL_MAILBOX_FIND, "b",
                           mailbox_tables_id(id)));
    mailbox_tables_take(tables, out, MAILBOX_SQL_MAILBOX_FIND, has_row, 6);
    return OK;
}

result mailbox_letters_expire(struct mailbox_tables *tables, bool *has_more, int64_t born)
{
    const enum mailbox_statement old = MAILBOX_SQL_MESSAGE_OLD;

    TRY(mailbox_sqlite_run(tables->file, has_more, old, "i", born));
    const int64_t key = *has_more ? mailbox_sqlite_integer(tables->file, old, 0) : 0;
    const int64_t size = *has_more ? mailbox_sqlite_integer(tables->file, old, 1) : 0;
    mailbox_sqlite_done(tables->file, old);
    if (!*has_more)
        return OK;
    TRY(mailbox_sqlite_do(tables->file, MAILBOX_SQL_MESSAGE_REMOVE, "i", key));
    return mailbox_sqlite_do(tables->file, MAILBOX_SQL_MAILBOX_LOSES, "ii", key >> MAILBOX_SEQ_BITS,
                             size);
}

/* Removes the first message of a range and tells its size; 0: the range is empty. */
static result remove_first(struct mailbox_tables *tables, int64_t *size, int64_t first,
                           int64_t last)
{
    const enum mailbox_statement step = MAILBOX_SQL_MESSAGE_FIRST;
    bool has_row = false;

    TRY(mailbox_sqlite_run(tables->file, &has_row, step, "ii", first, last));
    const int64_t key = has_row ? mailbox_sqlite_integer(tables->file, step, 0) : 0;
    *size = has_row ? mailbox_sqlite_integer(tables->file, step, 1) : 0;
    mailbox_sqlite_done(tables->file, step);
    if (!has_row)
        return OK;
    return mailbox_sqlite_do(tables->file, MAILBOX_SQL_MESSAGE_REMOVE, "i", key);
}

result mailbox_letters_purge(struct mailbox_tables *tables, unsigned most, int64_t most_bytes)
{
    const enum mailbox_statement any = MAILBOX_SQL_TRASH_ANY;
    int64_t bytes = 0, size = 0;
    bool has_row = true;

    for (unsigned i = 0; i < most && bytes < most_bytes; i++) {
        TRY(mailbox_sqlite_run(tables->file, &has_row, any, ""));
        const int64_t first = has_row ? mailbox_sqlite_integer(tables->file, any, 0) : 0;
        const int64_t last = has_row ? mailbox_sqlite_integer(tables->file, any, 1) : 0;
        mailbox_sqlite_done(tables->file, any);
        if (!has_row)
            return OK;
        TRY(remove_first(tables, &size, first, last));
        bytes += size;
        if (size > 0)
            continue;
        TRY(mailbox_sqlite_do(tables->file, MAILBOX_SQL_TRASH_REMOVE, "i", first));
        tables->trash--;
    }
    return OK;
}
