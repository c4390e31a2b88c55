/* SPDX-License-Identifier: MIT */
#include "core/store/contact_table.h"

#include "core/base/memory.h"
#include "core/base/text.h"

result contact_insert(struct store *store, const struct contact *contact, uint64_t now)
{
    TRY(store_run(store, "INSERT OR IGNORE INTO contact VALUES (?, ?, ?, ?, ?)",
                  (struct value[]){value_text(contact->name), value_text(contact->chain),
                                   value_text(contact->address), value_text(contact->note),
                                   value_int(now), value_end()}));
    CHECK(store_changed(store) == 1, CONTACT_EXISTS);
    return OK;
}

static result read_contact(const struct rows *rows, struct contact *contact)
{
    TRY(text_copy(contact->name, sizeof contact->name, rows_text(rows, 0)));
    TRY(text_copy(contact->chain, sizeof contact->chain, rows_text(rows, 1)));
    TRY(text_copy(contact->address, sizeof contact->address, rows_text(rows, 2)));
    return text_copy(contact->note, sizeof contact->note, rows_text(rows, 3));
}

result contact_find(struct store *store, struct contact *out, const char *name, const char *chain)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct contact contact = {0};

    rows_open(&rows, store,
              "SELECT name, chain, address, note FROM contact WHERE name = ? AND chain = ?",
              (struct value[]){value_text(name), value_text(chain), value_end()});
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(CONTACT_UNKNOWN) : rows.status;
    TRY(read_contact(&rows, &contact));
    *out = contact;
    return OK;
}

result contact_delete(struct store *store, const char *name)
{
    TRY(store_run(store, "DELETE FROM contact WHERE name = ?",
                  (struct value[]){value_text(name), value_end()}));
    CHECK(store_changed(store) > 0, CONTACT_UNKNOWN);
    return OK;
}

result contact_all(struct store *store, struct contact **out, size_t *count)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct contact *list = NULL;
    size_t found = 0;
    result status = OK;

    rows_open(&rows, store, "SELECT name, chain, address, note FROM contact ORDER BY name, chain",
              NULL);
    while (is_ok(status) && rows_next(&rows)) {
        list = memory_grow(list, found + 1, sizeof *list);
        status = read_contact(&rows, &list[found++]);
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
