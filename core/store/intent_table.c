/* SPDX-License-Identifier: MIT */
#include "core/store/intent_table.h"

#include <string.h>

#include "core/base/hex.h"
#include "core/base/memory.h"
#include "core/base/text.h"

#define INTENT_COLUMNS                                                                             \
    "hash, wallet, kind, body, frame, account, state, possibly_signed, expires, summary"

enum { PREFIX_MIN = 4, PREFIX_MAX = 64 };

result intent_insert(struct store *store, const struct intent_row *intent, uint64_t now)
{
    return store_run(
        store,
        "INSERT INTO intent (" INTENT_COLUMNS ", created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (struct value[]){value_bytes(intent->hash, 32), value_bytes(intent->wallet, 32),
                         value_int(intent->kind), value_blob(buffer_slice(&intent->body)),
                         value_blob(buffer_slice(&intent->frame)), value_int(intent->account),
                         value_int(intent->state), value_int(intent->possibly_signed),
                         value_int(intent->expires), value_text(intent->summary), value_int(now),
                         value_end()});
}

static result read_intent(const struct rows *rows, struct intent_row *intent)
{
    TRY(rows_fixed(rows, 0, intent->hash, sizeof intent->hash));
    TRY(rows_fixed(rows, 1, intent->wallet, sizeof intent->wallet));
    intent->kind = (uint8_t)rows_int(rows, 2);
    buffer_append_slice(&intent->body, rows_blob(rows, 3));
    buffer_append_slice(&intent->frame, rows_blob(rows, 4));
    intent->account = (uint8_t)rows_int(rows, 5);
    intent->state = (enum intent_state)rows_int(rows, 6);
    intent->possibly_signed = rows_int(rows, 7) != 0;
    intent->expires = rows_int(rows, 8);
    return text_copy(intent->summary, sizeof intent->summary, rows_text(rows, 9));
}

static result read_first(struct rows *rows, struct intent_row *out)
{
    struct intent_row intent = {0};

    if (!rows_next(rows))
        return is_ok(rows->status) ? FAIL(INTENT_UNKNOWN) : rows->status;
    const result done = read_intent(rows, &intent);
    if (!is_ok(done)) {
        intent_free(&intent);
        return done;
    }
    *out = intent;
    return OK;
}

result intent_by_hash(struct store *store, struct intent_row *out, const uint8_t hash[static 32])
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(&rows, store, "SELECT " INTENT_COLUMNS " FROM intent WHERE hash = ?",
              (struct value[]){value_bytes(hash, 32), value_end()});
    return read_first(&rows, out);
}

result intent_by_prefix(struct store *store, struct intent_row *out, const char *digits)
{
    struct rows rows SCOPED(rows_close) = {0};
    const size_t size = strlen(digits);
    struct intent_row intent = {0};

    CHECK(size >= PREFIX_MIN && size <= PREFIX_MAX, INTENT_UNKNOWN);
    rows_open(&rows, store,
              "SELECT " INTENT_COLUMNS
              " FROM intent WHERE substr(lower(hex(hash)), 1, ?) = lower(?)",
              (struct value[]){value_int(size), value_text(digits), value_end()});
    TRY(read_first(&rows, &intent));
    if (rows_next(&rows)) {
        intent_free(&intent);
        return FAIL(INTENT_AMBIGUOUS);
    }
    *out = intent;
    return OK;
}

result intent_all(struct store *store, struct intent_row **out, size_t *count)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct intent_row *list = NULL;
    size_t found = 0;
    result status = OK;

    rows_open(&rows, store,
              "SELECT " INTENT_COLUMNS " FROM intent ORDER BY created DESC, rowid DESC", NULL);
    while (is_ok(status) && rows_next(&rows)) {
        list = memory_grow(list, found + 1, sizeof *list);
        list[found] = (struct intent_row){0};
        status = read_intent(&rows, &list[found++]);
    }
    if (is_ok(status))
        status = rows.status;
    if (!is_ok(status)) {
        intent_list_free(list, found);
        return status;
    }
    *out = list;
    *count = found;
    return OK;
}

void intent_free(struct intent_row *intent)
{
    buffer_free(&intent->body);
    buffer_free(&intent->frame);
}

void intent_list_free(struct intent_row *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        intent_free(&list[i]);
    memory_free(list);
}

result intent_set_state(struct store *store, const uint8_t hash[static 32], enum intent_state state)
{
    return store_run(store, "UPDATE intent SET state = ? WHERE hash = ?",
                     (struct value[]){value_int(state), value_bytes(hash, 32), value_end()});
}

result intent_set_possibly_signed(struct store *store, const uint8_t hash[static 32])
{
    return store_run(store, "UPDATE intent SET possibly_signed = 1 WHERE hash = ?",
                     (struct value[]){value_bytes(hash, 32), value_end()});
}

result consent_put(struct store *store, const uint8_t intent[static 32],
                   const struct consent_row *consent)
{
    return store_run(store, "INSERT OR REPLACE INTO consent VALUES (?, ?, ?, ?, ?, ?)",
                     (struct value[]){value_bytes(intent, 32), value_int((uint64_t)consent->seat),
                                      value_int(consent->answer), value_int(consent->reason),
                                      value_int(consent->until),
                                      value_blob(buffer_slice(&consent->frame)), value_end()});
}

result consent_list(struct store *store, struct consent_row **out, size_t *count,
                    const uint8_t intent[static 32])
{
    struct rows rows SCOPED(rows_close) = {0};
    struct consent_row *list = NULL;
    size_t found = 0;

    rows_open(&rows, store,
              "SELECT seat, answer, reason, until, frame FROM consent WHERE intent = ?"
              " ORDER BY rowid",
              (struct value[]){value_bytes(intent, 32), value_end()});
    while (rows_next(&rows)) {
        list = memory_grow(list, found + 1, sizeof *list);
        struct consent_row consent = {.seat = (int)rows_int(&rows, 0),
                                      .answer = (enum consent_answer)rows_int(&rows, 1),
                                      .reason = (uint8_t)rows_int(&rows, 2),
                                      .until = rows_int(&rows, 3)};
        buffer_append_slice(&consent.frame, rows_blob(&rows, 4));
        list[found++] = consent;
    }
    *out = list;
    *count = found;
    return rows.status;
}

result consent_clear(struct store *store, const uint8_t intent[static 32])
{
    return store_run(store, "DELETE FROM consent WHERE intent = ?",
                     (struct value[]){value_bytes(intent, 32), value_end()});
}

void consent_list_free(struct consent_row *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_free(&list[i].frame);
    memory_free(list);
}

result attempt_raise(struct store *store, uint32_t *count, const uint8_t intent[static 32],
                     const uint8_t digest[static 32])
{
    struct rows rows SCOPED(rows_close) = {0};

    TRY(store_run(store,
                  "INSERT INTO attempt VALUES (?, ?, 1)"
                  " ON CONFLICT (intent, digest) DO UPDATE SET count = count + 1",
                  (struct value[]){value_bytes(intent, 32), value_bytes(digest, 32), value_end()}));
    rows_open(&rows, store, "SELECT count FROM attempt WHERE intent = ? AND digest = ?",
              (struct value[]){value_bytes(intent, 32), value_bytes(digest, 32), value_end()});
    CHECK(rows_next(&rows), STORE_BROKEN);
    *count = (uint32_t)rows_int(&rows, 0);
    return rows.status;
}

result allowance_put(struct store *store, const uint8_t intent[static 32],
                     const uint8_t wallet[static 32], const struct allowance *allowance)
{
    uint8_t amount[32];

    amount_write(amount, &allowance->amount);
    return store_run(store, "INSERT OR IGNORE INTO allowance VALUES (?, ?, ?, ?, ?)",
                     (struct value[]){value_bytes(intent, 32), value_bytes(wallet, 32),
                                      value_text(allowance->asset), value_bytes(amount, 32),
                                      value_int(allowance->time), value_end()});
}

result allowance_since(struct store *store, struct allowance **out, size_t *count,
                       const uint8_t wallet[static 32], uint64_t since)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct allowance *list = NULL;
    size_t found = 0;
    result status = OK;

    rows_open(&rows, store,
              "SELECT time, asset, amount FROM allowance WHERE wallet = ? AND time > ?",
              (struct value[]){value_bytes(wallet, 32), value_int(since), value_end()});
    while (is_ok(status) && rows_next(&rows)) {
        uint8_t amount[32];
        list = memory_grow(list, found + 1, sizeof *list);
        list[found].time = rows_int(&rows, 0);
        status = text_copy(list[found].asset, sizeof list[found].asset, rows_text(&rows, 1));
        if (is_ok(status))
            status = rows_fixed(&rows, 2, amount, sizeof amount);
        if (is_ok(status))
            list[found++].amount = amount_read(amount);
    }
    if (is_ok(status))
        status = rows.status;
    if (!is_ok(status)) {
        memory_free(list);
        return status;
    }
    *out = list;
    *count = found;
    return OK;
}
