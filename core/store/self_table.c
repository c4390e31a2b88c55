/* SPDX-License-Identifier: MIT */
#include "core/store/self_table.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/base/text.h"

static const char identity_place[] = "self|sealed_identity";
static const char mailbox_place[] = "self|sealed_mailbox";
static const char receive_place[] = "receive_key|sealed";

result self_insert(struct store *store, const struct self *self, const uint8_t sign_seed[static 32],
                   const uint8_t box_seed[static 32], uint64_t now)
{
    struct buffer identity SCOPED(buffer_wipe) = {0};
    struct buffer sealed_identity SCOPED(buffer_free) = {0};
    struct buffer sealed_mailbox SCOPED(buffer_free) = {0};

    buffer_append(&identity, sign_seed, SELF_SEED_BYTES);
    buffer_append(&identity, box_seed, SELF_SEED_BYTES);
    store_seal(store, &sealed_identity, identity_place, slice_of(NULL, 0), buffer_slice(&identity));
    store_seal(store, &sealed_mailbox, mailbox_place, slice_of(NULL, 0),
               slice_of(secret_lend(self->mailbox_seed), SELF_SEED_BYTES));
    secret_take_back(self->mailbox_seed);
    return store_run(
        store, "INSERT INTO self VALUES (1, ?, ?, ?, ?, ?, ?, 0, 0, ?)",
        (struct value[]){value_text(self->name), value_int(self->role), value_text(self->router),
                         value_bytes(self->card, sizeof self->card),
                         value_blob(buffer_slice(&sealed_identity)),
                         value_blob(buffer_slice(&sealed_mailbox)), value_int(now), value_end()});
}

static result load_identity(struct store *store, struct self *self, struct slice sealed)
{
    struct secret *seeds SCOPED(secret_free_at) = NULL;

    TRY(store_unseal(store, &seeds, identity_place, slice_of(NULL, 0), sealed));
    CHECK(secret_size(seeds) == 2 * SELF_SEED_BYTES, STORE_BROKEN);
    const uint8_t *bytes = secret_lend(seeds);
    self->identity = identity_from_seeds(bytes, bytes + SELF_SEED_BYTES);
    secret_take_back(seeds);
    return OK;
}

static result load(struct store *store, struct self *self)
{
    struct rows rows SCOPED(rows_close) = {0};

    rows_open(&rows, store,
              "SELECT name, role, router, card, sealed_identity, sealed_mailbox, mailbox_made"
              " FROM self",
              NULL);
    if (!rows_next(&rows))
        return is_ok(rows.status) ? FAIL(SELF_MISSING) : rows.status;
    TRY(text_copy(self->name, sizeof self->name, rows_text(&rows, 0)));
    self->role = (uint8_t)rows_int(&rows, 1);
    TRY(text_copy(self->router, sizeof self->router, rows_text(&rows, 2)));
    TRY(rows_fixed(&rows, 3, self->card, sizeof self->card));
    TRY(load_identity(store, self, rows_blob(&rows, 4)));
    TRY(store_unseal(store, &self->mailbox_seed, mailbox_place, slice_of(NULL, 0),
                     rows_blob(&rows, 5)));
    CHECK(secret_size(self->mailbox_seed) == SELF_SEED_BYTES, STORE_BROKEN);
    self->mailbox_made = rows_int(&rows, 6) != 0;
    return OK;
}

result self_load(struct store *store, struct self *out)
{
    struct self self = {0};
    const result done = load(store, &self);

    if (!is_ok(done)) {
        self_wipe(&self);
        return done;
    }
    *out = self;
    return OK;
}

void self_wipe(struct self *self)
{
    identity_free(self->identity);
    secret_free(self->mailbox_seed);
    memset(self, 0, sizeof *self);
}

result self_set_mailbox_made(struct store *store)
{
    return store_run(store, "UPDATE self SET mailbox_made = 1", NULL);
}

result self_reserve_counter(struct store *store, uint64_t now, uint64_t room, uint64_t *counter)
{
    struct rows rows SCOPED(rows_close) = {0};
    enum { COUNTER_SHIFT = 20 };

    rows_open(&rows, store, "SELECT last_counter FROM self", NULL);
    CHECK(rows_next(&rows), SELF_MISSING);
    const uint64_t next = rows_int(&rows, 0) + 1;
    const uint64_t floor = now << COUNTER_SHIFT;
    const uint64_t chosen = next > floor ? next : floor;
    rows_close(&rows);
    TRY(store_run(store, "UPDATE self SET last_counter = ?",
                  (struct value[]){value_int(chosen + room), value_end()}));
    *counter = chosen;
    return OK;
}

result self_receive_key_insert(struct store *store, const struct self_receive_key *key)
{
    struct buffer sealed SCOPED(buffer_free) = {0};
    const struct slice rpk = slice_of(key->rpk, sizeof key->rpk);

    store_seal(store, &sealed, receive_place, rpk, slice_of(secret_lend(key->secret), 32));
    secret_take_back(key->secret);
    return store_run(store, "INSERT INTO receive_key VALUES (?, ?, ?, ?, ?)",
                     (struct value[]){value_blob(rpk), value_bytes(key->record, sizeof key->record),
                                      value_int(key->not_after), value_blob(buffer_slice(&sealed)),
                                      value_int(key->is_published), value_end()});
}

static result read_key(struct store *store, const struct rows *rows, struct self_receive_key *key)
{
    TRY(rows_fixed(rows, 0, key->rpk, sizeof key->rpk));
    TRY(rows_fixed(rows, 1, key->record, sizeof key->record));
    key->not_after = rows_int(rows, 2);
    key->is_published = rows_int(rows, 4) != 0;
    TRY(store_unseal(store, &key->secret, receive_place, slice_of(key->rpk, sizeof key->rpk),
                     rows_blob(rows, 3)));
    CHECK(secret_size(key->secret) == 32, STORE_BROKEN);
    return OK;
}

result self_receive_keys(struct store *store, struct self_receive_key **out, size_t *count)
{
    struct rows rows SCOPED(rows_close) = {0};
    struct self_receive_key *keys = NULL;
    size_t found = 0;
    result status = OK;

    rows_open(&rows, store,
              "SELECT rpk, record, not_after, sealed, published FROM receive_key"
              " ORDER BY not_after DESC LIMIT 16",
              NULL);
    while (is_ok(status) && rows_next(&rows)) {
        keys = memory_grow(keys, found + 1, sizeof *keys);
        memset(&keys[found], 0, sizeof *keys);
        status = read_key(store, &rows, &keys[found++]);
    }
    if (is_ok(status))
        status = rows.status;
    if (!is_ok(status)) {
        self_receive_keys_free(keys, found);
        return status;
    }
    *out = keys;
    *count = found;
    return OK;
}

void self_receive_keys_free(struct self_receive_key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        secret_free(keys[i].secret);
    memory_free(keys);
}

result self_receive_key_published(struct store *store, const uint8_t rpk[static 32])
{
    return store_run(store, "UPDATE receive_key SET published = 1 WHERE rpk = ?",
                     (struct value[]){value_bytes(rpk, 32), value_end()});
}

result self_receive_keys_expire(struct store *store, uint64_t before)
{
    return store_run(store, "DELETE FROM receive_key WHERE not_after < ?",
                     (struct value[]){value_int(before), value_end()});
}
