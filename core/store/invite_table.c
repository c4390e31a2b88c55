/* SPDX-License-Identifier: MIT */
#include "core/store/invite_table.h"

#include "core/base/memory.h"
#include "core/base/text.h"

#define INVITE_COLUMNS "rdv, is_owner, name, router, state, expires"

static const char machine_place[] = "invite|sealed";

enum { RDV_BYTES = 16 };

result invite_insert(struct store *store, const struct invite_row *invite, struct slice machine,
                     uint64_t now)
{
    struct buffer sealed SCOPED(buffer_free) = {0};

    store_seal(store, &sealed, machine_place, slice_of(invite->rdv, RDV_BYTES), machine);
    return store_run(store, "INSERT INTO invite VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                     (struct value[]){value_bytes(invite->rdv, RDV_BYTES),
                                      value_int(invite->is_owner), value_text(invite->name),
                                      value_text(invite->router), value_blob(buffer_slice(&sealed)),
                                      value_int(invite->state), value_int(invite->expires),
                                      value_int(now), value_end()});
}

result invite_save(struct store *store, const uint8_t rdv[static 16], struct slice machine)
{
    struct buffer sealed SCOPED(buffer_free) = {0};

    store_seal(store, &sealed, machine_place, slice_of(rdv, RDV_BYTES), machine);
    return store_run(store, "UPDATE invite SET sealed = ? WHERE rdv = ?",
                     (struct value[]){value_blob(buffer_slice(&sealed)),
                                      value_bytes(rdv, RDV_BYTES), value_end()});
}

result invite_load(struct store *store, struct secret **out, const uint8_t rdv[static 16])
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(&rows, store, "SELECT sealed FROM invite WHERE rdv = ? AND state = 1",
              (struct value[]){value_bytes(rdv, RDV_BYTES), value_end()});
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(INVITE_UNKNOWN) : rows.status;
    return store_unseal(store, out, machine_place, slice_of(rdv, RDV_BYTES), rows_blob(&rows, 0));
}

result invite_set_state(struct store *store, const uint8_t rdv[static 16], enum invite_state state)
{
    return store_run(
        store,
        "UPDATE invite SET state = ?, sealed = CASE WHEN ? = 1 THEN sealed ELSE x'' END"
        " WHERE rdv = ?",
        (struct value[]){value_int(state), value_int(state), value_bytes(rdv, RDV_BYTES),
                         value_end()});
}

static result read_invite(const struct rows *rows, struct invite_row *invite)
{
    TRY(rows_fixed(rows, 0, invite->rdv, sizeof invite->rdv));
    invite->is_owner = rows_int(rows, 1) != 0;
    TRY(text_copy(invite->name, sizeof invite->name, rows_text(rows, 2)));
    TRY(text_copy(invite->router, sizeof invite->router, rows_text(rows, 3)));
    invite->state = (enum invite_state)rows_int(rows, 4);
    invite->expires = rows_int(rows, 5);
    return OK;
}

result invite_by_rdv(struct store *store, struct invite_row *out, const uint8_t rdv[static 16])
{
    struct rows rows SCOPED(rows_close) = {0};
    struct invite_row invite = {0};

    rows_open(&rows, store, "SELECT " INVITE_COLUMNS " FROM invite WHERE rdv = ?",
              (struct value[]){value_bytes(rdv, RDV_BYTES), value_end()});
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(INVITE_UNKNOWN) : rows.status;
    TRY(read_invite(&rows, &invite));
    *out = invite;
    return OK;
}

result invite_open_rows(struct store *store, struct invite_row **out, size_t *count)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct invite_row *list = NULL;
    size_t found = 0;
    result status = OK;

    rows_open(&rows, store,
              "SELECT " INVITE_COLUMNS " FROM invite WHERE state = 1 ORDER BY created", NULL);
    while (is_ok(status) && rows_next(&rows)) {
        list = memory_grow(list, found + 1, sizeof *list);
        status = read_invite(&rows, &list[found++]);
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
