/* SPDX-License-Identifier: MIT */
#include "core/store/outbox_table.h"

#include <string.h>

#include "core/base/memory.h"

result outbox_insert(struct store *store, const uint8_t mid[static OUTBOX_MID_BYTES],
                     const uint8_t peer[static 32], struct slice envelope, uint64_t now,
                     uint64_t expires, bool until_posted)
{
    return store_run(store, "INSERT INTO outbox VALUES (?, ?, ?, ?, 0, ?, ?)",
                     (struct value[]){value_bytes(mid, OUTBOX_MID_BYTES), value_bytes(peer, 32),
                                      value_blob(envelope), value_int(now), value_int(expires),
                                      value_int(until_posted), value_end()});
}

result outbox_tries(struct store *store, const uint8_t mid[static OUTBOX_MID_BYTES],
                    uint32_t *tries, bool *until_posted)
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(&rows, store, "SELECT tries, until_posted FROM outbox WHERE mid = ?",
              (struct value[]){value_bytes(mid, OUTBOX_MID_BYTES), value_end()});
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(OUTBOX_GONE) : rows.status;
    *tries = (uint32_t)rows_int(&rows, 0);
    *until_posted = rows_int(&rows, 1) != 0;
    return OK;
}

result outbox_due(struct store *store, uint64_t now, size_t most, struct outbox_row **out,
                  size_t *count)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct outbox_row *due = NULL;
    size_t found = 0;

    rows_open(&rows, store,
              "SELECT mid, peer, envelope, tries FROM outbox WHERE next_try <= ? AND expires > ?"
              " ORDER BY rowid LIMIT ?",
              (struct value[]){value_int(now), value_int(now), value_int(most), value_end()});
    while (rows_next(&rows)) {
        struct outbox_row row = {0};
        if (!is_ok(rows_fixed(&rows, 0, row.mid, sizeof row.mid)) ||
            !is_ok(rows_fixed(&rows, 1, row.peer, sizeof row.peer)))
            continue;
        buffer_append_slice(&row.envelope, rows_blob(&rows, 2));
        row.tries = (uint32_t)rows_int(&rows, 3);
        due = memory_grow(due, found + 1, sizeof *due);
        due[found++] = row;
    }
    *out = due;
    *count = found;
    return rows.status;
}

void outbox_free(struct outbox_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_free(&rows[i].envelope);
    memory_free(rows);
}

result outbox_tried(struct store *store, const uint8_t mid[static OUTBOX_MID_BYTES],
                    uint64_t next_try)
{
    return store_run(
        store, "UPDATE outbox SET tries = tries + 1, next_try = ? WHERE mid = ?",
        (struct value[]){value_int(next_try), value_bytes(mid, OUTBOX_MID_BYTES), value_end()});
}

result outbox_delivered(struct store *store, const uint8_t mid[static OUTBOX_MID_BYTES],
                        const uint8_t peer[static 32])
{
    return store_run(
        store, "DELETE FROM outbox WHERE mid = ? AND peer = ?",
        (struct value[]){value_bytes(mid, OUTBOX_MID_BYTES), value_bytes(peer, 32), value_end()});
}

result outbox_expire(struct store *store, uint64_t now)
{
    return store_run(store, "DELETE FROM outbox WHERE expires <= ?",
                     (struct value[]){value_int(now), value_end()});
}

result outbox_count(struct store *store, uint64_t *count)
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(&rows, store, "SELECT count(*) FROM outbox", NULL);
    *count = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows.status;
}
