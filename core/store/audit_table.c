/* SPDX-License-Identifier: MIT */
#include "core/store/audit_table.h"

result audit_insert(struct store *store, const uint8_t wallet[static 32],
                    const uint8_t epoch[static 32], uint16_t seat, uint64_t now, bool is_proved)
{
    return store_run(store, "INSERT INTO audit VALUES (?, ?, ?, ?, ?)",
                     (struct value[]){value_bytes(wallet, 32), value_bytes(epoch, 32),
                                      value_int(seat), value_int(now), value_int(is_proved),
                                      value_end()});
}

result audit_last(struct store *store, uint64_t *when, const uint8_t epoch[static 32],
                  uint16_t seat)
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(&rows, store,
              "SELECT coalesce(max(time), 0) FROM audit WHERE epoch = ? AND seat = ?"
              " AND is_proved = 1",
              (struct value[]){value_bytes(epoch, 32), value_int(seat), value_end()});
    *when = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows.status;
}
