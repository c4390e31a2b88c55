/* SPDX-License-Identifier: MIT */
#include "core/store/transfer_table.h"

#include "core/base/memory.h"
#include "core/base/text.h"

#define TRANSFER_COLUMNS                                                                           \
    "intent, wallet, account, state, raw, txid, recipient, amount, fee, note, label, failure,"     \
    " confirmations, created"

result transfer_insert(struct store *store, const struct transfer *transfer)
{
    return store_run(store,
                     "INSERT INTO transfer (" TRANSFER_COLUMNS
                     ") VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, 0, 0, ?)",
                     (struct value[]){value_bytes(transfer->intent, 32),
                                      value_bytes(transfer->wallet, 32),
                                      value_int(transfer->account), value_int(transfer->state),
                                      value_text(transfer->txid), value_text(transfer->recipient),
                                      value_text(transfer->amount), value_text(transfer->fee),
                                      value_text(transfer->note), value_text(transfer->label),
                                      value_int(transfer->created), value_end()});
}

static result read_transfer(const struct rows *rows, struct transfer *transfer)
{
    TRY(rows_fixed(rows, 0, transfer->intent, sizeof transfer->intent));
    TRY(rows_fixed(rows, 1, transfer->wallet, sizeof transfer->wallet));
    transfer->account = (uint8_t)rows_int(rows, 2);
    transfer->state = (enum transfer_state)rows_int(rows, 3);
    buffer_append_slice(&transfer->raw, rows_blob(rows, 4));
    TRY(text_copy(transfer->txid, sizeof transfer->txid, rows_text(rows, 5)));
    TRY(text_copy(transfer->recipient, sizeof transfer->recipient, rows_text(rows, 6)));
    TRY(text_copy(transfer->amount, sizeof transfer->amount, rows_text(rows, 7)));
    TRY(text_copy(transfer->fee, sizeof transfer->fee, rows_text(rows, 8)));
    TRY(text_copy(transfer->note, sizeof transfer->note, rows_text(rows, 9)));
    TRY(text_copy(transfer->label, sizeof transfer->label, rows_text(rows, 10)));
    transfer->failure = (uint32_t)rows_int(rows, 11);
    transfer->confirmations = (uint32_t)rows_int(rows, 12);
    transfer->created = rows_int(rows, 13);
    return OK;
}

result transfer_by_intent(struct store *store, struct transfer *out,
                          const uint8_t intent[static 32])
{
    struct rows rows SCOPED(rows_close) = {0};
    struct transfer transfer = {0};

    rows_open(&rows, store, "SELECT " TRANSFER_COLUMNS " FROM transfer WHERE intent = ?",
              (struct value[]){value_bytes(intent, 32), value_end()});
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(INTENT_UNKNOWN) : rows.status;
    const result done = read_transfer(&rows, &transfer);
    if (!is_ok(done)) {
        transfer_free(&transfer);
        return done;
    }
    *out = transfer;
    return OK;
}

result transfer_all(struct store *store, struct transfer **out, size_t *count)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct transfer *list = NULL;
    size_t found = 0;
    result status = OK;

    rows_open(&rows, store,
              "SELECT " TRANSFER_COLUMNS " FROM transfer ORDER BY created DESC, rowid DESC", NULL);
    while (is_ok(status) && rows_next(&rows)) {
        list = memory_grow(list, found + 1, sizeof *list);
        list[found] = (struct transfer){0};
        status = read_transfer(&rows, &list[found++]);
    }
    if (is_ok(status))
        status = rows.status;
    if (!is_ok(status)) {
        transfer_list_free(list, found);
        return status;
    }
    *out = list;
    *count = found;
    return OK;
}

void transfer_free(struct transfer *transfer)
{
    buffer_free(&transfer->raw);
}

void transfer_list_free(struct transfer *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        transfer_free(&list[i]);
    memory_free(list);
}

result transfer_set_state(struct store *store, const uint8_t intent[static 32],
                          enum transfer_state state)
{
    return store_run(store, "UPDATE transfer SET state = ? WHERE intent = ?",
                     (struct value[]){value_int(state), value_bytes(intent, 32), value_end()});
}

result transfer_set_signed(struct store *store, const uint8_t intent[static 32], struct slice raw,
                           const char *txid)
{
    return store_run(
        store, "UPDATE transfer SET state = 2, failure = 0, raw = ?, txid = ? WHERE intent = ?",
        (struct value[]){value_blob(raw), value_text(txid), value_bytes(intent, 32), value_end()});
}

result transfer_set_status(struct store *store, const uint8_t intent[static 32],
                           enum transfer_state state, uint32_t confirmations)
{
    return store_run(
        store, "UPDATE transfer SET state = ?, confirmations = ?, failure = 0 WHERE intent = ?",
        (struct value[]){value_int(state), value_int(confirmations), value_bytes(intent, 32),
                         value_end()});
}

result transfer_set_failure(struct store *store, const uint8_t intent[static 32], uint32_t failure,
                            const char *note)
{
    return store_run(store, "UPDATE transfer SET failure = ?, note = ? WHERE intent = ?",
                     (struct value[]){value_int(failure), value_text(note), value_bytes(intent, 32),
                                      value_end()});
}

result transfer_set_label(struct store *store, const uint8_t intent[static 32], const char *label)
{
    return store_run(store, "UPDATE transfer SET label = ? WHERE intent = ?",
                     (struct value[]){value_text(label), value_bytes(intent, 32), value_end()});
}

result account_row_get(struct store *store, struct account_row *out,
                       const uint8_t wallet[static 32], uint8_t kind)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct account_row row = {.kind = kind};
    uint8_t amount[32];

    rows_open(&rows, store,
              "SELECT next_receive, next_change, confirmed, unconfirmed, synced FROM account"
              " WHERE wallet = ? AND kind = ?",
              (struct value[]){value_bytes(wallet, 32), value_int(kind), value_end()});
    if (rows_next(&rows)) {
        row.next_receive = (uint32_t)rows_int(&rows, 0);
        row.next_change = (uint32_t)rows_int(&rows, 1);
        TRY(rows_fixed(&rows, 2, amount, sizeof amount));
        row.confirmed = amount_read(amount);
        TRY(rows_fixed(&rows, 3, amount, sizeof amount));
        row.unconfirmed = amount_read(amount);
        row.synced = rows_int(&rows, 4);
    }
    TRY(rows.status);
    *out = row;
    return OK;
}

result account_row_put(struct store *store, const uint8_t wallet[static 32],
                       const struct account_row *row)
{
    uint8_t confirmed[32];
    uint8_t unconfirmed[32];

    amount_write(confirmed, &row->confirmed);
    amount_write(unconfirmed, &row->unconfirmed);
    return store_run(
        store,
        "INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (wallet, kind) DO UPDATE SET"
        " next_receive = max(next_receive, excluded.next_receive),"
        " next_change = max(next_change, excluded.next_change), confirmed = excluded.confirmed,"
        " unconfirmed = excluded.unconfirmed, synced = excluded.synced",
        (struct value[]){value_bytes(wallet, 32), value_int(row->kind),
                         value_int(row->next_receive), value_int(row->next_change),
                         value_bytes(confirmed, 32), value_bytes(unconfirmed, 32),
                         value_int(row->synced), value_end()});
}
