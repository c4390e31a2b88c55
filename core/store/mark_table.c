/* SPDX-License-Identifier: MIT */
#include "core/store/mark_table.h"

#include "core/base/memory.h"

result mark_insert(struct store *store, const uint8_t wallet[static 32],
                   const uint8_t epoch[static 32], const struct mark *mark)
{
    return store_run(store, "INSERT INTO mark VALUES (?, ?, ?, ?, ?, ?)",
                     (struct value[]){value_bytes(wallet, 32), value_int(mark->one),
                                      value_int(mark->other), value_int(mark->code),
                                      value_bytes(epoch, 32), value_int(mark->time), value_end()});
}

result mark_list(struct store *store, struct mark **out, size_t *count,
                 const uint8_t epoch[static 32])
{
    struct rows rows SCOPED(rows_close) = {0};
    struct mark *list = NULL;
    size_t found = 0;

    rows_open(&rows, store, "SELECT one, other, code, time FROM mark WHERE epoch = ? ORDER BY time",
              (struct value[]){value_bytes(epoch, 32), value_end()});
    while (rows_next(&rows)) {
        list = memory_grow(list, found + 1, sizeof *list);
        list[found++] = (struct mark){.one = (uint16_t)rows_int(&rows, 0),
                                      .other = (uint16_t)rows_int(&rows, 1),
                                      .code = (uint8_t)rows_int(&rows, 2),
                                      .time = rows_int(&rows, 3)};
    }
    *out = list;
    *count = found;
    return rows.status;
}

result evidence_insert(struct store *store, const uint8_t wallet[static 32], uint16_t seat,
                       uint32_t code, struct slice frames, uint64_t now)
{
    return store_run(
        store, "INSERT INTO evidence (wallet, seat, code, frames, time) VALUES (?, ?, ?, ?, ?)",
        (struct value[]){value_bytes(wallet, 32), value_int(seat), value_int(code),
                         value_blob(frames), value_int(now), value_end()});
}
