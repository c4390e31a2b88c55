/* SPDX-License-Identifier: MIT */
#include "core/store/outbox_table.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/base/secret.h"

static const char body_place[] = "outbox|body";

result outbox_insert(struct store *store, const struct outbox_letter *letter)
{
    struct buffer sealed SCOPED(buffer_free) = {0};
    struct buffer body SCOPED(buffer_free) = {0};

    store_seal(store, &sealed, body_place, slice_of(letter->mid, OUTBOX_MID_BYTES), letter->plain);
    /* body | sealed chunk: found by its first 16 bytes */
    buffer_append(&body, letter->body, OUTBOX_MID_BYTES);
    buffer_append_slice(&body, buffer_slice(&sealed));
    return store_run(store, "INSERT INTO outbox VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
                     (struct value[]){value_bytes(letter->mid, OUTBOX_MID_BYTES),
                                      value_bytes(letter->peer, 32), value_blob(letter->envelope),
                                      value_int(letter->next_try), value_int(letter->expires),
                                      value_int(letter->until_posted),
                                      value_blob(buffer_slice(&body)), value_int(letter->type),
                                      value_bytes(letter->session, 32), value_int(letter->round),
                                      value_int(letter->place), value_end()});
}

static result append_chunk(struct store *store, struct outbox_again *again, const struct rows *rows)
{
    struct secret *plain SCOPED(secret_free_at) = NULL;
    const struct slice stored = rows_blob(rows, 5);

    TRY(rows_fixed(rows, 1, again->peer, sizeof again->peer));
    again->type = (uint16_t)rows_int(rows, 2);
    TRY(rows_fixed(rows, 3, again->session, sizeof again->session));
    again->round = (uint16_t)rows_int(rows, 4);
    CHECK(stored.size > OUTBOX_MID_BYTES, STORE_BROKEN);
    TRY(store_unseal(store, &plain, body_place, rows_blob(rows, 0),
                     slice_of(stored.data + OUTBOX_MID_BYTES, stored.size - OUTBOX_MID_BYTES)));
    buffer_append(&again->plain, secret_lend(plain), secret_size(plain));
    secret_take_back(plain);
    return OK;
}

static result body_of(struct store *store, uint8_t body[static OUTBOX_MID_BYTES],
                      const uint8_t mid[static OUTBOX_MID_BYTES], const uint8_t peer[static 32])
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(
        &rows, store, "SELECT substr(body, 1, 16) FROM outbox WHERE mid = ? AND peer = ?",
        (struct value[]){value_bytes(mid, OUTBOX_MID_BYTES), value_bytes(peer, 32), value_end()});
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(OUTBOX_GONE) : rows.status;
    return rows_fixed(&rows, 0, body, OUTBOX_MID_BYTES);
}

result outbox_take_back(struct store *store, struct outbox_again *out,
                        const uint8_t mid[static OUTBOX_MID_BYTES], const uint8_t peer[static 32])
{
    struct rows rows SCOPED(rows_close) = {0};
    uint8_t body[OUTBOX_MID_BYTES];
    result done = OK;

    TRY(body_of(store, body, mid, peer));
    rows_open(&rows, store,
              "SELECT mid, peer, type, session, round, body FROM outbox"
              " WHERE substr(body, 1, 16) = ? ORDER BY place",
              (struct value[]){value_bytes(body, sizeof body), value_end()});
    while (is_ok(done) && rows_next(&rows))
        done = append_chunk(store, out, &rows);
    if (is_ok(done))
        done = rows.status;
    rows_close(&rows);
    if (is_ok(done))
        done = store_run(store, "DELETE FROM outbox WHERE substr(body, 1, 16) = ?",
                         (struct value[]){value_bytes(body, sizeof body), value_end()});
    if (!is_ok(done))
        buffer_wipe(&out->plain);
    return done;
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
